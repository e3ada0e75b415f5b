-- The log of a part of a branch is looked through without a look at the rows of the rest.
DROP INDEX audit_by_branch;
CREATE INDEX audit_by_branch ON audit (branch_id, at_micros, audit_id, operation, face, lineage, customer_id);
