//! Booking a payment, or a correction up or down.

use app::Timestamp;
use app::funds::book::{BookFunds, BookFundsError, book_funds};
use app::funds::holdings::Holdings;
use charging::{BookError, FundsChange};
use money::{Amount, Commodity};
use party::text::Line;

use super::beside;
use super::parts::{Filled, FormPage, Trail};
use super::place::{Place, Whose, find, path};
use crate::entered::{Entered, Shown, Wrong};
use crate::once;
use crate::page::Frame;
use crate::reply::{Failure, Reply};
use crate::ui::{Field, Form, Kind};
use crate::visit::{Fields, Visit};

const AMOUNT: &str = "amount";
const AT: &str = "at";
const NOTES: &str = "notes";

pub(super) async fn show_payment(visit: Visit) -> Result<Reply, Failure> {
    show(visit, FundsChange::Payment).await
}

pub(super) async fn show_credit(visit: Visit) -> Result<Reply, Failure> {
    show(visit, FundsChange::Credit).await
}

pub(super) async fn show_debit(visit: Visit) -> Result<Reply, Failure> {
    show(visit, FundsChange::Debit).await
}

pub(super) async fn save_payment(visit: Visit) -> Result<Reply, Failure> {
    save(visit, FundsChange::Payment).await
}

pub(super) async fn save_credit(visit: Visit) -> Result<Reply, Failure> {
    save(visit, FundsChange::Credit).await
}

pub(super) async fn save_debit(visit: Visit) -> Result<Reply, Failure> {
    save(visit, FundsChange::Debit).await
}

async fn show(visit: Visit, change: FundsChange) -> Result<Reply, Failure> {
    let whose = Whose::read(&visit)?;
    let holdings = find(&visit, whose).await?;
    let nothing = Fields::default();
    Reply::page(&page(visit.frame(), whose, &holdings, change, Filled::new(&visit, &nothing)))
}

async fn save(visit: Visit, change: FundsChange) -> Result<Reply, Failure> {
    let whose = Whose::read(&visit)?;
    let of = whose.funds().ok_or(Failure::NotFound)?;
    let holdings = find(&visit, whose).await?;
    let again = |filled| Reply::again(&page(visit.frame(), whose, &holdings, change, filled));
    let (amount, happened_at, notes) = match read(&visit, holdings.money.balance.commodity()) {
        Ok(read) => read,
        Err(wrong) => return again(Filled::again(&visit, wrong)),
    };
    let Some(context) = once::keyed(&visit, visit.context_about_money()?) else {
        return again(Filled::failed(&visit, "form-incomplete").anew(&visit));
    };
    let request = BookFunds { of, change, amount, notes, happened_at };
    match book_funds(visit.app(), &context, request).await {
        Ok(_) => Ok(Reply::see_with(path(whose), notice(change))),
        Err(BookFundsError::Refused(_) | BookFundsError::UnknownAccount | BookFundsError::NoFunds) => {
            Err(Failure::NotFound)
        }
        Err(BookFundsError::Book(error)) => again(refused(&visit, error)),
        Err(BookFundsError::Conflict(_)) => again(Filled::failed(&visit, "form-sent-before").anew(&visit)),
        Err(BookFundsError::Store(error)) => Err(error.into()),
    }
}

/// What the form says, or everything that is wrong with it.
fn read(visit: &Visit, commodity: Commodity) -> Result<(Amount, Option<Timestamp>, Line<255>), Wrong> {
    let reader = &visit.reader;
    let mut form = Entered::new(reader, &visit.form);
    let amount = form.amount(AMOUNT, commodity);
    let at = form.read_or_nothing(
        AT,
        |text| reader.read_moment(text).ok_or(()),
        |reader, ()| reader.t("moment-malformed"),
    );
    let notes = form.text(NOTES, Line::parse);
    match (amount, at, notes) {
        (Some(amount), Some(at), Some(notes)) => Ok((amount, at, notes)),
        _ => Err(form.wrong()),
    }
}

fn refused(visit: &Visit, error: BookError) -> Filled<'_> {
    match error {
        BookError::NotPositive => Filled::refused(visit, AMOUNT, visit.t("amount-not-positive")),
        BookError::TooLarge => Filled::refused(visit, AMOUNT, visit.t("wrong-large")),
        BookError::Overcommitted => Filled::refused(visit, AMOUNT, visit.t("money-overcommitted")),
        BookError::WrongCurrency => Filled::failed(visit, "money-wrong-currency"),
        BookError::NotComparable => Filled::failed(visit, "money-not-comparable"),
    }
}

fn notice(change: FundsChange) -> &'static str {
    match change {
        FundsChange::Payment => "payment-booked",
        FundsChange::Credit => "credit-booked",
        FundsChange::Debit => "debit-booked",
    }
}

fn page(
    frame: Frame,
    whose: Whose,
    holdings: &Holdings,
    change: FundsChange,
    filled: Filled<'_>,
) -> FormPage {
    let (title, lead, at) = match change {
        FundsChange::Payment => ("money-add-funds", "money-add-funds-lead", "money-paid-at"),
        FundsChange::Credit => ("money-credit", "money-credit-lead", "money-happened-at"),
        FundsChange::Debit => ("money-debit", "money-debit-lead", "money-happened-at"),
    };
    let mut form = Form::new(&frame, Place::Book(change).path(whose, &[]), frame.t(title));
    let shown = Shown { frame: &frame, values: filled.values, wrong: &filled.wrong };
    let unit = frame.reader.unit(holdings.money.balance.commodity());
    form.fields = vec![
        Field {
            label: frame.reader.t1("money-amount-in", "unit", unit),
            autocomplete: "off",
            is_required: true,
            ..shown.hinted(AMOUNT, "overview-amount", Kind::Number, "amount-hint")
        },
        shown.hinted(AT, at, Kind::Moment, "money-at-hint"),
        shown.hinted(NOTES, "money-notes", Kind::Text, "money-notes-hint"),
    ];
    form.error = filled.error;
    form.hidden = vec![(once::FIELD, filled.once)];
    form.cancel = Some((path(whose), frame.t("cancel")));
    FormPage {
        trail: Trail::to_money(&frame, whose, holdings),
        title: frame.t(title),
        lead: frame.t(lead),
        beside: vec![beside(&frame, &holdings.money)],
        form,
        frame,
    }
}

#[cfg(test)]
pub(super) fn samples(frame: &Frame, holdings: &Holdings, text: &str) -> Vec<Result<String, askama::Error>> {
    use askama::Template;
    use money::DecimalError;
    use party::ids::CustomerId;

    use crate::entered::decimal_error;

    let whose = Whose::Customer(CustomerId(7));
    let typed = [AMOUNT, AT, NOTES].map(|name| (name.to_owned(), text.to_owned()));
    let (typed, nothing) = (Fields::of(typed.to_vec()), Fields::default());
    let reader = &frame.reader;
    let errors =
        [DecimalError::Empty, DecimalError::Malformed, DecimalError::TooPrecise, DecimalError::OutOfRange];
    let reasons = errors.map(|error| decimal_error(reader, error, Amount::SCALE)).into_iter().chain([
        reader.t("amount-not-positive"),
        reader.t("wrong-large"),
        reader.t("money-overcommitted"),
    ]);
    let wrong = reasons.map(|reason| {
        let mut wrong = Wrong::default();
        wrong.refuse(AMOUNT, reason);
        wrong.refuse(AT, reader.t("moment-malformed"));
        (wrong, reader.t("form-sent-before"))
    });
    let failed = ["form-incomplete", "money-wrong-currency", "money-not-comparable"];
    let failed = failed.map(|key| (Wrong::default(), reader.t(key)));
    let again = wrong.chain(failed).map(|(wrong, error)| {
        let filled = Filled { values: &typed, wrong, error, once: text.to_owned() };
        page(frame.clone(), whose, holdings, FundsChange::Payment, filled).render()
    });
    let empty = [FundsChange::Payment, FundsChange::Credit, FundsChange::Debit].map(|change| {
        let filled =
            Filled { values: &nothing, wrong: Wrong::default(), error: String::new(), once: text.to_owned() };
        page(frame.clone(), whose, holdings, change, filled).render()
    });
    again.chain(empty).collect()
}
