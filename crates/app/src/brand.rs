//! Whose name and look a self-care site has: of the customer whose host name it is, or of the nearest above a person who
//! has a look of his own.
//!
//! The style sheet is told as it is stored: untrusted. Whoever shows it cleans it.

use party::customer::Customer;
use party::ids::CustomerKey;
use party::names::HostName;
use store::tables::claims::{self, ClaimKind};
use store::tables::customers;
use store::{Lock, StoreError, Tx};

use crate::app::App;

/// A name and a look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Brand {
    /// The company, or the name of the customer; none for the platform's own look.
    pub name: Option<String>,
    /// The style sheet, untrusted, perhaps empty.
    pub css: String,
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
            let css = match customer.profile.branding.css.as_str() {
                "" => nearest(tx, &customer, |above| !above.profile.branding.css.as_str().is_empty())?
                    .map(|above| above.profile.branding.css.as_str().to_owned())
                    .unwrap_or_default(),
                css => css.to_owned(),
            };
            let brand = Brand { name: Some(name_of(&customer)), css };
            Ok(Some(BrandedSite { customer: key, brand }))
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
            let branded = if has_brand(&customer) {
                Some(customer.clone())
            } else {
                nearest(tx, &customer, has_brand)?
            };
            Ok(match branded {
                Some(branded) => Brand {
                    name: Some(name_of(&branded)),
                    css: branded.profile.branding.css.as_str().to_owned(),
                },
                None => Brand { name: None, css: String::new() },
            })
        })
        .await
}

fn has_brand(customer: &Customer) -> bool {
    let branding = &customer.profile.branding;
    branding.dns_alias.is_some() || !branding.css.as_str().is_empty()
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
