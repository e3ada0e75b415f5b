//! How a customer's own portal looks and at which host name it answers.

use crate::names::HostName;
use crate::text::Block;

/// A customer's look. The style sheet is stored as sent: it is untrusted, and whoever shows it must clean it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Branding {
    /// Style sheet body, at most 64 Ki characters.
    pub css: Block<65_536>,
    /// The host name that selects this brand. Unique over the installation.
    pub dns_alias: Option<HostName>,
    /// A digest of the picture that stands for his name; none: the name itself.
    pub logo: Option<String>,
}
