//! Whose name and look a self-care site has: of the customer whose host name it is, or of the nearest above a person who
//! has a look of his own. The name is that customer's own; a style sheet and a logo that he lacks are those of the nearest
//! above him who has one.
//!
//! The style sheet is told as it is stored: untrusted. Whoever shows it cleans it. A logo was cleaned by whoever took it.

mod change;
mod draft;
mod logo;

use party::customer::Customer;
use party::ids::CustomerKey;
use party::names::HostName;
use store::tables::claims::{self, ClaimKind};
use store::tables::customers;
use store::{Lock, StoreError, Tx};

pub use self::change::{ChangeBrand, ChangeBrandError, OwnBrand, change, own};
pub use self::draft::{draft, keep_draft};
pub use self::logo::{LOGO_BYTES_MAX, Logo, LogoType, SetLogoError, logo, remove_logo, set_logo};
use crate::app::App;

/// A name and a look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Brand {
    /// The company, or the name of the customer; none for the platform's own look.
    pub name: Option<String>,
    /// The style sheet, untrusted, perhaps empty.
    pub css: String,
    /// The picture that stands for the name.
    pub logo: Option<LogoPlace>,
}

/// Where a logo is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogoPlace {
    /// Whose it is.
    pub customer: CustomerKey,
    /// A digest of it: another picture has another.
    pub digest: String,
}

/// The site at a host name that is somebody's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BrandedSite {
    /// Whose host name it is. His branch is what the site is for.
    pub customer: CustomerKey,
    /// How it looks.
    pub brand: Brand,
}

/// The site at `host`, if that is somebody's host name.
///
/// # Errors
/// The store's.
pub async fn of_host(app: &App, host: &HostName) -> Result<Option<BrandedSite>, StoreError> {
    let host = host.clone();
    app.store()
        .read("brand.of_host", move |tx| {
            let claim = claims::find(tx, ClaimKind::HostName, host.as_str())?;
            let Some(key) = claim.and_then(|claim| claim.customer()) else { return Ok(None) };
            let Some(customer) = customers::load(tx, key, Lock::Share)? else { return Ok(None) };
            Ok(Some(BrandedSite { customer: key, brand: brand_of(tx, &customer)? }))
        })
        .await
}

/// The look for somebody of `customer` at a host name that is nobody's.
///
/// # Errors
/// The store's.
pub async fn of_customer(app: &App, customer: &Customer) -> Result<Brand, StoreError> {
    let customer = customer.clone();
    app.store()
        .read("brand.of_customer", move |tx| {
            if has_brand(&customer) {
                return brand_of(tx, &customer);
            }
            match nearest(tx, &customer, has_brand)? {
                Some(branded) => brand_of(tx, &branded),
                None => Ok(Brand { name: None, css: String::new(), logo: None }),
            }
        })
        .await
}

/// The brand of one who has one.
fn brand_of(tx: &mut Tx<'_>, customer: &Customer) -> Result<Brand, StoreError> {
    let css = |customer: &Customer| customer.profile.branding.css.as_str().to_owned();
    let mut brand = Brand { name: Some(name_of(customer)), css: css(customer), logo: logo_of(customer) };
    if brand.css.is_empty() {
        let styled = nearest(tx, customer, |above| !above.profile.branding.css.as_str().is_empty())?;
        brand.css = styled.as_ref().map(css).unwrap_or_default();
    }
    if brand.logo.is_none() {
        brand.logo = nearest(tx, customer, |above| logo_of(above).is_some())?.as_ref().and_then(logo_of);
    }
    Ok(brand)
}

fn logo_of(customer: &Customer) -> Option<LogoPlace> {
    let digest = customer.profile.branding.logo.clone()?;
    Some(LogoPlace { customer: customer.key, digest })
}

fn has_brand(customer: &Customer) -> bool {
    let branding = &customer.profile.branding;
    branding.dns_alias.is_some() || branding.logo.is_some() || !branding.css.as_str().is_empty()
}

/// The nearest above `customer` who is `wanted`.
fn nearest(
    tx: &mut Tx<'_>,
    customer: &Customer,
    wanted: impl Fn(&Customer) -> bool,
) -> Result<Option<Customer>, StoreError> {
    for id in customer.lineage.iter().rev() {
        let above = customers::load(tx, customer.key.above(*id), Lock::Share)?;
        if let Some(above) = above.filter(&wanted) {
            return Ok(Some(above));
        }
    }
    Ok(None)
}

fn name_of(customer: &Customer) -> String {
    match customer.profile.contact.company_name.as_str() {
        "" => customer.profile.name.as_str().to_owned(),
        company => company.to_owned(),
    }
}
