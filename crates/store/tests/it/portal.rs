//! What the statements of the self-care site promise: sessions, looking through customers, what moved a balance.

use charging::{
    Balance, BalanceId, CreditLimit, Entry, LedgerAccount, Posting, PostingId, PostingKind, SystemAccount,
};
use money::{Amount, Commodity};
use party::access::{
    ActAs, AddAccount, AddCustomer, DeleteAccount, DeleteCustomer, EditAccount, EditCustomer, ManageWebUsers,
    MoveFunds,
};
use party::account::Account;
use party::billing::BillingType;
use party::contact::PhoneNumber;
use party::customer::Customer;
use party::ids::{AccountId, BranchId, CustomerId, CustomerKey, WebUserId};
use party::text::Line;
use party::web_user::AccessLevel;
use store::Tx;
use store::tables::account_search::{self, AccountSearch};
use store::tables::customer_search::{self, CustomerSearch, Found, FoundBy, Place, State};
use store::tables::customer_tree::{self, Accounts, Balances, Below, Owned};
use store::tables::web_sessions::{self, Person, WebSession};
use store::tables::web_users::{self, WebUser};
use store::tables::{accounts, customers, ledger};

use crate::endpoints::insert_endpoint;
use crate::owned::account;
use crate::support::{Fresh, conformance};
use crate::tables::{child, grant, root, usd, write};

conformance! { store::MigrationSet::PRODUCT;
    a_session_is_read_back_in_its_branch_alone
    sessions_end_one_by_one_and_together
    a_session_acts_under_another_secret
    customers_are_found_by_name_and_number
    customers_are_found_by_what_is_known_of_them
    accounts_are_found_by_what_is_known_of_them
    the_tree_is_read_in_pages_and_counted_up_to_a_limit
    accounts_of_both_kinds_are_found_by_name_and_number
    movements_are_told_from_the_latest_back
}

pub(crate) fn session(customer: CustomerKey, person: Person, token_hash: [u8; 32], seen: i64) -> WebSession {
    WebSession {
        token_hash,
        customer,
        person,
        credential: [9; 32],
        must_change_password: true,
        created_at_micros: 5,
        seen_at_micros: seen,
        expires_at_micros: 99,
        peer: "192.0.2.1".to_owned(),
        user_agent: "Browser".to_owned(),
        acting_as: None,
    }
}

const KEY: CustomerKey = CustomerKey { branch: BranchId(2), id: CustomerId(2) };
const CLERK: Person = Person::WebUser(WebUserId(3));
const HOLDER: Person = Person::Account(AccountId(3));

async fn a_session_is_read_back_in_its_branch_alone(fresh: &Fresh) {
    for (hash, person) in [([1; 32], CLERK), ([2; 32], HOLDER)] {
        let session = session(KEY, person, hash, 7);
        let written = session.clone();
        write(&fresh.store, move |tx| web_sessions::insert(tx, &written)).await;
        let load = async |branch| {
            write(&fresh.store, move |tx| web_sessions::load(tx, BranchId(branch), &hash)).await
        };
        assert_eq!(load(2).await, Some(session.clone()));
        assert_eq!(load(3).await, None);
        assert_eq!(write(&fresh.store, move |tx| web_sessions::touch(tx, KEY.branch, &hash, 8)).await, 1);
        write(&fresh.store, move |tx| web_sessions::renew(tx, KEY.branch, &hash, &[4; 32])).await;
        let renewed =
            WebSession { seen_at_micros: 8, credential: [4; 32], must_change_password: false, ..session };
        assert_eq!(load(2).await, Some(renewed));
    }
    let renewed =
        fresh.store.write("test", |tx| web_sessions::renew(tx, KEY.branch, &[8; 32], &[4; 32])).await;
    assert!(renewed.is_err());
}

async fn sessions_end_one_by_one_and_together(fresh: &Fresh) {
    write(&fresh.store, |tx| {
        for (number, person) in [(1, CLERK), (2, CLERK), (3, CLERK), (4, HOLDER), (5, HOLDER)] {
            web_sessions::insert(tx, &session(KEY, person, [number; 32], number.into()))?;
        }
        Ok(())
    })
    .await;
    let there = async |person| {
        let listed = write(&fresh.store, move |tx| web_sessions::list(tx, KEY, person)).await;
        listed.iter().map(|session| session.token_hash[0]).collect::<Vec<_>>()
    };
    assert_eq!((there(CLERK).await, there(HOLDER).await), (vec![3, 2, 1], vec![5, 4]));
    let ended = write(&fresh.store, |tx| web_sessions::delete(tx, KEY, HOLDER, &[3; 32])).await;
    assert_eq!(ended, 0, "another person's");
    assert_eq!(write(&fresh.store, |tx| web_sessions::delete(tx, KEY, CLERK, &[3; 32])).await, 1);
    assert_eq!(write(&fresh.store, |tx| web_sessions::delete_others(tx, KEY, CLERK, &[1; 32])).await, 1);
    assert_eq!((there(CLERK).await, there(HOLDER).await), (vec![1], vec![5, 4]));
    assert_eq!(write(&fresh.store, |tx| web_sessions::delete_ended(tx, KEY.branch, 5)).await, 2);
    assert_eq!((there(CLERK).await, there(HOLDER).await), (vec![], vec![5]));
    let customer = child(&root(), 2, |_| ());
    let of_account = grant::<DeleteAccount>(&customer);
    write(&fresh.store, |tx| web_sessions::insert(tx, &session(KEY, CLERK, [6; 32], 9))).await;
    let ended = write(&fresh.store, move |tx| web_sessions::delete_of_account(tx, &of_account, AccountId(3)));
    assert_eq!(ended.await, 1);
    let of_web_user = grant::<ManageWebUsers>(&customer);
    for (number, person) in [(7, Person::WebUser(WebUserId(9))), (8, Person::Account(AccountId(9)))] {
        write(&fresh.store, move |tx| web_sessions::insert(tx, &session(KEY, person, [number; 32], 9))).await;
    }
    let ended =
        write(&fresh.store, move |tx| web_sessions::delete_of_web_user(tx, &of_web_user, WebUserId(9)));
    assert_eq!(ended.await, 1);
    let of_customer = grant::<DeleteCustomer>(&customer);
    assert_eq!(write(&fresh.store, move |tx| web_sessions::delete_all_of(tx, &of_customer)).await, 2);
}

async fn a_session_acts_under_another_secret(fresh: &Fresh) {
    let grant = grant::<ActAs>(&child(&root(), 2, |_| ()));
    write(&fresh.store, |tx| web_sessions::insert(tx, &session(KEY, CLERK, [1; 32], 7))).await;
    let begin = async |from: u8, to: u8| {
        let begun =
            move |tx: &mut Tx<'_>| web_sessions::begin_acting(tx, KEY.branch, &[from; 32], &[to; 32], &grant);
        write(&fresh.store, begun).await
    };
    let end = async |from: u8, to: u8| {
        let ended = move |tx: &mut Tx<'_>| web_sessions::end_acting(tx, KEY.branch, &[from; 32], &[to; 32]);
        write(&fresh.store, ended).await
    };
    let acting_as = async |hash: u8| {
        let found = write(&fresh.store, move |tx| web_sessions::load(tx, KEY.branch, &[hash; 32])).await;
        found.map(|session| session.acting_as)
    };
    assert!(!end(1, 2).await, "it acts as nobody");
    assert!(begin(1, 2).await);
    assert_eq!((acting_as(1).await, acting_as(2).await), (None, Some(Some(CustomerId(2)))));
    assert!(!begin(2, 3).await && !begin(1, 3).await, "it acts already");
    assert!(!end(1, 3).await && end(2, 3).await);
    assert_eq!((acting_as(2).await, acting_as(3).await), (None, Some(None)));
}

async fn the_tree_is_read_in_pages_and_counted_up_to_a_limit(fresh: &Fresh) {
    let root = root();
    write(&fresh.store, move |tx| {
        customers::insert(tx, &grant(&root), &root)?;
        let top = child(&root, 2, |_| ());
        customers::insert(tx, &grant(&root), &top)?;
        // More than one statement asks about.
        for id in 10..50 {
            let middle = Customer { blocked: id == 11, ..child(&top, id, |_| ()) };
            customers::insert(tx, &grant(&top), &middle)?;
            if id < 12 {
                customers::insert(tx, &grant(&middle), &child(&middle, id + 100, |_| ()))?;
            }
            let balance = Balance::empty(BalanceId(id), middle.key, usd(), CreditLimit::Unlimited);
            ledger::insert_balance(tx, &grant::<MoveFunds>(&middle), &balance)?;
            if id % 2 == 0 {
                let after = Amount::new(-1, usd());
                ledger::update_balance(tx, &grant::<MoveFunds>(&middle), &balance, after)?;
            }
        }
        Ok(())
    })
    .await;
    let nodes = async |after: Option<(&'static str, i64)>, limit| {
        let from = after.map(|(name, id)| (name.to_owned(), CustomerId(id)));
        let found = write(&fresh.store, move |tx| {
            customer_tree::list_children(tx, CustomerId(2), from.as_ref(), limit)
        });
        let found = found.await;
        found.iter().map(|node| (node.id.0, node.blocked, node.children)).collect::<Vec<_>>()
    };
    assert_eq!(nodes(None, 3).await, [(10, false, 1), (11, true, 1), (12, false, 0)]);
    assert_eq!(nodes(Some(("Customer 11", 11)), 2).await, [(12, false, 0), (13, false, 0)]);
    assert_eq!(nodes(Some(("customer 11", 10)), 1).await, [(11, true, 1)]);
    let below = async |most| {
        let mut found =
            write(&fresh.store, move |tx| customer_tree::list_below(tx, CustomerId(2), most)).await;
        found.sort_unstable_by_key(|below| below.id);
        found
    };
    let everybody: Vec<CustomerId> = (10..50).chain([110, 111]).map(CustomerId).collect();
    let ids = |found: Vec<Below>| found.iter().map(|below| below.id).collect::<Vec<_>>();
    assert_eq!(ids(below(100).await), everybody);
    assert_eq!(ids(below(42).await), everybody);
    let shut: Vec<Below> = below(100).await.into_iter().filter(|below| below.blocked).collect();
    assert_eq!(ids(shut), [CustomerId(11), CustomerId(111)], "himself, or with somebody between");
    assert_eq!(below(41).await.len(), 41);
    let balances = async |most| {
        let asked = everybody.clone();
        write(&fresh.store, move |tx| customer_tree::count_balances(tx, BranchId(2), &asked, most)).await
    };
    assert_eq!(balances(99).await, Balances { looked_at: 40, open: 20 });
    assert_eq!(balances(7).await.looked_at, 7);
    let owned = write(&fresh.store, |tx| customer_tree::count_owned(tx, KEY, 9)).await;
    assert_eq!(
        owned,
        Owned { web_users: 0, blocked_web_users: 0, tariffs: 0, service_plans: 0, routing_groups: 0 }
    );
    let none = write(&fresh.store, |tx| customer_tree::count_accounts(tx, BranchId(2), &[CustomerId(2)], 9));
    assert_eq!(none.await, Accounts { counted: 0, blocked: 0 });
}

async fn customers_are_found_by_name_and_number(fresh: &Fresh) {
    let root = root();
    write(&fresh.store, move |tx| {
        customers::insert(tx, &grant(&root), &root)?;
        for (id, name) in [(2, "beta"), (3, "Alpha"), (4, "alpha 2"), (5, "gamma"), (6, "Ёж")] {
            let mut customer = child(&root, id, |_| ());
            customer.profile.name = name.parse().unwrap();
            customer.blocked = id == 4;
            customer.profile.billing_type =
                if matches!(id, 2 | 4) { BillingType::Postpaid } else { BillingType::Prepaid };
            customers::insert(tx, &grant(&root), &customer)?;
            let limit = CreditLimit::Of(Amount::new(7, usd()));
            let balance = Balance::empty(BalanceId(id), customer.key, usd(), limit);
            ledger::insert_balance(tx, &grant::<MoveFunds>(&customer), &balance)?;
            if id == 5 {
                customer.profile.name = "Delta".parse().unwrap();
                customers::update(tx, &grant::<EditCustomer>(&customer), &customer)?;
            }
        }
        Ok(())
    })
    .await;
    let all = CustomerSearch::everybody(10);
    let found = async |wanted: CustomerSearch| {
        let rows = write(&fresh.store, move |tx| customer_search::search(tx, CustomerId(1), &wanted)).await;
        rows.rows.iter().map(|row| row.id.0).collect::<Vec<_>>()
    };
    let search = |change: &dyn Fn(&mut CustomerSearch)| {
        let mut wanted = all.clone();
        change(&mut wanted);
        wanted
    };
    assert_eq!(found(all.clone()).await, [3, 4, 2, 5, 6]);
    assert_eq!(found(search(&|wanted| wanted.descending = true)).await, [6, 5, 2, 4, 3]);
    assert_eq!(found(search(&|wanted| wanted.by_number = true)).await, [2, 3, 4, 5, 6]);
    assert_eq!(found(search(&|wanted| wanted.prefix = "ALPHA".to_owned())).await, [3, 4]);
    assert_eq!(found(search(&|wanted| wanted.prefix = "ё".to_owned())).await, [6]);
    assert_eq!(found(search(&|wanted| wanted.prefix = "gamma".to_owned())).await, [0; 0]);
    assert_eq!(found(search(&|wanted| wanted.state = State::Blocked)).await, [4]);
    assert_eq!(found(search(&|wanted| wanted.state = State::Active)).await, [3, 2, 5, 6]);
    let pays = |how, state| {
        search(&move |wanted: &mut CustomerSearch| {
            (wanted.billing_type, wanted.state, wanted.by_number) = (Some(how), state, true);
        })
    };
    for (how, state, expected) in [
        (BillingType::Postpaid, State::Any, vec![4, 2]),
        (BillingType::Postpaid, State::Active, vec![2]),
        (BillingType::Postpaid, State::Blocked, vec![4]),
        (BillingType::Prepaid, State::Any, vec![3, 5, 6]),
        (BillingType::Prepaid, State::Active, vec![3, 5, 6]),
        (BillingType::Prepaid, State::Blocked, vec![]),
    ] {
        assert_eq!(found(pays(how, state)).await, expected, "{how:?} {state:?}");
    }
    write(&fresh.store, move |tx| {
        // Number 2 has a customer, number 3 had one, and 3 and 4 have little left.
        let [beta, alpha, blocked] = [2, 3, 4].map(|id| child(&self::root(), id, |_| ()));
        customers::insert(tx, &grant(&beta), &child(&beta, 22, |_| ()))?;
        customers::set_had_customers(tx, &grant(&beta))?;
        customers::set_had_customers(tx, &grant(&alpha))?;
        customers::set_low(tx, &grant::<EditCustomer>(&alpha), true)?;
        customers::set_low(tx, &grant::<EditCustomer>(&blocked), true)
    })
    .await;
    let postpaid = Some(BillingType::Postpaid);
    for (has_customers, is_low, state, billing_type, expected) in [
        (None, true, State::Any, None, vec![3, 4]),
        (None, true, State::Active, None, vec![3]),
        (None, true, State::Any, postpaid, vec![4]),
        (Some(true), false, State::Any, None, vec![2]),
        (Some(true), false, State::Blocked, None, vec![]),
        (Some(true), false, State::Active, postpaid, vec![2]),
        (Some(true), true, State::Any, None, vec![]),
        (Some(false), false, State::Any, None, vec![3, 4, 5, 6]),
        (Some(false), false, State::Active, None, vec![3, 5, 6]),
        (Some(false), false, State::Blocked, None, vec![4]),
        (Some(false), false, State::Blocked, postpaid, vec![4]),
        (Some(false), true, State::Any, None, vec![3, 4]),
        (Some(false), true, State::Blocked, postpaid, vec![4]),
    ] {
        let wanted =
            CustomerSearch { has_customers, is_low, state, billing_type, by_number: true, ..all.clone() };
        assert_eq!(found(wanted.clone()).await, expected, "{wanted:?}");
        let turned: Vec<i64> = expected.iter().rev().copied().collect();
        let wanted = CustomerSearch { descending: true, ..wanted };
        assert_eq!(found(wanted.clone()).await, turned, "{wanted:?}");
    }
    let beta = || ("beta".to_owned(), CustomerId(2));
    let after = |wanted: &mut CustomerSearch| wanted.from = Place::After(beta().0, beta().1.0);
    let before = |wanted: &mut CustomerSearch| wanted.from = Place::Before(beta().0, beta().1.0);
    assert_eq!(found(search(&after)).await, [5, 6]);
    assert_eq!(found(search(&before)).await, [3, 4]);
    let count =
        async |most| write(&fresh.store, move |tx| customer_search::count(tx, CustomerId(1), most)).await;
    assert_eq!((count(3).await, count(9).await), (3, 5));
}

/// A word for each row: its number, and what it was found by where that is not its name.
fn told(id: i64, found: Option<&Found>) -> String {
    found.map_or_else(|| id.to_string(), |found| format!("{id} {:?} {}", found.by, found.text))
}

async fn customers_are_found_by_what_is_known_of_them(fresh: &Fresh) {
    let root = root();
    write(&fresh.store, move |tx| {
        customers::insert(tx, &grant(&root), &root)?;
        for id in 2..8 {
            let mut customer = child(&root, id, |_| ());
            customer.blocked = id == 5;
            let contact = &mut customer.profile.contact;
            match id {
                // Found by name, and by nothing else once more.
                2 => {
                    customer.profile.name = "Sol".parse().unwrap();
                    contact.company_name = Line::parse("Solaris").unwrap();
                    contact.email = Line::parse("sol@example.org").unwrap();
                }
                3 => contact.company_name = Line::parse("SOLARIS Ltd").unwrap(),
                4 => contact.email = Line::parse("Solveig@example.org").unwrap(),
                5 => contact.contact = Line::parse("Солнцев").unwrap(),
                6 => contact.phone = Line::parse("+49 (30) 11-22").unwrap(),
                _ => customer.profile.branding.dns_alias = Some("sol.example".parse().unwrap()),
            }
            customers::insert(tx, &grant(&root), &customer)?;
            let balance = Balance::empty(BalanceId(id), customer.key, usd(), CreditLimit::Unlimited);
            ledger::insert_balance(tx, &grant::<MoveFunds>(&customer), &balance)?;
            for (number, is_default) in [(id, true), (id + 100, false)] {
                let login = format!("{}-{number}", if id == 3 { "solist" } else { "Login" });
                let web_user = WebUser {
                    id: WebUserId(number),
                    customer: customer.key,
                    login: Some(login),
                    password_hash: None,
                    access_level: AccessLevel::Administrator,
                    is_default,
                    blocked: false,
                    one_time: None,
                };
                web_users::insert(tx, &grant::<AddCustomer>(&customer), &web_user)?;
            }
            if id == 6 {
                let edit = grant::<EditCustomer>(&customer);
                web_users::set_default_login(tx, &edit, Some("Solo"))?;
            }
        }
        Ok(())
    })
    .await;
    let search = async |text: &str, change: &dyn Fn(&mut CustomerSearch)| {
        let mut wanted = CustomerSearch { prefix: text.to_owned(), ..CustomerSearch::everybody(10) };
        change(&mut wanted);
        write(&fresh.store, move |tx| customer_search::search(tx, CustomerId(1), &wanted)).await
    };
    let found = async |text: &str, change: &dyn Fn(&mut CustomerSearch)| {
        let listed = search(text, change).await;
        assert!(!listed.is_cut);
        listed.rows.iter().map(|row| told(row.id.0, row.found.as_ref())).collect::<Vec<_>>()
    };
    let all = [
        "2",
        "3 Company SOLARIS Ltd",
        "4 Email Solveig@example.org",
        "6 Login Solo",
        "7 HostName sol.example",
    ];
    assert_eq!(found("SOL", &|_| ()).await, all);
    assert_eq!(found("сол", &|_| ()).await, ["5 Contact Солнцев"]);
    assert_eq!(found("493011", &|_| ()).await, ["6 Phone +49 (30) 11-22"]);
    assert_eq!(found("+49 30-1", &|_| ()).await, ["6 Phone +49 (30) 11-22"]);
    assert_eq!(found("login-10", &|_| ()).await, [""; 0], "only the login that was made with him");
    assert_eq!(found("solaris", &|_| ()).await, ["2 Company Solaris", "3 Company SOLARIS Ltd"]);
    assert_eq!(found("sol", &|wanted| wanted.state = State::Blocked).await, [""; 0]);
    assert_eq!(found("сол", &|wanted| wanted.state = State::Blocked).await, ["5 Contact Солнцев"]);
    assert_eq!(found("sol", &|wanted| wanted.is_low = true).await, [""; 0]);
    assert_eq!(found("sol", &|wanted| wanted.has_customers = Some(false)).await, all);
    // Page by page, there and back, in both orders.
    for descending in [false, true] {
        let (mut there, mut from) = (Vec::new(), (Place::Start, FoundBy::Name));
        let whole = found("sol", &|wanted| wanted.descending = descending).await;
        loop {
            let page = |wanted: &mut CustomerSearch| {
                (wanted.limit, wanted.descending) = (2, descending);
                (wanted.from, wanted.found_by) = from.clone();
            };
            let rows = search("sol", &page).await.rows;
            let Some(last) = rows.last() else { break };
            let (by, key) = last
                .found
                .as_ref()
                .map_or((FoundBy::Name, last.name.clone()), |found| (found.by, found.key.clone()));
            from = (Place::After(key.clone(), last.id.0), by);
            there.extend(rows.iter().map(|row| told(row.id.0, row.found.as_ref())));
            let back = |wanted: &mut CustomerSearch| {
                (wanted.descending, wanted.found_by) = (descending, by);
                wanted.from = Place::Before(key.clone(), last.id.0);
            };
            let back = found("sol", &back).await;
            assert_eq!(back, there.get(..there.len() - 1).unwrap(), "{descending}");
        }
        assert_eq!(there, whole, "{descending}");
    }
    let few = search("sol", &|wanted| (wanted.is_low, wanted.looks_max) = (true, 1)).await;
    assert_eq!((few.rows.len(), few.is_cut), (0, true));
    write(&fresh.store, move |tx| {
        let mut customer = child(&self::root(), 4, |_| ());
        customer.profile.contact.email = Line::parse("other@example.org").unwrap();
        customers::update(tx, &grant::<EditCustomer>(&customer), &customer)?;
        let mut customer = child(&self::root(), 3, |_| ());
        customer.profile.contact.company_name = Line::parse("Luna").unwrap();
        customers::set_brand(tx, &grant(&customer), &customer)
    })
    .await;
    assert_eq!(
        found("sol", &|_| ()).await,
        ["2", "3 Login solist-3", "6 Login Solo", "7 HostName sol.example"]
    );
}

async fn accounts_are_found_by_what_is_known_of_them(fresh: &Fresh) {
    write(&fresh.store, move |tx| {
        let (add, edit) = (grant::<AddAccount>(&root()), grant::<EditAccount>(&root()));
        for id in 2..6 {
            let mut account = Account { id: AccountId(id), blocked: id == 4, ..account(id, None) };
            account.profile.username = format!("user{id}").parse().unwrap();
            match id {
                2 => account.profile.username = "ann".parse().unwrap(),
                3 => account.profile.contact_name = Line::parse("Anna B.").unwrap(),
                4 => account.profile.email = messaging::MailAddress::parse("Ann@example.org").ok(),
                _ => account.profile.phone = PhoneNumber::parse("+44 20 7").ok(),
            }
            accounts::insert(tx, &add, &account, "hash")?;
            if id == 2 {
                account.profile.contact_name = Line::parse("Ann").unwrap();
                accounts::update(tx, &edit, &account)?;
            }
        }
        Ok(())
    })
    .await;
    let found = async |text: &str, state, from: Place, found_by| {
        let wanted = AccountSearch {
            prefix: text.to_owned(),
            state,
            by_number: true,
            descending: false,
            from,
            found_by,
            limit: 10,
            looks_max: account_search::LOOKS_MAX,
        };
        let listed =
            write(&fresh.store, move |tx| account_search::search(tx, CustomerKey::ROOT, &wanted)).await;
        listed.rows.iter().map(|row| told(row.id.0, row.found.as_ref())).collect::<Vec<_>>()
    };
    let all = ["2", "3 Contact Anna B.", "4 Email Ann@example.org"];
    assert_eq!(found("ANN", State::Any, Place::Start, FoundBy::Name).await, all);
    assert_eq!(found("ann", State::Active, Place::Start, FoundBy::Name).await, all[..2]);
    let after = Place::After("ann".to_owned(), 2);
    assert_eq!(found("ann", State::Any, after, FoundBy::Name).await, all[1..]);
    let before = Place::Before("ann@example.org".to_owned(), 4);
    assert_eq!(found("ann", State::Any, before, FoundBy::Email).await, all[..2]);
    assert_eq!(found("4420", State::Any, Place::Start, FoundBy::Name).await, ["5 Phone +44 20 7"]);
}

async fn accounts_of_both_kinds_are_found_by_name_and_number(fresh: &Fresh) {
    write(&fresh.store, move |tx| {
        let (add, edit) = (grant::<AddAccount>(&root()), grant::<EditAccount>(&root()));
        for (id, name) in [(2, "beta"), (3, "Alpha"), (4, "alpha2"), (5, "gamma"), (6, "Ёж")] {
            let mut account = Account { id: AccountId(id), blocked: id == 4, ..account(id, None) };
            account.profile.username = name.parse().unwrap();
            accounts::insert(tx, &add, &account, "hash")?;
            if id == 5 {
                account.profile.username = "Delta".parse().unwrap();
                accounts::update(tx, &edit, &account)?;
            }
        }
        // Number 77, called caller77.
        insert_endpoint(tx, &root())
    })
    .await;
    let all = AccountSearch {
        prefix: String::new(),
        state: State::Any,
        by_number: false,
        descending: false,
        from: account_search::Place::Start,
        found_by: FoundBy::Name,
        limit: 10,
        looks_max: account_search::LOOKS_MAX,
    };
    let rows = async |wanted: AccountSearch| {
        write(&fresh.store, move |tx| account_search::search(tx, CustomerKey::ROOT, &wanted)).await.rows
    };
    let found = async |change: &dyn Fn(&mut AccountSearch)| {
        let mut wanted = all.clone();
        change(&mut wanted);
        rows(wanted).await.iter().map(|row| row.id.0).collect::<Vec<_>>()
    };
    assert_eq!(found(&|_| ()).await, [3, 4, 2, 77, 5, 6]);
    assert_eq!(found(&|wanted| wanted.descending = true).await, [6, 5, 77, 2, 4, 3]);
    assert_eq!(found(&|wanted| wanted.by_number = true).await, [2, 3, 4, 5, 6, 77]);
    assert_eq!(found(&|wanted| wanted.prefix = "ALPHA".to_owned()).await, [3, 4]);
    assert_eq!(found(&|wanted| wanted.prefix = "ё".to_owned()).await, [6]);
    assert_eq!(found(&|wanted| wanted.prefix = "gamma".to_owned()).await, [0; 0]);
    assert_eq!(found(&|wanted| wanted.state = State::Blocked).await, [4]);
    assert_eq!(found(&|wanted| wanted.state = State::Active).await, [3, 2, 77, 5, 6]);
    let (name, id) = (|| "beta".to_owned(), AccountId(2));
    assert_eq!(found(&|wanted| wanted.from = account_search::Place::After(name(), id.0)).await, [77, 5, 6]);
    assert_eq!(found(&|wanted| wanted.from = account_search::Place::Before(name(), id.0)).await, [3, 4]);
    let balances = rows(all.clone()).await;
    let balances: Vec<_> = balances.iter().map(|row| row.balance.map(|balance| balance.units())).collect();
    assert_eq!(balances, [None, None, None, Some(0), None, None]);
    let stranger = CustomerKey { id: CustomerId(2), ..CustomerKey::ROOT };
    let none = write(&fresh.store, move |tx| account_search::search(tx, stranger, &all)).await;
    assert_eq!(none.rows, []);
}

async fn movements_are_told_from_the_latest_back(fresh: &Fresh) {
    let root = root();
    let grant = grant::<MoveFunds>(&root);
    let balance = |id| Balance::empty(BalanceId(id), CustomerKey::ROOT, usd(), CreditLimit::Unlimited);
    write(&fresh.store, move |tx| {
        let (mine, other) = (LedgerAccount::Balance(BalanceId(1)), LedgerAccount::Balance(BalanceId(2)));
        let system = LedgerAccount::System(SystemAccount::Payments);
        // Numbers do not follow time: each process takes its own from a block.
        for (id, at, debit, credit) in
            [(9, 10, system, mine), (1, 20, mine, other), (5, 20, system, mine), (2, 30, other, system)]
        {
            let entry = Entry { debit, credit, amount: Amount::new(at, usd()) };
            let (branch, kind) = (BranchId(1), PostingKind::Adjustment);
            let posting = Posting { id: PostingId(id), branch, kind, entries: vec![entry] };
            ledger::insert_posting(tx, &grant, &posting, at, "request")?;
        }
        Ok(())
    })
    .await;
    let moved = async |id, from, limit| {
        let found =
            write(&fresh.store, move |tx| ledger::list_movements(tx, &balance(id), from, limit)).await;
        assert!(found.iter().all(|movement| movement.amount.commodity() != Commodity::MessageCredits));
        found.iter().map(|movement| (movement.at_micros, movement.amount.units())).collect::<Vec<_>>()
    };
    assert_eq!(moved(1, 0, 9).await, [(20, 20), (20, -20), (10, 10)]);
    assert_eq!(moved(1, 11, 9).await, [(20, 20), (20, -20)]);
    assert_eq!(moved(1, 0, 1).await, [(20, 20)]);
    assert_eq!(moved(2, 0, 9).await, [(30, -30), (20, 20)]);
}
