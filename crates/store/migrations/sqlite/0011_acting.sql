-- The customer below as whom the web user goes on in this session; null: on behalf of his own.
ALTER TABLE web_session ADD COLUMN acting_as_id INTEGER;

-- The customers of one owner who pay in one way, by name.
CREATE INDEX customer_by_owner_and_billing_type ON customer (owner_id, billing_type, name_key, customer_id);
