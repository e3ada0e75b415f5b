//! Slowing down whoever guesses passwords, without locking out the one whose password it is.
//!
//! Failures are counted for a source (one IPv4 address, one IPv6 /64) together with the login that was tried: the owner
//! of the login, coming from elsewhere, does not notice; codes, which only those may try who know the password, are counted
//! for the person. The first few failures cost nothing; after them each costs a
//! wait, twice as long as the last. During the wait nothing is checked, so that a right password is refused like a wrong
//! one, and tells nothing. Failures are forgiven with time, and altogether by a success.
//!
//! [`LoginThrottle`] decides and is pure: time is a parameter. [`LoginAttempt`] is one attempt, from the question whether
//! it may be made to how it ended. Counts live in one process's memory: they are a brake, not a rule. Knows no dialect.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::PoisonError;

use sha2::{Digest, Sha256};

use crate::app::{App, Timestamp};
use crate::context::Face;

/// Failures that cost nothing: a person who mistypes, or a program whose password was just changed, stays below.
pub const FREE_FAILURES: u32 = 5;

/// The wait after the first failure that is not free; each further one doubles it.
const FIRST_WAIT_MICROS: i64 = SECOND_MICROS;

/// The longest wait: 1440 guesses a day are hopeless against any password that is not a word, and a person who made the
/// mistakes himself still waits for it.
const LONGEST_WAIT_MICROS: i64 = 60 * SECOND_MICROS;

/// One failure is forgiven for each such time without another: as long as the longest wait, so that pausing gains
/// nothing over guessing on.
const FORGIVEN_EVERY_MICROS: i64 = LONGEST_WAIT_MICROS;

/// Failures that are counted: the first with the longest wait, 1 s · 2^6 being more than a minute. More would only take
/// longer to forgive.
const COUNTED_MAX: u32 = FREE_FAILURES + 7;

/// Counts in one generation; there are two. With about 80 bytes for each, the memory stays under 10 MB; to push out a
/// count, an attacker needs so many failures of his own that he gains nothing.
const GENERATION_MAX: usize = 50_000;

const SECOND_MICROS: i64 = 1_000_000;

/// What is guessed. Counts are apart: a site whose visitors mistype their passwords goes on calling with its own, and its
/// calls do not forgive their failures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Secret {
    /// The password of a customer's programs.
    ApiPassword,
    /// What a web user or the holder of an account signs in with.
    Password,
    /// What he shows beside it.
    Code,
}

/// Who tries what: source, secret and login. A digest of the login, so that a long one takes no more memory than a short one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Guesser {
    network: Network,
    secret: Secret,
    login: [u8; 16],
}

/// What one attacker has for certain: an IPv4 address, or an IPv6 network of 64 bits, as providers hand them out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Network {
    V4(u32),
    V6(u64),
    /// Wherever he comes from.
    Any,
}

/// The attempt came during a wait; nothing was checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("too many failures, wait {seconds} s")]
pub struct Throttled {
    /// How long the wait goes on, in whole seconds from 1 up.
    pub seconds: u64,
}

/// The failures of everybody who failed lately.
#[derive(Debug, Default)]
pub struct LoginThrottle {
    /// Written to; when it is full it becomes the old one, and the old one is forgotten.
    young: HashMap<Guesser, Failures>,
    old: HashMap<Guesser, Failures>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Failures {
    count: u32,
    last: Timestamp,
}

impl Guesser {
    /// One who tries `secret` of `login` from `peer`.
    #[must_use]
    pub fn new(peer: IpAddr, secret: Secret, login: &str) -> Self {
        // A socket for both families shows an IPv4 host as ::ffff:a.b.c.d.
        let network = match peer.to_canonical() {
            IpAddr::V4(address) => Network::V4(address.to_bits()),
            IpAddr::V6(address) => {
                let [a, b, c, d, ..] = address.segments();
                Network::V6([a, b, c, d].into_iter().fold(0, |bits, part| bits << 16 | u64::from(part)))
            }
        };
        Self { network, secret, login: digest(login) }
    }

    /// One who tries codes of `person`. Only who knows the password comes so far: there is nobody to be kept from locking
    /// the person out, so all of them are one, and many addresses gain nothing.
    #[must_use]
    pub fn of_codes(person: &str) -> Self {
        Self { network: Network::Any, secret: Secret::Code, login: digest(person) }
    }
}

fn digest(login: &str) -> [u8; 16] {
    let digest: [u8; 32] = Sha256::digest(login.as_bytes()).into();
    let mut short = [0; 16];
    short.iter_mut().zip(digest).for_each(|(byte, from)| *byte = from);
    short
}

impl LoginThrottle {
    /// Whether `guesser` may try now.
    ///
    /// # Errors
    /// He must wait.
    pub fn check(&self, guesser: &Guesser, now: Timestamp) -> Result<(), Throttled> {
        match self.find(guesser).map_or(0, |failures| failures.wait_micros(now)) {
            0 => Ok(()),
            wait => {
                let seconds = wait.unsigned_abs().div_ceil(SECOND_MICROS.unsigned_abs());
                Err(Throttled { seconds })
            }
        }
    }

    /// Takes note of how an attempt ended that [`Self::check`] let through.
    ///
    /// # Errors
    /// He must wait by now, because other attempts of his failed meanwhile: the outcome must not be told. So of many
    /// attempts at the same time no more are answered than one after the other.
    pub fn settle(&mut self, guesser: Guesser, is_right: bool, now: Timestamp) -> Result<(), Throttled> {
        self.check(&guesser, now)?;
        let failures = self.find(&guesser);
        if is_right {
            self.young.remove(&guesser);
            self.old.remove(&guesser);
            return Ok(());
        }
        let count = failures.map_or(0, |failures| failures.count_at(now)).saturating_add(1).min(COUNTED_MAX);
        if GENERATION_MAX <= self.young.len() && !self.young.contains_key(&guesser) {
            self.old = std::mem::take(&mut self.young);
        }
        self.young.insert(guesser, Failures { count, last: now });
        Ok(())
    }

    /// The younger count outranks the older.
    fn find(&self, guesser: &Guesser) -> Option<Failures> {
        self.young.get(guesser).or_else(|| self.old.get(guesser)).copied()
    }
}

impl Failures {
    /// How many are not forgiven yet.
    fn count_at(self, now: Timestamp) -> u32 {
        let forgiven = self.age_micros(now) / FORGIVEN_EVERY_MICROS;
        self.count.saturating_sub(u32::try_from(forgiven).unwrap_or(u32::MAX))
    }

    /// How long the wait after the last one goes on.
    fn wait_micros(self, now: Timestamp) -> i64 {
        let Some(doublings) = self.count.checked_sub(FREE_FAILURES + 1) else { return 0 };
        let wait = FIRST_WAIT_MICROS.checked_shl(doublings).unwrap_or(i64::MAX).min(LONGEST_WAIT_MICROS);
        wait.saturating_sub(self.age_micros(now)).max(0)
    }

    /// A clock that was set back makes nobody wait longer than from now.
    fn age_micros(self, now: Timestamp) -> i64 {
        now.0.saturating_sub(self.last.0).max(0)
    }
}

/// One attempt that may be made. Dropped without an outcome, it counts for nothing.
#[derive(Debug)]
#[must_use = "an attempt must be settled"]
pub struct LoginAttempt<'a> {
    app: &'a App,
    face: Face,
    /// Nobody is throttled where the peer is not known.
    guesser: Option<Guesser>,
}

impl App {
    /// Asks whether `peer` may try `secret` of `login` now.
    ///
    /// # Errors
    /// He must wait, which is counted.
    pub fn login_attempt(
        &self,
        face: Face,
        peer: Option<IpAddr>,
        secret: Secret,
        login: &str,
    ) -> Result<LoginAttempt<'_>, Throttled> {
        self.attempt(face, peer.map(|peer| Guesser::new(peer, secret, login)))
    }

    /// Asks whether a code of `person`, as the audit log names him, may be tried now.
    ///
    /// # Errors
    /// He must wait, which is counted.
    pub fn code_attempt(&self, face: Face, person: &str) -> Result<LoginAttempt<'_>, Throttled> {
        self.attempt(face, Some(Guesser::of_codes(person)))
    }

    fn attempt(&self, face: Face, guesser: Option<Guesser>) -> Result<LoginAttempt<'_>, Throttled> {
        let attempt = LoginAttempt { app: self, face, guesser };
        if let Some(guesser) = &guesser {
            let checked =
                self.throttle().lock().unwrap_or_else(PoisonError::into_inner).check(guesser, self.now());
            attempt.counted(checked)?;
        }
        Ok(attempt)
    }
}

impl LoginAttempt<'_> {
    /// Takes note of how it ended.
    ///
    /// # Errors
    /// See [`LoginThrottle::settle`]: the outcome must not be told, and nothing done because of it.
    pub fn settle(self, is_right: bool) -> Result<(), Throttled> {
        let Some(guesser) = self.guesser else { return Ok(()) };
        let now = self.app.now();
        let mut throttle = self.app.throttle().lock().unwrap_or_else(PoisonError::into_inner);
        let settled = throttle.settle(guesser, is_right, now);
        drop(throttle);
        self.counted(settled)
    }

    fn counted(&self, outcome: Result<(), Throttled>) -> Result<(), Throttled> {
        if outcome.is_err() {
            metrics::counter!("login_throttled_total", "face" => self.face.name()).increment(1);
        }
        outcome
    }
}

/// Gives the metric its help text.
pub fn describe_metrics() {
    metrics::describe_counter!(
        "login_throttled_total",
        "Logins refused unchecked after too many failures, by face"
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guesser(peer: &str, login: &str) -> Guesser {
        Guesser::new(peer.parse().expect("an address"), Secret::Password, login)
    }

    fn at(seconds: i64) -> Timestamp {
        Timestamp(seconds * SECOND_MICROS)
    }

    /// Fails `count` times, each as soon as that is possible, and tells when the last of them was.
    fn fail(throttle: &mut LoginThrottle, who: Guesser, count: u32, from: i64) -> i64 {
        let mut now = from;
        for _ in 0..count {
            while let Err(Throttled { seconds }) = throttle.check(&who, at(now)) {
                now += i64::try_from(seconds).expect("a wait");
            }
            assert_eq!(throttle.settle(who, false, at(now)), Ok(()));
        }
        now
    }

    #[track_caller]
    fn check(failures: u32, wait: u64) {
        let (mut throttle, who) = (LoginThrottle::default(), guesser("192.0.2.1", "acme"));
        let now = fail(&mut throttle, who, failures, 0);
        let expected = if wait == 0 { Ok(()) } else { Err(Throttled { seconds: wait }) };
        assert_eq!(throttle.check(&who, at(now)), expected, "after {failures} failures");
        assert_eq!(throttle.check(&who, at(now + i64::try_from(wait).expect("a wait"))), Ok(()));
    }

    #[test]
    fn waits_double_up_to_a_minute() {
        for (failures, wait) in [
            (0, 0),
            (1, 0),
            (5, 0),
            (6, 1),
            (7, 2),
            (8, 4),
            (9, 8),
            (10, 16),
            (11, 32),
            (12, 60),
            (13, 60),
            (40, 60),
        ] {
            check(failures, wait);
        }
    }

    #[test]
    fn a_part_of_a_second_is_a_second() {
        let (mut throttle, who) = (LoginThrottle::default(), guesser("192.0.2.1", "acme"));
        fail(&mut throttle, who, 6, 0);
        assert_eq!(throttle.check(&who, Timestamp(999_999)), Err(Throttled { seconds: 1 }));
        assert_eq!(throttle.check(&who, Timestamp(1_000_000)), Ok(()));
        assert_eq!(throttle.check(&who, Timestamp(-50 * SECOND_MICROS)), Err(Throttled { seconds: 1 }));
    }

    #[test]
    fn others_and_other_logins_do_not_notice() {
        let mut throttle = LoginThrottle::default();
        fail(&mut throttle, guesser("192.0.2.1", "acme"), 9, 0);
        fail(&mut throttle, guesser("2001:db8:1:2::1", "acme"), 9, 0);
        let now = at(0);
        for (peer, login, is_free) in [
            ("192.0.2.1", "acme", false),
            ("::ffff:192.0.2.1", "acme", false),
            ("192.0.2.2", "acme", true),
            ("192.0.2.1", "Acme", true),
            ("192.0.2.1", "", true),
            ("2001:db8:1:2:ffff::9", "acme", false),
            ("2001:db8:1:3::1", "acme", true),
            ("::c000:201", "acme", true),
        ] {
            assert_eq!(throttle.check(&guesser(peer, login), now).is_ok(), is_free, "{peer} {login}");
        }
        let other = Guesser { secret: Secret::ApiPassword, ..guesser("192.0.2.1", "acme") };
        assert_eq!(throttle.settle(other, true, now), Ok(()));
        assert!(
            throttle.check(&guesser("192.0.2.1", "acme"), now).is_err(),
            "another secret is another count"
        );
        let codes = Guesser::of_codes("acme");
        fail(&mut throttle, codes, 9, 0);
        assert!(throttle.check(&codes, now).is_err());
        assert!(throttle.check(&Guesser::of_codes("other"), now).is_ok());
    }

    #[test]
    fn a_success_forgives_everything_and_time_bit_by_bit() {
        let (mut throttle, who) = (LoginThrottle::default(), guesser("192.0.2.1", "acme"));
        let now = fail(&mut throttle, who, 12, 0);
        assert_eq!(
            throttle.settle(who, true, at(now)),
            Err(Throttled { seconds: 60 }),
            "nothing is told in the wait"
        );
        assert_eq!(throttle.settle(who, true, at(now + 60)), Ok(()));
        assert_eq!(throttle.find(&who), None);
        let now = fail(&mut throttle, who, 12, 0);
        for (later, count) in [(0, 12), (59, 12), (60, 11), (300, 7), (720, 0), (i64::from(u32::MAX), 0)] {
            assert_eq!(
                throttle.find(&who).map(|failures| failures.count_at(at(now + later))),
                Some(count),
                "{later}"
            );
        }
        assert_eq!(throttle.settle(who, false, at(now + 360)), Ok(()));
        assert_eq!(
            throttle.check(&who, at(now + 360)),
            Err(Throttled { seconds: 2 }),
            "six were left, this is one more"
        );
    }

    #[test]
    fn of_many_at_the_same_time_only_the_free_ones_are_told() {
        let (mut throttle, who) = (LoginThrottle::default(), guesser("192.0.2.1", "acme"));
        let told = (0..100).filter(|_| throttle.settle(who, false, at(0)).is_ok()).count();
        assert_eq!(told, 6);
        assert_eq!(throttle.settle(who, true, at(0)), Err(Throttled { seconds: 1 }));
    }

    #[test]
    fn memory_is_bounded_and_the_recent_stay() {
        let (mut throttle, who) = (LoginThrottle::default(), guesser("192.0.2.1", "acme"));
        for other in 0..u32::try_from(3 * GENERATION_MAX).expect("a number") {
            let network = Network::V4(other);
            let _ = throttle.settle(Guesser { network, ..who }, false, at(0));
            assert!(throttle.young.len() <= GENERATION_MAX && throttle.old.len() <= GENERATION_MAX);
        }
        fail(&mut throttle, who, 9, 0);
        for other in 0..u32::try_from(GENERATION_MAX).expect("a number") {
            let network = Network::V6(u64::from(other));
            let _ = throttle.settle(Guesser { network, ..who }, false, at(0));
        }
        assert!(throttle.check(&who, at(0)).is_err());
    }
}
