//! The JSON of a final-status push, as the platform's page "User and Reseller REST API" describes it.
//!
//! The text is bounded before it is parsed, and the parser bounds its depth. Members that the page does not name are
//! ignored, and so is the `data` of a push that needs none.

use messaging::{EmailTemplate, EmailTemplateError, FinalStatusPush, UrlTemplate, UrlTemplateError};
use serde_json::{Map, Value, json};

/// Longest text looked at.
const BYTES_MAX: usize = 16 * 1024;

/// Why a text is no push.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum PushError {
    /// More than 16 KiB.
    #[error("it has more than 16384 bytes")]
    TooLong,
    /// Not JSON, or nested too deeply.
    #[error("it is not JSON")]
    NotJson,
    /// JSON, but no object.
    #[error("it is not a JSON object")]
    NotAnObject,
    /// No `type`, or not one of the three.
    #[error("type must be one of \"URL\", \"EMAIL\", \"SMPP\"")]
    Type,
    /// A detail that this type needs is missing or no text.
    #[error("data.{0} must be a text")]
    Detail(&'static str),
    /// The address is refused.
    #[error("data.url: {0}")]
    Url(#[from] UrlTemplateError),
    /// A part of the e-mail is refused.
    #[error("data.{0}")]
    Email(#[from] EmailTemplateError),
}

/// Reads a push.
pub(crate) fn parse(text: &str) -> Result<FinalStatusPush, PushError> {
    if BYTES_MAX < text.len() {
        return Err(PushError::TooLong);
    }
    let value: Value = serde_json::from_str(text).map_err(|_| PushError::NotJson)?;
    let Value::Object(push) = value else { return Err(PushError::NotAnObject) };
    match push.get("type").and_then(Value::as_str) {
        Some("URL") => Ok(FinalStatusPush::Url(UrlTemplate::parse(detail(&push, "url")?)?)),
        Some("EMAIL") => {
            let (to, subject, body) =
                (detail(&push, "to")?, detail(&push, "subject")?, detail(&push, "body")?);
            Ok(FinalStatusPush::Email(EmailTemplate::parse(to, subject, body)?))
        }
        Some("SMPP") => Ok(FinalStatusPush::Smpp),
        _ => Err(PushError::Type),
    }
}

/// The JSON that [`parse`] reads as this push.
pub(crate) fn write(push: &FinalStatusPush) -> Value {
    match push {
        FinalStatusPush::Smpp => json!({ "type": "SMPP" }),
        FinalStatusPush::Url(url) => json!({ "type": "URL", "data": { "url": url.as_str() } }),
        FinalStatusPush::Email(email) => {
            let (to, subject, body) = (email.to(), email.subject(), email.body());
            let data = json!({ "to": to.as_str(), "subject": subject.as_str(), "body": body.as_str() });
            json!({ "type": "EMAIL", "data": data })
        }
    }
}

fn detail<'push>(push: &'push Map<String, Value>, name: &'static str) -> Result<&'push str, PushError> {
    let value = push.get("data").and_then(|data| data.get(name));
    value.and_then(Value::as_str).ok_or(PushError::Detail(name))
}

#[cfg(test)]
mod tests {
    use messaging::{MailAddressError, PlaceholderError, TemplateError};

    use super::*;

    #[track_caller]
    fn accepted(text: &str, expected: &FinalStatusPush) {
        assert_eq!(parse(text).as_ref(), Ok(expected), "{text}");
    }

    #[track_caller]
    fn refused(text: &str, expected: PushError) {
        assert_eq!(parse(text), Err(expected), "{text}");
    }

    #[test]
    fn the_three_documented_kinds() {
        let url = FinalStatusPush::Url(UrlTemplate::parse("http://push.example.com").unwrap());
        accepted(r#"{"type": "URL", "data": {"url": "http://push.example.com"}}"#, &url);
        accepted(r#"{"data":{"more":1,"url":"http://push.example.com"},"also":[],"type":"URL"}"#, &url);
        let email = EmailTemplate::parse("user@example.com", "Message subject", "Message body").unwrap();
        let text = r#"{"type": "EMAIL", "data": {"to": "user@example.com", "subject": "Message subject", "body": "Message body"}}"#;
        accepted(text, &FinalStatusPush::Email(email));
        for text in
            [r#"{"type": "SMPP"}"#, r#"{"type":"SMPP","data":{"url":5}}"#, r#"{"type":"SMPP","data":null}"#]
        {
            accepted(text, &FinalStatusPush::Smpp);
        }
    }

    #[test]
    fn what_is_no_push() {
        for text in ["", "URL", "{", r#"{"type":"SMPP"} x"#, r#"{'type':'SMPP'}"#, r#"{"type":"SMPP",}"#] {
            refused(text, PushError::NotJson);
        }
        for text in ["null", "[]", "\"SMPP\"", "1", r#"[{"type":"SMPP"}]"#] {
            refused(text, PushError::NotAnObject);
        }
        for text in [
            "{}",
            r#"{"type":null}"#,
            r#"{"type":"url"}"#,
            r#"{"Type":"URL"}"#,
            r#"{"type":"PIGEON"}"#,
            r#"{"type":["URL"]}"#,
        ] {
            refused(text, PushError::Type);
        }
    }

    #[test]
    fn details_are_texts_of_the_right_form() {
        for text in [
            r#"{"type":"URL"}"#,
            r#"{"type":"URL","data":null}"#,
            r#"{"type":"URL","data":"http://a.example"}"#,
            r#"{"type":"URL","data":{"url":7}}"#,
            r#"{"type":"URL","url":"http://a.example"}"#,
        ] {
            refused(text, PushError::Detail("url"));
        }
        refused(
            r#"{"type":"URL","data":{"url":"ftp://a.example"}}"#,
            PushError::Url(UrlTemplateError::NotHttp),
        );
        let unknown = PushError::Url(UrlTemplateError::Placeholder(PlaceholderError::Unknown));
        refused(r#"{"type":"URL","data":{"url":"http://a.example/{{who}}"}}"#, unknown);
        refused(r#"{"type":"EMAIL","data":{"subject":"a","body":"b"}}"#, PushError::Detail("to"));
        refused(r#"{"type":"EMAIL","data":{"to":"a@b.example","body":"b"}}"#, PushError::Detail("subject"));
        refused(r#"{"type":"EMAIL","data":{"to":"a@b.example","subject":"a"}}"#, PushError::Detail("body"));
        let to = PushError::Email(EmailTemplateError::To(MailAddressError::NotOneAt));
        refused(r#"{"type":"EMAIL","data":{"to":"b.example","subject":"a","body":"b"}}"#, to);
        let subject = PushError::Email(EmailTemplateError::Subject(TemplateError::ControlCharacter));
        refused(r#"{"type":"EMAIL","data":{"to":"a@b.example","subject":"a\nb","body":"b"}}"#, subject);
    }

    #[test]
    fn size_and_depth_are_bounded() {
        let filler = |length: usize| format!(r#"{{"type":"SMPP","x":"{}"}}"#, "y".repeat(length));
        let frame = filler(0).len();
        accepted(&filler(BYTES_MAX - frame), &FinalStatusPush::Smpp);
        refused(&filler(BYTES_MAX - frame + 1), PushError::TooLong);
        let nested = format!(r#"{{"type":"SMPP","data":{}{}}}"#, "[".repeat(5_000), "]".repeat(5_000));
        refused(&nested, PushError::NotJson);
    }
}
