//! The OpenAPI 3.1 document, made from the catalogue.
//!
//! Parameters are described as a form body, and for operations that GET does as well, as query parameters too. That any
//! parameter may come either way is said in prose: OpenAPI has no word for it.

use serde_json::{Map, Value, json};

use crate::catalogue::{Field, Kind, Member, OPERATIONS, Operation, Origin, Parameter, Presence, Shape};
use crate::status::Status;

const DESCRIPTION: &str = "\
Customers, users and message credits for resellers. Parameters come in the query string, in a form body, or in both; \
names are case sensitive, unknown ones are ignored, and one that is given twice must have the same value. Every handled \
request is answered with HTTP 200 and a JSON object whose `status` tells how it came out; 0 is success. Other HTTP \
statuses: 404 for an unknown path, 405 for a wrong method, 408 and 413 for a body that does not arrive or is too long, \
415 for one with a `Content-Encoding` such as gzip, which is not undone here, 503 with `Retry-After` when the request may succeed later.";

const KEY_DESCRIPTION: &str = "\
Names this write: sent again with the same key and the same parameters, it is done once and answered as the first time. \
1 to 255 visible ASCII characters.";

/// The document, indented, with a line feed at its end.
pub(crate) fn text() -> String {
    format!("{:#}\n", document())
}

fn document() -> Value {
    let paths: Map<String, Value> =
        OPERATIONS.iter().map(|operation| (operation.path(), path(operation))).collect();
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Tollgate messaging interface",
            "version": env!("CARGO_PKG_VERSION"),
            "description": format!("{DESCRIPTION}\n\n{}", statuses()),
        },
        "paths": paths,
        "components": {
            "parameters": {
                "IdempotencyKey": {
                    "name": "Idempotency-Key",
                    "in": "header",
                    "required": false,
                    "description": KEY_DESCRIPTION,
                    "schema": { "type": "string", "pattern": "^[!-~]{1,255}$" },
                },
            },
            "responses": {
                "TooLarge": response("The body has more than 65536 bytes.", &failure(&[Status::Malformed])),
                "Compressed": {
                    "description": "The body has a `Content-Encoding`, which is not undone here: send it as it is.",
                    "content": { "text/plain": { "schema": { "type": "string" } } },
                },
                "Unavailable": {
                    "description": "The service is overloaded or unavailable; the same request may succeed later.",
                    "headers": {
                        "Retry-After": { "description": "Seconds to wait.", "schema": { "type": "integer" } },
                    },
                    "content": { "application/json": { "schema": failure(&[Status::Internal]) } },
                },
            },
        },
    })
}

fn statuses() -> String {
    let mut text = "Statuses (100 to 102 are ours, the others the platform's):\n".to_owned();
    for status in Status::ALL {
        text.push_str(&format!("\n- {}: {}", status.code(), status.meaning()));
    }
    text
}

fn path(operation: &Operation) -> Value {
    let mut methods = Map::from_iter([("post".to_owned(), method(operation, "post", post_input(operation)))]);
    if operation.by_get {
        methods.insert("get".to_owned(), method(operation, "get", get_input(operation)));
    }
    Value::Object(methods)
}

fn method(operation: &Operation, method: &str, input: Map<String, Value>) -> Value {
    let mut members = input;
    let source = match operation.origin {
        Origin::Documented => "Documented by the platform.",
        Origin::Ours => "Not documented by the platform: ours.",
    };
    let description = format!("{} {source}", operation.notes);
    members.insert("operationId".to_owned(), json!(format!("{}-{method}", operation.name.replace('/', "-"))));
    members.insert("summary".to_owned(), json!(operation.summary));
    members.insert("description".to_owned(), json!(description.trim()));
    members.insert("responses".to_owned(), responses(operation));
    Value::Object(members)
}

fn post_input(operation: &Operation) -> Map<String, Value> {
    let required = operation.parameters.iter().filter(|parameter| parameter.presence == Presence::Required);
    let required: Vec<&str> = required.map(|parameter| parameter.field.name).collect();
    let properties: Map<String, Value> = operation
        .parameters
        .iter()
        .map(|parameter| (parameter.field.name.to_owned(), schema(parameter)))
        .collect();
    let form = json!({ "type": "object", "required": required, "properties": properties });
    let body = json!({ "content": { "application/x-www-form-urlencoded": { "schema": form } } });
    let mut input = Map::from_iter([("requestBody".to_owned(), body)]);
    if operation.is_write {
        let key = json!([{ "$ref": "#/components/parameters/IdempotencyKey" }]);
        input.insert("parameters".to_owned(), key);
    }
    input
}

fn get_input(operation: &Operation) -> Map<String, Value> {
    let parameter = |parameter: &Parameter| {
        json!({
            "name": parameter.field.name,
            "in": "query",
            "required": parameter.presence == Presence::Required,
            "schema": schema(parameter),
        })
    };
    let by_get = |parameter: &&Parameter| !matches!(parameter.presence, Presence::OptionalByPost(_));
    let parameters: Vec<Value> = operation.parameters.iter().filter(by_get).map(parameter).collect();
    Map::from_iter([("parameters".to_owned(), Value::Array(parameters))])
}

fn schema(parameter: &Parameter) -> Value {
    let Field { description, rule, example, kind, .. } = parameter.field;
    let presence = presence(parameter.presence);
    let mut schema = Map::from_iter([
        ("type".to_owned(), json!("string")),
        ("description".to_owned(), json!(format!("{description} {presence} Allowed: {rule}."))),
        ("examples".to_owned(), json!([example])),
    ]);
    let (name, value) = match kind {
        Kind::Text(length) => ("maxLength", json!(length)),
        Kind::Secret(length) => {
            schema.insert("maxLength".to_owned(), json!(length));
            ("format", json!("password"))
        }
        Kind::Pattern(pattern) => ("pattern", json!(pattern)),
        Kind::Email => ("format", json!("email")),
        Kind::Json => ("contentMediaType", json!("application/json")),
        Kind::Integer => ("pattern", json!("^[+-]?[0-9]+$")),
        Kind::OneOf(words) => ("enum", json!(words)),
    };
    schema.insert(name.to_owned(), value);
    Value::Object(schema)
}

fn presence(presence: Presence) -> String {
    match presence {
        Presence::Required => "Required.".to_owned(),
        Presence::Optional(default) => format!("Optional; without it: {default}."),
        Presence::RequiredSinceNewer => {
            "Revision 1: optional, empty by default; revision 2: required, may be empty.".to_owned()
        }
        Presence::OptionalSinceNewer => "Revision 1: ignored; revision 2: optional.".to_owned(),
        Presence::RequiredInForm(form) => format!("Required in the {form}'s form, refused in the other."),
        Presence::OptionalByPost(default) => format!("Optional, by POST only; without it: {default}."),
    }
}

fn responses(operation: &Operation) -> Value {
    let failures: Vec<Status> =
        operation.statuses.iter().copied().filter(|status| *status != Status::Done).collect();
    let either = json!({ "oneOf": [success(operation.success), failure(&failures)] });
    json!({
        "200": response("How it came out.", &either),
        "413": { "$ref": "#/components/responses/TooLarge" },
        "415": { "$ref": "#/components/responses/Compressed" },
        "503": { "$ref": "#/components/responses/Unavailable" },
    })
}

fn response(description: &str, schema: &Value) -> Value {
    json!({ "description": description, "content": { "application/json": { "schema": schema } } })
}

fn success(members: &[Member]) -> Value {
    let required: Vec<&str> = members.iter().map(|member| member.name).collect();
    let property = |member: &Member| {
        // An example is a literal of this program: one that is no JSON shows itself as null in the golden document.
        let example: Value = serde_json::from_str(member.example).unwrap_or_default();
        let description = member.description;
        let schema = match member.shape {
            Shape::Lines(members) => {
                json!({ "type": "array", "description": description, "items": success(members) })
            }
            Shape::Value if member.name == "status" => {
                json!({ "const": example, "description": description })
            }
            Shape::Value => {
                json!({ "type": kind(&example), "description": description, "examples": [example] })
            }
            Shape::ValueOrNull => {
                let kinds = [kind(&example), "null"];
                json!({ "type": kinds, "description": description, "examples": [example] })
            }
        };
        (member.name.to_owned(), schema)
    };
    let properties: Map<String, Value> = members.iter().map(property).collect();
    json!({ "type": "object", "required": required, "properties": properties, "additionalProperties": false })
}

fn kind(example: &Value) -> &'static str {
    match example {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

fn failure(statuses: &[Status]) -> Value {
    let codes: Vec<u16> = statuses.iter().map(|status| status.code()).collect();
    let meanings: Vec<String> =
        statuses.iter().map(|status| format!("{}: {}", status.code(), status.meaning())).collect();
    json!({
        "type": "object",
        "required": ["status", "message"],
        "properties": {
            "status": { "enum": codes, "description": meanings.join("; ") },
            "message": { "type": "string", "description": "What is wrong, for people." },
            "parameter": { "type": "string", "description": "The parameter at fault, if it is one." },
        },
        "additionalProperties": false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::golden;

    #[test]
    fn the_published_document_is_the_one_that_is_served() {
        golden::check("contracts/openapi.json", &text());
    }
}
