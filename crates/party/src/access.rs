//! Who is asking, and the proof that he may: a write takes a [`Grant`], and only [`Caller::grant`] makes one.

use std::marker::PhantomData;

use crate::customer::Customer;
use crate::ids::{CustomerId, CustomerKey};
use crate::rights::{Flag, Manage, Rights};

/// Something that a caller may be permitted to do to a customer or on his behalf.
pub trait Action {
    /// Whether one who has `rights` may.
    fn is_permitted(rights: &Rights) -> bool;
}

/// Declares the actions, each with the right it needs.
macro_rules! actions {
    ($($(#[$doc:meta])* $name:ident => $permitted:expr;)+) => {
        $(
            $(#[$doc])*
            #[derive(Debug, Clone, Copy, PartialEq, Eq)]
            pub struct $name;

            impl Action for $name {
                fn is_permitted(rights: &Rights) -> bool {
                    let permitted: fn(&Rights) -> bool = $permitted;
                    permitted(rights)
                }
            }
        )+
    };
}

actions! {
    /// See what belongs to a customer.
    View => |_| true;
    /// Make a customer below.
    AddCustomer => |rights| rights.customers.contains(Manage::ADD);
    /// Change a customer below.
    EditCustomer => |rights| rights.customers.contains(Manage::EDIT);
    /// Remove a customer below.
    DeleteCustomer => |rights| rights.customers.contains(Manage::DELETE);
    /// Go on in one's own session as a customer below: the same right as changing everything about him.
    ActAs => |rights| rights.customers.contains(Manage::EDIT);
    /// Make, block and re-key web users of a customer. Everybody may for himself; for a customer below, the use case asks
    /// for [`EditCustomer`] as well.
    ManageWebUsers => |_| true;
    /// Change the look of a customer's own site and its host name. Everybody may for himself.
    ManageBrand => |_| true;
    /// Lay down how a customer's own programs sign in to the interfaces: the right to use them is given from above
    /// (voice reference, section 2.1, `api_access`).
    ManageApi => |rights| rights.flags.has(Flag::ApiAccess);
    /// Make an account of a customer.
    AddAccount => |rights| rights.accounts.contains(Manage::ADD);
    /// Change an account of a customer.
    EditAccount => |rights| rights.accounts.contains(Manage::EDIT);
    /// Remove an account of a customer.
    DeleteAccount => |rights| rights.accounts.contains(Manage::DELETE);
    /// Make a tariff.
    AddTariff => |rights| rights.tariffs.contains(Manage::ADD);
    /// Change a tariff.
    EditTariff => |rights| rights.tariffs.contains(Manage::EDIT);
    /// Remove a tariff.
    DeleteTariff => |rights| rights.tariffs.contains(Manage::DELETE);
    /// Make a routing group: a matter of the system.
    AddRoutingGroup => |rights| rights.flags.has(Flag::SystemManagement);
    /// Change a routing group.
    EditRoutingGroup => |rights| rights.flags.has(Flag::SystemManagement);
    /// Remove a routing group.
    DeleteRoutingGroup => |rights| rights.flags.has(Flag::SystemManagement);
    /// Give credits to a customer below, or take them back: the same right as booking money on him.
    MoveFunds => |rights| rights.customers.contains(Manage::EDIT);
}

/// The one who acts: a customer of the tree whose credentials were checked, or a trusted component of the switch, or
/// the operator at his terminal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Caller {
    /// A customer, with the rights he has at this moment.
    Customer {
        /// Who.
        key: CustomerKey,
        /// What he may do.
        rights: Rights,
    },
    /// A switch component named by its network address, or the operator: not bound to a customer, may do anything.
    System,
}

/// Why a caller may not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The customer stands outside the caller's branch: for the caller, there is no such customer.
    #[error("there is no such customer")]
    Absent,
    /// The customer is the caller's to see, but the right is missing.
    #[error("the right is missing")]
    Forbidden,
}

impl Caller {
    /// Root, as the operator at his terminal acts.
    #[must_use]
    pub fn operator() -> Self {
        Self::System
    }

    /// The proof that the caller may do `A` to `subject` or on his behalf: the subject is himself or stands below
    /// him, and he has the right.
    ///
    /// # Errors
    /// [`Refusal::Absent`] outside his branch, whatever his rights; else [`Refusal::Forbidden`].
    pub fn grant<A: Action>(&self, subject: &Customer) -> Result<Grant<A>, Refusal> {
        self.grant_at(subject.key, &subject.lineage)
    }

    /// [`Caller::grant`] where no more is known of the subject than his key and `lineage`, his ancestors.
    ///
    /// # Errors
    /// As there.
    pub fn grant_at<A: Action>(
        &self,
        subject: CustomerKey,
        lineage: &[CustomerId],
    ) -> Result<Grant<A>, Refusal> {
        match self {
            Self::System => {}
            Self::Customer { key, .. } if subject != *key && !lineage.contains(&key.id) => {
                return Err(Refusal::Absent);
            }
            Self::Customer { rights, .. } if !A::is_permitted(rights) => return Err(Refusal::Forbidden),
            Self::Customer { .. } => {}
        }
        Ok(Grant { subject, action: PhantomData })
    }

    /// The customer who acts, if it is one.
    #[must_use]
    pub fn customer_id(&self) -> Option<CustomerId> {
        match self {
            Self::Customer { key, .. } => Some(key.id),
            Self::System => None,
        }
    }
}

/// The proof that somebody may do `A` to, or on behalf of, one customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Grant<A> {
    subject: CustomerKey,
    action: PhantomData<A>,
}

impl<A> Grant<A> {
    /// The customer it is about.
    #[must_use]
    pub fn subject(&self) -> CustomerKey {
        self.subject
    }
}
