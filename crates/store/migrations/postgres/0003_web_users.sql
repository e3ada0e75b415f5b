-- A web user may be blocked, and may have a password that serves once, until a moment.
ALTER TABLE web_user ADD COLUMN blocked INT8 NOT NULL DEFAULT 0;
ALTER TABLE web_user ADD COLUMN one_time_hash TEXT;
ALTER TABLE web_user ADD COLUMN one_time_until_micros INT8;
