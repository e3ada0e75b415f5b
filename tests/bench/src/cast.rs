//! Who there is: a hundred resellers in ten branches, and their customers. One reseller has a fifth of all customers
//! and does half of all work, as in a real installation a few do most; for the largest file, he has all of them.

use crate::server::PASSWORD;
use crate::template::name;

/// Resellers in all: ten below root, each with nine below him.
pub(crate) const RESELLERS: usize = 100;

/// Resellers directly below root, each with a branch of his own.
pub(crate) const BRANCHES: usize = 10;

/// The reseller who does half of the work; he stands two levels below root.
pub(crate) const HOT: usize = 10;

/// The number of the first stored customer: the product's own numbers stay below until the load begins.
pub(crate) const FIRST_NUMBER: i64 = 100_000;

/// One reseller and the numbers of his stored customers.
#[derive(Debug, Clone)]
pub(crate) struct Reseller {
    /// Which.
    pub(crate) index: usize,
    /// The number of the first of his customers.
    pub(crate) first: i64,
    /// How many he has.
    pub(crate) count: i64,
}

/// Chance that can be repeated: xorshift, fit for choosing customers and nothing else.
#[derive(Debug, Clone)]
pub(crate) struct Chance(u64);

/// What part of the customers the hot reseller has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Share {
    /// A fifth.
    Fifth,
    /// All of them.
    All,
}

/// The resellers of an installation of so many customers.
pub(crate) fn resellers(customers: i64, share: Share) -> Vec<Reseller> {
    let hot = match share {
        Share::Fifth => customers / 5,
        Share::All => customers,
    };
    let others = i64::try_from(RESELLERS).unwrap_or(1) - 1;
    let mut first = FIRST_NUMBER;
    let mut left = customers - hot;
    let mut without = others;
    let reseller = |index| {
        let count = if index == HOT {
            hot
        } else {
            let share = left / without.max(1);
            left -= share;
            without -= 1;
            share
        };
        let reseller = Reseller { index, first, count };
        first += count;
        reseller
    };
    (0..RESELLERS).map(reseller).collect()
}

/// The name, and login, of a reseller.
pub(crate) fn reseller_name(index: usize) -> String {
    format!("reseller{index:03}")
}

/// The name, login and password of the reseller above another one.
pub(crate) fn parent_name(index: usize) -> String {
    if index < BRANCHES { "root".to_owned() } else { reseller_name(index % BRANCHES) }
}

/// The one whom the `client`th client acts for: every other one is the hot one.
pub(crate) fn acts_for(client: usize) -> usize {
    if client.is_multiple_of(2) { HOT } else { (client * 7 + 4) % RESELLERS }
}

/// The form fields with which a reseller signs a request of the messaging dialect.
pub(crate) fn signature(index: usize) -> String {
    format!("resellerName={}&resellerPassword={PASSWORD}", reseller_name(index))
}

impl Reseller {
    /// One of his customers.
    pub(crate) fn customer(&self, chance: &mut Chance) -> i64 {
        self.first + chance.below(self.count)
    }

    /// The name of one of his customers.
    pub(crate) fn customer_name(&self, chance: &mut Chance) -> String {
        name(self.customer(chance))
    }
}

impl Chance {
    /// Chance that begins at `seed`.
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    /// A number from 0 to below `limit`.
    pub(crate) fn below(&mut self, limit: i64) -> i64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        let limit = limit.max(1).unsigned_abs();
        i64::try_from((self.0 >> 1) % limit).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_customer_has_one_reseller() {
        for customers in [1_000, 10_000, 1_000_000] {
            for (share, hot) in [(Share::Fifth, customers / 5), (Share::All, customers)] {
                let resellers = resellers(customers, share);
                assert_eq!(resellers.iter().map(|reseller| reseller.count).sum::<i64>(), customers);
                assert!(resellers.is_sorted_by(|a, b| a.first + a.count == b.first));
                assert_eq!(resellers[HOT].count, hot);
            }
        }
    }

    #[test]
    fn half_of_the_clients_act_for_one() {
        assert_eq!((0..64).filter(|client| acts_for(*client) == HOT).count(), 32);
    }

    #[test]
    fn a_reseller_stands_below_the_one_of_his_branch() {
        assert_eq!(parent_name(3), "root");
        assert_eq!(parent_name(HOT), reseller_name(0));
        assert_eq!(parent_name(99), reseller_name(9));
    }
}
