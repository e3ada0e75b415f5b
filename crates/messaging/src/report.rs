//! What a push reports about a message that has reached its final status, and a push filled in with it.
//!
//! It promises each placeholder the text that the SMS dialect's reference gives it (section 4.4), and that no value changes
//! the structure of what it is filled into. It sends nothing.

use crate::mail_address::MailAddress;
use crate::push::FinalStatusPush;
use crate::source_address::SourceAddress;
use crate::template::Placeholder;

/// How a message ended, in the network's words (the reference, section 3.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FinalStatus {
    /// A delivery receipt came.
    Delivered,
    /// The network gave up.
    Expired,
    /// The network deleted it.
    Deleted,
    /// The network says that it cannot be delivered.
    Undeliverable,
    /// The network rejected it.
    Rejected,
    /// No route is defined for the destination.
    NotDeliverable,
    /// The source address failed the whitelist check.
    SourceNotListed,
    /// The content filter stopped it.
    ContentFiltered,
    /// Its text lacks the originator's name.
    InvalidContent,
}

impl FinalStatus {
    /// Every status, in the order of codes.
    pub const ALL: [Self; 9] = [
        Self::Delivered,
        Self::Expired,
        Self::Deleted,
        Self::Undeliverable,
        Self::Rejected,
        Self::NotDeliverable,
        Self::SourceNotListed,
        Self::ContentFiltered,
        Self::InvalidContent,
    ];

    /// The number of the table.
    pub const fn code(self) -> i64 {
        match self {
            Self::Delivered => 2,
            Self::Expired => 3,
            Self::Deleted => 4,
            Self::Undeliverable => 5,
            Self::Rejected => 8,
            Self::NotDeliverable => 12,
            Self::SourceNotListed => 13,
            Self::ContentFiltered => 14,
            Self::InvalidContent => 15,
        }
    }

    /// The name of the table.
    pub const fn text(self) -> &'static str {
        match self {
            Self::Delivered => "Delivered",
            Self::Expired => "Expired",
            Self::Deleted => "Deleted",
            Self::Undeliverable => "Undeliverable",
            Self::Rejected => "Rejected",
            Self::NotDeliverable => "Not deliverable",
            Self::SourceNotListed => "OA Whitelist",
            Self::ContentFiltered => "Content filter block",
            Self::InvalidContent => "Invalid content",
        }
    }
}

/// What a push reports about one message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeliveryReport {
    /// How it ended.
    pub status: FinalStatus,
    /// The message's document id.
    pub id: String,
    /// When the final status arrived, in seconds since 1970. The reference names no form; this is the one that the dialect
    /// writes moments in elsewhere (`since` of `user/messages`).
    pub at_seconds: i64,
    /// The source address.
    pub from: String,
    /// The recipient.
    pub to: String,
    /// The content.
    pub text: String,
    /// How many parts it took.
    pub parts: u32,
    /// What it cost, in thousandths of a credit.
    pub charged_thousandths: u64,
}

impl DeliveryReport {
    /// A made-up message that was delivered, with characters in its text that have a meaning in addresses and in pages; for
    /// trying a push out.
    pub fn sample(at_seconds: i64, from: Option<&SourceAddress>) -> Self {
        Self {
            status: FinalStatus::Delivered,
            id: "4fbb6c371a88393bc47baf32".to_owned(),
            at_seconds,
            from: from.map_or("61755500100", SourceAddress::as_str).to_owned(),
            to: "61755500199".to_owned(),
            text: "Made-up message: 1 + 1 = 2 & <é>?".to_owned(),
            parts: 1,
            charged_thousandths: 1_000,
        }
    }

    /// What stands for `placeholder`.
    pub fn value(&self, placeholder: Placeholder) -> String {
        match placeholder {
            Placeholder::Status => self.status.text().to_owned(),
            Placeholder::StatusCode => self.status.code().to_string(),
            Placeholder::Id => self.id.clone(),
            Placeholder::Timestamp => self.at_seconds.to_string(),
            Placeholder::From => self.from.clone(),
            Placeholder::To => self.to.clone(),
            Placeholder::Text => self.text.clone(),
            Placeholder::ChargedAmount => {
                format!("{}.{:03}", self.charged_thousandths / 1_000, self.charged_thousandths % 1_000)
            }
            Placeholder::NumberOfParts => self.parts.to_string(),
        }
    }
}

/// A push with the facts of one message in it, ready to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FilledPush {
    /// A GET request to this address.
    Url(String),
    /// An e-mail.
    Email {
        /// To whom.
        to: MailAddress,
        /// One line.
        subject: String,
        /// The text.
        body: String,
    },
    /// A delivery receipt on the user's SMPP session, which has no template.
    Smpp,
}

impl FinalStatusPush {
    /// The push with what `report` says in it.
    pub fn fill(&self, report: &DeliveryReport) -> FilledPush {
        let value = |placeholder| report.value(placeholder);
        match self {
            Self::Url(url) => FilledPush::Url(url.fill(value)),
            Self::Email(email) => FilledPush::Email {
                to: email.to().clone(),
                subject: email.fill_subject(value),
                body: email.fill_body(value),
            },
            Self::Smpp => FilledPush::Smpp,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::push::EmailTemplate;
    use crate::url_template::UrlTemplate;

    fn report() -> DeliveryReport {
        DeliveryReport {
            status: FinalStatus::NotDeliverable,
            id: "4fbb6c371a88393bc47baf32".to_owned(),
            at_seconds: 1_767_225_600,
            from: "+48 1".to_owned(),
            to: "48660703691".to_owned(),
            text: "a&b=c #1?\r\nż€ {{id}} ~-._".to_owned(),
            parts: 2,
            charged_thousandths: 2_050,
        }
    }

    /// What stands for a placeholder: in the body of a mail, in its subject, and in an address.
    #[track_caller]
    fn check(placeholder: Placeholder, body: &str, subject: &str, url: &str) {
        let source = format!("<{{{{{}}}}}>", placeholder.name());
        let email = EmailTemplate::parse("user@example.com", &source, &source).unwrap();
        let filled = FinalStatusPush::Email(email).fill(&report());
        let FilledPush::Email { subject: filled_subject, body: filled_body, .. } = filled else {
            panic!("a mail is filled to a mail")
        };
        assert_eq!(filled_body, format!("<{body}>"), "body");
        assert_eq!(filled_subject, format!("<{subject}>"), "subject");
        let source = format!("https://push.example/?x={{{{{}}}}}&y=1", placeholder.name());
        let filled = FinalStatusPush::Url(UrlTemplate::parse(&source).unwrap()).fill(&report());
        assert_eq!(filled, FilledPush::Url(format!("https://push.example/?x={url}&y=1")));
    }

    #[test]
    fn every_placeholder_in_every_place() {
        check(Placeholder::Status, "Not deliverable", "Not deliverable", "Not%20deliverable");
        check(Placeholder::StatusCode, "12", "12", "12");
        let id = "4fbb6c371a88393bc47baf32";
        check(Placeholder::Id, id, id, id);
        check(Placeholder::Timestamp, "1767225600", "1767225600", "1767225600");
        check(Placeholder::From, "+48 1", "+48 1", "%2B48%201");
        check(Placeholder::To, "48660703691", "48660703691", "48660703691");
        check(
            Placeholder::Text,
            "a&b=c #1?\r\nż€ {{id}} ~-._",
            "a&b=c #1?  ż€ {{id}} ~-._",
            "a%26b%3Dc%20%231%3F%0D%0A%C5%BC%E2%82%AC%20%7B%7Bid%7D%7D%20~-._",
        );
        check(Placeholder::ChargedAmount, "2.050", "2.050", "2.050");
        check(Placeholder::NumberOfParts, "2", "2", "2");
    }

    #[test]
    fn amounts_have_three_decimals() {
        for (thousandths, expected) in [(0, "0.000"), (1, "0.001"), (1_000, "1.000"), (12_345, "12.345")] {
            let report = DeliveryReport { charged_thousandths: thousandths, ..report() };
            assert_eq!(report.value(Placeholder::ChargedAmount), expected);
        }
    }

    #[test]
    fn codes_ascend_and_name_different_things() {
        assert!(FinalStatus::ALL.is_sorted_by_key(|status| status.code()));
        let mut texts = FinalStatus::ALL.map(FinalStatus::text);
        texts.sort_unstable();
        assert!(texts.windows(2).all(|pair| pair[0] != pair[1]));
    }

    #[test]
    fn a_receipt_has_nothing_to_fill_in() {
        assert_eq!(FinalStatusPush::Smpp.fill(&report()), FilledPush::Smpp);
    }

    #[test]
    fn a_sample_comes_from_the_sender_that_is_set() {
        let sender = SourceAddress::parse("Sunrise").unwrap();
        assert_eq!(DeliveryReport::sample(7, Some(&sender)).from, "Sunrise");
        let sample = DeliveryReport::sample(7, None);
        assert!(SourceAddress::parse(&sample.from).is_ok());
        assert_eq!((sample.at_seconds, sample.value(Placeholder::ChargedAmount).as_str()), (7, "1.000"));
    }
}
