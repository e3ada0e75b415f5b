//! Giving message credits to a customer below, or taking them back.

use app::credits::transfer::{TransferCredits, TransferCreditsError, transfer_credits};
use app::funds::HolderLookup;
use app::funds::holdings::{self, Holding, Holdings};
use charging::TransferError;
use money::Commodity;

use super::parts::{FormPage, Trail};
use super::place::{Place, Whose, find, path};
use super::{beside, facts};
use crate::i18n::Reader;
use crate::once;
use crate::page::Frame;
use crate::reply::{Failure, Reply};
use crate::ui::{Choice, Field, Form, Kind, Section};
use crate::visit::Visit;

/// The value of the field that says which way.
const BACK: &str = "back";

/// What was typed, and what was wrong with it; empty where nothing was.
#[derive(Debug, Clone, Default)]
struct Typed {
    once: String,
    direction: String,
    amount: String,
    wrong: Wrong,
}

#[derive(Debug, Clone, Default)]
struct Wrong {
    form: String,
    amount: String,
}

pub(super) async fn show(visit: Visit) -> Result<Reply, Failure> {
    let whose = Whose::read(&visit)?;
    let holdings = find(&visit, whose).await?;
    let own = own_credits(&visit).await?;
    let typed = Typed { once: once::new_key(visit.app()), ..Typed::default() };
    Reply::page(&page(visit.frame(), whose, &holdings, own, typed))
}

pub(super) async fn save(visit: Visit) -> Result<Reply, Failure> {
    let whose = Whose::read(&visit)?;
    let holdings = find(&visit, whose).await?;
    let own = own_credits(&visit).await?;
    let again = |wrong: Wrong, once: String| {
        let text = |name: &str| visit.form.text(name).to_owned();
        let typed = Typed { once, direction: text("direction"), amount: text("amount"), wrong };
        Reply::again(&page(visit.frame(), whose, &holdings, own, typed))
    };
    let units = match read(&visit) {
        Ok(units) => units,
        Err(wrong) => return again(wrong, once::same_key(&visit)),
    };
    let Some(context) = once::keyed(&visit, visit.context_about_money()?) else {
        let wrong = Wrong { form: visit.t("form-incomplete"), ..Wrong::default() };
        return again(wrong, once::new_key(visit.app()));
    };
    let customer = holdings.customer.profile.name.clone();
    let error = match transfer_credits(visit.app(), &context, TransferCredits { customer, units }).await {
        Ok(_) => return Ok(Reply::see_with(path(whose), "credits-moved")),
        Err(error) => error,
    };
    match error {
        TransferCreditsError::UnknownCustomer | TransferCreditsError::Refused(_) => Err(Failure::NotFound),
        TransferCreditsError::Postpaid => {
            let wrong = Wrong { form: visit.t("money-postpaid"), ..Wrong::default() };
            again(wrong, once::same_key(&visit))
        }
        TransferCreditsError::Transfer(error) => {
            let wrong = Wrong { amount: refused(&visit.reader, error), ..Wrong::default() };
            again(wrong, once::same_key(&visit))
        }
        TransferCreditsError::Conflict(_) => {
            let wrong = Wrong { form: visit.t("form-sent-before"), ..Wrong::default() };
            again(wrong, once::new_key(visit.app()))
        }
        TransferCreditsError::Store(error) => Err(error.into()),
    }
}

/// What the person's own customer has to give; nothing of root, who gives what the installation issues.
async fn own_credits(visit: &Visit) -> Result<Option<Holding>, Failure> {
    if visit.session()?.customer.is_root() {
        return Ok(None);
    }
    let context = visit.context_about_money()?;
    Ok(holdings::find(visit.app(), &context, HolderLookup::Own).await?.credits)
}

/// How many credits, in 10^-8; negative takes them back. Which way is said by the direction, so that the number is above
/// nothing.
fn read(visit: &Visit) -> Result<i64, Wrong> {
    let (reader, form) = (&visit.reader, &visit.form);
    let wrong = |amount: String| Wrong { amount, ..Wrong::default() };
    let amount = reader.read_amount(form.text("amount"), Commodity::MessageCredits);
    let amount = amount.map_err(|error| wrong(reader.amount_error(error)))?;
    if !amount.is_positive() {
        return Err(wrong(reader.t("amount-not-positive")));
    }
    if form.text("direction") != BACK {
        return Ok(amount.units());
    }
    let back = amount.checked_neg().map_err(|_| wrong(reader.t("amount-too-large")))?;
    Ok(back.units())
}

fn refused(reader: &Reader, error: TransferError) -> String {
    match error {
        TransferError::InsufficientFunds => reader.t("money-insufficient"),
        TransferError::Amount(_) => reader.t("amount-too-large"),
    }
}

fn page(frame: Frame, whose: Whose, holdings: &Holdings, own: Option<Holding>, typed: Typed) -> FormPage {
    let mut form = Form::new(&frame, Place::Transfer.path(whose, &[]), frame.t("money-transfer"));
    let directions = [("", "money-give"), (BACK, "money-take-back")];
    let choice = |(value, key): (&str, &str)| Choice { value: value.to_owned(), label: frame.t(key) };
    form.error = typed.wrong.form;
    form.hidden = vec![(once::FIELD, typed.once)];
    form.fields = vec![
        Field {
            value: typed.direction,
            ..Field::new(
                "direction",
                frame.t("money-direction"),
                Kind::Select(directions.map(choice).to_vec()),
            )
        },
        Field {
            value: typed.amount,
            error: typed.wrong.amount,
            hint: frame.t("amount-hint"),
            autocomplete: "off",
            is_required: true,
            ..Field::new("amount", frame.t("customer-credits"), Kind::Number)
        },
    ];
    form.cancel = Some((path(whose), frame.t("cancel")));
    let his = holdings.credits.as_ref().map(|credits| beside(&frame, credits));
    let own = own.map(|own| Section {
        id: "own-credits",
        title: frame.t("money-own-credits"),
        facts: facts(&frame, &own),
    });
    FormPage {
        trail: Trail::to_money(&frame, whose, holdings),
        title: frame.t("money-transfer"),
        lead: frame.t("money-transfer-lead"),
        beside: his.into_iter().chain(own).collect(),
        form,
        frame,
    }
}

#[cfg(test)]
pub(super) fn samples(frame: &Frame, holdings: &Holdings, text: &str) -> Vec<Result<String, askama::Error>> {
    use askama::Template;
    use party::ids::CustomerId;

    let reader = &frame.reader;
    let wrongs = [
        Wrong { amount: refused(reader, TransferError::InsufficientFunds), ..Wrong::default() },
        Wrong { amount: reader.t("amount-not-positive"), form: reader.t("money-postpaid") },
    ];
    let typed = wrongs.map(|wrong| Typed {
        once: text.to_owned(),
        direction: BACK.to_owned(),
        amount: text.to_owned(),
        wrong,
    });
    let whose = Whose::Customer(CustomerId(7));
    let page = |typed, own| page(frame.clone(), whose, holdings, own, typed).render();
    typed
        .into_iter()
        .map(|typed| page(typed, holdings.credits))
        .chain([page(Typed::default(), None)])
        .collect()
}
