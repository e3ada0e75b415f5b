//! Rights shrink downwards: nobody grants what he has not, and nobody does what he may not.

use xmlrpc::{Fault, Struct};

use crate::client::Client;
use crate::world::{World, int, merged, refused, structure};

/// What root is answered for a customer under `owner`.
async fn under(world: &World, owner: i64, more: Struct) -> Result<(), Fault> {
    let request = merged(world.least(), more.with("i_wholesaler", owner));
    world.root.call("createCustomer", request).await.map(|_| ())
}

fn beyond<T>(parameter: &str) -> Result<T, Fault> {
    refused(403, &format!("Parameter {parameter} grants more than the owner may grant"))
}

/// An owner without any right but the one to an own tariff, on which the customers of this table are put.
fn without_rights() -> Struct {
    Struct::new().with("use_own_tariff", 1)
}

#[tokio::test]
async fn a_mask_is_a_part_of_the_owners() {
    for world in World::all().await {
        for parameter in ["accounts_mgmt", "customers_mgmt", "tariffs_mgmt", "vouchers_mgmt"] {
            for has in [0_i64, 5, 7] {
                let owner = world.customer(&world.root, without_rights().with(parameter, has)).await;
                for wants in 0..=7_i64 {
                    let answer = under(&world, owner, Struct::new().with(parameter, wants)).await;
                    let expected = if wants & has == wants { Ok(()) } else { beyond(parameter) };
                    assert_eq!(answer, expected, "{}: {parameter} {wants} of {has}", world.engine());
                }
            }
        }
    }
}

#[tokio::test]
async fn a_flag_needs_the_owners() {
    let flags = [
        "system_mgmt",
        "api_mgmt",
        "use_own_tariff",
        "callshop_enabled",
        "did_pool_enabled",
        "ivr_apps_enabled",
        "asr_acd_enabled",
        "debit_credit_cards_enabled",
        "conferencing_enabled",
        "share_payment_processors",
        "dncl_enabled",
    ];
    for world in World::all().await {
        for flag in flags {
            let lacking = world.customer(&world.root, Struct::new()).await;
            let having = world.customer(&world.root, Struct::new().with(flag, 1)).await;
            for (owner, expected) in [(lacking, beyond(flag)), (having, Ok(()))] {
                // On a tariff, because one of the flags is the right to be on none.
                let of_owner =
                    Struct::new().with("i_customer", owner).with("name", "own").with("currency", "USD");
                let tariff = int(&world.root.call("createTariff", of_owner).await.unwrap(), "i_tariff");
                let request = Struct::new().with("i_tariff", tariff).with(flag, 1);
                assert_eq!(under(&world, owner, request).await, expected, "{}: {flag}", world.engine());
            }
        }
    }
}

/// API access is given by one who has it and manages it; a password of programs by one who manages it.
#[tokio::test]
async fn api_access_is_given_by_one_who_manages_it() {
    for world in World::all().await {
        let owner = |access: i64, management: i64| {
            without_rights().with("api_access", access).with("api_mgmt", management)
        };
        let access = || Struct::new().with("api_access", 1);
        let password = || Struct::new().with("api_password", "secret");
        let neither = world.customer(&world.root, owner(0, 0)).await;
        let accessing = world.customer(&world.root, owner(1, 0)).await;
        let managing = world.customer(&world.root, owner(0, 1)).await;
        let both = world.customer(&world.root, owner(1, 1)).await;
        for (owner, of_access, of_password) in [
            (neither, beyond("api_access"), beyond("api_password")),
            (accessing, beyond("api_access"), beyond("api_password")),
            (managing, beyond("api_access"), Ok(())),
            (both, Ok(()), Ok(())),
        ] {
            assert_eq!(under(&world, owner, access()).await, of_access, "{}", world.engine());
            assert_eq!(under(&world, owner, password()).await, of_password, "{}", world.engine());
        }
    }
}

#[tokio::test]
async fn depth_shrinks_with_every_level_until_none_is_left() {
    for world in World::all().await {
        let depth = |levels: i64| without_rights().with("max_depth", levels);
        let top = world.customer(&world.root, depth(2)).await;
        assert_eq!(under(&world, top, depth(2)).await, beyond("max_depth"), "{}", world.engine());
        let shown = async |owner: i64| {
            let id = world.customer(&world.root, without_rights().with("i_wholesaler", owner)).await;
            let of = Struct::new().with("i_wholesaler", owner).with("i_customer", id);
            let info = world.root.call("getCustomerInfo", of).await.unwrap();
            (id, int(structure(&info, "customer"), "max_depth"))
        };
        let (middle, levels) = shown(top).await;
        assert_eq!(levels, 1, "{}", world.engine());
        let (leaf, levels) = shown(middle).await;
        assert_eq!(levels, 0, "{}", world.engine());
        let exhausted = refused(403, "No permission: max_depth of the owner allows no customer");
        assert_eq!(under(&world, leaf, Struct::new()).await, exhausted, "{}", world.engine());
        assert_eq!(under(&world, leaf, depth(0)).await, exhausted, "{}", world.engine());
    }
}

#[tokio::test]
async fn an_own_tariff_needs_the_owners_right() {
    for world in World::all().await {
        let forbidden = refused(403, "Parameter i_tariff may be nil only with the right use_own_tariff");
        let without = world.customer(&world.root, Struct::new()).await;
        let with = world.customer(&world.root, without_rights()).await;
        let denied = || Struct::new().with("use_own_tariff", 0);
        let granted = || Struct::new().with("use_own_tariff", 1);
        for (owner, more, expected) in [
            (without, Struct::new(), forbidden.clone()),
            (without, granted(), forbidden.clone()),
            (with, Struct::new(), Ok(())),
            (with, granted(), Ok(())),
            (with, denied(), forbidden),
        ] {
            assert_eq!(under(&world, owner, more).await, expected, "{}", world.engine());
        }
    }
}

/// What the caller may do himself, whoever the owner is.
#[tokio::test]
async fn a_caller_needs_the_right_to_add() {
    const NO_CUSTOMERS: &str = "No permission: bit 0 (add) of customers_mgmt is needed";
    const NO_TARIFFS: &str = "No permission: bit 0 (add) of tariffs_mgmt is needed";
    for world in World::all().await {
        for (login, mask, may) in
            [("all", 7, true), ("add", 1, true), ("none", 0, false), ("others", 6, false)]
        {
            let masks = Struct::new().with("customers_mgmt", mask).with("tariffs_mgmt", mask);
            let (_, caller) = world.reseller_with(&world.root, login, masks).await;
            let created = caller.call("createCustomer", world.least()).await.map(|_| ());
            assert_eq!(created, if may { Ok(()) } else { refused(403, NO_CUSTOMERS) }, "{login}");
            let terms = Struct::new().with("name", "t").with("currency", "USD");
            let created = caller.call("createTariff", terms).await.map(|_| ());
            assert_eq!(created, if may { Ok(()) } else { refused(403, NO_TARIFFS) }, "{login}");
            // Everybody may look.
            assert_eq!(world.children(&caller).await.len(), usize::from(may), "{}: {login}", world.engine());
        }
        let without_system = Struct::new().with("system_mgmt", 0);
        let (_, caller) = world.reseller_with(&world.root, "no-system", without_system).await;
        let created = caller.call("addRoutingGroup", Struct::new().with("name", "g")).await;
        assert_eq!(created, refused(403, "No permission: system_mgmt is needed"), "{}", world.engine());
    }
}

/// Each level can give what it was given, and no more, down to the third.
#[tokio::test]
async fn rights_never_grow_downwards() {
    for world in World::all().await {
        let limited = Struct::new().with("vouchers_mgmt", 1).with("accounts_mgmt", 3);
        let (_, first) = world.reseller_with(&world.root, "first", limited.clone()).await;
        let (_, second) = world.reseller_with(&first, "second", limited.with("accounts_mgmt", 1)).await;
        let ask = async |caller: &Client, parameter: &str, value: i64| {
            let more = Struct::new().with(parameter.to_owned(), value);
            caller.call("createCustomer", merged(world.least(), more)).await.map(|_| ())
        };
        for (caller, parameter, value, expected) in [
            (&first, "vouchers_mgmt", 1, Ok(())),
            (&first, "vouchers_mgmt", 2, beyond("vouchers_mgmt")),
            (&second, "accounts_mgmt", 1, Ok(())),
            (&second, "accounts_mgmt", 3, beyond("accounts_mgmt")),
            (&second, "dncl_enabled", 1, beyond("dncl_enabled")),
        ] {
            let answer = ask(caller, parameter, value).await;
            assert_eq!(answer, expected, "{}: {parameter} {value}", world.engine());
        }
    }
}

/// An owner outside the branch is absent, whatever the caller lacks.
#[tokio::test]
async fn absence_outranks_permission() {
    for world in World::all().await {
        let nothing = Struct::new().with("customers_mgmt", 0).with("tariffs_mgmt", 0);
        let (_, caller) = world.reseller_with(&world.root, "nothing", nothing).await;
        let request = merged(world.least(), Struct::new().with("i_wholesaler", 1));
        let answer = caller.call("createCustomer", request).await;
        assert_eq!(answer, refused(401, "Wrong i_wholesaler"), "{}", world.engine());
        let terms = Struct::new().with("name", "t").with("currency", "USD").with("i_customer", 1);
        assert_eq!(caller.call("createTariff", terms).await, refused(401, "Wrong i_customer"));
    }
}
