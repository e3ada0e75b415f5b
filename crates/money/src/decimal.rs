//! Decimal text to scaled integer and back, exactly.
//!
//! It promises that a text is either represented without loss or refused, and that no floating-point number
//! is involved. It does not know what the number measures, and it does not trim: blanks around a number are
//! the caller's affair.

use thiserror::Error;

/// Longest text looked at; more than the 309 digits of the largest IEEE double printed in full.
const TEXT_LENGTH_MAX: usize = 1024;
/// Largest exponent looked at, either sign; beyond it no supported scale can hold a non-zero value.
const EXPONENT_MAX: i64 = 40;
/// Decimal digits that the magnitude of an `i64` may have.
const INTEGER_DIGITS_MAX: i64 = 19;

/// Why a decimal text has no exact scaled integer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum DecimalError {
    /// The text has no characters at all.
    #[error("the number is empty")]
    Empty,
    /// The text is not a decimal number, or is longer than 1024 characters.
    #[error("not a decimal number")]
    Malformed,
    /// A non-zero digit lies beyond the scale; rounding it away is not this function's business.
    #[error("the number has more decimal places than can be kept")]
    TooPrecise,
    /// The value does not fit in 64 bits at this scale.
    #[error("the number is too large")]
    OutOfRange,
}

/// Reads a decimal as an integer of 10^-`scale`: sign, `5.`, `.5` and exponent forms (`1e-09`, `1E3`) are
/// accepted.
///
/// A text that is both too large and too precise is reported as [`DecimalError::OutOfRange`]. An exponent
/// beyond ±40 is refused without evaluating it, unless every digit is zero.
pub fn parse_decimal(text: &str, scale: u8) -> Result<i64, DecimalError> {
    let number = Scanned::read(text)?;
    let (Some(first), Some(last)) = (number.first_non_zero(), number.last_non_zero()) else {
        return Ok(0);
    };
    if number.exponent > EXPONENT_MAX {
        return Err(DecimalError::OutOfRange);
    }
    if number.exponent < -EXPONENT_MAX {
        return Err(DecimalError::TooPrecise);
    }
    // The power of ten, in units of the scale, of the digit at an index is `units_at - index`.
    let units_at = number.whole_digits() - 1 + number.exponent + i64::from(scale);
    if units_at - first >= INTEGER_DIGITS_MAX {
        return Err(DecimalError::OutOfRange);
    }
    if units_at - last < 0 {
        return Err(DecimalError::TooPrecise);
    }
    // At most nineteen digits are left, so neither the digits nor the zeros after them can overflow 128 bits.
    let mut magnitude: i128 = 0;
    for digit in number.digits_between(first, last) {
        magnitude = magnitude * 10 + i128::from(digit);
    }
    for _ in 0..units_at - last {
        magnitude *= 10;
    }
    let signed = if number.negative { -magnitude } else { magnitude };
    i64::try_from(signed).map_err(|_| DecimalError::OutOfRange)
}

/// The shortest decimal of `units` × 10^-`scale`, without exponent: `-92.12`, `100`, `0`.
pub fn format_decimal(units: i64, scale: u8) -> String {
    let fraction_digits = usize::from(scale);
    let digits = format!("{:0>width$}", units.unsigned_abs(), width = fraction_digits + 1);
    let (whole, fraction) = digits.split_at(digits.len() - fraction_digits);
    let fraction = fraction.trim_end_matches('0');
    let sign = if units < 0 { "-" } else { "" };
    let point = if fraction.is_empty() { "" } else { "." };
    format!("{sign}{whole}{point}{fraction}")
}

/// Like [`format_decimal`], but always with a fraction, as readers of XML-RPC doubles expect: `100.0`, `0.0`.
pub fn format_double(units: i64, scale: u8) -> String {
    let mut text = format_decimal(units, scale);
    if !text.contains('.') {
        text.push_str(".0");
    }
    text
}

/// A text cut into its parts, each checked to be digits only.
struct Scanned<'text> {
    negative: bool,
    whole: &'text [u8],
    fraction: &'text [u8],
    /// Saturated: the caller only asks whether it is beyond the bound.
    exponent: i64,
}

impl<'text> Scanned<'text> {
    fn read(text: &'text str) -> Result<Self, DecimalError> {
        if text.is_empty() {
            return Err(DecimalError::Empty);
        }
        if text.len() > TEXT_LENGTH_MAX {
            return Err(DecimalError::Malformed);
        }
        let (negative, unsigned) = split_sign(text);
        let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, read_exponent(exponent)?),
            None => (unsigned, 0),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        if whole.is_empty() && fraction.is_empty() {
            return Err(DecimalError::Malformed);
        }
        if !is_digits(whole) || !is_digits(fraction) {
            return Err(DecimalError::Malformed);
        }
        Ok(Self { negative, whole: whole.as_bytes(), fraction: fraction.as_bytes(), exponent })
    }

    fn whole_digits(&self) -> i64 {
        // Bounded by TEXT_LENGTH_MAX, so the fallback is never taken.
        i64::try_from(self.whole.len()).unwrap_or(i64::MAX)
    }

    /// Every digit with its index, counted from the leftmost digit of the text.
    fn digits(&self) -> impl Iterator<Item = (i64, u8)> {
        (0..).zip(self.whole.iter().chain(self.fraction).map(|byte| byte - b'0'))
    }

    fn first_non_zero(&self) -> Option<i64> {
        self.digits().find(|(_, digit)| *digit != 0).map(|(index, _)| index)
    }

    fn last_non_zero(&self) -> Option<i64> {
        self.digits().filter(|(_, digit)| *digit != 0).last().map(|(index, _)| index)
    }

    fn digits_between(&self, first: i64, last: i64) -> impl Iterator<Item = u8> {
        self.digits().filter(move |(index, _)| first <= *index && *index <= last).map(|(_, digit)| digit)
    }
}

fn split_sign(text: &str) -> (bool, &str) {
    if let Some(rest) = text.strip_prefix('-') {
        return (true, rest);
    }
    (false, text.strip_prefix('+').unwrap_or(text))
}

fn read_exponent(text: &str) -> Result<i64, DecimalError> {
    let (negative, digits) = split_sign(text);
    if digits.is_empty() || !is_digits(digits) {
        return Err(DecimalError::Malformed);
    }
    let magnitude =
        digits.bytes().fold(0_i64, |sum, byte| sum.saturating_mul(10).saturating_add(i64::from(byte - b'0')));
    Ok(if negative { -magnitude } else { magnitude })
}

fn is_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use std::str::FromStr;

    use proptest::prelude::*;
    use rust_decimal::Decimal;

    use super::*;

    #[track_caller]
    fn check(scale: u8, expected: &[(&str, Result<i64, DecimalError>)]) {
        for (text, result) in expected {
            assert_eq!(parse_decimal(text, scale), *result, "{text:?} at scale {scale}");
        }
    }

    #[test]
    fn plain_forms_are_read_exactly() {
        check(
            8,
            &[
                ("0", Ok(0)),
                ("-0", Ok(0)),
                ("+0.000", Ok(0)),
                ("5.", Ok(500_000_000)),
                (".5", Ok(50_000_000)),
                ("-.5", Ok(-50_000_000)),
                ("+5", Ok(500_000_000)),
                ("-92.12", Ok(-9_212_000_000)),
                ("000100.000", Ok(10_000_000_000)),
                ("0.00000001", Ok(1)),
                ("0.0000000100000000000000000000000", Ok(1)),
            ],
        );
    }

    #[test]
    fn exponents_move_the_point() {
        check(10, &[("1e-09", Ok(10)), ("1E-9", Ok(10)), ("1e-10", Ok(1)), ("1E3", Ok(10_000_000_000_000))]);
        check(8, &[("12.5e+1", Ok(12_500_000_000)), ("100e-2", Ok(100_000_000)), (".5E1", Ok(500_000_000))]);
        check(0, &[("1.5e1", Ok(15)), ("1500e-2", Ok(15)), ("9223372036854775807e0", Ok(i64::MAX))]);
    }

    #[test]
    fn what_is_not_a_number_is_refused() {
        check(8, &[("", Err(DecimalError::Empty))]);
        let malformed = [
            ".",
            "-",
            "+",
            "-.",
            "e5",
            "1e",
            "1e+",
            "1e1.0",
            "1e1e1",
            "1.2.3",
            "--1",
            "+-1",
            " 1",
            "1 ",
            "1,5",
            "0x10",
            "1_000",
            "nan",
            "NaN",
            "inf",
            "-Infinity",
            "١",
            "1\0",
            "１",
        ];
        for text in malformed {
            check(8, &[(text, Err(DecimalError::Malformed))]);
        }
        assert_eq!(parse_decimal(&"0".repeat(1024), 8), Ok(0));
        assert_eq!(parse_decimal(&"0".repeat(1025), 8), Err(DecimalError::Malformed));
    }

    #[test]
    fn digits_beyond_the_scale_are_refused() {
        let refused = Err(DecimalError::TooPrecise);
        check(
            8,
            &[
                ("0.000000001", refused),
                ("1e-9", refused),
                ("1e-41", refused),
                ("1e-99999999999999999999", refused),
            ],
        );
        check(0, &[("0.5", refused), ("15e-1", refused)]);
        check(8, &[("0e-99999999999999999999", Ok(0))]);
    }

    #[test]
    fn the_range_is_that_of_the_integer() {
        let refused = Err(DecimalError::OutOfRange);
        check(0, &[("9223372036854775807", Ok(i64::MAX)), ("-9223372036854775808", Ok(i64::MIN))]);
        check(
            0,
            &[
                ("9223372036854775808", refused),
                ("-9223372036854775809", refused),
                ("10000000000000000000", refused),
            ],
        );
        check(
            8,
            &[("92233720368.54775807", Ok(i64::MAX)), ("92233720368.54775808", refused), ("1e11", refused)],
        );
        check(
            8,
            &[("1e40", refused), ("1e41", refused), ("1e99999999999999999999", refused), ("0e99", Ok(0))],
        );
        check(8, &[("99999999999999999999.123456789", refused)]);
        check(255, &[("1", refused), ("0", Ok(0)), ("1e-40", refused)]);
    }

    #[track_caller]
    fn check_format(units: i64, scale: u8, decimal: &str, double: &str) {
        assert_eq!(format_decimal(units, scale), decimal);
        assert_eq!(format_double(units, scale), double);
    }

    #[test]
    fn numbers_are_printed_short_and_without_exponent() {
        check_format(0, 8, "0", "0.0");
        check_format(-9_212_000_000, 8, "-92.12", "-92.12");
        check_format(10_000_000_000, 8, "100", "100.0");
        check_format(-7_000_000_000, 8, "-70", "-70.0");
        check_format(1, 8, "0.00000001", "0.00000001");
        check_format(-1, 10, "-0.0000000001", "-0.0000000001");
        check_format(15, 0, "15", "15.0");
        check_format(i64::MIN, 8, "-92233720368.54775808", "-92233720368.54775808");
        check_format(i64::MAX, 0, "9223372036854775807", "9223372036854775807.0");
    }

    proptest! {
        #[test]
        fn printing_and_reading_agree(units: i64, scale in 0_u8..=18) {
            prop_assert_eq!(parse_decimal(&format_decimal(units, scale), scale), Ok(units));
            prop_assert_eq!(parse_decimal(&format_double(units, scale), scale), Ok(units));
        }

        #[test]
        fn another_decimal_library_prints_the_same(units: i64, scale in 0_u8..=18) {
            let other = Decimal::from_i128_with_scale(i128::from(units), u32::from(scale)).normalize();
            prop_assert_eq!(format_decimal(units, scale), other.to_string());
        }

        #[test]
        fn another_decimal_library_reads_the_same(text in "[+-]?[0-9]{1,9}(\\.[0-9]{1,8})?") {
            let other = Decimal::from_str(text.trim_start_matches('+')).unwrap() * Decimal::from(100_000_000);
            prop_assert_eq!(parse_decimal(&text, 8).map(Decimal::from), Ok(other));
        }

        #[test]
        fn another_decimal_library_reads_the_same_exponents(
            text in "-?[0-9]{1,5}(\\.[0-9]{0,3})?[eE][+-]?[0-5]",
        ) {
            let other = Decimal::from_scientific(&text).unwrap() * Decimal::from(100_000_000);
            prop_assert_eq!(parse_decimal(&text, 8).map(Decimal::from), Ok(other));
        }

        #[test]
        fn no_text_panics(text in ".{0,40}|[-+.eE0-9]{0,60}", scale: u8) {
            let result = parse_decimal(&text, scale);
            prop_assert!(result.is_ok() || result.is_err());
        }
    }
}
