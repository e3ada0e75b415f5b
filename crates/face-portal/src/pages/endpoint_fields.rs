//! The settings of an account with funds of its own as fields of a form: what they hold, what there is to choose, and what
//! somebody typed.

use money::{Amount, CallRate, Currency, Percent};
use party::account::{Endpoint, EndpointChange, Feature, Features};
use party::contact::{Contact, ContactChange};
use party::dictionary::{
    AccountStartPage, CallerNameType, Codec, ExportType, IncomingAnonymousAction, Language, MediaRelayType,
    OnPaymentAction, PaymentMethod, TimeZone,
};
use party::ids::{CustomerId, RoutingGroupId};
use party::password::PasswordPolicy;
use party::rights::Rights;
use party::text::Line;

use crate::entered::{Entered, Shown};
use crate::i18n::Reader;
use crate::page::Frame;
use crate::pages::endpoint_facts::feature_key;
use crate::ui::{Choice, Field, FieldGroup, Kind};
use crate::visit::Fields;

/// The field of the routing group, which the use case may refuse.
pub(super) const ROUTING_GROUP: &str = "routing_group";

/// The field of the commission agent, which the use case may refuse.
pub(super) const COMMISSION_AGENT: &str = "commission_agent";

/// Why a feature cannot be switched on.
pub(super) const FEATURE_LACKING: &str = "endpoint-feature-lacking";

/// Days, seconds and calls: more than anybody means.
const COUNT_MAX: i64 = 1_000_000_000;

/// The privacy headers that an account may send, in their orders (article 107312).
const PRIVACY_SCHEMES: [(&str, &str); 5] = [
    ("pai,rpid", "endpoint-privacy-both"),
    ("rpid,pai", "endpoint-privacy-both-reversed"),
    ("pai", "endpoint-privacy-pai"),
    ("rpid", "endpoint-privacy-rpid"),
    ("", "endpoint-privacy-none"),
];

/// The groups of the form, in their order.
///
/// What `rights`, which the account's customer has, do not admit cannot be switched on; what was on `before` can be
/// switched off.
pub(super) fn groups(shown: &Shown<'_>, rights: &Rights, before: Features) -> Vec<FieldGroup> {
    let group =
        |id, title: &str, fields| FieldGroup { id, title: shown.frame.t(title), hint: String::new(), fields };
    vec![
        group("payments", "endpoint-payments", payments(shown)),
        group("calls", "endpoint-calls", calls(shown)),
        group("voice-mail", "endpoint-mailbox", voice_mail(shown)),
        group("features", "customer-features", features(shown, rights, before)),
        group("contact", "customer-contact", contact(shown)),
        group("settings", "endpoint-settings", settings(shown)),
    ]
}

fn payments(shown: &Shown<'_>) -> Vec<Field> {
    let currency = |currency: Currency| {
        let code = currency.as_str().to_owned();
        Choice { value: code.clone(), label: code }
    };
    let methods = terms(shown.frame, PaymentMethod::all().map(|term| term.id), "payment-method");
    vec![
        shown.field(
            "payment_currency",
            "field-payment-currency",
            Kind::Select(Currency::all().map(currency).collect()),
        ),
        shown.field("payment_method", "field-payment-method", Kind::Select(methods)),
        shown.field("payment_minimum", "field-payment-minimum", Kind::Number),
        shown.hinted(COMMISSION_AGENT, "field-commission-agent", Kind::Number, "endpoint-agent-hint"),
        shown.hinted("commission_size", "field-commission-size", Kind::Number, "field-commission-size-hint"),
    ]
}

fn calls(shown: &Shown<'_>) -> Vec<Field> {
    let codec = |(id, label): &(i64, &str)| Choice { value: id.to_string(), label: (*label).to_owned() };
    let mut codecs = vec![nothing(shown.frame)];
    codecs.extend(Codec::TERMS.iter().map(codec));
    let scheme = |(value, key): (&str, &str)| Choice { value: value.to_owned(), label: shown.frame.t(key) };
    let of = |ids, key| Kind::Select(terms(shown.frame, ids, key));
    let relays = of(MediaRelayType::TERMS.iter().map(|(id, _)| *id).collect::<Vec<_>>(), "media-relay");
    let names = of(CallerNameType::TERMS.iter().map(|(id, _)| *id).collect(), "caller-name-type");
    let anonymous =
        of(IncomingAnonymousAction::TERMS.iter().map(|(id, _)| *id).collect(), "anonymous-action");
    let unlimited = "field-sessions-max-hint";
    vec![
        shown.hinted("sessions_max", "field-sessions-max", Kind::Number, unlimited),
        shown.hinted(
            "calls_per_second_max",
            "field-calls-per-second-max",
            Kind::Number,
            "field-calls-per-second-max-hint",
        ),
        shown.hinted("session_seconds_max", "endpoint-session-seconds", Kind::Number, unlimited),
        shown.hinted(ROUTING_GROUP, "endpoint-routing-group", Kind::Number, "endpoint-routing-group-hint"),
        shown.field("called_number_rule", "endpoint-called-rule", Kind::Text),
        shown.field("caller_number_rule", "endpoint-caller-rule", Kind::Text),
        shown.field("asserted_identity_rule", "endpoint-identity-rule", Kind::Text),
        shown.field("preferred_codec", "endpoint-codec", Kind::Select(codecs)),
        shown.field("media_relay_type", "endpoint-media-relay", relays),
        shown.field("caller_name_type", "endpoint-caller-name-type", names),
        shown.field("caller_name", "endpoint-caller-name", Kind::Text),
        shown.field("incoming_anonymous_action", "endpoint-anonymous", anonymous),
        shown.field(
            "privacy_schemes",
            "endpoint-privacy",
            Kind::Select(PRIVACY_SCHEMES.map(scheme).to_vec()),
        ),
        shown.field("equipment_number", "endpoint-equipment", Kind::Text),
    ]
}

fn voice_mail(shown: &Shown<'_>) -> Vec<Field> {
    vec![
        shown.hinted(
            "voice_mail_after_seconds",
            "endpoint-mailbox-after",
            Kind::Number,
            "endpoint-mailbox-after-hint",
        ),
        shown.field("voice_mail_number", "endpoint-mailbox-number", Kind::Text),
        shown.hinted("voice_mail_notify", "endpoint-mailbox-notify", Kind::Text, "endpoint-mails-hint"),
        shown.hinted("voice_mail_forward", "endpoint-mailbox-forward", Kind::Text, "endpoint-mails-hint"),
    ]
}

fn features(shown: &Shown<'_>, rights: &Rights, before: Features) -> Vec<Field> {
    let field = |feature: &Feature| {
        let key = feature_key(*feature);
        let may_have = feature.is_within(rights) || before.has(*feature);
        let locked = if may_have { String::new() } else { shown.frame.t(FEATURE_LACKING) };
        Field { locked, ..shown.field(key, key, Kind::Checkbox) }
    };
    Feature::ALL.iter().map(field).collect()
}

fn contact(shown: &Shown<'_>) -> Vec<Field> {
    let names = contact_values(&Contact::default()).map(|(name, _)| name);
    let field = |name: &'static str| shown.field(name, &contact_key(name), Kind::Text);
    names.into_iter().map(field).collect()
}

fn settings(shown: &Shown<'_>) -> Vec<Field> {
    let frame = shown.frame;
    let zone = |(id, label): &(i64, &str)| Choice { value: id.to_string(), label: (*label).to_owned() };
    let language =
        |(code, name): &(&str, &str)| Choice { value: (*code).to_owned(), label: (*name).to_owned() };
    let labelled = |terms: &[(i64, &str)]| Kind::Select(terms.iter().map(zone).collect());
    let of = |ids: Vec<i64>, key| terms(frame, ids, key);
    let pages = of(AccountStartPage::TERMS.iter().map(|(id, _)| *id).collect(), "account-page");
    let policies = of(PasswordPolicy::TERMS.iter().map(|(id, _)| *id).collect(), "password-rule");
    let mut actions = vec![nothing(frame)];
    actions.extend(of(OnPaymentAction::TERMS.iter().map(|(id, _)| *id).collect(), "on-payment"));
    let languages = Kind::Select(Language::TERMS.iter().map(language).collect());
    vec![
        shown.field("language", "field-language", languages),
        shown.field("time_zone", "field-time-zone", labelled(TimeZone::TERMS)),
        shown.field("export_type", "field-export-type", labelled(ExportType::TERMS)),
        shown.field("start_page", "field-start-page", Kind::Select(pages)),
        shown.field("password_policy", "field-password-policy", Kind::Select(policies)),
        shown.hinted("lifetime_days", "endpoint-lifetime", Kind::Number, "endpoint-lifetime-hint"),
        shown.field("on_payment_action", "endpoint-on-payment", Kind::Select(actions)),
        shown.field("batch_tag", "user-batch-tag", Kind::Text),
        shown.field("description", "user-description", Kind::Text),
    ]
}

/// Texts of a dictionary, called by their numbers.
fn terms(frame: &Frame, ids: impl IntoIterator<Item = i64>, key: &str) -> Vec<Choice> {
    let choice = |id: i64| Choice { value: id.to_string(), label: frame.t(&format!("{key}-{id}")) };
    ids.into_iter().map(choice).collect()
}

fn nothing(frame: &Frame) -> Choice {
    Choice { value: String::new(), label: frame.t("none") }
}

/// What a form holds for `endpoint`, by field.
pub(super) fn values(reader: &Reader, endpoint: &Endpoint) -> Fields {
    let count = |count: Option<i64>| count.map(|count| count.to_string()).unwrap_or_default();
    let line = |text: &str| text.to_owned();
    let mut pairs: Vec<(&str, String)> = vec![
        ("payment_currency", line(endpoint.payment.currency.as_str())),
        ("payment_method", endpoint.payment.method.to_string()),
        ("payment_minimum", reader.typed(&endpoint.payment.minimum.to_decimal())),
        (COMMISSION_AGENT, count(endpoint.commission.agent.map(|agent| agent.0))),
        ("commission_size", reader.typed(&endpoint.commission.size.to_decimal())),
        ("sessions_max", count(endpoint.sessions_max)),
        (
            "calls_per_second_max",
            endpoint.calls_per_second_max.map(|rate| reader.typed(&rate.to_decimal())).unwrap_or_default(),
        ),
        ("session_seconds_max", count(endpoint.session_seconds_max)),
        (ROUTING_GROUP, count(endpoint.routing_group.map(|group| group.0))),
        ("called_number_rule", line(endpoint.called_number_rule.as_str())),
        ("caller_number_rule", line(endpoint.caller_number_rule.as_str())),
        ("asserted_identity_rule", line(endpoint.asserted_identity_rule.as_str())),
        ("preferred_codec", count(endpoint.preferred_codec.map(Codec::id))),
        ("media_relay_type", endpoint.media_relay_type.to_string()),
        ("caller_name_type", endpoint.caller_name_type.to_string()),
        ("caller_name", line(endpoint.caller_name.as_str())),
        ("incoming_anonymous_action", endpoint.incoming_anonymous_action.to_string()),
        ("privacy_schemes", line(endpoint.privacy_schemes.as_str())),
        ("equipment_number", line(endpoint.equipment_number.as_str())),
        ("voice_mail_after_seconds", count(endpoint.voice_mail_after_seconds)),
        ("voice_mail_number", line(endpoint.voice_mail_number.as_str())),
        ("voice_mail_notify", line(endpoint.voice_mail_notify.as_str())),
        ("voice_mail_forward", line(endpoint.voice_mail_forward.as_str())),
        ("language", line(endpoint.language.code())),
        ("time_zone", endpoint.time_zone.to_string()),
        ("export_type", endpoint.export_type.to_string()),
        ("start_page", endpoint.start_page.to_string()),
        ("password_policy", endpoint.password_policy.id().to_string()),
        ("lifetime_days", count(endpoint.lifetime_days)),
        ("on_payment_action", count(endpoint.on_payment_action.map(OnPaymentAction::id))),
        ("batch_tag", line(endpoint.batch_tag.as_str())),
        ("description", line(endpoint.description.as_str())),
    ];
    pairs.extend(contact_values(&endpoint.contact).map(|(name, value)| (name, value.to_owned())));
    let ticked = |feature: &Feature| {
        (feature_key(*feature), line(if endpoint.features.has(*feature) { "1" } else { "" }))
    };
    pairs.extend(Feature::ALL.iter().map(ticked));
    Fields::of(pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

fn contact_values(contact: &Contact) -> [(&'static str, &str); 19] {
    [
        ("company_name", contact.company_name.as_str()),
        ("salutation", contact.salutation.as_str()),
        ("first_name", contact.first_name.as_str()),
        ("middle_initial", contact.middle_initial.as_str()),
        ("last_name", contact.last_name.as_str()),
        ("street_address", contact.street_address.as_str()),
        ("postal_code", contact.postal_code.as_str()),
        ("city", contact.city.as_str()),
        ("state", contact.state.as_str()),
        ("country", contact.country.as_str()),
        ("contact_person", contact.contact.as_str()),
        ("phone", contact.phone.as_str()),
        ("fax", contact.fax.as_str()),
        ("alternative_contact", contact.alternative_contact.as_str()),
        ("alternative_phone", contact.alternative_phone.as_str()),
        ("email", contact.email.as_str()),
        ("cc", contact.cc.as_str()),
        ("bcc", contact.bcc.as_str()),
        ("mail_from", contact.mail_from.as_str()),
    ]
}

/// The text that names a contact datum: a customer has the same.
fn contact_key(name: &str) -> String {
    format!("field-{}", name.replace('_', "-"))
}

/// Everything that was entered; every field is read, so that everything that is wrong is said at once.
pub(super) fn read(entered: &mut Entered<'_>) -> Option<EndpointChange> {
    let payments = read_payments(entered);
    let calls = read_calls(entered);
    let voice_mail = read_voice_mail(entered);
    let contact = read_contact(entered);
    let settings = read_settings(entered);
    let on = Feature::ALL.iter().filter(|feature| entered.is_ticked(feature_key(**feature)));
    let switched_on = on.fold(Features::NONE, |features, feature| features.with(*feature));
    let (payments, calls, voice_mail, settings) = (payments?, calls?, voice_mail?, settings?);
    Some(EndpointChange {
        contact: contact?,
        switched_on,
        switched_off: Features::all(),
        payment_currency: payments.payment_currency,
        payment_method: payments.payment_method,
        payment_minimum_units: payments.payment_minimum_units,
        commission_agent: payments.commission_agent,
        commission_size: payments.commission_size,
        voice_mail_after_seconds: voice_mail.voice_mail_after_seconds,
        voice_mail_number: voice_mail.voice_mail_number,
        voice_mail_notify: voice_mail.voice_mail_notify,
        voice_mail_forward: voice_mail.voice_mail_forward,
        time_zone: settings.time_zone,
        language: settings.language,
        export_type: settings.export_type,
        start_page: settings.start_page,
        password_policy: settings.password_policy,
        lifetime_days: settings.lifetime_days,
        on_payment_action: settings.on_payment_action,
        batch_tag: settings.batch_tag,
        description: settings.description,
        ..calls
    })
}

fn read_payments(entered: &mut Entered<'_>) -> Option<EndpointChange> {
    let currency = entered.choice("payment_currency", Currency::parse);
    let method = entered.number("payment_method", PaymentMethod::new);
    let minimum = entered.units("payment_minimum", Amount::SCALE);
    let agent = count_or_nothing(entered, COMMISSION_AGENT);
    let share = |reader: &Reader, _| reader.t("wrong-share");
    let size = entered.decimal("commission_size", Percent::parse, share);
    Some(EndpointChange {
        payment_currency: Some(currency?),
        payment_method: Some(method?),
        payment_minimum_units: Some(minimum?),
        commission_agent: Some(agent?.map(CustomerId)),
        commission_size: Some(size?),
        ..EndpointChange::default()
    })
}

fn read_calls(entered: &mut Entered<'_>) -> Option<EndpointChange> {
    let sessions = count_or_nothing(entered, "sessions_max");
    let per_second = entered.units_or_nothing("calls_per_second_max", CallRate::SCALE);
    let seconds = count_or_nothing(entered, "session_seconds_max");
    let group = count_or_nothing(entered, ROUTING_GROUP);
    let called = entered.text("called_number_rule", Line::parse);
    let caller = entered.text("caller_number_rule", Line::parse);
    let identity = entered.text("asserted_identity_rule", Line::parse);
    let codec = number_or_nothing(entered, "preferred_codec", Codec::new);
    let relay = entered.number("media_relay_type", MediaRelayType::new);
    let name_type = entered.number("caller_name_type", CallerNameType::new);
    let name = entered.text("caller_name", Line::parse);
    let anonymous = entered.number("incoming_anonymous_action", IncomingAnonymousAction::new);
    let schemes = entered.choice("privacy_schemes", |text| {
        match PRIVACY_SCHEMES.iter().any(|(known, _)| *known == text) {
            true => Line::parse(text).map_err(|error| error.to_string()),
            false => Err(String::new()),
        }
    });
    let equipment = entered.text("equipment_number", Line::parse);
    Some(EndpointChange {
        sessions_max: Some(sessions?),
        // What is not negative is a rate.
        calls_per_second_max: Some(per_second?.and_then(|units| CallRate::from_units(units).ok())),
        session_seconds_max: Some(seconds?),
        routing_group: Some(group?.map(RoutingGroupId)),
        called_number_rule: Some(called?),
        caller_number_rule: Some(caller?),
        asserted_identity_rule: Some(identity?),
        preferred_codec: Some(codec?),
        media_relay_type: Some(relay?),
        caller_name_type: Some(name_type?),
        caller_name: Some(name?),
        incoming_anonymous_action: Some(anonymous?),
        privacy_schemes: Some(schemes?),
        equipment_number: Some(equipment?),
        ..EndpointChange::default()
    })
}

fn read_voice_mail(entered: &mut Entered<'_>) -> Option<EndpointChange> {
    let after = count_or_nothing(entered, "voice_mail_after_seconds");
    let number = entered.text("voice_mail_number", Line::parse);
    let notify = entered.text("voice_mail_notify", Line::parse);
    let forward = entered.text("voice_mail_forward", Line::parse);
    Some(EndpointChange {
        voice_mail_after_seconds: Some(after?),
        voice_mail_number: Some(number?),
        voice_mail_notify: Some(notify?),
        voice_mail_forward: Some(forward?),
        ..EndpointChange::default()
    })
}

fn read_settings(entered: &mut Entered<'_>) -> Option<EndpointChange> {
    let language = entered.choice("language", Language::new);
    let time_zone = entered.number("time_zone", TimeZone::new);
    let export_type = entered.number("export_type", ExportType::new);
    let start_page = entered.number("start_page", AccountStartPage::new);
    let policy = entered.number("password_policy", PasswordPolicy::new);
    let lifetime = count_or_nothing(entered, "lifetime_days");
    let on_payment = number_or_nothing(entered, "on_payment_action", OnPaymentAction::new);
    let batch_tag = entered.text("batch_tag", Line::parse);
    let description = entered.text("description", Line::parse);
    Some(EndpointChange {
        language: Some(language?),
        time_zone: Some(time_zone?),
        export_type: Some(export_type?),
        start_page: Some(start_page?),
        password_policy: Some(policy?),
        lifetime_days: Some(lifetime?),
        on_payment_action: Some(on_payment?),
        batch_tag: Some(batch_tag?),
        description: Some(description?),
        ..EndpointChange::default()
    })
}

fn read_contact(entered: &mut Entered<'_>) -> Option<ContactChange> {
    let change = ContactChange {
        company_name: entered.text("company_name", Line::parse),
        salutation: entered.text("salutation", Line::parse),
        first_name: entered.text("first_name", Line::parse),
        middle_initial: entered.text("middle_initial", Line::parse),
        last_name: entered.text("last_name", Line::parse),
        street_address: entered.text("street_address", Line::parse),
        postal_code: entered.text("postal_code", Line::parse),
        city: entered.text("city", Line::parse),
        state: entered.text("state", Line::parse),
        country: entered.text("country", Line::parse),
        contact: entered.text("contact_person", Line::parse),
        phone: entered.text("phone", Line::parse),
        fax: entered.text("fax", Line::parse),
        alternative_contact: entered.text("alternative_contact", Line::parse),
        alternative_phone: entered.text("alternative_phone", Line::parse),
        email: entered.text("email", Line::parse),
        cc: entered.text("cc", Line::parse),
        bcc: entered.text("bcc", Line::parse),
        mail_from: entered.text("mail_from", Line::parse),
    };
    let is_wrong = contact_values(&Contact::default()).iter().any(|(name, _)| entered.is_refused(name));
    (!is_wrong).then_some(change)
}

fn count_or_nothing(entered: &mut Entered<'_>, name: &'static str) -> Option<Option<i64>> {
    if entered.is_empty(name) { Some(None) } else { entered.count(name, COUNT_MAX).map(Some) }
}

fn number_or_nothing<T, E: std::fmt::Display>(
    entered: &mut Entered<'_>,
    name: &'static str,
    find: impl FnOnce(i64) -> Result<T, E>,
) -> Option<Option<T>> {
    if entered.is_empty(name) { Some(None) } else { entered.number(name, find).map(Some) }
}
