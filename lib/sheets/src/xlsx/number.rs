//! Numbers as workbooks store them: the shortest or the longest decimal text of a 64-bit float, perhaps with an exponent. A
//! person sees at most 15 significant digits, and those are read here, as text from end to end.

use std::fmt;

/// How many significant digits a spreadsheet shows.
pub(super) const DIGITS_MAX: usize = 15;

/// Larger exponents than a float can have are nonsense.
const EXPONENT_MAX: i32 = 400;

/// A decimal number: `0.DIGITS` times ten to the power of `point`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Number {
    is_negative: bool,
    /// Without zeros at either end.
    digits: Vec<u8>,
    point: i32,
}

impl Number {
    /// Reads `text`, rounded to what a person sees.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let (is_negative, text) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
        let exponent: i32 =
            exponent.parse().ok().filter(|exponent| (-EXPONENT_MAX..=EXPONENT_MAX).contains(exponent))?;
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let length = whole.len() + fraction.len();
        let digits: Option<Vec<u8>> = whole.chars().chain(fraction.chars()).map(digit).collect();
        if length == 0 || 1_000 < length {
            return None;
        }
        let point = exponent + i32::try_from(whole.len()).ok()?;
        let mut number = Self { is_negative, digits: digits?, point };
        number.trim();
        number.round();
        Some(number)
    }

    /// Times ten to the power of `places`.
    pub(super) fn shifted(self, places: i32) -> Self {
        Self { point: self.point + places, ..self }
    }

    /// Days and milliseconds of the day, of a number that counts days and is not negative.
    pub(super) fn days_and_millis(&self) -> Option<(i32, i32)> {
        const DAY: i128 = 86_400_000;
        const SCALE: i128 = 1_000_000_000_000;
        let text = self.to_string();
        let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
        let days: i32 = whole.parse().ok().filter(|days| 0 <= *days)?;
        let fraction: i128 = format!("{fraction:0<12.12}").parse().ok()?;
        let millis = i32::try_from((fraction * DAY + SCALE / 2) / SCALE).ok()?;
        if i128::from(millis) == DAY { Some((days.checked_add(1)?, 0)) } else { Some((days, millis)) }
    }

    fn round(&mut self) {
        let Some(first_cut) = self.digits.get(DIGITS_MAX).copied() else { return };
        self.digits.truncate(DIGITS_MAX);
        if 5 <= first_cut {
            let mut carries = true;
            for digit in self.digits.iter_mut().rev() {
                *digit += u8::from(carries);
                carries = *digit == 10;
                if !carries {
                    break;
                }
                *digit = 0;
            }
            if carries {
                self.digits.insert(0, 1);
                self.point += 1;
            }
        }
        self.trim();
    }

    fn trim(&mut self) {
        let zeros = self.digits.iter().take_while(|digit| **digit == 0).count();
        self.digits.drain(..zeros);
        self.point -= i32::try_from(zeros).unwrap_or_default();
        while self.digits.last() == Some(&0) {
            self.digits.pop();
        }
        if self.digits.is_empty() {
            (self.is_negative, self.point) = (false, 0);
        }
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits: String = self.digits.iter().map(|digit| char::from(b'0' + digit)).collect();
        let sign = if self.is_negative { "-" } else { "" };
        let Ok(whole) = usize::try_from(self.point) else {
            let zeros = usize::try_from(-self.point).unwrap_or_default();
            return write!(f, "{sign}0.{}{digits}", "0".repeat(zeros));
        };
        match digits.split_at_checked(whole) {
            Some(("", "")) => f.write_str("0"),
            Some(("", fraction)) => write!(f, "{sign}0.{fraction}"),
            Some((whole, "")) => write!(f, "{sign}{whole}"),
            Some((whole, fraction)) => write!(f, "{sign}{whole}.{fraction}"),
            None => write!(f, "{sign}{digits}{}", "0".repeat(whole.saturating_sub(digits.len()))),
        }
    }
}

fn digit(character: char) -> Option<u8> {
    character.to_digit(10).and_then(|digit| u8::try_from(digit).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(stored: &str, seen: Option<&str>) {
        assert_eq!(Number::parse(stored).map(|number| number.to_string()).as_deref(), seen, "{stored}");
    }

    #[test]
    fn a_number_is_what_a_person_sees() {
        for (stored, seen) in [
            ("0", "0"),
            ("-0", "0"),
            ("42", "42"),
            ("42.0", "42"),
            ("-0.50", "-0.5"),
            ("0.1", "0.1"),
            ("0.10000000000000001", "0.1"),
            ("0.30000000000000004", "0.3"),
            ("2.9999999999999996", "3"),
            ("9.9999999999999995", "10"),
            ("1234567.8899999999", "1234567.89"),
            ("1.5E-3", "0.0015"),
            ("1e3", "1000"),
            ("4.9301234567E10", "49301234567"),
            ("123456789012345", "123456789012345"),
            ("1234567890123456", "1234567890123460"),
            ("1E+20", "100000000000000000000"),
            (" 7 ", "7"),
            ("+7.", "7"),
            (".5", "0.5"),
        ] {
            check(stored, Some(seen));
        }
        for stored in ["", ".", "-", "1e", "1e999", "0x1", "1,5", "NaN", "1.2.3", "--1", "٣"] {
            check(stored, None);
        }
    }

    #[test]
    fn days_have_milliseconds() {
        let of = |text| Number::parse(text).and_then(|number| number.days_and_millis());
        assert_eq!(of("45943.5"), Some((45_943, 43_200_000)));
        assert_eq!(of("45943"), Some((45_943, 0)));
        assert_eq!(of("45943.541000000005"), Some((45_943, 46_742_400)));
        assert_eq!(of("0.99999999999"), Some((1, 0)));
        assert_eq!(of("-1"), None);
        assert_eq!(of("1e300"), None);
    }
}
