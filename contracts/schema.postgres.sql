CREATE TABLE account (
  branch_id bigint NOT NULL,
  account_id bigint NOT NULL,
  object_id text NOT NULL,
  customer_id bigint NOT NULL,
  funding bigint NOT NULL,
  blocked bigint NOT NULL,
  username text NOT NULL,
  password_hash text NOT NULL,
  contact_name text NOT NULL,
  email text,
  phone text,
  push_kind bigint,
  push_url text,
  push_to text,
  push_subject text,
  push_body text,
  source_address_swappable bigint NOT NULL,
  source_address text,
  one_time_hash text,
  one_time_until_micros bigint,
  username_key text NOT NULL DEFAULT ''::text,
  lineage text,
  contact_key text,
  email_key text,
  phone_key text,
  CONSTRAINT account_pkey PRIMARY KEY (branch_id, customer_id, account_id)
);
CREATE INDEX account_blocked_by_customer ON account USING btree (branch_id, customer_id, account_id) WHERE (blocked = 1);
CREATE INDEX account_blocked_by_customer_and_name ON account USING btree (branch_id, customer_id, username_key, account_id) WHERE (blocked = 1);
CREATE INDEX account_by_customer_and_contact ON account USING btree (branch_id, customer_id, contact_key, account_id) WHERE (contact_key IS NOT NULL);
CREATE INDEX account_by_customer_and_email ON account USING btree (branch_id, customer_id, email_key, account_id) WHERE (email_key IS NOT NULL);
CREATE INDEX account_by_customer_and_name ON account USING btree (branch_id, customer_id, username_key, account_id);
CREATE INDEX account_by_customer_and_object_id ON account USING btree (branch_id, customer_id, object_id);
CREATE INDEX account_by_customer_and_phone ON account USING btree (branch_id, customer_id, phone_key, account_id) WHERE (phone_key IS NOT NULL);
CREATE INDEX account_by_email ON account USING btree (email) WHERE (email IS NOT NULL);
CREATE UNIQUE INDEX account_by_id ON account USING btree (branch_id, account_id);
CREATE INDEX account_by_lineage ON account USING btree (funding, branch_id, lineage);
CREATE TABLE api_credential (
  branch_id bigint NOT NULL,
  customer_id bigint NOT NULL,
  digest_user text NOT NULL,
  sealed bytea NOT NULL,
  is_off bigint NOT NULL DEFAULT 0,
  CONSTRAINT api_credential_pkey PRIMARY KEY (branch_id, customer_id)
);
CREATE TABLE audit (
  branch_id bigint NOT NULL,
  audit_id bigint NOT NULL,
  at_micros bigint NOT NULL,
  actor text NOT NULL,
  face text NOT NULL,
  operation text NOT NULL,
  object text NOT NULL,
  before text,
  after text,
  request_id text NOT NULL,
  customer_id bigint,
  lineage text,
  CONSTRAINT audit_pkey PRIMARY KEY (branch_id, audit_id)
);
CREATE INDEX audit_by_actor ON audit USING btree (actor, at_micros, audit_id, branch_id, operation, face);
CREATE INDEX audit_by_branch ON audit USING btree (branch_id, at_micros, audit_id, operation, face, lineage, customer_id);
CREATE INDEX audit_by_lineage ON audit USING btree (branch_id, lineage, customer_id, at_micros, audit_id);
CREATE INDEX audit_by_object ON audit USING btree (object, at_micros, audit_id);
CREATE INDEX audit_by_request ON audit USING btree (branch_id, request_id);
CREATE INDEX audit_by_time ON audit USING btree (at_micros, audit_id, branch_id, operation, face);
CREATE TABLE balance (
  branch_id bigint NOT NULL,
  customer_id bigint NOT NULL,
  commodity text NOT NULL,
  balance_id bigint NOT NULL,
  units bigint NOT NULL,
  credit_limit_units bigint,
  account_id bigint NOT NULL DEFAULT 0,
  CONSTRAINT balance_pkey PRIMARY KEY (branch_id, customer_id, account_id, commodity)
);
CREATE UNIQUE INDEX balance_by_id ON balance USING btree (branch_id, balance_id);
CREATE TABLE brand_file (
  branch_id bigint NOT NULL,
  customer_id bigint NOT NULL,
  kind text NOT NULL,
  media_type text NOT NULL,
  digest text NOT NULL,
  bytes bytea NOT NULL,
  CONSTRAINT brand_file_pkey PRIMARY KEY (branch_id, customer_id, kind)
);
CREATE TABLE claim (
  kind text NOT NULL,
  value text NOT NULL,
  branch_id bigint NOT NULL,
  noun text NOT NULL,
  id bigint NOT NULL,
  CONSTRAINT claim_pkey PRIMARY KEY (kind, value)
);
CREATE TABLE counter (
  name text NOT NULL,
  next bigint NOT NULL,
  CONSTRAINT counter_pkey PRIMARY KEY (name)
);
CREATE TABLE customer (
  branch_id bigint NOT NULL,
  customer_id bigint NOT NULL,
  object_id text NOT NULL,
  owner_id bigint,
  lineage text NOT NULL,
  blocked bigint NOT NULL,
  name text NOT NULL,
  description text NOT NULL,
  company_name text NOT NULL,
  salutation text NOT NULL,
  first_name text NOT NULL,
  last_name text NOT NULL,
  middle_initial text NOT NULL,
  street_address text NOT NULL,
  state text NOT NULL,
  postal_code text NOT NULL,
  city text NOT NULL,
  country text NOT NULL,
  contact text NOT NULL,
  phone text NOT NULL,
  fax text NOT NULL,
  alternative_phone text NOT NULL,
  alternative_contact text NOT NULL,
  email text NOT NULL,
  cc text NOT NULL,
  bcc text NOT NULL,
  mail_from text NOT NULL,
  tariff_id bigint,
  routing_group_id bigint,
  base_currency text NOT NULL,
  billing_type bigint NOT NULL,
  payment_currency text NOT NULL,
  payment_method bigint NOT NULL,
  payment_minimum_units bigint NOT NULL,
  commission_agent_id bigint,
  commission_size_units bigint NOT NULL,
  accounts_rights bigint NOT NULL,
  customers_rights bigint NOT NULL,
  tariffs_rights bigint NOT NULL,
  vouchers_rights bigint NOT NULL,
  flags bigint NOT NULL,
  depth_max bigint NOT NULL,
  sessions_max bigint,
  calls_per_second_max_units bigint,
  overcommit_protection bigint NOT NULL,
  overcommit_limit_units bigint NOT NULL,
  accounts_matching_rule text,
  password_policy bigint NOT NULL,
  time_zone bigint NOT NULL,
  language text NOT NULL,
  export_type bigint NOT NULL,
  start_page bigint NOT NULL,
  css text NOT NULL,
  dns_alias text,
  integration_id text NOT NULL,
  rotation bigint NOT NULL,
  inbound_charge bigint NOT NULL,
  source_address text,
  default_billing_type bigint NOT NULL,
  free_credits_units bigint NOT NULL,
  api_revision bigint NOT NULL,
  name_key text NOT NULL DEFAULT ''::text,
  logo text,
  had_customers bigint NOT NULL DEFAULT 0,
  is_low bigint NOT NULL DEFAULT 0,
  company_key text,
  contact_key text,
  email_key text,
  phone_key text,
  host_key text,
  CONSTRAINT customer_pkey PRIMARY KEY (branch_id, customer_id)
);
CREATE INDEX customer_blocked_by_owner ON customer USING btree (owner_id, customer_id) WHERE (blocked = 1);
CREATE INDEX customer_blocked_by_owner_and_name ON customer USING btree (owner_id, name_key, customer_id) WHERE (blocked = 1);
CREATE INDEX customer_by_commission_agent ON customer USING btree (commission_agent_id) WHERE (commission_agent_id IS NOT NULL);
CREATE INDEX customer_by_lineage ON customer USING btree (branch_id, lineage);
CREATE INDEX customer_by_owner ON customer USING btree (owner_id, customer_id);
CREATE INDEX customer_by_owner_and_billing_type ON customer USING btree (owner_id, billing_type, name_key, customer_id);
CREATE INDEX customer_by_owner_and_company ON customer USING btree (owner_id, company_key, customer_id) WHERE (company_key IS NOT NULL);
CREATE INDEX customer_by_owner_and_contact ON customer USING btree (owner_id, contact_key, customer_id) WHERE (contact_key IS NOT NULL);
CREATE INDEX customer_by_owner_and_email ON customer USING btree (owner_id, email_key, customer_id) WHERE (email_key IS NOT NULL);
CREATE INDEX customer_by_owner_and_host ON customer USING btree (owner_id, host_key, customer_id) WHERE (host_key IS NOT NULL);
CREATE INDEX customer_by_owner_and_name ON customer USING btree (owner_id, name_key, customer_id);
CREATE INDEX customer_by_owner_and_object_id ON customer USING btree (owner_id, object_id);
CREATE INDEX customer_by_owner_and_phone ON customer USING btree (owner_id, phone_key, customer_id) WHERE (phone_key IS NOT NULL);
CREATE INDEX customer_by_routing_group ON customer USING btree (routing_group_id) WHERE (routing_group_id IS NOT NULL);
CREATE INDEX customer_by_tariff ON customer USING btree (tariff_id) WHERE (tariff_id IS NOT NULL);
CREATE INDEX customer_low_by_owner_and_name ON customer USING btree (owner_id, name_key, customer_id) WHERE (is_low = 1);
CREATE INDEX customer_with_customers_by_owner_and_name ON customer USING btree (owner_id, name_key, customer_id) WHERE (had_customers = 1);
CREATE TABLE endpoint (
  branch_id bigint NOT NULL,
  customer_id bigint NOT NULL,
  account_id bigint NOT NULL,
  created_at_micros bigint NOT NULL,
  authname text NOT NULL,
  voip_sealed bytea NOT NULL,
  pin_sealed bytea,
  service_plan_id bigint NOT NULL,
  routing_group_id bigint,
  sessions_max bigint,
  calls_per_second_max_units bigint,
  session_seconds_max bigint,
  called_number_rule text NOT NULL,
  caller_number_rule text NOT NULL,
  asserted_identity_rule text NOT NULL,
  equipment_number text NOT NULL,
  time_zone bigint NOT NULL,
  language text NOT NULL,
  export_type bigint NOT NULL,
  start_page bigint NOT NULL,
  password_policy bigint NOT NULL,
  lifetime_days bigint,
  preferred_codec bigint,
  media_relay_type bigint NOT NULL,
  on_payment_action bigint,
  voice_mail_after_seconds bigint,
  voice_mail_number text NOT NULL,
  voice_mail_notify text NOT NULL,
  voice_mail_forward text NOT NULL,
  caller_name_type bigint NOT NULL,
  caller_name text NOT NULL,
  incoming_anonymous_action bigint NOT NULL,
  privacy_schemes text NOT NULL,
  batch_tag text NOT NULL,
  description text NOT NULL,
  features bigint NOT NULL,
  payment_currency text NOT NULL,
  payment_method bigint NOT NULL,
  payment_minimum_units bigint NOT NULL,
  commission_agent_id bigint,
  commission_size_units bigint NOT NULL,
  company_name text NOT NULL,
  salutation text NOT NULL,
  first_name text NOT NULL,
  last_name text NOT NULL,
  middle_initial text NOT NULL,
  street_address text NOT NULL,
  state text NOT NULL,
  postal_code text NOT NULL,
  city text NOT NULL,
  country text NOT NULL,
  contact text NOT NULL,
  phone text NOT NULL,
  fax text NOT NULL,
  alternative_phone text NOT NULL,
  alternative_contact text NOT NULL,
  email text NOT NULL,
  cc text NOT NULL,
  bcc text NOT NULL,
  mail_from text NOT NULL,
  CONSTRAINT endpoint_pkey PRIMARY KEY (branch_id, customer_id, account_id)
);
CREATE INDEX endpoint_by_commission_agent ON endpoint USING btree (commission_agent_id) WHERE (commission_agent_id IS NOT NULL);
CREATE INDEX endpoint_by_routing_group ON endpoint USING btree (routing_group_id) WHERE (routing_group_id IS NOT NULL);
CREATE INDEX endpoint_by_service_plan ON endpoint USING btree (branch_id, service_plan_id);
CREATE TABLE entry (
  branch_id bigint NOT NULL,
  posting_id bigint NOT NULL,
  line bigint NOT NULL,
  debit bigint NOT NULL,
  credit bigint NOT NULL,
  commodity text NOT NULL,
  units bigint NOT NULL,
  at_micros bigint NOT NULL DEFAULT 0,
  kind bigint NOT NULL DEFAULT 0,
  CONSTRAINT entry_pkey PRIMARY KEY (branch_id, posting_id, line)
);
CREATE INDEX entry_by_credit ON entry USING btree (branch_id, credit, at_micros) INCLUDE (kind, units) WHERE (credit > 0);
CREATE INDEX entry_by_debit ON entry USING btree (branch_id, debit, at_micros) INCLUDE (kind, units) WHERE (debit > 0);
CREATE TABLE idempotency (
  branch_id bigint NOT NULL,
  customer_id bigint NOT NULL,
  idempotency_key text NOT NULL,
  fingerprint bytea NOT NULL,
  answer text NOT NULL,
  at_micros bigint NOT NULL,
  CONSTRAINT idempotency_pkey PRIMARY KEY (branch_id, customer_id, idempotency_key)
);
CREATE TABLE installation (
  name text NOT NULL,
  value text NOT NULL,
  CONSTRAINT installation_pkey PRIMARY KEY (name)
);
CREATE TABLE low_balance (
  branch_id bigint NOT NULL,
  customer_id bigint NOT NULL,
  commodity text NOT NULL,
  threshold_units bigint,
  notify_by_email bigint NOT NULL,
  charge_card bigint NOT NULL,
  charge_units bigint NOT NULL,
  retry_count bigint NOT NULL,
  retry_interval bigint NOT NULL,
  account_id bigint NOT NULL DEFAULT 0,
  billing_run_charge_card bigint NOT NULL DEFAULT 0,
  billing_run_charge_units bigint NOT NULL DEFAULT 0,
  CONSTRAINT low_balance_pkey PRIMARY KEY (branch_id, customer_id, account_id)
);
CREATE TABLE migration (
  version bigint NOT NULL,
  name text NOT NULL,
  checksum text NOT NULL,
  applied_at_micros bigint NOT NULL,
  CONSTRAINT migration_pkey PRIMARY KEY (version)
);
CREATE TABLE outbox (
  branch_id bigint NOT NULL,
  customer_id bigint NOT NULL,
  account_id bigint NOT NULL,
  kind text NOT NULL,
  created_at_micros bigint NOT NULL,
  due_at_micros bigint,
  repeats_left bigint NOT NULL,
  attempts bigint NOT NULL,
  last_error text NOT NULL,
  CONSTRAINT outbox_pkey PRIMARY KEY (branch_id, customer_id, account_id, kind)
);
CREATE INDEX outbox_by_due ON outbox USING btree (due_at_micros) WHERE (due_at_micros IS NOT NULL);
CREATE TABLE payment (
  branch_id bigint NOT NULL,
  payment_id bigint NOT NULL,
  customer_id bigint NOT NULL,
  balance_id bigint NOT NULL,
  posting_id bigint NOT NULL,
  commodity text NOT NULL,
  units bigint NOT NULL,
  paid_at_micros bigint NOT NULL,
  notes text NOT NULL,
  account_id bigint NOT NULL DEFAULT 0,
  CONSTRAINT payment_pkey PRIMARY KEY (branch_id, customer_id, payment_id)
);
CREATE INDEX payment_by_payer ON payment USING btree (branch_id, customer_id, account_id, payment_id);
CREATE UNIQUE INDEX payment_by_posting ON payment USING btree (branch_id, posting_id);
CREATE TABLE pending_sign_in (
  branch_id bigint NOT NULL,
  token_hash bytea NOT NULL,
  customer_id bigint NOT NULL,
  noun text NOT NULL,
  id bigint NOT NULL,
  credential bytea NOT NULL,
  must_change_password bigint NOT NULL,
  expires_at_micros bigint NOT NULL,
  CONSTRAINT pending_sign_in_pkey PRIMARY KEY (branch_id, token_hash)
);
CREATE INDEX pending_sign_in_by_customer ON pending_sign_in USING btree (branch_id, customer_id);
CREATE INDEX pending_sign_in_by_end ON pending_sign_in USING btree (branch_id, expires_at_micros);
CREATE TABLE posting (
  branch_id bigint NOT NULL,
  posting_id bigint NOT NULL,
  kind bigint NOT NULL,
  at_micros bigint NOT NULL,
  request_id text NOT NULL,
  CONSTRAINT posting_pkey PRIMARY KEY (branch_id, posting_id)
);
CREATE TABLE recovery_code (
  branch_id bigint NOT NULL,
  customer_id bigint NOT NULL,
  noun text NOT NULL,
  id bigint NOT NULL,
  code_hash bytea NOT NULL,
  CONSTRAINT recovery_code_pkey PRIMARY KEY (branch_id, customer_id, noun, id, code_hash)
);
CREATE TABLE reversal (
  branch_id bigint NOT NULL,
  reversed_id bigint NOT NULL,
  posting_id bigint NOT NULL,
  CONSTRAINT reversal_pkey PRIMARY KEY (branch_id, reversed_id)
);
CREATE UNIQUE INDEX reversal_by_posting ON reversal USING btree (branch_id, posting_id);
CREATE TABLE routing_group (
  branch_id bigint NOT NULL,
  routing_group_id bigint NOT NULL,
  owner_id bigint NOT NULL,
  name text NOT NULL,
  policy bigint NOT NULL,
  description text NOT NULL,
  CONSTRAINT routing_group_pkey PRIMARY KEY (branch_id, owner_id, routing_group_id)
);
CREATE INDEX routing_group_by_owner_and_name ON routing_group USING btree (branch_id, owner_id, name);
CREATE TABLE second_factor (
  branch_id bigint NOT NULL,
  customer_id bigint NOT NULL,
  noun text NOT NULL,
  id bigint NOT NULL,
  sealed bytea NOT NULL,
  is_on bigint NOT NULL,
  since_micros bigint NOT NULL,
  last_step bigint NOT NULL,
  CONSTRAINT second_factor_pkey PRIMARY KEY (branch_id, customer_id, noun, id)
);
CREATE TABLE service_plan (
  branch_id bigint NOT NULL,
  service_plan_id bigint NOT NULL,
  owner_id bigint NOT NULL,
  tariff_id bigint NOT NULL,
  currency text NOT NULL,
  name text NOT NULL,
  description text NOT NULL,
  billing_cycle bigint NOT NULL,
  prepaid bigint NOT NULL,
  suspend_all_calls bigint NOT NULL,
  CONSTRAINT service_plan_pkey PRIMARY KEY (branch_id, owner_id, service_plan_id)
);
CREATE UNIQUE INDEX service_plan_by_id ON service_plan USING btree (branch_id, service_plan_id);
CREATE INDEX service_plan_by_tariff ON service_plan USING btree (branch_id, tariff_id);
CREATE TABLE tariff (
  branch_id bigint NOT NULL,
  tariff_id bigint NOT NULL,
  owner_id bigint NOT NULL,
  name text NOT NULL,
  currency text NOT NULL,
  tariff_type bigint NOT NULL,
  connect_fee_units bigint NOT NULL,
  free_seconds bigint NOT NULL,
  post_call_surcharge_units bigint NOT NULL,
  grace_period_seconds bigint NOT NULL,
  loss_protection bigint NOT NULL,
  loss_max_units bigint,
  cost_round_up bigint NOT NULL,
  decimal_precision bigint NOT NULL,
  average_duration_seconds bigint NOT NULL,
  local_calling bigint NOT NULL,
  local_calling_rule text NOT NULL,
  CONSTRAINT tariff_pkey PRIMARY KEY (branch_id, owner_id, tariff_id)
);
CREATE INDEX tariff_by_owner_and_name ON tariff USING btree (branch_id, owner_id, name);
CREATE TABLE web_session (
  branch_id bigint NOT NULL,
  token_hash bytea NOT NULL,
  customer_id bigint NOT NULL,
  noun text NOT NULL,
  id bigint NOT NULL,
  credential bytea NOT NULL,
  must_change_password bigint NOT NULL,
  created_at_micros bigint NOT NULL,
  seen_at_micros bigint NOT NULL,
  expires_at_micros bigint NOT NULL,
  peer text NOT NULL,
  user_agent text NOT NULL,
  acting_as_id bigint,
  CONSTRAINT web_session_pkey PRIMARY KEY (branch_id, token_hash)
);
CREATE INDEX web_session_by_customer ON web_session USING btree (branch_id, customer_id);
CREATE INDEX web_session_by_seen ON web_session USING btree (branch_id, seen_at_micros);
CREATE TABLE web_user (
  branch_id bigint NOT NULL,
  customer_id bigint NOT NULL,
  web_user_id bigint NOT NULL,
  login text,
  password_hash text,
  access_level bigint NOT NULL,
  is_default bigint NOT NULL,
  blocked bigint NOT NULL DEFAULT 0,
  one_time_hash text,
  one_time_until_micros bigint,
  owner_id bigint,
  login_key text,
  CONSTRAINT web_user_pkey PRIMARY KEY (branch_id, customer_id, web_user_id)
);
CREATE UNIQUE INDEX web_user_by_id ON web_user USING btree (branch_id, web_user_id);
CREATE INDEX web_user_by_owner_and_login ON web_user USING btree (owner_id, login_key, customer_id) WHERE (login_key IS NOT NULL);
