//! Remembers which answers were used.
//!
//! It promises that an answer is accepted once, within a fixed amount of memory. It does not demand that
//! request counters rise: clients in the field send the first counter again and again, each time with a nonce
//! of their own.

use std::collections::BTreeSet;
use std::mem;

use sha2::{Digest, Sha256};

use crate::authorization::Authorization;
use crate::nonce::{CLOCK_SKEW_SECONDS_MAX, IssuedAt};

/// Enough of a hash that two answers never share it by accident or by design.
const FINGERPRINT_LENGTH: usize = 16;

/// A set of used answers in two generations: the older one is forgotten as a whole.
///
/// When too many answers come in for its memory, it forgets sooner, and refuses from then on the nonces whose
/// answers it may have forgotten. Their clients are challenged again and go on with a fresh nonce.
#[derive(Debug)]
pub struct ReplayGuard {
    generation_seconds: i64,
    generation_answers_max: usize,
    current: Generation,
    previous: Generation,
    current_since: i64,
    /// Nonces issued up to this second are refused; early forgetting moves it.
    refused_until: Option<IssuedAt>,
}

#[derive(Debug, Default)]
struct Generation {
    answers: BTreeSet<[u8; FINGERPRINT_LENGTH]>,
    newest_nonce: Option<IssuedAt>,
}

impl ReplayGuard {
    /// A memory of at most twice `generation_answers_max` answers (some 20 to 40 bytes each), for nonces that
    /// live `nonce_lifetime_seconds`. It should hold several seconds of the heaviest traffic.
    pub fn new(nonce_lifetime_seconds: u32, generation_answers_max: usize) -> Self {
        Self {
            generation_seconds: i64::from(nonce_lifetime_seconds) + CLOCK_SKEW_SECONDS_MAX,
            generation_answers_max: generation_answers_max.max(1),
            current: Generation::default(),
            previous: Generation::default(),
            current_since: i64::MIN,
            refused_until: None,
        }
    }

    /// Whether this answer is used for the first time; it counts as used from then on.
    ///
    /// Ask only after the answer was found right, so that strangers cannot fill the memory. A `false` is
    /// answered with a new challenge marked stale.
    pub fn first_use(&mut self, answer: &Authorization, issued: IssuedAt, now_seconds: i64) -> bool {
        if self.generation_seconds <= now_seconds.saturating_sub(self.current_since) {
            self.turn(now_seconds);
        }
        if self.refused_until.is_some_and(|until| issued <= until) {
            return false;
        }
        let fingerprint = fingerprint(answer);
        if self.previous.answers.contains(&fingerprint) || self.current.answers.contains(&fingerprint) {
            return false;
        }
        if self.current.answers.len() == self.generation_answers_max {
            self.refused_until = self.refused_until.max(self.previous.newest_nonce);
            self.turn(now_seconds);
        }
        self.current.newest_nonce = self.current.newest_nonce.max(Some(issued));
        self.current.answers.insert(fingerprint)
    }

    fn turn(&mut self, now_seconds: i64) {
        self.previous = mem::take(&mut self.current);
        self.current_since = now_seconds;
    }
}

/// Each part is hashed with its length before it, so that no two lists of parts give the same bytes.
fn fingerprint(answer: &Authorization) -> [u8; FINGERPRINT_LENGTH] {
    let mut hash = Sha256::new();
    for part in answer.identity() {
        hash.update(part.len().to_be_bytes());
        hash.update(part);
    }
    let digest: [u8; 32] = hash.finalize().into();
    let mut fingerprint = [0; FINGERPRINT_LENGTH];
    for (kept, byte) in fingerprint.iter_mut().zip(digest) {
        *kept = byte;
    }
    fingerprint
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn answer(nonce: &str, counter: &str, client_nonce: &str) -> Authorization {
        let header = format!(
            "Digest username=u, realm=r, nonce=\"{nonce}\", uri=/, response=0, qop=auth, nc={counter}, cnonce=\"{client_nonce}\""
        );
        Authorization::parse(&header).unwrap()
    }

    fn numbered(number: i64) -> Authorization {
        answer("n", "00000001", &number.to_string())
    }

    #[test]
    fn only_the_whole_answer_counts_as_used() {
        let mut guard = ReplayGuard::new(300, 100);
        let mut check = |answer: &Authorization, expected| {
            assert_eq!(guard.first_use(answer, IssuedAt(1_000), 1_000), expected, "{answer:?}");
        };
        check(&answer("n", "00000001", "c"), true);
        check(&answer("n", "00000001", "c"), false);
        check(&answer("n", "00000001", "d"), true);
        check(&answer("n", "00000002", "c"), true);
        check(&answer("m", "00000001", "c"), true);
        check(&answer("n", "00000002", "c"), false);
        let legacy = Authorization::parse("Digest username=u, realm=r, nonce=n, uri=/, response=0").unwrap();
        check(&legacy, true);
        check(&legacy, false);
    }

    #[test]
    fn an_answer_is_remembered_while_its_nonce_lives() {
        // The last second at which a nonce of this age is accepted, for answers first used at every moment of
        // a generation.
        for used in 1_000..1_700 {
            let mut guard = ReplayGuard::new(300, 1_000);
            assert!(guard.first_use(&numbered(0), IssuedAt(1_000), 1_000));
            let issued = IssuedAt(used + CLOCK_SKEW_SECONDS_MAX);
            assert!(guard.first_use(&numbered(1), issued, used));
            for (number, now) in (2..).zip((used..used + 330).step_by(33)) {
                assert!(guard.first_use(&numbered(number), IssuedAt(now), now));
            }
            assert!(!guard.first_use(&numbered(1), issued, used + 330));
        }
    }

    #[test]
    fn memory_is_bounded_by_time_and_by_count() {
        let mut guard = ReplayGuard::new(300, 10);
        for number in 0..1_000 {
            guard.first_use(&numbered(number), IssuedAt(1_000 + number), 1_000 + number);
            assert!(guard.current.answers.len() + guard.previous.answers.len() <= 20);
        }
        guard.first_use(&numbered(-1), IssuedAt(10_000), 10_000);
        guard.first_use(&numbered(-2), IssuedAt(20_000), 20_000);
        assert_eq!(guard.current.answers.len() + guard.previous.answers.len(), 2);
    }

    #[test]
    fn early_forgetting_refuses_old_nonces_and_spares_fresh_ones() {
        let mut guard = ReplayGuard::new(300, 2);
        for number in 0..5 {
            assert!(guard.first_use(&numbered(number), IssuedAt(1_000 + number), 1_010));
        }
        // Answers 0 and 1 are forgotten, so nonces up to the second 1001 are refused whether used or not.
        for (number, issued, expected) in
            [(0, 1_000, false), (1, 1_001, false), (90, 1_001, false), (2, 1_002, false), (91, 1_002, true)]
        {
            assert_eq!(guard.first_use(&numbered(number), IssuedAt(issued), 1_010), expected, "{number}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn nothing_is_accepted_twice_within_its_lifetime(
            capacity in 1_usize..8,
            steps in proptest::collection::vec((0_i64..12, 0_i64..20), 1..80),
        ) {
            let mut guard = ReplayGuard::new(10, capacity);
            let mut now = 1_000;
            let mut accepted = Vec::new();
            for (number, pause) in steps {
                now += pause;
                // A nonce is issued at most 30 seconds ahead and lives for ten: two numbers share each moment
                // of issue.
                let issued = 1_000 + number / 2 * 30;
                if issued < now - 10 || now + CLOCK_SKEW_SECONDS_MAX < issued {
                    continue;
                }
                let first = guard.first_use(&numbered(number), IssuedAt(issued), now);
                prop_assert!(!first || !accepted.contains(&number));
                if first {
                    accepted.push(number);
                }
            }
        }
    }
}
