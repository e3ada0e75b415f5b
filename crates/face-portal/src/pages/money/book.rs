//! Booking a payment, or a correction up or down.

use app::Timestamp;
use app::funds::book::{BookFunds, BookFundsError, book_funds};
use app::funds::holdings::Holdings;
use charging::{BookError, FundsChange};
use money::Amount;
use party::text::{Line, TextError};

use super::beside;
use super::parts::{FormPage, Trail};
use super::place::{Place, Whose, find, path};
use crate::i18n::Reader;
use crate::once;
use crate::page::Frame;
use crate::reply::{Failure, Reply};
use crate::ui::{Field, Form, Kind};
use crate::visit::Visit;

/// What was typed, and what was wrong with it; empty where nothing was.
#[derive(Debug, Clone, Default)]
struct Typed {
    once: String,
    amount: String,
    at: String,
    notes: String,
    wrong: Wrong,
}

#[derive(Debug, Clone, Default)]
struct Wrong {
    form: String,
    amount: String,
    at: String,
    notes: String,
}

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
    let typed = Typed { once: once::new_key(visit.app()), ..Typed::default() };
    Reply::page(&page(visit.frame(), whose, &holdings, change, typed))
}

async fn save(visit: Visit, change: FundsChange) -> Result<Reply, Failure> {
    let whose = Whose::read(&visit)?;
    let of = whose.funds().ok_or(Failure::NotFound)?;
    let holdings = find(&visit, whose).await?;
    let commodity = holdings.money.balance.commodity();
    let again = |wrong: Wrong, once: String| {
        let text = |name: &str| visit.form.text(name).to_owned();
        let typed = Typed { once, amount: text("amount"), at: text("at"), notes: text("notes"), wrong };
        Reply::again(&page(visit.frame(), whose, &holdings, change, typed))
    };
    let (amount, happened_at, notes) = match read(&visit, commodity) {
        Ok(read) => read,
        Err(wrong) => return again(wrong, once::same_key(&visit)),
    };
    let Some(context) = once::keyed(&visit, visit.context_about_money()?) else {
        let wrong = Wrong { form: visit.t("form-incomplete"), ..Wrong::default() };
        return again(wrong, once::new_key(visit.app()));
    };
    let request = BookFunds { of, change, amount, notes, happened_at };
    let error = match book_funds(visit.app(), &context, request).await {
        Ok(_) => return Ok(Reply::see_with(path(whose), notice(change))),
        Err(error) => error,
    };
    match error {
        BookFundsError::Refused(_) | BookFundsError::UnknownAccount | BookFundsError::NoFunds => {
            Err(Failure::NotFound)
        }
        BookFundsError::Book(error) => again(refused(&visit.reader, error), once::same_key(&visit)),
        BookFundsError::Conflict(_) => {
            let wrong = Wrong { form: visit.t("form-sent-before"), ..Wrong::default() };
            again(wrong, once::new_key(visit.app()))
        }
        BookFundsError::Store(error) => Err(error.into()),
    }
}

/// What the form says, or everything that is wrong with it.
fn read(visit: &Visit, commodity: money::Commodity) -> Result<(Amount, Option<Timestamp>, Line<255>), Wrong> {
    let (reader, form) = (&visit.reader, &visit.form);
    let mut wrong = Wrong::default();
    let amount = reader.read_amount(form.text("amount"), commodity);
    if let Err(error) = &amount {
        wrong.amount = reader.amount_error(*error);
    }
    let at = match form.text("at").trim() {
        "" => Some(None),
        text => reader.read_moment(text).map(Some),
    };
    if at.is_none() {
        wrong.at = reader.t("moment-malformed");
    }
    let notes = Line::parse(form.text("notes").trim());
    if let Err(error) = &notes {
        wrong.notes = text_error(reader, *error);
    }
    match (amount, at, notes) {
        (Ok(amount), Some(at), Ok(notes)) => Ok((amount, at, notes)),
        _ => Err(wrong),
    }
}

fn text_error(reader: &Reader, error: TextError) -> String {
    match error {
        TextError::TooLong { max } => {
            reader.t1("text-too-long", "count", i64::try_from(max).unwrap_or(i64::MAX))
        }
        TextError::Empty
        | TextError::ControlCharacter
        | TextError::WhiteSpace
        | TextError::Deceptive
        | TextError::Decomposed
        | TextError::NotAHostName => reader.t("text-control"),
    }
}

fn refused(reader: &Reader, error: BookError) -> Wrong {
    let amount = |key: &str| Wrong { amount: reader.t(key), ..Wrong::default() };
    let form = |key: &str| Wrong { form: reader.t(key), ..Wrong::default() };
    match error {
        BookError::NotPositive => amount("amount-not-positive"),
        BookError::TooLarge => amount("amount-too-large"),
        BookError::Overcommitted => amount("money-overcommitted"),
        BookError::WrongCurrency => form("money-wrong-currency"),
        BookError::NotComparable => form("money-not-comparable"),
    }
}

fn notice(change: FundsChange) -> &'static str {
    match change {
        FundsChange::Payment => "payment-booked",
        FundsChange::Credit => "credit-booked",
        FundsChange::Debit => "debit-booked",
    }
}

fn page(frame: Frame, whose: Whose, holdings: &Holdings, change: FundsChange, typed: Typed) -> FormPage {
    let (title, lead) = match change {
        FundsChange::Payment => ("money-add-funds", "money-add-funds-lead"),
        FundsChange::Credit => ("money-credit", "money-credit-lead"),
        FundsChange::Debit => ("money-debit", "money-debit-lead"),
    };
    let mut form = Form::new(&frame, Place::Book(change).path(whose, &[]), frame.t(title));
    let unit = frame.reader.unit(holdings.money.balance.commodity());
    form.error = typed.wrong.form;
    form.hidden = vec![(once::FIELD, typed.once)];
    form.fields = vec![
        Field {
            value: typed.amount,
            error: typed.wrong.amount,
            hint: frame.t("amount-hint"),
            autocomplete: "off",
            is_required: true,
            ..Field::new("amount", frame.reader.t1("money-amount-in", "unit", unit), Kind::Number)
        },
        Field {
            value: typed.at,
            error: typed.wrong.at,
            hint: frame.t("money-at-hint"),
            ..Field::new(
                "at",
                frame.t(if change == FundsChange::Payment { "money-paid-at" } else { "money-happened-at" }),
                Kind::Moment,
            )
        },
        Field {
            value: typed.notes,
            error: typed.wrong.notes,
            hint: frame.t("money-notes-hint"),
            ..Field::new("notes", frame.t("money-notes"), Kind::Text)
        },
    ];
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

    let whose = Whose::Customer(CustomerId(7));
    let reader = &frame.reader;
    let typed = |wrong| {
        let text = || text.to_owned();
        Typed { once: text(), amount: text(), at: text(), notes: text(), wrong }
    };
    let amount = |error| Wrong { amount: reader.amount_error(error), ..Wrong::default() };
    let wrongs = [
        Wrong::default(),
        amount(DecimalError::Empty),
        amount(DecimalError::Malformed),
        amount(DecimalError::TooPrecise),
        amount(DecimalError::OutOfRange),
        refused(reader, BookError::NotPositive),
        refused(reader, BookError::WrongCurrency),
        refused(reader, BookError::TooLarge),
        refused(reader, BookError::Overcommitted),
        refused(reader, BookError::NotComparable),
        Wrong {
            form: reader.t("form-sent-before"),
            at: reader.t("moment-malformed"),
            notes: text_error(reader, TextError::TooLong { max: 255 }),
            ..Wrong::default()
        },
        Wrong {
            form: reader.t("form-incomplete"),
            notes: text_error(reader, TextError::ControlCharacter),
            ..Wrong::default()
        },
    ];
    let wrong = wrongs
        .into_iter()
        .map(|wrong| page(frame.clone(), whose, holdings, FundsChange::Payment, typed(wrong)).render());
    let empty = [FundsChange::Payment, FundsChange::Credit, FundsChange::Debit]
        .map(|change| page(frame.clone(), whose, holdings, change, Typed::default()).render());
    wrong.chain(empty).collect()
}
