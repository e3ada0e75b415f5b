//! The rights that an owner can have, each as the voice dialect names it, and how it is taken from him.

use party::rights::Flag;
use xmlrpc::Struct;

/// A right of the target's owner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Right {
    /// The parameter that grants it.
    pub(crate) parameter: &'static str,
    /// One bit of a mask, or the whole of a flag.
    pub(crate) bit: Bit,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Bit {
    /// Of a mask of three: its value and its name.
    Of(i64, &'static str),
    /// A flag, which has no bits.
    Flag,
    /// A flag that the dialect shows as a boolean.
    Boolean,
}

const MASKS: [&str; 4] = ["accounts_mgmt", "customers_mgmt", "tariffs_mgmt", "vouchers_mgmt"];
const BITS: [(i64, &str); 3] = [(1, "add"), (2, "edit"), (4, "delete")];

/// Every flag but `api_access`, without which nobody asks.
const FLAGS: [&str; 3] = ["system_mgmt", "api_mgmt", "use_own_tariff"];
const BOOLEANS: [&str; 8] = [
    "callshop_enabled",
    "did_pool_enabled",
    "ivr_apps_enabled",
    "asr_acd_enabled",
    "debit_credit_cards_enabled",
    "conferencing_enabled",
    "share_payment_processors",
    "dncl_enabled",
];

/// Every right.
pub(crate) fn all() -> Vec<Right> {
    assert_eq!(FLAGS.len() + BOOLEANS.len() + 1, Flag::ALL.len(), "a flag has no line here");
    let masks = MASKS
        .into_iter()
        .flat_map(|parameter| BITS.map(|(bit, name)| Right { parameter, bit: Bit::Of(bit, name) }));
    let flags = FLAGS.map(|parameter| Right { parameter, bit: Bit::Flag });
    let booleans = BOOLEANS.map(|parameter| Right { parameter, bit: Bit::Boolean });
    masks.chain(flags).chain(booleans).collect()
}

/// The parameters that grant everything.
pub(crate) fn everything() -> Struct {
    let granted = all().into_iter().fold(Struct::new(), |members, right| match right.bit {
        Bit::Of(..) => members.with(right.parameter, 7),
        Bit::Flag => members.with(right.parameter, 1),
        Bit::Boolean => members.with(right.parameter, true),
    });
    granted.with("api_access", 1)
}

/// The parameters that take these, and nothing else, from one who has everything.
pub(crate) fn taken(rights: &[Right]) -> Struct {
    let all_bits = |parameter: &str| {
        let of_it = rights.iter().filter(|right| right.parameter == parameter);
        of_it.map(|right| if let Bit::Of(bit, _) = right.bit { bit } else { 0 }).sum::<i64>()
    };
    rights.iter().fold(Struct::new(), |members, right| match right.bit {
        Bit::Of(..) => members.with(right.parameter, 7 - all_bits(right.parameter)),
        Bit::Flag => members.with(right.parameter, 0),
        Bit::Boolean => members.with(right.parameter, false),
    })
}

impl Right {
    /// Its name in the table.
    pub(crate) fn name(self) -> String {
        match self.bit {
            Bit::Of(_, bit) => format!("{}:{bit}", self.parameter),
            Bit::Flag | Bit::Boolean => self.parameter.to_owned(),
        }
    }

    /// The parameter that grants it alone.
    pub(crate) fn granted(self) -> Struct {
        match self.bit {
            Bit::Of(bit, _) => Struct::new().with(self.parameter, bit),
            Bit::Flag => Struct::new().with(self.parameter, 1),
            Bit::Boolean => Struct::new().with(self.parameter, true),
        }
    }
}
