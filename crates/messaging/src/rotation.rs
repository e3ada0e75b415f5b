//! How a number is picked from the pool of sender numbers when a message names no sender.
//!
//! It promises a stable number for each algorithm, fit for storage. It does not pick, and it has no wire
//! names. The two algorithms are those of the SMS dialect's reference, section 4.7.

use std::str::FromStr;

use thiserror::Error;

/// How a sender number is chosen from the pool.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RotationAlgorithm {
    /// Keep the same number for the same pair of user and recipient, so that a phone shows one thread.
    Conversation,
    /// Go through the pool, so that a recipient meets the same number again as late as possible.
    MaxRotation,
}

/// The number stands for no rotation algorithm.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("{0} stands for no rotation algorithm (1 conversation, 2 maximal rotation)")]
pub struct UnknownRotationAlgorithm(pub i64);

/// The text names no rotation algorithm.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("must be conversation or max_rotation")]
pub struct RotationAlgorithmError;

impl RotationAlgorithm {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Conversation, Self::MaxRotation];

    /// The word, in lower case.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Conversation => "conversation",
            Self::MaxRotation => "max_rotation",
        }
    }

    /// The number it is stored as.
    pub const fn code(self) -> i64 {
        match self {
            Self::Conversation => 1,
            Self::MaxRotation => 2,
        }
    }

    /// The algorithm stored as `code`.
    pub const fn from_code(code: i64) -> Result<Self, UnknownRotationAlgorithm> {
        match code {
            1 => Ok(Self::Conversation),
            2 => Ok(Self::MaxRotation),
            other => Err(UnknownRotationAlgorithm(other)),
        }
    }
}

impl FromStr for RotationAlgorithm {
    type Err = RotationAlgorithmError;

    fn from_str(text: &str) -> Result<Self, RotationAlgorithmError> {
        Self::ALL.into_iter().find(|known| known.as_str() == text).ok_or(RotationAlgorithmError)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_read_as_they_are_written() {
        for algorithm in RotationAlgorithm::ALL {
            assert_eq!(algorithm.as_str().parse(), Ok(algorithm));
        }
        for text in ["", "CONVERSATION", "max rotation", "1"] {
            assert_eq!(text.parse::<RotationAlgorithm>(), Err(RotationAlgorithmError), "{text:?}");
        }
    }

    #[test]
    fn codes_are_stable() {
        for (algorithm, code) in [(RotationAlgorithm::Conversation, 1), (RotationAlgorithm::MaxRotation, 2)] {
            assert_eq!(algorithm.code(), code);
            assert_eq!(RotationAlgorithm::from_code(code), Ok(algorithm));
        }
        for code in [i64::MIN, -1, 0, 3] {
            assert_eq!(RotationAlgorithm::from_code(code), Err(UnknownRotationAlgorithm(code)));
        }
    }
}
