//! Style sheets, script and icon: part of the program, each under a path that holds its digest, so that a browser keeps it
//! for ever and never keeps an old one.

use std::sync::LazyLock;

use app::brand::digest_of;

use crate::route::{Path, Route};

include!(concat!(env!("OUT_DIR"), "/assets.rs"));

/// Where assets are.
pub(crate) const ROUTE: Route = Route::new("/assets/{digest}/{name}");

/// The style sheets of every page, in the order in which they apply.
const SHEETS: [&str; 4] = ["tokens.css", "base.css", "components.css", "acting.css"];

static ASSETS: LazyLock<Vec<Asset>> = LazyLock::new(|| {
    FILES.iter().map(|(name, bytes)| Asset { name, bytes, digest: digest_of(bytes) }).collect()
});

/// One file.
pub(crate) struct Asset {
    name: &'static str,
    /// What it holds.
    pub(crate) bytes: &'static [u8],
    digest: String,
}

impl Asset {
    /// The file called `name`, if `given` is its digest.
    pub(crate) fn find(given: &str, name: &str) -> Option<&'static Self> {
        ASSETS.iter().find(|asset| asset.name == name && asset.digest == given)
    }

    /// For `Content-Type`.
    pub(crate) fn media_type(&self) -> &'static str {
        match self.name.rsplit_once('.').map(|(_, extension)| extension) {
            Some("css") => "text/css; charset=utf-8",
            Some("js") => "text/javascript; charset=utf-8",
            Some("svg") => "image/svg+xml",
            _ => "application/octet-stream",
        }
    }
}

/// Where the style sheets are.
pub(crate) fn style_sheets() -> [Path; 4] {
    SHEETS.map(path)
}

/// Where the script is.
pub(crate) fn script() -> Path {
    path("portal.js")
}

/// Where the icon is.
pub(crate) fn icon() -> Path {
    path("icon.svg")
}

fn path(name: &str) -> Path {
    let asset = ASSETS.iter().find(|asset| asset.name == name);
    ROUTE.path_with(&[&asset.map_or("", |asset| asset.digest.as_str()), &name])
}
