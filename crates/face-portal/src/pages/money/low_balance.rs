//! What is to happen when somebody has little left.

use app::funds::holdings::Holdings;
use app::funds::low_balance::{LowBalanceError, set};
use charging::LowBalanceChange;
use money::Commodity;

use super::beside;
use super::parts::{Filled, FormPage, Trail};
use super::place::{Place, Whose, find, path};
use crate::entered::{Entered, Shown, Wrong};
use crate::i18n::Reader;
use crate::page::Frame;
use crate::reply::{Failure, Reply};
use crate::ui::{Cell, Facts, Field, Form, Kind, Section};
use crate::visit::{Fields, Visit};

const THRESHOLD: &str = "threshold";
const NOTIFY: &str = "notify";
const RETRY_COUNT: &str = "retry_count";
const RETRY_INTERVAL: &str = "retry_interval";
/// More times, and more seconds, than anybody means.
const MOST: i64 = 1_000_000_000;

pub(super) async fn show(visit: Visit) -> Result<Reply, Failure> {
    let whose = Whose::read(&visit)?;
    let holdings = find(&visit, whose).await?;
    let values = values(&visit.reader, &holdings);
    Reply::page(&page(visit.frame(), whose, &holdings, Filled::new(&visit, &values)))
}

pub(super) async fn save(visit: Visit) -> Result<Reply, Failure> {
    let whose = Whose::read(&visit)?;
    let of = whose.funds().ok_or(Failure::NotFound)?;
    let holdings = find(&visit, whose).await?;
    let again = |filled| Reply::again(&page(visit.frame(), whose, &holdings, filled));
    let change = match read(&visit, holdings.low_balance.commodity()) {
        Ok(change) => change,
        Err(wrong) => return again(Filled::again(&visit, wrong)),
    };
    // What is set twice is set: this form needs no key.
    match set(visit.app(), &visit.context_about_money()?, of, change).await {
        Ok(()) => Ok(Reply::see_with(path(whose), "low-balance-saved")),
        Err(LowBalanceError::Refused(_) | LowBalanceError::UnknownAccount | LowBalanceError::NoFunds) => {
            Err(Failure::NotFound)
        }
        // Of cards, about which the rule is, and of keys the form says nothing.
        Err(LowBalanceError::Rule(_) | LowBalanceError::Conflict(_)) => {
            again(Filled::failed(&visit, "form-incomplete"))
        }
        Err(LowBalanceError::Store(error)) => Err(error.into()),
    }
}

/// What holds now, as one would type it.
fn values(reader: &Reader, holdings: &Holdings) -> Fields {
    let settings = &holdings.low_balance;
    let threshold = settings.threshold.map(|threshold| reader.typed(&threshold.to_decimal()));
    let values = [
        (THRESHOLD, threshold.unwrap_or_default()),
        (NOTIFY, i64::from(settings.notify_by_email).to_string()),
        (RETRY_COUNT, settings.retry_count.to_string()),
        (RETRY_INTERVAL, settings.retry_interval.to_string()),
    ];
    Fields::of(values.map(|(name, value)| (name.to_owned(), value)).to_vec())
}

/// What the form says, or everything that is wrong with it. Of cards it says nothing, and so nothing of them changes.
fn read(visit: &Visit, commodity: Commodity) -> Result<LowBalanceChange, Wrong> {
    let mut form = Entered::new(&visit.reader, &visit.form);
    let threshold = form.amount_or_nothing(THRESHOLD, commodity);
    let (count, interval) = (form.count(RETRY_COUNT, MOST), form.count(RETRY_INTERVAL, MOST));
    let (Some(threshold), Some(count), Some(interval)) = (threshold, count, interval) else {
        return Err(form.wrong());
    };
    Ok(LowBalanceChange {
        threshold_units: Some(threshold.map(money::Amount::units)),
        notify_by_email: Some(form.is_ticked(NOTIFY)),
        retry_count: Some(count),
        retry_interval: Some(interval),
        ..LowBalanceChange::default()
    })
}

/// What holds now.
pub(super) fn section(frame: &Frame, holdings: &Holdings) -> Section {
    let (reader, settings) = (&frame.reader, &holdings.low_balance);
    let threshold = match settings.threshold {
        Some(threshold) => Cell::Number(reader.number(threshold), reader.unit(threshold.commodity())),
        None => Cell::Muted(frame.t("not-set")),
    };
    let facts = Facts::of(frame)
        .cell("low-balance-threshold", threshold)
        .truth("low-balance-notify", settings.notify_by_email);
    let facts = match recipients(holdings).join("\n") {
        _ if !settings.notify_by_email => facts,
        nobody if nobody.is_empty() => {
            facts.cell("low-balance-to", Cell::Muted(frame.t("low-balance-nobody")))
        }
        addresses => facts.text("low-balance-to", &addresses),
    };
    facts.section("low-balance", "money-low-balance")
}

/// To whom it is written: the addresses among the holder's contact data.
fn recipients(holdings: &Holdings) -> Vec<String> {
    let endpoint = holdings.account.as_ref().and_then(|account| account.endpoint());
    let contact = endpoint.map_or(&holdings.customer.profile.contact, |endpoint| &endpoint.contact);
    let addresses = [contact.email.as_str(), contact.cc.as_str(), contact.bcc.as_str()];
    addresses.into_iter().filter(|address| !address.is_empty()).map(str::to_owned).collect()
}

fn page(frame: Frame, whose: Whose, holdings: &Holdings, filled: Filled<'_>) -> FormPage {
    let mut form = Form::new(&frame, Place::LowBalance.path(whose, &[]), frame.t("save"));
    let shown = Shown { frame: &frame, values: filled.values, wrong: &filled.wrong };
    let unit = frame.reader.unit(holdings.low_balance.commodity());
    let to = recipients(holdings).join(", ");
    let notify_hint = match to.is_empty() {
        true => frame.t("low-balance-nobody-hint"),
        false => frame.reader.t1("low-balance-to-hint", "addresses", to),
    };
    form.fields = vec![
        Field {
            label: frame.reader.t1("low-balance-threshold-in", "unit", unit),
            autocomplete: "off",
            ..shown.hinted(THRESHOLD, "low-balance-threshold", Kind::Number, "low-balance-threshold-hint")
        },
        Field { hint: notify_hint, ..shown.field(NOTIFY, "low-balance-notify", Kind::Checkbox) },
        shown.hinted(RETRY_COUNT, "low-balance-retry-count", Kind::Number, "low-balance-retry-count-hint"),
        shown.field(RETRY_INTERVAL, "low-balance-retry-interval", Kind::Number),
    ];
    form.error = filled.error;
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
    let mut wrong = Wrong::default();
    wrong.refuse(THRESHOLD, reader.t("wrong-number"));
    wrong.refuse(RETRY_COUNT, reader.t("wrong-whole"));
    let typed = [THRESHOLD, RETRY_COUNT, RETRY_INTERVAL].map(|name| (name.to_owned(), text.to_owned()));
    let (typed, known) = (Fields::of(typed.to_vec()), values(reader, holdings));
    let mut unknown = holdings.clone();
    unknown.customer.profile.contact = party::contact::Contact::default();
    let filled = |values, wrong, error| Filled { values, wrong, error, once: text.to_owned() };
    let again = filled(&typed, wrong, reader.t("form-incomplete"));
    vec![
        page(frame.clone(), whose, holdings, filled(&known, Wrong::default(), String::new())).render(),
        page(frame.clone(), whose, &unknown, again).render(),
    ]
}
