//! Features of accounts for which their customer needs a right of his own.

use xmlrpc::{Fault, Struct, Value};

use super::Owner;
use crate::world::{World, refused};

fn on() -> Struct {
    Struct::new().with("dncl_lookup", true)
}

fn lacking<T>() -> Result<T, Fault> {
    refused(403, "Parameter dncl_lookup may be true only with the right dncl_enabled")
}

#[tokio::test]
async fn a_look_up_needs_the_customers_right() {
    for world in World::all().await {
        for (login, right) in [("without", 0), ("with", 1)] {
            let more = Struct::new().with("dncl_enabled", right);
            let (_, client) = world.reseller_with(&world.root, login, more).await;
            let owner = Owner::new(&world, &client).await;
            let expected = if right == 1 { Ok(()) } else { lacking() };
            let place = format!("{}: {login}", world.engine());
            assert_eq!(owner.create(on()).await.map(|_| ()), expected, "{place}");
            assert_eq!(owner.accounts().await.len(), usize::from(right == 1), "{place}");
            let account = owner.account(Struct::new().with("dncl_lookup", false)).await;
            let before = owner.info(account).await;
            assert_eq!(owner.update(account, on()).await, expected, "{place}");
            let after = owner.info(account).await;
            assert_eq!(after["dncl_lookup"], Value::Bool(right == 1), "{place}");
            assert!(right == 1 || after == before, "{place}: {after:?}");
        }
        world.check_sound().await;
    }
}

/// What is on when the right is taken stays until it is switched off: an account can be changed in everything else.
#[tokio::test]
async fn a_look_up_from_better_days_is_switched_off_once() {
    for world in World::all().await {
        let more = Struct::new().with("dncl_enabled", 1);
        let (id, client) = world.reseller_with(&world.root, "having", more).await;
        let owner = Owner::new(&world, &client).await;
        let account = owner.account(on()).await;
        world.update(&world.root, id, Struct::new().with("dncl_enabled", 0)).await.unwrap();
        let of = async |more: Struct| owner.update(account, more).await;
        assert_eq!(of(Struct::new().with("city", "Riga")).await, Ok(()));
        assert_eq!(of(on()).await, Ok(()), "it is on");
        assert_eq!(owner.info(account).await["dncl_lookup"], Value::Bool(true));
        assert_eq!(of(Struct::new().with("dncl_lookup", false)).await, Ok(()));
        assert_eq!(of(on()).await, lacking());
        assert_eq!(owner.info(account).await["dncl_lookup"], Value::Bool(false));
    }
}
