//! Trusted hosts: no credentials, and the customer that a call is made for is named.

use std::net::{IpAddr, SocketAddr};

use app::PeerAddress;
use app::context::Actor;
use axum::Router;
use face_xmlrpc::{Options, router};
use http::{StatusCode, header};
use support::installations;
use xmlrpc::{Fault, Struct, Value, write_call};

use crate::client::{PATH, Reply, post, send};
use crate::world::{World, int, merged, of_struct, refused};

struct Trusting {
    world: World,
    router: Router,
}

impl Trusting {
    async fn all() -> Vec<Self> {
        let of = |installation: support::TestInstallation| {
            let networks = ["10.1.0.0/16", "2001:db8::/32"].map(|network| network.parse().unwrap());
            let options = Options { trusted_networks: networks.to_vec(), ..Options::default() };
            let router = router(installation.app.clone(), options.clone());
            Self { world: World::of(installation, options), router }
        };
        installations().await.into_iter().map(of).collect()
    }

    async fn send(&self, from: &str, method: &str, members: Struct) -> Reply {
        let mut request = post(PATH, "text/xml", write_call(method, &[members.into()]));
        let peer = SocketAddr::new(from.parse::<IpAddr>().unwrap(), 40_000);
        request.extensions_mut().insert(PeerAddress(peer));
        // Not even looked at.
        request.headers_mut().insert(header::AUTHORIZATION, "Basic eDp5".parse().unwrap());
        send(&self.router, request).await
    }

    async fn call(&self, method: &str, members: Struct) -> Result<Struct, Fault> {
        let value = self.send("10.1.2.3", method, members).await.outcome()?;
        Ok(of_struct(&value).clone())
    }
}

#[tokio::test]
async fn a_host_is_trusted_by_its_address() {
    for trusting in Trusting::all().await {
        for (from, expected) in [
            ("10.1.2.3", StatusCode::OK),
            ("10.1.255.255", StatusCode::OK),
            ("::ffff:10.1.2.3", StatusCode::OK),
            ("2001:db8::1", StatusCode::OK),
            ("10.2.0.1", StatusCode::UNAUTHORIZED),
            ("::ffff:10.2.0.1", StatusCode::UNAUTHORIZED),
            ("127.0.0.1", StatusCode::UNAUTHORIZED),
            ("2001:db9::1", StatusCode::UNAUTHORIZED),
        ] {
            let reply = trusting.send(from, "listCustomers", Struct::new().with("i_wholesaler", 1)).await;
            assert_eq!(reply.status, expected, "{from}");
        }
        let told = trusting.send("::ffff:10.1.2.3", "system.listMethods", Struct::new()).await.told.unwrap();
        assert_eq!(told.caller, Some(Actor::TrustedHost("10.1.2.3".to_owned())));
        // Without an address nobody is trusted.
        let reply = send(&trusting.router, post(PATH, "text/xml", write_call("listCustomers", &[]))).await;
        assert_eq!(reply.status, StatusCode::UNAUTHORIZED);
    }
}

#[tokio::test]
async fn somebody_must_be_named() {
    for trusting in Trusting::all().await {
        let terms = Struct::new().with("name", "t").with("currency", "USD");
        for (method, given, code, named) in [
            ("createCustomer", trusting.world.least(), 410, "i_wholesaler"),
            ("getCustomerInfo", Struct::new().with("i_customer", 2), 400, "i_wholesaler"),
            ("listCustomers", Struct::new(), 400, "i_wholesaler"),
            ("updateCustomer", Struct::new().with("i_customer", 2), 400, "i_wholesaler"),
            ("deleteCustomer", Struct::new().with("i_customer", 2), 400, "i_wholesaler"),
            ("blockCustomer", Struct::new().with("i_customer", 2), 400, "i_wholesaler"),
            ("unblockCustomer", Struct::new().with("i_customer", 2), 400, "i_wholesaler"),
            ("getPaymentsList", Struct::new(), 400, "i_wholesaler"),
            ("createTariff", terms.clone(), 400, "i_customer"),
            ("getTariffInfo", Struct::new().with("i_tariff", 1), 400, "i_customer"),
            ("getTariffsList", Struct::new(), 400, "i_customer"),
            ("addRoutingGroup", terms, 400, "i_customer"),
            ("listRoutingGroups", Struct::new(), 400, "i_customer"),
            ("addBillingPlan", Struct::new().with("name", "p").with("i_tariff", 1), 400, "i_customer"),
            ("getServicePlanInfo", Struct::new().with("i_billing_plan", 1), 400, "i_customer"),
            ("listBillingPlans", Struct::new(), 400, "i_customer"),
            ("updateBillingPlan", Struct::new().with("i_billing_plan", 1), 400, "i_customer"),
            ("deleteBillingPlan", Struct::new().with("i_billing_plan", 1), 400, "i_customer"),
        ] {
            let missing = refused(code, &format!("Parameter {named} is required"));
            assert_eq!(trusting.call(method, given.clone()).await, missing, "{method}");
            let nil = given.clone().with(named, Value::Nil);
            assert_eq!(trusting.call(method, nil).await, missing, "{method}");
            let nobody = given.with(named, 999_999);
            assert_eq!(
                trusting.call(method, nobody).await,
                refused(401, &format!("Wrong {named}")),
                "{method}"
            );
        }
        // These concern nobody.
        for (method, given) in [
            ("getDictionary", Struct::new().with("name", "languages")),
            ("validatePassword", Struct::new().with("i_password_policy", 1).with("password", "x")),
        ] {
            assert!(trusting.call(method, given).await.is_ok(), "{method}");
        }
    }
}

/// No scope, and no right that could be missing; what the owner may grant still bounds what he is given.
#[tokio::test]
async fn a_trusted_host_acts_for_anybody() {
    for trusting in Trusting::all().await {
        let world = &trusting.world;
        let plain = world.customer(&world.root, Struct::new().with("use_own_tariff", 1)).await;
        let request = || merged(world.least(), Struct::new().with("i_wholesaler", plain));
        let made = int(&trusting.call("createCustomer", request()).await.unwrap(), "i_customer");
        let beyond = request().with("vouchers_mgmt", 1);
        let string = "Parameter vouchers_mgmt grants more than the owner may grant";
        assert_eq!(trusting.call("createCustomer", beyond).await, refused(403, string), "{}", world.engine());
        let lookup =
            |wholesaler: i64| Struct::new().with("i_customer", made).with("i_wholesaler", wholesaler);
        assert!(trusting.call("getCustomerInfo", lookup(plain)).await.is_ok(), "{}", world.engine());
        let wrong = refused(401, "Wrong i_customer");
        assert_eq!(trusting.call("getCustomerInfo", lookup(1)).await, wrong, "{}", world.engine());
        for method in ["updateCustomer", "blockCustomer", "unblockCustomer"] {
            assert!(trusting.call(method, lookup(plain)).await.is_ok(), "{}: {method}", world.engine());
        }
        assert_eq!(trusting.call("updateCustomer", lookup(1)).await, wrong, "{}", world.engine());
        assert_eq!(trusting.call("deleteCustomer", lookup(1)).await, wrong, "{}", world.engine());
        let funds = Struct::new().with("i_customer", made).with("amount", 1).with("currency", "USD");
        for (owner, expected) in [
            (Value::Nil, refused(400, "Parameter i_wholesaler is required")),
            (Value::from(1), refused(401, "Wrong i_customer")),
            (Value::from(plain), Ok(Struct::new().with("result", "OK"))),
        ] {
            for method in ["customerAddFunds", "customerCredit", "customerDebit", "setLowBalance"] {
                let answer = trusting.call(method, funds.clone().with("i_wholesaler", owner.clone())).await;
                assert_eq!(answer, expected, "{}: {method}", world.engine());
            }
        }
        let terms = Struct::new().with("name", "t").with("currency", "USD").with("i_customer", made);
        let tariff = int(&trusting.call("createTariff", terms).await.unwrap(), "i_tariff");
        let of = |owner: i64| Struct::new().with("i_tariff", tariff).with("i_customer", owner);
        assert!(trusting.call("getTariffInfo", of(made)).await.is_ok(), "{}", world.engine());
        assert_eq!(trusting.call("getTariffInfo", of(plain)).await, refused(401, "Wrong i_tariff"));
        assert!(trusting.call("deleteCustomer", lookup(plain)).await.is_ok(), "{}", world.engine());
    }
}
