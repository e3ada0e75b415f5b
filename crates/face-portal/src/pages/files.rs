//! What pages are made with: the program's own assets, and the cleaned style sheet and the logo of whoever's site it is.

use app::brand::LogoPlace;

use crate::assets::{self, Asset};
use crate::brand;
use crate::entry::{Access, Entry};
use crate::reply::{Failure, Reply};
use crate::visit::Visit;

/// The digest is in the path: what is there never changes.
const FOR_EVER: &str = "public, max-age=31536000, immutable";
/// The same, for what is not everybody's.
pub(crate) const FOR_EVER_PRIVATE: &str = "private, max-age=31536000, immutable";

pub(crate) fn entries() -> Vec<Entry> {
    vec![
        Entry::new("asset", assets::ROUTE, Access::Anyone).get(asset).file().open_while_locked(),
        Entry::new("logo", brand::LOGO, Access::Anyone).get(logo).file().open_while_locked(),
        Entry::new("brand", brand::ROUTE, Access::Anyone).get(style_sheet).file().open_while_locked(),
    ]
}

async fn asset(visit: Visit) -> Result<Reply, Failure> {
    let asset = Asset::find(visit.parts.text("digest"), visit.parts.text("name")).ok_or(Failure::NotFound)?;
    Ok(Reply::File {
        media_type: asset.media_type(),
        cache: FOR_EVER,
        policy: None,
        bytes: asset.bytes.to_vec(),
    })
}

async fn style_sheet(visit: Visit) -> Result<Reply, Failure> {
    let css = &visit.look.css;
    if css.is_empty() || visit.parts.text("sheet") != brand::sheet_name(css) {
        return Err(Failure::NotFound);
    }
    let media_type = "text/css; charset=utf-8";
    Ok(Reply::File { media_type, cache: FOR_EVER_PRIVATE, policy: None, bytes: css.as_bytes().to_vec() })
}

/// The logo of the site, or the person's own, which he may not see around the page.
async fn logo(visit: Visit) -> Result<Reply, Failure> {
    // A drawing may have rules for itself; opened alone it can do nothing else.
    const DRAWN: &str = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox";
    let own = visit.session().ok().and_then(|session| {
        let digest = session.customer.profile.branding.logo.clone()?;
        Some(LogoPlace { customer: session.customer.key, digest })
    });
    let asked = visit.parts.text("digest");
    let places = [visit.look.logo.clone(), own].into_iter().flatten();
    let place = places.into_iter().find(|place| place.digest == asked).ok_or(Failure::NotFound)?;
    let logo = app::brand::logo(visit.app(), &place).await?.ok_or(Failure::NotFound)?;
    let (media_type, policy) = (logo.logo_type.media_type(), Some(DRAWN));
    Ok(Reply::File { media_type, cache: FOR_EVER_PRIVATE, policy, bytes: logo.bytes })
}
