//! The style sheet that a customer looks at before he saves it.

use party::access::{ManageBrand, View};
use party::text::Block;
use store::Lock;
use store::tables::brand_files;

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
    let css = css.clone();
    app.store()
        .write("brand.keep_draft", move |tx| {
            let (grant, _) = locate::owner::<ManageBrand>(tx, &caller, None, Lock::Share)?;
            Ok(brand_files::put_draft(tx, &grant, css.as_str())?)
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
            Ok(brand_files::load_draft(tx, customer.key)?.unwrap_or_default())
        })
        .await
}
