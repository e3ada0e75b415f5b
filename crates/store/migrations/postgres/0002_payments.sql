-- Payments received from customers. Each is the entry into `balance_id` of one posting; `units` are positive.
CREATE TABLE payment (
    branch_id INT8 NOT NULL,
    payment_id INT8 NOT NULL,
    customer_id INT8 NOT NULL,
    balance_id INT8 NOT NULL,
    posting_id INT8 NOT NULL,
    commodity TEXT NOT NULL,
    units INT8 NOT NULL,
    paid_at_micros INT8 NOT NULL,
    notes TEXT NOT NULL,
    PRIMARY KEY (branch_id, customer_id, payment_id)
);

-- A posting has one payment at most.
CREATE UNIQUE INDEX payment_by_posting ON payment (branch_id, posting_id);

-- What happens when a customer has little left; without a row, nothing.
CREATE TABLE low_balance (
    branch_id INT8 NOT NULL,
    customer_id INT8 NOT NULL,
    commodity TEXT NOT NULL,
    threshold_units INT8,
    notify_by_email INT8 NOT NULL,
    charge_card INT8 NOT NULL,
    charge_units INT8 NOT NULL,
    retry_count INT8 NOT NULL,
    retry_interval INT8 NOT NULL,
    PRIMARY KEY (branch_id, customer_id)
);

CREATE TRIGGER payment_refuses_change BEFORE UPDATE OR DELETE ON payment
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
