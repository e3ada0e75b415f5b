//! What somebody has to choose from who makes or changes a customer: what the owner may grant, and what of his a customer
//! may refer to.

use charging::{Balance, BalanceId, CreditLimit};
use money::{Amount, Commodity, Currency};
use party::access::{AddCustomer, Caller, EditCustomer, Refusal};
use party::customer::{self, Customer, Draft, RuleError, TariffChoice};
use party::ids::{CustomerId, ObjectId, RoutingGroupId, TariffId, WebUserId};
use party::names::CustomerName;
use party::web_user::AccessLevel;
use store::tables::claims::ClaimKind;
use store::tables::customer_search::{self, CustomerSearch};
use store::tables::web_users::WebUser;
use store::tables::{customer_views, routing_groups, tariffs};
use store::{Lock, StoreError, Tx};

use super::find::CustomerView;
use super::locate;
use super::update::{self, Found};
use crate::app::App;
use crate::context::Context;

/// Customers and routing groups of one owner that are offered; where there are more, numbers have to be known.
const OFFERED_MAX: i64 = 200;

/// What there is to choose from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choices {
    /// The owner: nobody is granted what he lacks.
    pub owner: Customer,
    /// His tariffs, by name.
    pub tariffs: Vec<(TariffId, String, Currency)>,
    /// The routing groups that he may give. None: there are too many.
    pub routing_groups: Option<Vec<OfferedGroup>>,
    /// His customers, by name, who may earn a commission. None: there are too many.
    pub siblings: Option<Vec<(CustomerId, String)>>,
}

/// A routing group, and its name; one that somebody above gave is known by its number alone.
pub type OfferedGroup = (RoutingGroupId, Option<String>);

/// Why there is nothing to choose.
#[derive(Debug, thiserror::Error)]
pub enum ChoicesError {
    /// The customer or his owner is absent, or the right is missing.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// No customer may stand below the owner.
    #[error(transparent)]
    Rule(#[from] RuleError),
    /// The store's.
    #[error(transparent)]
    Store(#[from] StoreError),
}

locate::error_into!(ChoicesError);

/// What there is for a new customer of `owner`, or of the caller where nobody is named; and how a customer looks of whom
/// nothing is asked: he has no number and the name of nobody.
///
/// # Errors
/// [`ChoicesError`].
pub async fn of_new(
    app: &App,
    context: &Context,
    owner: Option<CustomerId>,
) -> Result<(Choices, CustomerView), ChoicesError> {
    let caller = context.caller.clone();
    app.store()
        .read("customer.choices_of_new", move |tx| {
            let (grant, owner) = locate::owner::<AddCustomer>(tx, &caller, owner, Lock::Share)?;
            let draft = Draft::new(nobody()?, TariffChoice::Unset);
            let currency = owner.profile.base_currency;
            let object_id = ObjectId::compose(0, [0; 5], 0);
            let plain = customer::create(&grant, &owner, draft, currency, CustomerId(0), object_id)?;
            Ok((load(tx, owner, None)?, view_of(plain)))
        })
        .await
}

/// What there is for the customer `id`, whom the caller may change; and how he looks.
///
/// # Errors
/// [`ChoicesError`].
pub async fn of_change(
    app: &App,
    context: &Context,
    id: CustomerId,
) -> Result<(Choices, CustomerView), ChoicesError> {
    let caller = context.caller.clone();
    app.store()
        .read("customer.choices_of_change", move |tx| {
            let (owner, view) = find(tx, &caller, id)?;
            Ok((load(tx, owner, Some(id))?, view))
        })
        .await
}

/// The customer and his owner.
fn find(tx: &mut Tx<'_>, caller: &Caller, id: CustomerId) -> Result<(Customer, CustomerView), ChoicesError> {
    let found: Found<EditCustomer> = update::find(tx, caller, id, None)?;
    let view = customer_views::find(tx, ClaimKind::CustomerId, &id.to_string())?;
    let view = view.ok_or_else(|| StoreError::inconsistent("a customer lacks his login or a balance"))?;
    Ok((found.owner, view))
}

fn load(tx: &mut Tx<'_>, owner: Customer, without: Option<CustomerId>) -> Result<Choices, StoreError> {
    let tariffs = tariffs::list(tx, owner.key)?;
    let mut tariffs: Vec<_> = tariffs
        .into_iter()
        .map(|tariff| (tariff.id, tariff.terms.name.as_str().to_owned(), tariff.terms.currency))
        .collect();
    tariffs.sort_by(|a, b| a.1.cmp(&b.1));
    let routing_groups = groups_of(tx, &owner)?;
    let siblings = siblings(tx, owner.key.id, without)?;
    Ok(Choices { owner, tariffs, routing_groups, siblings })
}

fn groups_of(tx: &mut Tx<'_>, owner: &Customer) -> Result<Option<Vec<OfferedGroup>>, StoreError> {
    let own = routing_groups::list(tx, owner.key, OFFERED_MAX + 1, 0)?;
    if !is_offered(own.len()) {
        return Ok(None);
    }
    let own = own.into_iter().map(|group| (group.id, Some(group.terms.name.as_str().to_owned())));
    let mut groups: Vec<_> = own.collect();
    groups.sort_by(|a, b| a.1.cmp(&b.1));
    // What is his he knows by name; what somebody above gave him, only by number.
    let given = owner.profile.routing_group.filter(|given| groups.iter().all(|(id, _)| id != given));
    groups.extend(given.map(|given| (given, None)));
    Ok(Some(groups))
}

fn siblings(
    tx: &mut Tx<'_>,
    owner: CustomerId,
    without: Option<CustomerId>,
) -> Result<Option<Vec<(CustomerId, String)>>, StoreError> {
    let wanted = CustomerSearch::everybody(OFFERED_MAX + 1);
    let rows = customer_search::search(tx, owner, &wanted)?.rows;
    if !is_offered(rows.len()) {
        return Ok(None);
    }
    let others = rows.into_iter().filter(|row| Some(row.id) != without);
    Ok(Some(others.map(|row| (row.id, row.name)).collect()))
}

fn is_offered(count: usize) -> bool {
    i64::try_from(count).is_ok_and(|count| count <= OFFERED_MAX)
}

/// A name that nobody is asked to keep: what is made of it is only looked at.
fn nobody() -> Result<CustomerName, StoreError> {
    "-".parse().map_err(|_| StoreError::Defect("a hyphen is no name".to_owned()))
}

/// The customer with nothing, and nobody who could sign in.
fn view_of(customer: Customer) -> CustomerView {
    let balance = |commodity| Balance {
        id: BalanceId(0),
        holder: customer.key.into(),
        amount: Amount::zero(commodity),
        credit_limit: CreditLimit::Of(Amount::zero(commodity)),
    };
    let (money, credits) =
        (balance(Commodity::Currency(customer.profile.base_currency)), balance(Commodity::MessageCredits));
    let web_user = WebUser {
        id: WebUserId(0),
        customer: customer.key,
        login: None,
        password_hash: None,
        access_level: AccessLevel::Administrator,
        is_default: true,
        blocked: false,
        one_time: None,
    };
    CustomerView { customer, web_user, has_api_password: false, money, credits }
}
