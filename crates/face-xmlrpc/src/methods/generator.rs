//! Patterns of the accounts generator, which parameters of `createAccount` may have (article 107312).
//!
//! `${N:[0-9][1,3,5]}` is a digit for each range, `${P:8}` a password of letters and digits, `${C:username}` what
//! another parameter became. Promises that what is made is bounded however patterns refer to each other. Where chance
//! comes from is the caller's affair; what a text between `${` and `}` otherwise says is left alone.

use std::collections::BTreeMap;

use xmlrpc::{Fault, Struct, Value};

use crate::fault::bad;
use crate::parameters::Parameters;

/// Ranges of one pattern.
const RANGES_MAX: usize = 64;
/// Characters of one password.
const PASSWORD_MAX: usize = 128;
/// Characters of one text with patterns, when they are replaced; no parameter of an account is longer.
const TEXT_MAX: usize = 1024;
/// How often a password is drawn until it has a capital letter, a small one and a digit.
const DRAWS_MAX: usize = 100;

const DIGITS: &[u8] = b"0123456789";
const LETTERS_AND_DIGITS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/// Parameters whose patterns are replaced.
#[derive(Debug)]
pub(crate) struct Generated {
    /// All that the method knows.
    pub(crate) members: Struct,
    drawn: Vec<&'static str>,
}

impl Generated {
    /// Whether chance made a part of `name`: drawn again, it is another.
    pub(crate) fn is_drawn(&self, name: &str) -> bool {
        self.drawn.contains(&name)
    }
}

/// Replaces the patterns; each time with other chances from `byte`.
///
/// # Errors
/// A malformed pattern, one that refers to nothing or to itself, or a text that becomes too long.
pub(crate) fn generate(
    parameters: &Parameters<'_>,
    byte: &mut dyn FnMut() -> u8,
) -> Result<Generated, Fault> {
    let mut generator = Generator { parameters, byte, made: BTreeMap::new(), open: Vec::new() };
    let mut members = Struct::new();
    for parameter in parameters.method().parameters() {
        match parameters.member(parameter.name) {
            Some(Value::Str(_)) => members.insert(parameter.name, generator.make(parameter.name)?.text),
            Some(value) => members.insert(parameter.name, value.clone()),
            None => {}
        }
    }
    let drawn = generator.made.into_iter().filter(|(_, made)| made.is_drawn).map(|(name, _)| name).collect();
    Ok(Generated { members, drawn })
}

/// A text without patterns.
#[derive(Debug, Clone)]
struct Made {
    text: String,
    is_drawn: bool,
}

struct Generator<'a> {
    parameters: &'a Parameters<'a>,
    byte: &'a mut dyn FnMut() -> u8,
    made: BTreeMap<&'static str, Made>,
    /// What is being made, from the outermost reference to the innermost.
    open: Vec<&'static str>,
}

impl Generator<'_> {
    /// The text of `name`, made once, however often it is referred to.
    fn make(&mut self, name: &'static str) -> Result<Made, Fault> {
        if let Some(made) = self.made.get(name) {
            return Ok(made.clone());
        }
        let text = self.parameters.string(name)?.unwrap_or_default();
        let pieces = pieces(&text).map_err(|error| bad(name, error))?;
        self.open.push(name);
        let made = self.join(name, &pieces)?;
        self.open.pop();
        self.made.insert(name, made.clone());
        Ok(made)
    }

    fn join(&mut self, name: &str, pieces: &[Piece<'_>]) -> Result<Made, Fault> {
        if let [Piece::Text(text)] = pieces {
            return Ok(Made { text: (*text).to_owned(), is_drawn: false });
        }
        let mut joined = Made { text: String::new(), is_drawn: false };
        for piece in pieces {
            match piece {
                Piece::Text(text) => joined.text.push_str(text),
                Piece::Digits(ranges) => ranges.iter().for_each(|range| joined.text.push(self.draw(range))),
                Piece::Password(length) => joined.text.push_str(&self.password(*length)),
                Piece::Copy(other) => {
                    let made = self.refer(name, other)?;
                    joined.text.push_str(&made.text);
                    joined.is_drawn |= made.is_drawn;
                }
            }
            joined.is_drawn |= matches!(piece, Piece::Digits(_) | Piece::Password(_));
            if TEXT_MAX < joined.text.len() {
                return Err(bad(name, format!("may become at most {TEXT_MAX} bytes long by its patterns")));
            }
        }
        Ok(joined)
    }

    /// What the parameter `other` becomes, to which `name` refers.
    fn refer(&mut self, name: &str, other: &str) -> Result<Made, Fault> {
        let known = self.parameters.method().parameter(other).map(|parameter| parameter.name);
        let given = known.filter(|other| !matches!(self.parameters.member(other), None | Some(Value::Nil)));
        let Some(other) = given else {
            return Err(bad(name, format!("refers to the parameter {other}, which is not given")));
        };
        if self.open.contains(&other) {
            return Err(bad(name, format!("refers to itself by way of {other}")));
        }
        self.make(other)
    }

    /// A password that has a capital letter, a small one and a digit, if it is long enough: policies ask for them.
    fn password(&mut self, length: usize) -> String {
        let mut password = String::new();
        for _ in 0..DRAWS_MAX {
            password = (0..length).map(|_| self.draw(LETTERS_AND_DIGITS)).collect();
            let has = |class: fn(&char) -> bool| password.chars().any(|c| class(&c));
            let is_complete = has(char::is_ascii_uppercase) && has(char::is_ascii_lowercase);
            if length < 3 || is_complete && has(char::is_ascii_digit) {
                break;
            }
        }
        password
    }

    /// One of `choices`, each as likely as another: bytes beyond the last whole round are dropped.
    fn draw(&mut self, choices: &[u8]) -> char {
        let count = u8::try_from(choices.len()).unwrap_or(u8::MAX).max(1);
        let fair = u8::MAX - u8::MAX % count;
        loop {
            let byte = (self.byte)();
            if let Some(choice) = choices.get(usize::from(byte % count)).filter(|_| byte < fair) {
                return char::from(*choice);
            }
        }
    }
}

/// A part of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece<'a> {
    Text(&'a str),
    /// For each digit those that it may be.
    Digits(Vec<Vec<u8>>),
    /// So many characters.
    Password(usize),
    /// What the parameter became.
    Copy(&'a str),
}

/// The sentence completes "Parameter …".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct PatternError;

impl std::fmt::Display for PatternError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "has a malformed pattern: there are ${{N:[0-9][1,3,5]}} with at most {RANGES_MAX} ranges, ${{P:8}} with at \
             most {PASSWORD_MAX} characters, and ${{C:parameter}}"
        )
    }
}

/// The parts of `text`, in order.
fn pieces(text: &str) -> Result<Vec<Piece<'_>>, PatternError> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some((before, kind, body)) = next_pattern(rest) {
        let (body, after) = body.split_once('}').ok_or(PatternError)?;
        if !before.is_empty() {
            pieces.push(Piece::Text(before));
        }
        pieces.push(match kind {
            'N' => Piece::Digits(ranges(body)?),
            'P' => Piece::Password(length(body)?),
            _ => Piece::Copy(body),
        });
        rest = after;
    }
    if !rest.is_empty() || pieces.is_empty() {
        pieces.push(Piece::Text(rest));
    }
    Ok(pieces)
}

/// What stands before the next pattern, its letter, and everything after its colon.
fn next_pattern(text: &str) -> Option<(&str, char, &str)> {
    text.match_indices("${").find_map(|(at, _)| {
        let (before, pattern) = text.split_at_checked(at)?;
        ['N', 'P', 'C'].into_iter().find_map(|kind| {
            let body = pattern.strip_prefix("${")?.strip_prefix(kind)?.strip_prefix(':')?;
            Some((before, kind, body))
        })
    })
}

/// `[0-9][1,3,5]`.
fn ranges(body: &str) -> Result<Vec<Vec<u8>>, PatternError> {
    let body = body.strip_prefix('[').and_then(|body| body.strip_suffix(']')).ok_or(PatternError)?;
    let ranges: Vec<&str> = body.split("][").collect();
    if RANGES_MAX < ranges.len() {
        return Err(PatternError);
    }
    ranges.into_iter().map(|range| choices(range).ok_or(PatternError)).collect()
}

/// `0-9`, or `1,3,5`, or both together.
fn choices(range: &str) -> Option<Vec<u8>> {
    let digit = |text: &str| match text.as_bytes() {
        [digit] if digit.is_ascii_digit() => Some(*digit),
        _ => None,
    };
    let mut choices = Vec::new();
    for part in range.split(',') {
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        let (first, last) = (digit(first)?, digit(last)?);
        if last < first {
            return None;
        }
        choices.extend(DIGITS.iter().copied().filter(|digit| (first..=last).contains(digit)));
    }
    choices.sort_unstable();
    choices.dedup();
    Some(choices)
}

fn length(body: &str) -> Result<usize, PatternError> {
    let is_number = body.bytes().all(|byte| byte.is_ascii_digit());
    let length = body.parse().ok().filter(|length| is_number && (1..=PASSWORD_MAX).contains(length));
    length.ok_or(PatternError)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::methods::create_account::METHOD;

    /// What becomes of `username`, where chance begins at `seed` and goes up in steps.
    fn made(seed: u8, members: Struct) -> Result<Generated, Fault> {
        let mut last = seed;
        generate(&Parameters::new(&METHOD, &members), &mut || {
            last = last.wrapping_add(41);
            last
        })
    }

    #[track_caller]
    fn check(username: &str, expected: &str) {
        let members = Struct::new()
            .with("username", username)
            .with("authname", "${C:cpe_number}-${C:i_billing_plan}")
            .with("cpe_number", "${P:2}")
            .with("i_billing_plan", 7)
            .with("web_password", Value::Nil)
            .with("unknown", "${P:");
        match made(0, members) {
            Ok(generated) => {
                assert_eq!(generated.members.get("username"), Some(&Value::from(expected)), "{username}");
            }
            Err(fault) => assert_eq!(fault.string, expected, "{username}"),
        }
    }

    #[test]
    fn a_pattern_becomes_what_it_says() {
        check("", "");
        check("plain ${} $ {P:8} ${X:1} ${p:1} ${", "plain ${} $ {P:8} ${X:1} ${p:1} ${");
        check("${N:[7]}", "7");
        check("${N:[3-3][4,4][0-2,9]}", "349");
        check("a${N:[0-9]}b${N:[1,3,5]}c", "a1b3c");
        check("${P:1}", "p");
        check("${P:2}${P:2}", "pU9o");
        check("${C:cpe_number}!", "pU!");
        check("${C:authname}", "pU-7");
        check("x${C:i_billing_plan}${C:i_billing_plan}", "x77");
    }

    #[test]
    fn what_is_no_pattern_is_refused_by_name() {
        let malformed = format!("Parameter username {PatternError}");
        for bad in [
            "${N:}",
            "${N:[]}",
            "${N:0-9}",
            "${N:[0-9}",
            "${N:[9-0]}",
            "${N:[0-]}",
            "${N:[a-z]}",
            "${N:[10]}",
            "${N:[0-9] [0-9]}",
            "${N:[0-9]",
            "${P:}",
            "${P:0}",
            "${P:129}",
            "${P:-1}",
            "${P:+8}",
            "${P:18446744073709551616}",
            "a${P:8",
        ] {
            check(bad, &malformed);
        }
        check(&format!("${{N:{}}}", "[0-9]".repeat(65)), &malformed);
        check("${C:}", "Parameter username refers to the parameter , which is not given");
        check("${C:nothing}", "Parameter username refers to the parameter nothing, which is not given");
        check("${C:unknown}", "Parameter username refers to the parameter unknown, which is not given");
        check(
            "${C:description}",
            "Parameter username refers to the parameter description, which is not given",
        );
        check(
            "${C:web_password}",
            "Parameter username refers to the parameter web_password, which is not given",
        );
        check("${C:username}", "Parameter username refers to itself by way of username");
    }

    #[test]
    fn references_that_go_in_a_circle_are_refused() {
        let circle = Struct::new()
            .with("username", "${C:authname}")
            .with("authname", "${C:cpe_number}")
            .with("cpe_number", "${C:username}");
        let fault = made(0, circle).expect_err("a circle");
        assert_eq!(fault.string, "Parameter cpe_number refers to itself by way of username");
    }

    /// Each text twice the one before would be more than any memory holds.
    #[test]
    fn no_text_becomes_too_long() {
        let mut members = Struct::new();
        let mut before = None;
        for parameter in METHOD.parameters() {
            let text = match before {
                Some(before) => format!("${{C:{before}}}${{C:{before}}}"),
                None => "x".to_owned(),
            };
            members.insert(parameter.name, text);
            before = Some(parameter.name);
        }
        let fault = made(0, members).expect_err("too much");
        assert!(fault.string.ends_with("may become at most 1024 bytes long by its patterns"), "{fault}");
        // Without a pattern its own limit is the only one.
        check(&"x".repeat(2_000), &"x".repeat(2_000));
    }

    #[test]
    fn a_password_has_what_policies_ask_for() {
        for seed in 0..=u8::MAX {
            for length in [3_usize, 8, 128] {
                let members = Struct::new().with("web_password", format!("${{P:{length}}}"));
                let generated = made(seed, members).expect("a password");
                let Some(Value::Str(text)) = generated.members.get("web_password") else { panic!("a text") };
                assert_eq!(text.len(), length);
                assert!(text.bytes().all(|byte| byte.is_ascii_alphanumeric()), "{text}");
                for class in [char::is_ascii_digit, char::is_ascii_uppercase, char::is_ascii_lowercase] {
                    assert!(text.chars().any(|c| class(&c)), "{text}");
                }
            }
        }
    }

    #[test]
    fn every_choice_is_equally_likely() {
        let mut counts = BTreeMap::new();
        for byte in 0..250_u8 {
            let members = Struct::new().with("username", "${N:[0-9]}");
            let generated = generate(&Parameters::new(&METHOD, &members), &mut || byte).expect("a digit");
            *counts.entry(format!("{:?}", generated.members.get("username"))).or_insert(0) += 1;
        }
        assert_eq!(counts.into_values().collect::<Vec<_>>(), [25; 10]);
        // From there on bytes are thrown away.
        let mut bytes = (250..=u8::MAX).chain([3]);
        let members = Struct::new().with("username", "${N:[0-9]}");
        let next = &mut || bytes.next().expect("enough");
        let generated = generate(&Parameters::new(&METHOD, &members), next).expect("a digit");
        assert_eq!(generated.members.get("username"), Some(&"3".into()));
    }

    #[test]
    fn what_chance_made_is_known_through_references() {
        let members = Struct::new()
            .with("username", "a${N:[0-9]}")
            .with("authname", "${C:username}")
            .with("cpe_number", "${C:i_billing_plan}")
            .with("i_billing_plan", 7)
            .with("description", "plain");
        let generated = made(0, members).expect("texts");
        let drawn = ["username", "authname", "cpe_number", "i_billing_plan", "description"]
            .map(|name| generated.is_drawn(name));
        assert_eq!(drawn, [true, true, false, false, false]);
    }
}
