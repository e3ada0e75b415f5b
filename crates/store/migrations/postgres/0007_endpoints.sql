-- Accounts with funds of their own: how they call and are billed, their balances, payments and low-balance settings.
CREATE TABLE endpoint (
    branch_id INT8 NOT NULL,
    customer_id INT8 NOT NULL,
    account_id INT8 NOT NULL,
    created_at_micros INT8 NOT NULL,
    authname TEXT NOT NULL,
    voip_sealed BYTEA NOT NULL,
    pin_sealed BYTEA,
    service_plan_id INT8 NOT NULL,
    routing_group_id INT8,
    sessions_max INT8,
    calls_per_second_max_units INT8,
    session_seconds_max INT8,
    called_number_rule TEXT NOT NULL,
    caller_number_rule TEXT NOT NULL,
    asserted_identity_rule TEXT NOT NULL,
    equipment_number TEXT NOT NULL,
    time_zone INT8 NOT NULL,
    language TEXT NOT NULL,
    export_type INT8 NOT NULL,
    start_page INT8 NOT NULL,
    password_policy INT8 NOT NULL,
    lifetime_days INT8,
    preferred_codec INT8,
    media_relay_type INT8 NOT NULL,
    on_payment_action INT8,
    voice_mail_after_seconds INT8,
    voice_mail_number TEXT NOT NULL,
    voice_mail_notify TEXT NOT NULL,
    voice_mail_forward TEXT NOT NULL,
    caller_name_type INT8 NOT NULL,
    caller_name TEXT NOT NULL,
    incoming_anonymous_action INT8 NOT NULL,
    privacy_schemes TEXT NOT NULL,
    batch_tag TEXT NOT NULL,
    description TEXT NOT NULL,
    features INT8 NOT NULL,
    payment_currency TEXT NOT NULL,
    payment_method INT8 NOT NULL,
    payment_minimum_units INT8 NOT NULL,
    commission_agent_id INT8,
    commission_size_units INT8 NOT NULL,
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
);

-- Who deletes a service plan, a routing group or a commission agent asks which accounts have it.
CREATE INDEX endpoint_by_service_plan ON endpoint (branch_id, service_plan_id);
CREATE INDEX endpoint_by_routing_group ON endpoint (routing_group_id) WHERE routing_group_id IS NOT NULL;
CREATE INDEX endpoint_by_commission_agent ON endpoint (commission_agent_id) WHERE commission_agent_id IS NOT NULL;

-- A password that serves once, beside the other.
ALTER TABLE account ADD COLUMN one_time_hash TEXT;
ALTER TABLE account ADD COLUMN one_time_until_micros INT8;

-- The holder of an account may sign in with his e-mail address.
CREATE INDEX account_by_email ON account (email) WHERE email IS NOT NULL;

-- Account 0: the customer's own.
ALTER TABLE payment ADD COLUMN account_id INT8 NOT NULL DEFAULT 0;

ALTER TABLE balance ADD COLUMN account_id INT8 NOT NULL DEFAULT 0;
ALTER TABLE balance DROP CONSTRAINT balance_pkey;
ALTER TABLE balance ADD PRIMARY KEY (branch_id, customer_id, account_id, commodity);

ALTER TABLE low_balance ADD COLUMN account_id INT8 NOT NULL DEFAULT 0;
ALTER TABLE low_balance ADD COLUMN billing_run_charge_card INT8 NOT NULL DEFAULT 0;
ALTER TABLE low_balance ADD COLUMN billing_run_charge_units INT8 NOT NULL DEFAULT 0;
ALTER TABLE low_balance DROP CONSTRAINT low_balance_pkey;
ALTER TABLE low_balance ADD PRIMARY KEY (branch_id, customer_id, account_id);
