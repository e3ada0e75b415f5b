-- The customer that a change is about, and his ancestors at that time: who may read of it. Unknown for older records.
ALTER TABLE audit ADD COLUMN customer_id INTEGER;
ALTER TABLE audit ADD COLUMN lineage TEXT;

-- The log is read from its end: the whole of it, or one branch.
CREATE INDEX audit_by_time ON audit (at_micros, audit_id);
CREATE INDEX audit_by_branch ON audit (branch_id, at_micros, audit_id);

-- A request id on an answer finds what it did.
CREATE INDEX audit_by_request ON audit (branch_id, request_id);
