-- What a list of customers is filtered by. He has customers below him, or had: it is set when the first one comes and never
-- taken back, so that whether there still is one is asked of those alone who had one.
ALTER TABLE customer ADD COLUMN had_customers INTEGER NOT NULL DEFAULT 0;
-- What he can spend is below the threshold of which he is to be told.
ALTER TABLE customer ADD COLUMN is_low INTEGER NOT NULL DEFAULT 0;

UPDATE customer SET had_customers = 1 WHERE customer_id IN (SELECT owner_id FROM customer WHERE owner_id IS NOT NULL);
UPDATE customer SET is_low = 1 WHERE EXISTS (
    SELECT 1 FROM low_balance l JOIN balance b ON b.branch_id = l.branch_id AND b.customer_id = l.customer_id
        AND b.account_id = 0 AND b.commodity = l.commodity
    WHERE l.branch_id = customer.branch_id AND l.customer_id = customer.customer_id AND l.account_id = 0
        AND b.units + b.credit_limit_units < l.threshold_units);

CREATE INDEX customer_with_customers_by_owner_and_name ON customer (owner_id, name_key, customer_id)
    WHERE had_customers = 1;
CREATE INDEX customer_low_by_owner_and_name ON customer (owner_id, name_key, customer_id) WHERE is_low = 1;
