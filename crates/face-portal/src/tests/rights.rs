//! What each right and each feature opens: of every page there is, and of everything else that asks for one; and that
//! `docs/portal/rights.md` says so.

use app::customer::fields::CustomerField;
use party::access::{self, Action};
use party::account::Feature;
use party::ids::ROOT;
use party::rights::{Flag, Flags, Manage, Right, Rights};
use party::web_user::AccessLevel;

use super::customer_form::{everything, view};
use super::filled::{Filled, error_of};
use super::world::{World, everywhere};
use crate::entry::Access;

const PAGE: &str = include_str!("../../../../docs/portal/rights.md");
const METHODS: &str = include_str!("../../../../docs/xmlrpc.md");

/// What opens nothing says so with these words.
const WAITS: &str = "Nothing yet";

/// Every right that a customer may be given, by the field that gives it.
fn rights() -> Vec<(CustomerField, Right)> {
    CustomerField::ALL.iter().filter_map(|field| Some((*field, field.right()?))).collect()
}

/// Everything but `right`.
fn without(right: Right) -> Rights {
    let root = Rights::root();
    match right {
        Right::Accounts => Rights { accounts: Manage::NONE, ..root },
        Right::Customers => Rights { customers: Manage::NONE, ..root },
        Right::Tariffs => Rights { tariffs: Manage::NONE, ..root },
        Right::Vouchers => Rights { vouchers: Manage::NONE, ..root },
        Right::Depth => Rights { depth_max: 0, ..root },
        Right::Flag(flag) => Rights { flags: root.flags.set(flag, false), ..root },
        Right::ApiPassword => root,
    }
}

/// The pages that are there for one who has everything, and not for one who lacks `right`.
fn pages(right: Right) -> Vec<&'static str> {
    let lacking = without(right);
    let entries = crate::pages::all();
    let of_right = entries.iter().filter(|entry| match entry.access {
        Access::Staff { has, .. } => has(&Rights::root()) && !has(&lacking),
        _ => false,
    });
    of_right.map(|entry| entry.route.pattern()).collect()
}

/// The actions of the core that are permitted to one who has everything, and not to one who lacks `right`.
fn actions(right: Right) -> Vec<&'static str> {
    let lacking = without(right);
    macro_rules! of {
        ($($action:ident),+) => { [$((stringify!($action), access::$action::is_permitted(&lacking))),+] };
    }
    let permitted = of!(
        View,
        AddCustomer,
        EditCustomer,
        DeleteCustomer,
        ActAs,
        ManageWebUsers,
        ManageBrand,
        ManageApi,
        AddAccount,
        EditAccount,
        DeleteAccount,
        AddTariff,
        EditTariff,
        DeleteTariff,
        AddRoutingGroup,
        EditRoutingGroup,
        DeleteRoutingGroup,
        MoveFunds
    );
    permitted.into_iter().filter(|(_, is_permitted)| !is_permitted).map(|(action, _)| action).collect()
}

/// The features of accounts that need `right`.
fn features(right: Right) -> Vec<Feature> {
    let needs = |feature: &&Feature| feature.needs().map(Right::Flag) == Some(right);
    Feature::ALL.iter().filter(needs).copied().collect()
}

/// The access levels of web users that need `right`.
fn levels(right: Right) -> Vec<AccessLevel> {
    let needs = |level: &AccessLevel| level.needs().map(Right::Flag) == Some(right);
    AccessLevel::ALL.into_iter().filter(needs).collect()
}

/// What a right opens besides: it is asked for where it is given to others.
fn opens_elsewhere(right: Right) -> bool {
    matches!(right, Right::ApiPassword | Right::Flag(Flag::ApiManagement | Flag::OwnTariff))
}

#[test]
fn the_page_says_of_every_right_what_it_opens() {
    let lines: Vec<Vec<&str>> = PAGE
        .lines()
        .filter(|line| line.starts_with("| `"))
        .map(|line| line.trim_matches('|').split('|').map(|cell| cell.trim().trim_matches('`')).collect())
        .collect();
    let named: Vec<&str> = lines.iter().map(|line| line[0]).collect();
    let expected: Vec<&str> = rights().iter().map(|(field, _)| field.name()).collect();
    let mut sorted = [named.clone(), expected];
    sorted.iter_mut().for_each(|names| names.sort_unstable());
    assert_eq!(
        sorted[0], sorted[1],
        "docs/portal/rights.md has a line for every right, and for nothing else"
    );
    for line in lines {
        let [field, parameter, told] = line[..] else { panic!("{line:?}") };
        assert!(METHODS.contains(&format!("| `{parameter}` |")), "{parameter} is no parameter of a method");
        let right = rights().iter().find(|(known, _)| known.name() == field).unwrap().1;
        let opens = !pages(right).is_empty()
            || !actions(right).is_empty()
            || !features(right).is_empty()
            || !levels(right).is_empty()
            || opens_elsewhere(right);
        assert_eq!(opens, !told.starts_with(WAITS), "{field}: {told}");
    }
}

#[test]
fn what_each_right_opens() {
    let table: String = rights()
        .into_iter()
        .map(|(field, right)| {
            let features = features(right).into_iter().map(|feature| format!("{feature:?}"));
            let levels = levels(right).into_iter().map(|level| format!("{level:?}"));
            let opened = [pages(right), actions(right)].concat().into_iter().map(str::to_owned);
            let opened = opened.chain(features).chain(levels);
            let lines: String = opened.map(|opened| format!("  {opened}\n")).collect();
            format!("{}\n{lines}", field.name())
        })
        .collect();
    assert_eq!(table, TABLE, "{table}");
}

/// Under each right the pages, the actions of the core, the features of accounts, and the access levels.
const TABLE: &str = "\
api_password
manage_customers
  /customers/new
  /customers/{customer}/edit
  /customers/{customer}/block
  /customers/{customer}/unblock
  /customers/{customer}/delete
  /customers/{customer}/sign-in-as
  /customers/{customer}/money/add-funds
  /customers/{customer}/money/credit
  /customers/{customer}/money/debit
  /customers/{customer}/money/transfer
  /customers/{customer}/money/low-balance
  /customers/{customer}/money/postings/{posting}/reverse
  AddCustomer
  EditCustomer
  DeleteCustomer
  ActAs
  MoveFunds
manage_accounts
  /users/{user}/block
  /users/{user}/unblock
  /users/{user}/delete
  /users/new
  /users/{user}/edit
  /users/new/voice
  /users/{user}/password
  /users/{user}/one-time-password
  /users/{user}/push
  /users/{user}/money/add-funds
  /users/{user}/money/credit
  /users/{user}/money/debit
  /users/{user}/money/low-balance
  /users/{user}/money/postings/{posting}/reverse
  AddAccount
  EditAccount
  DeleteAccount
manage_tariffs
  /tariffs/new
  /tariffs/{tariff}/edit
  /tariffs/{tariff}/delete
  /service-plans/new
  /service-plans/{plan}/edit
  /service-plans/{plan}/delete
  AddTariff
  EditTariff
  DeleteTariff
manage_vouchers
depth_max
  /customers
  /customers/export
  /customers/tree
  /customers/{customer}
  /customers/new
  /customers/{customer}/edit
  /customers/{customer}/block
  /customers/{customer}/unblock
  /customers/{customer}/delete
  /customers/{customer}/sign-in-as
  /customers/{customer}/money
  /customers/{customer}/money/payments
  /customers/{customer}/money/payments/export
  /customers/{customer}/money/payments/{payment}
  /customers/{customer}/money/postings
  /customers/{customer}/money/postings/export
  /customers/{customer}/money/postings/{posting}
  /customers/{customer}/money/postings/{posting}/export
system_management
  /routing-groups/new
  /routing-groups/{group}/edit
  /routing-groups/{group}/delete
  AddRoutingGroup
  EditRoutingGroup
  DeleteRoutingGroup
api_access
  /api
  /api/export
  /api/switch
  /api/password
  ManageApi
api_management
own_tariff
callshop
  CallShopOperator
did_pool
ivr_applications
quality_reports
payment_cards
conferencing
share_payment_processors
do_not_call_list
  DoNotCallListLookup
";

/// Whatever his owner lacks is shown and cannot be ticked, and is refused where it is sent all the same; whatever he has
/// can be given, all of it at once.
#[tokio::test]
async fn a_flag_is_given_by_one_who_has_it() {
    everywhere(async |world: &World| {
        world.customer(ROOT, "poor", |_| ()).await;
        world.customer(ROOT, "rich", |draft| draft.change.rights = everything(3)).await;
        let (poor, rich) = (world.browser().signed_in("poor").await, world.browser().signed_in("rich").await);
        let open = Filled::at(&poor, "/customers/new").await.set("name", "forged");
        let page = [poor.get("/customers/new").await.body, rich.get("/customers/new").await.body];
        let mut given = Filled::at(&rich, "/customers/new").await.set("name", "child");
        for flag in Flag::ALL {
            let field = CustomerField::of_right(Right::Flag(*flag)).unwrap().name();
            let is_locked =
                page.each_ref().map(|page| page.contains(&format!("name=\"{field}\" value=\"1\" disabled")));
            assert_eq!(is_locked, [true, false], "{field}");
            let (_, refused) = open.clone().set(field, "1").refused(&poor).await;
            assert!(!error_of(&refused, field).is_empty(), "{field}: {refused}");
            given = given.set(field, "1");
        }
        assert!(!poor.get("/customers").await.body.contains("forged"));
        let made = given.send(&rich).await;
        let child = made.location().rsplit('/').next().unwrap().parse().unwrap();
        let flags = view(world, party::ids::CustomerId(child)).await.customer.profile.rights.flags;
        assert_eq!(flags, Flags::all(), "{}", made.body);
    })
    .await;
}

/// Where a right is missing the menus have no link and the address has no page, for every page there is.
#[tokio::test]
async fn a_page_whose_right_is_missing_is_neither_linked_nor_there() {
    everywhere(async |world: &World| {
        for (field, right) in rights().into_iter().filter(|(_, right)| !pages(*right).is_empty()) {
            let login = format!("no.{}", field.name().replace('_', "."));
            let rights = without(right);
            world
                .customer(ROOT, &login, |draft| {
                    draft.change.rights = everything(rights.depth_max.min(3));
                    draft.change.rights.accounts = Some(rights.accounts);
                    draft.change.rights.customers = Some(rights.customers);
                    draft.change.rights.tariffs = Some(rights.tariffs);
                    if let Right::Flag(flag) = right {
                        draft.change.rights.granted = draft.change.rights.granted.set(flag, false);
                    }
                })
                .await;
            let browser = world.browser().signed_in(&login).await;
            let home = browser.get("/").await.body;
            for entry in
                crate::pages::all().iter().filter(|entry| pages(right).contains(&entry.route.pattern()))
            {
                let path = entry.route.pattern().replace(['{', '}'], "");
                let place = format!("{}: {login} {path}", world.installation.engine);
                assert!(!home.contains(&format!("href=\"{path}\"")), "{place} is linked");
                assert_eq!(browser.get(&path).await.status, 404, "{place}");
                if entry.post.is_some() {
                    assert_eq!(browser.post(&path, &[]).await.status, 404, "{place}");
                }
            }
        }
    })
    .await;
}
