//! How an account with funds of its own calls: what its page shows.

use party::account::{Endpoint, Feature};

use crate::page::Frame;
use crate::pages::names::OfEndpoint;
use crate::ui::{Cell, Facts, Section};

/// Everything but who holds it and what it has.
pub(crate) fn sections(frame: &Frame, endpoint: &Endpoint, names: &OfEndpoint) -> [Section; 4] {
    [
        calls(frame, endpoint, names),
        voice_mail(frame, endpoint),
        features(frame, endpoint),
        pages(frame, endpoint),
    ]
}

fn calls(frame: &Frame, endpoint: &Endpoint, names: &OfEndpoint) -> Section {
    let most = |count: Option<i64>| match count {
        Some(count) => Cell::Number(frame.reader.integer(count), String::new()),
        None => Cell::Text(frame.t("unlimited")),
    };
    let rate = match endpoint.calls_per_second_max {
        Some(rate) => Cell::Number(rate.to_decimal(), String::new()),
        None => Cell::Text(frame.t("unlimited")),
    };
    let group =
        endpoint.routing_group.map(|group| names.routing_group.clone().unwrap_or_else(|| group.to_string()));
    Facts::of(frame)
        .cell("limit-sessions", most(endpoint.sessions_max))
        .cell("limit-calls-per-second", rate)
        .cell("endpoint-session-seconds", most(endpoint.session_seconds_max))
        .text("endpoint-routing-group", &group.unwrap_or_default())
        .text("endpoint-called-rule", endpoint.called_number_rule.as_str())
        .text("endpoint-caller-rule", endpoint.caller_number_rule.as_str())
        .text("endpoint-identity-rule", endpoint.asserted_identity_rule.as_str())
        .text("endpoint-codec", endpoint.preferred_codec.map_or("", |codec| codec.label()))
        .term("endpoint-media-relay", &format!("media-relay-{}", endpoint.media_relay_type))
        .term("endpoint-caller-name-type", &format!("caller-name-type-{}", endpoint.caller_name_type))
        .text("endpoint-caller-name", endpoint.caller_name.as_str())
        .term("endpoint-anonymous", &format!("anonymous-action-{}", endpoint.incoming_anonymous_action))
        .text("endpoint-privacy", endpoint.privacy_schemes.as_str())
        .text("endpoint-equipment", endpoint.equipment_number.as_str())
        .section("calls", "endpoint-calls")
}

fn voice_mail(frame: &Frame, endpoint: &Endpoint) -> Section {
    let after = endpoint.voice_mail_after_seconds.map(|seconds| frame.reader.integer(seconds));
    Facts::of(frame)
        .text("endpoint-mailbox-after", &after.unwrap_or_default())
        .text("endpoint-mailbox-number", endpoint.voice_mail_number.as_str())
        .text("endpoint-mailbox-notify", endpoint.voice_mail_notify.as_str())
        .text("endpoint-mailbox-forward", endpoint.voice_mail_forward.as_str())
        .section("voice-mail", "endpoint-mailbox")
}

fn features(frame: &Frame, endpoint: &Endpoint) -> Section {
    Feature::ALL
        .iter()
        .fold(Facts::of(frame), |facts, feature| {
            facts.truth(feature_key(*feature), endpoint.features.has(*feature))
        })
        .section("features", "customer-features")
}

fn pages(frame: &Frame, endpoint: &Endpoint) -> Section {
    let code = endpoint.language.code();
    let languages = party::dictionary::Language::TERMS;
    let language = languages.iter().find(|(known, _)| *known == code).map_or(code, |(_, name)| name);
    let facts = Facts::of(frame)
        .text("look-language", language)
        .text("look-time-zone", endpoint.time_zone.label())
        .text("look-export", endpoint.export_type.label())
        .term("customer-password-policy", &format!("password-rule-{}", endpoint.password_policy.id()))
        .cell("endpoint-made", Cell::Moment(frame.reader.moment(app::Timestamp(endpoint.created_at_micros))));
    match endpoint.expires_at_micros() {
        Some(at) => facts.cell("endpoint-expires", Cell::Moment(frame.reader.moment(app::Timestamp(at)))),
        None => facts.term("endpoint-expires", "endpoint-expires-never"),
    }
    .section("settings", "endpoint-settings")
}

/// The text that names a feature.
pub(crate) fn feature_key(feature: Feature) -> &'static str {
    match feature {
        Feature::VoiceMail => "feature-voice-mail",
        Feature::PreferredCodecOnly => "feature-preferred-codec-only",
        Feature::Registration => "feature-registration",
        Feature::WelcomeCall => "feature-welcome-call",
        Feature::TrustCallerNumber => "feature-trust-caller-number",
        Feature::LoopsDisallowed => "feature-loops-disallowed",
        Feature::VoiceMailDeletedAfterForward => "feature-voice-mail-deleted-after-forward",
        Feature::Invoicing => "feature-invoicing",
        Feature::FollowMe => "feature-follow-me",
        Feature::VoiceMailDialIn => "feature-voice-mail-dial-in",
        Feature::HideOwnNumber => "feature-hide-own-number",
        Feature::BlockAnonymous => "feature-block-anonymous",
        Feature::DoNotDisturb => "feature-do-not-disturb",
        Feature::PassAssertedIdentity => "feature-pass-asserted-identity",
        Feature::DoNotCallListLookup => "feature-do-not-call-list-lookup",
        Feature::RingbackTone => "feature-ringback-tone",
        Feature::FreeOnNetCalls => "feature-free-on-net-calls",
        Feature::TrustPrivacyHeaders => "feature-trust-privacy-headers",
        Feature::LanAccess => "feature-lan-access",
    }
}
