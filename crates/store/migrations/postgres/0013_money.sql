-- The balance that an entry names.
CREATE UNIQUE INDEX balance_by_id ON balance (branch_id, balance_id);

-- What a holder paid, by number.
CREATE INDEX payment_by_payer ON payment (branch_id, customer_id, account_id, payment_id);

-- Which posting undid which: `posting_id` undid `reversed_id`, which is undone once.
CREATE TABLE reversal (
    branch_id INT8 NOT NULL,
    reversed_id INT8 NOT NULL,
    posting_id INT8 NOT NULL,
    PRIMARY KEY (branch_id, reversed_id)
);
CREATE UNIQUE INDEX reversal_by_posting ON reversal (branch_id, posting_id);

CREATE TRIGGER reversal_refuses_change BEFORE UPDATE OR DELETE ON reversal
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
