//! Tariffs: price lists for the customers below, without their rates.

use app::customer::find::FindCustomerError;
use app::owned::{CreateOwnedError, DeleteOwnedError, Look, References};
use app::tariff::update::UpdateTariffError;
use app::tariff::{create, delete, read, update};
use app::{App, Context};
use money::{Commodity, Currency, Percent, UnitPrice};
use party::dictionary::TariffType;
use party::ids::TariffId;
use party::rights::{Manage, Rights};
use party::tariff::{Tariff, TariffChange, TariffTerms, TermsChange};
use party::text::{Line, Title};
use party::web_user::{Area, Reach};

use super::{Notices, Noun, Words, fields_of, refused, text, ticked, truth};
use crate::entered::{Entered, Shown};
use crate::entry::{Access, Entry};
use crate::i18n::Reader;
use crate::page::Frame;
use crate::reply::Failure;
use crate::route::{Path, Route};
use crate::ui::form::FieldGroup;
use crate::ui::{Cell, Choice, Column, Fact, Field, Kind};
use crate::visit::{Fields, Visit};

/// The largest count that the interfaces take.
const COUNT_MAX: i64 = i32::MAX as i64;
/// The most decimals that a cost keeps.
const DECIMALS_MAX: i64 = 20;

pub(crate) struct Tariffs;

/// Whom the list is there for: everybody is on some tariff.
pub(crate) const SEE: Access = Access::Staff { area: Area::Tariffs, reach: Reach::See, has: |_| true };

pub(crate) fn entries() -> Vec<Entry> {
    super::entries::<Tariffs>()
}

/// The page of this tariff, if it is the person's customer's.
pub(crate) fn path(id: TariffId) -> Path {
    super::path_of::<Tariffs>(id.0)
}

/// Whom pages are there for on which the customer does `manage` to his tariffs and service plans.
pub(super) const fn managing(has: fn(&Rights) -> bool) -> Access {
    Access::Staff { area: Area::Tariffs, reach: Reach::Change, has }
}

pub(super) fn may_add(rights: &Rights) -> bool {
    rights.tariffs.contains(Manage::ADD)
}

pub(super) fn may_edit(rights: &Rights) -> bool {
    rights.tariffs.contains(Manage::EDIT)
}

pub(super) fn may_delete(rights: &Rights) -> bool {
    rights.tariffs.contains(Manage::DELETE)
}

impl Noun for Tariffs {
    type Thing = Tariff;
    type Around = ();

    const WORDS: Words = Words {
        key: "tariff",
        list: (Route::new("/tariffs"), "tariffs", "nav-tariffs"),
        file: (Route::new("/tariffs/export"), "tariffs-export"),
        new: (Route::new("/tariffs/new"), "tariff-new"),
        one: (Route::new("/tariffs/{tariff}"), "tariff"),
        part: "tariff",
        edit: (Route::new("/tariffs/{tariff}/edit"), "tariff-edit"),
        delete: (Route::new("/tariffs/{tariff}/delete"), "tariff-delete"),
        see: SEE,
        add: managing(may_add),
        change: managing(may_edit),
        remove: managing(may_delete),
        notices: Notices { made: "tariff-made", changed: "tariff-changed", removed: "tariff-removed" },
    };

    fn named(thing: &Tariff) -> (&str, i64) {
        (thing.terms.name.as_str(), thing.id.0)
    }

    fn columns(reader: &Reader) -> Vec<Column> {
        vec![
            Column::text(reader.t("tariff-currency")),
            Column::text(reader.t("tariff-type")),
            Column::number(reader.t("tariff-connect-fee")),
        ]
    }

    fn cells(frame: &Frame, (): &(), thing: &Tariff) -> Vec<Cell> {
        let terms = &thing.terms;
        let kind = frame.t(&format!("tariff-type-{}", terms.tariff_type.id()));
        vec![text(terms.currency.as_str()), Cell::Text(kind), price(frame, terms.connect_fee)]
    }

    fn file_cells(reader: &Reader, (): &(), thing: &Tariff) -> Vec<sheets::Cell> {
        let terms = &thing.terms;
        vec![
            sheets::Cell::text(terms.currency.as_str()),
            sheets::Cell::text(reader.t(&format!("tariff-type-{}", terms.tariff_type.id()))),
            sheets::Cell::Number(terms.connect_fee.to_decimal()),
        ]
    }

    fn facts(frame: &Frame, (): &(), thing: &Tariff) -> Vec<Fact> {
        let terms = &thing.terms;
        let fact = |key: &str, cell| Fact::new(frame.t(key), cell);
        let seconds = |count: i64| Cell::Text(frame.reader.t1("tariff-seconds", "count", count));
        let surcharge = frame.reader.typed(&terms.post_call_surcharge.to_decimal());
        let mut facts = vec![
            fact("tariff-currency", text(terms.currency.as_str())),
            fact("tariff-type", Cell::Text(frame.t(&format!("tariff-type-{}", terms.tariff_type.id())))),
            fact("tariff-connect-fee", price(frame, terms.connect_fee)),
            fact("tariff-free-seconds", seconds(terms.free_seconds)),
            fact("tariff-grace-period", seconds(terms.grace_period_seconds)),
            fact("tariff-surcharge", Cell::Text(frame.reader.t1("tariff-percent", "number", surcharge))),
            fact("tariff-round-up", truth(frame, terms.cost_round_up)),
            fact("tariff-precision", Cell::Text(frame.reader.integer(terms.decimal_precision))),
            fact("tariff-average-duration", seconds(terms.average_duration_seconds)),
            fact("tariff-loss-protection", truth(frame, terms.loss_protection)),
        ];
        if let Some(loss) = terms.loss_max {
            facts.push(fact("tariff-loss-max", price(frame, loss)));
        }
        facts.push(fact("tariff-local-calling", truth(frame, terms.local_calling)));
        if !terms.local_calling_rule.as_str().is_empty() {
            facts.push(fact("tariff-local-rule", text(terms.local_calling_rule.as_str())));
        }
        facts
    }

    fn beginning(visit: &Visit) -> Result<Fields, Failure> {
        let currency = visit.session()?.customer.profile.base_currency;
        Ok(match Title::parse("-") {
            Ok(name) => values(&visit.frame(), &TariffTerms::new(name, currency), ""),
            Err(_) => Fields::default(),
        })
    }

    fn values(frame: &Frame, thing: &Tariff) -> Fields {
        values(frame, &thing.terms, thing.terms.name.as_str())
    }

    fn fields(shown: &Shown<'_>, (): &(), is_new: bool) -> (Vec<Field>, Vec<FieldGroup>) {
        let mut fields = vec![Field { is_required: true, ..shown.field("name", "owned-name", Kind::Text) }];
        if is_new {
            let currency = Kind::Select(currencies());
            fields.push(shown.hinted("currency", "tariff-currency", currency, "tariff-fixed-hint"));
            fields.push(shown.hinted("type", "tariff-type", Kind::Select(types(shown)), "tariff-fixed-hint"));
        }
        let number = |name, label| shown.field(name, label, Kind::Number);
        let hinted = |name, label, hint| shown.hinted(name, label, Kind::Number, hint);
        let tick = |name, label| shown.field(name, label, Kind::Checkbox);
        let group = |id, title: &str, fields| FieldGroup {
            id,
            title: shown.frame.t(title),
            hint: String::new(),
            fields,
        };
        let charges = vec![
            number("connect_fee", "tariff-connect-fee"),
            number("free_seconds", "tariff-free-seconds"),
            hinted("grace_period", "tariff-grace-period", "tariff-grace-period-hint"),
            hinted("surcharge", "tariff-surcharge", "tariff-surcharge-hint"),
        ];
        let rounding = vec![
            tick("round_up", "tariff-round-up"),
            hinted("precision", "tariff-precision", "tariff-precision-hint"),
            hinted("average_duration", "tariff-average-duration", "tariff-average-duration-hint"),
        ];
        let loss = vec![
            tick("loss_protection", "tariff-loss-protection"),
            hinted("loss_max", "tariff-loss-max", "tariff-loss-max-hint"),
        ];
        let local = vec![
            tick("local_calling", "tariff-local-calling"),
            shown.hinted("local_rule", "tariff-local-rule", Kind::Text, "tariff-local-rule-hint"),
        ];
        let groups = vec![
            group("charges", "tariff-charges", charges),
            group("rounding", "tariff-rounding", rounding),
            group("loss", "tariff-loss", loss),
            group("local", "tariff-local", local),
        ];
        (fields, groups)
    }

    async fn around(_: &App, _: &Context) -> Result<(), Failure> {
        Ok(())
    }

    async fn look(app: &App, context: &Context, look: Look) -> Result<Vec<Tariff>, FindCustomerError> {
        read::look(app, context, look).await
    }

    async fn given(app: &App, context: &Context) -> Result<Vec<Tariff>, FindCustomerError> {
        Ok(read::given(app, context).await?.into_iter().collect())
    }

    async fn find(app: &App, context: &Context, id: i64) -> Result<Option<Tariff>, FindCustomerError> {
        read::find(app, context, None, TariffId(id)).await
    }

    async fn references(
        app: &App,
        context: &Context,
        id: i64,
    ) -> Result<Option<References>, FindCustomerError> {
        read::references(app, context, TariffId(id)).await
    }

    async fn save(visit: &Visit, id: Option<i64>, entered: &mut Entered<'_>) -> Result<Option<i64>, Failure> {
        let (app, context) = (visit.app(), visit.context()?);
        match id {
            None => {
                let Some(terms) = new_terms(entered) else { return Ok(None) };
                match create::create(app, &context, None, terms).await {
                    Ok(made) => Ok(Some(made.tariff_id)),
                    Err(CreateOwnedError::Refused(refusal)) => Err(refused(refusal)),
                    Err(CreateOwnedError::Conflict(_)) => Err(Failure::Forbidden),
                    Err(CreateOwnedError::Store(error)) => Err(error.into()),
                }
            }
            Some(id) => {
                let Some(terms) = change(entered) else { return Ok(None) };
                let change = TariffChange { terms, ..TariffChange::default() };
                match update::update(app, &context, None, TariffId(id), change).await {
                    Ok(()) => Ok(Some(id)),
                    Err(UpdateTariffError::Refused(refusal)) => Err(refused(refusal)),
                    Err(UpdateTariffError::Unknown) => Err(Failure::NotFound),
                    // Neither is named, and no key is given.
                    Err(UpdateTariffError::Fixed(_) | UpdateTariffError::Conflict(_)) => {
                        Err(Failure::Forbidden)
                    }
                    Err(UpdateTariffError::Store(error)) => Err(error.into()),
                }
            }
        }
    }

    async fn delete(app: &App, context: &Context, id: i64) -> Result<(), DeleteOwnedError> {
        delete::delete(app, context, None, TariffId(id)).await
    }
}

fn values(frame: &Frame, terms: &TariffTerms, name: &str) -> Fields {
    let typed = |decimal: String| frame.reader.typed(&decimal);
    fields_of([
        ("name", name.to_owned()),
        ("currency", terms.currency.as_str().to_owned()),
        ("type", terms.tariff_type.id().to_string()),
        ("connect_fee", typed(terms.connect_fee.to_decimal())),
        ("free_seconds", terms.free_seconds.to_string()),
        ("grace_period", terms.grace_period_seconds.to_string()),
        ("surcharge", typed(terms.post_call_surcharge.to_decimal())),
        ("round_up", ticked(terms.cost_round_up)),
        ("precision", terms.decimal_precision.to_string()),
        ("average_duration", terms.average_duration_seconds.to_string()),
        ("loss_protection", ticked(terms.loss_protection)),
        ("loss_max", terms.loss_max.map(|loss| typed(loss.to_decimal())).unwrap_or_default()),
        ("local_calling", ticked(terms.local_calling)),
        ("local_rule", terms.local_calling_rule.as_str().to_owned()),
    ])
}

/// The terms of a new tariff; none where something is wrong.
fn new_terms(entered: &mut Entered<'_>) -> Option<TariffTerms> {
    let currency = entered.choice("currency", Currency::parse);
    let tariff_type = entered.number("type", TariffType::new);
    let change = change(entered)?;
    let terms = TariffTerms::new(change.name.clone()?, currency?);
    Some(TariffTerms { tariff_type: tariff_type?, ..terms }.with(change))
}

/// What can change, all of it; none where something is wrong.
fn change(entered: &mut Entered<'_>) -> Option<TermsChange> {
    let name = entered.text("name", Title::parse);
    let connect_fee = entered.units("connect_fee", UnitPrice::SCALE);
    let free_seconds = entered.count("free_seconds", COUNT_MAX);
    let grace_period = entered.count("grace_period", COUNT_MAX);
    let surcharge = entered.units("surcharge", Percent::SCALE);
    let precision = entered.count("precision", DECIMALS_MAX);
    let average_duration = entered.count("average_duration", COUNT_MAX);
    let loss_max = entered.units_or_nothing("loss_max", UnitPrice::SCALE);
    let local_rule = entered.text("local_rule", Line::parse);
    Some(TermsChange {
        name: Some(name?),
        connect_fee_units: Some(connect_fee?),
        free_seconds: Some(free_seconds?),
        post_call_surcharge: Some(Percent::from_units(surcharge?)),
        grace_period_seconds: Some(grace_period?),
        loss_protection: Some(entered.is_ticked("loss_protection")),
        loss_max_units: Some(loss_max?),
        cost_round_up: Some(entered.is_ticked("round_up")),
        decimal_precision: Some(precision?),
        average_duration_seconds: Some(average_duration?),
        local_calling: Some(entered.is_ticked("local_calling")),
        local_calling_rule: Some(local_rule?),
    })
}

fn price(frame: &Frame, price: UnitPrice) -> Cell {
    let unit = match price.commodity() {
        Commodity::Currency(currency) => currency.as_str().to_owned(),
        Commodity::MessageCredits => frame.reader.unit(price.commodity()),
    };
    Cell::Number(frame.reader.price(price), unit)
}

fn currencies() -> Vec<Choice> {
    let choice = |currency: Currency| Choice {
        value: currency.as_str().to_owned(),
        label: format!("{} – {}", currency.as_str(), currency.name()),
    };
    Currency::all().map(choice).collect()
}

fn types(shown: &Shown<'_>) -> Vec<Choice> {
    let choice = |term: party::dictionary::Term| Choice {
        value: term.id.to_string(),
        label: shown.frame.t(&format!("tariff-type-{}", term.id)),
    };
    TariffType::all().map(choice).collect()
}

#[cfg(test)]
pub(crate) fn sample(text: &str) -> Tariff {
    let usd = Currency::parse("USD").expect("a currency");
    let loss = UnitPrice::new(1_234_567_890, Commodity::Currency(usd));
    let mut terms = TariffTerms::new(Title::parse(text).expect("a title"), usd);
    terms.loss_max = Some(loss);
    terms.local_calling = true;
    terms.local_calling_rule = Line::parse(text).expect("a line");
    Tariff { id: TariffId(3), owner: party::ids::CustomerKey::ROOT, terms }
}

#[cfg(test)]
pub(crate) fn samples(frame: &Frame, text: &str) -> Vec<Result<String, askama::Error>> {
    let (thing, wrong) = (sample(text), ["name", "currency", "connect_fee", "loss_max", "local_rule"]);
    super::samples_of::<Tariffs>(frame, text, &thing, std::slice::from_ref(&thing), &(), &wrong)
}
