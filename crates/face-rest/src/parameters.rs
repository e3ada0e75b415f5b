//! The parameters of one request: query string and form body together, decoded strictly.
//!
//! Names are case sensitive and never guessed at. What does not decode is refused, not repaired: a mended password is
//! another password. A name that is given twice has no value unless both agree.

use std::collections::{BTreeMap, BTreeSet};

/// Everything that was given, by name; for each name the different values.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Parameters {
    given: BTreeMap<String, BTreeSet<String>>,
}

/// What was given under one name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Given<'a> {
    /// Nothing.
    Absent,
    /// One value, however often; possibly empty.
    Value(&'a str),
    /// Different values.
    Contradiction,
}

/// Why a text holds no parameters. The sentence completes "the query string …".
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum EncodingError {
    /// A `%` without two hexadecimal digits after it.
    #[error("holds a % that is not followed by two hexadecimal digits")]
    Escape,
    /// What is written is not UTF-8.
    #[error("is not UTF-8")]
    NotUtf8,
}

impl Parameters {
    /// Adds what an `application/x-www-form-urlencoded` text holds.
    pub(crate) fn add_encoded(&mut self, text: &[u8]) -> Result<(), EncodingError> {
        for pair in text.split(|byte| *byte == b'&').filter(|pair| !pair.is_empty()) {
            let mut halves = pair.splitn(2, |byte| *byte == b'=');
            let name = decode(halves.next().unwrap_or_default())?;
            let value = decode(halves.next().unwrap_or_default())?;
            self.given.entry(name).or_default().insert(value);
        }
        Ok(())
    }

    /// What was given under `name`.
    pub(crate) fn get(&self, name: &str) -> Given<'_> {
        let mut values = self.given.get(name).into_iter().flatten();
        match (values.next(), values.next()) {
            (None, _) => Given::Absent,
            (Some(value), None) => Given::Value(value),
            (Some(_), Some(_)) => Given::Contradiction,
        }
    }

    /// What was given under `names`, in one form however it was sent. Lengths come before texts, so no text can be
    /// mistaken for another's end.
    pub(crate) fn canonical(&self, names: impl Iterator<Item = &'static str>) -> String {
        let names: BTreeSet<&str> = names.collect();
        let given = self.given.iter().filter(|(name, _)| names.contains(name.as_str()));
        let pairs = given.flat_map(|(name, values)| values.iter().map(move |value| (name, value)));
        pairs.map(|(name, value)| format!("{}:{name}{}:{value}", name.len(), value.len())).collect()
    }
}

fn decode(text: &[u8]) -> Result<String, EncodingError> {
    let mut decoded = Vec::with_capacity(text.len());
    let mut rest = text;
    while let [first, tail @ ..] = rest {
        rest = tail;
        decoded.push(match first {
            b'+' => b' ',
            b'%' => {
                let (high, low, after) = escape(tail).ok_or(EncodingError::Escape)?;
                rest = after;
                high << 4 | low
            }
            other => *other,
        });
    }
    String::from_utf8(decoded).map_err(|_| EncodingError::NotUtf8)
}

/// The two digits at the head of `text`, and what follows them.
fn escape(text: &[u8]) -> Option<(u8, u8, &[u8])> {
    let [high, low, after @ ..] = text else { return None };
    let digit = |byte: &u8| char::from(*byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    Some((digit(high)?, digit(low)?, after))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(texts: &[&[u8]]) -> Result<Parameters, EncodingError> {
        let mut parameters = Parameters::default();
        for text in texts {
            parameters.add_encoded(text)?;
        }
        Ok(parameters)
    }

    #[track_caller]
    fn check(texts: &[&[u8]], name: &str, expected: Given<'_>) {
        assert_eq!(read(texts).expect("decodes").get(name), expected);
    }

    #[test]
    fn names_and_values_are_decoded() {
        check(&[b"a=b%20c+d%2B%3d"], "a", Given::Value("b c d+="));
        check(&[b"a=b=c=d"], "a", Given::Value("b=c=d"));
        check(&[b"a%5bx%5D=1"], "a[x]", Given::Value("1"));
        check(&["a=ж%D0%B6".as_bytes()], "a", Given::Value("жж"));
        check(&[b"a", b"b="], "a", Given::Value(""));
        check(&[b"&&b=&"], "b", Given::Value(""));
        check(&[b"=x"], "", Given::Value("x"));
        check(&[b"A=1"], "a", Given::Absent);
        check(&[b"", b""], "a", Given::Absent);
    }

    #[test]
    fn a_name_given_twice_must_agree() {
        check(&[b"a=1&a=1", b"a=%31"], "a", Given::Value("1"));
        check(&[b"a=1", b"a=2"], "a", Given::Contradiction);
        check(&[b"a=&a=2"], "a", Given::Contradiction);
    }

    #[test]
    fn what_does_not_decode_is_refused() {
        for text in ["%", "a=%", "a=%4", "a=%zz", "a=%+1", "%e=1", "x=%%20", "a=%4٣"] {
            assert_eq!(read(&[text.as_bytes()]), Err(EncodingError::Escape), "{text}");
        }
        for text in [b"a=%FF".as_slice(), b"a=\xff", b"\xc3=1", b"a=%C3%28", b"a=%ED%A0%80"] {
            assert_eq!(read(&[text]), Err(EncodingError::NotUtf8), "{text:?}");
        }
    }

    #[test]
    fn the_canonical_form_tells_contents_apart() {
        let form = |text: &[u8]| read(&[text]).expect("decodes").canonical(["a", "b"].into_iter());
        assert_eq!(form(b"b=2&a=1&b=2&c=3"), "1:a1:11:b1:2");
        assert_eq!(form(b"a=%31&b=2"), form(b"b=2&a=1"));
        for other in [b"a=1".as_slice(), b"a=1&b=", b"a=11:b1:2", b"a=12&b=", b"a=1&a=2", b"b=1&a=2"] {
            assert_ne!(form(other), form(b"a=1&b=2"));
        }
    }

    proptest! {
        #[test]
        fn what_another_program_encodes_is_read_back(pairs in prop::collection::btree_map(".{0,8}", ".{0,16}", 0..6)) {
            let encoded = form_urlencoded::Serializer::new(String::new()).extend_pairs(&pairs).finish();
            let parameters = read(&[encoded.as_bytes()]).expect("decodes");
            for (name, value) in &pairs {
                prop_assert_eq!(parameters.get(name), Given::Value(value));
            }
        }

        #[test]
        fn any_bytes_are_read_or_refused(text in prop::collection::vec(any::<u8>(), 0..64)) {
            let _: Result<Parameters, EncodingError> = read(&[&text]);
        }
    }
}
