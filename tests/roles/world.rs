//! The cast: who stands where, and what the target has. Made once, kept, and put back whenever somebody was answered.

use std::cell::RefCell;
use std::future::Future;

use app::web_user::create::{CreateWebUser, create};
use face_xmlrpc::Options;
use face_xmlrpc::catalogue::{self, Presence};
use party::ids::CustomerId;
use party::password::Password;
use party::web_user::AccessLevel;
use serde_json::Value as Json;
use support::{Snapshot, TestInstallation};
use tokio::runtime::Runtime;
use xmlrpc::{Struct, Value};

use crate::client::{Credentials, Form, Rest, TRUSTED_NETWORK, Voice, VoiceAnswer};
use crate::rights;
use crate::roles::Role;
use crate::samples::account_value;

/// The ancestor: a customer of root.
pub(crate) const WHOLESALER: &str = "wholesaler";
/// His customer, who owns the target and the sibling.
pub(crate) const OWNER: &str = "reseller";
/// Whom the table is about.
pub(crate) const TARGET: &str = "target";
/// Another customer of the owner.
pub(crate) const SIBLING: &str = "sibling";
/// Another customer of root.
pub(crate) const STRANGER: &str = "stranger";
/// A customer of the target.
pub(crate) const DESCENDANT: &str = "descendant";
/// The holder of the target's account.
pub(crate) const USER: &str = "user";
/// A further web user of the target.
pub(crate) const CLERK: &str = "clerk";
/// The target's account with funds of its own.
pub(crate) const CALLER: &str = "caller";

/// Everybody's password, but for root's: to call with, to sign in with, to send with.
pub(crate) const PASSWORD: &str = "Password-of-the-cast-1";

/// The login of the owner's web user of this level.
pub(crate) fn web_login(level: AccessLevel) -> String {
    format!("{OWNER}-{level}")
}

/// The numbers and ids of what requests name.
#[derive(Debug, Clone, Default)]
pub(crate) struct Cast {
    pub(crate) owner: i64,
    /// A tariff of the owner's.
    pub(crate) owners_tariff: i64,
    pub(crate) target: i64,
    /// The target in the messaging dialect.
    pub(crate) target_id: String,
    /// The target's own.
    pub(crate) tariff: i64,
    pub(crate) routing_group: i64,
    pub(crate) service_plan: i64,
    pub(crate) web_user: i64,
    /// One that the target made.
    pub(crate) payment: i64,
    /// The target's account in the messaging dialect.
    pub(crate) user_id: String,
    /// The target's account with funds of its own.
    pub(crate) account: i64,
    descendant: i64,
}

/// What is stored when somebody asks.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct State {
    /// The target has neither customers nor accounts.
    pub(crate) is_childless: bool,
    /// What was taken, from whom.
    pub(crate) taken: Option<(Loser, Struct)>,
}

/// Whose rights are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Loser {
    Owner,
    Target,
}

/// One installation with the cast in it.
pub(crate) struct World {
    pub(crate) cast: Cast,
    voice: Voice,
    rest: Rest,
    whole: Snapshot,
    childless: Snapshot,
    /// What is stored now; unknown after somebody was answered.
    state: RefCell<Option<State>>,
    installation: TestInstallation,
    runtime: Runtime,
}

impl World {
    pub(crate) fn of(installation: impl Future<Output = TestInstallation>) -> Self {
        Self::of_some(async { Some(installation.await) }).unwrap()
    }

    /// None where there is no such engine.
    pub(crate) fn of_some(installation: impl Future<Output = Option<TestInstallation>>) -> Option<Self> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let installation = runtime.block_on(installation)?;
        let options =
            Options { trusted_networks: vec![TRUSTED_NETWORK.parse().unwrap()], ..Options::default() };
        let voice = runtime.block_on(Voice::of(face_xmlrpc::router(installation.app.clone(), options)));
        let rest = Rest::of(face_rest::router(installation.app.clone()));
        let whole = installation.keep();
        let childless = installation.keep();
        let (cast, state) = (Cast::default(), RefCell::new(None));
        let mut world = Self { cast, voice, rest, whole, childless, state, installation, runtime };
        world.assemble();
        world.whole = world.installation.keep();
        world.leave_childless();
        world.childless = world.installation.keep();
        Some(world)
    }

    pub(crate) fn engine(&self) -> &'static str {
        self.installation.engine
    }

    /// Sees to it that this is what is stored.
    pub(crate) fn prepare(&self, state: State) {
        if self.state.borrow().as_ref() == Some(&state) {
            return;
        }
        let kept = if state.is_childless { &self.childless } else { &self.whole };
        kept.put_back();
        if let Some((loser, taken)) = &state.taken {
            let (above, whom) = match loser {
                Loser::Owner => (Role::Ancestor, self.cast.owner),
                Loser::Target => (Role::Owner, self.cast.target),
            };
            let change = taken.clone().with("i_customer", whom);
            self.told(above, "updateCustomer", change);
        }
        *self.state.borrow_mut() = Some(state);
    }

    /// Somebody was answered, and may have changed what is stored.
    pub(crate) fn spoil(&self) {
        *self.state.borrow_mut() = None;
    }

    /// The messaging dialect's description of itself.
    pub(crate) fn document(&self) -> Json {
        self.runtime.block_on(self.rest.document())
    }

    pub(crate) fn ask_voice(&self, who: &Credentials, method: &str, params: &[Value]) -> VoiceAnswer {
        self.runtime.block_on(self.voice.ask(who, method, params))
    }

    pub(crate) fn ask_rest(&self, who: &Credentials, operation: &str, form: &Form) -> Json {
        self.runtime.block_on(self.rest.ask(who, operation, form))
    }

    /// A call that must be answered.
    pub(crate) fn told(&self, role: Role, method: &str, members: Struct) -> Struct {
        let answer = self.ask_voice(&role.credentials(), method, &[members.into()]);
        match answer {
            VoiceAnswer::Said(Ok(Value::Struct(members))) => members,
            other => panic!("{}: {method}: {other:?}", self.engine()),
        }
    }

    fn assemble(&mut self) {
        self.customer(Role::Root, WHOLESALER);
        self.customer(Role::Root, STRANGER);
        let owner = self.customer(Role::Ancestor, OWNER);
        self.customer(Role::Owner, SIBLING);
        let target = self.customer(Role::Owner, TARGET);
        let descendant = self.customer(Role::Himself, DESCENDANT);
        let tariff = || Struct::new().with("name", "T").with("currency", "USD");
        let by = |role, method, members, number| int(&self.told(role, method, members), number);
        let owners_tariff = by(Role::Owner, "createTariff", tariff(), "i_tariff");
        let own_tariff = by(Role::Himself, "createTariff", tariff(), "i_tariff");
        // On a tariff of its own: the target's other one is to be removed.
        let plans_tariff = by(Role::Himself, "createTariff", tariff(), "i_tariff");
        let plan = || Struct::new().with("name", "P").with("i_tariff", plans_tariff);
        let service_plan = by(Role::Himself, "addBillingPlan", plan(), "i_billing_plan");
        // On a plan of its own: the target's other one is to be removed.
        let plan = by(Role::Himself, "addBillingPlan", plan(), "i_billing_plan");
        let account = by(Role::Himself, "createAccount", caller(plan), "i_account");
        let group = Struct::new().with("name", "G");
        let routing_group = by(Role::Himself, "addRoutingGroup", group, "i_routing_group");
        let of_target = || Struct::new().with("i_customer", target);
        let paid = of_target().with("amount", 10).with("currency", "USD");
        self.told(Role::Owner, "customerAddFunds", paid);
        let payments = self.told(Role::Owner, "getPaymentsList", of_target());
        let payment = match payments.get("payments") {
            Some(Value::Array(payments)) => int(structure(&payments[0]), "i_payment"),
            other => panic!("{other:?}"),
        };
        let info = self.told(Role::Owner, "getCustomerInfo", of_target());
        let target_id = text(structure(info.get("customer").unwrap()), "customer_id").to_owned();
        for level in AccessLevel::ALL {
            self.web_user(owner, &web_login(level), level);
        }
        let web_user = self.web_user(target, CLERK, AccessLevel::Administrator);
        for (role, name) in [(Role::Root, WHOLESALER), (Role::Ancestor, OWNER), (Role::Owner, TARGET)] {
            self.credits(role, name);
        }
        // He gave away what he had.
        self.credits(Role::Root, WHOLESALER);
        self.credits(Role::Ancestor, OWNER);
        self.credits(Role::Root, WHOLESALER);
        let user_id = self.user(&target_id);
        self.cast = Cast {
            owner,
            owners_tariff,
            target,
            target_id,
            tariff: own_tariff,
            routing_group,
            service_plan,
            web_user,
            payment,
            user_id,
            account,
            descendant,
        };
    }

    /// Takes from the target what keeps him from being removed.
    fn leave_childless(&self) {
        let descendant = Struct::new().with("i_customer", self.cast.descendant);
        self.told(Role::Himself, "deleteCustomer", descendant);
        self.done(Role::Owner, "user/delete", &[("userId", &self.cast.user_id)]);
        let account = Struct::new().with("i_account", self.cast.account);
        self.told(Role::Himself, "deleteAccount", account);
    }

    /// A customer of `owner` with everything that he can be given, who signs in, calls and is called by one name.
    fn customer(&self, owner: Role, name: &str) -> i64 {
        let members = rights::everything()
            .with("name", name)
            .with("web_login", name)
            .with("web_password", PASSWORD)
            .with("api_password", PASSWORD)
            .with("i_tariff", Value::Nil);
        int(&self.told(owner, "createCustomer", members), "i_customer")
    }

    fn web_user(&self, customer: i64, login: &str, access_level: AccessLevel) -> i64 {
        let request = CreateWebUser {
            customer: Some(CustomerId(customer)),
            login: login.parse().unwrap(),
            password: Password::parse(PASSWORD).unwrap(),
            access_level,
        };
        let operator = self.installation.operator();
        self.runtime.block_on(create(&self.installation.app, &operator, request)).unwrap().web_user_id
    }

    fn user(&self, customer_id: &str) -> String {
        let form = [
            ("customerId", customer_id),
            ("username", USER),
            ("password", PASSWORD),
            ("email", "user@tollgate.example"),
            ("phoneNumber", "1"),
        ];
        let made = self.done(Role::Owner, "user/create", &form);
        made["userId"].as_str().unwrap().to_owned()
    }

    fn credits(&self, giver: Role, name: &str) {
        let Credentials::Password(reseller, password) = giver.credentials() else { return };
        let form = [
            ("reseller", reseller.as_str()),
            ("password", &password),
            ("customer", name),
            ("creditsToAdd", "10000"),
        ];
        self.done(giver, "admin/addCredits", &form);
    }

    /// An operation of the messaging dialect that must be done.
    fn done(&self, role: Role, operation: &str, form: &[(&str, &str)]) -> Json {
        let who = role.credentials();
        let mut form: Form =
            form.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        if let Credentials::Password(name, password) = &who {
            form.push(("resellerName".to_owned(), name.clone()));
            form.push(("resellerPassword".to_owned(), password.clone()));
        }
        let answer = self.ask_rest(&who, operation, &form);
        assert_eq!(answer["status"], 0, "{}: {operation}: {answer}", self.engine());
        answer
    }
}

/// A number that an answer tells.
#[track_caller]
pub(crate) fn int(members: &Struct, name: &str) -> i64 {
    match members.get(name) {
        Some(Value::Int(number)) => *number,
        other => panic!("{name} is {other:?}"),
    }
}

#[track_caller]
pub(crate) fn structure(value: &Value) -> &Struct {
    match value {
        Value::Struct(members) => members,
        other => panic!("{other:?} is no struct"),
    }
}

#[track_caller]
fn text<'a>(members: &'a Struct, name: &str) -> &'a str {
    match members.get(name) {
        Some(Value::Str(text)) => text,
        other => panic!("{name} is {other:?}"),
    }
}

/// The target's account with funds of its own, billed by `plan`.
fn caller(plan: i64) -> Struct {
    let method = catalogue::find("createAccount").unwrap();
    let required = method
        .parameters()
        .filter(|parameter| matches!(parameter.presence, Presence::Required | Presence::RequiredNullable));
    let value = |name: &str| match name {
        "username" | "authname" => CALLER.into(),
        "i_billing_plan" => plan.into(),
        _ => account_value(method, name),
    };
    required.map(|parameter| (parameter.name.to_owned(), value(parameter.name))).collect()
}
