//! Permission to try a push out: the request really leaves the house, so it is somebody's who may change the account, seldom
//! enough, and in the audit log before it is sent.

use std::collections::HashMap;
use std::sync::PoisonError;

use messaging::{DeliveryReport, FilledPush, FinalStatusPush, MailAddress};
use party::access::EditAccount;
use party::ids::ObjectId;

use super::hold::{AccountLookup, ChangeAccountError, Held, hold};
use crate::app::{App, Sequence, Timestamp};
use crate::audit::{self, Change};
use crate::context::Context;
use crate::outbox;
use crate::throttle::Throttled;

/// Tests that one person may make in a minute.
pub const TESTS_PER_MINUTE: usize = 6;

/// People whose tests are remembered. More than that do not test within a minute: whoever comes then waits.
const PEOPLE_MAX: usize = 10_000;

const MINUTE_MICROS: i64 = 60_000_000;

/// What may be sent now, once. Only [`permit`] makes one.
#[derive(Debug)]
pub enum TestPush {
    /// A request by HTTP.
    Call(TestCall),
    /// An e-mail.
    Mail(TestMail),
}

/// A filled-in address that may be called.
#[derive(Debug)]
pub struct TestCall {
    url: String,
}

impl TestCall {
    /// The address.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }
}

/// A filled-in e-mail that may be sent.
#[derive(Debug)]
pub struct TestMail {
    id: i64,
    from: String,
    to: MailAddress,
    subject: String,
    body: String,
}

impl TestMail {
    /// The number of the audit record that permits it: no other mail has it.
    #[must_use]
    pub fn id(&self) -> i64 {
        self.id
    }

    /// What the customer's owner wants his mails to be from; empty: what the installation's are from.
    #[must_use]
    pub fn from(&self) -> &str {
        &self.from
    }

    /// To whom.
    #[must_use]
    pub fn to(&self) -> &MailAddress {
        &self.to
    }

    /// One line.
    #[must_use]
    pub fn subject(&self) -> &str {
        &self.subject
    }

    /// The text.
    #[must_use]
    pub fn body(&self) -> &str {
        &self.body
    }
}

/// Why a push is not tried out. Nothing was sent then.
#[derive(Debug, thiserror::Error)]
pub enum TestPushError {
    /// For a reason that can meet every change of the account.
    #[error(transparent)]
    Account(#[from] ChangeAccountError),
    /// A receipt goes to the user's own session: there is nowhere else to send one to.
    #[error("a receipt can be sent to a session only")]
    NoRecipient,
    /// The person made too many tests.
    #[error(transparent)]
    Throttled(#[from] Throttled),
}

/// Permits to send `push` once, filled in with `report`, on behalf of an account that spends its customer's funds. It need
/// not be the one that the account has.
///
/// # Errors
/// [`TestPushError`], in the order in which it lists them.
pub async fn permit(
    app: &App,
    context: &Context,
    account: ObjectId,
    push: &FinalStatusPush,
    report: &DeliveryReport,
) -> Result<TestPush, TestPushError> {
    let (caller, lookup) = (context.caller.clone(), AccountLookup::User(account));
    let rehearsed = lookup.clone();
    let from = app
        .store()
        .read("account.rehearse_test_push", move |tx| {
            let held: Held<EditAccount> = hold(tx, &caller, &rehearsed)?;
            Ok::<_, ChangeAccountError>(outbox::mail_from(&held.customer))
        })
        .await?;
    let filled = push.fill(report);
    if filled == FilledPush::Smpp {
        return Err(TestPushError::NoRecipient);
    }
    let who = context.actor.to_string();
    app.push_tests().lock().unwrap_or_else(PoisonError::into_inner).take(&who, context.now)?;
    let audit_id = app.next_id(Sequence::Record).await.map_err(ChangeAccountError::from)?;
    let (within, told) = (context.clone(), audit::push(push));
    app.store()
        .write("account.test_push", move |tx| {
            let Held { customer, stored, .. }: Held<EditAccount> = hold(tx, &within.caller, &lookup)?;
            let change = Change {
                customer: customer.key,
                operation: "account.test_push",
                object: format!("account:{}", stored.account.id),
                before: None,
                after: Some(told.clone()),
            };
            Ok::<_, ChangeAccountError>(audit::record(tx, &within, audit_id, change)?)
        })
        .await?;
    match filled {
        FilledPush::Url(url) => Ok(TestPush::Call(TestCall { url })),
        FilledPush::Email { to, subject, body } => {
            Ok(TestPush::Mail(TestMail { id: audit_id, from, to, subject, body }))
        }
        FilledPush::Smpp => Err(TestPushError::NoRecipient),
    }
}

/// Who made how many tests within the last minute. In one process's memory: a brake, not a rule.
#[derive(Debug, Default)]
pub(crate) struct PushTests {
    made: HashMap<String, Vec<Timestamp>>,
}

impl PushTests {
    /// Counts a test of `who` at `now`.
    fn take(&mut self, who: &str, now: Timestamp) -> Result<(), Throttled> {
        let since = now.0.saturating_sub(MINUTE_MICROS);
        if PEOPLE_MAX <= self.made.len() {
            self.made.retain(|_, tests| tests.last().is_some_and(|last| since < last.0));
        }
        if PEOPLE_MAX <= self.made.len() && !self.made.contains_key(who) {
            return Err(Throttled { seconds: 60 });
        }
        let tests = self.made.entry(who.to_owned()).or_default();
        // A clock that was set back makes nobody wait for what lies ahead.
        tests.retain(|test| since < test.0 && test.0 <= now.0);
        match tests.first() {
            Some(first) if TESTS_PER_MINUTE <= tests.len() => {
                let wait = first.0.saturating_sub(since).unsigned_abs();
                Err(Throttled { seconds: wait.div_ceil(1_000_000) })
            }
            _ => {
                tests.push(now);
                Ok(())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp(seconds * 1_000_000)
    }

    #[track_caller]
    fn check(tests: &mut PushTests, who: &str, seconds: i64, expected: Result<(), u64>) {
        assert_eq!(tests.take(who, at(seconds)).map_err(|wait| wait.seconds), expected, "{who} at {seconds}");
    }

    #[test]
    fn a_person_tests_a_few_times_in_a_minute() {
        let mut tests = PushTests::default();
        for seconds in 0..6 {
            check(&mut tests, "a", 100 + seconds, Ok(()));
        }
        check(&mut tests, "a", 106, Err(54));
        check(&mut tests, "a", 159, Err(1));
        check(&mut tests, "b", 106, Ok(()));
        check(&mut tests, "a", 160, Ok(()));
        check(&mut tests, "a", 160, Err(1));
        check(&mut tests, "a", 300, Ok(()));
        check(&mut tests, "a", 50, Ok(()));
    }

    #[test]
    fn what_is_remembered_is_bounded() {
        let mut tests = PushTests::default();
        for person in 0..PEOPLE_MAX {
            check(&mut tests, &person.to_string(), 100, Ok(()));
        }
        check(&mut tests, "one more", 100, Err(60));
        check(&mut tests, "7", 100, Ok(()));
        check(&mut tests, "one more", 161, Ok(()));
        assert_eq!(tests.made.len(), 1);
    }
}
