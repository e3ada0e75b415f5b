-- A customer may switch his own programs off, and on again with the same password.
ALTER TABLE api_credential ADD COLUMN is_off INT8 NOT NULL DEFAULT 0;
