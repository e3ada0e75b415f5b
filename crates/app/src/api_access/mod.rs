//! How a customer's own programs sign in to the interfaces.
//!
//! Whether he may use them at all is a right, given and taken from above ([`Flag::ApiAccess`]); without it nothing here is
//! there. Nobody does this for somebody below: whoever manages the access of his customers changes the customer.
//!
//! [`Flag::ApiAccess`]: party::rights::Flag::ApiAccess

mod find;

pub use self::find::{ApiSettings, FindApiSettingsError, find};
