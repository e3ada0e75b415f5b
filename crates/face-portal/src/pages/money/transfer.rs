//! Giving message credits to a customer below, or taking them back.

use app::credits::transfer::{TransferCredits, TransferCreditsError, transfer_credits};
use app::funds::HolderLookup;
use app::funds::holdings::{self, Holding, Holdings};
use charging::TransferError;
use money::{Amount, Commodity};

use super::parts::{Filled, FormPage, Trail};
use super::place::{Place, Whose, find, path};
use super::{beside, facts};
use crate::entered::{Entered, Shown, Wrong};
use crate::i18n::Reader;
use crate::once;
use crate::page::Frame;
use crate::reply::{Failure, Reply};
use crate::ui::{Choice, Field, Form, Kind};
use crate::visit::{Fields, Visit};

const AMOUNT: &str = "amount";
const DIRECTION: &str = "direction";
/// The direction from the customer to the person's own.
const BACK: &str = "back";

pub(super) async fn show(visit: Visit) -> Result<Reply, Failure> {
    let whose = Whose::read(&visit)?;
    let holdings = find(&visit, whose).await?;
    let own = own_credits(&visit).await?;
    let nothing = Fields::default();
    Reply::page(&page(visit.frame(), whose, &holdings, own, Filled::new(&visit, &nothing)))
}

pub(super) async fn save(visit: Visit) -> Result<Reply, Failure> {
    let whose = Whose::read(&visit)?;
    let holdings = find(&visit, whose).await?;
    let own = own_credits(&visit).await?;
    let again = |filled| Reply::again(&page(visit.frame(), whose, &holdings, own, filled));
    let units = match read(&visit) {
        Ok(units) => units,
        Err(wrong) => return again(Filled::again(&visit, wrong)),
    };
    let Some(context) = once::keyed(&visit, visit.context_about_money()?) else {
        return again(Filled::failed(&visit, "form-incomplete").anew(&visit));
    };
    let customer = holdings.customer.profile.name.clone();
    match transfer_credits(visit.app(), &context, TransferCredits { customer, units }).await {
        Ok(_) => Ok(Reply::see_with(path(whose), "credits-moved")),
        Err(TransferCreditsError::UnknownCustomer | TransferCreditsError::Refused(_)) => {
            Err(Failure::NotFound)
        }
        Err(TransferCreditsError::Postpaid) => again(Filled::failed(&visit, "money-postpaid")),
        Err(TransferCreditsError::Transfer(error)) => {
            again(Filled::refused(&visit, AMOUNT, refused(&visit.reader, error)))
        }
        Err(TransferCreditsError::Conflict(_)) => {
            again(Filled::failed(&visit, "form-sent-before").anew(&visit))
        }
        Err(TransferCreditsError::Store(error)) => Err(error.into()),
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

/// How many credits, in 10^-8; negative takes them back. Which way is said by the direction, and so the number is above
/// nothing.
fn read(visit: &Visit) -> Result<i64, Wrong> {
    let mut form = Entered::new(&visit.reader, &visit.form);
    let Some(amount) = form.amount(AMOUNT, Commodity::MessageCredits) else { return Err(form.wrong()) };
    if !amount.is_positive() {
        form.refuse(AMOUNT, visit.t("amount-not-positive"));
        return Err(form.wrong());
    }
    if visit.form.text(DIRECTION) != BACK {
        return Ok(amount.units());
    }
    amount.checked_neg().map(Amount::units).map_err(|_| {
        form.refuse(AMOUNT, visit.t("wrong-large"));
        form.wrong()
    })
}

fn refused(reader: &Reader, error: TransferError) -> String {
    match error {
        TransferError::InsufficientFunds => reader.t("money-insufficient"),
        TransferError::Amount(_) => reader.t("wrong-large"),
    }
}

fn page(
    frame: Frame,
    whose: Whose,
    holdings: &Holdings,
    own: Option<Holding>,
    filled: Filled<'_>,
) -> FormPage {
    let mut form = Form::new(&frame, Place::Transfer.path(whose, &[]), frame.t("money-transfer-submit"));
    let shown = Shown { frame: &frame, values: filled.values, wrong: &filled.wrong };
    let choice = |(value, key): (&str, &str)| Choice { value: value.to_owned(), label: frame.t(key) };
    let directions = [("", "money-give"), (BACK, "money-take-back")].map(choice).to_vec();
    form.fields = vec![
        shown.field(DIRECTION, "money-direction", Kind::Select(directions)),
        Field {
            autocomplete: "off",
            is_required: true,
            ..shown.hinted(AMOUNT, "customer-credits", Kind::Number, "amount-hint")
        },
    ];
    form.error = filled.error;
    form.hidden = vec![(once::FIELD, filled.once)];
    form.cancel = Some((path(whose), frame.t("cancel")));
    let his = holdings.credits.as_ref().map(|credits| beside(&frame, credits));
    let own = own.map(|own| facts(&frame, &own).section("own-credits", "money-own-credits"));
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

    let whose = Whose::Customer(CustomerId(7));
    let reader = &frame.reader;
    let typed = [(AMOUNT, text), (DIRECTION, BACK)].map(|(name, value)| (name.to_owned(), value.to_owned()));
    let typed = Fields::of(typed.to_vec());
    let mut wrong = Wrong::default();
    wrong.refuse(AMOUNT, refused(reader, TransferError::InsufficientFunds));
    let cases =
        [(wrong, reader.t("money-postpaid"), holdings.credits), (Wrong::default(), String::new(), None)];
    let page = |(wrong, error, own)| {
        let filled = Filled { values: &typed, wrong, error, once: text.to_owned() };
        page(frame.clone(), whose, holdings, own, filled).render()
    };
    cases.map(page).into()
}
