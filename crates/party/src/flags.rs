//! Sets of yes/no settings, each stored as one integer.

/// Declares yes/no settings once: the enum, its list, and the set that holds them.
macro_rules! flags {
    (
        $(#[$flag_doc:meta])* pub enum $flag:ident;
        $(#[$set_doc:meta])* pub struct $set:ident;
        $($(#[$doc:meta])* $name:ident = $bit:literal),+ $(,)?
    ) => {
        $(#[$flag_doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $flag {
            $($(#[$doc])* $name = $bit),+
        }

        impl $flag {
            /// Every one.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            fn bit(self) -> i64 {
                1 << (self as u8)
            }
        }

        $(#[$set_doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
        pub struct $set(i64);

        impl $set {
            /// None.
            pub const NONE: Self = Self(0);

            /// All.
            #[must_use]
            pub fn all() -> Self {
                $flag::ALL.iter().fold(Self::NONE, |set, flag| set.with(*flag))
            }

            /// The set stored as `bits`; unknown bits make it none.
            #[must_use]
            pub fn from_bits(bits: i64) -> Option<Self> {
                (Self::all().0 & bits == bits).then_some(Self(bits))
            }

            /// The integer it is stored as.
            #[must_use]
            pub fn bits(self) -> i64 {
                self.0
            }

            /// Whether `flag` is in the set.
            #[must_use]
            pub fn has(self, flag: $flag) -> bool {
                self.0 & flag.bit() != 0
            }

            /// The set and `flag`.
            #[must_use]
            pub fn with(self, flag: $flag) -> Self {
                Self(self.0 | flag.bit())
            }

            /// The set with `flag` in it or not.
            #[must_use]
            pub fn set(self, flag: $flag, on: bool) -> Self {
                if on { self.with(flag) } else { Self(self.0 & !flag.bit()) }
            }
        }
    };
}

pub(crate) use flags;
