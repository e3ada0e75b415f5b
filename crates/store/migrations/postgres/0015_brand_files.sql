-- What a customer's site shows that is no text: his logo, and the style sheet that he looks at before he saves it.
CREATE TABLE brand_file (
    branch_id INT8 NOT NULL,
    customer_id INT8 NOT NULL,
    kind TEXT NOT NULL,
    media_type TEXT NOT NULL,
    digest TEXT NOT NULL,
    bytes BYTEA NOT NULL,
    PRIMARY KEY (branch_id, customer_id, kind)
);

-- The digest of his logo stands at the customer, who is read with every page.
ALTER TABLE customer ADD COLUMN logo TEXT;
