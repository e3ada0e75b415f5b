//! One installation with the portal before it, people to sign in, and browsers that keep their cookies.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Mutex;

use app::audit_log::{self, ListAudit};
use app::customer::create::{self, CreateCustomer};
use app::web_user::create::{self as create_web_user, CreateWebUser};
use app::web_user::list;
use app::{PeerAddress, RequestOutcome};
use axum::Router;
use axum::body::{Body, to_bytes};
use delivery::mail::{MailOptions, Mailer, Security};
use delivery::push::{Networks, PushClient};
use http::header::{ACCEPT, CONTENT_TYPE, COOKIE, HOST, LOCATION, ORIGIN, SET_COOKIE};
use http::{HeaderMap, Method, Request, StatusCode};
use party::customer::{Draft, TariffChoice};
use party::ids::{CustomerId, ROOT, WebUserId};
use party::password::Password;
use party::rights::{Flag, Manage, RightsChange};
use party::web_user::AccessLevel;
use support::{MailServer, TestInstallation, installations};
use tower::ServiceExt;

use crate::{Endpoints, Options};

pub(crate) const HOST_NAME: &str = "portal.example";
pub(crate) const SECRET: &str = "Secret-password-1";

pub(crate) struct World {
    pub(crate) installation: TestInstallation,
    router: Router,
    /// Where its mails go.
    pub(crate) mail_server: MailServer,
}

/// One browser.
pub(crate) struct Browser<'a> {
    world: &'a World,
    pub(crate) host: String,
    pub(crate) peer: IpAddr,
    /// The site from whose pages it sends forms; none: the one to which they go.
    origin: Option<String>,
    cookies: Mutex<BTreeMap<String, String>>,
}

#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
    /// The same as it came.
    pub(crate) bytes: Vec<u8>,
    pub(crate) outcome: Option<RequestOutcome>,
}

/// Runs `test` in a fresh world on each engine.
pub(crate) async fn everywhere(test: impl AsyncFn(&World)) {
    for installation in installations().await {
        println!("engine: {}", installation.engine);
        // Pushes reach the servers of these tests, which are on this machine.
        let networks = Networks::new(vec!["127.0.0.0/8".parse().unwrap()]);
        let endpoints = Endpoints { voice: "/voice", messaging: "/messaging" };
        let mail_server = MailServer::start().await;
        let mailer = Mailer::new(&MailOptions {
            host: "127.0.0.1".to_owned(),
            port: mail_server.port(),
            security: Security::Plain,
            credentials: None,
            from: "Tollgate <noreply@tollgate.example>".to_owned(),
        });
        let pushes = PushClient::new(networks).unwrap();
        let options = Options { pushes, mailer: Some(mailer.unwrap()), endpoints };
        let router = crate::router(installation.app.clone(), options);
        let world = World { installation, router, mail_server };
        test(&world).await;
    }
}

impl World {
    pub(crate) fn browser(&self) -> Browser<'_> {
        self.browser_at(HOST_NAME)
    }

    pub(crate) fn browser_at(&self, host: &str) -> Browser<'_> {
        let peer = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 7));
        Browser { world: self, host: host.to_owned(), peer, origin: None, cookies: Mutex::default() }
    }

    /// Makes a customer with a login of his name and [`SECRET`]; he may have customers himself.
    pub(crate) async fn customer(
        &self,
        owner: CustomerId,
        name: &str,
        change: impl FnOnce(&mut Draft),
    ) -> CustomerId {
        let mut draft = Draft::new(name.parse().unwrap(), TariffChoice::Unset);
        draft.change.rights = RightsChange {
            accounts: Some(Manage::ALL),
            customers: Some(Manage::ALL),
            ..RightsChange::default()
        };
        change(&mut draft);
        let request = CreateCustomer {
            owner: Some(owner),
            draft,
            web_login: name.parse().ok(),
            web_password: Some(Password::parse(SECRET).unwrap()),
            api_password: None,
            free_credits: false,
        };
        let made =
            create::create(&self.installation.app, &self.installation.operator(), request).await.unwrap();
        CustomerId(made.customer_id)
    }

    /// Makes a web user of a customer, with [`SECRET`].
    pub(crate) async fn web_user(&self, customer: CustomerId, login: &str, access_level: AccessLevel) -> i64 {
        let request = CreateWebUser {
            customer: Some(customer),
            login: login.parse().unwrap(),
            password: Password::parse(SECRET).unwrap(),
            access_level,
        };
        create_web_user::create(&self.installation.app, &self.installation.operator(), request)
            .await
            .unwrap()
            .web_user_id
    }

    /// The number of the web user that was made with a customer.
    pub(crate) async fn default_web_user(&self, customer: CustomerId) -> i64 {
        let (app, operator) = (&self.installation.app, self.installation.operator());
        let lines = list::list(app, &operator, Some(customer), WebUserId(0), 9).await.unwrap();
        lines.iter().find(|line| line.is_default).unwrap().id.0
    }

    /// What the audit log says was done.
    pub(crate) async fn operations(&self) -> Vec<String> {
        let request = ListAudit { customer: Some(ROOT), ..ListAudit::newest(1_000) };
        let (app, operator) = (&self.installation.app, self.installation.operator());
        let lines = audit_log::list(app, &operator, request).await.unwrap();
        lines.into_iter().map(|line| line.operation).collect()
    }

    /// Nothing that is stored breaks a rule.
    pub(crate) async fn is_sound(&self) {
        assert_eq!(app::verify::verify(&self.installation.app).await.unwrap(), []);
    }

    /// A reseller below root, and one customer below him.
    pub(crate) async fn family(&self) -> (CustomerId, CustomerId) {
        let acme = self
            .customer(ROOT, "acme", |draft| {
                let flags = [Flag::SystemManagement, Flag::ApiAccess];
                let rights =
                    flags.into_iter().fold(draft.change.rights, |rights, flag| rights.with(flag, true));
                draft.change.rights = RightsChange { tariffs: Some(Manage::ALL), ..rights };
            })
            .await;
        (acme, self.customer(acme, "shop", |draft| draft.change.rights.depth_max = Some(0)).await)
    }
}

impl Browser<'_> {
    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, &[], true).await
    }

    /// Posts a form with the token of the page that has it, from a page of the site.
    pub(crate) async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let token = self.form_token().await;
        let mut fields = fields.to_vec();
        fields.push(("form_token", &token));
        self.send(Method::POST, path, &fields, true).await
    }

    /// The token that the site's forms have; empty where nobody is signed in.
    pub(crate) async fn form_token(&self) -> String {
        let page = self.get("/password").await;
        let token = page.body.split("name=\"form_token\" value=\"").nth(1).unwrap_or_default();
        token.split('"').next().unwrap_or_default().to_owned()
    }

    pub(crate) async fn send(
        &self,
        method: Method,
        path: &str,
        fields: &[(&str, &str)],
        is_own: bool,
    ) -> Answer {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let kind = "application/x-www-form-urlencoded";
        self.exchange(method, path, (kind, body.into_bytes()), is_own).await
    }

    /// Posts a form with a file in the field `file`, from a page of the site.
    pub(crate) async fn upload(&self, path: &str, fields: &[(&str, &str)], file: &[u8]) -> Answer {
        let token = self.form_token().await;
        let mut body = Vec::new();
        for (name, value) in fields.iter().chain(&[("form_token", token.as_str())]) {
            let part = format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
            body.extend(part.into_bytes());
        }
        body.extend(b"--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"f\"\r\n\r\n");
        body.extend(file);
        body.extend(b"\r\n--x--\r\n");
        self.exchange(Method::POST, path, ("multipart/form-data; boundary=x", body), true).await
    }

    async fn exchange(
        &self,
        method: Method,
        path: &str,
        (kind, body): (&str, Vec<u8>),
        is_own: bool,
    ) -> Answer {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header(HOST, &self.host)
            .header(ACCEPT, "text/html,*/*")
            .header(CONTENT_TYPE, kind);
        if is_own {
            let own = || format!("https://{}", self.host);
            request = request.header(ORIGIN, self.origin.clone().unwrap_or_else(own));
        }
        let cookies: Vec<String> =
            self.cookies.lock().unwrap().iter().map(|(name, value)| format!("{name}={value}")).collect();
        if !cookies.is_empty() {
            request = request.header(COOKIE, cookies.join("; "));
        }
        let mut request = request.body(Body::from(body)).unwrap();
        request.extensions_mut().insert(PeerAddress(SocketAddr::new(self.peer, 4711)));
        let (parts, body) = self.world.router.clone().oneshot(request).await.unwrap().into_parts();
        for cookie in parts.headers.get_all(SET_COOKIE) {
            let cookie = cookie.to_str().unwrap();
            let (name, value) = cookie.split(';').next().unwrap().split_once('=').unwrap();
            self.set_cookie(name, if cookie.contains("Max-Age=0") { "" } else { value });
        }
        let bytes = to_bytes(body, usize::MAX).await.unwrap().to_vec();
        Answer {
            status: parts.status.as_u16(),
            outcome: parts.extensions.get::<RequestOutcome>().cloned(),
            headers: parts.headers,
            body: String::from_utf8_lossy(&bytes).into_owned(),
            bytes,
        }
    }

    pub(crate) async fn sign_in(&self, login: &str, password: &str) -> Answer {
        let fields = [("login", login), ("password", password)];
        self.send(Method::POST, "/sign-in", &fields, true).await
    }

    /// Signs in, which must succeed; to whatever page he begins at.
    pub(crate) async fn signed_in(self, login: &str) -> Self {
        let answer = self.sign_in(login, SECRET).await;
        let is_in = answer.status == 303 && !answer.location().starts_with("/sign-in");
        assert!(is_in, "{login}: {} {} {}", answer.status, answer.location(), answer.body);
        self
    }

    /// The same, sending from the pages of another site.
    pub(crate) fn from(self, origin: &str) -> Self {
        Self { origin: Some(origin.to_owned()), ..self }
    }

    /// A browser with the same cookies: of whoever else uses them, these stay as they are.
    pub(crate) fn twin(&self) -> Self {
        let cookies = Mutex::new(self.cookies.lock().unwrap().clone());
        Self {
            world: self.world,
            host: self.host.clone(),
            peer: self.peer,
            origin: self.origin.clone(),
            cookies,
        }
    }

    pub(crate) fn cookie(&self, name: &str) -> Option<String> {
        self.cookies.lock().unwrap().get(name).cloned()
    }

    pub(crate) fn set_cookie(&self, name: &str, value: &str) {
        let mut cookies = self.cookies.lock().unwrap();
        match value {
            "" => cookies.remove(name),
            value => cookies.insert(name.to_owned(), value.to_owned()),
        };
    }
}

impl Answer {
    pub(crate) fn location(&self) -> &str {
        self.headers.get(LOCATION).map_or("", |location| location.to_str().unwrap())
    }

    #[track_caller]
    pub(crate) fn is_sent_to(&self, path: &str) {
        assert_eq!((self.status, self.location()), (StatusCode::SEE_OTHER.as_u16(), path), "{}", self.body);
    }
}
