//! Looking at the tree of customers along one branch: at each level a page of those who stand there.

use party::access::{Caller, Refusal, View};
use party::ids::{CustomerId, CustomerKey};
use store::tables::claims::ClaimKind;
pub use store::tables::customer_tree::{CHILDREN_MAX, TreeNode};
use store::tables::{customer_tree, customer_views, customers};
use store::{Lock, StoreError, Tx};

use super::find::FindCustomerError;
use crate::app::App;
use crate::context::Context;

/// Nodes of a page.
const NODES_MAX: i64 = 50;

/// How far the tree is to be opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LookAtTree {
    /// The customer down to whom it is open, his own customers among it; none: the caller.
    pub open: Option<CustomerId>,
    /// Of his customers, those after this one, by name and number; none: from the first.
    pub after: Option<(String, CustomerId)>,
}

/// The customers of one node, in part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Level {
    /// Whose they are.
    pub owner: CustomerId,
    /// They, by name.
    pub nodes: Vec<TreeNode>,
    /// Nobody comes before them.
    pub is_from_start: bool,
    /// Somebody comes after them.
    pub is_more: bool,
}

/// The levels from the caller's own customers down to those of the open one: each but the last holds the node whose
/// customers the next one shows.
///
/// # Errors
/// There is no such customer below the caller, or the store's.
pub async fn look(
    app: &App,
    context: &Context,
    request: LookAtTree,
) -> Result<Vec<Level>, FindCustomerError> {
    let caller = context.caller.clone();
    app.store()
        .read("customer.tree", move |tx| {
            let path = path(tx, &caller, request.open)?;
            let mut levels = Vec::with_capacity(path.len());
            for (owner, child) in path.iter().zip(path.iter().skip(1)) {
                levels.push(around(tx, owner.id, *child)?);
            }
            let Some(last) = path.last() else { return Err(Refusal::Absent.into()) };
            levels.push(page(tx, last.id, request.after.as_ref())?);
            Ok(levels)
        })
        .await
}

/// From the caller down to the open one.
fn path(
    tx: &mut Tx<'_>,
    caller: &Caller,
    open: Option<CustomerId>,
) -> Result<Vec<CustomerKey>, FindCustomerError> {
    let Caller::Customer { key: himself, .. } = caller else { return Err(Refusal::Absent.into()) };
    let Some(open) = open.filter(|open| *open != himself.id) else { return Ok(vec![*himself]) };
    let place = customer_views::find_place(tx, ClaimKind::CustomerId, &open.to_string())?;
    let place = place.ok_or(FindCustomerError::Unknown)?;
    caller.grant_at::<View>(place.key, &place.lineage)?;
    let below = place.lineage.iter().skip_while(|id| **id != himself.id).skip(1).chain([&open]);
    // Everybody below root stands in one branch with those below him.
    let keys = below.map(|id| CustomerKey { branch: place.key.branch, id: *id });
    Ok(std::iter::once(*himself).chain(keys).collect())
}

/// The first page of the customers of `owner`, or where `child` is not among those, the page that begins with him.
fn around(tx: &mut Tx<'_>, owner: CustomerId, child: CustomerKey) -> Result<Level, StoreError> {
    let first = page(tx, owner, None)?;
    if first.nodes.iter().any(|node| node.id == child.id) {
        return Ok(first);
    }
    let missing = || StoreError::inconsistent("table customer: an ancestor is missing");
    let child = customers::load(tx, child, Lock::Share)?.ok_or_else(missing)?;
    let before = (child.profile.name.as_str().to_owned(), CustomerId(child.key.id.0 - 1));
    page(tx, owner, Some(&before))
}

fn page(
    tx: &mut Tx<'_>,
    owner: CustomerId,
    after: Option<&(String, CustomerId)>,
) -> Result<Level, StoreError> {
    let mut nodes = customer_tree::list_children(tx, owner, after, NODES_MAX + 1)?;
    let most = usize::try_from(NODES_MAX).unwrap_or(usize::MAX);
    let is_more = most < nodes.len();
    nodes.truncate(most);
    Ok(Level { owner, nodes, is_from_start: after.is_none(), is_more })
}
