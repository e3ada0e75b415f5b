//! What is said outside the house: written down with what it follows from, sent later, by whoever has the means.
//!
//! Promises that nothing written down is forgotten: it is sent at least once, or given up after days of failures, which the row
//! then says. The words are made from what is true when it is sent; what is not true any longer is not said.

use charging::{Balance, Holder};
use money::Amount;
use party::access::Grant;
use party::contact::Contact;
use party::customer::Customer;
use party::dictionary::Language;
use store::tables::outbox::{self, Message, MessageKind};
use store::tables::{accounts, customers, ledger, low_balances};
use store::{Lock, StoreError, Tx};

use crate::app::{App, Timestamp};
use crate::context::Context;
use crate::funds::low_balance;

/// How long a sender may take before another one tries.
const LEASE_MICROS: i64 = 5 * MINUTE_MICROS;
/// After the first failure; each further one doubles it.
const PAUSE_MICROS: i64 = MINUTE_MICROS;
/// The longest pause between two attempts.
const PAUSE_MICROS_MAX: i64 = 6 * 60 * MINUTE_MICROS;
/// Attempts before a message is given up: three days.
const ATTEMPTS_MAX: i64 = 20;
/// Characters of an error that are kept.
const ERROR_LENGTH_MAX: usize = 500;

const MINUTE_MICROS: i64 = 60_000_000;

/// A message that is to be sent now, by whoever got it. [`finish`] says what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    claimed: Message,
    claimed_until_micros: i64,
    repeat_interval_micros: i64,
    /// The recipient's e-mail addresses, as he wrote them.
    pub to: String,
    /// Who gets a copy.
    pub cc: String,
    /// Who gets a copy that the others do not see.
    pub bcc: String,
    /// What the recipient's owner wants his mails to be from; empty: what the installation's are from.
    pub from: String,
    /// The recipient's language.
    pub language: Language,
    /// What he is called.
    pub name: String,
    /// What it is about.
    pub subject: Subject,
}

impl Letter {
    /// A name that no other letter has, and this one keeps however often it is tried.
    #[must_use]
    pub fn id(&self) -> String {
        let Holder { customer, account } = self.claimed.holder;
        let account = account.map_or(0, |account| account.0);
        let (since, left) = (self.claimed.created_at_micros, self.claimed.repeats_left);
        format!("low-balance.{}.{account}.{since}.{left}", customer.id)
    }
}

/// What a message is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// Little is left.
    LowBalance {
        /// What can be spent: balance and credit limit together.
        available: Amount,
        /// Below what it fell.
        threshold: Amount,
    },
}

/// What became of a letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Somebody took it.
    Sent,
    /// Nobody took it; it is tried again.
    Failed(String),
    /// Nobody will ever take it.
    Refused(String),
}

/// Looks at what is left in a balance of money that moved: of a customer it is known whether that is little, and who is to be
/// told that it fell below his threshold is written to.
pub(crate) fn watch<A>(
    tx: &mut Tx<'_>,
    context: &Context,
    grant: &Grant<A>,
    before: &Balance,
    after: &Balance,
) -> Result<(), StoreError> {
    let Some(settings) = low_balances::load(tx, before.holder)? else { return Ok(()) };
    let (was_low, is_low) = (low_balance::is_low(&settings, before)?, low_balance::is_low(&settings, after)?);
    if before.holder.account.is_none() && was_low != is_low {
        customers::set_low(tx, grant, is_low)?;
    }
    if !settings.notify_by_email || was_low || !is_low {
        return Ok(());
    }
    let message = Message::low_balance(before.holder, context.now.0, settings.retry_count);
    outbox::put(tx, grant, &message)
}

/// What is due, at most `limit` letters. They are the caller's for five minutes.
///
/// # Errors
/// The store's.
pub async fn claim_due(app: &App, limit: i64) -> Result<Vec<Letter>, StoreError> {
    let now = app.now();
    let due = app.store().read("outbox.due", move |tx| outbox::list_due(tx, now.0, limit)).await?;
    if due.is_empty() {
        return Ok(Vec::new());
    }
    let until = now.0.saturating_add(LEASE_MICROS);
    let claimed = app.store().write("outbox.claim", move |tx| {
        let mut claimed = Vec::new();
        for message in &due {
            if outbox::claim(tx, message, until)? {
                claimed.push(message.clone());
            }
        }
        Ok::<_, StoreError>(claimed)
    });
    let mut letters = Vec::new();
    for message in claimed.await? {
        let claimed = message.clone();
        match app.store().read("outbox.write", move |tx| write(tx, &message, until)).await? {
            Some(letter) => letters.push(letter),
            None => app.store().write("outbox.drop", move |tx| outbox::remove(tx, until, &claimed)).await?,
        }
    }
    Ok(letters)
}

/// Writes down what became of a letter.
///
/// # Errors
/// The store's.
pub async fn finish(app: &App, letter: Letter, outcome: Outcome) -> Result<(), StoreError> {
    let now = app.now();
    app.store()
        .write("outbox.finish", move |tx| {
            let until = letter.claimed_until_micros;
            match after(&letter, &outcome, now) {
                Some(after) => outbox::settle(tx, until, &after),
                None => outbox::remove(tx, until, &letter.claimed),
            }
        })
        .await
}

/// The message as it waits after `outcome`; none: it is done with.
fn after(letter: &Letter, outcome: &Outcome, now: Timestamp) -> Option<Message> {
    let message = letter.claimed.clone();
    let attempts = message.attempts.saturating_add(1);
    let at = |pause: i64| Some(now.0.saturating_add(pause));
    match outcome {
        Outcome::Sent if message.repeats_left == 0 => None,
        Outcome::Sent => Some(Message {
            due_at_micros: at(letter.repeat_interval_micros),
            repeats_left: message.repeats_left - 1,
            attempts: 0,
            last_error: String::new(),
            ..message
        }),
        Outcome::Failed(error) if attempts < ATTEMPTS_MAX => {
            let doublings = u32::try_from(attempts - 1).unwrap_or(0).min(20);
            let pause = PAUSE_MICROS.saturating_mul(1 << doublings).min(PAUSE_MICROS_MAX);
            Some(Message { due_at_micros: at(pause), attempts, last_error: cut(error), ..message })
        }
        Outcome::Failed(error) | Outcome::Refused(error) => {
            Some(Message { due_at_micros: None, attempts, last_error: cut(error), ..message })
        }
    }
}

fn cut(error: &str) -> String {
    error.chars().take(ERROR_LENGTH_MAX).collect()
}

/// The letter that `message` becomes; none where it is not true any longer, or nobody is there to read it.
fn write(tx: &mut Tx<'_>, message: &Message, until: i64) -> Result<Option<Letter>, StoreError> {
    let MessageKind::LowBalance = message.kind;
    let Some(settings) = low_balances::load(tx, message.holder)? else { return Ok(None) };
    let Some(balance) = balance_of(tx, message.holder, &settings)? else { return Ok(None) };
    let available = balance.available().map_err(|error| StoreError::inconsistent(error.to_string()))?;
    let is_low = settings.is_low(available).map_err(|error| StoreError::inconsistent(error.to_string()))?;
    let (Some(threshold), Some(available)) = (settings.threshold, available) else { return Ok(None) };
    if !is_low || !settings.notify_by_email {
        return Ok(None);
    }
    let Some(reader) = reader(tx, message.holder)? else { return Ok(None) };
    Ok(Some(Letter {
        claimed: message.clone(),
        claimed_until_micros: until,
        repeat_interval_micros: settings.retry_interval.saturating_mul(1_000_000),
        to: reader.contact.email.as_str().to_owned(),
        cc: reader.contact.cc.as_str().to_owned(),
        bcc: reader.contact.bcc.as_str().to_owned(),
        from: reader.from,
        language: reader.language,
        name: reader.name,
        subject: Subject::LowBalance { available, threshold },
    }))
}

fn balance_of(
    tx: &mut Tx<'_>,
    holder: Holder,
    settings: &charging::LowBalance,
) -> Result<Option<Balance>, StoreError> {
    ledger::load_balance(tx, holder, settings.commodity())
}

/// Who reads a letter.
struct Reader {
    contact: Contact,
    from: String,
    language: Language,
    name: String,
}

fn reader(tx: &mut Tx<'_>, holder: Holder) -> Result<Option<Reader>, StoreError> {
    let Some(customer) = customers::load(tx, holder.customer, Lock::Share)? else { return Ok(None) };
    let Some(account) = holder.account else {
        let owner = match customer.owner() {
            Some(owner) => customers::load(tx, customer.key.above(owner), Lock::Share)?,
            None => None,
        };
        return Ok(Some(Reader {
            contact: customer.profile.contact.clone(),
            from: owner.as_ref().map(mail_from).unwrap_or_default(),
            language: customer.profile.language,
            name: customer.profile.name.as_str().to_owned(),
        }));
    };
    let Some(stored) = accounts::load_owned(tx, holder.customer, account)? else { return Ok(None) };
    let Some(endpoint) = stored.account.endpoint() else { return Ok(None) };
    Ok(Some(Reader {
        contact: endpoint.contact.clone(),
        from: mail_from(&customer),
        language: endpoint.language,
        name: stored.account.profile.username.as_str().to_owned(),
    }))
}

/// What mails to those whose owner this is are from; empty: what the installation's are from.
pub(crate) fn mail_from(owner: &Customer) -> String {
    owner.profile.contact.mail_from.as_str().to_owned()
}
