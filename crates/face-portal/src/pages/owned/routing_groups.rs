//! Routing groups: how calls of the customers below find a way out.

use app::customer::find::FindCustomerError;
use app::owned::{CreateOwnedError, DeleteOwnedError, Look, References};
use app::routing_group::update::UpdateRoutingGroupError;
use app::routing_group::{create, delete, read, update};
use app::{App, Context};
use party::dictionary::RoutingPolicy;
use party::ids::RoutingGroupId;
use party::rights::{Flag, Manage, Rights};
use party::routing_group::{RoutingGroup, RoutingGroupChange, RoutingGroupTerms};
use party::text::{Line, Title};
use party::web_user::{Area, Reach};

use super::{Notices, Noun, Words, fields_of, refused, text};
use crate::entered::{Entered, Shown};
use crate::entry::{Access, Entry};
use crate::i18n::Reader;
use crate::page::Frame;
use crate::reply::Failure;
use crate::route::{Path, Route};
use crate::ui::form::FieldGroup;
use crate::ui::{Cell, Choice, Column, Fact, Field, Kind};
use crate::visit::{Fields, Visit};

pub(crate) struct RoutingGroups;

/// Whom the list is there for.
pub(crate) const SEE: Access = Access::Staff { area: Area::Tariffs, reach: Reach::See, has: passes_on };

pub(crate) fn entries() -> Vec<Entry> {
    super::entries::<RoutingGroups>()
}

/// The page of this routing group, if it is the person's customer's.
pub(crate) fn path(id: RoutingGroupId) -> Path {
    super::path_of::<RoutingGroups>(id.0)
}

const MANAGING: Access = Access::Staff { area: Area::Tariffs, reach: Reach::Change, has: manages };

/// Routing groups are a matter of the system.
fn manages(rights: &Rights) -> bool {
    rights.flags.has(Flag::SystemManagement)
}

/// Whoever has customers or accounts below him can pass one on.
fn passes_on(rights: &Rights) -> bool {
    manages(rights) || 0 < rights.depth_max || rights.accounts != Manage::NONE
}

impl Noun for RoutingGroups {
    type Thing = RoutingGroup;
    type Around = ();

    const WORDS: Words = Words {
        key: "routing-group",
        list: (Route::new("/routing-groups"), "routing-groups", "nav-routing-groups"),
        file: (Route::new("/routing-groups/export"), "routing-groups-export"),
        new: (Route::new("/routing-groups/new"), "routing-group-new"),
        one: (Route::new("/routing-groups/{group}"), "routing-group"),
        part: "group",
        edit: (Route::new("/routing-groups/{group}/edit"), "routing-group-edit"),
        delete: (Route::new("/routing-groups/{group}/delete"), "routing-group-delete"),
        see: SEE,
        add: MANAGING,
        change: MANAGING,
        remove: MANAGING,
        notices: Notices {
            made: "routing-group-made",
            changed: "routing-group-changed",
            removed: "routing-group-removed",
        },
    };

    fn named(thing: &RoutingGroup) -> (&str, i64) {
        (thing.terms.name.as_str(), thing.id.0)
    }

    fn columns(reader: &Reader) -> Vec<Column> {
        vec![
            Column::text(reader.t("routing-group-policy")),
            Column::text(reader.t("routing-group-description")),
        ]
    }

    fn cells(frame: &Frame, (): &(), thing: &RoutingGroup) -> Vec<Cell> {
        let terms = &thing.terms;
        vec![Cell::Text(frame.t(policy_key(terms.policy))), text(terms.description.as_str())]
    }

    fn file_cells(reader: &Reader, (): &(), thing: &RoutingGroup) -> Vec<sheets::Cell> {
        let terms = &thing.terms;
        let policy = reader.t(policy_key(terms.policy));
        [policy.as_str(), terms.description.as_str()].map(sheets::Cell::text).to_vec()
    }

    fn facts(frame: &Frame, (): &(), thing: &RoutingGroup) -> Vec<Fact> {
        let cells = Self::cells(frame, &(), thing);
        let columns = Self::columns(&frame.reader).into_iter().map(|column| column.label);
        columns.zip(cells).map(|(term, cell)| Fact::new(term, cell)).collect()
    }

    fn beginning(_: &Visit) -> Result<Fields, Failure> {
        Ok(fields_of([("policy", RoutingPolicy::DEFAULT.id().to_string())]))
    }

    fn values(_: &Frame, thing: &RoutingGroup) -> Fields {
        fields_of([
            ("name", thing.terms.name.as_str().to_owned()),
            ("policy", thing.terms.policy.id().to_string()),
            ("description", thing.terms.description.as_str().to_owned()),
        ])
    }

    fn fields(shown: &Shown<'_>, (): &(), _: bool) -> (Vec<Field>, Vec<FieldGroup>) {
        let choice = |term: party::dictionary::Term| Choice {
            value: term.id.to_string(),
            label: RoutingPolicy::new(term.id)
                .map(|policy| shown.frame.t(policy_key(policy)))
                .unwrap_or_default(),
        };
        let policies = Kind::Select(RoutingPolicy::all().map(choice).collect());
        let fields = vec![
            Field { is_required: true, ..shown.field("name", "owned-name", Kind::Text) },
            shown.field("policy", "routing-group-policy", policies),
            shown.field("description", "routing-group-description", Kind::Text),
        ];
        (fields, Vec::new())
    }

    async fn around(_: &App, _: &Context) -> Result<(), Failure> {
        Ok(())
    }

    async fn look(app: &App, context: &Context, look: Look) -> Result<Vec<RoutingGroup>, FindCustomerError> {
        read::look(app, context, look).await
    }

    async fn given(app: &App, context: &Context) -> Result<Vec<RoutingGroup>, FindCustomerError> {
        Ok(read::given(app, context).await?.into_iter().collect())
    }

    async fn find(app: &App, context: &Context, id: i64) -> Result<Option<RoutingGroup>, FindCustomerError> {
        read::find(app, context, None, RoutingGroupId(id)).await
    }

    async fn references(
        app: &App,
        context: &Context,
        id: i64,
    ) -> Result<Option<References>, FindCustomerError> {
        read::references(app, context, RoutingGroupId(id)).await
    }

    async fn save(visit: &Visit, id: Option<i64>, entered: &mut Entered<'_>) -> Result<Option<i64>, Failure> {
        let (app, context) = (visit.app(), visit.context()?);
        let Some(terms) = terms(entered) else { return Ok(None) };
        let Some(id) = id else {
            return match create::create(app, &context, None, terms).await {
                Ok(made) => Ok(Some(made.routing_group_id)),
                Err(CreateOwnedError::Refused(refusal)) => Err(refused(refusal)),
                Err(CreateOwnedError::Conflict(_)) => Err(Failure::Forbidden),
                Err(CreateOwnedError::Store(error)) => Err(error.into()),
            };
        };
        let RoutingGroupTerms { name, policy, description } = terms;
        let change =
            RoutingGroupChange { name: Some(name), policy: Some(policy), description: Some(description) };
        match update::update(app, &context, None, RoutingGroupId(id), change).await {
            Ok(()) => Ok(Some(id)),
            Err(UpdateRoutingGroupError::Refused(refusal)) => Err(refused(refusal)),
            Err(UpdateRoutingGroupError::Unknown) => Err(Failure::NotFound),
            Err(UpdateRoutingGroupError::Conflict(_)) => Err(Failure::Forbidden),
            Err(UpdateRoutingGroupError::Store(error)) => Err(error.into()),
        }
    }

    async fn delete(app: &App, context: &Context, id: i64) -> Result<(), DeleteOwnedError> {
        delete::delete(app, context, None, RoutingGroupId(id)).await
    }
}

/// What was entered; none where something is wrong.
fn terms(entered: &mut Entered<'_>) -> Option<RoutingGroupTerms> {
    let name = entered.text("name", Title::parse);
    let policy = entered.number("policy", RoutingPolicy::new);
    let description = entered.text("description", Line::parse);
    Some(RoutingGroupTerms { name: name?, policy: policy?, description: description? })
}

fn policy_key(policy: RoutingPolicy) -> &'static str {
    match policy.id() {
        2 => "routing-policy-preference",
        3 => "routing-policy-weight",
        _ => "routing-policy-least-cost",
    }
}

#[cfg(test)]
pub(crate) fn samples(frame: &Frame, text: &str) -> Vec<Result<String, askama::Error>> {
    let terms = RoutingGroupTerms {
        name: Title::parse(text).expect("a title"),
        policy: RoutingPolicy::DEFAULT,
        description: Line::parse(text).expect("a line"),
    };
    let thing = RoutingGroup { id: RoutingGroupId(4), owner: party::ids::CustomerKey::ROOT, terms };
    let wrong = ["name", "policy", "description"];
    super::samples_of::<RoutingGroups>(frame, text, &thing, std::slice::from_ref(&thing), &(), &wrong)
}
