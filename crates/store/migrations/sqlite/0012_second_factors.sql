-- What a person shows beside his password: a secret that he shares with the program on his telephone. `noun` and `id`: a web
-- user or an account. `sealed` opens under the installation's key alone. `is_on` is 0 until a code was shown once;
-- `last_step` counts the thirty seconds since 1970 of the last code that was taken, so that none is taken twice.
CREATE TABLE second_factor (
    branch_id INTEGER NOT NULL,
    customer_id INTEGER NOT NULL,
    noun TEXT NOT NULL,
    id INTEGER NOT NULL,
    sealed BLOB NOT NULL,
    is_on INTEGER NOT NULL,
    since_micros INTEGER NOT NULL,
    last_step INTEGER NOT NULL,
    PRIMARY KEY (branch_id, customer_id, noun, id)
) STRICT, WITHOUT ROWID;

-- What serves once in the place of a code. A keyed hash; what was used is gone.
CREATE TABLE recovery_code (
    branch_id INTEGER NOT NULL,
    customer_id INTEGER NOT NULL,
    noun TEXT NOT NULL,
    id INTEGER NOT NULL,
    code_hash BLOB NOT NULL,
    PRIMARY KEY (branch_id, customer_id, noun, id, code_hash)
) STRICT, WITHOUT ROWID;

-- Whose password was right, and who must still show a code. It is no session: its token opens nothing else.
CREATE TABLE pending_sign_in (
    branch_id INTEGER NOT NULL,
    token_hash BLOB NOT NULL,
    customer_id INTEGER NOT NULL,
    noun TEXT NOT NULL,
    id INTEGER NOT NULL,
    credential BLOB NOT NULL,
    must_change_password INTEGER NOT NULL,
    expires_at_micros INTEGER NOT NULL,
    PRIMARY KEY (branch_id, token_hash)
) STRICT, WITHOUT ROWID;

CREATE INDEX pending_sign_in_by_customer ON pending_sign_in (branch_id, customer_id);
CREATE INDEX pending_sign_in_by_end ON pending_sign_in (branch_id, expires_at_micros);
