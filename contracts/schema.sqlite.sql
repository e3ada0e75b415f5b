CREATE TABLE account (
  branch_id INTEGER NOT NULL,
  account_id INTEGER NOT NULL,
  object_id TEXT NOT NULL,
  customer_id INTEGER NOT NULL,
  funding INTEGER NOT NULL,
  blocked INTEGER NOT NULL,
  username TEXT NOT NULL,
  password_hash TEXT NOT NULL,
  contact_name TEXT NOT NULL,
  email TEXT,
  phone TEXT,
  push_kind INTEGER,
  push_url TEXT,
  push_to TEXT,
  push_subject TEXT,
  push_body TEXT,
  source_address_swappable INTEGER NOT NULL,
  source_address TEXT,
  one_time_hash TEXT,
  one_time_until_micros INTEGER,
  username_key TEXT NOT NULL DEFAULT '',
  lineage TEXT,
  contact_key TEXT,
  email_key TEXT,
  phone_key TEXT,
  PRIMARY KEY (branch_id, customer_id, account_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX account_blocked_by_customer ON account (
  branch_id,
  customer_id,
  account_id
) WHERE blocked = 1;
CREATE INDEX account_blocked_by_customer_and_name ON account (
  branch_id,
  customer_id,
  username_key,
  account_id
) WHERE blocked = 1;
CREATE INDEX account_by_customer_and_contact ON account (
  branch_id,
  customer_id,
  contact_key,
  account_id
) WHERE contact_key IS NOT NULL;
CREATE INDEX account_by_customer_and_email ON account (
  branch_id,
  customer_id,
  email_key,
  account_id
) WHERE email_key IS NOT NULL;
CREATE INDEX account_by_customer_and_name ON account (
  branch_id,
  customer_id,
  username_key,
  account_id
);
CREATE INDEX account_by_customer_and_object_id ON account (
  branch_id,
  customer_id,
  object_id
);
CREATE INDEX account_by_customer_and_phone ON account (
  branch_id,
  customer_id,
  phone_key,
  account_id
) WHERE phone_key IS NOT NULL;
CREATE INDEX account_by_email ON account (
  email
) WHERE email IS NOT NULL;
CREATE UNIQUE INDEX account_by_id ON account (
  branch_id,
  account_id
);
CREATE INDEX account_by_lineage ON account (
  funding,
  branch_id,
  lineage
);
CREATE TABLE api_credential (
  branch_id INTEGER NOT NULL,
  customer_id INTEGER NOT NULL,
  digest_user TEXT NOT NULL,
  sealed BLOB NOT NULL,
  is_off INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (branch_id, customer_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE audit (
  branch_id INTEGER NOT NULL,
  audit_id INTEGER NOT NULL,
  at_micros INTEGER NOT NULL,
  actor TEXT NOT NULL,
  face TEXT NOT NULL,
  operation TEXT NOT NULL,
  object TEXT NOT NULL,
  before TEXT,
  after TEXT,
  request_id TEXT NOT NULL,
  customer_id INTEGER,
  lineage TEXT,
  PRIMARY KEY (branch_id, audit_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX audit_by_actor ON audit (
  actor,
  at_micros,
  audit_id,
  operation,
  face
);
CREATE INDEX audit_by_branch ON audit (
  branch_id,
  at_micros,
  audit_id,
  operation,
  face,
  lineage,
  customer_id
);
CREATE INDEX audit_by_lineage ON audit (
  branch_id,
  lineage,
  customer_id,
  at_micros,
  audit_id
);
CREATE INDEX audit_by_object ON audit (
  object,
  at_micros,
  audit_id
);
CREATE INDEX audit_by_request ON audit (
  branch_id,
  request_id
);
CREATE INDEX audit_by_time ON audit (
  at_micros,
  audit_id,
  operation,
  face
);
CREATE TRIGGER audit_refuses_delete BEFORE DELETE ON audit BEGIN SELECT RAISE(
  ABORT,
  'audit is append-only'
); END;
CREATE TRIGGER audit_refuses_update BEFORE UPDATE ON audit BEGIN SELECT RAISE(
  ABORT,
  'audit is append-only'
); END;
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
CREATE UNIQUE INDEX balance_by_id ON balance (
  branch_id,
  balance_id
);
CREATE TABLE brand_file (
  branch_id INTEGER NOT NULL,
  customer_id INTEGER NOT NULL,
  kind TEXT NOT NULL,
  media_type TEXT NOT NULL,
  digest TEXT NOT NULL,
  bytes BLOB NOT NULL,
  PRIMARY KEY (branch_id, customer_id, kind)
) STRICT;
CREATE TABLE claim (
  kind TEXT NOT NULL,
  value TEXT NOT NULL,
  branch_id INTEGER NOT NULL,
  noun TEXT NOT NULL,
  id INTEGER NOT NULL,
  PRIMARY KEY (kind, value)
) STRICT, WITHOUT ROWID;
CREATE TABLE counter (
  name TEXT NOT NULL,
  next INTEGER NOT NULL,
  PRIMARY KEY (name)
) STRICT, WITHOUT ROWID;
CREATE TABLE customer (
  branch_id INTEGER NOT NULL,
  customer_id INTEGER NOT NULL,
  object_id TEXT NOT NULL,
  owner_id INTEGER,
  lineage TEXT NOT NULL,
  blocked INTEGER NOT NULL,
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
  tariff_id INTEGER,
  routing_group_id INTEGER,
  base_currency TEXT NOT NULL,
  billing_type INTEGER NOT NULL,
  payment_currency TEXT NOT NULL,
  payment_method INTEGER NOT NULL,
  payment_minimum_units INTEGER NOT NULL,
  commission_agent_id INTEGER,
  commission_size_units INTEGER NOT NULL,
  accounts_rights INTEGER NOT NULL,
  customers_rights INTEGER NOT NULL,
  tariffs_rights INTEGER NOT NULL,
  vouchers_rights INTEGER NOT NULL,
  flags INTEGER NOT NULL,
  depth_max INTEGER NOT NULL,
  sessions_max INTEGER,
  calls_per_second_max_units INTEGER,
  overcommit_protection INTEGER NOT NULL,
  overcommit_limit_units INTEGER NOT NULL,
  accounts_matching_rule TEXT,
  password_policy INTEGER NOT NULL,
  time_zone INTEGER NOT NULL,
  language TEXT NOT NULL,
  export_type INTEGER NOT NULL,
  start_page INTEGER NOT NULL,
  css TEXT NOT NULL,
  dns_alias TEXT,
  integration_id TEXT NOT NULL,
  rotation INTEGER NOT NULL,
  inbound_charge INTEGER NOT NULL,
  source_address TEXT,
  default_billing_type INTEGER NOT NULL,
  free_credits_units INTEGER NOT NULL,
  api_revision INTEGER NOT NULL,
  name_key TEXT NOT NULL DEFAULT '',
  logo TEXT,
  had_customers INTEGER NOT NULL DEFAULT 0,
  is_low INTEGER NOT NULL DEFAULT 0,
  company_key TEXT,
  contact_key TEXT,
  email_key TEXT,
  phone_key TEXT,
  host_key TEXT,
  PRIMARY KEY (branch_id, customer_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX customer_blocked_by_owner ON customer (
  owner_id,
  customer_id
) WHERE blocked = 1;
CREATE INDEX customer_blocked_by_owner_and_name ON customer (
  owner_id,
  name_key,
  customer_id
) WHERE blocked = 1;
CREATE INDEX customer_by_commission_agent ON customer (
  commission_agent_id
) WHERE commission_agent_id IS NOT NULL;
CREATE INDEX customer_by_lineage ON customer (
  branch_id,
  lineage
);
CREATE INDEX customer_by_owner ON customer (
  owner_id,
  customer_id
);
CREATE INDEX customer_by_owner_and_billing_type ON customer (
  owner_id,
  billing_type,
  name_key,
  customer_id
);
CREATE INDEX customer_by_owner_and_company ON customer (
  owner_id,
  company_key,
  customer_id
) WHERE company_key IS NOT NULL;
CREATE INDEX customer_by_owner_and_contact ON customer (
  owner_id,
  contact_key,
  customer_id
) WHERE contact_key IS NOT NULL;
CREATE INDEX customer_by_owner_and_email ON customer (
  owner_id,
  email_key,
  customer_id
) WHERE email_key IS NOT NULL;
CREATE INDEX customer_by_owner_and_host ON customer (
  owner_id,
  host_key,
  customer_id
) WHERE host_key IS NOT NULL;
CREATE INDEX customer_by_owner_and_name ON customer (
  owner_id,
  name_key,
  customer_id
);
CREATE INDEX customer_by_owner_and_object_id ON customer (
  owner_id,
  object_id
);
CREATE INDEX customer_by_owner_and_phone ON customer (
  owner_id,
  phone_key,
  customer_id
) WHERE phone_key IS NOT NULL;
CREATE INDEX customer_by_routing_group ON customer (
  routing_group_id
) WHERE routing_group_id IS NOT NULL;
CREATE INDEX customer_by_tariff ON customer (
  tariff_id
) WHERE tariff_id IS NOT NULL;
CREATE INDEX customer_low_by_owner_and_name ON customer (
  owner_id,
  name_key,
  customer_id
) WHERE is_low = 1;
CREATE INDEX customer_with_customers_by_owner_and_name ON customer (
  owner_id,
  name_key,
  customer_id
) WHERE had_customers = 1;
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
CREATE INDEX endpoint_by_commission_agent ON endpoint (
  commission_agent_id
) WHERE commission_agent_id IS NOT NULL;
CREATE INDEX endpoint_by_routing_group ON endpoint (
  routing_group_id
) WHERE routing_group_id IS NOT NULL;
CREATE INDEX endpoint_by_service_plan ON endpoint (
  branch_id,
  service_plan_id
);
CREATE TABLE entry (
  branch_id INTEGER NOT NULL,
  posting_id INTEGER NOT NULL,
  line INTEGER NOT NULL,
  debit INTEGER NOT NULL,
  credit INTEGER NOT NULL,
  commodity TEXT NOT NULL,
  units INTEGER NOT NULL,
  at_micros INTEGER NOT NULL DEFAULT 0,
  kind INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (branch_id, posting_id, line)
) STRICT, WITHOUT ROWID;
CREATE INDEX entry_by_credit ON entry (
  branch_id,
  credit,
  at_micros,
  posting_id,
  line,
  kind,
  units
) WHERE credit > 0;
CREATE INDEX entry_by_debit ON entry (
  branch_id,
  debit,
  at_micros,
  posting_id,
  line,
  kind,
  units
) WHERE debit > 0;
CREATE TRIGGER entry_refuses_delete BEFORE DELETE ON entry BEGIN SELECT RAISE(
  ABORT,
  'entry is append-only'
); END;
CREATE TRIGGER entry_refuses_update BEFORE UPDATE ON entry BEGIN SELECT RAISE(
  ABORT,
  'entry is append-only'
); END;
CREATE TABLE idempotency (
  branch_id INTEGER NOT NULL,
  customer_id INTEGER NOT NULL,
  idempotency_key TEXT NOT NULL,
  fingerprint BLOB NOT NULL,
  answer TEXT NOT NULL,
  at_micros INTEGER NOT NULL,
  PRIMARY KEY (branch_id, customer_id, idempotency_key)
) STRICT, WITHOUT ROWID;
CREATE TABLE installation (
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (name)
) STRICT, WITHOUT ROWID;
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
CREATE TABLE migration (
  version INTEGER NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  checksum TEXT NOT NULL,
  applied_at_micros INTEGER NOT NULL
) STRICT;
CREATE TABLE outbox (
  branch_id INTEGER NOT NULL,
  customer_id INTEGER NOT NULL,
  account_id INTEGER NOT NULL,
  kind TEXT NOT NULL,
  created_at_micros INTEGER NOT NULL,
  due_at_micros INTEGER,
  repeats_left INTEGER NOT NULL,
  attempts INTEGER NOT NULL,
  last_error TEXT NOT NULL,
  PRIMARY KEY (branch_id, customer_id, account_id, kind)
) STRICT, WITHOUT ROWID;
CREATE INDEX outbox_by_due ON outbox (
  due_at_micros
) WHERE due_at_micros IS NOT NULL;
CREATE TABLE payment (
  branch_id INTEGER NOT NULL,
  payment_id INTEGER NOT NULL,
  customer_id INTEGER NOT NULL,
  balance_id INTEGER NOT NULL,
  posting_id INTEGER NOT NULL,
  commodity TEXT NOT NULL,
  units INTEGER NOT NULL,
  paid_at_micros INTEGER NOT NULL,
  notes TEXT NOT NULL,
  account_id INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (branch_id, customer_id, payment_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX payment_by_payer ON payment (
  branch_id,
  customer_id,
  account_id,
  payment_id
);
CREATE UNIQUE INDEX payment_by_posting ON payment (
  branch_id,
  posting_id
);
CREATE TRIGGER payment_refuses_delete BEFORE DELETE ON payment BEGIN SELECT RAISE(
  ABORT,
  'payment is append-only'
); END;
CREATE TRIGGER payment_refuses_update BEFORE UPDATE ON payment BEGIN SELECT RAISE(
  ABORT,
  'payment is append-only'
); END;
CREATE TABLE pending_sign_in (
  branch_id INTEGER NOT NULL,
  token_hash BLOB NOT NULL,
  customer_id INTEGER NOT NULL,
  noun TEXT NOT NULL,
  id INTEGER NOT NULL,
  credential BLOB NOT NULL,
  must_change_password INTEGER NOT NULL,
  expires_at_micros INTEGER NOT NULL,
  PRIMARY KEY (branch_id, token_hash)
) STRICT, WITHOUT ROWID;
CREATE INDEX pending_sign_in_by_customer ON pending_sign_in (
  branch_id,
  customer_id
);
CREATE INDEX pending_sign_in_by_end ON pending_sign_in (
  branch_id,
  expires_at_micros
);
CREATE TABLE posting (
  branch_id INTEGER NOT NULL,
  posting_id INTEGER NOT NULL,
  kind INTEGER NOT NULL,
  at_micros INTEGER NOT NULL,
  request_id TEXT NOT NULL,
  PRIMARY KEY (branch_id, posting_id)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER posting_refuses_delete BEFORE DELETE ON posting BEGIN SELECT RAISE(
  ABORT,
  'posting is append-only'
); END;
CREATE TRIGGER posting_refuses_update BEFORE UPDATE ON posting BEGIN SELECT RAISE(
  ABORT,
  'posting is append-only'
); END;
CREATE TABLE recovery_code (
  branch_id INTEGER NOT NULL,
  customer_id INTEGER NOT NULL,
  noun TEXT NOT NULL,
  id INTEGER NOT NULL,
  code_hash BLOB NOT NULL,
  PRIMARY KEY (branch_id, customer_id, noun, id, code_hash)
) STRICT, WITHOUT ROWID;
CREATE TABLE reversal (
  branch_id INTEGER NOT NULL,
  reversed_id INTEGER NOT NULL,
  posting_id INTEGER NOT NULL,
  PRIMARY KEY (branch_id, reversed_id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX reversal_by_posting ON reversal (
  branch_id,
  posting_id
);
CREATE TRIGGER reversal_refuses_delete BEFORE DELETE ON reversal BEGIN SELECT RAISE(
  ABORT,
  'reversal is append-only'
); END;
CREATE TRIGGER reversal_refuses_update BEFORE UPDATE ON reversal BEGIN SELECT RAISE(
  ABORT,
  'reversal is append-only'
); END;
CREATE TABLE routing_group (
  branch_id INTEGER NOT NULL,
  routing_group_id INTEGER NOT NULL,
  owner_id INTEGER NOT NULL,
  name TEXT NOT NULL,
  policy INTEGER NOT NULL,
  description TEXT NOT NULL,
  PRIMARY KEY (branch_id, owner_id, routing_group_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX routing_group_by_owner_and_name ON routing_group (
  branch_id,
  owner_id,
  name
);
CREATE TABLE second_factor (
  branch_id INTEGER NOT NULL,
  customer_id INTEGER NOT NULL,
  noun TEXT NOT NULL,
  id INTEGER NOT NULL,
  sealed BLOB NOT NULL,
  is_on INTEGER NOT NULL,
  since_micros INTEGER NOT NULL,
  last_step INTEGER NOT NULL,
  PRIMARY KEY (branch_id, customer_id, noun, id)
) STRICT, WITHOUT ROWID;
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
CREATE UNIQUE INDEX service_plan_by_id ON service_plan (
  branch_id,
  service_plan_id
);
CREATE INDEX service_plan_by_tariff ON service_plan (
  branch_id,
  tariff_id
);
CREATE TABLE tariff (
  branch_id INTEGER NOT NULL,
  tariff_id INTEGER NOT NULL,
  owner_id INTEGER NOT NULL,
  name TEXT NOT NULL,
  currency TEXT NOT NULL,
  tariff_type INTEGER NOT NULL,
  connect_fee_units INTEGER NOT NULL,
  free_seconds INTEGER NOT NULL,
  post_call_surcharge_units INTEGER NOT NULL,
  grace_period_seconds INTEGER NOT NULL,
  loss_protection INTEGER NOT NULL,
  loss_max_units INTEGER,
  cost_round_up INTEGER NOT NULL,
  decimal_precision INTEGER NOT NULL,
  average_duration_seconds INTEGER NOT NULL,
  local_calling INTEGER NOT NULL,
  local_calling_rule TEXT NOT NULL,
  PRIMARY KEY (branch_id, owner_id, tariff_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX tariff_by_owner_and_name ON tariff (
  branch_id,
  owner_id,
  name
);
CREATE TABLE web_session (
  branch_id INTEGER NOT NULL,
  token_hash BLOB NOT NULL,
  customer_id INTEGER NOT NULL,
  noun TEXT NOT NULL,
  id INTEGER NOT NULL,
  credential BLOB NOT NULL,
  must_change_password INTEGER NOT NULL,
  created_at_micros INTEGER NOT NULL,
  seen_at_micros INTEGER NOT NULL,
  expires_at_micros INTEGER NOT NULL,
  peer TEXT NOT NULL,
  user_agent TEXT NOT NULL,
  acting_as_id INTEGER,
  PRIMARY KEY (branch_id, token_hash)
) STRICT, WITHOUT ROWID;
CREATE INDEX web_session_by_customer ON web_session (
  branch_id,
  customer_id
);
CREATE INDEX web_session_by_seen ON web_session (
  branch_id,
  seen_at_micros
);
CREATE TABLE web_user (
  branch_id INTEGER NOT NULL,
  customer_id INTEGER NOT NULL,
  web_user_id INTEGER NOT NULL,
  login TEXT,
  password_hash TEXT,
  access_level INTEGER NOT NULL,
  is_default INTEGER NOT NULL,
  blocked INTEGER NOT NULL DEFAULT 0,
  one_time_hash TEXT,
  one_time_until_micros INTEGER,
  owner_id INTEGER,
  login_key TEXT,
  PRIMARY KEY (branch_id, customer_id, web_user_id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX web_user_by_id ON web_user (
  branch_id,
  web_user_id
);
CREATE INDEX web_user_by_owner_and_login ON web_user (
  owner_id,
  login_key,
  customer_id
) WHERE login_key IS NOT NULL;
