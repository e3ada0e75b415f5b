//! One request to one operation, and how its parameters are read.
//!
//! The reader keeps the documented order of checks: whatever is missing comes before whatever is malformed, and among
//! equals the parameter that the catalogue lists first.

use std::fmt::Display;
use std::net::IpAddr;
use std::sync::OnceLock;

use app::context::Actor;
use app::{App, Face, IdempotencyKey, LoginAttempt, RequestId, Secret};
use http::HeaderMap;

use crate::answer::Failure;
use crate::catalogue::{Field, Operation, Parameter, Presence};
use crate::parameters::{Given, Parameters};
use crate::status::Status;

const IDEMPOTENCY_KEY: &str = "Idempotency-Key";

/// One request.
pub(crate) struct Call {
    /// The application.
    pub(crate) app: App,
    /// What is asked for.
    pub(crate) operation: &'static Operation,
    /// With what.
    pub(crate) parameters: Parameters,
    /// Its headers.
    pub(crate) headers: HeaderMap,
    /// The host that sent it, where that is known.
    pub(crate) peer: Option<IpAddr>,
    /// Its name.
    pub(crate) request_id: RequestId,
    /// Who asks, once that is proven.
    pub(crate) caller: OnceLock<Actor>,
}

impl Call {
    /// The parameters, none of the required ones missing.
    pub(crate) fn read(&self) -> Result<Reader<'_>, Failure> {
        self.read_with(None)
    }

    /// The parameters, none of those missing that this form of the operation requires.
    pub(crate) fn read_form(&self, form: &'static str) -> Result<Reader<'_>, Failure> {
        self.read_with(Some(form))
    }

    fn read_with(&self, form: Option<&'static str>) -> Result<Reader<'_>, Failure> {
        let required = |presence| match presence {
            Presence::Required => true,
            Presence::RequiredInForm(required_in) => form == Some(required_in),
            Presence::Optional(_)
            | Presence::RequiredSinceNewer
            | Presence::OptionalSinceNewer
            | Presence::OptionalByPost(_) => false,
        };
        for parameter in self.operation.parameters.iter().filter(|parameter| required(parameter.presence)) {
            match self.parameters.get(parameter.field.name) {
                Given::Absent | Given::Value("") => return Err(missing(parameter.field)),
                Given::Value(_) | Given::Contradiction => {}
            }
        }
        Ok(Reader { parameters: &self.parameters })
    }

    /// The first parameter of `form` that was given, if one was.
    pub(crate) fn given_in_form(&self, form: &'static str) -> Option<&'static Field> {
        let is_given =
            |field: &Field| !matches!(self.parameters.get(field.name), Given::Absent | Given::Value(""));
        let of_form = |parameter: &&Parameter| parameter.presence == Presence::RequiredInForm(form);
        let parameters = self.operation.parameters.iter().filter(of_form);
        parameters.map(|parameter| parameter.field).find(|field| is_given(field))
    }

    /// Asks whether the sender may try `secret` of `login` now.
    pub(crate) fn login_attempt(&self, secret: Secret, login: &str) -> Result<LoginAttempt<'_>, Failure> {
        Ok(self.app.login_attempt(Face::Rest, self.peer, secret, login)?)
    }

    /// What makes a repetition of this write harmless, if the caller named it.
    pub(crate) fn idempotency(&self) -> Result<Option<IdempotencyKey>, Failure> {
        let mut given = self.headers.get_all(IDEMPOTENCY_KEY).iter();
        let key = match (given.next(), given.next()) {
            (None, _) => return Ok(None),
            (Some(key), None) => key.to_str().ok(),
            (Some(_), Some(_)) => None,
        };
        let names = self.operation.parameters.iter().map(|parameter| parameter.field.name);
        let content = format!("{}\0{}", self.operation.name, self.parameters.canonical(names));
        let key = key.and_then(|key| IdempotencyKey::new(&self.app, key, content.as_bytes()).ok());
        key.map(Some).ok_or_else(|| {
            let rule = "once, with 1 to 255 visible ASCII characters";
            let message = format!("The header {IDEMPOTENCY_KEY} is not valid. Allowed: {rule}.");
            Failure::new(Status::Malformed, message)
        })
    }
}

/// Reads parameters as values.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reader<'a> {
    parameters: &'a Parameters,
}

impl Reader<'_> {
    /// A parameter that must be there.
    pub(crate) fn required<T, E: Display>(
        self,
        field: &'static Field,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Result<T, Failure> {
        self.optional(field, parse)?.ok_or_else(|| missing(field))
    }

    /// A parameter that may be missing, or empty, which is the same.
    pub(crate) fn optional<T, E: Display>(
        self,
        field: &'static Field,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Result<Option<T>, Failure> {
        match self.parameters.get(field.name) {
            Given::Value("") => Ok(None),
            _ => self.optional_or_empty(field, parse),
        }
    }

    /// A parameter that may be missing, and may be empty, which is not the same.
    pub(crate) fn optional_or_empty<T, E: Display>(
        self,
        field: &'static Field,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Result<Option<T>, Failure> {
        match self.parameters.get(field.name) {
            Given::Absent => Ok(None),
            Given::Contradiction => Err(malformed(field, "it is given twice with different values")),
            Given::Value(text) => parse(text).map(Some).map_err(|reason| malformed(field, reason)),
        }
    }
}

/// The refusal of a request that lacks `field`.
pub(crate) fn missing(field: &'static Field) -> Failure {
    let message = format!("The parameter {} is missing. Allowed: {}.", field.name, field.rule);
    Failure::new(Status::Missing, message).about(field.name)
}

/// The refusal of a value of `field`.
pub(crate) fn malformed(field: &'static Field, reason: impl Display) -> Failure {
    let message = format!("The parameter {} is not valid: {reason}. Allowed: {}.", field.name, field.rule);
    Failure::new(Status::Malformed, message).about(field.name)
}
