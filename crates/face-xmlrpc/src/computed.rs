//! Doubles that a client computed in binary: its 0.1 + 0.2 arrives as 0.30000000000000004.
//!
//! Promises to round off only what a double cannot carry for certain: any other number with more decimals than are kept
//! is left to the exact way, which refuses it. Decimal digits only; no number passes through binary here.

/// Decimal digits that a double carries for certain.
const DIGITS_CERTAIN: u32 = 15;

/// The number in `text`, in units of 10^-`scale`, if it has more digits than are certain, more decimals than are kept,
/// and is the same whether it is rounded to the one or to the other.
pub(crate) fn parse_computed(text: &str, scale: u8) -> Option<i64> {
    let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits: i128 = format!("{whole}{fraction}").parse().ok()?;
    let decimals = i64::try_from(fraction.len()).ok()?.checked_sub(exponent.parse().ok()?)?;
    let beyond_scale = u32::try_from(decimals.checked_sub(i64::from(scale))?).ok()?;
    let digit_count = digits.unsigned_abs().checked_ilog10()? + 1;
    let uncertain = digit_count.checked_sub(DIGITS_CERTAIN).filter(|count| 0 < *count)?;
    let kept = round_off(digits, beyond_scale)?;
    if kept != round_off(digits, uncertain)? {
        return None;
    }
    i64::try_from(kept / 10_i128.checked_pow(beyond_scale)?).ok()
}

/// The nearest multiple of 10^`places`, away from zero when two are equally near.
fn round_off(number: i128, places: u32) -> Option<i128> {
    let unit = 10_i128.checked_pow(places)?;
    let half = unit / 2 * number.signum();
    (number.checked_add(half)? / unit).checked_mul(unit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Option<i64>) {
        assert_eq!(parse_computed(text, 8), expected, "{text}");
    }

    #[test]
    fn what_binary_arithmetic_leaves_behind_is_recognised() {
        check("0.30000000000000004", Some(3000_0000));
        check("-92.11999999999999", Some(-92_1200_0000));
        check("+1.1500000000000001", Some(1_1500_0000));
        check("12345678.299999999", Some(1_234_567_830_000_000));
        check("3.0000000000000004e-01", Some(3000_0000));
        check("99.99999999999999", Some(100_0000_0000));
    }

    #[test]
    fn what_was_written_so_is_not() {
        // Short enough to be certain, and within the scale or not.
        check("0.3", None);
        check("0.123456789", None);
        check("1e-9", None);
        // Digits between the scale and what is certain.
        check("0.1234567890123456", None);
        // Digits beyond the scale that are certain no longer, but not nothing.
        check("12345678.123456789", None);
        check("123456789.123456789", None);
        // Exact at the scale: the exact way reads it.
        check("92233720368.54775807", None);
        check("5.551115123125783e-17", None);
    }

    #[test]
    fn no_text_is_too_long_or_too_large() {
        check("0.0", None);
        check(&format!("0.{}", "3".repeat(60)), None);
        check("0.30000000000000004e-9223372036854775808", None);
        check("3.0000000000000004e99999999999999999999", None);
        check("999999999999.99999999999999", None);
        check("-170141183460469231731687303715884105728.5", None);
        check("1.7014118346046923173168730371588410572e-30", None);
    }
}
