//! What every page has around its content: brand, navigation, the person's menu, language, appearance.

use app::session::{Identity, Session};
use party::customer::Customer;
use sheets::Format;

use crate::i18n::{Locale, Reader};
use crate::pages::{acting, overview, preferences, sign_in, sign_out};
use crate::route::Path;
use crate::ui::{Button, Choice};
use crate::visit::Visit;
use crate::{assets, brand, export};

/// The appearance that was chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Theme {
    /// As the system has it.
    Auto,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// A link of the navigation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NavLink {
    pub(crate) path: Path,
    pub(crate) label: String,
    pub(crate) is_current: bool,
}

/// Who is signed in, as the head of a page shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PersonMenu {
    pub(crate) login: String,
    pub(crate) customer: String,
    pub(crate) links: Vec<NavLink>,
    pub(crate) sign_out: Button,
}

/// What says on every page that somebody acts as a customer below, and leads back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ActingBanner {
    pub(crate) text: String,
    pub(crate) end: Button,
}

/// Where in the navigation a page is linked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Menu {
    /// In the main navigation.
    Main,
    /// In the person's own menu.
    Person,
}

/// Everything around the content.
#[derive(Clone)]
pub(crate) struct Frame {
    pub(crate) reader: Reader,
    pub(crate) brand_name: String,
    pub(crate) brand_sheet: Option<Path>,
    /// The picture in the place of the name.
    pub(crate) brand_logo: Option<Path>,
    /// The first page of this visitor.
    pub(crate) home: Path,
    pub(crate) navigation: Vec<NavLink>,
    pub(crate) person: Option<PersonMenu>,
    /// The person acts as a customer below.
    pub(crate) acting: Option<ActingBanner>,
    pub(crate) theme: Theme,
    /// What happened just before; empty where nothing did.
    pub(crate) notice: String,
    /// What every form of the session carries; empty where nobody is signed in.
    pub(crate) form_token: String,
    /// The page's own path, for coming back.
    pub(crate) here: String,
    /// In which format the person has his downloads.
    pub(crate) export_format: Format,
}

impl Theme {
    /// Every one.
    pub(crate) const ALL: [Self; 3] = [Self::Auto, Self::Light, Self::Dark];

    /// The word in cookies, forms and the page.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// The theme called `word`.
    pub(crate) fn find(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|theme| theme.as_str() == word)
    }

    /// For the page's meta data.
    pub(crate) fn color_scheme(self) -> &'static str {
        match self {
            Self::Auto => "light dark",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

impl Frame {
    /// What surrounds a page that answers `visit`.
    pub(crate) fn new(visit: &Visit) -> Self {
        let css = &visit.look.css;
        let mut frame = Self {
            reader: visit.reader.clone(),
            brand_name: visit.look.name.clone().unwrap_or_else(|| visit.t("product-name")),
            brand_sheet: (!css.is_empty()).then(|| brand::ROUTE.path_with(&[&brand::sheet_name(css)])),
            brand_logo: visit.look.logo.as_ref().map(|logo| brand::LOGO.path_with(&[&logo.digest])),
            home: sign_in::ROUTE.path(),
            navigation: Vec::new(),
            person: None,
            acting: None,
            theme: visit.theme,
            notice: visit.notice.clone(),
            form_token: String::new(),
            here: visit.here.clone(),
            export_format: Format::Csv,
        };
        let Some((session, token)) = &visit.person else { return frame };
        frame.home = overview::ROUTE.path();
        frame.form_token = token.form_token();
        frame.export_format = export::format_of(session);
        if !session.must_change_password {
            frame.navigation = links(visit, Menu::Main);
        }
        let customer = match &session.identity {
            Identity::WebUser { .. } => session.customer.profile.name.as_str(),
            Identity::Account(account) => account.profile.contact_name.as_str(),
        };
        frame.person = Some(PersonMenu {
            login: session.login().to_owned(),
            customer: customer.to_owned(),
            links: if session.must_change_password { Vec::new() } else { links(visit, Menu::Person) },
            sign_out: Button::new(&frame, sign_out::ROUTE.path(), visit.t("sign-out")).quiet(),
        });
        frame.acting = acting_banner(&frame, session);
        frame
    }

    /// The text `key` in the reader's language.
    pub(crate) fn t(&self, key: &str) -> String {
        self.reader.t(key)
    }

    /// The title in the window's bar.
    pub(crate) fn title(&self, title: impl AsRef<str>) -> String {
        self.reader.tn("page-title", &[("title", title.as_ref()), ("brand", &self.brand_name)])
    }

    pub(crate) fn style_sheets(&self) -> [Path; 4] {
        assets::style_sheets()
    }

    pub(crate) fn script(&self) -> Path {
        assets::script()
    }

    /// The picture in the browser's tab: the brand's logo, where it has one.
    pub(crate) fn icon(&self) -> Path {
        self.brand_logo.clone().unwrap_or_else(assets::icon)
    }

    pub(crate) fn preferences_path(&self) -> Path {
        preferences::ROUTE.path()
    }

    /// Every language, each in its own words.
    pub(crate) fn languages(&self) -> Vec<Choice> {
        let choice = |locale: &'static Locale| {
            let reader = Reader::new(locale, "UTC");
            Choice { value: locale.code().to_owned(), label: reader.t("language-name") }
        };
        Locale::all().iter().map(choice).collect()
    }

    /// Every appearance.
    pub(crate) fn themes(&self) -> Vec<Choice> {
        let label = |theme: Theme| match theme {
            Theme::Auto => self.t("theme-auto"),
            Theme::Light => self.t("theme-light"),
            Theme::Dark => self.t("theme-dark"),
        };
        Theme::ALL.map(|theme| Choice { value: theme.as_str().to_owned(), label: label(theme) }).to_vec()
    }
}

fn acting_banner(frame: &Frame, session: &Session) -> Option<ActingBanner> {
    let acting = session.acting.as_ref().filter(|acting| !acting.is_over)?;
    let name = |customer: &Customer| customer.profile.name.as_str().to_owned();
    let (own, acted_as) = (name(&acting.own), name(&session.customer));
    let label = frame.reader.t1("acting-end", "name", own);
    let text = frame.reader.t1("acting-banner", "name", acted_as);
    Some(ActingBanner { text, end: Button::new(frame, acting::RETURN.path(), label) })
}

/// The pages of a menu that the person may see.
fn links(visit: &Visit, menu: Menu) -> Vec<NavLink> {
    let entries = visit.site.entries.iter();
    let linked = entries.filter_map(|entry| entry.link.map(|(of, key)| (entry, of, key)));
    let linked = linked.filter(|(entry, of, _)| *of == menu && entry.access.admits(visit));
    linked
        .map(|(entry, _, key)| NavLink {
            path: entry.route.path(),
            label: visit.t(key),
            is_current: is_within(entry.route.pattern(), visit.route.pattern()),
        })
        .collect()
}

/// Whether the page `pattern` is the linked one or stands below it.
fn is_within(linked: &str, pattern: &str) -> bool {
    pattern == linked
        || (linked != "/" && pattern.strip_prefix(linked).is_some_and(|rest| rest.starts_with('/')))
}
