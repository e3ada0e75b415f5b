-- What a customer's site shows that is no text: his logo, and the style sheet that he looks at before he saves it.
CREATE TABLE brand_file (
    branch_id INTEGER NOT NULL,
    customer_id INTEGER NOT NULL,
    kind TEXT NOT NULL,
    media_type TEXT NOT NULL,
    digest TEXT NOT NULL,
    bytes BLOB NOT NULL,
    PRIMARY KEY (branch_id, customer_id, kind)
) STRICT;

-- The digest of his logo stands at the customer, who is read with every page.
ALTER TABLE customer ADD COLUMN logo TEXT;
