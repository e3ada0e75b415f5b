//! One cell: what somebody gets who asks for one thing, and what must be so in every table.

use serde_json::Value as Json;
use xmlrpc::{Fault, Struct, Value};

use crate::client::{Credentials, VoiceAnswer};
use crate::rights::{self, Right};
use crate::roles::Role;
use crate::samples::{Line, Request, RestRequest, SignIn, Whose, params};
use crate::world::{Loser, State, World};

/// What somebody gets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// What he asked for.
    Done,
    /// To hear that there is no such thing: word for word what he hears of a thing that nobody has.
    Absent,
    /// To hear that it is somebody else's: status 420 of the messaging dialect.
    NotHis,
    /// To hear that he lacks a right.
    Forbidden,
    /// Not to be let in.
    NotLetIn,
    /// Another fault or status.
    Other(i64),
}

impl Verdict {
    /// Its word in the table.
    pub(crate) fn word(&self) -> String {
        match self {
            Self::Done => "ok".into(),
            Self::Absent => "absent".into(),
            Self::NotHis => "420".into(),
            Self::Forbidden => "forbidden".into(),
            Self::NotLetIn => "-".into(),
            Self::Other(code) => code.to_string(),
        }
    }
}

/// What came back, whole, to be compared.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Answer {
    Voice(VoiceAnswer),
    Rest(Json),
}

/// What `role` gets for `line`.
pub(crate) fn verdict(world: &World, line: &Line, role: Role) -> Verdict {
    let taken = (role == Role::OwnerWithoutRights).then(|| (Loser::Owner, rights::taken(&rights::all())));
    // Where the target has no customers and no accounts, nobody is his descendant or user.
    let is_childless = line.is_about_childless() && !matches!(role, Role::Descendant | Role::User);
    let verdict = verdict_in(world, line, role, State { is_childless, taken });
    check_promises(world, line, role, &verdict);
    verdict
}

/// The rights that the owner, who is not answered without any, must have for `line`: those each of which, missing alone,
/// leaves him without an answer.
pub(crate) fn rights_needed(world: &World, line: &Line) -> Vec<String> {
    let mut names: Vec<String> =
        halves_needed(world, line, &rights::all()).into_iter().map(Right::name).collect();
    let is_for_new_customers = names.iter().any(|name| name == "customers_mgmt:add");
    if is_for_new_customers && verdict_in(world, line, Role::Owner, no_level_below()) == Verdict::Forbidden {
        names.push("max_depth of the target".to_owned());
    }
    assert!(!names.is_empty(), "{}: {}: a right is needed, but none alone", world.engine(), line.title());
    names
}

/// Nobody may stand below the target.
fn no_level_below() -> State {
    let taken = Some((Loser::Target, Struct::new().with("max_depth", 0)));
    State { is_childless: true, taken }
}

/// Which of these are needed, of which at least one is: most are not, and half of them can be taken at once.
fn halves_needed(world: &World, line: &Line, rights: &[Right]) -> Vec<Right> {
    if rights.len() == 1 {
        return rights.to_vec();
    }
    let (some, others) = rights.split_at(rights.len() / 2);
    let needed = [some, others].map(|half| {
        let state = State {
            is_childless: line.is_about_childless(),
            taken: Some((Loser::Owner, rights::taken(half))),
        };
        let is_answered = verdict_in(world, line, Role::Owner, state) == Verdict::Done;
        if is_answered { Vec::new() } else { halves_needed(world, line, half) }
    });
    needed.concat()
}

fn verdict_in(world: &World, line: &Line, role: Role, state: State) -> Verdict {
    world.prepare(state);
    let credentials = role.credentials();
    let answer = ask(world, line, &credentials, Whose::Targets);
    let verdict = judge(line, &credentials, &answer);
    match verdict {
        Verdict::Done => world.spoil(),
        Verdict::Absent => {
            let of_nobodys = ask(world, line, &credentials, Whose::Nobodys);
            assert_eq!(answer, of_nobodys, "{}: {role:?} can tell apart: {}", world.engine(), line.title());
        }
        Verdict::NotHis | Verdict::Forbidden | Verdict::NotLetIn | Verdict::Other(_) => {}
    }
    verdict
}

fn ask(world: &World, line: &Line, who: &Credentials, whose: Whose) -> Answer {
    match &line.request {
        Request::Voice(method, given) => {
            let params = params(&world.cast, method, given, whose);
            Answer::Voice(world.ask_voice(who, method.name, &params))
        }
        Request::Rest(rest) => {
            let form = rest.form(&world.cast, who, whose);
            Answer::Rest(world.ask_rest(who, &rest.operation, &form))
        }
    }
}

fn judge(line: &Line, who: &Credentials, answer: &Answer) -> Verdict {
    match (answer, &line.request) {
        (Answer::Voice(answer), _) => judge_voice(answer),
        (Answer::Rest(answer), Request::Rest(rest)) => judge_rest(rest, who, answer),
        (Answer::Rest(_), Request::Voice(..)) => panic!("{} was answered in the other dialect", line.title()),
    }
}

fn judge_voice(answer: &VoiceAnswer) -> Verdict {
    match answer {
        VoiceAnswer::NotLetIn => Verdict::NotLetIn,
        VoiceAnswer::Said(Ok(Value::Struct(members))) if members.get("faultCode").is_some() => {
            panic!("a fault as an answer: {members:?}")
        }
        VoiceAnswer::Said(Ok(_)) => Verdict::Done,
        VoiceAnswer::Said(Err(Fault { code: 401, string })) if string.starts_with("Wrong ") => {
            Verdict::Absent
        }
        // Of `authCustomer`: no login, a foreign one or a wrong password, told alike.
        VoiceAnswer::Said(Err(Fault { code: 403, string })) if string == "Authentication failed" => {
            Verdict::Absent
        }
        VoiceAnswer::Said(Err(Fault { code: 403, .. })) => Verdict::Forbidden,
        VoiceAnswer::Said(Err(fault)) => Verdict::Other(i64::from(fault.code)),
    }
}

fn judge_rest(request: &RestRequest, who: &Credentials, answer: &Json) -> Verdict {
    // One operation tells a success in a string.
    let status = answer["status"].as_i64().or_else(|| answer["status"].as_str()?.parse().ok());
    let is_about_him = answer["parameter"] == request.sign_in.name;
    let lacks_him = SignIn::ALL.iter().any(|form| answer["parameter"] == form.name);
    match status.expect("every answer has a status") {
        0 => Verdict::Done,
        1 if lacks_him && !matches!(who, Credentials::Password(..)) => Verdict::NotLetIn,
        3 => Verdict::NotLetIn,
        400 if is_about_him => Verdict::NotLetIn,
        200 | 300 | 400 => Verdict::Absent,
        101 => Verdict::Forbidden,
        420 => Verdict::NotHis,
        other => Verdict::Other(other),
    }
}

/// What holds of every row, whatever the table says.
fn check_promises(world: &World, line: &Line, role: Role, verdict: &Verdict) {
    let is_rest = matches!(line.request, Request::Rest(_));
    let is_kept = if line.is_by_user() {
        *verdict == if role == Role::User { Verdict::Done } else { Verdict::NotLetIn }
    } else if role.is_no_customer() || (is_rest && role == Role::TrustedHost) {
        *verdict == Verdict::NotLetIn
    } else if role.is_above() && line.variant.is_empty() {
        // Else the request is wrong by itself, and the line tells nothing.
        *verdict == Verdict::Done
    } else if role.is_outside() && line.names_something(&world.cast) {
        // Not even whether he lacks a right: that would tell him that there is something.
        [Verdict::Absent, Verdict::NotHis].contains(verdict)
    } else {
        *verdict != Verdict::NotLetIn && (is_rest || *verdict != Verdict::NotHis)
    };
    assert!(is_kept, "{}: {role:?} gets {verdict:?} for {}", world.engine(), line.title());
}
