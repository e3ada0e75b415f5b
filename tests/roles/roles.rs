//! Everybody who asks, by how he stands to the one whom the table is about: the target, a customer of a reseller.

use party::web_user::AccessLevel;
use support::{ROOT_API_PASSWORD, ROOT_NAME};

use crate::client::Credentials;
use crate::world::{DESCENDANT, OWNER, PASSWORD, SIBLING, STRANGER, TARGET, USER, WHOLESALER, web_login};

/// A column of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// Above everybody.
    Root,
    /// Above the target's owner, with every right.
    Ancestor,
    /// The target's owner, with every right.
    Owner,
    /// The same after every right was taken from him, but for that of his programs to call.
    OwnerWithoutRights,
    /// The target.
    Himself,
    /// Another customer of the owner, with every right.
    Sibling,
    /// A customer of root, with every right: of another branch.
    Stranger,
    /// A customer of the target, with every right.
    Descendant,
    /// A further web user of the owner.
    WebUser(AccessLevel),
    /// The holder of an account of the target.
    User,
    /// Shows nothing.
    Anonymous,
    /// A host of the trusted networks, which shows nothing either.
    TrustedHost,
}

impl Role {
    /// Every role, in the order of the columns.
    pub(crate) fn all() -> Vec<Self> {
        let customers = [
            Self::Root,
            Self::Ancestor,
            Self::Owner,
            Self::OwnerWithoutRights,
            Self::Himself,
            Self::Sibling,
            Self::Stranger,
            Self::Descendant,
        ];
        let others = [Self::User, Self::Anonymous, Self::TrustedHost];
        customers.into_iter().chain(AccessLevel::ALL.map(Self::WebUser)).chain(others).collect()
    }

    /// The head of his column.
    pub(crate) fn head(self) -> String {
        match self {
            Self::Root => "root".into(),
            Self::Ancestor => "ancestor".into(),
            Self::Owner => "owner".into(),
            Self::OwnerWithoutRights => "no right".into(),
            Self::Himself => "himself".into(),
            Self::Sibling => "sibling".into(),
            Self::Stranger => "stranger".into(),
            Self::Descendant => "descendant".into(),
            Self::WebUser(level) => level.as_str().into(),
            Self::User => "user".into(),
            Self::Anonymous => "anonymous".into(),
            Self::TrustedHost => "host".into(),
        }
    }

    /// What he shows.
    pub(crate) fn credentials(self) -> Credentials {
        let customer = |name: &str| Credentials::Password(name.to_owned(), PASSWORD.to_owned());
        match self {
            Self::Root => Credentials::Password(ROOT_NAME.to_owned(), ROOT_API_PASSWORD.to_owned()),
            Self::Ancestor => customer(WHOLESALER),
            Self::Owner | Self::OwnerWithoutRights => customer(OWNER),
            Self::Himself => customer(TARGET),
            Self::Sibling => customer(SIBLING),
            Self::Stranger => customer(STRANGER),
            Self::Descendant => customer(DESCENDANT),
            Self::WebUser(level) => customer(&web_login(level)),
            Self::User => customer(USER),
            Self::Anonymous => Credentials::None,
            Self::TrustedHost => Credentials::TrustedAddress,
        }
    }

    /// Whether he may do everything to the target.
    pub(crate) fn is_above(self) -> bool {
        matches!(self, Self::Root | Self::Ancestor | Self::Owner)
    }

    /// Whether nothing of the target's exists for him: he stands neither at the target nor above.
    pub(crate) fn is_outside(self) -> bool {
        matches!(self, Self::Sibling | Self::Stranger | Self::Descendant)
    }

    /// Whether he calls no programming interface: at most he proves who he is where an operation is about that.
    pub(crate) fn is_no_customer(self) -> bool {
        matches!(self, Self::WebUser(_) | Self::User | Self::Anonymous)
    }
}
