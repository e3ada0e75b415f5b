//! The rules of a style sheet, each parsed and written anew, or refused.

use std::fmt::Write as _;

use cssparser::{
    AtRuleParser, CowRcStr, DeclarationParser, ParseError, Parser, ParserInput, ParserState,
    QualifiedRuleParser, RuleBodyItemParser, RuleBodyParser, StyleSheetParser, ToCss, Token,
};

use super::{Report, Why};

/// Blocks within blocks.
const DEPTH_MAX: usize = 16;

/// The parts of elements that a sheet may style.
const PARTS: [&str; 5] = ["before", "after", "marker", "placeholder", "selection"];
/// Parts that may be written with one colon, as they once were.
const OLD_PARTS: [&str; 2] = ["first-line", "first-letter"];

/// Rules of a sheet, or of an at-rule that holds rules; each becomes its text.
pub(super) struct Rules<'r> {
    depth: usize,
    report: &'r Report,
}

/// Declarations of one rule.
struct Declarations;

/// Why a rule was left out, and where.
pub(super) type Refusal<'i> = ParseError<'i, Why>;

impl<'r> Rules<'r> {
    /// The rules of a whole sheet.
    pub(super) fn new(report: &'r Report) -> Self {
        Self { depth: 0, report }
    }
}

impl<'i> QualifiedRuleParser<'i> for Rules<'_> {
    type Prelude = String;
    type QualifiedRule = String;
    type Error = Why;

    fn parse_prelude<'t>(&mut self, input: &mut Parser<'i, 't>) -> Result<String, Refusal<'i>> {
        let begin = input.state();
        let selectors = harmless(input, 0)?;
        // No selector has one; a sheet that lands in a page by mistake must not leave its element.
        if selectors.contains('<') {
            return Err(refuse(input, Why::Malformed));
        }
        input.reset(&begin);
        match only_known_parts(input)? {
            true => Ok(selectors),
            false => Err(refuse(input, Why::Part)),
        }
    }

    fn parse_block<'t>(
        &mut self,
        selectors: String,
        _start: &ParserState,
        input: &mut Parser<'i, 't>,
    ) -> Result<String, Refusal<'i>> {
        let mut parser = Declarations;
        let declarations = RuleBodyParser::new(input, &mut parser);
        let declarations: String = declarations.filter_map(|each| self.report.kept(each)).collect();
        if declarations.is_empty() {
            return Ok(String::new());
        }
        Ok(format!("{} {{ {declarations}}}\n", selectors.trim()))
    }
}

impl<'i> AtRuleParser<'i> for Rules<'_> {
    type Prelude = String;
    type AtRule = String;
    type Error = Why;

    fn parse_prelude<'t>(
        &mut self,
        name: CowRcStr<'i>,
        input: &mut Parser<'i, 't>,
    ) -> Result<String, Refusal<'i>> {
        let name = name.to_ascii_lowercase();
        match name.as_str() {
            "media" | "supports" if self.depth == DEPTH_MAX => return Err(refuse(input, Why::TooDeep)),
            "media" | "supports" => {}
            "import" | "font-face" | "namespace" | "document" => return Err(refuse(input, Why::Fetches)),
            _ => return Err(refuse(input, Why::AtRule)),
        }
        Ok(format!("@{name} {}", harmless(input, 0)?.trim()))
    }

    fn parse_block<'t>(
        &mut self,
        prelude: String,
        _start: &ParserState,
        input: &mut Parser<'i, 't>,
    ) -> Result<String, Refusal<'i>> {
        let mut inner = Rules { depth: self.depth + 1, report: self.report };
        let rules = StyleSheetParser::new(input, &mut inner);
        let rules: String = rules.filter_map(|rule| self.report.kept(rule)).collect();
        if rules.is_empty() {
            return Ok(String::new());
        }
        Ok(format!("{prelude} {{\n{rules}}}\n"))
    }
}

impl<'i> DeclarationParser<'i> for Declarations {
    type Declaration = String;
    type Error = Why;

    fn parse_value<'t>(
        &mut self,
        name: CowRcStr<'i>,
        input: &mut Parser<'i, 't>,
        start: &ParserState,
    ) -> Result<String, Refusal<'i>> {
        let value = harmless(input, 0)?;
        let (name, value) = (name.to_ascii_lowercase(), value.trim());
        if let Some(why) = harm_of_property(&name, value) {
            return Err(start.source_location().new_custom_error(why));
        }
        let mut text = String::new();
        // Writing to a string cannot fail.
        let _ = cssparser::serialize_identifier(&name, &mut text);
        let _ = write!(text, ": {value}; ");
        Ok(text)
    }
}

impl AtRuleParser<'_> for Declarations {
    type Prelude = ();
    type AtRule = String;
    type Error = Why;
}

impl QualifiedRuleParser<'_> for Declarations {
    type Prelude = ();
    type QualifiedRule = String;
    type Error = Why;
}

impl RuleBodyItemParser<'_, String, Why> for Declarations {
    fn parse_declarations(&self) -> bool {
        true
    }

    fn parse_qualified(&self) -> bool {
        false
    }
}

/// Properties that put a box over another one, without the prefix of a browser; and those that begin so and go on with `-`.
const COVERING: [&str; 17] = [
    "z-index",
    "top",
    "right",
    "bottom",
    "left",
    "inset",
    "transform",
    "translate",
    "rotate",
    "scale",
    "perspective",
    "offset",
    "motion",
    "position-anchor",
    "grid-area",
    "grid-row",
    "grid-column",
];

fn harm_of_property(name: &str, value: &str) -> Option<Why> {
    let plain = PREFIXES.iter().find_map(|prefix| name.strip_prefix(prefix)).unwrap_or(name);
    let is_harmful = match plain {
        "behavior" | "binding" => return Some(Why::Runs),
        // Anything else could lie over the page and look like a part of it.
        "position" => {
            let value = value.trim_end_matches("!important").trim().to_ascii_lowercase();
            value != "static" && value != "relative"
        }
        // The space between columns and rows, as it was once called.
        "grid-row-gap" | "grid-column-gap" => false,
        // What is negative pulls a box over its neighbour; the margins of our own sheets are tokens.
        _ if plain.starts_with("margin") || plain.starts_with("--") => may_be_negative(value),
        _ => {
            let is_one = |covering: &&str| {
                plain.strip_prefix(*covering).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
            };
            COVERING.iter().any(is_one)
        }
    };
    is_harmful.then_some(Why::Covers)
}

/// What browsers write before properties of their own.
const PREFIXES: [&str; 5] = ["-webkit-", "-moz-", "-ms-", "-o-", "-khtml-"];

/// Whether a value has anything in it of which a negative length can come.
fn may_be_negative(value: &str) -> bool {
    fn of(input: &mut Parser<'_, '_>) -> bool {
        const TURNING: [&str; 5] = ["sin", "cos", "tan", "log", "sign"];
        while let Ok(token) = input.next().cloned() {
            let is_block = match &token {
                Token::Number { value, .. } | Token::Dimension { value, .. } if *value < 0.0 => return true,
                Token::Percentage { unit_value, .. } if *unit_value < 0.0 => return true,
                Token::Delim('-') => return true,
                Token::Function(name) if TURNING.iter().any(|turning| name.eq_ignore_ascii_case(turning)) => {
                    return true;
                }
                Token::Function(_) | Token::ParenthesisBlock | Token::SquareBracketBlock => true,
                _ => false,
            };
            let within = |input: &mut Parser<'_, '_>| Ok::<bool, ParseError<'_, Why>>(of(input));
            // How deep blocks may be was seen before.
            if is_block && input.parse_nested_block(within).unwrap_or(true) {
                return true;
            }
        }
        false
    }
    let mut input = ParserInput::new(value);
    of(&mut Parser::new(&mut input))
}

/// Functions that name a resource, run something, or take a value from elsewhere that a name could hide in.
fn harm_of_function(name: &str) -> Option<Why> {
    const FETCHING: [&str; 12] = [
        "url",
        "url-prefix",
        "src",
        "image",
        "image-set",
        "-webkit-image-set",
        "cross-fade",
        "-webkit-cross-fade",
        "element",
        "-moz-element",
        "paint",
        "attr",
    ];
    if name.eq_ignore_ascii_case("expression") {
        return Some(Why::Runs);
    }
    FETCHING.iter().any(|fetching| name.eq_ignore_ascii_case(fetching)).then_some(Why::Fetches)
}

/// What is left of `input`, written anew; refused as a whole if any of it is not known to be harmless.
fn harmless<'i>(input: &mut Parser<'i, '_>, depth: usize) -> Result<String, Refusal<'i>> {
    let mut text = String::new();
    while let Ok(token) = input.next_including_whitespace_and_comments().cloned() {
        let close = match &token {
            Token::WhiteSpace(_) => {
                text.push(' ');
                continue;
            }
            // Keeps the tokens at its sides apart.
            Token::Comment(_) => {
                text.push_str("/**/");
                continue;
            }
            Token::UnquotedUrl(_) | Token::BadUrl(_) => return Err(refuse(input, Why::Fetches)),
            Token::BadString(_)
            | Token::AtKeyword(_)
            | Token::CDO
            | Token::CDC
            | Token::Semicolon
            | Token::CurlyBracketBlock
            | Token::CloseParenthesis
            | Token::CloseSquareBracket
            | Token::CloseCurlyBracket => return Err(refuse(input, Why::Malformed)),
            Token::Function(name) => match harm_of_function(name) {
                Some(why) => return Err(refuse(input, why)),
                None => Some(')'),
            },
            Token::ParenthesisBlock => Some(')'),
            Token::SquareBracketBlock => Some(']'),
            _ => None,
        };
        // Writing to a string cannot fail.
        let _ = token.to_css(&mut text);
        let Some(close) = close else { continue };
        if depth == DEPTH_MAX {
            return Err(refuse(input, Why::TooDeep));
        }
        text.push_str(&input.parse_nested_block(|input| harmless(input, depth + 1))?);
        text.push(close);
    }
    Ok(text)
}

/// Whether the selectors name no part of an element but those that a sheet may style.
fn only_known_parts<'i>(input: &mut Parser<'i, '_>) -> Result<bool, Refusal<'i>> {
    let mut colons = 0;
    while let Ok(token) = input.next_including_whitespace().cloned() {
        let is_known = match &token {
            Token::Colon => {
                colons += 1;
                continue;
            }
            Token::Ident(name) | Token::Function(name) => {
                let is_one_of = |parts: &[&str]| parts.iter().any(|part| name.eq_ignore_ascii_case(part));
                match colons {
                    0 => true,
                    1 => !is_one_of(&OLD_PARTS),
                    _ => is_one_of(&PARTS),
                }
            }
            _ => true,
        };
        colons = 0;
        let is_block =
            matches!(token, Token::Function(_) | Token::ParenthesisBlock | Token::SquareBracketBlock);
        // How deep blocks may be was seen before.
        if !is_known || (is_block && !input.parse_nested_block(only_known_parts)?) {
            return Ok(false);
        }
    }
    Ok(true)
}

fn refuse<'i>(input: &Parser<'i, '_>, why: Why) -> Refusal<'i> {
    input.new_custom_error(why)
}
