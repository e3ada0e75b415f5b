//! The words of a mail, in the reader's language where it is spoken here, else in English.
//!
//! Another language is another file in `locales`, called by its code, and nothing here.

use std::sync::LazyLock;

use app::outbox::{Letter, Subject};
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use money::Amount;
use unic_langid::LanguageIdentifier;

include!(concat!(env!("OUT_DIR"), "/locales.rs"));

/// What is spoken where the reader's language is not.
const DEFAULT: &str = "en";

static BUNDLES: LazyLock<Vec<(&str, FluentBundle<FluentResource>)>> =
    LazyLock::new(|| LANGUAGES.iter().map(|(code, source)| (*code, bundle(code, source))).collect());

/// Subject and text.
pub(super) fn of(letter: &Letter) -> (String, String) {
    let mut arguments = FluentArgs::new();
    arguments.set("name", letter.name.as_str());
    let Subject::LowBalance { available, threshold } = letter.subject;
    arguments.set("available", amount(available));
    arguments.set("threshold", amount(threshold));
    let text = |key| say(letter.language.code(), key, &arguments);
    (text("low-balance-subject"), text("low-balance-text") + "\n")
}

fn amount(amount: Amount) -> String {
    format!("{} {}", amount.to_decimal(), amount.commodity().as_str())
}

/// The text `key`. One that is missing is told by its key, which a test looks for.
fn say(code: &str, key: &str, arguments: &FluentArgs<'_>) -> String {
    let bundles = [code, DEFAULT]
        .into_iter()
        .flat_map(|code| BUNDLES.iter().filter(move |(spoken, _)| *spoken == code));
    for (_, bundle) in bundles {
        let Some(pattern) = bundle.get_message(key).and_then(|message| message.value()) else { continue };
        let mut errors = Vec::new();
        let text = bundle.format_pattern(pattern, Some(arguments), &mut errors);
        if errors.is_empty() {
            return text.into_owned();
        }
    }
    key.to_owned()
}

/// A file that does not parse says what it can; a test looks for its errors.
fn bundle(code: &str, source: &str) -> FluentBundle<FluentResource> {
    let resource = FluentResource::try_new(source.to_owned()).unwrap_or_else(|(resource, _)| resource);
    let mut bundle =
        FluentBundle::new_concurrent(vec![code.parse::<LanguageIdentifier>().unwrap_or_default()]);
    // The marks that keep directions apart are not for plain text.
    bundle.set_use_isolating(false);
    bundle.add_resource_overriding(resource);
    bundle
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_says_everything() {
        assert!(LANGUAGES.iter().any(|(code, _)| *code == DEFAULT));
        for &(code, source) in LANGUAGES {
            assert!(FluentResource::try_new(source.to_owned()).is_ok(), "{code}");
            let mut arguments = FluentArgs::new();
            for name in ["name", "available", "threshold"] {
                arguments.set(name, format!("<{name}>"));
            }
            for key in ["low-balance-subject", "low-balance-text"] {
                let (_, bundle) = BUNDLES.iter().find(|(spoken, _)| *spoken == code).unwrap();
                assert!(bundle.has_message(key), "{code}: {key}");
                assert!(say(code, key, &arguments).contains("<name>"), "{code}: {key}");
            }
            let text = say(code, "low-balance-text", &arguments);
            assert!(text.contains("<available>") && text.contains("<threshold>"), "{code}: {text}");
        }
        assert_eq!(say("xx", "low-balance-subject", &FluentArgs::new()), "low-balance-subject");
    }
}
