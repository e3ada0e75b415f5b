//! The audit log in the reader's words: what was done, by whom, to what.

use app::audit_log::{AuditLine, Names};
use party::ids::{CustomerId, RoutingGroupId, ServicePlanId, TariffId, WebUserId};

use crate::entry::Access;
use crate::i18n::Reader;
use crate::pages::owned::{routing_groups, service_plans, tariffs};
use crate::pages::{customer, customers, user, users, web_user, web_users};
use crate::route::Path;
use crate::ui::Cell;
use crate::visit::Visit;

/// Which pages the reader has, for links to what lines speak of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Linked {
    /// The reader's own customer, whose page is nowhere.
    pub(crate) own: Option<CustomerId>,
    pub(crate) customers: bool,
    pub(crate) users: bool,
    pub(crate) web_users: bool,
    pub(crate) tariffs: bool,
    pub(crate) service_plans: bool,
    pub(crate) routing_groups: bool,
}

impl Linked {
    /// Those of the one who asks.
    pub(crate) fn of(visit: &Visit) -> Self {
        let admits = |access: Access| access.admits(visit);
        Self {
            own: visit.context().ok().and_then(|context| context.acting_customer()).map(|own| own.id),
            customers: admits(customers::ACCESS),
            users: admits(users::SEE),
            web_users: admits(web_users::SEEN),
            tariffs: admits(tariffs::SEE),
            service_plans: admits(service_plans::SEE),
            routing_groups: admits(routing_groups::SEE),
        }
    }

    /// The page of what the line is about, where the reader has one and it is still there.
    fn path(&self, line: &AuditLine, names: &Names) -> Option<Path> {
        let named = names.find(&line.object)?;
        let (noun, id) = line.object.split_once(':')?;
        let id: i64 = id.parse().ok()?;
        let is_own = self.own.is_some() && self.own == line.customer;
        match noun {
            "customer" if self.customers && self.own != Some(CustomerId(id)) => {
                Some(customer::path(CustomerId(id)))
            }
            "account" if self.users => named.object_id.map(user::path),
            "web_user" if self.web_users && is_own => Some(web_user::path(WebUserId(id), None)),
            "tariff" if self.tariffs && is_own => Some(tariffs::path(TariffId(id))),
            "service_plan" if self.service_plans && is_own => Some(service_plans::path(ServicePlanId(id))),
            "routing_group" if self.routing_groups && is_own => {
                Some(routing_groups::path(RoutingGroupId(id)))
            }
            _ => None,
        }
    }
}

/// What was done, in words; one that has none yet is called by its name.
pub(crate) fn operation(reader: &Reader, operation: &str) -> String {
    let key = format!("operation-{}", operation.replace(['.', '_'], "-"));
    if reader.has(&key) { reader.t(&key) } else { operation.to_owned() }
}

/// To what it was done.
pub(crate) fn object(reader: &Reader, line: &AuditLine, names: &Names, linked: &Linked) -> Cell {
    let text = who(reader, &line.object, names);
    match linked.path(line, names) {
        Some(path) => Cell::Link(path, text),
        None => Cell::Text(text),
    }
}

/// Who did it.
pub(crate) fn actor(reader: &Reader, line: &AuditLine, names: &Names) -> String {
    match &line.actor {
        Some(actor) => who(reader, actor, names),
        None => reader.t("your-provider"),
    }
}

/// `customer:7` in words: by name where it has one, else by number. Of somebody who acted as somebody else, both.
pub(crate) fn who(reader: &Reader, said: &str, names: &Names) -> String {
    if let Some((person, customer)) = said.split_once(" as ") {
        let texts = [("who", who(reader, person, names)), ("customer", who(reader, customer, names))];
        return reader.tn("acting-who", &texts.each_ref().map(|(name, text)| (*name, text.as_str())));
    }
    let (said, _) = said.split_once(" of ").unwrap_or((said, ""));
    let (noun, id) = said.split_once(':').unwrap_or((said, ""));
    let noun = noun.replace('_', "-");
    if let Some(named) = names.find(said) {
        return reader.t1(&format!("named-{noun}"), "name", named.name.as_str());
    }
    let key = format!("noun-{noun}");
    if reader.has(&key) { reader.t1(&key, "id", id) } else { said.to_owned() }
}

/// Through what it was done.
pub(crate) fn face(reader: &Reader, face: &str) -> String {
    let key = format!("face-{}", face.replace(' ', "-"));
    if reader.has(&key) { reader.t(&key) } else { face.to_owned() }
}
