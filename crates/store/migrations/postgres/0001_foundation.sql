-- Small integers handed out in blocks; gaps are harmless.
CREATE TABLE counter (
    name TEXT NOT NULL,
    next INT8 NOT NULL,
    PRIMARY KEY (name)
);

-- Customer 1 is root.
INSERT INTO counter (name, next) VALUES ('customer', 2);

-- Facts about the whole installation.
CREATE TABLE installation (
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (name)
);

-- What must be unique over the installation, and where to find what it names.
CREATE TABLE claim (
    kind TEXT NOT NULL,
    value TEXT NOT NULL,
    branch_id INT8 NOT NULL,
    noun TEXT NOT NULL,
    id INT8 NOT NULL,
    PRIMARY KEY (kind, value)
);

CREATE TABLE customer (
    branch_id INT8 NOT NULL,
    customer_id INT8 NOT NULL,
    object_id TEXT NOT NULL,
    owner_id INT8,
    lineage TEXT NOT NULL,
    blocked INT8 NOT NULL,
    name TEXT NOT NULL,
    description TEXT NOT NULL,
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
    tariff_id INT8,
    routing_group_id INT8,
    base_currency TEXT NOT NULL,
    billing_type INT8 NOT NULL,
    payment_currency TEXT NOT NULL,
    payment_method INT8 NOT NULL,
    payment_minimum_units INT8 NOT NULL,
    commission_agent_id INT8,
    commission_size_units INT8 NOT NULL,
    accounts_rights INT8 NOT NULL,
    customers_rights INT8 NOT NULL,
    tariffs_rights INT8 NOT NULL,
    vouchers_rights INT8 NOT NULL,
    flags INT8 NOT NULL,
    depth_max INT8 NOT NULL,
    sessions_max INT8,
    calls_per_second_max_units INT8,
    overcommit_protection INT8 NOT NULL,
    overcommit_limit_units INT8 NOT NULL,
    accounts_matching_rule TEXT,
    password_policy INT8 NOT NULL,
    time_zone INT8 NOT NULL,
    language TEXT NOT NULL,
    export_type INT8 NOT NULL,
    start_page INT8 NOT NULL,
    css TEXT NOT NULL,
    dns_alias TEXT,
    integration_id TEXT NOT NULL,
    rotation INT8 NOT NULL,
    inbound_charge INT8 NOT NULL,
    source_address TEXT,
    default_billing_type INT8 NOT NULL,
    free_credits_units INT8 NOT NULL,
    api_revision INT8 NOT NULL,
    PRIMARY KEY (branch_id, customer_id)
);

-- The customers of one owner, in order; those of root stand in many branches.
CREATE INDEX customer_by_owner ON customer (owner_id, customer_id);

-- Who may be referred to, so that nothing that is in use goes away.
CREATE INDEX customer_by_routing_group ON customer (routing_group_id) WHERE routing_group_id IS NOT NULL;
CREATE INDEX customer_by_commission_agent ON customer (commission_agent_id) WHERE commission_agent_id IS NOT NULL;
CREATE INDEX customer_by_tariff ON customer (tariff_id) WHERE tariff_id IS NOT NULL;

-- Logins of customers to the self-care site.
CREATE TABLE web_user (
    branch_id INT8 NOT NULL,
    customer_id INT8 NOT NULL,
    web_user_id INT8 NOT NULL,
    login TEXT,
    password_hash TEXT,
    access_level INT8 NOT NULL,
    is_default INT8 NOT NULL,
    PRIMARY KEY (branch_id, customer_id, web_user_id)
);

-- A login is claimed by number.
CREATE UNIQUE INDEX web_user_by_id ON web_user (branch_id, web_user_id);

-- What the interfaces check a customer's API password against, sealed under the installation's key.
CREATE TABLE api_credential (
    branch_id INT8 NOT NULL,
    customer_id INT8 NOT NULL,
    digest_user TEXT NOT NULL,
    sealed BYTEA NOT NULL,
    PRIMARY KEY (branch_id, customer_id)
);

CREATE TABLE account (
    branch_id INT8 NOT NULL,
    account_id INT8 NOT NULL,
    object_id TEXT NOT NULL,
    customer_id INT8 NOT NULL,
    funding INT8 NOT NULL,
    blocked INT8 NOT NULL,
    username TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    contact_name TEXT NOT NULL,
    email TEXT,
    phone TEXT,
    push_kind INT8,
    push_url TEXT,
    push_to TEXT,
    push_subject TEXT,
    push_body TEXT,
    source_address_swappable INT8 NOT NULL,
    source_address TEXT,
    PRIMARY KEY (branch_id, customer_id, account_id)
);

-- A user name is claimed by number.
CREATE UNIQUE INDEX account_by_id ON account (branch_id, account_id);

CREATE TABLE tariff (
    branch_id INT8 NOT NULL,
    tariff_id INT8 NOT NULL,
    owner_id INT8 NOT NULL,
    name TEXT NOT NULL,
    currency TEXT NOT NULL,
    tariff_type INT8 NOT NULL,
    connect_fee_units INT8 NOT NULL,
    free_seconds INT8 NOT NULL,
    post_call_surcharge_units INT8 NOT NULL,
    grace_period_seconds INT8 NOT NULL,
    loss_protection INT8 NOT NULL,
    loss_max_units INT8,
    cost_round_up INT8 NOT NULL,
    decimal_precision INT8 NOT NULL,
    average_duration_seconds INT8 NOT NULL,
    local_calling INT8 NOT NULL,
    local_calling_rule TEXT NOT NULL,
    PRIMARY KEY (branch_id, owner_id, tariff_id)
);

CREATE TABLE routing_group (
    branch_id INT8 NOT NULL,
    routing_group_id INT8 NOT NULL,
    owner_id INT8 NOT NULL,
    name TEXT NOT NULL,
    policy INT8 NOT NULL,
    description TEXT NOT NULL,
    PRIMARY KEY (branch_id, owner_id, routing_group_id)
);

-- The sum of each balance's entries, and how far below nothing it may go (null: without limit).
CREATE TABLE balance (
    branch_id INT8 NOT NULL,
    customer_id INT8 NOT NULL,
    commodity TEXT NOT NULL,
    balance_id INT8 NOT NULL,
    units INT8 NOT NULL,
    credit_limit_units INT8,
    PRIMARY KEY (branch_id, customer_id, commodity)
);

CREATE TABLE posting (
    branch_id INT8 NOT NULL,
    posting_id INT8 NOT NULL,
    kind INT8 NOT NULL,
    at_micros INT8 NOT NULL,
    request_id TEXT NOT NULL,
    PRIMARY KEY (branch_id, posting_id)
);

-- `units` leave `debit` and arrive at `credit`: balance ids, or negative numbers for the system's accounts.
CREATE TABLE entry (
    branch_id INT8 NOT NULL,
    posting_id INT8 NOT NULL,
    line INT8 NOT NULL,
    debit INT8 NOT NULL,
    credit INT8 NOT NULL,
    commodity TEXT NOT NULL,
    units INT8 NOT NULL,
    PRIMARY KEY (branch_id, posting_id, line)
);

-- The first answer to every keyed write of a customer.
CREATE TABLE idempotency (
    branch_id INT8 NOT NULL,
    customer_id INT8 NOT NULL,
    idempotency_key TEXT NOT NULL,
    fingerprint BYTEA NOT NULL,
    answer TEXT NOT NULL,
    at_micros INT8 NOT NULL,
    PRIMARY KEY (branch_id, customer_id, idempotency_key)
);

CREATE TABLE audit (
    branch_id INT8 NOT NULL,
    audit_id INT8 NOT NULL,
    at_micros INT8 NOT NULL,
    actor TEXT NOT NULL,
    face TEXT NOT NULL,
    operation TEXT NOT NULL,
    object TEXT NOT NULL,
    before TEXT,
    after TEXT,
    request_id TEXT NOT NULL,
    PRIMARY KEY (branch_id, audit_id)
);

-- What is written down stays as it was written.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME;
END;
$$;
CREATE TRIGGER posting_refuses_change BEFORE UPDATE OR DELETE ON posting
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER entry_refuses_change BEFORE UPDATE OR DELETE ON entry
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_refuses_change BEFORE UPDATE OR DELETE ON audit
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
