//! An operator at a terminal: the same use cases as over the wire, called by the operator in person.

use std::fmt;
use std::str::FromStr;

use app::customer::find::{self, CustomerView, FindCustomerError, Lookup};
use app::{App, Context};
use money::{Amount, parse_decimal};
use party::access::Refusal;
use party::ids::CustomerId;
use party::names::CustomerName;

use super::{Outcome, runtime};
use crate::config::{Log, Settings};
use crate::failure::Failure;
use crate::{installation, logging};

/// An open installation and the one who sits before it.
pub(crate) struct Session {
    /// The application.
    pub(crate) app: App,
}

/// Opens the installation, does `work`, and closes it again.
pub(crate) fn with_session(settings: &Settings, work: impl AsyncFnOnce(&Session) -> Outcome) -> Outcome {
    let config = settings.load()?;
    logging::start(Log::QUIET)?;
    runtime()?.block_on(async {
        let session = Session { app: installation::open(&config).await? };
        let outcome = work(&session).await;
        installation::close(session.app).await;
        outcome
    })
}

impl Session {
    /// The circumstances of one command.
    pub(crate) fn context(&self) -> Context {
        installation::operator(&self.app)
    }

    /// The customer that `who` names.
    pub(crate) async fn customer(&self, who: &Who) -> Result<CustomerView, Failure> {
        let lookup = match who {
            Who::Number(id) => Lookup::Id(*id),
            Who::Name(name) => Lookup::Name(name.clone()),
        };
        find::find(&self.app, &self.context(), lookup).await.map_err(|error| match error {
            FindCustomerError::Unknown | FindCustomerError::Refused(Refusal::Absent) => {
                Failure::new(format!("there is no customer {who}"))
            }
            other => other.into(),
        })
    }

    /// The number of the customer that `who` names.
    pub(crate) async fn customer_id(&self, who: &Who) -> Result<CustomerId, Failure> {
        Ok(self.customer(who).await?.customer.key.id)
    }
}

/// A customer as he is named at a terminal: digits are his number, anything else is his name, and `name:` before it
/// says that it is a name whatever it looks like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Who {
    /// By number.
    Number(CustomerId),
    /// By name.
    Name(CustomerName),
}

impl FromStr for Who {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if let Ok(number) = text.parse() {
            return Ok(Self::Number(CustomerId(number)));
        }
        let name = text.strip_prefix("name:").unwrap_or(text);
        name.parse().map(Self::Name).map_err(|error| format!("a name {error}"))
    }
}

impl fmt::Display for Who {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(id) => id.fmt(f),
            Self::Name(name) => name.fmt(f),
        }
    }
}

/// On whose behalf a command works.
#[derive(Debug, clap::Args)]
pub(crate) struct Owner {
    #[command(flatten)]
    settings: Settings,
    /// Whose, by number or name.
    #[arg(long, value_name = "CUSTOMER", default_value = "1")]
    owner: Who,
}

impl Owner {
    /// [`with_session`], with the owner's number.
    pub(crate) fn with_session(&self, work: impl AsyncFnOnce(&Session, CustomerId) -> Outcome) -> Outcome {
        with_session(&self.settings, async |session| {
            let owner = session.customer_id(&self.owner).await?;
            work(session, owner).await
        })
    }
}

/// A page of a list.
#[derive(Debug, Clone, Copy, clap::Args)]
pub(crate) struct Page {
    /// Only numbers above this one.
    #[arg(long, value_name = "NUMBER", default_value_t = 0)]
    pub(crate) after: i64,
    /// At most so many.
    #[arg(long, value_name = "NUMBER", default_value_t = 100, value_parser = clap::value_parser!(i64).range(1..=10_000))]
    pub(crate) limit: i64,
}

impl Page {
    /// Those of `all`, ascending by number, that the page shows.
    pub(crate) fn of<T>(self, all: Vec<T>, number: impl Fn(&T) -> i64) -> Vec<T> {
        let limit = usize::try_from(self.limit).unwrap_or_default();
        all.into_iter().filter(|thing| self.after < number(thing)).take(limit).collect()
    }
}

/// Reads a sum of money or credits, in 10^-8.
pub(crate) fn units(text: &str) -> Result<i64, String> {
    parse_decimal(text, Amount::SCALE).map_err(|error| error.to_string())
}

/// The same for what cannot be negative.
pub(crate) fn positive_units(text: &str) -> Result<i64, String> {
    units(text).and_then(|units| if units < 0 { Err("must not be negative".to_owned()) } else { Ok(units) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Result<&str, ()>) {
        let who = text.parse::<Who>().map(|who| format!("{who:?}")).map_err(|_| ());
        assert_eq!(who, expected.map(str::to_owned), "{text}");
    }

    #[test]
    fn customers_are_named_by_number_or_name() {
        check("17", Ok("Number(CustomerId(17))"));
        check("acme", Ok("Name(CustomerName(\"acme\"))"));
        check("name:17", Ok("Name(CustomerName(\"17\"))"));
        check("", Err(()));
        check(" acme", Err(()));
    }

    #[test]
    fn sums_are_exact() {
        assert_eq!(units("-1.5"), Ok(-150_000_000));
        assert!(units("1e-9").is_err() && units("much").is_err());
        assert_eq!(positive_units("0"), Ok(0));
        assert!(positive_units("-0.00000001").is_err());
    }
}
