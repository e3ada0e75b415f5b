//! The regular expression that every account name of a customer must match.

use fancy_regex::{Regex, RegexBuilder};

use crate::names::UserName;
use crate::text::{TextError, check_length};

/// An expression that matches from the start of a name, as the imitated product's own example needs: `1000[1-9]$`
/// confines names to 10001–10009. Look-around works, as in the rules of that product.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MatchingRule {
    source: String,
}

/// Why an expression was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MatchingRuleError {
    /// Too long, or with control characters.
    #[error(transparent)]
    Text(#[from] TextError),
    /// Not a regular expression.
    #[error("must be a regular expression such as 1000[1-9]$")]
    Malformed,
}

impl MatchingRule {
    /// The limit, in characters.
    pub const CHARACTERS_MAX: usize = 255;

    /// A bound on the work of one match: an expression that needs more does not match.
    const BACKTRACK_LIMIT: usize = 10_000;

    /// Takes `source` if it compiles.
    ///
    /// # Errors
    /// Too long, with control characters, or not a regular expression.
    pub fn parse(source: &str) -> Result<Self, MatchingRuleError> {
        let rule = Self::stored(source)?;
        // Compiled by itself first: a source that closes the group around it would escape the anchor.
        Regex::new(source).map_err(|_| MatchingRuleError::Malformed)?;
        rule.compile().map_err(|_| MatchingRuleError::Malformed)?;
        Ok(rule)
    }

    /// Takes a source that was parsed before it was stored. It is compiled only to be matched: most readers of a
    /// customer never match it, and compiling costs more than reading.
    ///
    /// # Errors
    /// Too long, or with control characters.
    pub fn stored(source: &str) -> Result<Self, TextError> {
        check_length(source, Self::CHARACTERS_MAX)?;
        if source.chars().any(char::is_control) {
            return Err(TextError::ControlCharacter);
        }
        Ok(Self { source: source.to_owned() })
    }

    /// The expression as given.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }

    /// Whether `name` may be given.
    #[must_use]
    pub fn admits(&self, name: &UserName) -> bool {
        self.compile().is_ok_and(|regex| regex.is_match(name.as_str()).unwrap_or(false))
    }

    fn compile(&self) -> Result<Regex, fancy_regex::Error> {
        RegexBuilder::new(&format!(r"\A(?:{})", self.source)).backtrack_limit(Self::BACKTRACK_LIMIT).build()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(rule: &str, name: &str, expected: bool) {
        let rule = MatchingRule::parse(rule).expect("a rule");
        assert_eq!(rule.admits(&name.parse().expect("a name")), expected, "{name}");
    }

    #[test]
    fn rules_match_from_the_start() {
        check("1000[1-9]$", "10001", true);
        check("1000[1-9]$", "10000", false);
        check("1000[1-9]$", "910001", false);
        check("1000[1-9]$", "100012", false);
        check("1|2", "21", true);
        check("(?!test)", "testing", false);
    }

    #[test]
    fn a_runaway_expression_matches_nothing_and_ends() {
        check("(?=(a+)+$)b|(a+)+$(?<=b)", &"a".repeat(60), false);
    }

    #[test]
    fn what_is_not_an_expression_is_refused() {
        assert_eq!(MatchingRule::parse("1000[").map(|_| ()), Err(MatchingRuleError::Malformed));
        assert!(MatchingRule::parse(&"a".repeat(256)).is_err());
        assert!(MatchingRule::parse(")|(?:").is_err());
    }
}
