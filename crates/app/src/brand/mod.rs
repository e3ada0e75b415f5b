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
pub use self::logo::{LOGO_BYTES_MAX, Logo, LogoType, SetLogoError, digest_of, logo, remove_logo, set_logo};
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
    app.store().read("brand.of_customer", move |tx| brand_of(tx, &customer)).await
}

/// What the site of somebody of `customer` looks like: he and those above him are asked once each, until nothing is lacking.
fn brand_of(tx: &mut Tx<'_>, customer: &Customer) -> Result<Brand, StoreError> {
    let mut brand = Brand { name: None, css: String::new(), logo: None };
    brand.complete(customer);
    for id in customer.lineage.iter().rev() {
        if brand.is_whole() {
            break;
        }
        if let Some(above) = customers::load(tx, customer.key.above(*id), Lock::Share)? {
            brand.complete(&above);
        }
    }
    Ok(brand)
}

impl Brand {
    /// Takes what is still lacking from the next one up, if he has a look of his own.
    fn complete(&mut self, next: &Customer) {
        if !has_brand(next) {
            return;
        }
        self.name.get_or_insert_with(|| name_of(next));
        if self.css.is_empty() {
            next.profile.branding.css.as_str().clone_into(&mut self.css);
        }
        self.logo = self.logo.take().or_else(|| logo_of(next));
    }

    fn is_whole(&self) -> bool {
        self.name.is_some() && !self.css.is_empty() && self.logo.is_some()
    }
}

fn logo_of(customer: &Customer) -> Option<LogoPlace> {
    let digest = customer.profile.branding.logo.clone()?;
    Some(LogoPlace { customer: customer.key, digest })
}

fn has_brand(customer: &Customer) -> bool {
    let branding = &customer.profile.branding;
    branding.dns_alias.is_some() || branding.logo.is_some() || !branding.css.as_str().is_empty()
}

fn name_of(customer: &Customer) -> String {
    match customer.profile.contact.company_name.as_str() {
        "" => customer.profile.name.as_str().to_owned(),
        company => company.to_owned(),
    }
}
