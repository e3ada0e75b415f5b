-- What a first page counts and sums, each from one index.

-- Of what kind its posting is, so that what moved a balance is summed by kind without a look at postings. The index
-- holds what is summed.
DROP TRIGGER entry_refuses_change ON entry;
ALTER TABLE entry ADD COLUMN kind INT8 NOT NULL DEFAULT 0;
UPDATE entry SET kind = (SELECT p.kind FROM posting p
    WHERE p.branch_id = entry.branch_id AND p.posting_id = entry.posting_id);
CREATE TRIGGER entry_refuses_change BEFORE UPDATE OR DELETE ON entry
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
DROP INDEX entry_by_debit;
DROP INDEX entry_by_credit;
CREATE INDEX entry_by_debit ON entry (branch_id, debit, at_micros) INCLUDE (kind, units) WHERE debit > 0;
CREATE INDEX entry_by_credit ON entry (branch_id, credit, at_micros) INCLUDE (kind, units) WHERE credit > 0;

-- Everybody below a customer, at any depth: byte by byte, as the other engine does.
ALTER TABLE customer ALTER COLUMN lineage TYPE TEXT COLLATE "C";
CREATE INDEX customer_by_lineage ON customer (branch_id, lineage);

-- The account's customer and his ancestors, root first: nobody moves in the tree.
ALTER TABLE account ADD COLUMN lineage TEXT COLLATE "C";
UPDATE account SET lineage = (
    SELECT CASE c.lineage WHEN '' THEN '' ELSE c.lineage || '/' END || CAST(c.customer_id AS TEXT) FROM customer c
    WHERE c.branch_id = account.branch_id AND c.customer_id = account.customer_id);
CREATE INDEX account_by_lineage ON account (funding, branch_id, lineage);
