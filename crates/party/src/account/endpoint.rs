//! How an account with funds of its own calls and is billed.

use money::{Amount, CallRate, Commodity, Currency, Percent};

use crate::billing::{Commission, PaymentTerms};
use crate::contact::{Contact, ContactChange};
use crate::dictionary::{
    AccountStartPage, CallerNameType, Codec, ExportType, IncomingAnonymousAction, Language, MediaRelayType,
    OnPaymentAction, PaymentMethod, TimeZone,
};
use crate::flags::flags;
use crate::ids::{CustomerId, RoutingGroupId, ServicePlanId};
use crate::names::VoipLogin;
use crate::password::PasswordPolicy;
use crate::rights::{Flag, Rights};
use crate::text::Line;

const SECONDS_OF_DAY: i64 = 86_400;
const MICROS_OF_SECOND: i64 = 1_000_000;

flags! {
    /// Something that an account's telephone service does or does not do.
    pub enum Feature;
    /// A set of [`Feature`]s, stored as one integer.
    pub struct Features;

    /// Has a voice mailbox.
    VoiceMail = 0,
    /// Offers no codec but the preferred one.
    PreferredCodecOnly = 1,
    /// May register.
    Registration = 2,
    /// Is welcomed by a recording on the first call.
    WelcomeCall = 3,
    /// The caller's number that it sends is taken as it is.
    TrustCallerNumber = 4,
    /// Calls that come back to it are refused.
    LoopsDisallowed = 5,
    /// A voice message is deleted once it was forwarded.
    VoiceMailDeletedAfterForward = 6,
    /// Is written invoices.
    Invoicing = 7,
    /// Calls follow its holder to other numbers.
    FollowMe = 8,
    /// The mailbox can be called from elsewhere.
    VoiceMailDialIn = 9,
    /// Hides its number from those it calls.
    HideOwnNumber = 10,
    /// Refuses callers without a number.
    BlockAnonymous = 11,
    /// Takes no calls.
    DoNotDisturb = 12,
    /// The P-Asserted-Identity header is passed on.
    PassAssertedIdentity = 13,
    /// Called numbers are looked up in do-not-call lists.
    DoNotCallListLookup = 14,
    /// The switch plays the ring-back tone.
    RingbackTone = 15,
    /// May call within the switch for free while it has no money.
    FreeOnNetCalls = 16,
    /// Privacy headers that it sends are obeyed.
    TrustPrivacyHeaders = 17,
    /// Reached over the local network of the switch.
    LanAccess = 18,
}

impl Feature {
    /// What the account's customer must have for it; none: every customer's accounts may have it. The voice reference
    /// (section 4.4) makes the look-up available by the customer's `dncl_enabled` and leaves each account its own switch.
    #[must_use]
    pub fn needs(self) -> Option<Flag> {
        match self {
            Self::DoNotCallListLookup => Some(Flag::DoNotCallList),
            _ => None,
        }
    }

    /// Whether an account of a customer who has `rights` may have it.
    #[must_use]
    pub fn is_within(self, rights: &Rights) -> bool {
        self.needs().is_none_or(|flag| rights.flags.has(flag))
    }
}

/// Declares the settings once: what an endpoint has, and what of it is to change.
macro_rules! settings {
    ($($(#[$doc:meta])* $name:ident: $type:ty,)+) => {
        /// How an account with funds of its own calls and is billed.
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub struct Endpoint {
            /// When the account was made, in microseconds since 1970.
            pub created_at_micros: i64,
            /// How its holder pays; the smallest payment is counted in the currency of payments.
            pub payment: PaymentTerms,
            /// The share of its calls that a customer of its customer earns.
            pub commission: Commission,
            /// Who to write to and where.
            pub contact: Contact,
            /// What its telephone service does.
            pub features: Features,
            $($(#[$doc])* pub $name: $type,)+
        }

        /// What of an endpoint is to change; what is not given stays.
        #[derive(Debug, Clone, PartialEq, Eq, Default)]
        pub struct EndpointChange {
            /// Preferred currency of payments.
            pub payment_currency: Option<Currency>,
            /// Preferred method of payment.
            pub payment_method: Option<PaymentMethod>,
            /// Smallest payment taken, in 10^-8 of the currency of payments; never negative.
            pub payment_minimum_units: Option<i64>,
            /// See [`Commission::agent`].
            pub commission_agent: Option<Option<CustomerId>>,
            /// See [`Commission::size`].
            pub commission_size: Option<Percent>,
            /// See [`Endpoint::contact`].
            pub contact: ContactChange,
            /// Features to switch on.
            pub switched_on: Features,
            /// Features to switch off.
            pub switched_off: Features,
            $($(#[$doc])* pub $name: Option<$type>,)+
        }

        impl Endpoint {
            /// Changes what is given.
            pub fn apply(&mut self, change: EndpointChange) {
                let payment = &mut self.payment;
                payment.method = change.payment_method.unwrap_or(payment.method);
                payment.currency = change.payment_currency.unwrap_or(payment.currency);
                let units = change.payment_minimum_units.unwrap_or(payment.minimum.units());
                payment.minimum = Amount::new(units, Commodity::Currency(payment.currency));
                self.commission.agent = change.commission_agent.unwrap_or(self.commission.agent);
                self.commission.size = change.commission_size.unwrap_or(self.commission.size);
                self.contact.apply(change.contact);
                for feature in Feature::ALL {
                    let on = change.switched_on.has(*feature);
                    let off = change.switched_off.has(*feature);
                    self.features = self.features.set(*feature, on || self.features.has(*feature) && !off);
                }
                $(if let Some(value) = change.$name {
                    self.$name = value;
                })+
            }
        }
    };
}

settings! {
    /// What its telephones sign in with; unique over the installation among such logins.
    authname: VoipLogin,
    /// By whose terms it is billed.
    service_plan: ServicePlanId,
    /// By which its calls are routed.
    routing_group: Option<RoutingGroupId>,
    /// Concurrent calls; none = unlimited.
    sessions_max: Option<i64>,
    /// Call set-ups per second; none = unlimited.
    calls_per_second_max: Option<CallRate>,
    /// Seconds that one call may last; none = unlimited.
    session_seconds_max: Option<i64>,
    /// Rewrites the numbers that it calls.
    called_number_rule: Line<255>,
    /// Rewrites the number that it calls from.
    caller_number_rule: Line<255>,
    /// Rewrites the identity that it asserts.
    asserted_identity_rule: Line<255>,
    /// Number on the equipment at its holder's place.
    equipment_number: Line<64>,
    /// Zone of its pages.
    time_zone: TimeZone,
    /// Language of its pages and recordings.
    language: Language,
    /// Format of its downloads.
    export_type: ExportType,
    /// First page after sign-in.
    start_page: AccountStartPage,
    /// What its passwords must look like.
    password_policy: PasswordPolicy,
    /// Days after creation when it expires; none = never.
    lifetime_days: Option<i64>,
    /// Preferred codec.
    preferred_codec: Option<Codec>,
    /// How its speech is relayed.
    media_relay_type: MediaRelayType,
    /// What a payment sets off.
    on_payment_action: Option<OnPaymentAction>,
    /// Seconds of ringing before the mailbox answers; none: the switch's own.
    voice_mail_after_seconds: Option<i64>,
    /// What it dials to hear its messages.
    voice_mail_number: Line<64>,
    /// Who is told of a voice message.
    voice_mail_notify: Line<255>,
    /// Who is sent each voice message.
    voice_mail_forward: Line<255>,
    /// Where its name comes from when it calls.
    caller_name_type: CallerNameType,
    /// The name that those it calls are shown.
    caller_name: Line<64>,
    /// What happens to callers without a number where they are refused.
    incoming_anonymous_action: IncomingAnonymousAction,
    /// Privacy schemes that it may ask for.
    privacy_schemes: Line<255>,
    /// The batch that it was made in.
    batch_tag: Line<64>,
    /// Free text.
    description: Line<255>,
}

/// The privacy headers that an account may send, in the order that holds where it names none (Sippy article 107312).
pub const PRIVACY_SCHEMES: [&str; 2] = ["pai", "rpid"];

/// Between two of them, as they are kept.
pub const PRIVACY_SCHEME_SEPARATOR: &str = ",";

/// All of them, as they are kept: what a new account has that names none.
#[must_use]
pub fn every_privacy_scheme() -> Line<255> {
    Line::parse(&PRIVACY_SCHEMES.join(PRIVACY_SCHEME_SEPARATOR)).unwrap_or_default()
}

impl Endpoint {
    /// Everything at its default.
    #[must_use]
    pub fn new(
        authname: VoipLogin,
        service_plan: ServicePlanId,
        currency: Currency,
        created_at_micros: i64,
    ) -> Self {
        Self {
            created_at_micros,
            payment: PaymentTerms {
                currency,
                method: PaymentMethod::DEFAULT,
                minimum: Amount::zero(Commodity::Currency(currency)),
            },
            commission: Commission { agent: None, size: Percent::ZERO },
            contact: Contact::default(),
            features: Features::NONE,
            authname,
            service_plan,
            routing_group: None,
            sessions_max: None,
            calls_per_second_max: None,
            session_seconds_max: None,
            called_number_rule: Line::default(),
            caller_number_rule: Line::default(),
            asserted_identity_rule: Line::default(),
            equipment_number: Line::default(),
            time_zone: TimeZone::DEFAULT,
            language: Language::DEFAULT,
            export_type: ExportType::DEFAULT,
            start_page: AccountStartPage::DEFAULT,
            password_policy: PasswordPolicy::Open,
            lifetime_days: None,
            preferred_codec: None,
            media_relay_type: MediaRelayType::DEFAULT,
            on_payment_action: None,
            voice_mail_after_seconds: None,
            voice_mail_number: Line::default(),
            voice_mail_notify: Line::default(),
            voice_mail_forward: Line::default(),
            caller_name_type: CallerNameType::DEFAULT,
            caller_name: Line::default(),
            incoming_anonymous_action: IncomingAnonymousAction::DEFAULT,
            privacy_schemes: Line::default(),
            batch_tag: Line::default(),
            description: Line::default(),
        }
    }

    /// The first feature that was not there `before` and that a customer who has `rights` lacks what it needs for. What an
    /// account has from better days it keeps until it is switched off.
    #[must_use]
    pub fn beyond(&self, before: Features, rights: &Rights) -> Option<Feature> {
        let is_new = |feature: &&Feature| self.features.has(**feature) && !before.has(**feature);
        Feature::ALL.iter().filter(is_new).find(|feature| !feature.is_within(rights)).copied()
    }

    /// From when on the account serves no more, in microseconds since 1970; none: it never expires.
    #[must_use]
    pub fn expires_at_micros(&self) -> Option<i64> {
        let lifetime = self.lifetime_days?.saturating_mul(SECONDS_OF_DAY).saturating_mul(MICROS_OF_SECOND);
        Some(self.created_at_micros.saturating_add(lifetime))
    }

    /// Whether the account has expired at `now_micros`.
    #[must_use]
    pub fn is_expired(&self, now_micros: i64) -> bool {
        self.expires_at_micros().is_some_and(|expires| expires <= now_micros)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn endpoint() -> Endpoint {
        let authname = "4711".parse().expect("a login");
        let currency = Currency::parse("EUR").expect("a currency");
        Endpoint::new(authname, ServicePlanId(1), currency, 1_000)
    }

    #[track_caller]
    fn check_expiry(lifetime_days: Option<i64>, now_micros: i64, expected: bool) {
        let endpoint = Endpoint { lifetime_days, ..endpoint() };
        assert_eq!(endpoint.is_expired(now_micros), expected, "{lifetime_days:?} days, at {now_micros}");
    }

    #[test]
    fn an_account_expires_its_days_after_it_was_made() {
        check_expiry(None, i64::MAX, false);
        check_expiry(Some(0), 1_000, true);
        check_expiry(Some(1), 1_000 + 86_400_000_000 - 1, false);
        check_expiry(Some(1), 1_000 + 86_400_000_000, true);
        check_expiry(Some(i64::MAX), i64::MAX - 1, false);
    }

    #[test]
    fn what_is_not_given_stays() {
        let mut changed = endpoint();
        changed.apply(EndpointChange::default());
        assert_eq!(changed, endpoint());
    }

    #[test]
    fn features_are_switched_on_and_off_one_by_one() {
        let mut changed = endpoint();
        changed.features = Features::NONE.with(Feature::VoiceMail).with(Feature::FollowMe);
        changed.apply(EndpointChange {
            switched_on: Features::NONE.with(Feature::Registration),
            switched_off: Features::NONE.with(Feature::VoiceMail).with(Feature::LanAccess),
            ..EndpointChange::default()
        });
        assert_eq!(changed.features, Features::NONE.with(Feature::Registration).with(Feature::FollowMe));
    }

    #[test]
    fn the_smallest_payment_counts_in_the_currency_of_payments() {
        let mut changed = endpoint();
        changed.payment.minimum = Amount::new(5, changed.payment.minimum.commodity());
        let dollars = Currency::parse("USD").expect("a currency");
        changed.apply(EndpointChange { payment_currency: Some(dollars), ..EndpointChange::default() });
        assert_eq!(changed.payment.minimum, Amount::new(5, Commodity::Currency(dollars)));
    }
}
