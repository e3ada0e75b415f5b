//! What a customer's own programs sign in with.

use party::access::{Action, ManageApi, Refusal, View};
use party::customer::Customer;
use store::tables::{api_credentials, web_users};
use store::{Lock, StoreError};

use super::calls::RecentCall;
use crate::app::App;
use crate::context::Context;
use crate::customer::locate;

/// What a customer's own programs sign in with; no secret.
#[derive(Debug, Clone, PartialEq)]
pub struct ApiSettings {
    /// Whose programs.
    pub customer: Customer,
    /// The user name in the voice dialect; none: nobody can call there.
    pub web_login: Option<String>,
    /// Whether they may call.
    pub switch: ApiSwitch,
    /// What they called last, the latest first.
    pub calls: Vec<RecentCall>,
}

/// Whether a customer's programs may call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ApiSwitch {
    /// There is no API password yet.
    NoPassword,
    /// They may not: he has switched them off.
    Off,
    /// They may.
    On,
}

/// Why nothing is told.
#[derive(Debug, thiserror::Error)]
pub enum FindApiSettingsError {
    /// There is no caller any more, or he may not use the interfaces.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The store's.
    #[error(transparent)]
    Store(#[from] StoreError),
}

locate::error_into!(FindApiSettingsError);

/// The caller's own settings. Who may only look may see them, too.
///
/// # Errors
/// [`FindApiSettingsError`].
pub async fn find(app: &App, context: &Context) -> Result<ApiSettings, FindApiSettingsError> {
    let caller = context.caller.clone();
    let mut settings = app
        .store()
        .read("api_access.find", move |tx| {
            let (_, customer) = locate::owner::<View>(tx, &caller, None, Lock::Share)?;
            if !ManageApi::is_permitted(&customer.profile.rights) {
                return Err(Refusal::Forbidden.into());
            }
            let web_login = web_users::load_default(tx, customer.key)?.login;
            let switch = match api_credentials::load(tx, customer.key)? {
                None => ApiSwitch::NoPassword,
                Some(credential) if credential.is_off => ApiSwitch::Off,
                Some(_) => ApiSwitch::On,
            };
            Ok::<_, FindApiSettingsError>(ApiSettings { customer, web_login, switch, calls: Vec::new() })
        })
        .await?;
    settings.calls = app.recent_calls().of(settings.customer.key.id);
    Ok(settings)
}
