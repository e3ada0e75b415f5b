//! Customers: one row holds everything that describes one, apart from his money and his secrets.

use messaging::{RotationAlgorithm, SourceAddress};
use money::{Amount, CallRate, Commodity, Currency, Percent};
use party::access::{AddCustomer, DeleteCustomer, EditCustomer, Grant, ManageBrand};
use party::billing::{
    ApiRevision, BillingType, Commission, Limits, MessagingSettings, PaymentTerms, ResellerSettings,
};
use party::branding::Branding;
use party::customer::{Customer, Profile};
use party::dictionary::{ExportType, Language, PaymentMethod, StartPage, TimeZone};
use party::ids::{BranchId, CustomerId, CustomerKey, RoutingGroupId, TariffId};
use party::matching_rule::MatchingRule;
use party::names::HostName;
use party::password::PasswordPolicy;
use party::rights::{Flags, Manage, Rights};

use super::columns::Columns;
use super::contact::{contact_params, read_contact};
use super::found_by::FoundBy;
use crate::error::StoreError;
use crate::tx::{Lock, Param, Row, Tx};

/// The columns of a customer, in the order in which they are written and read.
macro_rules! columns {
    () => {
        "branch_id, customer_id, object_id, owner_id, lineage, blocked, name, description, company_name, \
         salutation, first_name, last_name, middle_initial, street_address, state, postal_code, city, \
         country, contact, phone, fax, alternative_phone, alternative_contact, email, cc, bcc, mail_from, \
         tariff_id, routing_group_id, base_currency, billing_type, payment_currency, payment_method, \
         payment_minimum_units, commission_agent_id, commission_size_units, accounts_rights, \
         customers_rights, tariffs_rights, vouchers_rights, flags, depth_max, sessions_max, \
         calls_per_second_max_units, overcommit_protection, overcommit_limit_units, accounts_matching_rule, \
         password_policy, time_zone, language, export_type, start_page, css, dns_alias, integration_id, \
         rotation, inbound_charge, source_address, default_billing_type, free_credits_units, api_revision, logo, \
         had_customers"
    };
}

pub(super) use columns as customer_columns;

/// Writes a new customer. Names and numbers are claimed beside, by the caller.
///
/// # Errors
/// The engine's.
pub fn insert(tx: &mut Tx<'_>, _grant: &Grant<AddCustomer>, customer: &Customer) -> Result<(), StoreError> {
    let sql = concat!(
        "INSERT INTO customer (",
        columns!(),
        ", name_key, company_key, contact_key, email_key, phone_key, host_key) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, \
         $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36, $37, $38, $39, $40, $41, $42, \
         $43, $44, $45, $46, $47, $48, $49, $50, $51, $52, $53, $54, $55, $56, $57, $58, $59, $60, $61, $62, $63, $64, \
         $65, $66, $67, $68, $69)"
    );
    let lineage = lineage_text(&customer.lineage);
    let object_id = customer.object_id.to_string();
    let (name_key, search_keys) = (name_key(customer.profile.name.as_str()), search_keys(&customer.profile));
    let mut params: Vec<Param<'_>> = vec![
        customer.key.branch.0.into(),
        customer.key.id.0.into(),
        object_id.as_str().into(),
        customer.owner().map(|owner| owner.0).into(),
        lineage.as_str().into(),
    ];
    params.extend(changeable_params(customer));
    params.push(customer.profile.branding.logo.as_deref().into());
    params.push(customer.had_customers.into());
    params.push(name_key.as_str().into());
    params.extend(search_keys.iter().map(|key| Param::from(key.as_deref())));
    tx.execute_one(sql, &params)
}

/// Writes down that customers stand below the subject of the grant.
///
/// # Errors
/// The engine's; the customer is gone.
pub fn set_had_customers(tx: &mut Tx<'_>, grant: &Grant<AddCustomer>) -> Result<(), StoreError> {
    let sql = "UPDATE customer SET had_customers = 1 WHERE branch_id = $1 AND customer_id = $2";
    let key = grant.subject();
    tx.execute_one(sql, &[key.branch.0.into(), key.id.0.into()])
}

/// Writes down whether the subject of the grant can spend less than the threshold of which he is to be told.
///
/// # Errors
/// The engine's; the customer is gone.
pub fn set_low<A>(tx: &mut Tx<'_>, grant: &Grant<A>, is_low: bool) -> Result<(), StoreError> {
    let sql = "UPDATE customer SET is_low = $1 WHERE branch_id = $2 AND customer_id = $3";
    let key = grant.subject();
    tx.execute_one(sql, &[is_low.into(), key.branch.0.into(), key.id.0.into()])
}

/// By what a name is searched and sorted: in lower case, so that nobody has to remember how it was written.
pub(super) fn name_key(name: &str) -> String {
    name.to_lowercase()
}

/// By what a customer is searched besides his name: company, contact person, e-mail address, telephone, host name.
fn search_keys(profile: &Profile) -> [Option<String>; 5] {
    let contact = &profile.contact;
    [
        FoundBy::Company.key(contact.company_name.as_str()),
        FoundBy::Contact.key(contact.contact.as_str()),
        FoundBy::Email.key(contact.email.as_str()),
        FoundBy::Phone.key(contact.phone.as_str()),
        profile.branding.dns_alias.as_ref().and_then(|host| FoundBy::HostName.key(host.as_str())),
    ]
}

/// The customer `key`, held against change until the transaction ends where the transaction writes.
///
/// # Errors
/// The engine's.
pub fn load(tx: &mut Tx<'_>, key: CustomerKey, lock: Lock) -> Result<Option<Customer>, StoreError> {
    let sql = concat!("SELECT ", columns!(), " FROM customer WHERE branch_id = $1 AND customer_id = $2");
    let params = [key.branch.0.into(), key.id.0.into()];
    if tx.is_write() {
        return tx.query_locked_opt(sql, &params, lock, read);
    }
    tx.query_opt(sql, &params, read)
}

/// Whose customer `key` is, without holding him: the owner, none for root; nothing for nobody.
///
/// # Errors
/// The engine's.
pub fn load_place(tx: &mut Tx<'_>, key: CustomerKey) -> Result<Option<Option<CustomerId>>, StoreError> {
    let sql = "SELECT owner_id FROM customer WHERE branch_id = $1 AND customer_id = $2";
    let params = [key.branch.0.into(), key.id.0.into()];
    tx.query_opt(sql, &params, |row| Ok(row.opt_int(0)?.map(CustomerId)))
}

/// One line of a list of customers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CustomerLine {
    /// His number.
    pub id: CustomerId,
    /// His name.
    pub name: String,
    /// The login that was made with him.
    pub web_login: Option<String>,
    /// Free text.
    pub description: String,
    /// Refused everything while blocked.
    pub blocked: bool,
    /// His money.
    pub balance: Amount,
    /// How far into debt; none: without limit.
    pub credit_limit: Option<Amount>,
}

/// At most `limit` customers of `owner` with a number above `after`, ascending, skipping `offset` of them.
///
/// # Errors
/// The engine's.
pub fn list(
    tx: &mut Tx<'_>,
    owner: CustomerId,
    after: CustomerId,
    limit: i64,
    offset: i64,
) -> Result<Vec<CustomerLine>, StoreError> {
    // The page is taken from the index alone, so that what is skipped costs nothing more; everything is joined to the
    // page and to nothing else, or SQLite would look for web users by a range of customers. The lines are put in order
    // here: they come in it anyhow, or nearly, and the engines would sort whole rows.
    let sql = "SELECT page.customer_id, c.name, w.login, c.description, c.blocked, b.commodity, b.units, \
               b.credit_limit_units \
               FROM (SELECT branch_id, customer_id FROM customer WHERE owner_id = $1 AND customer_id > $2 \
               ORDER BY customer_id LIMIT $3 OFFSET $4) page \
               JOIN customer c ON c.branch_id = page.branch_id AND c.customer_id = page.customer_id \
               JOIN balance b ON b.branch_id = page.branch_id AND b.customer_id = page.customer_id \
               AND b.account_id = 0 AND b.commodity = c.base_currency \
               LEFT JOIN web_user w ON w.branch_id = page.branch_id AND w.customer_id = page.customer_id \
               AND w.is_default = 1";
    let mut lines =
        tx.query(sql, &[owner.0.into(), after.0.into(), limit.into(), offset.into()], read_line)?;
    lines.sort_by_key(|line| line.id);
    Ok(lines)
}

/// Writes everything about a customer that can change.
///
/// # Errors
/// The engine's; the customer is gone.
pub fn update(tx: &mut Tx<'_>, grant: &Grant<EditCustomer>, customer: &Customer) -> Result<(), StoreError> {
    assert_eq!(grant.subject(), customer.key, "the grant is about the customer");
    let sql = "UPDATE customer SET blocked = $1, name = $2, description = $3, company_name = $4, salutation = $5, first_name = $6, \
               last_name = $7, middle_initial = $8, street_address = $9, state = $10, postal_code = $11, city = \
               $12, country = $13, contact = $14, phone = $15, fax = $16, alternative_phone = $17, \
               alternative_contact = $18, email = $19, cc = $20, bcc = $21, mail_from = $22, tariff_id = $23, \
               routing_group_id = $24, base_currency = $25, billing_type = $26, payment_currency = $27, \
               payment_method = $28, payment_minimum_units = $29, commission_agent_id = $30, \
               commission_size_units = $31, accounts_rights = $32, customers_rights = $33, tariffs_rights = \
               $34, vouchers_rights = $35, flags = $36, depth_max = $37, sessions_max = $38, \
               calls_per_second_max_units = $39, overcommit_protection = $40, overcommit_limit_units = $41, \
               accounts_matching_rule = $42, password_policy = $43, time_zone = $44, language = $45, \
               export_type = $46, start_page = $47, css = $48, dns_alias = $49, integration_id = $50, rotation \
               = $51, inbound_charge = $52, source_address = $53, default_billing_type = $54, \
               free_credits_units = $55, api_revision = $56, name_key = $57, company_key = $58, contact_key = $59, \
               email_key = $60, phone_key = $61, host_key = $62 \
               WHERE branch_id = $63 AND customer_id = $64";
    let (name_key, search_keys) = (name_key(customer.profile.name.as_str()), search_keys(&customer.profile));
    let mut params = changeable_params(customer);
    params.push(name_key.as_str().into());
    params.extend(search_keys.iter().map(|key| Param::from(key.as_deref())));
    params.extend([Param::Int(customer.key.branch.0), Param::Int(customer.key.id.0)]);
    tx.execute_one(sql, &params)
}

/// Writes how a customer's site looks, and under which name and host name it is known. His logo is written beside.
///
/// # Errors
/// The engine's; the customer is gone.
pub fn set_brand(tx: &mut Tx<'_>, grant: &Grant<ManageBrand>, customer: &Customer) -> Result<(), StoreError> {
    assert_eq!(grant.subject(), customer.key, "the grant is about the customer");
    let sql = "UPDATE customer SET company_name = $1, css = $2, dns_alias = $3, company_key = $4, host_key = $5 \
               WHERE branch_id = $6 AND customer_id = $7";
    let (profile, key) = (&customer.profile, customer.key);
    let [company_key, .., host_key] = search_keys(profile);
    let params = [
        profile.contact.company_name.as_str().into(),
        profile.branding.css.as_str().into(),
        profile.branding.dns_alias.as_ref().map(HostName::as_str).into(),
        company_key.as_deref().into(),
        host_key.as_deref().into(),
        key.branch.0.into(),
        key.id.0.into(),
    ];
    tx.execute_one(sql, &params)
}

/// Writes which logo a customer has. The picture is written beside.
///
/// # Errors
/// The engine's; the customer is gone.
pub(super) fn set_logo(
    tx: &mut Tx<'_>,
    grant: &Grant<ManageBrand>,
    digest: Option<&str>,
) -> Result<(), StoreError> {
    let sql = "UPDATE customer SET logo = $1 WHERE branch_id = $2 AND customer_id = $3";
    let key = grant.subject();
    tx.execute_one(sql, &[digest.into(), key.branch.0.into(), key.id.0.into()])
}

/// Removes the row of a customer of whom nothing else is left.
///
/// # Errors
/// The engine's; the customer is gone.
pub fn delete(tx: &mut Tx<'_>, grant: &Grant<DeleteCustomer>) -> Result<(), StoreError> {
    let sql = "DELETE FROM customer WHERE branch_id = $1 AND customer_id = $2";
    let key = grant.subject();
    tx.execute_one(sql, &[key.branch.0.into(), key.id.0.into()])
}

/// Whether another customer refers to this one as his owner, or a customer or an account as its commission agent.
///
/// # Errors
/// The engine's.
pub fn is_referred_to(tx: &mut Tx<'_>, customer: CustomerId) -> Result<bool, StoreError> {
    // In order, or PostgreSQL would read the whole table for one who has none where most customers stand below one owner.
    let sql = "SELECT customer_id FROM customer WHERE owner_id = $1 ORDER BY customer_id LIMIT 1";
    let owned = tx.query_opt(sql, &[customer.0.into()], |row| row.int(0))?;
    let sql = "SELECT customer_id FROM customer WHERE commission_agent_id = $1 LIMIT 1";
    let paid = tx.query_opt(sql, &[customer.0.into()], |row| row.int(0))?;
    let sql = "SELECT account_id FROM endpoint WHERE commission_agent_id = $1 LIMIT 1";
    let paid_by_account = tx.query_opt(sql, &[customer.0.into()], |row| row.int(0))?;
    Ok(owned.is_some() || paid.is_some() || paid_by_account.is_some())
}

/// At most `limit` customers of `owner` with a number above `after`, whole, ascending; held for change.
///
/// # Errors
/// The engine's.
pub fn hold_children(
    tx: &mut Tx<'_>,
    owner: CustomerId,
    after: CustomerId,
    limit: i64,
) -> Result<Vec<Customer>, StoreError> {
    let sql = concat!(
        "SELECT ",
        columns!(),
        " FROM customer WHERE owner_id = $1 AND customer_id > $2 ORDER BY customer_id LIMIT $3"
    );
    tx.query_locked(sql, &[owner.0.into(), after.0.into(), limit.into()], Lock::Update, read)
}

fn read_line(row: &dyn Row) -> Result<CustomerLine, StoreError> {
    let mut columns = Columns::of("customer", row);
    let id = CustomerId(columns.int()?);
    let (name, web_login, description) = (columns.text()?, columns.opt_text()?, columns.text()?);
    let blocked = columns.bool()?;
    let currency = Commodity::Currency(columns.parse(Currency::parse)?);
    Ok(CustomerLine {
        id,
        name,
        web_login,
        description,
        blocked,
        balance: Amount::new(columns.int()?, currency),
        credit_limit: columns.opt_int()?.map(|units| Amount::new(units, currency)),
    })
}

/// Everything after the columns that say where a customer stands.
fn changeable_params(customer: &Customer) -> Vec<Param<'_>> {
    let profile = &customer.profile;
    let mut params: Vec<Param<'_>> =
        vec![customer.blocked.into(), profile.name.as_str().into(), profile.description.as_str().into()];
    params.extend(contact_params(&profile.contact));
    params.extend(money_params(profile));
    params.extend(settings_params(profile));
    params
}

fn money_params(profile: &Profile) -> [Param<'_>; 9] {
    [
        profile.tariff.map(|tariff| tariff.0).into(),
        profile.routing_group.map(|group| group.0).into(),
        profile.base_currency.as_str().into(),
        profile.billing_type.code().into(),
        profile.payment.currency.as_str().into(),
        profile.payment.method.id().into(),
        profile.payment.minimum.units().into(),
        profile.commission.agent.map(|agent| agent.0).into(),
        profile.commission.size.units().into(),
    ]
}

fn settings_params(profile: &Profile) -> [Param<'_>; 25] {
    let (rights, limits) = (&profile.rights, &profile.limits);
    let (messaging, reseller) = (&profile.messaging, &profile.reseller);
    [
        rights.accounts.bits().into(),
        rights.customers.bits().into(),
        rights.tariffs.bits().into(),
        rights.vouchers.bits().into(),
        rights.flags.bits().into(),
        rights.depth_max.into(),
        limits.sessions_max.into(),
        limits.calls_per_second_max.map(CallRate::units).into(),
        limits.overcommit_protection.into(),
        limits.overcommit_limit.units().into(),
        profile.accounts_matching_rule.as_ref().map(MatchingRule::source).into(),
        profile.password_policy.id().into(),
        profile.time_zone.id().into(),
        profile.language.code().into(),
        profile.export_type.id().into(),
        profile.start_page.id().into(),
        profile.branding.css.as_str().into(),
        profile.branding.dns_alias.as_ref().map(HostName::as_str).into(),
        messaging.integration_id.as_str().into(),
        messaging.rotation.code().into(),
        messaging.inbound_charge.into(),
        messaging.source_address.as_ref().map(SourceAddress::as_str).into(),
        reseller.default_billing_type.code().into(),
        reseller.free_credits.units().into(),
        reseller.api_revision.code().into(),
    ]
}

fn read(row: &dyn Row) -> Result<Customer, StoreError> {
    read_from(&mut Columns::of("customer", row))
}

/// Takes the columns of a customer, in the order of [`customer_columns`].
pub(super) fn read_from(columns: &mut Columns<'_>) -> Result<Customer, StoreError> {
    let key = CustomerKey { branch: BranchId(columns.int()?), id: CustomerId(columns.int()?) };
    let object_id = columns.parse(str::parse)?;
    let owner = columns.opt_int()?.map(CustomerId);
    let lineage = columns.parse(parse_lineage)?;
    if lineage.last().copied() != owner {
        return columns.accept(Err("the lineage does not end with the owner"));
    }
    let blocked = columns.bool()?;
    let profile = read_profile(columns)?;
    Ok(Customer { key, object_id, lineage, blocked, had_customers: columns.bool()?, profile })
}

fn read_profile(columns: &mut Columns<'_>) -> Result<Profile, StoreError> {
    let name = columns.parse(str::parse)?;
    let description = columns.block()?;
    let contact = read_contact(columns)?;
    let tariff = columns.opt_int()?.map(TariffId);
    let routing_group = columns.opt_int()?.map(RoutingGroupId);
    let base_currency = columns.parse(Currency::parse)?;
    let billing_type = columns.code(BillingType::from_code)?;
    let payment = read_payment(columns)?;
    let commission =
        Commission { agent: columns.opt_int()?.map(CustomerId), size: Percent::from_units(columns.int()?) };
    let mut profile = Profile {
        name,
        description,
        contact,
        tariff,
        routing_group,
        base_currency,
        billing_type,
        payment,
        commission,
        rights: read_rights(columns)?,
        limits: read_limits(columns)?,
        accounts_matching_rule: columns.parse_opt(MatchingRule::stored)?,
        password_policy: columns.decode(PasswordPolicy::new)?,
        time_zone: columns.decode(TimeZone::new)?,
        language: columns.parse(Language::new)?,
        export_type: columns.decode(ExportType::new)?,
        start_page: columns.decode(StartPage::new)?,
        branding: Branding { css: columns.block()?, dns_alias: columns.parse_opt(str::parse)?, logo: None },
        messaging: MessagingSettings {
            integration_id: columns.line()?,
            rotation: columns.decode(RotationAlgorithm::from_code)?,
            inbound_charge: columns.int()?,
            source_address: columns.parse_opt(SourceAddress::parse)?,
        },
        reseller: ResellerSettings {
            default_billing_type: columns.code(BillingType::from_code)?,
            free_credits: Amount::new(columns.int()?, Commodity::MessageCredits),
            api_revision: columns.code(ApiRevision::from_code)?,
        },
    };
    profile.branding.logo = columns.opt_text()?;
    Ok(profile)
}

pub(super) fn read_payment(columns: &mut Columns<'_>) -> Result<PaymentTerms, StoreError> {
    let currency = columns.parse(Currency::parse)?;
    Ok(PaymentTerms {
        currency,
        method: columns.decode(PaymentMethod::new)?,
        minimum: Amount::new(columns.int()?, Commodity::Currency(currency)),
    })
}

pub(super) fn read_rights(columns: &mut Columns<'_>) -> Result<Rights, StoreError> {
    Ok(Rights {
        accounts: columns.code(Manage::from_bits)?,
        customers: columns.code(Manage::from_bits)?,
        tariffs: columns.code(Manage::from_bits)?,
        vouchers: columns.code(Manage::from_bits)?,
        flags: columns.code(Flags::from_bits)?,
        depth_max: columns.int()?,
    })
}

fn read_limits(columns: &mut Columns<'_>) -> Result<Limits, StoreError> {
    let sessions_max = columns.opt_int()?;
    let calls_per_second_max = columns.opt_int()?.map(CallRate::from_units).transpose();
    Ok(Limits {
        sessions_max,
        calls_per_second_max: columns.accept(calls_per_second_max)?,
        overcommit_protection: columns.bool()?,
        overcommit_limit: Percent::from_units(columns.int()?),
    })
}

/// What those directly below the customer `id`, whose own lineage is `lineage`, have for theirs.
pub(super) fn lineage_below(lineage: &str, id: CustomerId) -> String {
    if lineage.is_empty() { id.to_string() } else { format!("{lineage}/{id}") }
}

/// Comes after `lineage` and every lineage that goes on from it, and before all others that follow: byte by byte, a slash is
/// followed by a zero.
pub(super) fn lineage_end(lineage: &str) -> String {
    format!("{lineage}0")
}

/// `1/5/9`: root first, the owner last; empty for root.
pub(super) fn lineage_text(lineage: &[CustomerId]) -> String {
    let ids: Vec<String> = lineage.iter().map(CustomerId::to_string).collect();
    ids.join("/")
}

pub(super) fn parse_lineage(text: &str) -> Result<Vec<CustomerId>, std::num::ParseIntError> {
    if text.is_empty() {
        return Ok(Vec::new());
    }
    text.split('/').map(|id| id.parse().map(CustomerId)).collect()
}
