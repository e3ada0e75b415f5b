//! Numbers and moments as a person types them.
//!
//! A comma is a decimal point where the language writes one so, and nothing elsewhere: it never groups digits, for the same
//! text would then be a thousand times as much in one language as in another. Blanks may group digits in threes, as they
//! stand in what is copied from a page.

use app::Timestamp;
use jiff::civil::DateTime;
use money::DecimalError;

use super::Reader;

impl Reader {
    /// A number that the reader typed, as the core reads it: with a point, and without blanks.
    ///
    /// # Errors
    /// It is no number; that it is empty or too large is for the core to say.
    pub(crate) fn plain(&self, typed: &str) -> Result<String, DecimalError> {
        let (sign, number) = match typed.trim().strip_prefix(['-', '\u{2212}']) {
            Some(number) => ("-", number),
            None => ("", typed.trim()),
        };
        if number.is_empty() {
            return if sign.is_empty() { Ok(String::new()) } else { Err(DecimalError::Malformed) };
        }
        let own = self.t("format-point");
        let mut points = [".", own.as_str()].into_iter();
        let (whole, fraction) = points.find_map(|point| number.split_once(point)).unwrap_or((number, ""));
        let whole = ungrouped(whole).ok_or(DecimalError::Malformed)?;
        // Powers of ten are a notation of programs.
        if !whole.bytes().chain(fraction.bytes()).all(|byte| byte.is_ascii_digit()) {
            return Err(DecimalError::Malformed);
        }
        Ok(format!("{sign}{whole}.{fraction}"))
    }

    /// The moment that a field of date and time says, where the reader is.
    pub(crate) fn read_moment(&self, text: &str) -> Option<Timestamp> {
        let local: DateTime = text.trim().parse().ok()?;
        let zoned = local.to_zoned(self.zone.clone()).ok()?;
        Some(Timestamp(zoned.timestamp().as_microsecond()))
    }
}

/// `whole` without the blanks that group its digits in threes; none where they do not.
fn ungrouped(whole: &str) -> Option<String> {
    let mut groups = whole.split([' ', '\u{a0}', '\u{202f}']);
    let mut digits = groups.next()?.to_owned();
    let is_grouped = whole.len() != digits.len();
    if is_grouped && (digits.is_empty() || 3 < digits.len()) {
        return None;
    }
    for group in groups {
        if group.len() != 3 {
            return None;
        }
        digits.push_str(group);
    }
    Some(digits)
}

#[cfg(test)]
mod tests {
    use money::{Amount, Commodity};

    use super::super::Locale;
    use super::*;

    const MALFORMED: Result<i64, DecimalError> = Err(DecimalError::Malformed);

    #[track_caller]
    fn check(language: &str, text: &str, expected: Result<i64, DecimalError>) {
        let reader = Reader::new(Locale::find(language).expect("a language"), "UTC");
        let read = reader.plain(text).and_then(|plain| Amount::parse(&plain, Commodity::MessageCredits));
        assert_eq!(read.map(Amount::units), expected, "{language}: {text}");
    }

    #[test]
    fn amounts_are_read_in_every_language() {
        for language in ["en", "ru"] {
            check(language, "12.5", Ok(1_250_000_000));
            check(language, " 7 ", Ok(700_000_000));
            check(language, ".5", Ok(50_000_000));
            check(language, "5.", Ok(500_000_000));
            check(language, "-3", Ok(-300_000_000));
            check(language, "\u{2212}3", Ok(-300_000_000));
            check(language, "0.00000001", Ok(1));
            check(language, "1\u{a0}234\u{202f}567 890.5", Ok(123_456_789_050_000_000));
            check(language, "0.000000001", Err(DecimalError::TooPrecise));
            check(language, "92233720369", Err(DecimalError::OutOfRange));
            check(language, "", Err(DecimalError::Empty));
            check(language, "  ", Err(DecimalError::Empty));
            for text in [
                "x", "-", ".", "1e3", "1.2.3", "1 5", "1 2345", " 1  234", "1234 567", "٣", "$5", "+5", "--1",
            ] {
                check(language, text, MALFORMED);
            }
        }
    }

    #[test]
    fn a_comma_is_a_point_where_it_is_written_so() {
        check("ru", "12,5", Ok(1_250_000_000));
        check("ru", "1\u{a0}234,5", Ok(123_450_000_000));
        check("ru", "1,234", Ok(123_400_000));
        check("ru", "1,2,3", MALFORMED);
        check("ru", "1.2,3", MALFORMED);
        check("en", "12,5", MALFORMED);
        check("en", "1,234", MALFORMED);
        check("en", "1,234.5", MALFORMED);
    }

    #[test]
    fn what_a_reader_is_shown_he_may_type() {
        for locale in Locale::all() {
            let reader = Reader::new(locale, "UTC");
            for units in [0, 1, -150_000_000, 99_999_999_999_999] {
                let amount = Amount::new(units, Commodity::MessageCredits);
                let read = |text: &str| Amount::parse(&reader.plain(text)?, Commodity::MessageCredits);
                assert_eq!(read(&reader.typed(&amount.to_decimal())), Ok(amount));
                if reader.t("format-group") != "," {
                    assert_eq!(read(&reader.number(amount)), Ok(amount));
                }
            }
        }
    }

    #[test]
    fn moments_are_read_where_the_reader_is() {
        let read = |zone, text| Reader::new(Locale::fallback(), zone).read_moment(text);
        assert_eq!(read("UTC", "2026-01-01T00:00"), Some(Timestamp(1_767_225_600_000_000)));
        assert_eq!(read("Europe/Moscow", "2026-01-01T03:00"), Some(Timestamp(1_767_225_600_000_000)));
        assert_eq!(read("UTC", " 2026-01-01 00:00:01 "), Some(Timestamp(1_767_225_601_000_000)));
        for text in ["", "yesterday", "2026-13-01T00:00", "2026-01-01T25:00", "00:00"] {
            assert_eq!(read("UTC", text), None, "{text}");
        }
    }
}
