//! How an account calls and is billed: from the parameters of an account to its settings, and back.

use app::account::find::FoundAccount;
use charging::CreditLimit;
use money::{Amount, Commodity};
use party::account::{
    Endpoint, EndpointChange, Feature, PRIVACY_SCHEME_SEPARATOR, PRIVACY_SCHEMES, every_privacy_scheme,
};
use party::dictionary::{
    AccountStartPage, CallerNameType, Codec, IncomingAnonymousAction, MediaRelayType, OnPaymentAction,
    UnknownTerm,
};
use party::text::Line;
use xmlrpc::{Fault, Struct, Value};

use super::shared_settings::{self, describe_locale, describe_payment, line};
use crate::fault::account::feature_name;
use crate::fault::{bad, wrong};
use crate::parameters::{Nullable, Parameters};
use crate::wire;

/// What stands for none where a number is a limit (article 107312).
const UNLIMITED: i64 = -1;

/// Parameters that number things of which there are none here: nil is all that they can say.
const OF_NOTHING: [&str; 3] = ["i_account_class", "i_provisioning", "i_invoice_template"];

/// What is named of the settings. Name, passwords, telephone login and service plan apart: a new account has each.
pub(crate) fn change(parameters: &Parameters<'_>) -> Result<EndpointChange, Fault> {
    refuse_things_of_nothing(parameters)?;
    let shared = shared_settings::change(parameters)?;
    let change = EndpointChange {
        routing_group: shared.routing_group,
        payment_currency: shared.payment_currency,
        payment_method: shared.payment_method,
        payment_minimum_units: shared.payment_minimum_units,
        commission_agent: shared.commission_agent,
        commission_size: shared.commission_size,
        contact: shared.contact,
        calls_per_second_max: shared.calls_per_second_max,
        password_policy: shared.password_policy,
        time_zone: shared.time_zone,
        language: shared.language,
        export_type: shared.export_type,
        sessions_max: limit(parameters, "max_sessions")?,
        session_seconds_max: limit(parameters, "max_credit_time")?,
        called_number_rule: line(parameters, "translation_rule")?,
        caller_number_rule: line(parameters, "cli_translation_rule")?,
        asserted_identity_rule: line(parameters, "p_assrt_id_translation_rule")?,
        equipment_number: line(parameters, "cpe_number")?,
        start_page: parameters.term("start_page", AccountStartPage::new)?,
        lifetime_days: limit(parameters, "lifetime")?,
        preferred_codec: nullable_term(parameters, "preferred_codec", Codec::new)?,
        media_relay_type: parameters.term("i_media_relay_type", MediaRelayType::new)?,
        on_payment_action: nullable_term(parameters, "on_payment_action", OnPaymentAction::new)?,
        voice_mail_after_seconds: parameters.nullable_count("vm_timeout")?.changed(),
        voice_mail_number: line(parameters, "vm_check_number")?,
        voice_mail_notify: line(parameters, "vm_notify_emails")?,
        voice_mail_forward: line(parameters, "vm_forward_emails")?,
        caller_name_type: parameters.term("i_caller_name_type", CallerNameType::new)?,
        caller_name: line(parameters, "caller_name")?,
        incoming_anonymous_action: parameters
            .term("i_incoming_anonymous_action", IncomingAnonymousAction::new)?,
        privacy_schemes: privacy_schemes(parameters)?,
        batch_tag: line(parameters, "batch_tag")?,
        description: line(parameters, "description")?,
        ..EndpointChange::default()
    };
    Feature::ALL.iter().try_fold(change, |change, feature| {
        Ok(match parameters.bool(feature_name(*feature))? {
            None => change,
            Some(true) => EndpointChange { switched_on: change.switched_on.with(*feature), ..change },
            Some(false) => EndpointChange { switched_off: change.switched_off.with(*feature), ..change },
        })
    })
}

/// What holds for a new account where nothing is named.
pub(crate) fn defaults(change: EndpointChange) -> EndpointChange {
    let schemes = change.privacy_schemes.unwrap_or_else(every_privacy_scheme);
    EndpointChange { privacy_schemes: Some(schemes), ..change }
}

fn refuse_things_of_nothing(parameters: &Parameters<'_>) -> Result<(), Fault> {
    OF_NOTHING.into_iter().try_for_each(|name| match parameters.int(name)? {
        None => Ok(()),
        Some(_) => Err(wrong(name)),
    })
}

/// A limit, or none: nil or -1.
fn limit(parameters: &Parameters<'_>, name: &str) -> Result<Option<Option<i64>>, Fault> {
    match parameters.nullable_int(name)? {
        Nullable::Given(UNLIMITED) => Ok(Some(None)),
        Nullable::Given(value) if value < UNLIMITED => {
            Err(bad(name, "must be -1 for unlimited, or from 0 up"))
        }
        _ => Ok(parameters.nullable_count(name)?.changed()),
    }
}

/// A term of a dictionary, or nil for none.
fn nullable_term<T>(
    parameters: &Parameters<'_>,
    name: &str,
    find: impl FnOnce(i64) -> Result<T, UnknownTerm>,
) -> Result<Option<Option<T>>, Fault> {
    let Some(named) = parameters.nullable_int(name)?.changed() else { return Ok(None) };
    named.map(find).transpose().map(Some).map_err(|error| bad(name, error))
}

/// The privacy headers, in order of precedence. A client that has no arrays sends them in one string.
fn privacy_schemes(parameters: &Parameters<'_>) -> Result<Option<Line<255>>, Fault> {
    const NAME: &str = "privacy_schemas";
    let Some(named) = parameters.strings(NAME)? else { return Ok(None) };
    let known = named.iter().all(|scheme| PRIVACY_SCHEMES.contains(&scheme.as_str()));
    let is_twice =
        named.iter().enumerate().any(|(at, scheme)| named.iter().skip(at + 1).any(|other| other == scheme));
    if !known || is_twice {
        return Err(bad(NAME, "must be an array of pai and rpid, each at most once"));
    }
    Line::parse(&named.join(PRIVACY_SCHEME_SEPARATOR)).map(Some).map_err(|error| bad(NAME, error))
}

/// Shows the settings of an account with funds of its own.
pub(crate) fn describe(endpoint: &Endpoint, out: &mut Struct) {
    out.insert("authname", endpoint.authname.as_str());
    out.insert("i_billing_plan", endpoint.service_plan.0);
    out.insert("i_routing_group", endpoint.routing_group.map(|group| group.0));
    out.insert("max_sessions", limit_shown(endpoint.sessions_max));
    out.insert("max_calls_per_second", wire::call_rate(endpoint.calls_per_second_max));
    out.insert("max_credit_time", limit_shown(endpoint.session_seconds_max));
    out.insert("lifetime", limit_shown(endpoint.lifetime_days));
    out.insert("translation_rule", endpoint.called_number_rule.as_str());
    out.insert("cli_translation_rule", endpoint.caller_number_rule.as_str());
    out.insert("p_assrt_id_translation_rule", endpoint.asserted_identity_rule.as_str());
    out.insert("cpe_number", endpoint.equipment_number.as_str());
    out.insert("i_password_policy", endpoint.password_policy.id());
    out.insert("start_page", endpoint.start_page.id());
    out.insert("preferred_codec", endpoint.preferred_codec.map(Codec::id));
    out.insert("i_media_relay_type", endpoint.media_relay_type.id());
    out.insert("on_payment_action", endpoint.on_payment_action.map(OnPaymentAction::id));
    out.insert("vm_timeout", endpoint.voice_mail_after_seconds);
    out.insert("vm_check_number", endpoint.voice_mail_number.as_str());
    out.insert("vm_notify_emails", endpoint.voice_mail_notify.as_str());
    out.insert("vm_forward_emails", endpoint.voice_mail_forward.as_str());
    out.insert("i_caller_name_type", endpoint.caller_name_type.id());
    out.insert("caller_name", endpoint.caller_name.as_str());
    out.insert("i_incoming_anonymous_action", endpoint.incoming_anonymous_action.id());
    out.insert("privacy_schemas", schemes_shown(&endpoint.privacy_schemes));
    out.insert("batch_tag", endpoint.batch_tag.as_str());
    out.insert("description", endpoint.description.as_str());
    for feature in Feature::ALL {
        let on = endpoint.features.has(*feature);
        let value = if is_integer_feature(*feature) { wire::int_flag(on) } else { Value::Bool(on) };
        out.insert(feature_name(*feature), value);
    }
    describe_payment(&endpoint.payment, endpoint.commission, out);
    describe_locale(endpoint.time_zone, endpoint.language, endpoint.export_type, out);
}

/// What an account has and how far it may go below nothing; one that spends its customer's funds has nothing.
pub(crate) fn funds(found: &FoundAccount) -> (Amount, CreditLimit) {
    let nothing = Amount::zero(Commodity::Currency(found.currency));
    let own = found.funds.as_ref().map(|own| (own.amount, own.credit_limit));
    own.unwrap_or((nothing, CreditLimit::Of(nothing)))
}

fn limit_shown(limit: Option<i64>) -> i64 {
    limit.unwrap_or(UNLIMITED)
}

fn schemes_shown(schemes: &Line<255>) -> Vec<Value> {
    let schemes = schemes.as_str().split(PRIVACY_SCHEME_SEPARATOR).filter(|scheme| !scheme.is_empty());
    schemes.map(Value::from).collect()
}

/// The oldest features are integers on this wire, the others booleans (article 107312).
fn is_integer_feature(feature: Feature) -> bool {
    matches!(feature, Feature::VoiceMail | Feature::Registration | Feature::WelcomeCall)
}
