//! How a customer wants to hear of the final status of a message.
//!
//! It promises that a push has everything it needs to be sent. It does not send, retry or encode; the kinds
//! are those of the SMS dialect's reference, section 4.4, and their JSON belongs to the interface that speaks
//! it.

use thiserror::Error;

use crate::mail_address::{MailAddress, MailAddressError};
use crate::template::{Placeholder, Template, TemplateError};
use crate::url_template::UrlTemplate;

/// How the final status of a user's messages is reported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FinalStatusPush {
    /// A GET request to this address.
    Url(UrlTemplate),
    /// An e-mail.
    Email(EmailTemplate),
    /// A delivery receipt on the user's SMPP session.
    Smpp,
}

/// An e-mail about one message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EmailTemplate {
    to: MailAddress,
    subject: Template,
    body: Template,
}

/// Which part of an e-mail is wrong, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum EmailTemplateError {
    /// The recipient is no e-mail address.
    #[error("to: {0}")]
    To(MailAddressError),
    /// The subject is no template of one line.
    #[error("subject: {0}")]
    Subject(TemplateError),
    /// The body is no template.
    #[error("body: {0}")]
    Body(TemplateError),
}

impl EmailTemplate {
    /// Reads the three parts; the first wrong one, in this order, is reported.
    pub fn parse(to: &str, subject: &str, body: &str) -> Result<Self, EmailTemplateError> {
        Ok(Self {
            to: MailAddress::parse(to).map_err(EmailTemplateError::To)?,
            subject: Template::parse_subject(subject).map_err(EmailTemplateError::Subject)?,
            body: Template::parse_body(body).map_err(EmailTemplateError::Body)?,
        })
    }

    /// Whom it is sent to.
    pub fn to(&self) -> &MailAddress {
        &self.to
    }

    /// The subject with its placeholders.
    pub fn subject(&self) -> &Template {
        &self.subject
    }

    /// The body with its placeholders.
    pub fn body(&self) -> &Template {
        &self.body
    }

    /// The subject with every placeholder replaced by what `lookup` says.
    ///
    /// A message may contain line breaks; they and all other control characters become spaces, so that no
    /// value can add a header.
    pub fn fill_subject(&self, lookup: impl Fn(Placeholder) -> String) -> String {
        self.subject.fill(|placeholder| lookup(placeholder).replace(char::is_control, " "))
    }

    /// The body with every placeholder replaced by what `lookup` says.
    pub fn fill_body(&self, lookup: impl Fn(Placeholder) -> String) -> String {
        self.body.fill(lookup)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_email_is_filled_without_adding_headers() {
        let email = EmailTemplate::parse("user@example.com", "Re: {{text}}", "{{text}}\n{{id}}").unwrap();
        let lookup = |placeholder| match placeholder {
            Placeholder::Text => "hi\r\nBcc: x@example.com".to_owned(),
            other => other.name().to_owned(),
        };
        assert_eq!(email.to().as_str(), "user@example.com");
        assert_eq!(email.fill_subject(lookup), "Re: hi  Bcc: x@example.com");
        assert_eq!(email.fill_body(lookup), "hi\r\nBcc: x@example.com\nid");
        assert_eq!((email.subject().as_str(), email.body().as_str()), ("Re: {{text}}", "{{text}}\n{{id}}"));
    }

    #[track_caller]
    fn check(to: &str, subject: &str, body: &str, expected: EmailTemplateError) {
        assert_eq!(EmailTemplate::parse(to, subject, body), Err(expected));
    }

    #[test]
    fn the_wrong_part_is_named() {
        let error = TemplateError::ControlCharacter;
        check("user", "a\nb", "a\0b", EmailTemplateError::To(MailAddressError::NotOneAt));
        check("user@example.com", "a\nb", "a\0b", EmailTemplateError::Subject(error));
        check("user@example.com", "a", "a\0b", EmailTemplateError::Body(error));
    }
}
