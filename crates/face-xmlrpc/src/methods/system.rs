//! The `system.*` methods: what can be called, and many calls in one.

use app::{App, Context};
use xmlrpc::{Fault, Value};

use super::dispatch;
use crate::catalogue::{self, Kind, METHODS, Method, Parameter, required};
use crate::fault::{BAD_PARAMETER, fault, unknown_method};
use crate::reference;

/// Its row in the catalogue.
pub(crate) const LIST_METHODS: Method = Method {
    name: "system.listMethods",
    summary: "Tells the names of all methods.",
    source: "XML-RPC introspection; called by clients as a probe",
    acting_for: None,
    parameters: &[],
    returns: "an array of names",
};

/// Its row in the catalogue.
pub(crate) const METHOD_HELP: Method = Method {
    name: "system.methodHelp",
    summary: "Tells what a method does and takes.",
    source: "XML-RPC introspection",
    acting_for: None,
    parameters: &[&[NAME]],
    returns: "a text",
};

/// Its row in the catalogue.
pub(crate) const METHOD_SIGNATURE: Method = Method {
    name: "system.methodSignature",
    summary: "Tells the types of a method's answer and parameters.",
    source: "XML-RPC introspection",
    acting_for: None,
    parameters: &[&[NAME]],
    returns: "an array of signatures, each an array of types",
};

/// Its row in the catalogue.
pub(crate) const MULTICALL: Method = Method {
    name: "system.multicall",
    summary: "Makes several calls one after the other; each succeeds or fails by itself.",
    source: "3000108533",
    acting_for: None,
    parameters: &[&[required("calls", Kind::Array, "structs of methodName and params, at most 1000")]],
    returns: "an array with one slot a call: an array of one answer, or a struct of faultCode and faultString",
};

const NAME: Parameter = required("methodName", Kind::String, "the method, as the only parameter");

/// Calls in one multicall.
const CALLS_MAX: usize = 1_000;

pub(crate) fn list_methods() -> Value {
    let names: Vec<Value> = METHODS.iter().map(|method| Value::from(method.name)).collect();
    names.into()
}

pub(crate) fn method_help(params: &[Value]) -> Result<Value, Fault> {
    Ok(reference::help(named(params)?).into())
}

pub(crate) fn method_signature(params: &[Value]) -> Result<Value, Fault> {
    let method = named(params)?;
    let types: &[&str] = match method.name {
        "system.listMethods" => &["array"],
        "system.methodHelp" => &["string", "string"],
        "system.methodSignature" => &["array", "string"],
        "system.multicall" => &["array", "array"],
        _ => &["struct", "struct"],
    };
    let signature: Vec<Value> = types.iter().map(|kind| Value::from(*kind)).collect();
    Ok(vec![Value::Array(signature)].into())
}

fn named(params: &[Value]) -> Result<&'static Method, Fault> {
    let [Value::Str(name)] = params else {
        return Err(fault(BAD_PARAMETER, "The only parameter is the name of a method, a string"));
    };
    catalogue::find(name).ok_or_else(|| unknown_method(name))
}

pub(crate) async fn multicall(app: &App, context: &Context, params: &[Value]) -> Result<Value, Fault> {
    let [Value::Array(calls)] = params else {
        return Err(fault(BAD_PARAMETER, "system.multicall takes one array of structs"));
    };
    if CALLS_MAX < calls.len() {
        return Err(fault(BAD_PARAMETER, format!("system.multicall takes at most {CALLS_MAX} calls")));
    }
    let mut slots = Vec::with_capacity(calls.len());
    for call in calls {
        let slot = match one(app, context, call).await {
            Ok(answer) => Value::Array(vec![answer]),
            Err(fault) => fault.into(),
        };
        slots.push(slot);
    }
    Ok(slots.into())
}

async fn one(app: &App, context: &Context, call: &Value) -> Result<Value, Fault> {
    let malformed = || fault(BAD_PARAMETER, "A call is a struct of methodName (String) and params (Array)");
    let Value::Struct(call) = call else { return Err(malformed()) };
    let Some(Value::Str(name)) = call.get("methodName") else { return Err(malformed()) };
    let params = match call.get("params") {
        None => &[],
        Some(Value::Array(params)) => params.as_slice(),
        Some(_) => return Err(malformed()),
    };
    if name == MULTICALL.name {
        return Err(fault(BAD_PARAMETER, "system.multicall cannot be called from within itself"));
    }
    dispatch(app, context, name, params).await
}
