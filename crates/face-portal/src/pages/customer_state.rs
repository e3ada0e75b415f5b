//! Blocking, unblocking and removing a customer below. Each is asked on a page of its own, which says what it touches.

use app::StoreError;
use app::customer::block::{ChangeCustomerError, set_blocked};
use app::customer::delete::{self, DeleteCustomerError};
use app::customer::impact::{Admitted, Impact, Obstacle, Return, impact, returning};
use app::overview::Count;
use askama::Template;
use money::Amount;
use party::customer::Customer;
use party::ids::CustomerId;
use party::rights::{Manage, Rights};
use party::web_user::{Area, Reach};

use crate::entry::{Access, Entry};
use crate::page::Frame;
use crate::pages::{customer, customers, users};
use crate::reply::{Failure, Reply};
use crate::route::{Path, Route};
use crate::ui::{Button, Cell, Confirmation, EmptyState, Facts, Section};
use crate::visit::Visit;

const BLOCK: Route = Route::new("/customers/{customer}/block");
const UNBLOCK: Route = Route::new("/customers/{customer}/unblock");
const DELETE: Route = Route::new("/customers/{customer}/delete");

/// Who may block customers, and let them in again.
pub(crate) const MAY_BLOCK: Access =
    Access::Staff { area: Area::Customers, reach: Reach::Change, has: may_edit };

/// Who may remove customers.
pub(crate) const MAY_DELETE: Access =
    Access::Staff { area: Area::Customers, reach: Reach::Change, has: may_delete };

pub(crate) fn entries() -> Vec<Entry> {
    vec![
        Entry::new("customer-block", BLOCK, MAY_BLOCK).get(ask_to_block).post(block),
        Entry::new("customer-unblock", UNBLOCK, MAY_BLOCK).get(ask_to_unblock).post(unblock),
        Entry::new("customer-delete", DELETE, MAY_DELETE).get(ask_to_delete).post(delete_customer),
    ]
}

/// Whether one with these rights may change customers below him.
pub(crate) fn may_edit(rights: &Rights) -> bool {
    customers::may_have_customers(rights) && rights.customers.contains(Manage::EDIT)
}

fn may_delete(rights: &Rights) -> bool {
    customers::may_have_customers(rights) && rights.customers.contains(Manage::DELETE)
}

/// The page that asks whether to block him.
pub(crate) fn block_path(id: CustomerId) -> Path {
    BLOCK.path_with(&[&id])
}

/// The page that asks whether to unblock him.
pub(crate) fn unblock_path(id: CustomerId) -> Path {
    UNBLOCK.path_with(&[&id])
}

/// The page that asks whether to remove him.
pub(crate) fn delete_path(id: CustomerId) -> Path {
    DELETE.path_with(&[&id])
}

/// A question about a customer, or why it cannot be asked.
#[derive(Template)]
#[template(path = "pages/customer_ask.html")]
pub(crate) struct AskPage {
    frame: Frame,
    back: Path,
    name: String,
    title: String,
    sections: Vec<Section>,
    answer: Answer,
}

enum Answer {
    Ask(Confirmation),
    Refuse(EmptyState),
}

impl AskPage {
    /// What `title` says cannot be done with the customer, and why.
    pub(crate) fn refused(
        frame: Frame,
        id: CustomerId,
        name: String,
        title: String,
        why: EmptyState,
    ) -> Self {
        let (back, answer) = (customer::path(id), Answer::Refuse(why));
        Self { frame, back, name, title, sections: Vec::new(), answer }
    }

    fn to_block(frame: Frame, impact: &Impact) -> Self {
        let section = Facts::of(&frame)
            .cell("impact-customers", count(&frame, impact.customers))
            .cell("impact-accounts", count(&frame, impact.accounts))
            .cell("impact-web-users", count(&frame, impact.web_users))
            .section("touches", "impact-touches");
        let id = impact.customer.key.id;
        let mut confirmation = confirmation(&frame, id, BLOCK, ["customer-block", "customer-block-text"]);
        confirmation.button = confirmation.button.danger();
        let answer = Answer::Ask(confirmation);
        Self::about(frame, &impact.customer, "customer-block-title", vec![section], answer)
    }

    fn to_unblock(frame: Frame, back: &Return) -> Self {
        let section = |admitted: &Admitted, id, title| {
            Facts::of(&frame)
                .cell("impact-customers", count(&frame, admitted.customers))
                .cell("impact-accounts", count(&frame, admitted.accounts))
                .cell("impact-web-users", count(&frame, admitted.web_users))
                .section(id, title)
        };
        let sections = vec![
            section(&back.returning, "returns", "impact-returns"),
            section(&back.staying, "stays", "impact-stays"),
        ];
        let id = back.customer.key.id;
        let keys = ["customer-unblock", "customer-unblock-text"];
        let mut confirmation = confirmation(&frame, id, UNBLOCK, keys);
        confirmation.effects.extend(back.is_blocked_above.then(|| frame.t("customer-unblock-above")));
        Self::about(frame, &back.customer, "customer-unblock-title", sections, Answer::Ask(confirmation))
    }

    fn to_delete(frame: Frame, impact: &Impact, shows_money: bool) -> Self {
        let facts = Facts::of(&frame)
            .cell("impact-customers", count(&frame, impact.customers))
            .cell("impact-accounts", count(&frame, impact.accounts));
        let facts = match impact.obstacle {
            _ if !shows_money => facts,
            Some(_) => facts.cell("impact-open-balances", count(&frame, impact.open_balances)),
            None => facts
                .cell("customer-balance", amount(&frame, impact.money.amount))
                .cell("customer-credits", amount(&frame, impact.credits.amount)),
        };
        let section = facts
            .cell("impact-web-users", count(&frame, impact.web_users))
            .cell("impact-tariffs", count(&frame, impact.tariffs))
            .cell("impact-service-plans", count(&frame, impact.service_plans))
            .cell("impact-routing-groups", count(&frame, impact.routing_groups))
            .section("touches", "impact-touches");
        let answer = match impact.obstacle {
            Some(obstacle) => Answer::Refuse(refusal(&frame, impact, obstacle)),
            None => {
                let keys = ["customer-delete", "customer-delete-text"];
                let mut confirmation = confirmation(&frame, impact.customer.key.id, DELETE, keys);
                confirmation.button = confirmation.button.danger();
                Answer::Ask(confirmation)
            }
        };
        Self::about(frame, &impact.customer, "customer-delete-title", vec![section], answer)
    }

    fn about(frame: Frame, customer: &Customer, title: &str, sections: Vec<Section>, answer: Answer) -> Self {
        let (id, name) = (customer.key.id, customer.profile.name.as_str().to_owned());
        let title = frame.reader.t1(title, "name", name.as_str());
        Self { frame, back: customer::path(id), name, title, sections, answer }
    }

    fn title(&self) -> &str {
        &self.title
    }
}

async fn ask_to_block(visit: Visit) -> Result<Reply, Failure> {
    let impact = find_impact(&visit).await?;
    if impact.customer.blocked {
        return Ok(Reply::see(customer::path(impact.customer.key.id)));
    }
    Reply::page(&AskPage::to_block(visit.frame(), &impact))
}

async fn block(visit: Visit) -> Result<Reply, Failure> {
    change_block(&visit, true, "customer-blocked").await
}

async fn ask_to_unblock(visit: Visit) -> Result<Reply, Failure> {
    let id = CustomerId(visit.number("customer")?);
    let back = returning(visit.app(), &visit.context()?, id).await?;
    if !back.customer.blocked {
        return Ok(Reply::see(customer::path(id)));
    }
    Reply::page(&AskPage::to_unblock(visit.frame(), &back))
}

async fn unblock(visit: Visit) -> Result<Reply, Failure> {
    change_block(&visit, false, "customer-unblocked").await
}

async fn change_block(visit: &Visit, blocked: bool, notice: &'static str) -> Result<Reply, Failure> {
    let id = CustomerId(visit.number("customer")?);
    match set_blocked(visit.app(), &visit.context()?, id, None, blocked).await {
        Ok(()) => Ok(Reply::see_with(customer::path(id), notice)),
        Err(ChangeCustomerError::WrongOwner | ChangeCustomerError::Refused(_)) => Err(Failure::NotFound),
        Err(ChangeCustomerError::Conflict(_)) => Err(Failure::Forbidden),
        Err(ChangeCustomerError::Store(error)) => Err(error.into()),
    }
}

async fn ask_to_delete(visit: Visit) -> Result<Reply, Failure> {
    let (impact, shows_money) = (find_impact(&visit).await?, shows_money(&visit));
    Reply::page(&AskPage::to_delete(visit.frame(), &impact, shows_money))
}

async fn delete_customer(visit: Visit) -> Result<Reply, Failure> {
    let (impact, context) = (find_impact(&visit).await?, visit.context()?);
    let (id, owner) = (impact.customer.key.id, impact.customer.owner());
    match delete::delete(visit.app(), &context, id, None).await {
        Ok(()) => {
            let owner = owner.filter(|owner| context.caller.customer_id() != Some(*owner));
            let list = owner.map_or_else(|| customers::ROUTE.path(), customers::path_of);
            Ok(Reply::see_with(list, "customer-deleted"))
        }
        Err(DeleteCustomerError::HasCustomers | DeleteCustomerError::HasAccounts) => {
            let (impact, shows_money) = (find_impact(&visit).await?, shows_money(&visit));
            Reply::again(&AskPage::to_delete(visit.frame(), &impact, shows_money))
        }
        Err(DeleteCustomerError::WrongOwner | DeleteCustomerError::Refused(_)) => Err(Failure::NotFound),
        Err(DeleteCustomerError::Conflict(_)) => Err(Failure::Forbidden),
        Err(DeleteCustomerError::Amount(error)) => Err(StoreError::Defect(error.to_string()).into()),
        Err(DeleteCustomerError::Store(error)) => Err(error.into()),
    }
}

async fn find_impact(visit: &Visit) -> Result<Impact, Failure> {
    let id = CustomerId(visit.number("customer")?);
    Ok(impact(visit.app(), &visit.context()?, id).await?)
}

fn shows_money(visit: &Visit) -> bool {
    Reach::See <= visit.reach(Area::Money)
}

fn confirmation(frame: &Frame, id: CustomerId, route: Route, [label, text]: [&str; 2]) -> Confirmation {
    Confirmation {
        text: frame.t(text),
        effects: Vec::new(),
        button: Button::new(frame, route.path_with(&[&id]), frame.t(label)),
        cancel: customer::path(id),
        cancel_label: frame.t("cancel"),
    }
}

fn refusal(frame: &Frame, impact: &Impact, obstacle: Obstacle) -> EmptyState {
    let id = impact.customer.key.id;
    let (text, action) = match obstacle {
        Obstacle::Customers => {
            let list = (customers::path_of(id), frame.t("customer-customers"));
            ("customer-delete-customers", list)
        }
        Obstacle::Accounts => ("customer-delete-accounts", (users::path_of(id), frame.t("customer-users"))),
        Obstacle::Commission => {
            ("customer-delete-commission", (customer::path(id), frame.t("customer-back")))
        }
    };
    EmptyState { title: frame.t("customer-delete-refused"), text: frame.t(text), action: Some(action) }
}

fn count(frame: &Frame, count: Count) -> Cell {
    let number = frame.reader.integer(count.counted);
    let text = if count.is_more { frame.reader.t1("overview-more-than", "count", number) } else { number };
    Cell::Number(text, String::new())
}

fn amount(frame: &Frame, amount: Amount) -> Cell {
    Cell::Number(frame.reader.number(amount), frame.reader.unit(amount.commodity()))
}

#[cfg(test)]
pub(crate) fn samples(frame: &Frame, text: &str) -> Vec<Result<String, askama::Error>> {
    let none = Count { counted: 0, is_more: false };
    let view = crate::tests::people::view(text);
    let sample = |obstacle, count| Impact {
        customer: view.customer.clone(),
        money: view.money,
        credits: view.credits,
        customers: count,
        accounts: count,
        open_balances: count,
        web_users: count,
        tariffs: count,
        service_plans: count,
        routing_groups: count,
        obstacle,
    };
    let many = Count { counted: 1_000, is_more: true };
    let back = |is_blocked_above, count| {
        let admitted = Admitted { customers: count, accounts: count, web_users: count };
        Return { customer: view.customer.clone(), is_blocked_above, returning: admitted, staying: admitted }
    };
    let refused = [Obstacle::Customers, Obstacle::Accounts, Obstacle::Commission];
    let mut pages = vec![
        AskPage::to_block(frame.clone(), &sample(None, many)).render(),
        AskPage::to_block(frame.clone(), &sample(None, none)).render(),
        AskPage::to_unblock(frame.clone(), &back(true, many)).render(),
        AskPage::to_unblock(frame.clone(), &back(false, none)).render(),
        AskPage::to_delete(frame.clone(), &sample(None, none), true).render(),
    ];
    pages.extend(refused.map(|obstacle| {
        let impact = sample(Some(obstacle), many);
        AskPage::to_delete(frame.clone(), &impact, obstacle != Obstacle::Accounts).render()
    }));
    pages
}
