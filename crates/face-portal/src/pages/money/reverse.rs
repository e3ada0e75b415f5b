//! Undoing a posting by another one, after a question.

use app::funds::holdings::Holdings;
use app::funds::postings::PostingView;
use app::funds::reverse::{ReverseFundsError, reverse};
use charging::{BookError, ReverseError, TransferError};

use super::parts::{FormPage, Trail};
use super::place::{Place, Whose, find};
use super::postings::{facts, find_posting};
use crate::i18n::Reader;
use crate::once;
use crate::page::Frame;
use crate::reply::{Failure, Reply};
use crate::ui::Form;
use crate::visit::Visit;

pub(super) async fn ask(visit: Visit) -> Result<Reply, Failure> {
    let whose = Whose::read(&visit)?;
    let holdings = find(&visit, whose).await?;
    let view = find_posting(&visit, whose).await?;
    if !view.is_reversible {
        return Err(Failure::NotFound);
    }
    Reply::page(&page(visit.frame(), whose, &holdings, &view, once::new_key(visit.app()), String::new()))
}

pub(super) async fn save(visit: Visit) -> Result<Reply, Failure> {
    let whose = Whose::read(&visit)?;
    let of = whose.funds().ok_or(Failure::NotFound)?;
    let holdings = find(&visit, whose).await?;
    let view = find_posting(&visit, whose).await?;
    let again = |error: String, once: String| {
        Reply::again(&page(visit.frame(), whose, &holdings, &view, once, error))
    };
    let Some(context) = once::keyed(&visit, visit.context_about_money()?) else {
        return again(visit.t("form-incomplete"), once::new_key(visit.app()));
    };
    match reverse(visit.app(), &context, of, view.id).await {
        Ok(posting) => Ok(Reply::see_with(Place::Posting.path(whose, &[&posting]), "posting-reversed")),
        Err(
            ReverseFundsError::Refused(_)
            | ReverseFundsError::UnknownAccount
            | ReverseFundsError::NoFunds
            | ReverseFundsError::UnknownPosting,
        ) => Err(Failure::NotFound),
        Err(ReverseFundsError::AlreadyReversed) => {
            again(visit.t("posting-already-reversed"), once::same_key(&visit))
        }
        Err(ReverseFundsError::Rule(error)) => again(refused(&visit.reader, error), once::same_key(&visit)),
        Err(ReverseFundsError::Conflict(_)) => again(visit.t("form-sent-before"), once::new_key(visit.app())),
        Err(ReverseFundsError::Store(error)) => Err(error.into()),
    }
}

fn refused(reader: &Reader, error: ReverseError) -> String {
    match error {
        ReverseError::IsReversal => reader.t("posting-is-reversal"),
        ReverseError::Closed => reader.t("posting-is-closed"),
        ReverseError::Transfer(TransferError::InsufficientFunds) => reader.t("posting-credits-spent"),
        ReverseError::Book(BookError::Overcommitted) => reader.t("money-overcommitted"),
        ReverseError::Book(BookError::NotComparable) => reader.t("money-not-comparable"),
        ReverseError::Transfer(TransferError::Amount(_))
        | ReverseError::Book(BookError::NotPositive | BookError::WrongCurrency | BookError::TooLarge) => {
            reader.t("wrong-large")
        }
    }
}

fn page(
    frame: Frame,
    whose: Whose,
    holdings: &Holdings,
    view: &PostingView,
    once: String,
    error: String,
) -> FormPage {
    let mut form = Form::new(&frame, Place::Reverse.path(whose, &[&view.id.0]), frame.t("posting-reverse"));
    form.error = error;
    form.hidden = vec![(once::FIELD, once)];
    let back = Place::Posting.path(whose, &[&view.id.0]);
    form.cancel = Some((back.clone(), frame.t("cancel")));
    let number = frame.reader.t1("posting-title", "id", view.id.0.to_string());
    FormPage {
        trail: Trail::to_money(&frame, whose, holdings).and(back, number),
        title: frame.t("posting-reverse"),
        lead: frame.t("posting-reverse-lead"),
        beside: vec![facts(&frame, whose, view)],
        form,
        frame,
    }
}

#[cfg(test)]
pub(super) fn samples(frame: &Frame, holdings: &Holdings, text: &str) -> Vec<Result<String, askama::Error>> {
    use askama::Template;
    use party::ids::CustomerId;

    let view = crate::tests::people::posting(text);
    let reader = &frame.reader;
    let errors = [
        String::new(),
        reader.t("posting-already-reversed"),
        refused(reader, ReverseError::IsReversal),
        refused(reader, ReverseError::Closed),
        refused(reader, TransferError::InsufficientFunds.into()),
        refused(reader, BookError::Overcommitted.into()),
        refused(reader, BookError::NotComparable.into()),
        refused(reader, BookError::TooLarge.into()),
    ];
    let whose = Whose::Customer(CustomerId(7));
    let page = |error| page(frame.clone(), whose, holdings, &view, text.to_owned(), error).render();
    errors.map(page).into()
}
