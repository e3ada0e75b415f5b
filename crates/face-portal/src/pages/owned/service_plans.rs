//! Service plans: the terms under which accounts are charged, each on one of the customer's own tariffs.

use app::customer::find::FindCustomerError;
use app::owned::{DeleteOwnedError, Look, NamedPage, References};
use app::service_plan::create::CreateServicePlanError;
use app::service_plan::update::UpdateServicePlanError;
use app::service_plan::{create, delete, read, update};
use app::{App, Context};
use party::dictionary::BillingCycle;
use party::ids::{ServicePlanId, TariffId};
use party::rights::{Manage, Rights};
use party::service_plan::{
    PlanError, ServicePlan, ServicePlanChange, ServicePlanDraft, ServicePlanTerms, TermsChange,
};
use party::tariff::Tariff;
use party::text::{Line, Title};
use party::web_user::{Area, Reach};

use super::{Notices, Noun, Words, fields_of, refused, tariffs, text, ticked, truth};
use crate::entered::{Entered, Shown};
use crate::entry::{Access, Entry};
use crate::i18n::Reader;
use crate::page::Frame;
use crate::reply::Failure;
use crate::route::{Path, Route};
use crate::ui::form::FieldGroup;
use crate::ui::{Cell, Choice, Column, Fact, Field, Kind};
use crate::visit::{Fields, Visit};

pub(crate) struct ServicePlans;

/// Whom the list is there for.
pub(crate) const SEE: Access = Access::Staff { area: Area::Tariffs, reach: Reach::See, has: uses };

pub(crate) fn entries() -> Vec<Entry> {
    super::entries::<ServicePlans>()
}

/// The page of this service plan, if it is the person's customer's.
pub(crate) fn path(id: ServicePlanId) -> Path {
    super::path_of::<ServicePlans>(id.0)
}

/// Plans are of use to those who have accounts, and a matter of those who have tariffs.
fn uses(rights: &Rights) -> bool {
    rights.tariffs != Manage::NONE || rights.accounts != Manage::NONE
}

impl Noun for ServicePlans {
    type Thing = ServicePlan;
    /// The customer's tariffs.
    type Around = Vec<Tariff>;

    const WORDS: Words = Words {
        key: "service-plan",
        list: (Route::new("/service-plans"), "service-plans", "nav-service-plans"),
        file: (Route::new("/service-plans/export"), "service-plans-export"),
        new: (Route::new("/service-plans/new"), "service-plan-new"),
        one: (Route::new("/service-plans/{plan}"), "service-plan"),
        part: "plan",
        edit: (Route::new("/service-plans/{plan}/edit"), "service-plan-edit"),
        delete: (Route::new("/service-plans/{plan}/delete"), "service-plan-delete"),
        see: SEE,
        add: tariffs::managing(tariffs::may_add),
        change: tariffs::managing(tariffs::may_edit),
        remove: tariffs::managing(tariffs::may_delete),
        notices: Notices {
            made: "service-plan-made",
            changed: "service-plan-changed",
            removed: "service-plan-removed",
        },
    };

    fn named(thing: &ServicePlan) -> (&str, i64) {
        (thing.terms.name.as_str(), thing.id.0)
    }

    fn columns(reader: &Reader) -> Vec<Column> {
        vec![
            Column::text(reader.t("service-plan-tariff")),
            Column::text(reader.t("tariff-currency")),
            Column::text(reader.t("service-plan-cycle")),
            Column::text(reader.t("service-plan-prepaid")),
        ]
    }

    fn cells(frame: &Frame, around: &Vec<Tariff>, thing: &ServicePlan) -> Vec<Cell> {
        vec![
            tariff(around, thing.tariff),
            text(thing.currency.as_str()),
            Cell::Text(frame.t(&cycle_key(thing.terms.billing_cycle.id()))),
            truth(frame, thing.terms.prepaid),
        ]
    }

    fn file_cells(reader: &Reader, around: &Vec<Tariff>, thing: &ServicePlan) -> Vec<sheets::Cell> {
        let cycle = reader.t(&cycle_key(thing.terms.billing_cycle.id()));
        let prepaid = reader.t(if thing.terms.prepaid { "yes" } else { "no" });
        let tariff = tariff_name(around, thing.tariff);
        [tariff.as_str(), thing.currency.as_str(), &cycle, &prepaid].map(sheets::Cell::text).to_vec()
    }

    fn facts(frame: &Frame, around: &Vec<Tariff>, thing: &ServicePlan) -> Vec<Fact> {
        let columns = Self::columns(&frame.reader).into_iter().map(|column| column.label);
        let cells = Self::cells(frame, around, thing);
        let mut facts: Vec<Fact> = columns.zip(cells).map(|(term, cell)| Fact::new(term, cell)).collect();
        let suspends = truth(frame, thing.terms.suspend_all_calls);
        facts.push(Fact::new(frame.t("service-plan-suspend"), suspends));
        let description = text(thing.terms.description.as_str());
        facts.push(Fact::new(frame.t("service-plan-description"), description));
        facts
    }

    fn beginning(_: &Visit) -> Result<Fields, Failure> {
        Ok(fields_of([("cycle", BillingCycle::DEFAULT.id().to_string()), ("prepaid", ticked(true))]))
    }

    fn values(_: &Frame, thing: &ServicePlan) -> Fields {
        let terms = &thing.terms;
        fields_of([
            ("name", terms.name.as_str().to_owned()),
            ("tariff", thing.tariff.to_string()),
            ("description", terms.description.as_str().to_owned()),
            ("cycle", terms.billing_cycle.id().to_string()),
            ("prepaid", ticked(terms.prepaid)),
            ("suspend", ticked(terms.suspend_all_calls)),
        ])
    }

    fn fields(shown: &Shown<'_>, around: &Vec<Tariff>, is_new: bool) -> (Vec<Field>, Vec<FieldGroup>) {
        let choice = |tariff: &Tariff| Choice {
            value: tariff.id.to_string(),
            label: format!("{} ({})", tariff.terms.name.as_str(), tariff.terms.currency),
        };
        let cycle = |term: party::dictionary::Term| Choice {
            value: term.id.to_string(),
            label: shown.frame.t(&cycle_key(term.id)),
        };
        let tariffs = Kind::Select(around.iter().map(choice).collect());
        let cycles = Kind::Select(BillingCycle::all().map(cycle).collect());
        let hint = if is_new { "service-plan-tariff-hint" } else { "service-plan-currency-hint" };
        let hint = if around.is_empty() { "service-plan-no-tariff" } else { hint };
        let fields = vec![
            Field { is_required: true, ..shown.field("name", "owned-name", Kind::Text) },
            shown.hinted("tariff", "service-plan-tariff", tariffs, hint),
            shown.field("cycle", "service-plan-cycle", cycles),
            shown.field("prepaid", "service-plan-prepaid", Kind::Checkbox),
            shown.field("suspend", "service-plan-suspend", Kind::Checkbox),
            shown.field("description", "service-plan-description", Kind::Text),
        ];
        (fields, Vec::new())
    }

    async fn around(app: &App, context: &Context) -> Result<Vec<Tariff>, Failure> {
        Ok(app::tariff::read::list(app, context, None, NamedPage::ALL).await?)
    }

    async fn look(app: &App, context: &Context, look: Look) -> Result<Vec<ServicePlan>, FindCustomerError> {
        read::look(app, context, look).await
    }

    /// Plans are given to accounts, never to customers.
    async fn given(_: &App, _: &Context) -> Result<Vec<ServicePlan>, FindCustomerError> {
        Ok(Vec::new())
    }

    async fn find(app: &App, context: &Context, id: i64) -> Result<Option<ServicePlan>, FindCustomerError> {
        read::find(app, context, None, ServicePlanId(id)).await
    }

    async fn references(
        app: &App,
        context: &Context,
        id: i64,
    ) -> Result<Option<References>, FindCustomerError> {
        read::references(app, context, ServicePlanId(id)).await
    }

    async fn save(visit: &Visit, id: Option<i64>, entered: &mut Entered<'_>) -> Result<Option<i64>, Failure> {
        let (app, context) = (visit.app(), visit.context()?);
        let Some((tariff, terms)) = terms(entered) else { return Ok(None) };
        let wrong = match id {
            None => {
                let draft = ServicePlanDraft { tariff, currency: None, terms };
                match create::create(app, &context, None, draft).await {
                    Ok(made) => return Ok(Some(made.service_plan_id)),
                    Err(CreateServicePlanError::Plan(error)) => error,
                    Err(CreateServicePlanError::Refused(refusal)) => return Err(refused(refusal)),
                    Err(CreateServicePlanError::Conflict(_)) => return Err(Failure::Forbidden),
                    Err(CreateServicePlanError::Store(error)) => return Err(error.into()),
                }
            }
            Some(id) => {
                let change = ServicePlanChange { tariff: Some(tariff), currency: None, terms: all_of(terms) };
                match update::update(app, &context, None, ServicePlanId(id), change).await {
                    Ok(()) => return Ok(Some(id)),
                    Err(UpdateServicePlanError::Plan(error)) => error,
                    Err(UpdateServicePlanError::Refused(refusal)) => return Err(refused(refusal)),
                    Err(UpdateServicePlanError::Unknown) => return Err(Failure::NotFound),
                    Err(UpdateServicePlanError::Conflict(_)) => return Err(Failure::Forbidden),
                    Err(UpdateServicePlanError::Store(error)) => return Err(error.into()),
                }
            }
        };
        let key = match wrong {
            PlanError::WrongTariff => "wrong-choice",
            PlanError::WrongCurrency | PlanError::TariffInOtherCurrency => "service-plan-currency-hint",
        };
        entered.refuse("tariff", visit.t(key));
        Ok(None)
    }

    async fn delete(app: &App, context: &Context, id: i64) -> Result<(), DeleteOwnedError> {
        delete::delete(app, context, None, ServicePlanId(id)).await
    }
}

/// What was entered; none where something is wrong.
fn terms(entered: &mut Entered<'_>) -> Option<(TariffId, ServicePlanTerms)> {
    let name = entered.text("name", Title::parse);
    let tariff = entered.number("tariff", |id| Ok::<_, std::convert::Infallible>(TariffId(id)));
    let description = entered.text("description", Line::parse);
    let billing_cycle = entered.number("cycle", BillingCycle::new);
    let (prepaid, suspend_all_calls) = (entered.is_ticked("prepaid"), entered.is_ticked("suspend"));
    let (name, description, billing_cycle) = (name?, description?, billing_cycle?);
    Some((tariff?, ServicePlanTerms { name, description, billing_cycle, prepaid, suspend_all_calls }))
}

fn all_of(terms: ServicePlanTerms) -> TermsChange {
    TermsChange {
        name: Some(terms.name),
        description: Some(terms.description),
        billing_cycle: Some(terms.billing_cycle),
        prepaid: Some(terms.prepaid),
        suspend_all_calls: Some(terms.suspend_all_calls),
    }
}

/// The tariff by its name, where it is one of `tariffs`.
fn tariff(tariffs: &[Tariff], id: TariffId) -> Cell {
    Cell::Link(tariffs::path(id), tariff_name(tariffs, id))
}

fn tariff_name(tariffs: &[Tariff], id: TariffId) -> String {
    let tariff = tariffs.iter().find(|tariff| tariff.id == id);
    tariff.map_or_else(|| id.to_string(), |tariff| tariff.terms.name.as_str().to_owned())
}

fn cycle_key(id: i64) -> String {
    format!("billing-cycle-{id}")
}

#[cfg(test)]
pub(crate) fn samples(frame: &Frame, text: &str) -> Vec<Result<String, askama::Error>> {
    let tariff = tariffs::sample(text);
    let name = Title::parse(text).expect("a title");
    let description = Line::parse(text).expect("a line");
    let terms = ServicePlanTerms { description, ..ServicePlanTerms::new(name) };
    let (owner, currency) = (tariff.owner, tariff.terms.currency);
    let thing = ServicePlan { id: ServicePlanId(5), owner, tariff: tariff.id, currency, terms };
    let of = |around: Vec<Tariff>| {
        super::samples_of::<ServicePlans>(frame, text, &thing, &[], &around, &["name", "tariff", "cycle"])
    };
    [of(vec![tariff]), of(Vec::new())].into_iter().flatten().collect()
}
