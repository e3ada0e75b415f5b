//! Whose accounts they are: one's own, those of one's branch on demand, and nobody else's.

use std::net::{IpAddr, SocketAddr};

use app::PeerAddress;
use face_xmlrpc::Options;
use support::installations;
use xmlrpc::{Fault, Struct, write_call};

use super::{Owner, listed, number};
use crate::client::{PATH, post, send};
use crate::tree::Tree;
use crate::world::{World, array, int, merged, of_struct, refused, text};

/// What every method about one account is called with.
fn calls(id: i64, username: &str) -> Vec<(&'static str, Struct)> {
    let funds = || number(id).with("amount", 1).with("currency", "USD");
    vec![
        ("getAccountInfo", number(id)),
        ("updateAccount", number(id).with("phone", "1")),
        ("blockAccount", number(id)),
        ("unblockAccount", number(id)),
        ("resetAccountOneTimePassword", Struct::new().with("username", username)),
        ("accountAddFunds", funds()),
        ("accountCredit", funds()),
        ("accountDebit", funds()),
        ("deleteAccount", number(id)),
    ]
}

#[tokio::test]
async fn an_account_is_reached_through_its_customer() {
    for world in World::all().await {
        let tree = Tree::grow(&world).await;
        let [first, beside, second, third] =
            [&tree.first, &tree.beside, &tree.second, &tree.third].map(|(id, _)| *id);
        let owner = Owner::new(&world, &tree.second.1).await;
        for (caller, acting_for, expected) in [
            (&tree.second.1, None, Ok(())),
            (&tree.second.1, Some(second), Ok(())),
            (&tree.first.1, Some(second), Ok(())),
            (&world.root, Some(second), Ok(())),
            // Not theirs: that of a customer below, of somebody above, of somebody beside.
            (&tree.first.1, None, Err("i_account")),
            (&tree.third.1, None, Err("i_account")),
            (&tree.beside.1, None, Err("i_account")),
            (&world.root, None, Err("i_account")),
            (&world.root, Some(first), Err("i_account")),
            (&tree.second.1, Some(third), Err("i_account")),
            // Nobody acts for those who are not below him.
            (&tree.beside.1, Some(second), Err("i_customer")),
            (&tree.third.1, Some(second), Err("i_customer")),
            (&tree.second.1, Some(beside), Err("i_customer")),
            (&world.root, Some(999_999), Err("i_customer")),
        ] {
            let name = world.new_name().replace(' ', "-");
            let id = owner.account(Struct::new().with("username", name.clone())).await;
            for (method, request) in calls(id, &name) {
                let named_by = if request.get("i_account").is_some() { "i_account" } else { "username" };
                let expected = match expected {
                    Err("i_account") => refused(401, &format!("Wrong {named_by}")),
                    Err(other) => refused(401, &format!("Wrong {other}")),
                    Ok(()) => Ok(()),
                };
                let answer = caller.call(method, request.with("i_customer", acting_for)).await.map(|_| ());
                assert_eq!(answer, expected, "{}: {method} {caller:?} {acting_for:?}", world.engine());
            }
        }
        world.check_sound().await;
    }
}

#[tokio::test]
async fn accounts_are_made_and_listed_for_ones_branch() {
    for world in World::all().await {
        let tree = Tree::grow(&world).await;
        let second = tree.second.0;
        let owner = Owner::new(&world, &tree.second.1).await;
        let mut made = Vec::new();
        for (caller, acting_for, is_right) in [
            (&tree.second.1, None, true),
            (&tree.second.1, Some(second), true),
            (&tree.first.1, Some(second), true),
            (&world.root, Some(second), true),
            (&tree.beside.1, Some(second), false),
            (&tree.third.1, Some(second), false),
        ] {
            let request = owner.least().with("i_customer", acting_for);
            let answer = caller.call("createAccount", request).await.map(|answer| int(&answer, "i_account"));
            let list = listed(caller, Struct::new().with("i_customer", acting_for)).await;
            if !is_right {
                assert_eq!(answer, refused(401, "Wrong i_customer"), "{}: {caller:?}", world.engine());
                assert_eq!(list, refused(401, "Wrong i_customer"), "{}: {caller:?}", world.engine());
                continue;
            }
            made.push(answer.unwrap());
            assert_eq!(list, Ok(made.clone()), "{}: {caller:?}", world.engine());
        }
        assert_eq!(listed(&tree.first.1, Struct::new()).await, Ok(vec![]), "{}", world.engine());
        assert_eq!(listed(&tree.third.1, Struct::new()).await, Ok(vec![]), "{}", world.engine());
        // What an account refers to is its customer's, whoever asks.
        let of_first = Owner::new(&world, &tree.first.1).await;
        for (parameter, foreign) in
            [("i_billing_plan", of_first.plan), ("i_routing_group", of_first.routing_group)]
        {
            let request = owner.least().with("i_customer", second).with(parameter, foreign);
            let answer = tree.first.1.call("createAccount", request).await;
            assert_eq!(answer, refused(401, &format!("Wrong {parameter}")), "{}", world.engine());
            let update = number(made[0]).with("i_customer", second).with(parameter, foreign);
            let answer = tree.first.1.call("updateAccount", update).await;
            assert_eq!(answer, refused(401, &format!("Wrong {parameter}")), "{}", world.engine());
        }
        world.check_sound().await;
    }
}

/// The group that an owner was given may be passed on; whoever earns from his accounts is his own customer.
#[tokio::test]
async fn what_an_account_refers_to_is_the_owners() {
    for world in World::all().await {
        let group = world.routing_group(&world.root).await;
        let (_, client) =
            world.reseller_with(&world.root, "owner", Struct::new().with("i_routing_group", group)).await;
        let sibling = world.customer(&world.root, Struct::new()).await;
        let owner = Owner::new(&world, &client).await;
        let child = world.customer(&client, Struct::new()).await;
        let passed_on = Struct::new().with("i_routing_group", group).with("i_commission_agent", child);
        let referring = owner.account(passed_on).await;
        let info = owner.info(referring).await;
        assert_eq!(info["i_routing_group"], group.into(), "{}", world.engine());
        assert_eq!(info["i_commission_agent"], child.into(), "{}", world.engine());
        let other = world.routing_group(&world.root).await;
        for (parameter, wrong) in
            [("i_routing_group", other), ("i_commission_agent", sibling), ("i_commission_agent", 1)]
        {
            let answer = owner.create(Struct::new().with(parameter, wrong)).await;
            assert_eq!(answer, refused(401, &format!("Wrong {parameter}")), "{}", world.engine());
        }
        // What is referred to stays while the account does.
        let own = owner.account(Struct::new()).await;
        let in_use = |what: &str| {
            refused::<()>(
                490,
                &format!(
                    "{what} cannot be deleted: {}",
                    match what {
                        "Customer" => "customers or accounts refer to him as owner or commission agent",
                        "Service plan" => "accounts have it",
                        _ => "customers or accounts refer to it",
                    }
                ),
            )
        };
        let referred = [
            ("deleteCustomer", Struct::new().with("i_customer", child), "Customer"),
            ("deleteBillingPlan", Struct::new().with("i_billing_plan", owner.plan), "Service plan"),
            ("delRoutingGroup", Struct::new().with("i_routing_group", owner.routing_group), "Routing group"),
        ];
        for (method, request, what) in referred.clone() {
            let answer = client.call(method, request).await.map(|_| ());
            assert_eq!(answer, in_use(what), "{}: {method}", world.engine());
        }
        for account in [referring, own] {
            client.call("deleteAccount", number(account)).await.unwrap();
        }
        for (method, request, _) in referred {
            let answer = client.call(method, request).await.map(|_| ());
            assert_eq!(answer, Ok(()), "{}: {method}", world.engine());
        }
        world.check_sound().await;
    }
}

#[tokio::test]
async fn each_bit_of_the_mask_is_needed_for_its_own() {
    let forbidden = |bit: &str| refused(403, &format!("No permission: bit {bit} of accounts_mgmt is needed"));
    for world in World::all().await {
        let group = world.routing_group(&world.root).await;
        for mask in 0..8_i64 {
            let rights = Struct::new().with("accounts_mgmt", mask).with("i_routing_group", group);
            let login = format!("mask-{mask}");
            let (customer, client) = world.reseller_with(&world.root, &login, rights).await;
            let owner = Owner::new(&world, &client).await;
            let expected = |bit: i64, name: &str| if mask & bit == 0 { forbidden(name) } else { Ok(()) };
            let answer = owner.create(Struct::new()).await.map(|_| ());
            assert_eq!(answer, expected(1, "0 (add)"), "{}: {mask}", world.engine());
            let for_him =
                owner.least().with("i_customer", customer).with("username", login.clone() + "-account");
            let id = int(&world.root.call("createAccount", for_him).await.unwrap(), "i_account");
            for (method, request) in calls(id, &(login.clone() + "-account")) {
                let expected = match method {
                    "getAccountInfo" => Ok(()),
                    "deleteAccount" => expected(4, "2 (delete)"),
                    _ => expected(2, "1 (edit)"),
                };
                // Absence outranks permission.
                let wrong = if request.get("i_account").is_some() { "i_account" } else { "username" };
                let nothing = merged(request.clone(), Struct::new().with(wrong, 999_999));
                let answer = client.call(method, nothing).await.map(|_| ());
                assert_eq!(answer, refused(401, &format!("Wrong {wrong}")), "{}: {method}", world.engine());
                let answer = client.call(method, request).await.map(|_| ());
                assert_eq!(answer, expected, "{}: {method} {mask}", world.engine());
            }
        }
    }
}

#[tokio::test]
async fn a_customer_with_accounts_stays() {
    for world in World::all().await {
        let (customer, client) = world.reseller(&world.root, "owner").await;
        let owner = Owner::new(&world, &client).await;
        let id = owner.account(Struct::new()).await;
        let delete = async || {
            let answer = world.root.call("deleteCustomer", Struct::new().with("i_customer", customer)).await;
            answer.map(|_| ())
        };
        let kept = refused(490, "Customer cannot be deleted: he has accounts");
        assert_eq!(delete().await, kept, "{}", world.engine());
        client.call("deleteAccount", number(id)).await.unwrap();
        assert_eq!(delete().await, Ok(()), "{}", world.engine());
        world.check_sound().await;
    }
}

/// What was done, by whom and to which account stands in the audit log, without secrets.
#[tokio::test]
async fn everything_done_is_in_the_audit_log() {
    for world in World::all().await {
        let owner = Owner::new(&world, &world.root).await;
        let id = owner.account(Struct::new().with("username", "one").with("vm_password", "4711")).await;
        for (method, request) in calls(id, "one") {
            world.root.call(method, request).await.unwrap();
        }
        let log = world.root.call("getAuditLogs", Struct::new()).await.unwrap();
        let mut records = Vec::new();
        for record in array(&log, "records").iter().map(of_struct) {
            let resource = text(record, "resource").to_owned();
            let info = of_struct(record.get("audit_info").unwrap());
            assert!(!format!("{info:?}").contains("assword-1"), "{}: {info:?}", world.engine());
            assert!(!format!("{info:?}").contains("4711"), "{}: {info:?}", world.engine());
            if resource.contains("i_account") {
                records.push(format!("{} {resource}", text(record, "action")));
            }
        }
        let of = |action: &str| format!("{action} accounts:i_account={id}");
        let funds = |kind: &str| format!("FUNDS {kind}:i_account={id}:amount=1 USD");
        let expected = [
            of("D"),
            funds("debit"),
            funds("credit"),
            funds("add"),
            of("OTP_RST"),
            of("U"),
            of("U"),
            of("U"),
            of("A"),
        ];
        assert_eq!(records, expected, "{}", world.engine());
    }
}

/// A trusted host names whose account it is.
#[tokio::test]
async fn a_trusted_host_may_do_all_of_it() {
    for installation in installations().await {
        let networks = vec!["10.1.0.0/16".parse().unwrap()];
        let options = Options { trusted_networks: networks, ..Options::default() };
        let world = World::of(installation, options);
        let (customer, client) = world.reseller(&world.root, "owner").await;
        let owner = Owner::new(&world, &client).await;
        let call = async |method: &str, members: Struct| {
            let mut request = post(PATH, "text/xml", write_call(method, &[members.into()]));
            let peer = SocketAddr::new("10.1.2.3".parse::<IpAddr>().unwrap(), 40_000);
            request.extensions_mut().insert(PeerAddress(peer));
            let value = send(&world.router, request).await.outcome()?;
            Ok::<_, Fault>(of_struct(&value).clone())
        };
        let made = owner.least().with("username", "one").with("i_customer", customer);
        let id = int(&call("createAccount", made).await.unwrap(), "i_account");
        let sign_in = Struct::new().with("username", "one").with("password", "Web-password-1");
        let more =
            [("createAccount", owner.least()), ("listAccounts", Struct::new()), ("authAccount", sign_in)];
        for (method, request) in more.into_iter().chain(calls(id, "one")) {
            let missing = refused(400, "Parameter i_customer is required");
            assert_eq!(call(method, request.clone()).await, missing, "{}: {method}", world.engine());
            let answer = call(method, request.with("i_customer", customer)).await;
            assert!(answer.is_ok(), "{}: {method} {answer:?}", world.engine());
        }
    }
}
