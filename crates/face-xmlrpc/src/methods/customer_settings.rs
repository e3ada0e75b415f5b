//! The parameters that describe a customer, shared by the methods that make and change one: reference section 4.

use money::Percent;
use party::contact::ContactChange;
use party::customer::{Change, TariffChoice};
use party::dictionary::StartPage;
use party::ids::TariffId;
use party::matching_rule::MatchingRule;
use party::names::HostName;
use party::rights::{Flag, Manage, RightsChange};
use party::text::Block;
use xmlrpc::Fault;

use super::shared_settings;
use crate::catalogue::{Kind, Parameter, nullable, optional};
use crate::fault::{bad, flag_name};
use crate::parameters::{Nullable, Parameters};

/// Their rows in the catalogue up to the contact data; the defaults are those of a new customer.
pub(crate) const BEFORE_CONTACT: &[Parameter] = &[
    optional(
        "web_login",
        Kind::String,
        "unique login, 1 to 32 characters without white space; also the API user name",
    ),
    optional("i_routing_group", Kind::Integer, "routing group of the owner, or the one he was himself given"),
    optional("balance", Kind::Double, "initial balance in natural sign, at most 8 decimals; 0"),
    optional("credit_limit", Kind::Double, "how far into debt, from 0 up, at most 8 decimals; 0"),
    optional("accounts_mgmt", Kind::Integer, "rights over accounts: bit 0 add, bit 1 edit, bit 2 delete; 0"),
    optional(
        "customers_mgmt",
        Kind::Integer,
        "rights over customers: bit 0 add, bit 1 edit, bit 2 delete; 0",
    ),
    optional("system_mgmt", Kind::Integer, "opens the pages of the system: 0 no, anything else yes; 0"),
    optional(
        "accounts_matching_rule",
        Kind::String,
        "regular expression that account names match from their start, at most 255 characters",
    ),
];

/// Their rows after the contact data.
pub(crate) const AFTER_CONTACT: &[Parameter] = &[
    optional("mail_from", Kind::String, "From header of mails, at most 254 characters"),
    optional("payment_currency", Kind::String, "ISO 4217 code; the base currency"),
    optional("payment_method", Kind::Integer, "a term of the dictionary payment_methods; 1"),
    optional("min_payment_amount", Kind::Double, "smallest payment, from 0 up, at most 8 decimals; 0"),
    optional("api_access", Kind::Integer, "whether the customer may call this interface; 0"),
    optional("api_password", Kind::String, "password of his programs; needs api_mgmt of the owner"),
    optional("api_mgmt", Kind::Integer, "whether he manages the API access of his own customers; 0"),
    optional(
        "i_commission_agent",
        Kind::Integer,
        "a customer of the same owner who earns a commission; nil for none",
    ),
    optional("commission_size", Kind::Double, "percent of call revenue, -100 to 100, at most 10 decimals; 0"),
    optional("tariffs_mgmt", Kind::Integer, "rights over tariffs: bit 0 add, bit 1 edit, bit 2 delete; 0"),
    optional(
        "max_depth",
        Kind::Integer,
        "levels of customers below him, fewer than the owner has; one less than the owner",
    ),
    optional("use_own_tariff", Kind::Integer, "whether he may be on a tariff of his own; 0"),
    optional("vouchers_mgmt", Kind::Integer, "rights over vouchers: bit 0 add, bit 1 edit, bit 2 delete; 0"),
    optional("description", Kind::String, "at most 255 characters"),
    optional("i_password_policy", Kind::Integer, "a term of the dictionary password_policies; the owner's"),
    optional("callshop_enabled", Kind::Boolean, "call-shop pages; false"),
    optional(
        "overcommit_protection",
        Kind::Boolean,
        "whether what is given to those below is bounded; false",
    ),
    optional(
        "overcommit_limit",
        Kind::Double,
        "slack over his own funds in percent, from 0 up, at most 10 decimals; 0",
    ),
    optional("did_pool_enabled", Kind::Boolean, "pool of telephone numbers; false"),
    optional("ivr_apps_enabled", Kind::Boolean, "IVR applications; false"),
    optional("asr_acd_enabled", Kind::Boolean, "ASR and ACD reports; false"),
    optional("debit_credit_cards_enabled", Kind::Boolean, "storing of payment cards; false"),
    optional("conferencing_enabled", Kind::Boolean, "conferences; false"),
    optional(
        "share_payment_processors",
        Kind::Boolean,
        "whether customers below may use his payment processors; false",
    ),
    optional("dncl_enabled", Kind::Boolean, "do-not-call list look-up; false"),
    optional("i_time_zone", Kind::Integer, "a term of the dictionary timezones; the owner's"),
    optional("i_lang", Kind::String, "a term of the dictionary languages; the owner's"),
    optional("i_export_type", Kind::Integer, "a term of the dictionary export_types; the owner's"),
    optional("start_page", Kind::Integer, "a term of the dictionary start_pages; 1"),
    optional("css", Kind::String, "style sheet of his portal, at most 65536 characters"),
    optional("dns_alias", Kind::String, "unique host name of his portal"),
    nullable("max_sessions", Kind::Integer, "concurrent calls, from 0 up; nil for unlimited"),
    nullable(
        "max_calls_per_second",
        Kind::Double,
        "call set-ups per second, from 0 up, at most 8 decimals; nil for unlimited",
    ),
];

/// The tariff, if it is named: nil is a value of it, a tariff of his own (reference section 0, fact 7).
pub(crate) fn tariff(parameters: &Parameters<'_>) -> Result<Option<TariffChoice>, Fault> {
    Ok(match parameters.nullable_int("i_tariff")? {
        Nullable::Absent => None,
        Nullable::Nil => Some(TariffChoice::Own),
        Nullable::Given(id) => Some(TariffChoice::Of(TariffId(id))),
    })
}

/// What is named of everything that describes a customer; name and tariff apart.
pub(crate) fn change(parameters: &Parameters<'_>) -> Result<Change, Fault> {
    let shared = shared_settings::change(parameters)?;
    Ok(Change {
        name: None,
        tariff: None,
        description: parameters.parsed("description", Block::parse)?,
        contact: ContactChange {
            mail_from: shared_settings::line(parameters, "mail_from")?,
            ..shared.contact
        },
        routing_group: shared.routing_group,
        payment_currency: shared.payment_currency,
        payment_method: shared.payment_method,
        payment_minimum_units: shared.payment_minimum_units,
        commission_agent: shared.commission_agent,
        commission_size: shared.commission_size,
        rights: rights(parameters)?,
        sessions_max: parameters.nullable_count("max_sessions")?.changed(),
        calls_per_second_max: shared.calls_per_second_max,
        overcommit_protection: parameters.bool("overcommit_protection")?,
        overcommit_limit: parameters.quantity("overcommit_limit", Percent::SCALE)?.map(Percent::from_units),
        accounts_matching_rule: parameters.parsed_or_none("accounts_matching_rule", MatchingRule::parse)?,
        password_policy: shared.password_policy,
        time_zone: shared.time_zone,
        language: shared.language,
        export_type: shared.export_type,
        start_page: parameters.term("start_page", StartPage::new)?,
        css: parameters.parsed("css", Block::parse)?,
        dns_alias: parameters.parsed_or_none("dns_alias", str::parse::<HostName>)?,
        ..Change::default()
    })
}

fn rights(parameters: &Parameters<'_>) -> Result<RightsChange, Fault> {
    let masks = RightsChange {
        accounts: manage(parameters, "accounts_mgmt")?,
        customers: manage(parameters, "customers_mgmt")?,
        tariffs: manage(parameters, "tariffs_mgmt")?,
        vouchers: manage(parameters, "vouchers_mgmt")?,
        depth_max: parameters.count("max_depth")?,
        ..RightsChange::default()
    };
    Flag::ALL.iter().try_fold(masks, |rights, flag| {
        let name = flag_name(*flag);
        let on = match flag {
            // An integer without a table of bits: any but 0 grants it (reference section 7.8).
            Flag::SystemManagement => parameters.int(name)?.map(|value| value != 0),
            _ => parameters.bool(name)?,
        };
        Ok(on.map_or(rights, |on| rights.with(*flag, on)))
    })
}

fn manage(parameters: &Parameters<'_>, name: &str) -> Result<Option<Manage>, Fault> {
    let Some(bits) = parameters.int(name)? else { return Ok(None) };
    let rule = "must be 0 to 7: bit 0 add, bit 1 edit, bit 2 delete";
    Manage::from_bits(bits).map(Some).ok_or_else(|| bad(name, rule))
}
