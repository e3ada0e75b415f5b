//! What the site says, in the languages it has. Texts are in `locales/LANGUAGE/*.ftl` alone; another language is another
//! folder.

mod format;
mod read;

use std::borrow::Cow;
use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use jiff::tz::TimeZone;
use unic_langid::LanguageIdentifier;

pub(crate) use self::format::Moment;

include!(concat!(env!("OUT_DIR"), "/locales.rs"));

/// What is spoken where nothing else is asked for, or where the language asked for is not there.
const DEFAULT: &str = "en";

static LOCALES: LazyLock<Locales> = LazyLock::new(|| Locales::of(CATALOGUES));

/// Languages, in the order of their codes: whatever folders there are.
pub(crate) struct Locales(Vec<Locale>);

/// One language.
pub(crate) struct Locale {
    code: &'static str,
    bundle: FluentBundle<FluentResource>,
}

/// How one person reads: his language, his time zone.
#[derive(Clone)]
pub(crate) struct Reader {
    locale: &'static Locale,
    zone: TimeZone,
}

impl Locales {
    /// Those of `catalogues`: codes, and the texts of the files of each.
    pub(crate) fn of(catalogues: &[(&'static str, &[&str])]) -> Self {
        Self(catalogues.iter().map(|(code, files)| Locale { code, bundle: bundle(code, files) }).collect())
    }

    /// Every one.
    pub(crate) fn all(&self) -> &[Locale] {
        &self.0
    }

    /// The language `code`, if it is one of them.
    pub(crate) fn find(&self, code: &str) -> Option<&Locale> {
        self.0.iter().find(|locale| locale.code == code)
    }

    /// See [`Locale::accepted`].
    pub(crate) fn accepted(&self, header: &str) -> Option<&Locale> {
        header.split(',').find_map(|range| {
            let tag = range.split(';').next().unwrap_or_default().trim();
            self.find(&tag.split('-').next().unwrap_or_default().to_ascii_lowercase())
        })
    }
}

impl Locale {
    /// Every language, in the order of their codes.
    pub(crate) fn all() -> &'static [Self] {
        LOCALES.all()
    }

    /// The language `code`, if the site speaks it.
    pub(crate) fn find(code: &str) -> Option<&'static Self> {
        LOCALES.find(code)
    }

    /// The best of what a browser accepts (RFC 9110 section 12.5.4), in the browser's own order: weights are given in
    /// that order by every browser there is.
    pub(crate) fn accepted(header: &str) -> Option<&'static Self> {
        LOCALES.accepted(header)
    }

    /// The language of those who ask for none.
    pub(crate) fn fallback() -> &'static Self {
        match Self::find(DEFAULT).or(Self::all().first()) {
            Some(locale) => locale,
            None => unreachable!("the program is built with a language"),
        }
    }

    /// Its two letters.
    pub(crate) fn code(&self) -> &'static str {
        self.code
    }

    fn format(&self, key: &str, args: Option<&FluentArgs<'_>>) -> String {
        let pattern = self.bundle.get_message(key).and_then(|message| message.value());
        // A key that is missing is shown as it is, and is found by the tests.
        let Some(pattern) = pattern else { return key.to_owned() };
        self.bundle.format_pattern(pattern, args, &mut Vec::new()).into_owned()
    }
}

impl Reader {
    /// One who reads `locale` in the zone called `zone`.
    pub(crate) fn new(locale: &'static Locale, zone: &str) -> Self {
        Self { locale, zone: TimeZone::get(zone).unwrap_or(TimeZone::UTC) }
    }

    /// Two letters, for the page's `lang`.
    pub(crate) fn language(&self) -> &'static str {
        self.locale.code
    }

    /// The text `key`.
    pub(crate) fn t(&self, key: &str) -> String {
        self.locale.format(key, None)
    }

    /// The text `key` about `value`, which it calls `name`.
    pub(crate) fn t1<'a>(&self, key: &str, name: &'a str, value: impl Into<FluentValue<'a>>) -> String {
        let mut args = FluentArgs::new();
        args.set(name, value);
        self.locale.format(key, Some(&args))
    }

    /// The text `key` about several values.
    pub(crate) fn tn(&self, key: &str, values: &[(&str, &str)]) -> String {
        let mut args = FluentArgs::new();
        for (name, value) in values {
            args.set(Cow::Borrowed(*name), FluentValue::from(*value));
        }
        self.locale.format(key, Some(&args))
    }

    /// Whether there is a text `key`.
    pub(crate) fn has(&self, key: &str) -> bool {
        self.locale.bundle.has_message(key)
    }
}

/// What is malformed is found by the tests, which parse every file strictly.
fn bundle(code: &str, sources: &[&str]) -> FluentBundle<FluentResource> {
    let language: LanguageIdentifier = code.parse().unwrap_or_default();
    let mut bundle = FluentBundle::new_concurrent(vec![language]);
    // Marks that keep the directions of scripts apart would end up in attributes; both languages run one way.
    bundle.set_use_isolating(false);
    for source in sources {
        let resource = FluentResource::try_new((*source).to_owned());
        bundle.add_resource_overriding(resource.unwrap_or_else(|(resource, _)| resource));
    }
    bundle
}

/// The texts of every language, for the tests.
#[cfg(test)]
pub(crate) fn catalogues() -> &'static [(&'static str, &'static [&'static str])] {
    CATALOGUES
}
