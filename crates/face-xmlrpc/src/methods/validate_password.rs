//! `validatePassword`: article 107475. A password that breaks the policy is a fault in the language asked for.

use party::password::{Password, PasswordError, PasswordPolicy};
use party::text::Line;
use xmlrpc::{Fault, Struct};

use super::ok;
use crate::catalogue::{Kind, Method, Parameter, optional, required};
use crate::fault::{BAD_PARAMETER, fault};
use crate::parameters::Parameters;

/// Its row in the catalogue.
pub(crate) const METHOD: Method = Method {
    name: "validatePassword",
    summary: "Tells whether a password keeps a policy.",
    source: "107475",
    acting_for: None,
    parameters: &[PARAMETERS],
    returns: "nothing more; a fault tells what is missing",
};

const PARAMETERS: &[Parameter] = &[
    required("i_password_policy", Kind::Integer, "a term of the dictionary password_policies"),
    required("password", Kind::String, "the password, at most 128 characters"),
    optional("web_label", Kind::String, "what the text calls the password, at most 64 characters; Password"),
    optional(
        "lang",
        Kind::String,
        "language of the text: ru, or any other code of at most 8 characters for English; en",
    ),
];

/// Tells it.
pub(crate) fn call(parameters: &Parameters<'_>) -> Result<Struct, Fault> {
    let policy = parameters.term("i_password_policy", PasswordPolicy::new)?;
    let policy = policy.ok_or_else(|| parameters.missing("i_password_policy"))?;
    let password = parameters.required_string("password")?;
    let russian = parameters.parsed("lang", Line::<8>::parse)?.is_some_and(|lang| lang.as_str() == "ru");
    let label = parameters.parsed_filled("web_label", Line::<64>::parse)?;
    let kept = Password::parse(&password).and_then(|password| policy.check(&password));
    let Err(error) = kept else { return Ok(ok()) };
    let unnamed = if russian { "Пароль" } else { "Password" };
    let label = label.as_ref().map_or(unnamed, Line::as_str);
    let text = if russian { in_russian(error) } else { error.to_string() };
    Err(fault(BAD_PARAMETER, format!("{label} {text}")))
}

fn in_russian(error: PasswordError) -> String {
    match error {
        PasswordError::Empty => "не может быть пустым".to_owned(),
        PasswordError::TooShort(min) => format!("должен содержать не менее {min} символов"),
        PasswordError::TooLong(max) => format!("должен содержать не более {max} символов"),
        PasswordError::ControlCharacter => "не может содержать управляющие символы".to_owned(),
        PasswordError::NoLetter => "должен содержать букву".to_owned(),
        PasswordError::NoDigit => "должен содержать цифру".to_owned(),
        PasswordError::OneCase => "должен содержать заглавную и строчную буквы".to_owned(),
        PasswordError::NoSymbol => {
            "должен содержать символ, который не является буквой или цифрой".to_owned()
        }
    }
}
