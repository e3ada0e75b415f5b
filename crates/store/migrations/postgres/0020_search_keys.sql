-- By what a person looks for customers and users besides their names: each in lower case and byte by byte, as the other
-- engine does, a telephone without what groups it.
ALTER TABLE customer ADD COLUMN company_key TEXT COLLATE "C";
ALTER TABLE customer ADD COLUMN contact_key TEXT COLLATE "C";
ALTER TABLE customer ADD COLUMN email_key TEXT COLLATE "C";
ALTER TABLE customer ADD COLUMN phone_key TEXT COLLATE "C";
ALTER TABLE customer ADD COLUMN host_key TEXT COLLATE "C";
UPDATE customer SET company_key = nullif(lower(company_name), ''), contact_key = nullif(lower(contact), ''),
    email_key = nullif(lower(email), ''),
    phone_key = nullif(lower(replace(replace(replace(replace(replace(replace(replace(phone, '+', ''), ' ', ''), '-', ''), '(', ''), ')', ''), '.', ''), '/', '')), ''),
    host_key = nullif(lower(dns_alias), '');
CREATE INDEX customer_by_owner_and_company ON customer (owner_id, company_key, customer_id) WHERE company_key IS NOT NULL;
CREATE INDEX customer_by_owner_and_contact ON customer (owner_id, contact_key, customer_id) WHERE contact_key IS NOT NULL;
CREATE INDEX customer_by_owner_and_email ON customer (owner_id, email_key, customer_id) WHERE email_key IS NOT NULL;
CREATE INDEX customer_by_owner_and_phone ON customer (owner_id, phone_key, customer_id) WHERE phone_key IS NOT NULL;
CREATE INDEX customer_by_owner_and_host ON customer (owner_id, host_key, customer_id) WHERE host_key IS NOT NULL;

-- The login that was made with a customer, beside his owner.
ALTER TABLE web_user ADD COLUMN owner_id INT8;
ALTER TABLE web_user ADD COLUMN login_key TEXT COLLATE "C";
UPDATE web_user SET login_key = CASE WHEN is_default = 1 THEN nullif(lower(login), '') END,
    owner_id = (SELECT c.owner_id FROM customer c
        WHERE c.branch_id = web_user.branch_id AND c.customer_id = web_user.customer_id);
CREATE INDEX web_user_by_owner_and_login ON web_user (owner_id, login_key, customer_id) WHERE login_key IS NOT NULL;

ALTER TABLE account ADD COLUMN contact_key TEXT COLLATE "C";
ALTER TABLE account ADD COLUMN email_key TEXT COLLATE "C";
ALTER TABLE account ADD COLUMN phone_key TEXT COLLATE "C";
UPDATE account SET contact_key = nullif(lower(contact_name), ''), email_key = nullif(lower(email), ''),
    phone_key = nullif(lower(replace(replace(replace(replace(replace(replace(replace(phone, '+', ''), ' ', ''), '-', ''), '(', ''), ')', ''), '.', ''), '/', '')), '');
CREATE INDEX account_by_customer_and_contact ON account (branch_id, customer_id, contact_key, account_id)
    WHERE contact_key IS NOT NULL;
CREATE INDEX account_by_customer_and_email ON account (branch_id, customer_id, email_key, account_id)
    WHERE email_key IS NOT NULL;
CREATE INDEX account_by_customer_and_phone ON account (branch_id, customer_id, phone_key, account_id)
    WHERE phone_key IS NOT NULL;

-- What a file of customers refers to by name.
CREATE INDEX tariff_by_owner_and_name ON tariff (branch_id, owner_id, name);
CREATE INDEX routing_group_by_owner_and_name ON routing_group (branch_id, owner_id, name);
