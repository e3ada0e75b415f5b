//! What somebody saw of a customer before he asked for a change, so that he overwrites nothing that he did not see.

use std::collections::BTreeMap;
use std::fmt;

use sha2::{Digest, Sha256};

use super::CustomerField;
use crate::customer::find::CustomerView;

/// Settings as they were seen: of each text a digest, short enough to be sent along with a form.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Seen(BTreeMap<CustomerField, String>);

impl Seen {
    /// What `view` shows of `fields`.
    #[must_use]
    pub fn of(view: &CustomerView, fields: impl IntoIterator<Item = CustomerField>) -> Self {
        Self(fields.into_iter().map(|field| (field, digest(&field.tell(view)))).collect())
    }

    /// Reads what [`fmt::Display`] wrote. What is malformed was not seen.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let pair = |part: &str| {
            let (name, digest) = part.split_once(':')?;
            Some((CustomerField::find(name)?, digest.to_owned()))
        };
        Self(text.split(' ').filter_map(pair).collect())
    }

    /// Whether `text` is what was seen of `field`; none: nothing was seen of it.
    #[must_use]
    pub fn is_same(&self, field: CustomerField, text: &str) -> Option<bool> {
        self.0.get(&field).map(|seen| *seen == digest(text))
    }

    /// Of what was seen only `fields`.
    #[must_use]
    pub fn only(mut self, fields: &[CustomerField]) -> Self {
        self.0.retain(|field, _| fields.contains(field));
        self
    }

    /// The same, and what `other` saw, which counts where both saw something.
    #[must_use]
    pub fn with(mut self, other: Self) -> Self {
        self.0.extend(other.0);
        self
    }

    /// Whether nothing was seen.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether what the customer has was seen.
    #[must_use]
    pub fn has_money(&self) -> bool {
        [CustomerField::Balance, CustomerField::CreditLimit].iter().any(|field| self.0.contains_key(field))
    }

    /// The settings of which `view` shows something else.
    #[must_use]
    pub fn differences(&self, view: &CustomerView) -> Vec<CustomerField> {
        let differs = |field: &CustomerField| self.is_same(*field, &field.tell(view)) == Some(false);
        self.0.keys().copied().filter(differs).collect()
    }
}

impl fmt::Display for Seen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let pairs = self.0.iter().map(|(field, digest)| format!("{}:{digest}", field.name()));
        f.write_str(&pairs.collect::<Vec<_>>().join(" "))
    }
}

/// Lines may end in either way: a browser sends them in its own.
fn digest(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    Sha256::digest(text.as_bytes()).iter().take(6).map(|byte| format!("{byte:02x}")).collect()
}
