-- Payments received from customers. Each is the entry into `balance_id` of one posting; `units` are positive.
CREATE TABLE payment (
    branch_id INTEGER NOT NULL,
    payment_id INTEGER NOT NULL,
    customer_id INTEGER NOT NULL,
    balance_id INTEGER NOT NULL,
    posting_id INTEGER NOT NULL,
    commodity TEXT NOT NULL,
    units INTEGER NOT NULL,
    paid_at_micros INTEGER NOT NULL,
    notes TEXT NOT NULL,
    PRIMARY KEY (branch_id, customer_id, payment_id)
) STRICT, WITHOUT ROWID;

-- A posting has one payment at most.
CREATE UNIQUE INDEX payment_by_posting ON payment (branch_id, posting_id);

-- What happens when a customer has little left; without a row, nothing.
CREATE TABLE low_balance (
    branch_id INTEGER NOT NULL,
    customer_id INTEGER NOT NULL,
    commodity TEXT NOT NULL,
    threshold_units INTEGER,
    notify_by_email INTEGER NOT NULL,
    charge_card INTEGER NOT NULL,
    charge_units INTEGER NOT NULL,
    retry_count INTEGER NOT NULL,
    retry_interval INTEGER NOT NULL,
    PRIMARY KEY (branch_id, customer_id)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER payment_refuses_update BEFORE UPDATE ON payment
BEGIN
    SELECT RAISE(ABORT, 'payment is append-only');
END;
CREATE TRIGGER payment_refuses_delete BEFORE DELETE ON payment
BEGIN
    SELECT RAISE(ABORT, 'payment is append-only');
END;
