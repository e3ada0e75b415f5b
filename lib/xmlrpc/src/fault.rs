//! The fault: the one error answer XML-RPC has. What the numbers mean is the caller's business.

use crate::value::{Struct, Value};

/// An error answer. Displayed as `code: string`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{code}: {string}")]
pub struct Fault {
    /// `faultCode`, the number programs react to.
    pub code: i32,
    /// `faultString`, the sentence people read.
    pub string: String,
}

impl From<Fault> for Value {
    /// The struct a fault is on the wire: `faultCode` as integer, then `faultString`, nothing else. Some clients read
    /// it with one ordered expression. `system.multicall` puts the same struct in the place of a failed call's answer.
    fn from(fault: Fault) -> Self {
        let members =
            Struct::new().with("faultCode", i64::from(fault.code)).with("faultString", fault.string);
        Self::Struct(members)
    }
}

/// Reads a fault back from the struct it is on the wire. Members besides the two are ignored; `None` when one of the
/// two is missing, of another type, or the code does not fit 32 bits.
pub(crate) fn fault_from_value(value: &Value) -> Option<Fault> {
    let Value::Struct(members) = value else { return None };
    let (Value::Int(code), Value::Str(string)) = (members.get("faultCode")?, members.get("faultString")?)
    else {
        return None;
    };
    Some(Fault { code: i32::try_from(*code).ok()?, string: string.clone() })
}
