//! How the customer's own programs call: where, as whom, what they called last, and programs to begin with.

use app::Face;
use app::api_access::{self, ApiSettings, ApiSwitch, ChangeApiAccessError, FindApiSettingsError, RecentCall};
use askama::Template;
use party::access::{Action, ManageApi};
use party::web_user::{Area, Reach};

use crate::entry::{Access, Entry};
use crate::export::{self, Whole};
use crate::i18n::Reader;
use crate::log_words;
use crate::page::{Frame, Menu};
use crate::pages::api_password;
use crate::pages::api_samples::{self, Sample, Target};
use crate::reply::{Failure, Reply};
use crate::route::{Path, Route};
use crate::session::cookie;
use crate::site::Endpoints;
use crate::ui::{Badge, Button, Cell, Column, EmptyState, ExportLinks, Facts, Row, Section, Table, Tone};
use crate::visit::Visit;

pub(crate) const ROUTE: Route = Route::new("/api");
const EXPORT: Route = Route::new("/api/export");
const SWITCH: Route = Route::new("/api/switch");

/// Who may look at it: people of those who may use the interfaces.
const SEEN: Access = Access::Staff { area: Area::Api, reach: Reach::See, has: ManageApi::is_permitted };

/// Who may change how programs sign in.
pub(crate) const CHANGED: Access =
    Access::Staff { area: Area::Api, reach: Reach::Change, has: ManageApi::is_permitted };

/// Says which way to switch: `1` is on.
const ON: &str = "on";

/// The operation of the messaging dialect that the samples call.
const SAMPLE_OPERATION: &str = "admin/balance";

pub(crate) fn entries() -> Vec<Entry> {
    vec![
        Entry::new("api", ROUTE, SEEN).get(show).linked(Menu::Main, "nav-api"),
        Entry::new("api-calls-export", EXPORT, SEEN).get(download).file(),
        Entry::new("api-switch", SWITCH, CHANGED).post(switch),
    ]
}

#[derive(Template)]
#[template(path = "pages/api.html")]
struct ApiPage {
    frame: Frame,
    endpoints: Section,
    credentials: Section,
    /// What can be done about them; nothing by who may only look.
    actions: Option<Actions>,
    calls: Table,
    /// Of the calls, where there are some.
    export: Option<ExportLinks>,
    dialects: Vec<Dialect>,
}

/// Setting the password, and the switch, once there is something to switch.
struct Actions {
    password: (Path, String),
    switch: Option<(String, Button)>,
}

/// One way to call, with programs that do.
struct Dialect {
    id: &'static str,
    title: String,
    /// What the programs do.
    text: String,
    samples: Vec<Sample>,
    /// Why there are none.
    none: String,
}

/// Where the customer's programs call, as a browser sees it.
struct Site {
    origin: String,
    paths: Endpoints,
}

impl ApiPage {
    fn new(
        frame: Frame,
        settings: &ApiSettings,
        site: &Site,
        may_change: bool,
    ) -> Result<Self, askama::Error> {
        let voice_url = format!("{}{}", site.origin, site.paths.voice);
        let messaging_url = format!("{}{}", site.origin, site.paths.messaging);
        let endpoints = Facts::of(&frame)
            .cell("api-voice", Cell::Text(voice_url.clone()))
            .cell("api-messaging", Cell::Text(format!("{messaging_url}/")))
            .cell("api-description", Cell::Text(format!("{messaging_url}/openapi.json")))
            .section("endpoints", "api-endpoints");
        let voice = settings.web_login.as_ref().map(|user| Target { url: voice_url, user: user.clone() });
        let name = &settings.customer.profile.name;
        let messaging = name.is_reseller_name().then(|| Target {
            url: format!("{messaging_url}/{SAMPLE_OPERATION}"),
            user: name.as_str().to_owned(),
        });
        let dialects = vec![
            Dialect {
                id: "voice",
                title: frame.t("api-voice"),
                text: frame.t("api-voice-sample"),
                samples: voice.as_ref().map_or(Ok(Vec::new()), api_samples::voice)?,
                none: frame.t("api-voice-none"),
            },
            Dialect {
                id: "messaging",
                title: frame.t("api-messaging"),
                text: frame.t("api-messaging-sample"),
                samples: messaging.as_ref().map_or(Ok(Vec::new()), api_samples::messaging)?,
                none: frame.t("api-messaging-none"),
            },
        ];
        Ok(Self {
            endpoints,
            credentials: credentials(&frame, settings),
            actions: may_change.then(|| actions(&frame, settings.switch)),
            calls: calls(&frame, &settings.calls),
            export: (!settings.calls.is_empty()).then(|| export::links(&frame, &EXPORT.path())),
            dialects,
            frame,
        })
    }

    fn title(&self) -> String {
        self.frame.t("api-title")
    }

    fn variable(&self) -> &'static str {
        api_samples::PASSWORD_VARIABLE
    }
}

fn credentials(frame: &Frame, settings: &ApiSettings) -> Section {
    let user = |user: Option<&str>| match user {
        Some(user) => Cell::Text(user.to_owned()),
        None => Cell::Muted(frame.t("api-no-user")),
    };
    let name = &settings.customer.profile.name;
    let (state, tone) = match settings.switch {
        ApiSwitch::NoPassword => ("api-no-password", Tone::Plain),
        ApiSwitch::Off => ("api-off", Tone::Bad),
        ApiSwitch::On => ("api-on", Tone::Good),
    };
    Facts::of(frame)
        .cell("api-access", Cell::Badge(Badge { text: frame.t(state), tone }))
        .cell("api-voice-user", user(settings.web_login.as_deref()))
        .cell("api-messaging-user", user(name.is_reseller_name().then_some(name.as_str())))
        .section("credentials", "api-user")
}

fn actions(frame: &Frame, switch: ApiSwitch) -> Actions {
    let button = |is_on: bool| {
        let (label, text) = if is_on {
            ("api-switch-off", "api-switch-off-text")
        } else {
            ("api-switch-on", "api-switch-on-text")
        };
        let on = if is_on { "0" } else { "1" };
        let button = Button::new(frame, SWITCH.path(), frame.t(label)).about(ON, on.to_owned());
        (frame.t(text), button)
    };
    let label = if switch == ApiSwitch::NoPassword { "api-password-set" } else { "api-password-replace" };
    Actions {
        password: (api_password::ROUTE.path(), frame.t(label)),
        switch: (switch != ApiSwitch::NoPassword).then(|| button(switch == ApiSwitch::On)),
    }
}

fn calls(frame: &Frame, calls: &[RecentCall]) -> Table {
    let columns = ["api-call-at", "api-call-face", "api-call-operation", "api-call-outcome"];
    let mut columns = columns.map(|key| Column::text(frame.t(key))).to_vec();
    columns.push(Column::number(frame.t("api-call-took")));
    columns.push(Column::text(frame.t("api-call-from")));
    Table {
        caption: frame.t("api-calls"),
        is_caption_shown: false,
        columns,
        rows: calls.iter().map(|call| row(frame, call)).collect(),
        empty: EmptyState { title: frame.t("api-calls-none"), text: String::new(), action: None },
        pager: None,
    }
}

fn row(frame: &Frame, call: &RecentCall) -> Row {
    let tone = if call.is_success { Tone::Good } else { Tone::Bad };
    let text = outcome(&frame.reader, call);
    let millis = frame.reader.integer(millis(call));
    Row {
        cells: vec![
            Cell::Moment(frame.reader.moment(call.at)),
            Cell::Text(log_words::face(&frame.reader, call.face.name())),
            Cell::Text(call.operation.clone()),
            Cell::Badge(Badge { text, tone }),
            Cell::Number(millis, frame.t("api-call-millis")),
            Cell::Text(call.peer.to_string()),
        ],
    }
}

fn outcome(reader: &Reader, call: &RecentCall) -> String {
    match (call.is_success, call.face) {
        (true, _) => reader.t("api-call-done"),
        (false, Face::Rest) => reader.t1("api-call-status", "code", call.code.as_str()),
        (false, _) => reader.t1("api-call-fault", "code", call.code.as_str()),
    }
}

/// What took less than a millisecond took some of it.
fn millis(call: &RecentCall) -> i64 {
    i64::try_from(call.elapsed.as_micros().div_ceil(1_000)).unwrap_or(i64::MAX)
}

async fn download(visit: Visit) -> Result<Reply, Failure> {
    let settings = find(&visit).await?;
    let reader = &visit.reader;
    let headings = [
        "api-call-at",
        "api-call-face",
        "api-call-operation",
        "api-call-outcome",
        "api-call-took-millis",
        "api-call-from",
    ];
    let headings = headings.map(|key| reader.t(key)).to_vec();
    let rows = settings.calls.iter().map(|call| file_row(reader, call)).collect();
    export::download(&visit, Whole::new("calls", headings, rows)).await
}

fn file_row(reader: &Reader, call: &RecentCall) -> Vec<sheets::Cell> {
    vec![
        export::moment(reader, call.at),
        sheets::Cell::text(log_words::face(reader, call.face.name())),
        sheets::Cell::text(&call.operation),
        sheets::Cell::text(outcome(reader, call)),
        sheets::Cell::integer(millis(call)),
        sheets::Cell::text(call.peer.to_string()),
    ]
}

async fn show(visit: Visit) -> Result<Reply, Failure> {
    let settings = find(&visit).await?;
    let site = Site { origin: cookie::origin(&visit.host), paths: visit.site.options.endpoints };
    let may_change = CHANGED.admits(&visit);
    Reply::page(&ApiPage::new(visit.frame(), &settings, &site, may_change)?)
}

async fn switch(visit: Visit) -> Result<Reply, Failure> {
    let on = match visit.form.text(ON) {
        "1" => true,
        "0" => false,
        _ => return Err(Failure::NotFound),
    };
    match api_access::switch(visit.app(), &visit.context()?, on).await {
        Ok(()) => Ok(Reply::see_with(ROUTE.path(), if on { "api-on" } else { "api-off" })),
        Err(ChangeApiAccessError::Store(error)) => Err(error.into()),
        Err(_) => Err(Failure::NotFound),
    }
}

pub(crate) async fn find(visit: &Visit) -> Result<ApiSettings, Failure> {
    api_access::find(visit.app(), &visit.context()?).await.map_err(|error| match error {
        FindApiSettingsError::Refused(_) => Failure::NotFound,
        FindApiSettingsError::Store(error) => error.into(),
    })
}

#[cfg(test)]
pub(crate) fn samples(frame: &Frame, text: &str) -> Vec<Result<String, askama::Error>> {
    use crate::tests::people;

    let page = |settings: &ApiSettings, may_change: bool| {
        let paths = Endpoints { voice: "/voice", messaging: "/messaging" };
        let site = Site { origin: format!("https://{text}"), paths };
        ApiPage::new(frame.clone(), settings, &site, may_change)?.render()
    };
    let customer = people::view(text).customer;
    let nameless =
        ApiSettings { customer, web_login: None, switch: ApiSwitch::NoPassword, calls: Vec::new() };
    let mut named =
        ApiSettings { web_login: Some(text.to_owned()), switch: ApiSwitch::On, ..nameless.clone() };
    if let Ok(name) = text.replace([' ', '@'], "").parse() {
        named.customer.profile.name = name;
    }
    let call = |face, code: &str, micros| RecentCall {
        at: app::Timestamp(1_767_225_600_000_000),
        face,
        operation: text.to_owned(),
        code: code.to_owned(),
        is_success: matches!(code, "ok" | "0"),
        elapsed: std::time::Duration::from_micros(micros),
        peer: [192, 0, 2, 1].into(),
    };
    named.calls = vec![
        call(Face::XmlRpc, "ok", 12),
        call(Face::XmlRpc, text, 1_234_567),
        call(Face::Rest, "0", 1_000),
        call(Face::Rest, text, 1_001),
    ];
    let off = ApiSettings { switch: ApiSwitch::Off, ..named.clone() };
    vec![page(&nameless, true), page(&named, true), page(&off, true), page(&off, false)]
}
