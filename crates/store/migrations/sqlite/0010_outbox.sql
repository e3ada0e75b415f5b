-- What is to be said outside the house. A row is written with what it follows from, and says to whom and what kind of
-- message; the words are made when it is sent, from what is true then. One row for each holder and kind, so that what
-- nobody sends does not pile up. `due_at_micros`: none once it was given up. `repeats_left`: how often it is said again.
CREATE TABLE outbox (
    branch_id INTEGER NOT NULL,
    customer_id INTEGER NOT NULL,
    account_id INTEGER NOT NULL,
    kind TEXT NOT NULL,
    created_at_micros INTEGER NOT NULL,
    due_at_micros INTEGER,
    repeats_left INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    last_error TEXT NOT NULL,
    PRIMARY KEY (branch_id, customer_id, account_id, kind)
) STRICT, WITHOUT ROWID;
CREATE INDEX outbox_by_due ON outbox (due_at_micros) WHERE due_at_micros IS NOT NULL;
