//! One installation with a router before it, and resellers to ask through it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicU32, Ordering};

use app::RequestOutcome;
use app::customer::create::{self, CreateCustomer, CreatedCustomer};
use app::customer::find::{CustomerView, Lookup, find};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::response::Response;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, Method, Request};
use party::customer::{Draft, TariffChoice};
use party::ids::CustomerId;
use party::password::Password;
use party::rights::{Flag, Manage, RightsChange};
use serde_json::Value;
use support::{ROOT_API_PASSWORD, ROOT_NAME, TestInstallation, installations};
use tower::ServiceExt;

/// A reseller below root: postpaid, of the newer revision, ten free credits for his customers.
pub(crate) const ACME: &str = "acme";

/// Every reseller's password. It keeps the stricter policies, too.
pub(crate) const SECRET: &str = "secret-1";

/// What is sent, by name. Some tests say a name twice: those write their own query.
pub(crate) type Form = BTreeMap<String, String>;

/// One installation.
pub(crate) struct World {
    pub(crate) installation: TestInstallation,
    router: Router,
    /// The statuses that the published document admits, by path.
    admitted: BTreeMap<String, BTreeSet<u64>>,
    /// What the published document requires, by path.
    pub(crate) required: BTreeMap<String, Vec<String>>,
    count: AtomicU32,
}

/// Runs `test` in a fresh world on each engine.
pub(crate) async fn everywhere(test: impl AsyncFn(&World)) {
    for installation in installations().await {
        println!("engine: {}", installation.engine);
        let world = World::open(installation).await;
        test(&world).await;
    }
}

/// An answer, already checked for what every answer must be.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) http: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) status: u64,
    pub(crate) parameter: Option<String>,
    pub(crate) body: String,
    pub(crate) json: Value,
    pub(crate) outcome: RequestOutcome,
}

impl World {
    pub(crate) async fn open(installation: TestInstallation) -> Self {
        let router = face_rest::router(installation.app.clone());
        let (admitted, required, count) = (BTreeMap::new(), BTreeMap::new(), AtomicU32::new(0));
        let mut world = Self { installation, router, admitted, required, count };
        world.read_document().await;
        world.reseller(ACME, &[("freeCredits", "10")]).await;
        world
    }

    /// Posts a form.
    pub(crate) async fn post(&self, operation: &str, form: &Form) -> Answer {
        self.send(post(operation, form)).await
    }

    /// Sends any request, and does not look at the answer.
    pub(crate) async fn raw(&self, request: Request<Body>) -> Response {
        self.router.clone().oneshot(request).await.unwrap()
    }

    /// Sends any request.
    pub(crate) async fn send(&self, request: Request<Body>) -> Answer {
        let path = request.uri().path().to_owned();
        let (parts, body) = self.raw(request).await.into_parts();
        let body = to_bytes(body, usize::MAX).await.unwrap();
        let body = String::from_utf8(body.to_vec()).unwrap();
        assert_eq!(parts.headers[CONTENT_TYPE], "application/json", "{body}");
        let json: Value = serde_json::from_str(&body).unwrap();
        let status = match &json["status"] {
            Value::String(text) => text.parse().unwrap(),
            other => other.as_u64().unwrap_or_else(|| panic!("no status in {body}")),
        };
        let outcome = parts.extensions.get::<RequestOutcome>().unwrap().clone();
        assert_eq!((outcome.face, outcome.code.as_str()), ("rest", status.to_string().as_str()));
        assert_eq!(json["message"].is_string(), status != 0, "{body}");
        assert!(!parts.status.is_server_error() || parts.status == 503, "{body}");
        if let Some(admitted) = self.admitted.get(&path)
            && parts.status == 200
        {
            assert!(admitted.contains(&status), "{path} answers {status}, which is not documented");
            assert_eq!(format!("/services/rest/{}", outcome.operation), path);
        }
        let parameter = json["parameter"].as_str().map(str::to_owned);
        let (http, headers) = (parts.status.as_u16(), parts.headers);
        Answer { http, headers, status, parameter, body, json, outcome }
    }

    /// Makes a reseller below root.
    pub(crate) async fn reseller(&self, name: &str, more: &[(&str, &str)]) -> Answer {
        self.reseller_below(ROOT_NAME, ROOT_API_PASSWORD, name, more).await
    }

    /// Makes a reseller below another.
    pub(crate) async fn reseller_below(
        &self,
        parent: &str,
        password: &str,
        name: &str,
        more: &[(&str, &str)],
    ) -> Answer {
        let base =
            [("name", name), ("password", SECRET), ("resellerName", parent), ("resellerPassword", password)];
        let answer = self.post("reseller/create", &with(&form(&base), more)).await;
        assert_eq!(answer.status, 0, "{}", answer.body);
        answer
    }

    /// Makes a customer of a reseller and returns his id.
    pub(crate) async fn customer(&self, reseller: &str, name: &str, more: &[(&str, &str)]) -> String {
        let base = self.valid("customer/create");
        let form = with(&with(&base, &[("name", name), ("resellerName", reseller)]), more);
        let answer = self.post("customer/create", &form).await;
        assert_eq!(answer.status, 0, "{}", answer.body);
        answer.json["customerId"].as_str().unwrap().to_owned()
    }

    /// Makes a customer as the dialect cannot express him, with every right of a reseller unless `change` takes it
    /// away; his API password is [`SECRET`].
    pub(crate) async fn customer_with(
        &self,
        owner: CustomerId,
        name: &str,
        change: impl FnOnce(&mut Draft),
    ) -> CreatedCustomer {
        let mut draft = Draft::new(name.parse().unwrap(), TariffChoice::Unset);
        draft.change.rights = all_rights();
        change(&mut draft);
        let request = CreateCustomer {
            owner: Some(owner),
            draft,
            web_login: Some(name.parse().unwrap()),
            web_password: None,
            api_password: Some(Password::parse(SECRET).unwrap()),
            free_credits: false,
        };
        create::create(&self.installation.app, &self.installation.operator(), request).await.unwrap()
    }

    /// Makes a customer without a login: his API password is bound to his name.
    pub(crate) async fn customer_with_bound_password(
        &self,
        owner: CustomerId,
        name: &str,
    ) -> CreatedCustomer {
        let mut draft = Draft::new(name.parse().unwrap(), TariffChoice::Unset);
        draft.change.rights = all_rights();
        let request = CreateCustomer {
            owner: Some(owner),
            draft,
            web_login: None,
            web_password: None,
            api_password: Some(Password::parse(SECRET).unwrap()),
            free_credits: false,
        };
        create::create(&self.installation.app, &self.installation.operator(), request).await.unwrap()
    }

    /// The customer called `name`, as the operator sees him.
    pub(crate) async fn look_up(&self, name: &str) -> Option<CustomerView> {
        let lookup = Lookup::Name(name.parse().unwrap());
        find(&self.installation.app, &self.installation.operator(), lookup).await.ok()
    }

    /// The credits of a customer, as the dialect tells them.
    pub(crate) async fn credits(&self, reseller: &str, customer: &str) -> String {
        let base = [("reseller", reseller), ("password", password_of(reseller)), ("customer", customer)];
        let answer = self.post("admin/balance", &form(&base)).await;
        assert_eq!(answer.status, 0, "{}", answer.body);
        answer.body.trim_start_matches(r#"{"status":0,"credits":"#).trim_end_matches('}').to_owned()
    }

    /// Parameters that the operation accepts, with names that nobody has yet.
    pub(crate) fn valid(&self, operation: &str) -> Form {
        let new = self.new_name();
        let reseller = [("resellerName", ACME), ("resellerPassword", SECRET)];
        let own: &[(&str, &str)] = match operation {
            "customer-user/create" => &[
                ("username", &new),
                ("password", "password"),
                ("customer", &new),
                ("applyFreeCredits", "false"),
            ],
            "user/create" => &[
                ("username", &new),
                ("password", "password"),
                ("email", "john@doe.com"),
                ("phoneNumber", "999444111"),
            ],
            "customer/create" => &[("name", &new), ("integrationId", "")],
            "reseller/create" => &[("name", &new), ("password", "password")],
            other => panic!("no such operation: {other}"),
        };
        with(&form(&reseller), own)
    }

    /// A name that nobody has.
    pub(crate) fn new_name(&self) -> String {
        format!("new-{}", self.count.fetch_add(1, Ordering::Relaxed))
    }

    async fn read_document(&mut self) {
        let request = Request::get("/services/rest/openapi.json").body(Body::empty()).unwrap();
        let text = to_bytes(self.raw(request).await.into_body(), usize::MAX).await.unwrap();
        let document: Value = serde_json::from_slice(&text).unwrap();
        for (path, methods) in document["paths"].as_object().unwrap() {
            let post = &methods["post"];
            let either = &post["responses"]["200"]["content"]["application/json"]["schema"]["oneOf"];
            let failures = either[1]["properties"]["status"]["enum"].as_array().unwrap();
            let statuses = failures.iter().map(|code| code.as_u64().unwrap()).chain([0]).collect();
            self.admitted.insert(path.clone(), statuses);
            let form = &post["requestBody"]["content"]["application/x-www-form-urlencoded"]["schema"];
            let required = form["required"].as_array().unwrap().iter();
            let required = required.map(|name| name.as_str().unwrap().to_owned()).collect();
            self.required.insert(path.trim_start_matches("/services/rest/").to_owned(), required);
        }
    }
}

/// The password of a reseller.
pub(crate) fn password_of(reseller: &str) -> &'static str {
    if reseller == ROOT_NAME { ROOT_API_PASSWORD } else { SECRET }
}

/// Every right of a reseller, to take some away from.
pub(crate) fn all_rights() -> RightsChange {
    let masks =
        RightsChange { accounts: Some(Manage::ALL), customers: Some(Manage::ALL), ..RightsChange::default() };
    masks.with(Flag::ApiAccess, true).with(Flag::ApiManagement, true)
}

/// A form of these pairs.
pub(crate) fn form(pairs: &[(&str, &str)]) -> Form {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

/// A form with these pairs added or replaced.
pub(crate) fn with(base: &Form, pairs: &[(&str, &str)]) -> Form {
    let mut changed = base.clone();
    changed.extend(form(pairs));
    changed
}

/// A form without one name.
pub(crate) fn without(base: &Form, name: &str) -> Form {
    let mut changed = base.clone();
    changed.remove(name);
    changed
}

/// A form as text.
pub(crate) fn encode(form: &Form) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish()
}

/// A request with a form body.
pub(crate) fn post(operation: &str, form: &Form) -> Request<Body> {
    Request::builder()
        .method(Method::POST)
        .uri(format!("/services/rest/{operation}"))
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(encode(form)))
        .unwrap()
}
