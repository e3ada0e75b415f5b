//! The picture that stands for a customer's name.

use party::access::{ManageBrand, Refusal};
use serde_json::json;
use sha2::{Digest, Sha256};
use store::tables::brand_files::{self, BrandFile};
use store::{Lock, StoreError};

use super::LogoPlace;
use crate::app::{App, Sequence};
use crate::audit::{self, Change};
use crate::context::Context;
use crate::customer::locate;
use crate::idempotency::{IdempotencyConflict, write_once};

/// Bytes of a logo at most: it is sent to whoever signs in.
pub const LOGO_BYTES_MAX: usize = 256 * 1024;

/// What a logo is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogoType {
    /// Portable network graphics.
    Png,
    /// Scalable vector graphics.
    Svg,
}

/// A picture that was cleaned: nothing in it runs, fetches, or is there but to be seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Logo {
    /// What it is written in.
    pub logo_type: LogoType,
    /// What it holds.
    pub bytes: Vec<u8>,
}

/// Why the logo is as it was.
#[derive(Debug, thiserror::Error)]
pub enum SetLogoError {
    /// There is nobody to change.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// It has more than [`LOGO_BYTES_MAX`] bytes.
    #[error("a logo has at most 256 KiB")]
    TooLarge,
    /// The idempotency key was used for something else.
    #[error(transparent)]
    Conflict(#[from] IdempotencyConflict),
    /// The store's.
    #[error(transparent)]
    Store(#[from] StoreError),
}

locate::error_into!(SetLogoError);

impl LogoType {
    /// For `Content-Type`.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Svg => "image/svg+xml",
        }
    }

    /// The type of that name.
    #[must_use]
    pub fn of_media_type(media_type: &str) -> Option<Self> {
        [Self::Png, Self::Svg].into_iter().find(|known| known.media_type() == media_type)
    }
}

/// Gives the caller `logo` in the place of the one that he has.
///
/// # Errors
/// [`SetLogoError`]; then nothing has changed.
pub async fn set_logo(app: &App, context: &Context, logo: Logo) -> Result<(), SetLogoError> {
    if LOGO_BYTES_MAX < logo.bytes.len() {
        return Err(SetLogoError::TooLarge);
    }
    let digest = digest_of(&logo.bytes);
    let media_type = logo.logo_type.media_type().to_owned();
    put(app, context, Some(BrandFile { media_type, digest, bytes: logo.bytes })).await
}

/// Takes the caller's logo away. Nothing happens where he has none.
///
/// # Errors
/// [`SetLogoError`]; then nothing has changed.
pub async fn remove_logo(app: &App, context: &Context) -> Result<(), SetLogoError> {
    put(app, context, None).await
}

async fn put(app: &App, context: &Context, logo: Option<BrandFile>) -> Result<(), SetLogoError> {
    let operation = if logo.is_some() { "brand.set_logo" } else { "brand.remove_logo" };
    let audit_id = app.next_id(Sequence::Record).await?;
    let within = context.clone();
    write_once(app, context, operation, move |tx| {
        let (grant, customer) = locate::owner::<ManageBrand>(tx, &within.caller, None, Lock::Update)?;
        let (before, after) = (&customer.profile.branding.logo, logo.as_ref().map(|logo| &logo.digest));
        if before.as_ref() == after {
            return Ok(());
        }
        brand_files::put_logo(tx, &grant, logo.as_ref())?;
        let change = Change {
            customer: customer.key,
            operation,
            object: format!("customer:{}", customer.key.id),
            before: Some(json!({ "logo": before })),
            after: Some(json!({ "logo": after })),
        };
        Ok(audit::record(tx, &within, audit_id, change)?)
    })
    .await
}

/// The logo at `place`, if it is still the one that is there.
///
/// # Errors
/// The store's.
pub async fn logo(app: &App, place: &LogoPlace) -> Result<Option<Logo>, StoreError> {
    let place = place.clone();
    app.store()
        .read("brand.logo", move |tx| {
            let found = brand_files::load_logo(tx, place.customer)?;
            let Some(found) = found.filter(|found| found.digest == place.digest) else { return Ok(None) };
            let unknown = || StoreError::inconsistent("table brand_file: a logo is of no known type");
            let logo_type = LogoType::of_media_type(&found.media_type).ok_or_else(unknown)?;
            Ok(Some(Logo { logo_type, bytes: found.bytes }))
        })
        .await
}

/// The beginning of the SHA-256 of `bytes`, in hexadecimal: what an address holds of a file that browsers keep.
#[must_use]
pub fn digest_of(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}
