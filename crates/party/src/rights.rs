//! What a customer may do, and the rule that he can grant no more than he has.

use std::fmt;
use std::str::FromStr;

use crate::flags::flags;

/// Add, edit, delete: a set of the three, stored as the bits 0, 1 and 2.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub struct Manage(u8);

impl Manage {
    /// None of the three.
    pub const NONE: Self = Self(0);
    /// May add.
    pub const ADD: Self = Self(1);
    /// May edit.
    pub const EDIT: Self = Self(2);
    /// May delete.
    pub const DELETE: Self = Self(4);
    /// All three.
    pub const ALL: Self = Self(7);
    /// Each of the three with its word.
    pub const EACH: [(Self, &'static str); 3] =
        [(Self::ADD, "add"), (Self::EDIT, "edit"), (Self::DELETE, "delete")];

    /// The set with the bits of `bits`.
    #[must_use]
    pub fn from_bits(bits: i64) -> Option<Self> {
        u8::try_from(bits).ok().filter(|bits| *bits <= Self::ALL.0).map(Self)
    }

    /// Bit 0: add, bit 1: edit, bit 2: delete.
    #[must_use]
    pub fn bits(self) -> i64 {
        i64::from(self.0)
    }

    /// Whether everything in `other` is in this set.
    #[must_use]
    pub fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// This set and `other`.
    #[must_use]
    pub fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// The text is no set of the three.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must be all, none, or some of add, edit, delete")]
pub struct NotASetOfRights;

impl FromStr for Manage {
    type Err = NotASetOfRights;

    /// Reads words with commas or blanks between them, or the bits as a number from 0 to 7.
    fn from_str(text: &str) -> Result<Self, NotASetOfRights> {
        match text.trim() {
            "" => Err(NotASetOfRights),
            "all" => Ok(Self::ALL),
            "none" => Ok(Self::NONE),
            bits if bits.bytes().all(|byte| byte.is_ascii_digit()) => {
                bits.parse().ok().and_then(Self::from_bits).ok_or(NotASetOfRights)
            }
            words => {
                let found = |word: &str| Self::EACH.into_iter().find(|(_, known)| *known == word);
                let words = words.split([',', ' ']).filter(|word| !word.is_empty());
                let rights: Option<Vec<_>> = words.map(|word| Some(found(word)?.0)).collect();
                let rights = rights.filter(|rights| !rights.is_empty()).ok_or(NotASetOfRights)?;
                Ok(rights.into_iter().fold(Self::NONE, Self::with))
            }
        }
    }
}

impl fmt::Display for Manage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if *self == Self::NONE {
            return f.write_str("none");
        }
        let words = Self::EACH.into_iter().filter(|(right, _)| self.contains(*right));
        f.write_str(&words.map(|(_, word)| word).collect::<Vec<_>>().join(", "))
    }
}

flags! {
    /// A right or feature that a customer has or has not.
    pub enum Flag;
    /// A set of [`Flag`]s, stored as one integer.
    pub struct Flags;

    /// Opens most pages that root sees.
    SystemManagement = 0,
    /// May use the interfaces with his API password.
    ApiAccess = 1,
    /// May give and take the API access of his own customers.
    ApiManagement = 2,
    /// May be, and put his customers, on a tariff of their own.
    OwnTariff = 3,
    /// Call-shop pages.
    Callshop = 4,
    /// Pool of telephone numbers.
    DidPool = 5,
    /// IVR applications.
    IvrApplications = 6,
    /// Reports of answer-seizure ratio and average call duration.
    QualityReports = 7,
    /// Storing of payment cards.
    PaymentCards = 8,
    /// Conferences.
    Conferencing = 9,
    /// His payment processors may be used by the customers below.
    SharePaymentProcessors = 10,
    /// Look-up in do-not-call lists.
    DoNotCallList = 11,
}

/// Everything a customer may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Rights {
    /// Over his own accounts.
    pub accounts: Manage,
    /// Over his own customers.
    pub customers: Manage,
    /// Over his own tariffs.
    pub tariffs: Manage,
    /// Over his own vouchers.
    pub vouchers: Manage,
    /// Yes/no rights and features.
    pub flags: Flags,
    /// Levels of customers that may stand below him; 0: none.
    pub depth_max: i64,
}

/// What of the rights is to change; what is not given stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub struct RightsChange {
    /// See [`Rights::accounts`].
    pub accounts: Option<Manage>,
    /// See [`Rights::customers`].
    pub customers: Option<Manage>,
    /// See [`Rights::tariffs`].
    pub tariffs: Option<Manage>,
    /// See [`Rights::vouchers`].
    pub vouchers: Option<Manage>,
    /// Flags to give.
    pub granted: Flags,
    /// Flags to take.
    pub denied: Flags,
    /// See [`Rights::depth_max`].
    pub depth_max: Option<i64>,
}

impl RightsChange {
    /// Gives or takes `flag`.
    #[must_use]
    pub fn with(self, flag: Flag, on: bool) -> Self {
        Self { granted: self.granted.set(flag, on), denied: self.denied.set(flag, !on), ..self }
    }
}

/// One right, for naming it in a refusal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Right {
    /// [`Rights::accounts`].
    Accounts,
    /// [`Rights::customers`].
    Customers,
    /// [`Rights::tariffs`].
    Tariffs,
    /// [`Rights::vouchers`].
    Vouchers,
    /// [`Rights::depth_max`].
    Depth,
    /// One of [`Rights::flags`].
    Flag(Flag),
    /// An API password of his own: given by one who manages API access.
    ApiPassword,
}

impl fmt::Display for Right {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}

impl Rights {
    /// Levels of customers that may ever stand below root.
    pub const DEPTH_MAX: i64 = 32;

    /// Nothing at all: of one who acts for himself alone.
    pub const NONE: Self = Self {
        accounts: Manage::NONE,
        customers: Manage::NONE,
        tariffs: Manage::NONE,
        vouchers: Manage::NONE,
        flags: Flags::NONE,
        depth_max: 0,
    };

    /// Root's: everything.
    #[must_use]
    pub fn root() -> Self {
        Self {
            accounts: Manage::ALL,
            customers: Manage::ALL,
            tariffs: Manage::ALL,
            vouchers: Manage::ALL,
            flags: Flags::all(),
            depth_max: Self::DEPTH_MAX,
        }
    }

    /// What a new customer has who is given nothing: no right, and the depth that is left below his owner.
    #[must_use]
    pub fn none_below(owner: &Self) -> Self {
        Self {
            accounts: Manage::NONE,
            customers: Manage::NONE,
            tariffs: Manage::NONE,
            vouchers: Manage::NONE,
            flags: Flags::NONE,
            depth_max: owner.depth_max.saturating_sub(1).max(0),
        }
    }

    /// What a reseller is given: he manages accounts, customers and their access through the interfaces, as far as
    /// his owner does.
    #[must_use]
    pub fn reseller_below(owner: &Self) -> Self {
        let wanted = [Flag::ApiAccess, Flag::ApiManagement];
        let flags = wanted.into_iter().filter(|flag| owner.may_grant(*flag)).fold(Flags::NONE, Flags::with);
        Self {
            accounts: owner.accounts,
            customers: owner.customers,
            tariffs: owner.tariffs,
            flags,
            ..Self::none_below(owner)
        }
    }

    /// These rights with what is given changed.
    #[must_use]
    pub fn changed(self, change: &RightsChange) -> Self {
        let flags = Flag::ALL.iter().fold(self.flags, |flags, flag| {
            let on = (flags.has(*flag) || change.granted.has(*flag)) && !change.denied.has(*flag);
            flags.set(*flag, on)
        });
        Self {
            accounts: change.accounts.unwrap_or(self.accounts),
            customers: change.customers.unwrap_or(self.customers),
            tariffs: change.tariffs.unwrap_or(self.tariffs),
            vouchers: change.vouchers.unwrap_or(self.vouchers),
            flags,
            depth_max: change.depth_max.unwrap_or(self.depth_max),
        }
    }

    /// The first right in which these go beyond what `owner` may grant: a subset of each mask and of the flags, one
    /// level of depth less, and API access only by one who manages it.
    #[must_use]
    pub fn beyond(&self, owner: &Self) -> Option<Right> {
        let masks = [
            (owner.accounts, self.accounts, Right::Accounts),
            (owner.customers, self.customers, Right::Customers),
            (owner.tariffs, self.tariffs, Right::Tariffs),
            (owner.vouchers, self.vouchers, Right::Vouchers),
        ];
        if let Some((_, _, right)) = masks.into_iter().find(|(has, wants, _)| !has.contains(*wants)) {
            return Some(right);
        }
        if owner.depth_max <= self.depth_max {
            return Some(Right::Depth);
        }
        let granted = |flag: &&Flag| self.flags.has(**flag);
        Flag::ALL.iter().filter(granted).find(|flag| !owner.may_grant(**flag)).map(|flag| Right::Flag(*flag))
    }

    /// These rights as far as `owner` may grant them.
    #[must_use]
    pub fn within(self, owner: &Self) -> Self {
        let both = |a: Manage, b: Manage| Manage(a.0 & b.0);
        let flags = Flag::ALL.iter().filter(|flag| self.flags.has(**flag) && owner.may_grant(**flag));
        Self {
            accounts: both(owner.accounts, self.accounts),
            customers: both(owner.customers, self.customers),
            tariffs: both(owner.tariffs, self.tariffs),
            vouchers: both(owner.vouchers, self.vouchers),
            flags: flags.fold(Flags::NONE, |flags, flag| flags.with(*flag)),
            depth_max: self.depth_max.min(owner.depth_max.saturating_sub(1)).max(0),
        }
    }

    /// Whether one who has these may give `flag`: API access only if he manages it, everything else if he has it himself.
    #[must_use]
    pub fn may_grant(&self, flag: Flag) -> bool {
        match flag {
            Flag::ApiAccess => self.flags.has(Flag::ApiAccess) && self.flags.has(Flag::ApiManagement),
            other => self.flags.has(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn owner() -> Rights {
        Rights { depth_max: 3, ..Rights::root() }
    }

    #[track_caller]
    fn check(owner: Rights, change: impl Fn(&mut Rights), expected: Option<Right>) {
        let mut child = Rights::none_below(&owner);
        change(&mut child);
        assert_eq!(child.beyond(&owner), expected);
    }

    #[test]
    fn sets_of_rights_are_read_as_they_are_written() {
        for bits in 0..=7 {
            let set = Manage::from_bits(bits).expect("a set");
            assert_eq!(set.to_string().parse(), Ok(set));
            assert_eq!(bits.to_string().parse(), Ok(set));
        }
        assert_eq!("all".parse(), Ok(Manage::ALL));
        assert_eq!(Manage::EDIT.with(Manage::ADD).to_string(), "add, edit");
        for text in ["", "8", "-1", "add;edit", "Add", "view", "add, all", ","] {
            assert_eq!(text.parse::<Manage>().map_err(|_| text), Err(text));
        }
    }

    #[test]
    fn a_child_may_have_a_subset() {
        check(owner(), |_| (), None);
        check(owner(), |child| child.customers = Manage::ALL, None);
        check(owner(), |child| child.flags = Flags::all(), None);
        check(
            Rights { customers: Manage::ADD, ..owner() },
            |child| child.customers = Manage::EDIT,
            Some(Right::Customers),
        );
        check(
            Rights { accounts: Manage::NONE, ..owner() },
            |child| child.accounts = Manage::ADD,
            Some(Right::Accounts),
        );
        check(
            Rights { tariffs: Manage::ADD, ..owner() },
            |child| child.tariffs = Manage::ALL,
            Some(Right::Tariffs),
        );
        check(
            Rights { vouchers: Manage::NONE, ..owner() },
            |child| child.vouchers = Manage::DELETE,
            Some(Right::Vouchers),
        );
    }

    #[test]
    fn depth_shrinks_by_one_at_least() {
        check(owner(), |child| child.depth_max = 2, None);
        check(owner(), |child| child.depth_max = 3, Some(Right::Depth));
        check(Rights { depth_max: 0, ..owner() }, |_| (), Some(Right::Depth));
    }

    #[test]
    fn each_flag_needs_the_owners() {
        for flag in Flag::ALL {
            let lacking = Rights { flags: Flags::all().set(*flag, false), ..owner() };
            check(lacking, |child| child.flags = Flags::NONE.with(*flag), Some(Right::Flag(*flag)));
        }
    }

    #[test]
    fn api_access_is_granted_by_one_who_manages_it() {
        let unmanaged = Rights { flags: Flags::all().set(Flag::ApiManagement, false), ..owner() };
        check(
            unmanaged,
            |child| child.flags = Flags::NONE.with(Flag::ApiAccess),
            Some(Right::Flag(Flag::ApiAccess)),
        );
    }

    prop_compose! {
        fn any_rights()(masks in prop::array::uniform4(0..8i64), flags in 0..=Flags::all().bits(), depth_max in 0..6i64) -> Rights {
            let [accounts, customers, tariffs, vouchers] = masks.map(|bits| Manage::from_bits(bits).expect("three bits"));
            Rights { accounts, customers, tariffs, vouchers, flags: Flags(flags), depth_max }
        }
    }

    proptest! {
        #[test]
        fn what_is_granted_twice_was_within_the_first(a in any_rights(), b in any_rights(), c in any_rights()) {
            prop_assume!(1 < a.depth_max);
            let b = b.within(&a);
            prop_assume!(0 < b.depth_max);
            let c = c.within(&b);
            prop_assert_eq!((b.beyond(&a), c.beyond(&b)), (None, None));
            prop_assert_eq!(c.beyond(&a), None);
        }

        #[test]
        fn defaults_never_exceed_an_owner_who_has_depth(a in any_rights()) {
            prop_assume!(0 < a.depth_max);
            prop_assert_eq!(Rights::none_below(&a).beyond(&a), None);
            prop_assert_eq!(Rights::reseller_below(&a).beyond(&a), None);
        }
    }
}
