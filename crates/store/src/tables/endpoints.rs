//! How accounts with funds of their own call and are billed, and what their telephones are known by.

use std::collections::HashMap;

use money::{CallRate, Percent};
use party::access::{AddAccount, EditAccount, Grant};
use party::account::{Endpoint, Features};
use party::billing::Commission;
use party::dictionary::{
    AccountStartPage, CallerNameType, Codec, ExportType, IncomingAnonymousAction, Language, MediaRelayType,
    OnPaymentAction, TimeZone,
};
use party::ids::{AccountId, CustomerId, CustomerKey, RoutingGroupId, ServicePlanId};
use party::password::PasswordPolicy;

use super::columns::Columns;
use super::contact::{contact_params, read_contact};
use super::customers::read_payment;
use crate::error::StoreError;
use crate::tx::{Param, Row, Tx};

/// Everything that can change but the secrets, in the order in which it is written and read.
macro_rules! settings {
    () => {
        "authname, service_plan_id, routing_group_id, sessions_max, calls_per_second_max_units, \
         session_seconds_max, called_number_rule, caller_number_rule, asserted_identity_rule, equipment_number, \
         time_zone, language, export_type, start_page, password_policy, lifetime_days, preferred_codec, \
         media_relay_type, on_payment_action, voice_mail_after_seconds, voice_mail_number, voice_mail_notify, \
         voice_mail_forward, caller_name_type, caller_name, incoming_anonymous_action, privacy_schemes, \
         batch_tag, description, features, payment_currency, payment_method, payment_minimum_units, \
         commission_agent_id, commission_size_units, company_name, salutation, first_name, last_name, \
         middle_initial, street_address, state, postal_code, city, country, contact, phone, fax, \
         alternative_phone, alternative_contact, email, cc, bcc, mail_from"
    };
}

/// What an account's telephones and its voice mailbox are opened with: sealed bytes that only the key file opens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EndpointSecrets {
    /// Digests of the password of its telephones.
    pub voip: Vec<u8>,
    /// The PIN of its voice mailbox.
    pub pin: Option<Vec<u8>>,
}

/// Writes the endpoint of a new account. Its login is claimed beside, by the caller.
///
/// # Errors
/// The engine's.
pub fn insert(
    tx: &mut Tx<'_>,
    grant: &Grant<AddAccount>,
    id: AccountId,
    endpoint: &Endpoint,
    secrets: &EndpointSecrets,
) -> Result<(), StoreError> {
    let sql = concat!(
        "INSERT INTO endpoint (branch_id, customer_id, account_id, created_at_micros, voip_sealed, pin_sealed, ",
        settings!(),
        ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, \
         $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36, $37, $38, $39, $40, $41, $42, \
         $43, $44, $45, $46, $47, $48, $49, $50, $51, $52, $53, $54, $55, $56, $57, $58, $59, $60)"
    );
    let customer = grant.subject();
    let mut params: Vec<Param<'_>> = vec![
        customer.branch.0.into(),
        customer.id.0.into(),
        id.0.into(),
        endpoint.created_at_micros.into(),
        secrets.voip.as_slice().into(),
        secrets.pin.as_deref().into(),
    ];
    params.extend(settings_params(endpoint));
    tx.execute_one(sql, &params)
}

/// Writes everything that can change but the secrets.
///
/// # Errors
/// The engine's; the account has no endpoint.
pub(super) fn update(
    tx: &mut Tx<'_>,
    grant: &Grant<EditAccount>,
    id: AccountId,
    endpoint: &Endpoint,
) -> Result<(), StoreError> {
    let sql = "UPDATE endpoint SET authname = $1, service_plan_id = $2, routing_group_id = $3, sessions_max = $4, \
               calls_per_second_max_units = $5, session_seconds_max = $6, called_number_rule = $7, \
               caller_number_rule = $8, asserted_identity_rule = $9, equipment_number = $10, time_zone = $11, \
               language = $12, export_type = $13, start_page = $14, password_policy = $15, \
               lifetime_days = $16, preferred_codec = $17, media_relay_type = $18, on_payment_action = $19, \
               voice_mail_after_seconds = $20, voice_mail_number = $21, voice_mail_notify = $22, \
               voice_mail_forward = $23, caller_name_type = $24, caller_name = $25, \
               incoming_anonymous_action = $26, privacy_schemes = $27, batch_tag = $28, description = $29, \
               features = $30, payment_currency = $31, payment_method = $32, payment_minimum_units = $33, \
               commission_agent_id = $34, commission_size_units = $35, company_name = $36, salutation = $37, \
               first_name = $38, last_name = $39, middle_initial = $40, street_address = $41, state = $42, \
               postal_code = $43, city = $44, country = $45, contact = $46, phone = $47, fax = $48, \
               alternative_phone = $49, alternative_contact = $50, email = $51, cc = $52, bcc = $53, \
               mail_from = $54 \
               WHERE branch_id = $55 AND customer_id = $56 AND account_id = $57";
    let mut params = settings_params(endpoint);
    params.extend(key_params(grant.subject(), id));
    tx.execute_one(sql, &params)
}

/// Sets what the account's telephones sign in with.
///
/// # Errors
/// The engine's; the account has no endpoint.
pub fn set_voip(
    tx: &mut Tx<'_>,
    grant: &Grant<EditAccount>,
    id: AccountId,
    sealed: &[u8],
) -> Result<(), StoreError> {
    let sql =
        "UPDATE endpoint SET voip_sealed = $1 WHERE branch_id = $2 AND customer_id = $3 AND account_id = $4";
    let [branch, customer, account] = key_params(grant.subject(), id);
    tx.execute_one(sql, &[sealed.into(), branch, customer, account])
}

/// Sets what opens the account's voice mailbox, or that nothing does.
///
/// # Errors
/// The engine's; the account has no endpoint.
pub fn set_pin(
    tx: &mut Tx<'_>,
    grant: &Grant<EditAccount>,
    id: AccountId,
    sealed: Option<&[u8]>,
) -> Result<(), StoreError> {
    let sql =
        "UPDATE endpoint SET pin_sealed = $1 WHERE branch_id = $2 AND customer_id = $3 AND account_id = $4";
    let [branch, customer, account] = key_params(grant.subject(), id);
    tx.execute_one(sql, &[sealed.into(), branch, customer, account])
}

/// The secrets of an account, if it has funds of its own.
///
/// # Errors
/// The engine's.
pub fn load_secrets(
    tx: &mut Tx<'_>,
    customer: CustomerKey,
    id: AccountId,
) -> Result<Option<EndpointSecrets>, StoreError> {
    let sql = "SELECT voip_sealed, pin_sealed FROM endpoint \
               WHERE branch_id = $1 AND customer_id = $2 AND account_id = $3";
    tx.query_opt(sql, &key_params(customer, id), |row| {
        Ok(EndpointSecrets { voip: row.blob(0)?, pin: row.opt_blob(1)? })
    })
}

/// Removes the endpoint of an account that goes.
///
/// # Errors
/// The engine's; the account has no endpoint.
pub(super) fn delete<A>(tx: &mut Tx<'_>, grant: &Grant<A>, id: AccountId) -> Result<(), StoreError> {
    let sql = "DELETE FROM endpoint WHERE branch_id = $1 AND customer_id = $2 AND account_id = $3";
    tx.execute_one(sql, &key_params(grant.subject(), id))
}

/// The endpoints of the accounts of `customer` with numbers from `first` to `last`.
///
/// # Errors
/// The engine's.
pub(super) fn list(
    tx: &mut Tx<'_>,
    customer: CustomerKey,
    first: AccountId,
    last: AccountId,
) -> Result<HashMap<AccountId, Endpoint>, StoreError> {
    let sql = concat!(
        "SELECT account_id, created_at_micros, ",
        settings!(),
        " FROM endpoint WHERE branch_id = $1 AND customer_id = $2 AND account_id >= $3 AND account_id <= $4"
    );
    let [branch, id, first] = key_params(customer, first);
    let read = tx.query(sql, &[branch, id, first, last.0.into()], read)?;
    Ok(read.into_iter().collect())
}

/// Routes the accounts of a customer that the group `old` routed by `new`.
///
/// # Errors
/// The engine's.
pub fn reroute<A>(
    tx: &mut Tx<'_>,
    grant: &Grant<A>,
    old: RoutingGroupId,
    new: Option<RoutingGroupId>,
) -> Result<(), StoreError> {
    let sql = "UPDATE endpoint SET routing_group_id = $1 \
               WHERE branch_id = $2 AND customer_id = $3 AND routing_group_id = $4";
    let customer = grant.subject();
    let params =
        [new.map(|group| group.0).into(), customer.branch.0.into(), customer.id.0.into(), old.0.into()];
    tx.execute(sql, &params).map(drop)
}

fn key_params(customer: CustomerKey, id: AccountId) -> [Param<'static>; 3] {
    [customer.branch.0.into(), customer.id.0.into(), id.0.into()]
}

fn settings_params(endpoint: &Endpoint) -> Vec<Param<'_>> {
    let mut params: Vec<Param<'_>> = vec![
        endpoint.authname.as_str().into(),
        endpoint.service_plan.0.into(),
        endpoint.routing_group.map(|group| group.0).into(),
        endpoint.sessions_max.into(),
        endpoint.calls_per_second_max.map(CallRate::units).into(),
        endpoint.session_seconds_max.into(),
        endpoint.called_number_rule.as_str().into(),
        endpoint.caller_number_rule.as_str().into(),
        endpoint.asserted_identity_rule.as_str().into(),
        endpoint.equipment_number.as_str().into(),
        endpoint.time_zone.id().into(),
        endpoint.language.code().into(),
        endpoint.export_type.id().into(),
        endpoint.start_page.id().into(),
        endpoint.password_policy.id().into(),
        endpoint.lifetime_days.into(),
        endpoint.preferred_codec.map(Codec::id).into(),
        endpoint.media_relay_type.id().into(),
        endpoint.on_payment_action.map(OnPaymentAction::id).into(),
    ];
    params.extend(mailbox_params(endpoint));
    params.extend(money_params(endpoint));
    params.extend(contact_params(&endpoint.contact));
    params
}

fn mailbox_params(endpoint: &Endpoint) -> [Param<'_>; 11] {
    [
        endpoint.voice_mail_after_seconds.into(),
        endpoint.voice_mail_number.as_str().into(),
        endpoint.voice_mail_notify.as_str().into(),
        endpoint.voice_mail_forward.as_str().into(),
        endpoint.caller_name_type.id().into(),
        endpoint.caller_name.as_str().into(),
        endpoint.incoming_anonymous_action.id().into(),
        endpoint.privacy_schemes.as_str().into(),
        endpoint.batch_tag.as_str().into(),
        endpoint.description.as_str().into(),
        endpoint.features.bits().into(),
    ]
}

fn money_params(endpoint: &Endpoint) -> [Param<'_>; 5] {
    [
        endpoint.payment.currency.as_str().into(),
        endpoint.payment.method.id().into(),
        endpoint.payment.minimum.units().into(),
        endpoint.commission.agent.map(|agent| agent.0).into(),
        endpoint.commission.size.units().into(),
    ]
}

fn read(row: &dyn Row) -> Result<(AccountId, Endpoint), StoreError> {
    let columns = &mut Columns::of("endpoint", row);
    let id = AccountId(columns.int()?);
    let created_at_micros = columns.int()?;
    let endpoint = Endpoint {
        created_at_micros,
        authname: columns.parse(str::parse)?,
        service_plan: ServicePlanId(columns.int()?),
        routing_group: columns.opt_int()?.map(RoutingGroupId),
        sessions_max: columns.opt_int()?,
        calls_per_second_max: read_call_rate(columns)?,
        session_seconds_max: columns.opt_int()?,
        called_number_rule: columns.line()?,
        caller_number_rule: columns.line()?,
        asserted_identity_rule: columns.line()?,
        equipment_number: columns.line()?,
        time_zone: columns.decode(TimeZone::new)?,
        language: columns.parse(Language::new)?,
        export_type: columns.decode(ExportType::new)?,
        start_page: columns.decode(AccountStartPage::new)?,
        password_policy: columns.decode(PasswordPolicy::new)?,
        lifetime_days: columns.opt_int()?,
        preferred_codec: columns.decode_opt(Codec::new)?,
        media_relay_type: columns.decode(MediaRelayType::new)?,
        on_payment_action: columns.decode_opt(OnPaymentAction::new)?,
        voice_mail_after_seconds: columns.opt_int()?,
        voice_mail_number: columns.line()?,
        voice_mail_notify: columns.line()?,
        voice_mail_forward: columns.line()?,
        caller_name_type: columns.decode(CallerNameType::new)?,
        caller_name: columns.line()?,
        incoming_anonymous_action: columns.decode(IncomingAnonymousAction::new)?,
        privacy_schemes: columns.line()?,
        batch_tag: columns.line()?,
        description: columns.line()?,
        features: columns.code(Features::from_bits)?,
        payment: read_payment(columns)?,
        commission: Commission {
            agent: columns.opt_int()?.map(CustomerId),
            size: Percent::from_units(columns.int()?),
        },
        contact: read_contact(columns)?,
    };
    Ok((id, endpoint))
}

fn read_call_rate(columns: &mut Columns<'_>) -> Result<Option<CallRate>, StoreError> {
    let rate = columns.opt_int()?.map(CallRate::from_units).transpose();
    columns.accept(rate)
}
