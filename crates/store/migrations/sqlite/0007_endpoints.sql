-- Accounts with funds of their own: how they call and are billed, their balances, payments and low-balance settings.
CREATE TABLE endpoint (
    branch_id INTEGER NOT NULL,
    customer_id INTEGER NOT NULL,
    account_id INTEGER NOT NULL,
    created_at_micros INTEGER NOT NULL,
    authname TEXT NOT NULL,
    voip_sealed BLOB NOT NULL,
    pin_sealed BLOB,
    service_plan_id INTEGER NOT NULL,
    routing_group_id INTEGER,
    sessions_max INTEGER,
    calls_per_second_max_units INTEGER,
    session_seconds_max INTEGER,
    called_number_rule TEXT NOT NULL,
    caller_number_rule TEXT NOT NULL,
    asserted_identity_rule TEXT NOT NULL,
    equipment_number TEXT NOT NULL,
    time_zone INTEGER NOT NULL,
    language TEXT NOT NULL,
    export_type INTEGER NOT NULL,
    start_page INTEGER NOT NULL,
    password_policy INTEGER NOT NULL,
    lifetime_days INTEGER,
    preferred_codec INTEGER,
    media_relay_type INTEGER NOT NULL,
    on_payment_action INTEGER,
    voice_mail_after_seconds INTEGER,
    voice_mail_number TEXT NOT NULL,
    voice_mail_notify TEXT NOT NULL,
    voice_mail_forward TEXT NOT NULL,
    caller_name_type INTEGER NOT NULL,
    caller_name TEXT NOT NULL,
    incoming_anonymous_action INTEGER NOT NULL,
    privacy_schemes TEXT NOT NULL,
    batch_tag TEXT NOT NULL,
    description TEXT NOT NULL,
    features INTEGER NOT NULL,
    payment_currency TEXT NOT NULL,
    payment_method INTEGER NOT NULL,
    payment_minimum_units INTEGER NOT NULL,
    commission_agent_id INTEGER,
    commission_size_units INTEGER NOT NULL,
    company_name TEXT NOT NULL,
    salutation TEXT NOT NULL,
    first_name TEXT NOT NULL,
    last_name TEXT NOT NULL,
    middle_initial TEXT NOT NULL,
    street_address TEXT NOT NULL,
    state TEXT NOT NULL,
    postal_code TEXT NOT NULL,
    city TEXT NOT NULL,
    country TEXT NOT NULL,
    contact TEXT NOT NULL,
    phone TEXT NOT NULL,
    fax TEXT NOT NULL,
    alternative_phone TEXT NOT NULL,
    alternative_contact TEXT NOT NULL,
    email TEXT NOT NULL,
    cc TEXT NOT NULL,
    bcc TEXT NOT NULL,
    mail_from TEXT NOT NULL,
    PRIMARY KEY (branch_id, customer_id, account_id)
) STRICT, WITHOUT ROWID;

-- Who deletes a service plan, a routing group or a commission agent asks which accounts have it.
CREATE INDEX endpoint_by_service_plan ON endpoint (branch_id, service_plan_id);
CREATE INDEX endpoint_by_routing_group ON endpoint (routing_group_id) WHERE routing_group_id IS NOT NULL;
CREATE INDEX endpoint_by_commission_agent ON endpoint (commission_agent_id) WHERE commission_agent_id IS NOT NULL;

-- A password that serves once, beside the other.
ALTER TABLE account ADD COLUMN one_time_hash TEXT;
ALTER TABLE account ADD COLUMN one_time_until_micros INTEGER;

-- The holder of an account may sign in with his e-mail address.
CREATE INDEX account_by_email ON account (email) WHERE email IS NOT NULL;

-- Account 0: the customer's own.
ALTER TABLE payment ADD COLUMN account_id INTEGER NOT NULL DEFAULT 0;

ALTER TABLE balance RENAME TO balance_of_customer;
CREATE TABLE balance (
    branch_id INTEGER NOT NULL,
    customer_id INTEGER NOT NULL,
    account_id INTEGER NOT NULL DEFAULT 0,
    commodity TEXT NOT NULL,
    balance_id INTEGER NOT NULL,
    units INTEGER NOT NULL,
    credit_limit_units INTEGER,
    PRIMARY KEY (branch_id, customer_id, account_id, commodity)
) STRICT, WITHOUT ROWID;
INSERT INTO balance
    (branch_id, customer_id, account_id, commodity, balance_id, units, credit_limit_units)
    SELECT branch_id, customer_id, 0, commodity, balance_id, units, credit_limit_units FROM balance_of_customer;
DROP TABLE balance_of_customer;

ALTER TABLE low_balance RENAME TO low_balance_of_customer;
CREATE TABLE low_balance (
    branch_id INTEGER NOT NULL,
    customer_id INTEGER NOT NULL,
    account_id INTEGER NOT NULL DEFAULT 0,
    commodity TEXT NOT NULL,
    threshold_units INTEGER,
    notify_by_email INTEGER NOT NULL,
    charge_card INTEGER NOT NULL,
    charge_units INTEGER NOT NULL,
    retry_count INTEGER NOT NULL,
    retry_interval INTEGER NOT NULL,
    billing_run_charge_card INTEGER NOT NULL DEFAULT 0,
    billing_run_charge_units INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (branch_id, customer_id, account_id)
) STRICT, WITHOUT ROWID;
INSERT INTO low_balance
    (branch_id, customer_id, account_id, commodity, threshold_units, notify_by_email, charge_card, charge_units,
     retry_count, retry_interval)
    SELECT branch_id, customer_id, 0, commodity, threshold_units, notify_by_email, charge_card, charge_units,
        retry_count, retry_interval FROM low_balance_of_customer;
DROP TABLE low_balance_of_customer;
