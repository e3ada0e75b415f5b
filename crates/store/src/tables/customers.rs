//! Customers: one row holds everything that describes one, apart from his money and his secrets.

use messaging::{RotationAlgorithm, SourceAddress};
use money::{Amount, CallRate, Commodity, Currency, Percent};
use party::access::{AddCustomer, EditCustomer, Grant};
use party::billing::{
    ApiRevision, BillingType, Commission, Limits, MessagingSettings, PaymentTerms, ResellerSettings,
};
use party::branding::Branding;
use party::contact::Contact;
use party::customer::{Customer, Profile};
use party::dictionary::{ExportType, Language, PaymentMethod, StartPage, TimeZone};
use party::ids::{BranchId, CustomerId, CustomerKey, ROOT_BRANCH, RoutingGroupId, TariffId};
use party::matching_rule::MatchingRule;
use party::names::HostName;
use party::password::PasswordPolicy;
use party::rights::{Flags, Manage, Rights};

use super::columns::Columns;
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
         rotation, inbound_charge, source_address, default_billing_type, free_credits_units, api_revision"
    };
}

/// Writes a new customer. Names and numbers are claimed beside, by the caller.
///
/// # Errors
/// The engine's.
pub fn insert(tx: &mut Tx<'_>, _grant: &Grant<AddCustomer>, customer: &Customer) -> Result<(), StoreError> {
    let sql = concat!(
        "INSERT INTO customer (",
        columns!(),
        ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, \
         $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36, $37, $38, $39, $40, $41, $42, \
         $43, $44, $45, $46, $47, $48, $49, $50, $51, $52, $53, $54, $55, $56, $57, $58, $59, $60, $61)"
    );
    let lineage = lineage_text(&customer.lineage);
    let object_id = customer.object_id.to_string();
    let mut params = identity_params(customer, &object_id, &lineage);
    params.extend(contact_params(&customer.profile));
    params.extend(money_params(&customer.profile));
    params.extend(settings_params(&customer.profile));
    tx.execute_one(sql, &params)
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
    let sql = "SELECT c.customer_id, c.name, w.login, c.description, c.blocked, c.base_currency, b.units, \
               b.credit_limit_units FROM customer c \
               JOIN web_user w ON w.branch_id = c.branch_id AND w.customer_id = c.customer_id AND w.is_default = 1 \
               JOIN balance b ON b.branch_id = c.branch_id AND b.customer_id = c.customer_id \
               AND b.commodity = c.base_currency \
               WHERE c.owner_id = $1 AND c.customer_id > $2 ORDER BY c.customer_id LIMIT $3 OFFSET $4";
    tx.query(sql, &[owner.0.into(), after.0.into(), limit.into(), offset.into()], read_line)
}

/// Whether any of `lineage`, or the customer himself, is blocked.
///
/// # Errors
/// The engine's; an ancestor that is missing.
pub fn is_branch_blocked(tx: &mut Tx<'_>, customer: &Customer) -> Result<bool, StoreError> {
    if customer.blocked {
        return Ok(true);
    }
    let sql = "SELECT blocked FROM customer WHERE branch_id = $1 AND customer_id = $2";
    for ancestor in &customer.lineage {
        let branch = if CustomerKey::ROOT.id == *ancestor { ROOT_BRANCH } else { customer.key.branch };
        if tx.query_one(sql, &[branch.0.into(), ancestor.0.into()], |row| row.bool(0))? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Sets or clears the block of one customer; everybody below him is refused with him.
///
/// # Errors
/// The engine's; the customer is gone.
pub fn set_blocked(tx: &mut Tx<'_>, grant: &Grant<EditCustomer>, blocked: bool) -> Result<(), StoreError> {
    let sql = "UPDATE customer SET blocked = $1 WHERE branch_id = $2 AND customer_id = $3";
    let key = grant.subject();
    tx.execute_one(sql, &[blocked.into(), key.branch.0.into(), key.id.0.into()])
}

/// Sets what a reseller lays down for his customers.
///
/// # Errors
/// The engine's; the customer is gone.
pub fn set_reseller(
    tx: &mut Tx<'_>,
    grant: &Grant<EditCustomer>,
    settings: ResellerSettings,
) -> Result<(), StoreError> {
    let sql = "UPDATE customer SET default_billing_type = $1, free_credits_units = $2, api_revision = $3 \
               WHERE branch_id = $4 AND customer_id = $5";
    let key = grant.subject();
    let params = [
        settings.default_billing_type.code().into(),
        settings.free_credits.units().into(),
        settings.api_revision.code().into(),
        key.branch.0.into(),
        key.id.0.into(),
    ];
    tx.execute_one(sql, &params)
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

fn identity_params<'a>(customer: &'a Customer, object_id: &'a str, lineage: &'a str) -> Vec<Param<'a>> {
    vec![
        customer.key.branch.0.into(),
        customer.key.id.0.into(),
        object_id.into(),
        customer.owner().map(|owner| owner.0).into(),
        lineage.into(),
        customer.blocked.into(),
        customer.profile.name.as_str().into(),
        customer.profile.description.as_str().into(),
    ]
}

fn contact_params(profile: &Profile) -> [Param<'_>; 19] {
    let contact = &profile.contact;
    [
        contact.company_name.as_str(),
        contact.salutation.as_str(),
        contact.first_name.as_str(),
        contact.last_name.as_str(),
        contact.middle_initial.as_str(),
        contact.street_address.as_str(),
        contact.state.as_str(),
        contact.postal_code.as_str(),
        contact.city.as_str(),
        contact.country.as_str(),
        contact.contact.as_str(),
        contact.phone.as_str(),
        contact.fax.as_str(),
        contact.alternative_phone.as_str(),
        contact.alternative_contact.as_str(),
        contact.email.as_str(),
        contact.cc.as_str(),
        contact.bcc.as_str(),
        contact.mail_from.as_str(),
    ]
    .map(Param::from)
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
    let mut columns = Columns::of("customer", row);
    let key = CustomerKey { branch: BranchId(columns.int()?), id: CustomerId(columns.int()?) };
    let object_id = columns.parse(str::parse)?;
    let owner = columns.opt_int()?.map(CustomerId);
    let lineage = columns.parse(parse_lineage)?;
    if lineage.last().copied() != owner {
        return columns.accept(Err("the lineage does not end with the owner"));
    }
    let blocked = columns.bool()?;
    let profile = read_profile(&mut columns)?;
    Ok(Customer { key, object_id, lineage, blocked, profile })
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
    Ok(Profile {
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
        branding: Branding { css: columns.block()?, dns_alias: columns.parse_opt(str::parse)? },
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
    })
}

fn read_contact(columns: &mut Columns<'_>) -> Result<Contact, StoreError> {
    Ok(Contact {
        company_name: columns.line()?,
        salutation: columns.line()?,
        first_name: columns.line()?,
        last_name: columns.line()?,
        middle_initial: columns.line()?,
        street_address: columns.line()?,
        state: columns.line()?,
        postal_code: columns.line()?,
        city: columns.line()?,
        country: columns.line()?,
        contact: columns.line()?,
        phone: columns.line()?,
        fax: columns.line()?,
        alternative_phone: columns.line()?,
        alternative_contact: columns.line()?,
        email: columns.line()?,
        cc: columns.line()?,
        bcc: columns.line()?,
        mail_from: columns.line()?,
    })
}

fn read_payment(columns: &mut Columns<'_>) -> Result<PaymentTerms, StoreError> {
    let currency = columns.parse(Currency::parse)?;
    Ok(PaymentTerms {
        currency,
        method: columns.decode(PaymentMethod::new)?,
        minimum: Amount::new(columns.int()?, Commodity::Currency(currency)),
    })
}

fn read_rights(columns: &mut Columns<'_>) -> Result<Rights, StoreError> {
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

/// `1/5/9`: root first, the owner last; empty for root.
fn lineage_text(lineage: &[CustomerId]) -> String {
    let ids: Vec<String> = lineage.iter().map(CustomerId::to_string).collect();
    ids.join("/")
}

fn parse_lineage(text: &str) -> Result<Vec<CustomerId>, std::num::ParseIntError> {
    if text.is_empty() {
        return Ok(Vec::new());
    }
    text.split('/').map(|id| id.parse().map(CustomerId)).collect()
}
