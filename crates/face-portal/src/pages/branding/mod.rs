//! How one's own site looks: name, host name, style sheet, logo. What a style sheet does is seen before it is saved.

mod parts;

use app::brand::{self as own_brand, ChangeBrand, ChangeBrandError, LOGO_BYTES_MAX, OwnBrand, SetLogoError};
use askama::Template;
use party::names::HostName;
use party::rights::Rights;
use party::text::{Block, Line};
use party::web_user::{Area, Reach};

use self::parts::{PREVIEW_STEP, RemovedLine, Sample, form, logo_form, removed_line, sample};
use crate::brand::{self, Cleaned, Removed};
use crate::entry::{Access, Entry};
use crate::logo::{self, NoLogo};
use crate::page::{Frame, Menu};
use crate::pages::files::FOR_EVER_PRIVATE;
use crate::reply::{Failure, Reply};
use crate::route::{Path, Route};
use crate::ui::{Button, Form};
use crate::visit::Visit;

const ROUTE: Route = Route::new("/branding");
const PREVIEW: Route = Route::new("/branding/preview/{sheet}");
const LOGO: Route = Route::new("/branding/logo");
const REMOVE_LOGO: Route = Route::new("/branding/logo/remove");

/// Who changes how the site looks.
const ACCESS: Access = Access::Staff { area: Area::Settings, reach: Reach::Change, has: everybody };

/// Bytes of a form with a logo: what is too large is told beside its field, up to twice as much.
const LOGO_FORM_BYTES_MAX: usize = 2 * LOGO_BYTES_MAX;

pub(crate) fn entries() -> Vec<Entry> {
    vec![
        Entry::new("branding", ROUTE, ACCESS).get(show).post(save).linked(Menu::Main, "nav-branding"),
        Entry::new("branding-preview", PREVIEW, ACCESS).get(preview_sheet).file(),
        Entry::new("branding-logo", LOGO, ACCESS).post(upload).taking_files(LOGO_FORM_BYTES_MAX),
        Entry::new("branding-logo-remove", REMOVE_LOGO, ACCESS).post(remove),
    ]
}

/// Every customer has a look.
fn everybody(_: &Rights) -> bool {
    true
}

#[derive(Template)]
#[template(path = "pages/branding.html")]
struct BrandingPage {
    frame: Frame,
    /// What the page shows is not saved.
    is_preview: bool,
    form: Form,
    removed: Vec<RemovedLine>,
    sample: Sample,
    logo: Option<Path>,
    logo_form: Form,
    logo_remove: Option<Button>,
    example: &'static str,
}

/// What was typed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Typed {
    name: String,
    host: String,
    css: String,
}

/// What was wrong with each field; empty where nothing was.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Wrong {
    name: String,
    host: String,
    css: String,
    logo: String,
}

impl Typed {
    fn of(own: &OwnBrand) -> Self {
        let host = own.host_name.as_ref().map(HostName::as_str).unwrap_or_default();
        Self { name: own.company_name.clone(), host: host.to_owned(), css: own.css.clone() }
    }

    /// What was posted. A host name that may not be chosen stays.
    fn read(visit: &Visit, own: &OwnBrand) -> Self {
        let host = if own.may_choose_host_name {
            visit.form.text("host").trim().to_owned()
        } else {
            Self::of(own).host
        };
        Self { name: visit.form.text("name").trim().to_owned(), host, css: visit.form.text("css").to_owned() }
    }

    fn parse(&self, frame: &Frame) -> Result<ChangeBrand, Wrong> {
        let (name, css) = (Line::parse(&self.name), Block::parse(&self.css));
        let host = match self.host.as_str() {
            "" => Ok(None),
            host => host.parse::<HostName>().map(Some),
        };
        match (name, host, css) {
            (Ok(company_name), Ok(host_name), Ok(css)) => Ok(ChangeBrand { company_name, host_name, css }),
            (name, host, css) => {
                let wrong = |is_wrong: bool, key| if is_wrong { frame.t(key) } else { String::new() };
                Err(Wrong {
                    name: wrong(name.is_err(), "branding-name-wrong"),
                    host: wrong(host.is_err(), "branding-host-wrong"),
                    css: wrong(css.is_err(), "branding-css-wrong"),
                    logo: String::new(),
                })
            }
        }
    }
}

impl BrandingPage {
    fn new(frame: Frame, own: &OwnBrand, typed: Typed, wrong: Wrong) -> Self {
        let Cleaned { removed, .. } = brand::clean(&typed.css);
        Self::telling(frame, own, typed, wrong, &removed)
    }

    /// The page with what was typed as it would look.
    fn preview(mut frame: Frame, own: &OwnBrand, typed: Typed) -> Self {
        let Cleaned { css, removed } = brand::clean(&typed.css);
        frame.brand_sheet = (!css.is_empty()).then(|| PREVIEW.path_with(&[&brand::sheet_name(&css)]));
        Self { is_preview: true, ..Self::telling(frame, own, typed, Wrong::default(), &removed) }
    }

    /// `removed` is what of the style sheet was left out.
    fn telling(frame: Frame, own: &OwnBrand, typed: Typed, wrong: Wrong, removed: &[Removed]) -> Self {
        let logo_error = wrong.logo.clone();
        let remove = Button::new(&frame, REMOVE_LOGO.path(), frame.t("branding-logo-remove"));
        Self {
            is_preview: false,
            form: form(&frame, own, typed, wrong),
            removed: removed.iter().map(|removed| removed_line(&frame, removed)).collect(),
            sample: sample(&frame),
            logo: own.logo.as_ref().map(|logo| brand::LOGO.path_with(&[&logo.digest])),
            logo_form: logo_form(&frame, logo_error),
            logo_remove: own.logo.as_ref().map(|_| remove),
            example: brand::EXAMPLE,
            frame,
        }
    }

    fn title(&self) -> String {
        self.frame.t("branding-title")
    }
}

async fn show(visit: Visit) -> Result<Reply, Failure> {
    let own = own_brand::own(visit.app(), &visit.context()?).await?;
    let typed = Typed::of(&own);
    Reply::page(&BrandingPage::new(visit.frame(), &own, typed, Wrong::default()))
}

async fn save(visit: Visit) -> Result<Reply, Failure> {
    let (context, frame) = (visit.context()?, visit.frame());
    let own = own_brand::own(visit.app(), &context).await?;
    let typed = Typed::read(&visit, &own);
    let request = match typed.parse(&frame) {
        Ok(request) => request,
        Err(wrong) => return Reply::again(&BrandingPage::new(frame, &own, typed, wrong)),
    };
    if visit.form.text("step") == PREVIEW_STEP {
        own_brand::keep_draft(visit.app(), &context, &request.css).await?;
        return Reply::page(&BrandingPage::preview(frame, &own, typed));
    }
    let mut wrong = Wrong::default();
    match own_brand::change(visit.app(), &context, request).await {
        Ok(()) => return Ok(Reply::see_with(ROUTE.path(), "branding-saved")),
        Err(ChangeBrandError::Taken) => wrong.host = visit.t("branding-host-taken"),
        Err(ChangeBrandError::HostNamesClosed) => wrong.host = visit.t("branding-host-locked"),
        Err(ChangeBrandError::Refused(_) | ChangeBrandError::Conflict(_)) => return Err(Failure::NotFound),
        Err(ChangeBrandError::Store(error)) => return Err(error.into()),
    }
    Reply::again(&BrandingPage::new(frame, &own, typed, wrong))
}

async fn preview_sheet(visit: Visit) -> Result<Reply, Failure> {
    let draft = own_brand::draft(visit.app(), &visit.context()?).await?;
    let Cleaned { css, .. } = brand::clean(&draft);
    if css.is_empty() || visit.parts.text("sheet") != brand::sheet_name(&css) {
        return Err(Failure::NotFound);
    }
    let media_type = "text/css; charset=utf-8";
    Ok(Reply::File { media_type, cache: FOR_EVER_PRIVATE, policy: None, bytes: css.into_bytes() })
}

async fn upload(visit: Visit) -> Result<Reply, Failure> {
    let context = visit.context()?;
    let cleaned = match visit.form.upload("file") {
        Some(upload) => logo::clean(&upload.bytes),
        None => Err(NoLogo::NoPicture),
    };
    let error = match cleaned {
        Ok(logo) => match own_brand::set_logo(visit.app(), &context, logo).await {
            Ok(()) => return Ok(Reply::see_with(ROUTE.path(), "branding-logo")),
            Err(SetLogoError::TooLarge) => "branding-logo-too-large",
            Err(SetLogoError::Refused(_) | SetLogoError::Conflict(_)) => return Err(Failure::NotFound),
            Err(SetLogoError::Store(error)) => return Err(error.into()),
        },
        Err(NoLogo::TooLarge) => "branding-logo-too-large",
        Err(NoLogo::TooManyDots) => "branding-logo-too-many-dots",
        Err(NoLogo::NoPicture) => "branding-logo-no-picture",
        Err(NoLogo::Entities) => "branding-logo-entities",
    };
    let own = own_brand::own(visit.app(), &context).await?;
    let wrong = Wrong { logo: visit.t(error), ..Wrong::default() };
    Reply::again(&BrandingPage::new(visit.frame(), &own, Typed::of(&own), wrong))
}

async fn remove(visit: Visit) -> Result<Reply, Failure> {
    match own_brand::remove_logo(visit.app(), &visit.context()?).await {
        Ok(()) => Ok(Reply::see_with(ROUTE.path(), "branding-logo-removed")),
        Err(SetLogoError::Store(error)) => Err(error.into()),
        Err(SetLogoError::Refused(_) | SetLogoError::Conflict(_) | SetLogoError::TooLarge) => {
            Err(Failure::NotFound)
        }
    }
}

#[cfg(test)]
pub(crate) fn samples(frame: &Frame, text: &str) -> Vec<Result<String, askama::Error>> {
    use crate::brand::Why;

    let own = |may_choose_host_name| OwnBrand {
        customer: party::ids::CustomerId(7),
        customer_name: text.to_owned(),
        company_name: text.to_owned(),
        host_name: "portal.example".parse().ok(),
        css: text.to_owned(),
        logo: Some(own_brand::LogoPlace { customer: party::ids::CustomerKey::ROOT, digest: text.to_owned() }),
        may_choose_host_name,
    };
    let css = format!(
        "@import '{text}'; @layer x; a::part(x) {{}} a {{ width: expression(1); position: fixed; color: url(x); ; b: \"\n }} }} c {{}}"
    );
    let typed = Typed { name: text.to_owned(), host: text.to_owned(), css };
    let keys = [
        "branding-logo-too-large",
        "branding-logo-too-many-dots",
        "branding-logo-no-picture",
        "branding-logo-entities",
    ];
    let wrong = |key| Wrong {
        name: frame.t("branding-name-wrong"),
        host: frame.t("branding-host-taken"),
        css: frame.t("branding-css-wrong"),
        logo: frame.t(key),
    };
    let page =
        |own: &OwnBrand, typed: Typed, wrong| BrandingPage::new(frame.clone(), own, typed, wrong).render();
    let bare = OwnBrand { logo: None, host_name: None, css: String::new(), ..own(false) };
    let mut pages = vec![
        page(&bare, Typed::of(&bare), Wrong::default()),
        BrandingPage::preview(frame.clone(), &own(true), typed.clone()).render(),
    ];
    pages.extend(keys.map(|key| page(&own(true), typed.clone(), wrong(key))));
    let all = [Why::TooDeep, Why::TooLong].map(|why| Removed { line: 0, text: text.to_owned(), why });
    let mut whole = BrandingPage::new(frame.clone(), &own(true), typed, Wrong::default());
    whole.removed.extend(all.iter().map(|removed| removed_line(frame, removed)));
    pages.push(whole.render());
    pages
}
