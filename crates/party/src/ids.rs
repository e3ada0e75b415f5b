//! Identities. Every customer and account has a small integer and an object id from birth; rows that belong to a
//! branch are addressed by the branch first.

use std::fmt;
use std::str::FromStr;

/// Declares a newtype over the small positive integers that the store hands out.
macro_rules! small_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub i64);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

small_id!(
    /// A customer. Root is 1.
    CustomerId
);
small_id!(
    /// An account: the holder of a user name who calls or sends.
    AccountId
);
small_id!(
    /// A login of a customer to the self-care site; its name is also the API user name.
    WebUserId
);
small_id!(
    /// A price list.
    TariffId
);
small_id!(
    /// A named routing policy.
    RoutingGroupId
);
small_id!(
    /// The terms under which accounts are charged.
    ServicePlanId
);
small_id!(
    /// The branch a row belongs to: the id of the top-level customer (direct child of root) it stands under. Root's
    /// own rows stand in branch 1.
    BranchId
);

/// Root: the owner of the installation, never billed.
pub const ROOT: CustomerId = CustomerId(1);
/// The branch of root's own rows.
pub const ROOT_BRANCH: BranchId = BranchId(1);

/// Where a customer's rows are: its branch, then its id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CustomerKey {
    /// The branch, first column of every key.
    pub branch: BranchId,
    /// The customer.
    pub id: CustomerId,
}

impl CustomerKey {
    /// The key of `ancestor`, who stands above this one: in the same branch, but root, who has his own.
    #[must_use]
    pub fn above(self, ancestor: CustomerId) -> Self {
        let branch = if ancestor == ROOT { ROOT_BRANCH } else { self.branch };
        Self { branch, id: ancestor }
    }

    /// Root's own key.
    pub const ROOT: Self = Self { branch: ROOT_BRANCH, id: ROOT };

    /// The key of a new customer `id` under `parent`: children of root start a branch of their own.
    #[must_use]
    pub fn under(parent: Self, id: CustomerId) -> Self {
        let branch = if parent.id == ROOT { BranchId(id.0) } else { parent.branch };
        Self { branch, id }
    }
}

/// The messaging dialect's identity: 12 bytes, written as 24 lower-case hexadecimal digits (the shape of a MongoDB
/// ObjectId: 4 bytes of seconds, 5 random bytes, 3 bytes of counter).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ObjectId([u8; 12]);

impl ObjectId {
    /// Composes an id. `seconds` counts from 1970; only its low 32 bits are kept, as the shape prescribes; of
    /// `counter`, the low 24.
    #[must_use]
    pub fn compose(seconds: i64, random: [u8; 5], counter: u32) -> Self {
        let [.., t0, t1, t2, t3] = seconds.to_be_bytes();
        let [r0, r1, r2, r3, r4] = random;
        let [_, c0, c1, c2] = counter.to_be_bytes();
        Self([t0, t1, t2, t3, r0, r1, r2, r3, r4, c0, c1, c2])
    }
}

impl fmt::Display for ObjectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// The text is not 24 hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must be 24 hexadecimal digits")]
pub struct ObjectIdError;

impl FromStr for ObjectId {
    type Err = ObjectIdError;

    /// Accepts either case; refuses the 12-character form that some database drivers take for raw bytes.
    fn from_str(text: &str) -> Result<Self, ObjectIdError> {
        if text.len() != 24 || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(ObjectIdError);
        }
        let mut bytes = [0; 12];
        for (byte, pair) in bytes.iter_mut().zip(text.as_bytes().chunks(2)) {
            let pair = std::str::from_utf8(pair).map_err(|_| ObjectIdError)?;
            *byte = u8::from_str_radix(pair, 16).map_err(|_| ObjectIdError)?;
        }
        Ok(Self(bytes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn object_ids_round_trip_in_lower_case() {
        let id = ObjectId::compose(0x5a4e_96a0, [0x30, 0x04, 0x60, 0x95, 0xc7], 0x00ef_280f);
        assert_eq!(id.to_string(), "5a4e96a030046095c7ef280f");
        assert_eq!("5A4E96A030046095C7EF280F".parse(), Ok(id));
    }

    #[test]
    fn object_ids_refuse_every_other_shape() {
        for text in [
            "",
            "5a4e96a030046095c7ef280",
            "5a4e96a030046095c7ef280f0",
            "twelve bytes",
            "5a4e96a030046095c7ef28+f",
        ] {
            assert_eq!(text.parse::<ObjectId>(), Err(ObjectIdError), "{text}");
        }
    }

    #[test]
    fn children_of_root_start_a_branch() {
        let top = CustomerKey::under(CustomerKey::ROOT, CustomerId(7));
        assert_eq!(top.branch, BranchId(7));
        assert_eq!(CustomerKey::under(top, CustomerId(9)).branch, BranchId(7));
    }
}
