-- Actors and ancestors are found by how their texts begin: byte by byte, as the other engine does.
ALTER TABLE audit ALTER COLUMN actor TYPE TEXT COLLATE "C";
ALTER TABLE audit ALTER COLUMN lineage TYPE TEXT COLLATE "C";

-- The log is looked through from its end: by object, by actor, or by what these indexes hold besides, without a look at
-- rows that are not wanted.
DROP INDEX audit_by_time;
DROP INDEX audit_by_branch;
CREATE INDEX audit_by_time ON audit (at_micros, audit_id, branch_id, operation, face);
CREATE INDEX audit_by_branch ON audit (branch_id, at_micros, audit_id, operation, face);
CREATE INDEX audit_by_object ON audit (object, at_micros, audit_id);
CREATE INDEX audit_by_actor ON audit (actor, at_micros, audit_id, branch_id, operation, face);

-- Somebody far down in a branch reads his few lines without a look at everybody else's.
CREATE INDEX audit_by_lineage ON audit (branch_id, lineage, customer_id, at_micros, audit_id);
