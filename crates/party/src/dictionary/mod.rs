//! What a setting may refer to by number or code. Ids are those on record for the imitated products; where none are
//! public, ours are stable from here on.

mod time_zones;

use std::fmt;

/// One line of a dictionary.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Term {
    /// The number that refers to it.
    pub id: i64,
    /// What a person reads.
    pub label: &'static str,
}

/// The number refers to nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must be one of {0}")]
pub struct UnknownTerm(pub &'static str);

/// Declares a newtype over the ids of one dictionary.
macro_rules! dictionary {
    ($(#[$doc:meta])* $name:ident, default $default:literal, allowed $allowed:literal, $terms:expr) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub struct $name(i64);

        impl $name {
            /// Every id with its label, ascending.
            pub const TERMS: &'static [(i64, &'static str)] = $terms;

            /// Root's setting, and what is meant where nothing else is said.
            pub const DEFAULT: Self = Self($default);

            /// The term `id`.
            ///
            /// # Errors
            /// The dictionary has no such id.
            pub fn new(id: i64) -> Result<Self, UnknownTerm> {
                match Self::TERMS.binary_search_by_key(&id, |(id, _)| *id) {
                    Ok(_) => Ok(Self(id)),
                    Err(_) => Err(UnknownTerm($allowed)),
                }
            }

            /// The term that `text` names, by its number or by its label in any case.
            ///
            /// # Errors
            /// The dictionary has no such term.
            pub fn find(text: &str) -> Result<Self, UnknownTerm> {
                find_id(Self::TERMS, text).map(Self).ok_or(UnknownTerm($allowed))
            }

            /// The number that refers to it.
            #[must_use]
            pub fn id(self) -> i64 {
                self.0
            }

            /// What a person reads.
            #[must_use]
            pub fn label(self) -> &'static str {
                Self::TERMS.iter().find(|(id, _)| *id == self.0).map_or("", |(_, label)| label)
            }

            /// Every term, ascending by id.
            pub fn all() -> impl Iterator<Item = Term> {
                Self::TERMS.iter().map(|(id, label)| Term { id: *id, label })
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

/// The number of the term that `text` names, by its number or by its label in any case.
pub(crate) fn find_id(terms: &[(i64, &str)], text: &str) -> Option<i64> {
    let is_named = |(id, label): &&(i64, &str)| label.eq_ignore_ascii_case(text) || text.parse() == Ok(*id);
    terms.iter().find(is_named).map(|(id, _)| *id)
}

dictionary!(
    /// Time zone of a customer's pages and reports; the label is the IANA name.
    TimeZone,
    default 370,
    allowed "the ids of the time zone dictionary (370 is UTC)",
    time_zones::TIME_ZONES
);
dictionary!(
    /// Download format. CSV and XLSX are the two documented formats; 1 and 2 the two ids in use.
    ExportType,
    default 1,
    allowed "1 (CSV), 2 (XLSX)",
    &[(1, "CSV"), (2, "XLSX")]
);
dictionary!(
    /// First page after sign-in. 1, 3 and 4 are on record; 2 and 5 fill the gap.
    StartPage,
    default 1,
    allowed "1 (My CDRs), 2 (Customers), 3 (Call records), 4 (My preferences), 5 (Overview)",
    &[(1, "My CDRs"), (2, "Customers"), (3, "Call records"), (4, "My preferences"), (5, "Overview")]
);
dictionary!(
    /// Preferred method of payment. Only 1 is on record, without a name.
    PaymentMethod,
    default 1,
    allowed "1 (credit card), 2 (bank transfer), 3 (cash), 4 (cheque), 5 (other)",
    &[(1, "Credit card"), (2, "Bank transfer"), (3, "Cash"), (4, "Cheque"), (5, "Other")]
);
dictionary!(
    /// What a rate of a tariff is counted for.
    TariffType,
    default 1,
    allowed "1 (voice), 2 (messaging)",
    &[(1, "Voice"), (2, "Messaging")]
);
dictionary!(
    /// How a routing group orders its routes.
    RoutingPolicy,
    default 1,
    allowed "1 (least cost), 2 (preference), 3 (weight)",
    &[(1, "least_cost"), (2, "preference"), (3, "weight")]
);
dictionary!(
    /// How often the periodic charges of a service plan fall due (article 107487).
    BillingCycle,
    default 3,
    allowed "1 (weekly), 2 (bi-weekly), 3 (monthly)",
    &[(1, "Weekly"), (2, "Bi-weekly"), (3, "Monthly")]
);
dictionary!(
    /// Whether the media of an account's calls pass through a relay. 0, 1 and 2 are on record without names: these are
    /// ours.
    MediaRelayType,
    default 1,
    allowed "0 (never), 1 (when needed), 2 (always)",
    &[(0, "Never"), (1, "When needed"), (2, "Always")]
);
dictionary!(
    /// Codec that an account prefers, by its RTP payload type (RFC 3551): those on record for `createAccount`.
    Codec,
    default 0,
    allowed "0 (PCMU), 3 (GSM), 4 (G.723), 8 (PCMA), 9 (G.722), 15 (G.728), 18 (G.729)",
    &[
        (0, "PCMU"),
        (3, "GSM"),
        (4, "G.723"),
        (8, "PCMA"),
        (9, "G.722"),
        (15, "G.728"),
        (18, "G.729"),
    ]
);
dictionary!(
    /// What a payment does to the account that it is for, beside its balance; no action is no term (article 107312).
    OnPaymentAction,
    default 0,
    allowed "0 (extend lifetime), 1 (clear first use), 2 (restart billing)",
    &[(0, "Extend lifetime"), (1, "Clear first use"), (2, "Restart billing")]
);
dictionary!(
    /// First page of an account's holder after sign-in: the two on record.
    AccountStartPage,
    default 1,
    allowed "1 (Calls History), 4 (My Preferences)",
    &[(1, "Calls History"), (4, "My Preferences")]
);
dictionary!(
    /// Where the name that an account shows those it calls comes from (article 107312).
    CallerNameType,
    default 1,
    allowed "1 (as sent), 2 (name of the holder), 3 (the account's caller_name), 4 (caller number)",
    &[
        (1, "As sent"),
        (2, "First name, M.I., last name"),
        (3, "Caller name of the account"),
        (4, "Caller number"),
    ]
);
dictionary!(
    /// What happens to a caller without a number where such callers are refused (article 107312).
    IncomingAnonymousAction,
    default 1,
    allowed "1 (reject), 2 (announce and reject), 3 (voice mail)",
    &[(1, "Reject"), (2, "Announce and reject"), (3, "Voice mail")]
);

/// Language of a customer's pages: a two-letter ISO 639-1 code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Language(&'static str);

impl Language {
    /// Every code with its name, in order of code.
    pub const TERMS: &'static [(&'static str, &'static str)] = &[
        ("ar", "العربية"),
        ("de", "Deutsch"),
        ("en", "English"),
        ("es", "Español"),
        ("fr", "Français"),
        ("it", "Italiano"),
        ("ja", "日本語"),
        ("nl", "Nederlands"),
        ("pl", "Polski"),
        ("pt", "Português"),
        ("ru", "Русский"),
        ("tr", "Türkçe"),
        ("uk", "Українська"),
        ("zh", "中文"),
    ];

    /// Root's language, unless it is given another.
    pub const DEFAULT: Self = Self("en");

    /// The language `code`.
    ///
    /// # Errors
    /// The dictionary has no such code.
    pub fn new(code: &str) -> Result<Self, UnknownTerm> {
        let known = Self::TERMS.iter().find(|(known, _)| *known == code);
        known
            .map(|(code, _)| Self(code))
            .ok_or(UnknownTerm("ar, de, en, es, fr, it, ja, nl, pl, pt, ru, tr, uk, zh"))
    }

    /// The two letters.
    #[must_use]
    pub fn code(self) -> &'static str {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_ascending(terms: &[(i64, &str)]) {
        assert!(terms.windows(2).all(|pair| pair[0].0 < pair[1].0), "binary search needs ascending ids");
    }

    #[test]
    fn ids_ascend_and_defaults_exist() {
        check_ascending(TimeZone::TERMS);
        check_ascending(ExportType::TERMS);
        check_ascending(StartPage::TERMS);
        check_ascending(PaymentMethod::TERMS);
        check_ascending(TariffType::TERMS);
        check_ascending(RoutingPolicy::TERMS);
        check_ascending(MediaRelayType::TERMS);
        check_ascending(Codec::TERMS);
        check_ascending(OnPaymentAction::TERMS);
        check_ascending(AccountStartPage::TERMS);
        check_ascending(CallerNameType::TERMS);
        check_ascending(IncomingAnonymousAction::TERMS);
        check_ascending(BillingCycle::TERMS);
        assert_eq!(TimeZone::DEFAULT.label(), "UTC");
        assert_eq!(Language::new("en"), Ok(Language::DEFAULT));
    }

    #[test]
    fn every_time_zone_is_a_known_zone() {
        for (id, name) in TimeZone::TERMS {
            assert!(jiff::tz::TimeZone::get(name).is_ok(), "{id} {name}");
        }
    }

    #[test]
    fn a_term_is_named_by_its_number_or_its_label() {
        for text in ["370", "UTC", "utc"] {
            assert_eq!(TimeZone::find(text), Ok(TimeZone::DEFAULT), "{text}");
        }
        assert_eq!(StartPage::find("My CDRs").map(StartPage::id), Ok(1));
        assert_eq!(ExportType::find("xlsx").map(ExportType::label), Ok("XLSX"));
        for text in ["", "3", "csv ", "0x1"] {
            assert_eq!(ExportType::find(text), Err(UnknownTerm("1 (CSV), 2 (XLSX)")), "{text:?}");
        }
    }

    #[test]
    fn a_number_outside_the_dictionary_is_refused_with_what_is_allowed() {
        assert_eq!(ExportType::new(3), Err(UnknownTerm("1 (CSV), 2 (XLSX)")));
        assert_eq!(MediaRelayType::new(2).map(MediaRelayType::label), Ok("Always"));
        assert_eq!(
            Codec::new(1),
            Err(UnknownTerm("0 (PCMU), 3 (GSM), 4 (G.723), 8 (PCMA), 9 (G.722), 15 (G.728), 18 (G.729)"))
        );
        assert_eq!(OnPaymentAction::new(0).map(OnPaymentAction::id), Ok(0));
        assert!(AccountStartPage::new(2).is_err());
        assert!(TimeZone::new(0).is_err());
        assert!(Language::new("EN").is_err());
    }
}
