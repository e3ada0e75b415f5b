//! The style sheet that a customer looks at before he saves it.

use party::access::{ManageBrand, View};
use party::text::Block;
use store::tables::brand_files::{self, BrandFile};
use store::{Lock, StoreError};

use super::logo::digest_of;
use crate::app::App;
use crate::context::Context;
use crate::customer::find::FindCustomerError;
use crate::customer::locate;

/// Keeps `css`, in the place of what the caller looked at before. Nobody but him sees it, and no audit record tells of it.
///
/// # Errors
/// The store's; there is no such customer any more.
pub async fn keep_draft(app: &App, context: &Context, css: &Block<65_536>) -> Result<(), FindCustomerError> {
    let caller = context.caller.clone();
    let bytes = css.as_str().as_bytes().to_vec();
    let draft = BrandFile { media_type: "text/css".to_owned(), digest: digest_of(&bytes), bytes };
    app.store()
        .write("brand.keep_draft", move |tx| {
            let (grant, _) = locate::owner::<ManageBrand>(tx, &caller, None, Lock::Share)?;
            Ok(brand_files::put_draft(tx, &grant, &draft)?)
        })
        .await
}

/// What the caller looks at; empty where that is nothing.
///
/// # Errors
/// The store's; there is no such customer any more.
pub async fn draft(app: &App, context: &Context) -> Result<String, FindCustomerError> {
    let caller = context.caller.clone();
    app.store()
        .read("brand.draft", move |tx| {
            let (_, customer) = locate::owner::<View>(tx, &caller, None, Lock::Share)?;
            let Some(draft) = brand_files::load_draft(tx, customer.key)? else { return Ok(String::new()) };
            let damaged = |_| StoreError::inconsistent("table brand_file: a style sheet is no text");
            Ok(String::from_utf8(draft.bytes).map_err(damaged)?)
        })
        .await
}
