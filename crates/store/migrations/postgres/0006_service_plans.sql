-- The terms under which accounts are charged. The tariff is one of the owner's, in the plan's currency.
CREATE TABLE service_plan (
    branch_id INT8 NOT NULL,
    service_plan_id INT8 NOT NULL,
    owner_id INT8 NOT NULL,
    tariff_id INT8 NOT NULL,
    currency TEXT NOT NULL,
    name TEXT NOT NULL,
    description TEXT NOT NULL,
    billing_cycle INT8 NOT NULL,
    prepaid INT8 NOT NULL,
    suspend_all_calls INT8 NOT NULL,
    PRIMARY KEY (branch_id, owner_id, service_plan_id)
);

-- A number names one plan of a branch.
CREATE UNIQUE INDEX service_plan_by_id ON service_plan (branch_id, service_plan_id);

-- Who deletes a tariff asks which plans have it.
CREATE INDEX service_plan_by_tariff ON service_plan (branch_id, tariff_id);
