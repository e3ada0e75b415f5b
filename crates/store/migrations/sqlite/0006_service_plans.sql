-- The terms under which accounts are charged. The tariff is one of the owner's, in the plan's currency.
CREATE TABLE service_plan (
    branch_id INTEGER NOT NULL,
    service_plan_id INTEGER NOT NULL,
    owner_id INTEGER NOT NULL,
    tariff_id INTEGER NOT NULL,
    currency TEXT NOT NULL,
    name TEXT NOT NULL,
    description TEXT NOT NULL,
    billing_cycle INTEGER NOT NULL,
    prepaid INTEGER NOT NULL,
    suspend_all_calls INTEGER NOT NULL,
    PRIMARY KEY (branch_id, owner_id, service_plan_id)
) STRICT, WITHOUT ROWID;

-- A number names one plan of a branch.
CREATE UNIQUE INDEX service_plan_by_id ON service_plan (branch_id, service_plan_id);

-- Who deletes a tariff asks which plans have it.
CREATE INDEX service_plan_by_tariff ON service_plan (branch_id, tariff_id);
