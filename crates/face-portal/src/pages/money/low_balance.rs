//! What is to happen when somebody has little left.

use app::funds::holdings::Holdings;
use app::funds::low_balance::{LowBalanceError, set};
use charging::LowBalanceChange;
use money::DecimalError;

use super::beside;
use super::parts::{FormPage, Trail};
use super::place::{Place, Whose, find, path};
use crate::i18n::Reader;
use crate::page::Frame;
use crate::reply::{Failure, Reply};
use crate::ui::{Cell, Fact, Field, Form, Kind};
use crate::visit::Visit;

/// What was typed, and what was wrong with it; empty where nothing was.
#[derive(Debug, Clone, Default)]
struct Typed {
    threshold: String,
    notify: String,
    retry_count: String,
    retry_interval: String,
    wrong: Wrong,
}

#[derive(Debug, Clone, Default)]
struct Wrong {
    form: String,
    threshold: String,
    retry_count: String,
    retry_interval: String,
}

impl Typed {
    /// What holds now, as one would type it.
    fn of(reader: &Reader, holdings: &Holdings) -> Self {
        let settings = &holdings.low_balance;
        Self {
            threshold: settings.threshold.map(|threshold| reader.typed(threshold)).unwrap_or_default(),
            notify: if settings.notify_by_email { "1".to_owned() } else { String::new() },
            retry_count: settings.retry_count.to_string(),
            retry_interval: settings.retry_interval.to_string(),
            wrong: Wrong::default(),
        }
    }
}

pub(super) async fn show(visit: Visit) -> Result<Reply, Failure> {
    let whose = Whose::read(&visit)?;
    let holdings = find(&visit, whose).await?;
    let typed = Typed::of(&visit.reader, &holdings);
    Reply::page(&page(visit.frame(), whose, &holdings, typed))
}

pub(super) async fn save(visit: Visit) -> Result<Reply, Failure> {
    let whose = Whose::read(&visit)?;
    let of = whose.funds().ok_or(Failure::NotFound)?;
    let holdings = find(&visit, whose).await?;
    let again = |wrong: Wrong| {
        let text = |name: &str| visit.form.text(name).to_owned();
        let typed = Typed {
            threshold: text("threshold"),
            notify: text("notify"),
            retry_count: text("retry-count"),
            retry_interval: text("retry-interval"),
            wrong,
        };
        Reply::again(&page(visit.frame(), whose, &holdings, typed))
    };
    let change = match read(&visit, holdings.low_balance.commodity()) {
        Ok(change) => change,
        Err(wrong) => return again(wrong),
    };
    match set(visit.app(), &visit.context_about_money()?, of, change).await {
        Ok(()) => Ok(Reply::see_with(path(whose), "low-balance-saved")),
        Err(LowBalanceError::Refused(_) | LowBalanceError::UnknownAccount | LowBalanceError::NoFunds) => {
            Err(Failure::NotFound)
        }
        Err(LowBalanceError::Rule(_) | LowBalanceError::Conflict(_)) => {
            again(Wrong { form: visit.t("form-incomplete"), ..Wrong::default() })
        }
        Err(LowBalanceError::Store(error)) => Err(error.into()),
    }
}

/// What the form says, or everything that is wrong with it. Nothing is said of cards, and so nothing of them changes.
fn read(visit: &Visit, commodity: money::Commodity) -> Result<LowBalanceChange, Wrong> {
    let (reader, form) = (&visit.reader, &visit.form);
    let mut wrong = Wrong::default();
    let threshold = match reader.read_amount(form.text("threshold"), commodity) {
        Ok(threshold) => Some(threshold.units()),
        Err(DecimalError::Empty) => None,
        Err(error) => {
            wrong.threshold = reader.amount_error(error);
            None
        }
    };
    let (count, interval) = (whole(form.text("retry-count")), whole(form.text("retry-interval")));
    let reason = |number: Option<i64>| number.map_or_else(|| reader.t("number-malformed"), |_| String::new());
    (wrong.retry_count, wrong.retry_interval) = (reason(count), reason(interval));
    match (wrong.threshold.is_empty(), count, interval) {
        (true, Some(count), Some(interval)) => Ok(LowBalanceChange {
            threshold_units: Some(threshold),
            notify_by_email: Some(form.text("notify") == "1"),
            retry_count: Some(count),
            retry_interval: Some(interval),
            ..LowBalanceChange::default()
        }),
        _ => Err(wrong),
    }
}

/// A whole number, never negative; nothing is none.
fn whole(text: &str) -> Option<i64> {
    match text.trim() {
        "" => Some(0),
        text => text.parse::<u32>().ok().map(i64::from),
    }
}

/// What holds now.
pub(super) fn facts(frame: &Frame, holdings: &Holdings) -> Vec<Fact> {
    let (reader, settings) = (&frame.reader, &holdings.low_balance);
    let threshold = match settings.threshold {
        Some(threshold) => Cell::Number(reader.number(threshold), reader.unit(threshold.commodity())),
        None => Cell::Muted(frame.t("not-set")),
    };
    let mail = if settings.notify_by_email { "yes" } else { "no" };
    let mut facts = vec![
        Fact::new(frame.t("low-balance-threshold"), threshold),
        Fact::new(frame.t("low-balance-notify"), Cell::Text(frame.t(mail))),
    ];
    if settings.notify_by_email {
        let to = recipients(holdings);
        let to = if to.is_empty() {
            Cell::Muted(frame.t("low-balance-nobody"))
        } else {
            Cell::Text(to.join("\n"))
        };
        facts.push(Fact::new(frame.t("low-balance-to"), to));
    }
    facts
}

/// To whom it is written: the addresses among the holder's contact data.
fn recipients(holdings: &Holdings) -> Vec<String> {
    let endpoint = holdings.account.as_ref().and_then(|account| account.endpoint());
    let contact = endpoint.map_or(&holdings.customer.profile.contact, |endpoint| &endpoint.contact);
    let addresses = [contact.email.as_str(), contact.cc.as_str(), contact.bcc.as_str()];
    addresses.into_iter().filter(|address| !address.is_empty()).map(str::to_owned).collect()
}

fn page(frame: Frame, whose: Whose, holdings: &Holdings, typed: Typed) -> FormPage {
    let mut form = Form::new(&frame, Place::LowBalance.path(whose, &[]), frame.t("save"));
    let unit = frame.reader.unit(holdings.low_balance.commodity());
    let to = recipients(holdings);
    let notify_hint = match to.is_empty() {
        true => frame.t("low-balance-nobody-hint"),
        false => frame.reader.t1("low-balance-to-hint", "addresses", to.join(", ")),
    };
    form.error = typed.wrong.form;
    form.fields = vec![
        Field {
            value: typed.threshold,
            error: typed.wrong.threshold,
            hint: frame.t("low-balance-threshold-hint"),
            autocomplete: "off",
            ..Field::new("threshold", frame.reader.t1("low-balance-threshold-in", "unit", unit), Kind::Number)
        },
        Field {
            value: typed.notify,
            hint: notify_hint,
            ..Field::new("notify", frame.t("low-balance-notify"), Kind::Checkbox)
        },
        Field {
            value: typed.retry_count,
            error: typed.wrong.retry_count,
            hint: frame.t("low-balance-retry-count-hint"),
            ..Field::new("retry-count", frame.t("low-balance-retry-count"), Kind::Number)
        },
        Field {
            value: typed.retry_interval,
            error: typed.wrong.retry_interval,
            ..Field::new("retry-interval", frame.t("low-balance-retry-interval"), Kind::Number)
        },
    ];
    form.cancel = Some((path(whose), frame.t("cancel")));
    FormPage {
        trail: Trail::to_money(&frame, whose, holdings),
        title: frame.t("money-low-balance"),
        lead: frame.t("low-balance-lead"),
        beside: vec![beside(&frame, &holdings.money)],
        form,
        frame,
    }
}

#[cfg(test)]
pub(super) fn samples(frame: &Frame, holdings: &Holdings, text: &str) -> Vec<Result<String, askama::Error>> {
    use askama::Template;
    use party::ids::CustomerId;

    let whose = Whose::Customer(CustomerId(7));
    let reader = &frame.reader;
    let text = || text.to_owned();
    let wrong = Wrong {
        form: reader.t("form-incomplete"),
        threshold: reader.amount_error(DecimalError::Malformed),
        retry_count: reader.t("number-malformed"),
        retry_interval: reader.t("number-malformed"),
    };
    let typed =
        Typed { threshold: text(), notify: text(), retry_count: text(), retry_interval: text(), wrong };
    let mut unknown = holdings.clone();
    unknown.customer.profile.contact = party::contact::Contact::default();
    vec![
        page(frame.clone(), whose, holdings, Typed::of(reader, holdings)).render(),
        page(frame.clone(), whose, &unknown, typed).render(),
    ]
}
