//! The last calls of each customer's programs, and how they came out: kept by this process, as long as it runs.
//!
//! Promises bounded memory and no waiting worth the name: a call is noted under a lock of its customer's own, for as long
//! as it takes to put it behind the others. Only calls whose credentials were right are known to be anybody's.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use party::ids::CustomerId;
use quick_cache::sync::Cache;

use crate::app::Timestamp;
use crate::context::Face;
use crate::request_id::RequestOutcome;

/// Calls kept of one customer.
pub const CALLS_MAX: usize = 20;

/// Customers of whom calls are kept; those who have not called for long go first.
const CUSTOMERS_MAX: usize = 4_096;

/// A call that was answered; no secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecentCall {
    /// When it was answered.
    pub at: Timestamp,
    /// In which dialect.
    pub face: Face,
    /// The operation in the dialect's words.
    pub operation: String,
    /// How it ended in the dialect's words.
    pub code: String,
    /// It did what it was to do.
    pub is_success: bool,
    /// From the end of its head to the end of its answer.
    pub elapsed: Duration,
    /// From where.
    pub peer: IpAddr,
}

/// The last calls of each customer.
pub struct RecentCalls {
    by_customer: Cache<CustomerId, Arc<Mutex<VecDeque<RecentCall>>>>,
}

impl Default for RecentCalls {
    fn default() -> Self {
        Self { by_customer: Cache::new(CUSTOMERS_MAX) }
    }
}

impl RecentCalls {
    /// Notes a request that was answered at `at`, if it was a call of a customer's program.
    pub fn note(&self, outcome: &RequestOutcome, at: Timestamp, elapsed: Duration, peer: IpAddr) {
        let dialects = [Face::XmlRpc, Face::Rest];
        let Some(face) = dialects.into_iter().find(|face| face.name() == outcome.face) else { return };
        let Some(customer) = outcome.customer() else { return };
        let kept = self.by_customer.get_or_insert_with(&customer, || Ok::<_, Infallible>(Arc::default()));
        let Ok(kept) = kept;
        let call = RecentCall {
            at,
            face,
            operation: outcome.operation.clone(),
            code: outcome.code.clone(),
            is_success: outcome.is_success,
            elapsed,
            peer,
        };
        let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() == CALLS_MAX {
            kept.pop_front();
        }
        kept.push_back(call);
    }

    /// Those of `customer`, the latest first.
    pub(crate) fn of(&self, customer: CustomerId) -> Vec<RecentCall> {
        let Some(kept) = self.by_customer.get(&customer) else { return Vec::new() };
        let kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.iter().rev().cloned().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::Actor;

    fn note(calls: &RecentCalls, face: &'static str, actor: Option<&Actor>, at: usize) {
        let outcome = RequestOutcome {
            face,
            operation: at.to_string(),
            caller: actor.cloned(),
            code: "ok".to_owned(),
            is_success: true,
        };
        calls.note(&outcome, Timestamp(0), Duration::ZERO, [192, 0, 2, 1].into());
    }

    fn operations(calls: &RecentCalls, customer: i64) -> Vec<String> {
        calls.of(CustomerId(customer)).into_iter().map(|call| call.operation).collect()
    }

    #[test]
    fn the_latest_come_first_and_the_oldest_go() {
        let calls = RecentCalls::default();
        for at in 0..CALLS_MAX + 5 {
            note(&calls, "xmlrpc", Some(&Actor::Customer(CustomerId(7))), at);
        }
        let expected: Vec<String> = (5..CALLS_MAX + 5).rev().map(|at| at.to_string()).collect();
        assert_eq!(operations(&calls, 7), expected);
        assert_eq!(operations(&calls, 8), [""; 0]);
    }

    #[test]
    fn only_what_a_customers_program_called_is_kept() {
        let calls = RecentCalls::default();
        let customer = CustomerId(7);
        note(&calls, "rest", Some(&Actor::Customer(customer)), 1);
        note(&calls, "portal", Some(&Actor::Customer(customer)), 2);
        note(&calls, "xmlrpc", None, 3);
        note(&calls, "xmlrpc", Some(&Actor::TrustedHost("192.0.2.1".to_owned())), 4);
        note(&calls, "rest", Some(&Actor::WebUser { id: party::ids::WebUserId(7), customer }), 5);
        assert_eq!(operations(&calls, 7), ["1"]);
    }

    #[test]
    fn many_customers_are_not_kept() {
        let calls = RecentCalls::default();
        for id in 0..i64::try_from(2 * CUSTOMERS_MAX).expect("a number") {
            note(&calls, "rest", Some(&Actor::Customer(CustomerId(id))), 0);
        }
        assert!(calls.by_customer.len() <= CUSTOMERS_MAX);
    }
}
