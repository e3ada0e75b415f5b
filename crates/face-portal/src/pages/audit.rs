//! The audit log: what was done, by whom, to what, and what it changed; for everybody of his own branch.

use app::audit_log::{self, ActorFilter, AuditLine, ListAudit, Names, OPERATIONS};
use app::{Face, Timestamp};
use askama::Template;
use party::ids::ROOT;
use party::web_user::{Area, Reach};

use crate::entry::{Access, Entry};
use crate::export;
use crate::i18n::Reader;
use crate::log_words::{self, Linked};
use crate::page::{Frame, Menu};
use crate::pages::audit_file::AuditFile;
use crate::pages::audit_values;
use crate::reply::{Failure, Reply};
use crate::route::{Path, Route};
use crate::ui::{Cell, Choice, Column, EmptyState, ExportLinks, Field, Kind, Pager, Row, SearchBar, Table};
use crate::visit::{Fields, Visit};

const ROUTE: Route = Route::new("/audit");
const EXPORT: Route = Route::new("/audit/export");

/// Whom the log is there for.
pub(crate) const ACCESS: Access = Access::Staff { area: Area::Log, reach: Reach::See, has: |_| true };

/// Lines of a page.
const ROWS: usize = 50;
/// What can be asked for, by number or by name.
const OBJECTS: [&str; 6] = ["customer", "account", "web_user", "tariff", "service_plan", "routing_group"];
/// What has no name of its own in the whole installation: asked for by number alone.
const UNNAMED: [&str; 3] = ["tariff", "service_plan", "routing_group"];
/// Who acts.
const ACTORS: [&str; 3] = ["customer", "web_user", "account"];
/// Who acts, and is known to root alone.
const ACTORS_OF_ROOT: [&str; 2] = ["trusted", "operator"];
const FACES: [Face; 4] = [Face::Portal, Face::XmlRpc, Face::Rest, Face::CommandLine];

pub(crate) fn entries() -> Vec<Entry> {
    vec![
        Entry::new("audit", ROUTE, ACCESS).get(show).linked(Menu::Main, "nav-audit"),
        Entry::new("audit-export", EXPORT, ACCESS).get(download).file(),
    ]
}

/// What was done to one thing: `object` is what the log calls it, such as `customer:9`.
pub(crate) fn path_of(object: &str) -> Path {
    ROUTE.path().with("object", object)
}

/// Something that is asked for by what it is and by its number or name.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Thing {
    kind: String,
    number: String,
}

impl Thing {
    /// What the query says in one field, `customer:9`, or in two.
    fn read(query: &Fields, name: &str) -> Self {
        let text =
            |field: &str| query.text(field).trim().replace('\0', "").chars().take(64).collect::<String>();
        let (kind, number) = (text(&format!("{name}_kind")), text(&format!("{name}_number")));
        if !kind.is_empty() {
            return Self { kind, number };
        }
        let whole = text(name);
        let (kind, number) = whole.split_once(':').unwrap_or((&whole, ""));
        Self { kind: kind.to_owned(), number: number.to_owned() }
    }

    /// Whether a name stands where only a number can.
    fn is_misnamed(&self) -> bool {
        UNNAMED.contains(&self.kind.as_str())
            && !self.number.is_empty()
            && self.number.parse::<i64>().is_err()
    }

    /// The same by number; none where nobody is called so.
    async fn by_number(&self, visit: &Visit) -> Result<Option<Self>, Failure> {
        let has_name = ACTORS.contains(&self.kind.as_str());
        if !has_name || self.number.is_empty() || self.number.parse::<i64>().is_ok() {
            return Ok(Some(self.clone()));
        }
        let number = audit_log::number_of(visit.app(), &self.kind, &self.number).await?;
        Ok(number.map(|number| Self { kind: self.kind.clone(), number: number.to_string() }))
    }

    /// What the log calls it; none where nothing is asked for.
    fn said(&self) -> Option<String> {
        if self.kind.is_empty() || (self.number.is_empty() && self.kind != "operator") {
            return None;
        }
        Some(if self.kind == "operator" {
            self.kind.clone()
        } else {
            format!("{}:{}", self.kind, self.number)
        })
    }

    /// Who acted so.
    fn actor(&self) -> Option<ActorFilter> {
        let said = self.said()?;
        Some(if self.kind == "web_user" { ActorFilter::Beginning(said) } else { ActorFilter::Exactly(said) })
    }
}

/// What the log was asked for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Asked {
    object: Thing,
    actor: Thing,
    /// Empty: any.
    operation: &'static str,
    face: &'static str,
    from: String,
    until: String,
    /// The line above which the page goes on.
    before: Option<(Timestamp, i64)>,
}

impl Asked {
    /// What the query says; what it does not say, or says wrongly, is as usual.
    fn read(query: &Fields) -> Self {
        let number = |name: &str| query.text(name).parse::<i64>().ok();
        let known = |name: &str, known: &[&'static str]| {
            let given = query.text(name);
            known.iter().find(|word| **word == given).copied().unwrap_or_default()
        };
        Self {
            object: Thing::read(query, "object"),
            actor: Thing::read(query, "actor"),
            operation: known("operation", OPERATIONS),
            face: known("face", &FACES.map(Face::name)),
            from: query.text("from").to_owned(),
            until: query.text("until").to_owned(),
            before: number("at").map(Timestamp).zip(number("line")),
        }
    }

    /// The same from the newest line on.
    fn path(&self) -> Path {
        self.path_at(ROUTE)
    }

    fn path_at(&self, route: Route) -> Path {
        route
            .path()
            .with("object", &self.object.said().unwrap_or_default())
            .with("actor", &self.actor.said().unwrap_or_default())
            .with("operation", self.operation)
            .with("face", self.face)
            .with("from", &self.from)
            .with("until", &self.until)
    }

    fn path_after(&self, line: &AuditLine) -> Path {
        self.path().with("at", &line.at.0.to_string()).with("line", &line.record.to_string())
    }

    /// The same with everybody by number; none where somebody is called what nobody is.
    async fn by_number(&self, visit: &Visit) -> Result<Option<Self>, Failure> {
        let (object, actor) = (self.object.by_number(visit).await?, self.actor.by_number(visit).await?);
        Ok(object.zip(actor).map(|(object, actor)| Self { object, actor, ..self.clone() }))
    }

    /// As the use case asks it; none where a moment is none, or a number.
    fn wanted(&self, reader: &Reader, limit: i64) -> Option<ListAudit> {
        if self.object.is_misnamed() {
            return None;
        }
        let window = Window::read(reader, self);
        let everything = ListAudit::newest(limit);
        Some(ListAudit {
            from: window.from.ok()?.unwrap_or(everything.from),
            until: window.until.ok()?.unwrap_or(everything.until),
            before: self.before,
            object: self.object.said(),
            actor: self.actor.actor(),
            operations: Some(self.operation).filter(|name| !name.is_empty()).map(|name| vec![name]),
            face: FACES.into_iter().find(|face| face.name() == self.face),
            ..everything
        })
    }

    /// Whether nothing is left out.
    fn is_everything(&self) -> bool {
        *self == Self { before: self.before, ..Self::default() }
    }
}

/// Two moments as they were typed, where they are moments.
struct Window {
    from: Result<Option<Timestamp>, ()>,
    until: Result<Option<Timestamp>, ()>,
}

impl Window {
    fn read(reader: &Reader, asked: &Asked) -> Self {
        let read = |text: &str| match text.trim() {
            "" => Ok(None),
            text => reader.read_moment(text).map(Some).ok_or(()),
        };
        Self { from: read(&asked.from), until: read(&asked.until) }
    }
}

#[derive(Template)]
#[template(path = "pages/audit.html")]
struct AuditPage {
    frame: Frame,
    search: SearchBar,
    table: Table,
    export: ExportLinks,
}

/// A page of lines with what they speak of.
#[derive(Default)]
struct Found {
    lines: Vec<AuditLine>,
    names: Names,
    has_more: bool,
}

impl AuditPage {
    fn new(frame: Frame, asked: &Asked, found: &Found, linked: &Linked) -> Self {
        let search = search_bar(&frame, asked, linked.own == Some(ROOT));
        let table = table(&frame, asked, found, linked);
        let export = export::links(&frame, &asked.path_at(EXPORT));
        Self { frame, search, table, export }
    }

    fn title(&self) -> String {
        self.frame.t("audit-title")
    }
}

async fn show(visit: Visit) -> Result<Reply, Failure> {
    let (asked, frame) = (Asked::read(&visit.query), visit.frame());
    let linked = Linked::of(&visit);
    let limit = i64::try_from(ROWS).unwrap_or(i64::MAX).saturating_add(1);
    if asked.wanted(&visit.reader, limit).is_none() {
        return Reply::again(&AuditPage::new(frame, &asked, &Found::default(), &linked));
    }
    let by_number = asked.by_number(&visit).await?;
    let Some(wanted) = by_number.and_then(|asked| asked.wanted(&visit.reader, limit)) else {
        return Reply::page(&AuditPage::new(frame, &asked, &Found::default(), &linked));
    };
    let mut lines = audit_log::list(visit.app(), &visit.context()?, wanted).await?;
    let has_more = ROWS < lines.len();
    lines.truncate(ROWS);
    let names = audit_log::names(visit.app(), &lines).await?;
    Reply::page(&AuditPage::new(frame, &asked, &Found { lines, names, has_more }, &linked))
}

async fn download(visit: Visit) -> Result<Reply, Failure> {
    let asked = Asked { before: None, ..Asked::read(&visit.query) };
    if asked.wanted(&visit.reader, export::ROWS).is_none() {
        // The page says what is wrong.
        return show(visit).await;
    }
    let by_number = asked.by_number(&visit).await?;
    let wanted = by_number.and_then(|asked| asked.wanted(&visit.reader, export::ROWS));
    export::download(&visit, AuditFile::new(wanted)).await
}

fn search_bar(frame: &Frame, asked: &Asked, is_root: bool) -> SearchBar {
    let reader = &frame.reader;
    let any = |key: &str| Choice { value: String::new(), label: frame.t(key) };
    let kind = |kind: &&str| Choice {
        value: (*kind).to_owned(),
        label: frame.t(&format!("audit-kind-{}", kind.replace('_', "-"))),
    };
    let kinds = |first: &str, kinds: &[&str]| {
        std::iter::once(any(first)).chain(kinds.iter().map(kind)).collect::<Vec<Choice>>()
    };
    let mut actors = kinds("audit-anybody", &ACTORS);
    if is_root {
        actors.extend(ACTORS_OF_ROOT.iter().map(kind));
    }
    let operation =
        |name: &&str| Choice { value: (*name).to_owned(), label: log_words::operation(reader, name) };
    let mut operations: Vec<Choice> = OPERATIONS.iter().map(operation).collect();
    operations.sort_by(|left, right| left.label.cmp(&right.label));
    operations.insert(0, any("audit-anything"));
    let face =
        |face: Face| Choice { value: face.name().to_owned(), label: log_words::face(reader, face.name()) };
    let faces = std::iter::once(any("audit-any-face")).chain(FACES.map(face)).collect();
    let field = |name: &'static str, key: &str, kind, value: &str| Field {
        value: value.to_owned(),
        ..Field::new(name, frame.t(key), kind)
    };
    let window = Window::read(reader, asked);
    let moment = |name, key: &str, value, read: Result<_, ()>| Field {
        error: if read.is_err() { frame.t("audit-wrong-moment") } else { String::new() },
        ..field(name, key, Kind::Moment, value)
    };
    SearchBar {
        action: ROUTE.path(),
        fields: vec![
            field(
                "object_kind",
                "audit-object-kind",
                Kind::Select(kinds("audit-any-object", &OBJECTS)),
                &asked.object.kind,
            ),
            Field {
                error: if asked.object.is_misnamed() { frame.t("audit-no-number") } else { String::new() },
                ..field("object_number", "audit-number", Kind::Text, &asked.object.number)
            },
            field("actor_kind", "audit-actor-kind", Kind::Select(actors), &asked.actor.kind),
            field("actor_number", "audit-number", Kind::Text, &asked.actor.number),
            field("operation", "audit-operation", Kind::Select(operations), asked.operation),
            field("face", "audit-face", Kind::Select(faces), asked.face),
            moment("from", "audit-from", &asked.from, window.from),
            moment("until", "audit-until", &asked.until, window.until),
        ],
        hidden: Vec::new(),
        submit: frame.t("filter"),
    }
}

fn table(frame: &Frame, asked: &Asked, found: &Found, linked: &Linked) -> Table {
    let columns = ["audit-when", "audit-who", "audit-what", "audit-object", "audit-changes"];
    let last = found.lines.last().filter(|_| found.has_more);
    Table {
        caption: frame.t("audit-title"),
        is_caption_shown: false,
        columns: columns.map(|key| Column::text(frame.t(key))).to_vec(),
        rows: found.lines.iter().map(|line| row(frame, line, &found.names, linked)).collect(),
        empty: empty(frame, asked),
        pager: Some(Pager {
            label: frame.t("pages"),
            previous: asked.before.map(|_| asked.path()),
            previous_label: frame.t("audit-newest"),
            next: last.map(|line| asked.path_after(line)),
            next_label: frame.t("audit-older"),
        }),
    }
}

fn empty(frame: &Frame, asked: &Asked) -> EmptyState {
    let key = if asked.is_everything() { "audit-none" } else { "audit-not-found" };
    let action = (!asked.is_everything()).then(|| (ROUTE.path(), frame.t("audit-all")));
    EmptyState { title: frame.t(key), text: String::new(), action }
}

fn row(frame: &Frame, line: &AuditLine, names: &Names, linked: &Linked) -> Row {
    let reader = &frame.reader;
    let through = log_words::face(reader, &line.face);
    let who = log_words::actor(reader, line, names);
    Row {
        cells: vec![
            Cell::Moment(reader.moment(line.at)),
            Cell::Text(format!("{who}\n{through}")),
            Cell::Text(log_words::operation(reader, &line.operation)),
            log_words::object(reader, line, names, linked),
            audit_values::changes(frame, line),
        ],
    }
}

#[cfg(test)]
pub(crate) fn samples(frame: &Frame, text: &str) -> Vec<Result<String, askama::Error>> {
    use app::audit_log::Named;
    use party::ids::{CustomerId, ObjectId};

    let line = |operation: &str, object: &str, actor: Option<&str>, before: &str, after: &str| AuditLine {
        record: 7,
        at: Timestamp(1_767_225_600_000_000),
        actor: actor.map(str::to_owned),
        face: "portal".to_owned(),
        operation: operation.to_owned(),
        object: object.to_owned(),
        customer: Some(CustomerId(7)),
        before: Some(before.to_owned()).filter(|state| !state.is_empty()),
        after: Some(after.to_owned()).filter(|state| !state.is_empty()),
        booked: None,
        request_id: text.to_owned(),
    };
    let mut names = Names::default();
    let object_id = Some(ObjectId::compose(1, [0; 5], 1));
    for said in ["customer:9", "web_user:3", "account:4", "tariff:5", "routing_group:6", "service_plan:8"] {
        names.insert(said, Named { name: text.to_owned(), object_id });
    }
    let mut lines = audit_values::samples(text).map(|(operation, object, before, after)| {
        line(operation, object, Some("web_user:3 of customer:9 as customer:9"), &before, &after)
    });
    let mut all: Vec<AuditLine> = lines.iter_mut().map(|line| line.clone()).collect();
    all.push(line(text, text, Some(text), text, text));
    all.push(line("session.sign_in", "web_user:99", None, "", ""));
    let linked = Linked {
        own: Some(CustomerId(7)),
        customers: true,
        users: true,
        web_users: true,
        tariffs: true,
        service_plans: true,
        routing_groups: true,
    };
    let of_root = Linked { own: Some(ROOT), ..Linked::default() };
    let mut asked = Asked::read(&Fields::parse(b"object=customer:9&actor=web_user:3&at=5&line=6&face=rest"));
    text.clone_into(&mut asked.from);
    text.clone_into(&mut asked.object.number);
    vec![
        AuditPage::new(frame.clone(), &Asked::default(), &Found::default(), &Linked::default()).render(),
        AuditPage::new(frame.clone(), &asked, &Found::default(), &of_root).render(),
        AuditPage::new(frame.clone(), &asked, &Found { lines: all.clone(), names, has_more: true }, &linked)
            .render(),
        AuditPage::new(
            frame.clone(),
            &Asked::default(),
            &Found { lines: all, names: Names::default(), has_more: false },
            &of_root,
        )
        .render(),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(query: &str, path: &str) {
        assert_eq!(Asked::read(&Fields::parse(query.as_bytes())).path().as_str(), path, "{query}");
    }

    #[test]
    fn what_is_asked_for_is_kept_in_links_as_far_as_it_says_something() {
        check("", "/audit");
        check("object=customer:9&at=1&line=2", "/audit?object=customer%3A9");
        check("object_kind=tariff&object_number=3", "/audit?object=tariff%3A3");
        check("object_kind=tariff&object_number=", "/audit");
        check("actor_kind=operator&actor_number=5", "/audit?actor=operator");
        check("operation=tariff.create&face=rest", "/audit?operation=tariff.create&face=rest");
        check("operation=x&face=y", "/audit");
        check("from=2026-01-01T00%3A00", "/audit?from=2026-01-01T00%3A00");
    }
}
