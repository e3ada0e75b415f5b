//! The few of which a setting is one.

use messaging::RotationAlgorithm;
use money::Currency;
use party::billing::{ApiRevision, BillingType};
use party::dictionary::Language;

use super::Choice;

/// The labels of a dictionary.
pub(super) fn labels(terms: &'static [(i64, &'static str)]) -> Vec<Choice> {
    terms.iter().map(|(_, label)| Choice { text: label, label }).collect()
}

/// Languages by their codes.
pub(super) fn languages() -> Vec<Choice> {
    Language::TERMS.iter().map(|(text, label)| Choice { text, label }).collect()
}

/// Currencies by their codes.
pub(super) fn currencies() -> Vec<Choice> {
    Currency::all().map(|currency| Choice { text: currency.as_str(), label: currency.name() }).collect()
}

/// Both billing types.
pub(super) fn billing_types() -> Vec<Choice> {
    words(BillingType::ALL.map(BillingType::as_str))
}

/// Both rotation algorithms.
pub(super) fn rotations() -> Vec<Choice> {
    words(RotationAlgorithm::ALL.map(RotationAlgorithm::as_str))
}

/// Both revisions of the messaging interface.
pub(super) fn api_revisions() -> Vec<Choice> {
    words(ApiRevision::ALL.map(|revision| match revision {
        ApiRevision::Older => "1",
        ApiRevision::Newer => "2",
    }))
}

fn words<const COUNT: usize>(words: [&'static str; COUNT]) -> Vec<Choice> {
    words.map(|word| Choice { text: word, label: word }).to_vec()
}
