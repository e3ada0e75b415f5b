//! The value model: what a parameter or an answer can be. Numbers keep the text they came with; nothing here converts
//! to money, to a date or to a floating-point number.

use std::borrow::Cow;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::fmt;
use std::str::FromStr;

/// One XML-RPC value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// `<nil/>`, also `<ex:nil/>`.
    Nil,
    /// `<int>` and its relatives. On input `i1`, `i2`, `i4` and `int` fit 32 bits, `i8` and `ex:i8` fit 64.
    Int(i64),
    /// `<boolean>`.
    Bool(bool),
    /// `<double>`, as the decimal text that stood in it.
    Double(Lexeme),
    /// `<string>`, or a `<value>` that names no type. Blanks are kept.
    Str(String),
    /// `<dateTime.iso8601>`: the text as sent, without the blanks around it and otherwise unchecked, because senders
    /// disagree about fractions, zones and separators.
    DateTime(String),
    /// `<base64>`, decoded.
    Base64(Vec<u8>),
    /// `<array>`.
    Array(Vec<Value>),
    /// `<struct>`.
    Struct(Struct),
}

impl Value {
    /// The type as the wire names it (`int` for all integers), for messages to the sender.
    pub fn type_name(&self) -> &'static str {
        match self {
            Self::Nil => "nil",
            Self::Int(_) => "int",
            Self::Bool(_) => "boolean",
            Self::Double(_) => "double",
            Self::Str(_) => "string",
            Self::DateTime(_) => "dateTime.iso8601",
            Self::Base64(_) => "base64",
            Self::Array(_) => "array",
            Self::Struct(_) => "struct",
        }
    }
}

impl From<bool> for Value {
    fn from(flag: bool) -> Self {
        Self::Bool(flag)
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Int(number)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Str(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Str(text)
    }
}

impl From<Lexeme> for Value {
    fn from(lexeme: Lexeme) -> Self {
        Self::Double(lexeme)
    }
}

impl From<Vec<Value>> for Value {
    fn from(items: Vec<Value>) -> Self {
        Self::Array(items)
    }
}

impl From<Struct> for Value {
    fn from(members: Struct) -> Self {
        Self::Struct(members)
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    /// Nothing is `<nil/>`.
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Nil, Into::into)
    }
}

/// The members of a `<struct>` in the order in which they were inserted or sent. Names are unique; equality heeds the
/// order, as it is visible on the wire.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Struct {
    members: Vec<(Name, Value)>,
}

/// A member's name; the maker of an answer mostly writes it down as a literal, and a peer sends it.
type Name = Cow<'static, str>;

impl Struct {
    /// A struct without members.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets a member. A name that is there already keeps its place and takes the new value.
    /// Looks through all members: to build from many at once, `collect` them.
    pub fn insert(&mut self, name: impl Into<Cow<'static, str>>, value: impl Into<Value>) {
        let (name, value) = (name.into(), value.into());
        match self.members.iter_mut().find(|(known, _)| *known == name) {
            Some((_, slot)) => *slot = value,
            None => self.members.push((name, value)),
        }
    }

    /// [`Struct::insert`] for building an answer in one expression.
    #[must_use]
    pub fn with(mut self, name: impl Into<Cow<'static, str>>, value: impl Into<Value>) -> Self {
        self.insert(name, value);
        self
    }

    /// The member of that name.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.iter().find(|(known, _)| *known == name).map(|(_, value)| value)
    }

    /// Names and values in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&str, &Value)> {
        self.members.iter().map(|(name, value)| (name.as_ref(), value))
    }

    /// How many members there are.
    pub fn len(&self) -> usize {
        self.members.len()
    }

    /// Whether there is no member.
    pub fn is_empty(&self) -> bool {
        self.members.is_empty()
    }
}

impl FromIterator<(String, Value)> for Struct {
    /// Same outcome as inserting one after the other, in time linear in the number of members: a peer chooses that
    /// number, so it must not buy quadratic work.
    fn from_iter<I: IntoIterator<Item = (String, Value)>>(members: I) -> Self {
        let mut places: HashMap<String, usize> = HashMap::new();
        let mut kept: Vec<(Name, Value)> = Vec::new();
        for (name, value) in members {
            match places.entry(name) {
                Entry::Vacant(vacant) => {
                    let name = Cow::Owned(vacant.key().clone());
                    vacant.insert(kept.len());
                    kept.push((name, value));
                }
                Entry::Occupied(place) => {
                    if let Some((_, slot)) = kept.get_mut(*place.get()) {
                        *slot = value;
                    }
                }
            }
        }
        Self { members: kept }
    }
}

impl IntoIterator for Struct {
    type Item = (String, Value);
    type IntoIter = std::iter::Map<std::vec::IntoIter<(Name, Value)>, fn((Name, Value)) -> (String, Value)>;

    fn into_iter(self) -> Self::IntoIter {
        self.members.into_iter().map(|(name, value)| (name.into_owned(), value))
    }
}

/// The decimal text of a `<double>`: an optional sign, digits with at most one point, an optional exponent (Python
/// writes `1e-09`). Not-a-number, infinities, hexadecimal and blanks cannot be held. The size of the exponent is not
/// bounded: who converts the text must bound it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Lexeme(String);

/// The text is not a decimal number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a decimal number")]
pub struct LexemeError;

impl Lexeme {
    /// The text exactly as it was sent or given.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Lexeme {
    type Err = LexemeError;

    fn from_str(text: &str) -> Result<Self, LexemeError> {
        if !is_decimal(text) {
            return Err(LexemeError);
        }
        Ok(Self(text.to_owned()))
    }
}

impl fmt::Display for Lexeme {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn is_decimal(text: &str) -> bool {
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (text, None),
    };
    let (whole, fraction) = without_sign(mantissa).split_once('.').unwrap_or((without_sign(mantissa), ""));
    let has_digits = !whole.is_empty() || !fraction.is_empty();
    let has_exponent_digits = exponent.is_none_or(|power| !without_sign(power).is_empty());
    has_digits
        && has_exponent_digits
        && are_digits(whole)
        && are_digits(fraction)
        && exponent.is_none_or(|power| are_digits(without_sign(power)))
}

fn without_sign(text: &str) -> &str {
    text.strip_prefix(['+', '-']).unwrap_or(text)
}

fn are_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_decimal(text: &str, held: bool) {
        assert_eq!(text.parse::<Lexeme>().is_ok(), held, "{text:?}");
    }

    #[test]
    fn a_lexeme_is_a_decimal_number_and_nothing_else() {
        for text in ["0", "1.5", "-1.50", "+5", "5.", ".5", "-.5", "1e-09", "1E22", "1.e+3", "-0.0", "007"] {
            check_decimal(text, true);
        }
        for text in [
            "", "+", "-", ".", "e5", ".e5", "1e", "1e+", "1.2.3", "--1", "+-1", "1e5.0", "1e5e5", "NaN",
            "nan", "inf", "-inf", "Infinity", "0x10", "1f", "1,5", " 1", "1 ", "1_000", "١", "1-", "1e--5",
        ] {
            check_decimal(text, false);
        }
    }

    #[test]
    fn a_repeated_name_keeps_its_place_and_takes_the_last_value() {
        let inserted = Struct::new().with("a", 1).with("b", 2).with("a", 3);
        let collected: Struct = [("a", 1), ("b", 2), ("a", 3)]
            .into_iter()
            .map(|(name, n)| (name.to_owned(), Value::Int(n)))
            .collect();
        assert_eq!(inserted, collected);
        assert_eq!(inserted.iter().collect::<Vec<_>>(), [("a", &Value::Int(3)), ("b", &Value::Int(2))]);
        assert_eq!((inserted.len(), inserted.is_empty(), inserted.get("c")), (2, false, None));
    }

    #[test]
    fn nothing_becomes_nil() {
        assert_eq!(Value::from(None::<i64>), Value::Nil);
        assert_eq!(Value::from(Some("x")), Value::Str("x".to_owned()));
    }
}
