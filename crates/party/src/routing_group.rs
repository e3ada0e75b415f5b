//! A named routing policy that customers can be given, so that their calls find a way out.

use crate::dictionary::RoutingPolicy;
use crate::ids::{CustomerKey, RoutingGroupId};
use crate::text::{Line, Title};

/// A routing group and its owner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoutingGroup {
    /// Its number.
    pub id: RoutingGroupId,
    /// Who owns it.
    pub owner: CustomerKey,
    /// Everything else.
    pub terms: RoutingGroupTerms,
}

/// What a routing group says besides its members.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoutingGroupTerms {
    /// Name, 1 to 128 characters.
    pub name: Title,
    /// How its routes are ordered.
    pub policy: RoutingPolicy,
    /// Free text.
    pub description: Line<255>,
}

/// What is to change of a routing group; none: it stays.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RoutingGroupChange {
    /// Name.
    pub name: Option<Title>,
    /// How its routes are ordered.
    pub policy: Option<RoutingPolicy>,
    /// Free text.
    pub description: Option<Line<255>>,
}

impl RoutingGroupTerms {
    /// The same, with what is given changed.
    #[must_use]
    pub fn with(self, change: RoutingGroupChange) -> Self {
        Self {
            name: change.name.unwrap_or(self.name),
            policy: change.policy.unwrap_or(self.policy),
            description: change.description.unwrap_or(self.description),
        }
    }
}
