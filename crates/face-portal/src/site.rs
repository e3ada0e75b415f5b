//! What all requests share: the application, the pages, and the looks that were made ready once.

use std::sync::Arc;

use app::brand::Brand;
use app::session::Session;
use app::{App, StoreError};
use delivery::mail::Mailer;
use delivery::push::PushClient;
use party::ids::CustomerKey;
use party::names::HostName;
use quick_cache::sync::Cache;
use sha2::{Digest, Sha256};

use crate::brand;
use crate::entry::Entry;
use crate::imports::Imports;
use crate::pages;
use crate::session::cookie;
use crate::visit::SiteLook;

/// Style sheets that are kept cleaned.
const SHEETS_MAX: usize = 256;

/// What the portal works with besides the application.
#[derive(Clone)]
pub struct Options {
    /// Sends test pushes.
    pub pushes: PushClient,
    /// Sends test mails; none where the installation has no mail server.
    pub mailer: Option<Mailer>,
    /// Where programs call.
    pub endpoints: Endpoints,
}

/// The paths at which the server answers programs, from the root of the site.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Endpoints {
    /// Of the voice dialect: calls are posted to it.
    pub voice: &'static str,
    /// Of the messaging dialect: every operation stands below it.
    pub messaging: &'static str,
}

/// What every request shares.
pub(crate) struct Site {
    pub(crate) app: App,
    pub(crate) options: Options,
    pub(crate) entries: Vec<Entry>,
    /// Files that are being imported.
    pub(crate) imports: Imports,
    /// Cleaned style sheets, by the digest of what they were.
    sheets: Cache<[u8; 32], Arc<str>>,
}

impl Site {
    /// The site of an installation.
    pub(crate) fn new(app: App, options: Options) -> Self {
        Self {
            app,
            options,
            entries: pages::all(),
            imports: Imports::default(),
            sheets: Cache::new(SHEETS_MAX),
        }
    }

    /// The look of the site at `host`: its owner's, or that of the nearest above the person.
    pub(crate) async fn look(&self, host: &str, session: Option<&Session>) -> Result<SiteLook, StoreError> {
        let site = match cookie::host_name(host).parse::<HostName>() {
            Ok(host) => app::brand::of_host(&self.app, &host).await?,
            Err(_) => None,
        };
        // Root's is everybody's site.
        let own = site.filter(|site| session.is_none() || site.customer != CustomerKey::ROOT);
        let (within, brand) = match (own, session) {
            (Some(site), _) => (Some(site.customer), site.brand),
            (None, Some(session)) => (None, app::brand::of_customer(&self.app, &session.customer).await?),
            (None, None) => (None, Brand { name: None, css: String::new(), logo: None }),
        };
        Ok(SiteLook { name: brand.name, css: self.cleaned(&brand.css), logo: brand.logo, within })
    }

    fn cleaned(&self, css: &str) -> Arc<str> {
        if css.is_empty() {
            return Arc::from("");
        }
        let digest: [u8; 32] = Sha256::digest(css.as_bytes()).into();
        if let Some(cleaned) = self.sheets.get(&digest) {
            return cleaned;
        }
        let cleaned: Arc<str> = Arc::from(brand::clean(css).css);
        self.sheets.insert(digest, Arc::clone(&cleaned));
        cleaned
    }
}
