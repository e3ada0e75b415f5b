//! Everything that can be set of a customer, as texts: what a form, a table or a file holds.
//!
//! Promises one list of settings with one way to read and to tell each, so that whatever shows or takes customers as
//! texts has all of them. What is told is read back to the same. Knows the names of no interface and nothing of HTML.

mod catalogue;
mod choice;
mod reading;
mod refusals;
mod seen;
#[cfg(test)]
mod tests;

pub use self::catalogue::CustomerField;
pub use self::reading::{Reason, Wrong, read_change, read_new};
pub use self::refusals::{refused_change, refused_new};
pub use self::seen::Seen;

/// What belongs together, in the order in which a person thinks of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Group {
    /// Who he is.
    Identity,
    /// Who to write to and where.
    Contact,
    /// How he signs in.
    Access,
    /// What he has, pays and earns.
    Money,
    /// What bounds his calls, and where they go.
    Limits,
    /// What he may do.
    Rights,
    /// What is switched on for him.
    Features,
    /// What his pages look like.
    Look,
    /// How he sends and receives texts.
    Messaging,
}

impl Group {
    /// Every group.
    pub const ALL: [Self; 9] = [
        Self::Identity,
        Self::Contact,
        Self::Access,
        Self::Money,
        Self::Limits,
        Self::Rights,
        Self::Features,
        Self::Look,
        Self::Messaging,
    ];

    /// The word, in lower case.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Identity => "identity",
            Self::Contact => "contact",
            Self::Access => "access",
            Self::Money => "money",
            Self::Limits => "limits",
            Self::Rights => "rights",
            Self::Features => "features",
            Self::Look => "look",
            Self::Messaging => "messaging",
        }
    }

    /// Its settings, in their order.
    pub fn fields(self) -> impl Iterator<Item = CustomerField> {
        CustomerField::ALL.iter().copied().filter(move |field| field.group() == self)
    }
}

/// What a text of a setting looks like.
#[derive(Debug, Clone, Copy)]
pub enum Kind {
    /// One line of at most so many characters.
    Text(usize),
    /// Several lines of at most so many characters in all.
    Area(usize),
    /// A password: read, never told.
    Secret,
    /// A whole number.
    Number,
    /// A decimal number.
    Decimal,
    /// A sum, in the customer's currency or in message credits.
    Money,
    /// A percentage, without its sign.
    Percent,
    /// `yes` or `no`.
    Flag,
    /// Some of `add`, `edit` and `delete`, or `none`.
    Manage,
    /// One of a few.
    OneOf(fn() -> Vec<Choice>),
    /// The number of a tariff of the owner, `own` or `none`.
    Tariff,
    /// The number of a routing group that the owner may give; empty: none.
    RoutingGroup,
    /// The number of a customer of the same owner; empty: nobody.
    Sibling,
}

/// One of a few.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Choice {
    /// What is read and told.
    pub text: &'static str,
    /// What it is called, in English or in its own language.
    pub label: &'static str,
}
