//! The fields of a final-status push, for every form that has one: its type, and what that type needs.

use messaging::{EmailTemplate, FinalStatusPush, MailAddress, Template, UrlTemplate};

use crate::entered::{Entered, Shown};
use crate::messaging_words as words;
use crate::page::Frame;
use crate::ui::{Choice, Field, Kind};
use crate::visit::Fields;

/// The field that says which type it is.
pub(crate) const TYPE: &str = "push_type";

const URL: &str = "push_url";
const TO: &str = "push_to";
const SUBJECT: &str = "push_subject";
const BODY: &str = "push_body";

/// What a form holds for `push`, by field.
pub(crate) fn values(push: Option<&FinalStatusPush>) -> Vec<(String, String)> {
    let pairs = match push {
        None => vec![],
        Some(FinalStatusPush::Smpp) => vec![(TYPE, "smpp")],
        Some(FinalStatusPush::Url(url)) => vec![(TYPE, "url"), (URL, url.as_str())],
        Some(FinalStatusPush::Email(email)) => vec![
            (TYPE, "email"),
            (TO, email.to().as_str()),
            (SUBJECT, email.subject().as_str()),
            (BODY, email.body().as_str()),
        ],
    };
    pairs.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

/// Whether the type that was chosen has something to fill in.
pub(crate) fn is_template(values: &Fields) -> bool {
    matches!(word(values), "url" | "email")
}

/// Whether the type that was chosen is a request by HTTP.
pub(crate) fn is_url(values: &Fields) -> bool {
    word(values) == "url"
}

/// Whether the type that was chosen is an e-mail.
pub(crate) fn is_email(values: &Fields) -> bool {
    word(values) == "email"
}

/// The fields of the type that was chosen.
pub(crate) fn fields(shown: &Shown<'_>) -> Vec<Field> {
    let kind = word(shown.values);
    let switch = Kind::Switch(types(shown.frame), shown.frame.t("push-show"));
    let mut fields = vec![shown.hinted(TYPE, "push-type", switch, &format!("push-hint-{kind}"))];
    let required = |field: Field| Field { is_required: true, ..field };
    match kind {
        "url" => fields.push(required(shown.hinted(URL, "push-url", Kind::Text, "push-url-hint"))),
        "email" => fields.extend([
            required(shown.field(TO, "push-to", Kind::Text)),
            shown.field(SUBJECT, "push-subject", Kind::Text),
            shown.hinted(BODY, "push-body", Kind::Area, "push-body-hint"),
        ]),
        _ => {}
    }
    fields
}

/// The push that was entered; none where none is wanted.
pub(crate) fn read(entered: &mut Entered<'_>, form: &Fields) -> Option<Option<FinalStatusPush>> {
    match word(form) {
        "url" => {
            let url = entered.read(URL, UrlTemplate::parse, words::url_template)?;
            Some(Some(FinalStatusPush::Url(url)))
        }
        "email" => Some(Some(FinalStatusPush::Email(email(entered, form)?))),
        "smpp" => Some(Some(FinalStatusPush::Smpp)),
        _ => Some(None),
    }
}

/// Each part is read apart first, so that everything that is wrong is said at once.
fn email(entered: &mut Entered<'_>, form: &Fields) -> Option<EmailTemplate> {
    // A browser ends the lines of a field in the way of the network.
    let body = form.text(BODY).replace("\r\n", "\n");
    let to = entered.read(TO, MailAddress::parse, words::mail_address);
    let subject = entered.read(SUBJECT, Template::parse_subject, words::template);
    let checked = entered.read(BODY, |_| Template::parse_body(&body), words::template);
    let (to, subject, _) = (to?, subject?, checked?);
    EmailTemplate::parse(to.as_str(), subject.as_str(), &body).ok()
}

/// One of the words for a type; `none` for all others.
fn word(values: &Fields) -> &'static str {
    ["url", "email", "smpp"].into_iter().find(|word| *word == values.text(TYPE)).unwrap_or("none")
}

fn types(frame: &Frame) -> Vec<Choice> {
    ["none", "url", "email", "smpp"]
        .map(|word| Choice { value: word.to_owned(), label: frame.t(&format!("push-type-{word}")) })
        .to_vec()
}
