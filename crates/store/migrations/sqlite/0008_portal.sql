-- Who is signed in to the self-care site. The hash of the secret in the cookie; the cookie also says the branch, so that
-- nothing has to be looked up outside it. `noun` and `id`: a web user or an account. `credential` is a digest of what the password was checked against: another
-- password ends the session.
CREATE TABLE web_session (
    branch_id INTEGER NOT NULL,
    token_hash BLOB NOT NULL,
    customer_id INTEGER NOT NULL,
    noun TEXT NOT NULL,
    id INTEGER NOT NULL,
    credential BLOB NOT NULL,
    must_change_password INTEGER NOT NULL,
    created_at_micros INTEGER NOT NULL,
    seen_at_micros INTEGER NOT NULL,
    expires_at_micros INTEGER NOT NULL,
    peer TEXT NOT NULL,
    user_agent TEXT NOT NULL,
    PRIMARY KEY (branch_id, token_hash)
) STRICT, WITHOUT ROWID;

-- Somebody's own, and what ended long ago.
CREATE INDEX web_session_by_customer ON web_session (branch_id, customer_id);
CREATE INDEX web_session_by_seen ON web_session (branch_id, seen_at_micros);

-- A customer's name in lower case, by which lists are searched and sorted. Names beyond ASCII get theirs in full when
-- they are next written.
ALTER TABLE customer ADD COLUMN name_key TEXT NOT NULL DEFAULT '';
UPDATE customer SET name_key = lower(name);
CREATE INDEX customer_by_owner_and_name ON customer (owner_id, name_key, customer_id);
CREATE INDEX customer_blocked_by_owner ON customer (owner_id, customer_id) WHERE blocked = 1;
CREATE INDEX customer_blocked_by_owner_and_name ON customer (owner_id, name_key, customer_id) WHERE blocked = 1;

-- When an entry was made, so that a balance's are read from the latest back.
DROP TRIGGER entry_refuses_update;
ALTER TABLE entry ADD COLUMN at_micros INTEGER NOT NULL DEFAULT 0;
UPDATE entry SET at_micros = (SELECT p.at_micros FROM posting p
    WHERE p.branch_id = entry.branch_id AND p.posting_id = entry.posting_id);
CREATE TRIGGER entry_refuses_update BEFORE UPDATE ON entry
BEGIN
    SELECT RAISE(ABORT, 'entry is append-only');
END;
CREATE INDEX entry_by_debit ON entry (branch_id, debit, at_micros) WHERE debit > 0;
CREATE INDEX entry_by_credit ON entry (branch_id, credit, at_micros) WHERE credit > 0;
