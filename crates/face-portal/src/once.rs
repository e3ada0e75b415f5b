//! Forms that do what they say once, however often they are sent: by two clicks, by reloading, by a browser that tries again.
//!
//! Such a form has a random key in a hidden field. The first answer under a key is kept in the same transaction as what was
//! done, and is given again to the same form; another form under that key is refused.

use app::{App, Context, IdempotencyKey};

use crate::visit::Visit;

/// The hidden field.
pub(crate) const FIELD: &str = "once";

/// The key of a form that is shown for the first time.
pub(crate) fn new_key(app: &App) -> String {
    format!("portal-{:032x}", u128::from_be_bytes(app.random()))
}

/// The key of a form that is shown again because what it says cannot be done: nothing was done under it.
pub(crate) fn same_key(visit: &Visit) -> String {
    visit.form.text(FIELD).to_owned()
}

/// `context` for what the visit's form says; none where the form has no key, and so is none of this site's.
pub(crate) fn keyed(visit: &Visit, context: Context) -> Option<Context> {
    let path = visit.here.split('?').next().unwrap_or_default();
    let content = format!("{path}?{}", visit.form.written_without(&[FIELD, "form_token"]));
    let key = IdempotencyKey::new(visit.app(), visit.form.text(FIELD), content.as_bytes()).ok()?;
    Some(Context { idempotency: Some(key), ..context })
}
