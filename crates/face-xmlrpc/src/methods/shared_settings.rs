//! The parameters that customers and accounts have alike, read and shown in one way: contact, payment, locale.

use money::{Amount, CallRate, Currency, Percent};
use party::billing::{Commission, PaymentTerms};
use party::contact::{Contact, ContactChange};
use party::dictionary::{ExportType, Language, PaymentMethod, TimeZone};
use party::ids::{CustomerId, RoutingGroupId};
use party::password::PasswordPolicy;
use party::text::Line;
use xmlrpc::{Fault, Struct};

use crate::catalogue::{Kind, Parameter, optional};
use crate::fault::bad;
use crate::parameters::Parameters;
use crate::wire;

/// The rows of the contact data that both have.
pub(crate) const CONTACT: [Parameter; 18] = [
    optional("company_name", Kind::String, "at most 64 characters"),
    optional("salutation", Kind::String, "Mr., Ms.; at most 16 characters"),
    optional("first_name", Kind::String, "at most 32 characters"),
    optional("last_name", Kind::String, "at most 32 characters"),
    optional("mid_init", Kind::String, "middle initial, at most 8 characters"),
    optional("street_addr", Kind::String, "at most 128 characters"),
    optional("state", Kind::String, "province or state, at most 32 characters"),
    optional("postal_code", Kind::String, "at most 16 characters"),
    optional("city", Kind::String, "at most 64 characters"),
    optional("country", Kind::String, "country or region in free text, at most 32 characters"),
    optional("contact", Kind::String, "contact person, at most 64 characters"),
    optional("phone", Kind::String, "at most 32 characters"),
    optional("fax", Kind::String, "at most 32 characters"),
    optional("alt_phone", Kind::String, "second telephone, at most 32 characters"),
    optional("alt_contact", Kind::String, "second contact person, at most 64 characters"),
    optional("email", Kind::String, "at most 254 characters"),
    optional("cc", Kind::String, "copies of mails, at most 254 characters"),
    optional("bcc", Kind::String, "blind copies of mails, at most 254 characters"),
];

/// What is named of the settings that both have.
pub(crate) struct SharedChange {
    pub(crate) contact: ContactChange,
    pub(crate) routing_group: Option<Option<RoutingGroupId>>,
    pub(crate) payment_currency: Option<Currency>,
    pub(crate) payment_method: Option<PaymentMethod>,
    pub(crate) payment_minimum_units: Option<i64>,
    pub(crate) commission_agent: Option<Option<CustomerId>>,
    pub(crate) commission_size: Option<Percent>,
    pub(crate) calls_per_second_max: Option<Option<CallRate>>,
    pub(crate) password_policy: Option<PasswordPolicy>,
    pub(crate) time_zone: Option<TimeZone>,
    pub(crate) language: Option<Language>,
    pub(crate) export_type: Option<ExportType>,
}

/// Reads them.
pub(crate) fn change(parameters: &Parameters<'_>) -> Result<SharedChange, Fault> {
    let call_rate = parameters.nullable_quantity("max_calls_per_second", CallRate::SCALE)?.changed();
    let call_rate = call_rate.map(|units| units.map(CallRate::from_units).transpose()).transpose();
    Ok(SharedChange {
        contact: contact(parameters)?,
        routing_group: parameters.nullable_int("i_routing_group")?.map(RoutingGroupId).changed(),
        payment_currency: parameters.currency("payment_currency")?,
        payment_method: parameters.term("payment_method", PaymentMethod::new)?,
        payment_minimum_units: parameters.quantity("min_payment_amount", Amount::SCALE)?,
        commission_agent: parameters.nullable_int("i_commission_agent")?.map(CustomerId).changed(),
        commission_size: commission_size(parameters)?,
        calls_per_second_max: call_rate.map_err(|error| bad("max_calls_per_second", error))?,
        password_policy: parameters.term("i_password_policy", PasswordPolicy::new)?,
        time_zone: parameters.term("i_time_zone", TimeZone::new)?,
        language: parameters.parsed_filled("i_lang", Language::new)?,
        export_type: parameters.term("i_export_type", ExportType::new)?,
    })
}

/// One line of text.
pub(crate) fn line<const MAX: usize>(
    parameters: &Parameters<'_>,
    name: &str,
) -> Result<Option<Line<MAX>>, Fault> {
    parameters.parsed(name, Line::parse)
}

fn contact(parameters: &Parameters<'_>) -> Result<ContactChange, Fault> {
    Ok(ContactChange {
        company_name: line(parameters, "company_name")?,
        salutation: line(parameters, "salutation")?,
        first_name: line(parameters, "first_name")?,
        last_name: line(parameters, "last_name")?,
        middle_initial: line(parameters, "mid_init")?,
        street_address: line(parameters, "street_addr")?,
        state: line(parameters, "state")?,
        postal_code: line(parameters, "postal_code")?,
        city: line(parameters, "city")?,
        country: line(parameters, "country")?,
        contact: line(parameters, "contact")?,
        phone: line(parameters, "phone")?,
        fax: line(parameters, "fax")?,
        alternative_phone: line(parameters, "alt_phone")?,
        alternative_contact: line(parameters, "alt_contact")?,
        email: line(parameters, "email")?,
        cc: line(parameters, "cc")?,
        bcc: line(parameters, "bcc")?,
        mail_from: None,
    })
}

fn commission_size(parameters: &Parameters<'_>) -> Result<Option<Percent>, Fault> {
    let size = parameters.decimal("commission_size", Percent::SCALE)?.map(Percent::from_units);
    size.map(Commission::check_size).transpose().map_err(|error| bad("commission_size", error))
}

/// Shows the contact data that both have.
pub(crate) fn describe_contact(contact: &Contact, out: &mut Struct) {
    let lines = [
        ("company_name", contact.company_name.as_str()),
        ("salutation", contact.salutation.as_str()),
        ("first_name", contact.first_name.as_str()),
        ("last_name", contact.last_name.as_str()),
        ("mid_init", contact.middle_initial.as_str()),
        ("street_addr", contact.street_address.as_str()),
        ("state", contact.state.as_str()),
        ("postal_code", contact.postal_code.as_str()),
        ("city", contact.city.as_str()),
        ("country", contact.country.as_str()),
        ("contact", contact.contact.as_str()),
        ("phone", contact.phone.as_str()),
        ("fax", contact.fax.as_str()),
        ("alt_phone", contact.alternative_phone.as_str()),
        ("alt_contact", contact.alternative_contact.as_str()),
        ("email", contact.email.as_str()),
        ("cc", contact.cc.as_str()),
        ("bcc", contact.bcc.as_str()),
    ];
    lines.into_iter().for_each(|(name, text)| out.insert(name, text));
}

/// Shows how somebody pays, and who earns from him.
pub(crate) fn describe_payment(payment: &PaymentTerms, commission: Commission, out: &mut Struct) {
    out.insert("payment_currency", payment.currency.as_str());
    out.insert("payment_method", payment.method.id());
    out.insert("min_payment_amount", wire::double(payment.minimum));
    out.insert("i_commission_agent", commission.agent.map(|agent| agent.0));
    out.insert("commission_size", wire::percent(commission.size));
}

/// Shows what pages and downloads look like.
pub(crate) fn describe_locale(
    time_zone: TimeZone,
    language: Language,
    export_type: ExportType,
    out: &mut Struct,
) {
    out.insert("i_time_zone", time_zone.id());
    out.insert("i_lang", language.code());
    out.insert("i_export_type", export_type.id());
}
