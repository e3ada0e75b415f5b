//! Query string and form body: what is accepted reads as another program decodes it.

use std::collections::{BTreeMap, BTreeSet};

/// The input is a query string, a content type (empty: none is sent) and a body, divided by line feeds.
pub fn parameters(data: &[u8]) {
    let mut parts = data.splitn(3, |byte| *byte == b'\n');
    let mut part = || parts.next().unwrap_or_default();
    let (query, content_type, body) = (part(), part(), part());
    let content_type = Some(content_type).filter(|content_type| !content_type.is_empty());
    let Some(given) = face_rest::fuzzing::parameters(query, body, content_type) else { return };
    for (name, values) in decoded(query, body) {
        let expected = if values.len() == 1 { values.first().cloned() } else { None };
        assert_eq!(given(&name), expected, "{name:?}");
    }
    let longer_than_any = "x".repeat(data.len() + 1);
    assert_eq!(given(&longer_than_any), None);
}

/// The different values of each name. The query ends where a fragment begins.
fn decoded(query: &[u8], body: &[u8]) -> BTreeMap<String, BTreeSet<String>> {
    let query = query.split(|byte| *byte == b'#').next().unwrap_or_default();
    let mut decoded: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (name, value) in form_urlencoded::parse(query).chain(form_urlencoded::parse(body)) {
        decoded.entry(name.into_owned()).or_default().insert(value.into_owned());
    }
    decoded
}
