//! Text messaging: the GSM alphabet, sender addresses, delivery pushes. Pure.
//!
//! Every type here is parsed once and valid from then on: a source address has a shape that networks accept,
//! a template names only placeholders that exist, a push has an address it can be sent to. The crate sends
//! nothing, and it knows neither the JSON nor the status codes of any interface.

mod gsm;
mod mail_address;
mod push;
mod report;
mod rotation;
mod source_address;
mod template;
mod url_template;

pub use gsm::septets;
pub use mail_address::{MailAddress, MailAddressError};
pub use push::{EmailTemplate, EmailTemplateError, FinalStatusPush};
pub use report::{DeliveryReport, FilledPush, FinalStatus};
pub use rotation::{RotationAlgorithm, RotationAlgorithmError, UnknownRotationAlgorithm};
pub use source_address::{SourceAddress, SourceAddressError};
pub use template::{Placeholder, PlaceholderError, Template, TemplateError};
pub use url_template::{UrlTemplate, UrlTemplateError};
