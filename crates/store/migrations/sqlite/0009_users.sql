-- A user name in lower case, by which lists are searched and sorted. Names beyond ASCII get theirs in full when they are
-- next written.
ALTER TABLE account ADD COLUMN username_key TEXT NOT NULL DEFAULT '';
UPDATE account SET username_key = lower(username);
CREATE INDEX account_by_customer_and_name ON account (branch_id, customer_id, username_key, account_id);
CREATE INDEX account_blocked_by_customer ON account (branch_id, customer_id, account_id) WHERE blocked = 1;
CREATE INDEX account_blocked_by_customer_and_name ON account (branch_id, customer_id, username_key, account_id)
    WHERE blocked = 1;
