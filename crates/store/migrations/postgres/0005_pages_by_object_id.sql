-- The messaging dialect reads customers and accounts page by page in the order of their object ids.
CREATE INDEX customer_by_owner_and_object_id ON customer (owner_id, object_id);
CREATE INDEX account_by_customer_and_object_id ON account (branch_id, customer_id, object_id);
