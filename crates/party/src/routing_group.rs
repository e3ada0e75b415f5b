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
