//! What a line of the log says has changed, field by field, as a person compares it. Nothing secret is ever written down;
//! what is called like a secret is hidden here all the same.

use std::collections::BTreeMap;

use serde_json::Value;

/// One field that differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldChange {
    /// Its name, with the names of what it is a part of before it: `rights.customers`.
    pub field: String,
    /// What it was; none: it was not there.
    pub before: Option<Said>,
    /// What it is; none: it is not there any more.
    pub after: Option<Said>,
}

/// What a field says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Said {
    /// A text.
    Text(String),
    /// A number, as it was written down.
    Number(String),
    /// Yes or no.
    Truth(bool),
    /// Something that is not shown.
    Hidden,
}

/// Which fields differ between two states, each written down as JSON; a state that was not there differs in all of them.
#[must_use]
pub fn changes(before: Option<&str>, after: Option<&str>) -> Vec<FieldChange> {
    let (mut before, after) = (fields(before), fields(after));
    let mut changes: Vec<FieldChange> = Vec::new();
    for (field, after) in after {
        let before = before.remove(&field);
        if before.as_ref() != Some(&after) || after == Said::Hidden {
            changes.push(FieldChange { field, before, after: Some(after) });
        }
    }
    let gone =
        before.into_iter().map(|(field, before)| FieldChange { field, before: Some(before), after: None });
    changes.extend(gone);
    changes.sort_by(|left, right| left.field.cmp(&right.field));
    changes
}

fn fields(state: Option<&str>) -> BTreeMap<String, Said> {
    let mut fields = BTreeMap::new();
    if let Some(Ok(state)) = state.map(serde_json::from_str::<Value>) {
        flatten(String::new(), &state, &mut fields);
    }
    fields
}

fn flatten(name: String, value: &Value, fields: &mut BTreeMap<String, Said>) {
    let said = match value {
        Value::Null => return,
        Value::Object(members) => {
            for (part, value) in members {
                let name = if name.is_empty() { part.clone() } else { format!("{name}.{part}") };
                flatten(name, value, fields);
            }
            return;
        }
        _ if is_secret(&name) => Said::Hidden,
        Value::Bool(truth) => Said::Truth(*truth),
        Value::Number(number) => Said::Number(number.to_string()),
        Value::String(text) => Said::Text(text.clone()),
        Value::Array(items) => Said::Text(items.iter().map(text_of).collect::<Vec<_>>().join(", ")),
    };
    fields.insert(name, said);
}

fn text_of(item: &Value) -> String {
    item.as_str().map_or_else(|| item.to_string(), str::to_owned)
}

/// Whether a field holds, by its name, what nobody is shown.
fn is_secret(name: &str) -> bool {
    let last = name.rsplit('.').next().unwrap_or(name);
    let ends = ["password", "secret", "token", "hash", "pin", "recovery_codes"];
    ends.iter().any(|end| last == *end || last.ends_with(&format!("_{end}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(before: Option<&str>, after: Option<&str>, expected: &[(&str, &str, &str)]) {
        let shown = |said: &Option<Said>| match said {
            None => "–".to_owned(),
            Some(Said::Text(text)) => format!("“{text}”"),
            Some(Said::Number(number)) => number.clone(),
            Some(Said::Truth(truth)) => truth.to_string(),
            Some(Said::Hidden) => "***".to_owned(),
        };
        let found = changes(before, after);
        let found: Vec<(String, String, String)> = found
            .iter()
            .map(|change| (change.field.clone(), shown(&change.before), shown(&change.after)))
            .collect();
        let found: Vec<(&str, &str, &str)> = found
            .iter()
            .map(|(field, before, after)| (field.as_str(), before.as_str(), after.as_str()))
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn what_differs_is_told_field_by_field() {
        check(
            Some(r#"{"name":"a","rights":{"customers":7,"flags":1},"gone":true,"same":"x"}"#),
            Some(r#"{"name":"b","rights":{"customers":7,"flags":3},"new":null,"list":["x","y"],"same":"x"}"#),
            &[
                ("gone", "true", "–"),
                ("list", "–", "“x, y”"),
                ("name", "“a”", "“b”"),
                ("rights.flags", "1", "3"),
            ],
        );
        check(None, Some(r#"{"name":"a"}"#), &[("name", "–", "“a”")]);
        check(Some(r#"{"name":"a"}"#), None, &[("name", "“a”", "–")]);
        check(None, None, &[]);
        check(Some("no JSON"), Some("{"), &[]);
    }

    #[test]
    fn what_is_called_like_a_secret_is_hidden() {
        check(
            Some(r#"{"password_policy":1,"pin":"1234"}"#),
            Some(
                r#"{"api_password":"changed","endpoint":{"voip_password":"x"},"password_policy":2,"pin":"1234"}"#,
            ),
            &[
                ("api_password", "–", "***"),
                ("endpoint.voip_password", "–", "***"),
                ("password_policy", "1", "2"),
                ("pin", "***", "***"),
            ],
        );
    }
}
