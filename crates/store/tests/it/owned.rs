//! What the statements about accounts, tariffs, routing groups and the audit log promise.

use charging::{Balance, BalanceId, CreditLimit};
use messaging::{EmailTemplate, FinalStatusPush, MailAddress, SourceAddress, UrlTemplate};
use money::{Commodity, Currency, Percent, UnitPrice};
use party::account::{Account, AccountProfile, Funding};
use party::contact::PhoneNumber;
use party::customer::{Customer, Draft, RightsChoice, TariffChoice};
use party::dictionary::{RoutingPolicy, TariffType};
use party::ids::{AccountId, CustomerId, CustomerKey, ObjectId, RoutingGroupId, TariffId};
use party::routing_group::{RoutingGroup, RoutingGroupTerms};
use party::tariff::{Tariff, TariffTerms};
use party::text::{Line, Title};
use store::tables::audit::{ActorFilter, AuditEntry, AuditFilter, AuditRecord, ObjectFilter};
use store::tables::references::{self, Referent};
use store::tables::{accounts, audit, customer_lines, customers, ledger, routing_groups, tariffs};
use store::{StoreError, Tx};

use crate::damage::audit_record;
use crate::support::{Fresh, conformance};
use crate::tables::{child, elaborate, grant, insert, root, write};

conformance! { store::MigrationSet::PRODUCT;
    accounts_are_read_back_with_every_kind_of_push
    an_account_is_changed_and_removed
    pages_follow_the_object_ids
    a_tariff_is_found_by_its_owner_alone
    a_tariff_is_changed_and_removed
    a_routing_group_is_found_by_its_owner_alone
    a_routing_group_is_changed_and_removed
    the_audit_log_is_read_by_branch_time_and_use_case
}

pub(crate) fn account(id: i64, push: Option<FinalStatusPush>) -> Account {
    Account {
        id: AccountId(id),
        object_id: ObjectId::compose(3, [1; 5], u32::try_from(id).unwrap()),
        customer: CustomerKey::ROOT,
        funding: Funding::Customer,
        blocked: id % 2 == 0,
        profile: AccountProfile {
            username: format!("user{id}").parse().unwrap(),
            contact_name: Line::parse("John Doe").unwrap(),
            email: Some(MailAddress::parse("john@doe.com").unwrap()),
            phone: Some(PhoneNumber::parse("+48 601").unwrap()),
            final_status_push: push,
            source_address_swappable: id % 2 == 1,
            source_address: Some(SourceAddress::parse("48123456789").unwrap()),
        },
    }
}

async fn accounts_are_read_back_with_every_kind_of_push(fresh: &Fresh) {
    let url = UrlTemplate::parse("http://push.example.com/?s={{statusCode}}").unwrap();
    let email = EmailTemplate::parse("user@example.com", "Status {{status}}", "Body {{id}}").unwrap();
    let pushes = [
        None,
        Some(FinalStatusPush::Smpp),
        Some(FinalStatusPush::Url(url)),
        Some(FinalStatusPush::Email(email)),
    ];
    let accounts: Vec<Account> = (1..).zip(pushes).map(|(id, push)| account(id, push)).collect();
    for account in accounts.clone() {
        let grant = grant(&root());
        write(&fresh.store, move |tx| accounts::insert(tx, &grant, &account, "hash")).await;
    }
    let listed = fresh.store.read("test", |tx| accounts::list(tx, CustomerKey::ROOT, AccountId(0), 10)).await;
    assert_eq!(listed, Ok(accounts.clone()));
    let second = fresh.store.read("test", |tx| accounts::list(tx, CustomerKey::ROOT, AccountId(1), 1)).await;
    assert_eq!(second, Ok(vec![accounts[1].clone()]));
    let found =
        fresh.store.read("test", |tx| accounts::load(tx, CustomerKey::ROOT.branch, AccountId(3))).await;
    assert_eq!(
        found.unwrap().map(|stored| (stored.account, stored.password_hash)),
        Some((accounts[2].clone(), "hash".into()))
    );
}

async fn an_account_is_changed_and_removed(fresh: &Fresh) {
    let before = account(1, Some(FinalStatusPush::Smpp));
    let after = Account {
        blocked: true,
        profile: AccountProfile {
            username: "renamed".parse().unwrap(),
            contact_name: Line::default(),
            email: None,
            phone: None,
            final_status_push: Some(FinalStatusPush::Url(
                UrlTemplate::parse("http://a.example.com").unwrap(),
            )),
            source_address_swappable: false,
            source_address: None,
        },
        ..before.clone()
    };
    let (add, edit, id) = (grant(&root()), grant(&root()), before.id);
    let changed = after.clone();
    write(&fresh.store, move |tx| {
        accounts::insert(tx, &add, &before, "first")?;
        accounts::update(tx, &edit, &changed)?;
        accounts::set_password(tx, &edit, id, "second")?;
        accounts::set_own_password(tx, CustomerKey::ROOT, id, "third")
    })
    .await;
    let load = async || {
        let branch = CustomerKey::ROOT.branch;
        let read = fresh.store.read("test", move |tx| accounts::load(tx, branch, id)).await.unwrap();
        assert_eq!(read, write(&fresh.store, move |tx| accounts::load(tx, branch, id)).await);
        let place = fresh.store.read("test", move |tx| accounts::load_place(tx, branch, id)).await;
        assert_eq!(place, Ok(read.as_ref().map(|stored| stored.account.customer)));
        read.map(|stored| (stored.account, stored.password_hash))
    };
    assert_eq!(load().await, Some((after, "third".to_owned())));
    let elsewhere = child(&root(), 2, |_| ());
    let foreign = grant(&elsewhere);
    let missing = fresh.store.write("test", move |tx| accounts::set_password(tx, &foreign, id, "x")).await;
    assert!(matches!(missing, Err(StoreError::Inconsistent { .. })), "{missing:?}");
    let (remove, gone) = (grant(&root()), account(1, None));
    let going = gone.clone();
    write(&fresh.store, move |tx| accounts::delete(tx, &remove, &going)).await;
    assert_eq!(load().await, None);
    let again = fresh.store.write("test", move |tx| accounts::delete(tx, &remove, &gone)).await;
    assert!(matches!(again, Err(StoreError::Inconsistent { .. })), "{again:?}");
}

async fn pages_follow_the_object_ids(fresh: &Fresh) {
    let root = root();
    let customers: Vec<Customer> = (2..6).map(|id| child(&root, id, elaborate)).collect();
    let (add, stored) = (grant::<party::access::AddCustomer>(&root), customers.clone());
    write(&fresh.store, move |tx| {
        // The numbers descend while the object ids ascend.
        for (customer, number) in stored.iter().zip([50, 40, 30, 20]) {
            let key = CustomerKey::under(CustomerKey::ROOT, CustomerId(number));
            customers::insert(tx, &add, &Customer { key, ..customer.clone() })?;
            let credits =
                Balance::empty(BalanceId(number), key, Commodity::MessageCredits, CreditLimit::Unlimited);
            ledger::insert_balance(tx, &add, &credits)?;
        }
        let add = grant(&root);
        (1..4).try_for_each(|id| {
            let id = AccountId(10 - id);
            let account = Account { id, ..account(10 - id.0, None) };
            accounts::insert(tx, &add, &account, "hash")
        })
    })
    .await;
    let ids: Vec<ObjectId> = customers.iter().map(|customer| customer.object_id).collect();
    let page = async |after: Option<ObjectId>, limit: i64| {
        let list = move |tx: &mut Tx<'_>| customer_lines::list(tx, CustomerId(1), after, limit);
        let lines = fresh.store.read("test", list).await.unwrap();
        lines.into_iter().map(|line| line.object_id).collect::<Vec<_>>()
    };
    assert_eq!(page(None, 10).await, ids);
    assert_eq!(page(Some(ids[0]), 2).await, ids[1..3]);
    let line = fresh.store.read("test", |tx| customer_lines::list(tx, CustomerId(1), None, 1)).await.unwrap();
    let messaging = &customers[0].profile.messaging;
    assert_eq!(line[0].name, customers[0].profile.name.as_str());
    assert_eq!(line[0].integration_id, messaging.integration_id.as_str());
    assert_eq!(
        (line[0].inbound_charge, &line[0].source_address),
        (messaging.inbound_charge, &messaging.source_address)
    );
    let accounts = async |after: Option<ObjectId>, limit: i64| {
        let list = move |tx: &mut Tx<'_>| accounts::list_by_object_id(tx, CustomerKey::ROOT, after, limit);
        fresh.store.read("test", list).await.unwrap()
    };
    let all = accounts(None, 10).await;
    assert_eq!(all.len(), 3);
    assert!(all.is_sorted_by_key(|account| account.object_id));
    assert_eq!(accounts(Some(all[0].object_id), 1).await, all[1..2]);
}

pub(crate) fn tariff(id: i64) -> Tariff {
    let currency = Currency::parse("EUR").unwrap();
    let price = |units| UnitPrice::new(units, Commodity::Currency(currency));
    let terms = TariffTerms {
        tariff_type: TariffType::new(2).unwrap(),
        connect_fee: price(1),
        free_seconds: 2,
        post_call_surcharge: Percent::from_units(3),
        grace_period_seconds: 4,
        loss_protection: true,
        loss_max: Some(price(5)),
        cost_round_up: true,
        decimal_precision: 6,
        average_duration_seconds: 7,
        local_calling: true,
        local_calling_rule: Line::parse("rule").unwrap(),
        ..TariffTerms::new(Title::parse("Retail").unwrap(), currency)
    };
    Tariff { id: TariffId(id), owner: CustomerKey::ROOT, terms }
}

async fn a_tariff_is_found_by_its_owner_alone(fresh: &Fresh) {
    let (elaborate, plain) = (tariff(1), tariff(2));
    let plain = Tariff { terms: TariffTerms::new(plain.terms.name.clone(), plain.terms.currency), ..plain };
    for tariff in [elaborate.clone(), plain.clone()] {
        let grant = grant(&root());
        write(&fresh.store, move |tx| tariffs::insert(tx, &grant, &tariff)).await;
    }
    let load = async |owner: CustomerKey, id: i64| {
        let read = fresh.store.read("test", move |tx| tariffs::load(tx, owner, TariffId(id))).await.unwrap();
        assert_eq!(read, write(&fresh.store, move |tx| tariffs::load(tx, owner, TariffId(id))).await);
        read
    };
    assert_eq!(load(CustomerKey::ROOT, 1).await, Some(elaborate.clone()));
    assert_eq!(load(CustomerKey { id: CustomerId(2), ..CustomerKey::ROOT }, 1).await, None);
    assert_eq!(load(CustomerKey::ROOT, 3).await, None);
    assert_eq!(
        fresh.store.read("test", |tx| tariffs::list(tx, CustomerKey::ROOT)).await,
        Ok(vec![elaborate, plain])
    );
}

async fn a_tariff_is_changed_and_removed(fresh: &Fresh) {
    let (before, root) = (tariff(1), root());
    let name = Title::parse("Renamed").unwrap();
    let after = Tariff {
        terms: TariffTerms {
            tariff_type: before.terms.tariff_type,
            ..TariffTerms::new(name, before.terms.currency)
        },
        ..before.clone()
    };
    let (add, edit, stored, changed) = (grant(&root), grant(&root), before.clone(), after.clone());
    let held = write(&fresh.store, move |tx| {
        tariffs::insert(tx, &add, &stored)?;
        let held = tariffs::load_for_update(tx, CustomerKey::ROOT, TariffId(1))?;
        tariffs::update(tx, &edit, &changed)?;
        Ok(held)
    })
    .await;
    assert_eq!(held, Some(before));
    let load = async || write(&fresh.store, |tx| tariffs::load(tx, CustomerKey::ROOT, TariffId(1))).await;
    assert_eq!(load().await, Some(after));
    let on_it = child(&root, 2, |draft| draft.tariff = TariffChoice::Of(TariffId(1)));
    let branch = CustomerKey::ROOT.branch;
    let referents = async |most| {
        write(&fresh.store, move |tx| references::to_tariff(tx, branch, TariffId(1), most)).await
    };
    assert_eq!(referents(9).await, []);
    insert(&fresh.store, &root, &on_it).await;
    let name = on_it.profile.name.as_str().to_owned();
    assert_eq!(referents(9).await, [Referent::Customer(on_it.key.id, name)]);
    let delete = grant(&root);
    write(&fresh.store, move |tx| tariffs::delete(tx, &delete, TariffId(1))).await;
    assert_eq!(load().await, None);
    let again = fresh.store.write("test", move |tx| tariffs::delete(tx, &delete, TariffId(1))).await;
    assert!(matches!(again, Err(StoreError::Inconsistent { .. })), "{again:?}");
}

async fn a_routing_group_is_found_by_its_owner_alone(fresh: &Fresh) {
    let terms = RoutingGroupTerms {
        name: Title::parse("Default").unwrap(),
        policy: RoutingPolicy::new(3).unwrap(),
        description: Line::parse("text").unwrap(),
    };
    let group = RoutingGroup { id: RoutingGroupId(5), owner: CustomerKey::ROOT, terms };
    let (grant, stored) = (grant(&root()), group.clone());
    write(&fresh.store, move |tx| routing_groups::insert(tx, &grant, &stored)).await;
    let load = async |owner: CustomerKey| {
        write(&fresh.store, move |tx| routing_groups::load(tx, owner, RoutingGroupId(5))).await
    };
    assert_eq!(load(CustomerKey::ROOT).await, Some(group.clone()));
    assert_eq!(load(CustomerKey { id: CustomerId(2), ..CustomerKey::ROOT }).await, None);
    let page = fresh.store.read("test", |tx| routing_groups::list(tx, CustomerKey::ROOT, 10, 0)).await;
    assert_eq!(page, Ok(vec![group]));
    assert_eq!(
        fresh.store.read("test", |tx| routing_groups::list(tx, CustomerKey::ROOT, 10, 1)).await,
        Ok(vec![])
    );
}

async fn a_routing_group_is_changed_and_removed(fresh: &Fresh) {
    let root = root();
    let group = |name: &str, policy: i64, description: &str| RoutingGroup {
        id: RoutingGroupId(4),
        owner: CustomerKey::ROOT,
        terms: RoutingGroupTerms {
            name: Title::parse(name).unwrap(),
            policy: RoutingPolicy::new(policy).unwrap(),
            description: Line::parse(description).unwrap(),
        },
    };
    let (before, after) = (group("Default", 1, ""), group("Renamed", 3, "text"));
    let (add, edit, stored, changed) = (grant(&root), grant(&root), before.clone(), after.clone());
    let held = write(&fresh.store, move |tx| {
        routing_groups::insert(tx, &add, &stored)?;
        let held = routing_groups::load_for_update(tx, CustomerKey::ROOT, RoutingGroupId(4))?;
        routing_groups::update(tx, &edit, &changed)?;
        Ok(held)
    })
    .await;
    assert_eq!(held, Some(before));
    let load = async || {
        write(&fresh.store, |tx| routing_groups::load(tx, CustomerKey::ROOT, RoutingGroupId(4))).await
    };
    assert_eq!(load().await, Some(after));
    let referents =
        async || write(&fresh.store, |tx| references::to_routing_group(tx, RoutingGroupId(4), 9)).await;
    assert_eq!(referents().await, []);
    let given = child(&root, 2, elaborate);
    insert(&fresh.store, &root, &given).await;
    let name = given.profile.name.as_str().to_owned();
    assert_eq!(referents().await, [Referent::Customer(given.key.id, name)]);
    let delete = grant(&root);
    write(&fresh.store, move |tx| routing_groups::delete(tx, &delete, RoutingGroupId(4))).await;
    assert_eq!(load().await, None);
    let again =
        fresh.store.write("test", move |tx| routing_groups::delete(tx, &delete, RoutingGroupId(4))).await;
    assert!(matches!(again, Err(StoreError::Inconsistent { .. })), "{again:?}");
}

async fn the_audit_log_is_read_by_branch_time_and_use_case(fresh: &Fresh) {
    let root = root();
    let reseller = |draft: &mut Draft| draft.rights = RightsChoice::Reseller;
    let top = child(&root, 2, reseller);
    let (middle, beside) = (child(&top, 3, reseller), child(&top, 33, reseller));
    let leaf = child(&middle, 4, |_| ());
    for (owner, customer) in
        [(&root, &root), (&root, &top), (&top, &middle), (&top, &beside), (&middle, &leaf)]
    {
        insert(&fresh.store, owner, customer).await;
    }
    let keys = [root.key, top.key, middle.key, beside.key, leaf.key];
    write(&fresh.store, move |tx| {
        (1..).zip(keys).try_for_each(|(id, customer)| {
            let object = format!("customer:{}", customer.id);
            let operation = if id % 2 == 0 { "test.even" } else { "test.odd" };
            let actor = ["operator", "web_user:1 of customer:2", "web_user:1 of customer:2 as customer:3"];
            let actor = actor[usize::try_from(id).unwrap() % 3].to_owned();
            let at_micros = 10 * id;
            let record = AuditRecord { customer, object, operation, at_micros, actor, ..audit_record(id) };
            audit::append(tx, &record)
        })
    })
    .await;
    let everything = AuditFilter {
        below: CustomerKey::ROOT,
        from_micros: 0,
        until_micros: 100,
        before: None,
        object: None,
        actor: None,
        operations: None,
        face: None,
        limit: 100,
        offset: 0,
    };
    let check = async |filter: &AuditFilter, expected: &[i64]| {
        let (wanted, filter) = (filter.clone(), filter.clone());
        let lines = fresh.store.read("test", move |tx| audit::list(tx, &filter)).await.unwrap();
        let times: Vec<i64> = lines.iter().map(|line| line.at_micros / 10).collect();
        assert_eq!(times, expected, "{wanted:?}");
    };
    let below = |key: CustomerKey| AuditFilter { below: key, ..everything.clone() };
    check(&everything, &[5, 4, 3, 2, 1]).await;
    check(&below(top.key), &[5, 4, 3, 2]).await;
    check(&below(middle.key), &[5, 3]).await;
    check(&below(beside.key), &[4]).await;
    check(&below(leaf.key), &[5]).await;
    check(&AuditFilter { from_micros: 20, until_micros: 40, ..everything.clone() }, &[4, 3, 2]).await;
    check(&AuditFilter { limit: 2, offset: 1, ..everything.clone() }, &[4, 3]).await;
    check(&AuditFilter { before: Some((40, 4)), limit: 2, ..everything.clone() }, &[3, 2]).await;
    check(&AuditFilter { before: Some((40, 5)), until_micros: 40, ..everything.clone() }, &[4, 3, 2, 1])
        .await;
    check(&AuditFilter { operations: Some(vec!["test.even", "other"]), ..everything.clone() }, &[4, 2]).await;
    check(&AuditFilter { operations: Some(vec![]), ..everything.clone() }, &[]).await;
    check(&AuditFilter { face: Some("test".to_owned()), ..below(middle.key) }, &[5, 3]).await;
    check(&AuditFilter { face: Some("other".to_owned()), ..everything.clone() }, &[]).await;
    let about = |object: &str, after: Option<&str>, actor| AuditFilter {
        object: Some(ObjectFilter { object: object.to_owned(), after: after.map(str::to_owned) }),
        actor,
        ..everything.clone()
    };
    let exactly = |actor: &str| Some(ActorFilter::Exactly(actor.to_owned()));
    let beginning = |actor: &str| Some(ActorFilter::Beginning(actor.to_owned()));
    check(&about("customer:3", None, None), &[3]).await;
    check(&about("customer:3", Some("%}%"), None), &[3]).await;
    check(&about("customer:3", Some("%x%"), None), &[]).await;
    check(&about("customer:3", None, exactly("operator")), &[3]).await;
    check(&about("customer:3", None, exactly("oper")), &[]).await;
    check(&about("customer:4", None, beginning("web_user:1")), &[5]).await;
    let of = |actor| AuditFilter { actor, ..everything.clone() };
    check(&of(exactly("operator")), &[3]).await;
    check(&of(exactly("web_user:1 of customer:2")), &[4, 1]).await;
    check(&of(beginning("web_user:1 of customer:2")), &[5, 2]).await;
    check(&of(beginning("web_user:1")), &[5, 4, 2, 1]).await;
    check(&of(beginning("web_user")), &[]).await;
    check(&AuditFilter { actor: beginning("web_user:1"), ..below(middle.key) }, &[5]).await;
    check(&AuditFilter { actor: exactly("operator"), ..below(top.key) }, &[3]).await;
    let of_leaf = below(leaf.key);
    let lines = fresh.store.read("test", move |tx| audit::list(tx, &of_leaf)).await.unwrap();
    let expected = AuditEntry {
        id: 5,
        at_micros: 50,
        actor: "web_user:1 of customer:2 as customer:3".to_owned(),
        face: "test".to_owned(),
        operation: "test.odd".to_owned(),
        object: "customer:4".to_owned(),
        before: None,
        after: Some("{}".to_owned()),
        request_id: "request".to_owned(),
        customer: Some(CustomerId(4)),
        lineage: [1, 2, 3].map(CustomerId).to_vec(),
    };
    assert_eq!(lines, [expected]);
}
