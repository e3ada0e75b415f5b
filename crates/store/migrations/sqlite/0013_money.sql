-- The balance that an entry names.
CREATE UNIQUE INDEX balance_by_id ON balance (branch_id, balance_id);

-- What a holder paid, by number.
CREATE INDEX payment_by_payer ON payment (branch_id, customer_id, account_id, payment_id);

-- Which posting undid which: `posting_id` undid `reversed_id`, which is undone once.
CREATE TABLE reversal (
    branch_id INTEGER NOT NULL,
    reversed_id INTEGER NOT NULL,
    posting_id INTEGER NOT NULL,
    PRIMARY KEY (branch_id, reversed_id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX reversal_by_posting ON reversal (branch_id, posting_id);

CREATE TRIGGER reversal_refuses_update BEFORE UPDATE ON reversal
BEGIN
    SELECT RAISE(ABORT, 'reversal is append-only');
END;
CREATE TRIGGER reversal_refuses_delete BEFORE DELETE ON reversal
BEGIN
    SELECT RAISE(ABORT, 'reversal is append-only');
END;
