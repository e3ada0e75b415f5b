//! How the customer's own programs call: where, as whom, and what they may look like.

use app::api_access::{self, ApiSettings, FindApiSettingsError};
use askama::Template;
use party::access::{Action, ManageApi};
use party::web_user::{Area, Reach};

use crate::entry::{Access, Entry};
use crate::page::{Frame, Menu};
use crate::pages::api_samples::{self, Sample, Target};
use crate::reply::{Failure, Reply};
use crate::route::Route;
use crate::session::cookie;
use crate::site::Endpoints;
use crate::ui::{Cell, Facts, Section};
use crate::visit::Visit;

pub(crate) const ROUTE: Route = Route::new("/api");

/// Who may look at it: people of those who may use the interfaces.
const SEEN: Access = Access::Staff { area: Area::Api, reach: Reach::See, has: ManageApi::is_permitted };

/// The operation of the messaging dialect that the samples call.
const SAMPLE_OPERATION: &str = "admin/balance";

pub(crate) fn entries() -> Vec<Entry> {
    vec![Entry::new("api", ROUTE, SEEN).get(show).linked(Menu::Main, "nav-api")]
}

#[derive(Template)]
#[template(path = "pages/api.html")]
struct ApiPage {
    frame: Frame,
    endpoints: Section,
    dialects: Vec<Dialect>,
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
    fn new(frame: Frame, settings: &ApiSettings, site: &Site) -> Result<Self, askama::Error> {
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
        Ok(Self { frame, endpoints, dialects })
    }

    fn title(&self) -> String {
        self.frame.t("api-title")
    }

    fn variable(&self) -> &'static str {
        api_samples::PASSWORD_VARIABLE
    }
}

async fn show(visit: Visit) -> Result<Reply, Failure> {
    let settings = find(&visit).await?;
    let site = Site { origin: cookie::origin(&visit.host), paths: visit.site.options.endpoints };
    Reply::page(&ApiPage::new(visit.frame(), &settings, &site)?)
}

async fn find(visit: &Visit) -> Result<ApiSettings, Failure> {
    api_access::find(visit.app(), &visit.context()?).await.map_err(|error| match error {
        FindApiSettingsError::Refused(_) => Failure::NotFound,
        FindApiSettingsError::Store(error) => error.into(),
    })
}

#[cfg(test)]
pub(crate) fn samples(frame: &Frame, text: &str) -> Vec<Result<String, askama::Error>> {
    use crate::tests::people;

    let page = |settings: &ApiSettings| {
        let paths = Endpoints { voice: "/voice", messaging: "/messaging" };
        ApiPage::new(frame.clone(), settings, &Site { origin: format!("https://{text}"), paths })?.render()
    };
    let mut customer = people::view(text).customer;
    let nameless = ApiSettings { customer: customer.clone(), web_login: None, has_password: false };
    if let Ok(name) = text.replace([' ', '@'], "").parse() {
        customer.profile.name = name;
    }
    let named = ApiSettings { customer, web_login: Some(text.to_owned()), has_password: true };
    vec![page(&nameless), page(&named)]
}
