//! One installation with the router of the dialect on top, and what most tests ask of it.

use std::sync::atomic::{AtomicU32, Ordering};

use axum::Router;
use face_xmlrpc::{Options, router};
use support::{ROOT_API_PASSWORD, ROOT_NAME, TestInstallation, installations};
use xmlrpc::{Fault, Struct, Value};

use crate::client::Client;

/// Keeps every policy.
pub(crate) const WEB_PASSWORD: &str = "Base-password-1";

/// What [`World::reseller`] calls with.
pub(crate) const API_PASSWORD: &str = "Api-password-1";

/// An installation, asked through its router.
pub(crate) struct World {
    pub(crate) installation: TestInstallation,
    pub(crate) router: Router,
    pub(crate) root: Client,
    names: AtomicU32,
}

impl World {
    /// A fresh one on each engine.
    pub(crate) async fn all() -> Vec<Self> {
        installations()
            .await
            .into_iter()
            .map(|installation| Self::of(installation, Options::default()))
            .collect()
    }

    pub(crate) fn of(installation: TestInstallation, options: Options) -> Self {
        let router = router(installation.app.clone(), options);
        let root = Client::new(router.clone(), ROOT_NAME, ROOT_API_PASSWORD);
        Self { installation, router, root, names: AtomicU32::new(0) }
    }

    pub(crate) fn engine(&self) -> &'static str {
        self.installation.engine
    }

    /// A name that nothing else has.
    pub(crate) fn new_name(&self) -> String {
        format!("customer {}", self.names.fetch_add(1, Ordering::Relaxed))
    }

    /// The three required parameters, with a new name and without a tariff of the owner.
    pub(crate) fn least(&self) -> Struct {
        Struct::new()
            .with("name", self.new_name())
            .with("web_password", WEB_PASSWORD)
            .with("i_tariff", Value::Nil)
    }

    /// A customer made by `owner`; his number.
    pub(crate) async fn customer(&self, owner: &Client, more: Struct) -> i64 {
        let created = owner.call("createCustomer", merged(self.least(), more)).await.unwrap();
        int(&created, "i_customer")
    }

    /// A customer of `owner` who may do everything that he may be given, and calls himself.
    pub(crate) async fn reseller(&self, owner: &Client, login: &str) -> (i64, Client) {
        self.reseller_with(owner, login, Struct::new()).await
    }

    /// The same, with some parameters otherwise.
    pub(crate) async fn reseller_with(&self, owner: &Client, login: &str, more: Struct) -> (i64, Client) {
        let rights = Struct::new()
            .with("web_login", login)
            .with("api_password", API_PASSWORD)
            .with("api_access", 1)
            .with("api_mgmt", 1)
            .with("use_own_tariff", 1)
            .with("system_mgmt", 1)
            .with("accounts_mgmt", 7)
            .with("customers_mgmt", 7)
            .with("tariffs_mgmt", 7)
            .with("vouchers_mgmt", 7);
        let id = self.customer(owner, merged(rights, more)).await;
        (id, self.client(login))
    }

    /// Who calls with `login` and the password of every reseller.
    pub(crate) fn client(&self, login: &str) -> Client {
        Client::new(self.router.clone(), login, API_PASSWORD)
    }

    /// What `caller` is told about a customer.
    pub(crate) async fn info(&self, caller: &Client, customer: i64) -> Struct {
        let answer =
            caller.call("getCustomerInfo", Struct::new().with("i_customer", customer)).await.unwrap();
        structure(&answer, "customer").clone()
    }

    /// A tariff of `owner`; its number.
    pub(crate) async fn tariff(&self, owner: &Client, currency: &str) -> i64 {
        let terms = Struct::new().with("name", self.new_name()).with("currency", currency);
        int(&owner.call("createTariff", terms).await.unwrap(), "i_tariff")
    }

    /// A routing group of `owner`; its number.
    pub(crate) async fn routing_group(&self, owner: &Client) -> i64 {
        let terms = Struct::new().with("name", self.new_name());
        int(&owner.call("addRoutingGroup", terms).await.unwrap(), "i_routing_group")
    }

    /// Changes a customer of `caller`, or of somebody named beside.
    pub(crate) async fn update(&self, caller: &Client, customer: i64, more: Struct) -> Result<(), Fault> {
        let request = merged(Struct::new().with("i_customer", customer), more);
        let answer = caller.call("updateCustomer", request).await?;
        assert_eq!(answer, Struct::new().with("result", "OK"), "{}", self.engine());
        Ok(())
    }

    /// Every invariant of what is stored holds.
    pub(crate) async fn check_sound(&self) {
        let violations = app::verify::verify(&self.installation.app).await.unwrap();
        assert!(violations.is_empty(), "{}: {violations:?}", self.engine());
    }

    /// Whether this interface lets somebody in.
    pub(crate) async fn is_let_in(&self, login: &str, password: &str) -> bool {
        let client = Client::new(self.router.clone(), login, password);
        let body = xmlrpc::write_call("listCustomers", &[]);
        client.post("text/xml", body).await.status == http::StatusCode::OK
    }

    /// The numbers of the customers directly below `owner`.
    pub(crate) async fn children(&self, owner: &Client) -> Vec<i64> {
        let answer = owner.call("listCustomers", Struct::new()).await.unwrap();
        array(&answer, "customers").iter().map(|line| int(of_struct(line), "i_customer")).collect()
    }
}

/// The first struct with the members of the second put over it.
pub(crate) fn merged(members: Struct, over: Struct) -> Struct {
    members.into_iter().chain(over).collect()
}

/// A double, by its text.
pub(crate) fn double(text: &str) -> Value {
    Value::Double(text.parse().unwrap())
}

#[track_caller]
pub(crate) fn int(members: &Struct, name: &str) -> i64 {
    match members.get(name) {
        Some(Value::Int(number)) => *number,
        other => panic!("{name} is {other:?}"),
    }
}

#[track_caller]
pub(crate) fn text<'a>(members: &'a Struct, name: &str) -> &'a str {
    match members.get(name) {
        Some(Value::Str(text)) => text,
        other => panic!("{name} is {other:?}"),
    }
}

#[track_caller]
pub(crate) fn array<'a>(members: &'a Struct, name: &str) -> &'a [Value] {
    match members.get(name) {
        Some(Value::Array(items)) => items,
        other => panic!("{name} is {other:?}"),
    }
}

#[track_caller]
pub(crate) fn structure<'a>(members: &'a Struct, name: &str) -> &'a Struct {
    of_struct(members.get(name).unwrap_or(&Value::Nil))
}

#[track_caller]
pub(crate) fn of_struct(value: &Value) -> &Struct {
    match value {
        Value::Struct(members) => members,
        other => panic!("{other:?} is no struct"),
    }
}

/// A fault, as an outcome.
pub(crate) fn refused<T>(code: i32, string: &str) -> Result<T, Fault> {
    Err(Fault { code, string: string.to_owned() })
}
