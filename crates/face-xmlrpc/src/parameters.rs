//! Liberal in: reading the one struct that a method takes.
//!
//! Clients of this dialect send integers for doubles and booleans, numbers and booleans in strings, and nil for what
//! they do not set (reference section 1.4). All of that is understood here, once; a method never looks at a raw value.

use app::Timestamp;
use money::{Currency, DecimalError, parse_decimal};
use party::dictionary::UnknownTerm;
use xmlrpc::{Fault, Struct, Value};

use crate::catalogue::Method;
use crate::computed::parse_computed;
use crate::dates;
use crate::fault::{BAD_PARAMETER, MISSING_IN_CREATE_CUSTOMER, bad, fault};

/// The parameters of one call. Members that the method does not know are ignored, as clients rely on.
pub(crate) struct Parameters<'a> {
    method: &'a Method,
    members: &'a Struct,
}

/// A parameter that can be switched off by naming it with nil.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Nullable<T> {
    /// Not named.
    Absent,
    /// Named, with nil.
    Nil,
    /// Named, with a value.
    Given(T),
}

impl<T> Nullable<T> {
    /// The same for another value.
    pub(crate) fn map<U>(self, make: impl FnOnce(T) -> U) -> Nullable<U> {
        match self {
            Self::Absent => Nullable::Absent,
            Self::Nil => Nullable::Nil,
            Self::Given(value) => Nullable::Given(make(value)),
        }
    }

    /// What is to change: nothing, to none, or to a value.
    pub(crate) fn changed(self) -> Option<Option<T>> {
        match self {
            Self::Absent => None,
            Self::Nil => Some(None),
            Self::Given(value) => Some(Some(value)),
        }
    }
}

impl<'a> Parameters<'a> {
    pub(crate) fn new(method: &'a Method, members: &'a Struct) -> Self {
        Self { method, members }
    }

    /// Text; nil counts as absent.
    pub(crate) fn string(&self, name: &str) -> Result<Option<String>, Fault> {
        self.present(name).map(|value| text_of(name, value)).transpose()
    }

    /// Text that is not empty; an empty one counts as absent.
    pub(crate) fn filled_string(&self, name: &str) -> Result<Option<String>, Fault> {
        Ok(self.string(name)?.filter(|text| !text.is_empty()))
    }

    /// Text that must be there.
    pub(crate) fn required_string(&self, name: &str) -> Result<String, Fault> {
        self.string(name)?.ok_or_else(|| self.missing(name))
    }

    /// What `parse` makes of a text; absent where the text is.
    pub(crate) fn parsed<T, E: std::fmt::Display>(
        &self,
        name: &str,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Result<Option<T>, Fault> {
        let text = self.string(name)?;
        text.map(|text| parse(&text).map_err(|error| bad(name, error))).transpose()
    }

    /// Like [`Self::parsed`], where an empty text counts as absent.
    pub(crate) fn parsed_filled<T, E: std::fmt::Display>(
        &self,
        name: &str,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Result<Option<T>, Fault> {
        let text = self.filled_string(name)?;
        text.map(|text| parse(&text).map_err(|error| bad(name, error))).transpose()
    }

    /// Like [`Self::parsed`], where an empty text and nil mean none.
    pub(crate) fn parsed_or_none<T, E: std::fmt::Display>(
        &self,
        name: &str,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Result<Option<Option<T>>, Fault> {
        match self.member(name) {
            None => Ok(None),
            Some(_) => self.parsed_filled(name, parse).map(Some),
        }
    }

    /// Texts: an array of them, or one text in which commas part them.
    pub(crate) fn strings(&self, name: &str) -> Result<Option<Vec<String>>, Fault> {
        match self.present(name) {
            Some(Value::Array(items)) => {
                items.iter().map(|item| text_of(name, item)).collect::<Result<_, _>>().map(Some)
            }
            _ => Ok(self
                .string(name)?
                .map(|text| text.split(',').filter(|part| !part.is_empty()).map(str::to_owned).collect())),
        }
    }

    /// An integer.
    pub(crate) fn int(&self, name: &str) -> Result<Option<i64>, Fault> {
        self.present(name).map(|value| int_of(name, value)).transpose()
    }

    /// An integer that must be there.
    pub(crate) fn required_int(&self, name: &str) -> Result<i64, Fault> {
        self.int(name)?.ok_or_else(|| self.missing(name))
    }

    /// An integer from 0 up that the answers can show: their `<int>` has 32 bits.
    pub(crate) fn count(&self, name: &str) -> Result<Option<i64>, Fault> {
        match self.int(name)? {
            Some(value) if value < 0 => Err(bad(name, "must not be negative")),
            Some(value) if i64::from(i32::MAX) < value => {
                Err(bad(name, format!("may be at most {}", i32::MAX)))
            }
            value => Ok(value),
        }
    }

    /// An integer, or nil where the caller names it with nil.
    pub(crate) fn nullable_int(&self, name: &str) -> Result<Nullable<i64>, Fault> {
        match self.member(name) {
            None => Ok(Nullable::Absent),
            Some(Value::Nil) => Ok(Nullable::Nil),
            Some(value) => int_of(name, value).map(Nullable::Given),
        }
    }

    /// Like [`Self::count`], or nil where the caller names it with nil.
    pub(crate) fn nullable_count(&self, name: &str) -> Result<Nullable<i64>, Fault> {
        match self.member(name) {
            None => Ok(Nullable::Absent),
            Some(Value::Nil) => Ok(Nullable::Nil),
            Some(_) => Ok(self.count(name)?.map_or(Nullable::Nil, Nullable::Given)),
        }
    }

    /// A moment in either format, as text or as a date; an empty text counts as absent.
    pub(crate) fn moment(&self, name: &str) -> Result<Option<Timestamp>, Fault> {
        match self.present(name) {
            Some(Value::DateTime(text)) => dates::parse(text).map(Some).map_err(|error| bad(name, error)),
            _ => self.parsed_filled(name, dates::parse),
        }
    }

    /// A currency by its code; an empty text counts as absent.
    pub(crate) fn currency(&self, name: &str) -> Result<Option<Currency>, Fault> {
        let code = self.filled_string(name)?;
        code.map(|code| currency_of(name, &code)).transpose()
    }

    /// A currency that must be there.
    pub(crate) fn required_currency(&self, name: &str) -> Result<Currency, Fault> {
        currency_of(name, &self.required_string(name)?)
    }

    /// A term of a dictionary.
    pub(crate) fn term<T>(
        &self,
        name: &str,
        find: impl FnOnce(i64) -> Result<T, UnknownTerm>,
    ) -> Result<Option<T>, Fault> {
        let id = self.int(name)?;
        id.map(|id| find(id).map_err(|error| bad(name, error))).transpose()
    }

    /// A number with at most `scale` decimals, in units of 10^-`scale`, from the text on the wire.
    pub(crate) fn decimal(&self, name: &str, scale: u8) -> Result<Option<i64>, Fault> {
        self.present(name).map(|value| decimal_of(name, value, scale)).transpose()
    }

    /// Like [`Self::decimal`], from 0 up.
    pub(crate) fn quantity(&self, name: &str, scale: u8) -> Result<Option<i64>, Fault> {
        match self.decimal(name, scale)? {
            Some(value) if value < 0 => Err(bad(name, "must not be negative")),
            value => Ok(value),
        }
    }

    /// Like [`Self::quantity`], or nil where the caller names it with nil.
    pub(crate) fn nullable_quantity(&self, name: &str, scale: u8) -> Result<Nullable<i64>, Fault> {
        match self.member(name) {
            None => Ok(Nullable::Absent),
            Some(Value::Nil) => Ok(Nullable::Nil),
            Some(_) => Ok(self.quantity(name, scale)?.map_or(Nullable::Nil, Nullable::Given)),
        }
    }

    /// Like [`Self::decimal`], or nil where the caller names it with nil.
    pub(crate) fn nullable_decimal(&self, name: &str, scale: u8) -> Result<Nullable<i64>, Fault> {
        match self.member(name) {
            None => Ok(Nullable::Absent),
            Some(Value::Nil) => Ok(Nullable::Nil),
            Some(value) => decimal_of(name, value, scale).map(Nullable::Given),
        }
    }

    /// Yes or no.
    pub(crate) fn bool(&self, name: &str) -> Result<Option<bool>, Fault> {
        self.present(name).map(|value| bool_of(name, value)).transpose()
    }

    /// The fault for a required parameter that is not there. `createCustomer` has a code of its own for it, as
    /// observed on a live switch (reference section 0, fact 6).
    pub(crate) fn missing(&self, name: &str) -> Fault {
        let code = match self.method.name {
            "createCustomer" => MISSING_IN_CREATE_CUSTOMER,
            _ => BAD_PARAMETER,
        };
        fault(code, format!("Parameter {name} is required"))
    }

    /// What is called.
    pub(crate) fn method(&self) -> &'a Method {
        self.method
    }

    fn present(&self, name: &str) -> Option<&'a Value> {
        self.member(name).filter(|value| **value != Value::Nil)
    }

    /// The value as it came, which may be nil.
    pub(crate) fn member(&self, name: &str) -> Option<&'a Value> {
        debug_assert!(
            self.method.parameter(name).is_some(),
            "{name} is not in the catalogue of {}",
            self.method.name
        );
        self.members.get(name)
    }
}

fn text_of(name: &str, value: &Value) -> Result<String, Fault> {
    match value {
        Value::Str(text) => Ok(text.clone()),
        Value::Int(number) => Ok(number.to_string()),
        Value::Double(lexeme) => Ok(lexeme.as_str().to_owned()),
        other => Err(bad(name, format!("must be a string, not {}", other.type_name()))),
    }
}

fn int_of(name: &str, value: &Value) -> Result<i64, Fault> {
    let rule = || bad(name, "must be an integer");
    match value {
        Value::Int(number) => Ok(*number),
        Value::Bool(flag) => Ok(i64::from(*flag)),
        Value::Double(lexeme) => parse_decimal(lexeme.as_str(), 0).map_err(|_| rule()),
        Value::Str(text) => parse_decimal(text, 0).map_err(|_| rule()),
        other => Err(bad(name, format!("must be an integer, not {}", other.type_name()))),
    }
}

fn currency_of(name: &str, code: &str) -> Result<Currency, Fault> {
    Currency::parse(code).map_err(|error| bad(name, format!("is {error}")))
}

fn decimal_of(name: &str, value: &Value, scale: u8) -> Result<i64, Fault> {
    let parse = |text: &str| parse_decimal(text, scale).map_err(|error| unreadable(name, error, scale));
    match value {
        Value::Double(lexeme) => match parse_computed(lexeme.as_str(), scale) {
            Some(units) => Ok(units),
            None => parse(lexeme.as_str()),
        },
        Value::Int(number) => parse(&number.to_string()),
        Value::Str(text) => parse(text),
        other => Err(bad(name, format!("must be a double, not {}", other.type_name()))),
    }
}

fn unreadable(name: &str, error: DecimalError, scale: u8) -> Fault {
    match error {
        DecimalError::Empty | DecimalError::Malformed => bad(name, "must be a number such as -12.5"),
        DecimalError::TooPrecise => bad(name, format!("may have at most {scale} decimals")),
        DecimalError::OutOfRange => bad(name, "is too large"),
    }
}

fn bool_of(name: &str, value: &Value) -> Result<bool, Fault> {
    match value {
        Value::Bool(flag) => Ok(*flag),
        Value::Int(0) => Ok(false),
        Value::Int(1) => Ok(true),
        Value::Str(text) if text == "0" || text.eq_ignore_ascii_case("false") => Ok(false),
        Value::Str(text) if text == "1" || text.eq_ignore_ascii_case("true") => Ok(true),
        _ => Err(bad(name, "must be a boolean, 0 or 1")),
    }
}
