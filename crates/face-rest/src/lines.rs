//! Lists and settings as answers show them. Every line has every member; what there is none of is null. Credits are
//! written as decimal text, so no digit is lost.

use app::customer::list_for_messaging::MessagingLine;
use messaging::{MailAddress, SourceAddress};
use party::account::Account;
use party::billing::ResellerSettings;
use party::contact::PhoneNumber;
use serde_json::{Value, json};

use crate::push;
use crate::status::Status;
use crate::values::{billing_word, rotation_word};

/// Some lines of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Page<T> {
    lines: Vec<T>,
    has_more: bool,
}

impl<T> Page<T> {
    /// The page of at most `limit` of `lines`, which hold one more than that if there are more.
    pub(crate) fn of(mut lines: Vec<T>, limit: usize) -> Self {
        let has_more = limit < lines.len();
        lines.truncate(limit);
        Self { lines, has_more }
    }

    /// The answer that has the lines as `member`.
    pub(crate) fn body(&self, member: &str, line: fn(&T) -> String) -> String {
        let lines: Vec<String> = self.lines.iter().map(line).collect();
        let (status, lines, has_more) = (Status::Done.code(), lines.join(","), self.has_more);
        format!(r#"{{"status":{status},"{member}":[{lines}],"hasMore":{has_more}}}"#)
    }
}

/// A line of `customer/list`.
pub(crate) fn customer(line: &MessagingLine) -> String {
    let (name, integration_id) = (json!(line.name), json!(line.integration_id));
    let (billing_type, rotation) = (billing_word(line.billing_type), rotation_word(line.rotation));
    let source_address = json!(line.source_address.as_ref().map(SourceAddress::as_str));
    format!(
        r#"{{"customerId":"{}","name":{name},"integrationId":{integration_id},"billingType":"{billing_type}","rotationAlgorithm":"{rotation}","moCharge":{},"sourceAddress":{source_address},"blocked":{},"credits":{}}}"#,
        line.object_id,
        line.inbound_charge,
        line.blocked,
        line.credits.to_decimal(),
    )
}

/// A line of `user/list`.
pub(crate) fn user(account: &Account) -> String {
    let profile = &account.profile;
    let line: Value = json!({
        "userId": account.object_id.to_string(),
        "username": profile.username.as_str(),
        "contactName": profile.contact_name.as_str(),
        "email": profile.email.as_ref().map(MailAddress::as_str),
        "phoneNumber": profile.phone.as_ref().map(PhoneNumber::as_str),
        "finalStatusPush": profile.final_status_push.as_ref().map(push::write),
        "swappingSourceAddressAllowed": profile.source_address_swappable,
        "sourceAddress": profile.source_address.as_ref().map(SourceAddress::as_str),
        "blocked": account.blocked,
    });
    line.to_string()
}

/// The answer of `reseller/settings`.
pub(crate) fn settings(settings: &ResellerSettings) -> String {
    format!(
        r#"{{"status":{},"defaultCustomerBillingType":"{}","freeCredits":{},"apiRevision":{}}}"#,
        Status::Done.code(),
        billing_word(settings.default_billing_type),
        settings.free_credits.to_decimal(),
        settings.api_revision.code(),
    )
}
