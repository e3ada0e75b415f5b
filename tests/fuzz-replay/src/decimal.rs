//! Decimal text: what is read is printed without an exponent and reads the same, and scales agree with each other.

use money::{DecimalError, format_decimal, format_double, parse_decimal};

/// Those in use, and ones beyond what 64 bits can hold.
const SCALES: [u8; 7] = [0, 2, 8, 10, 18, 40, 255];

/// The input is a number.
pub fn decimal(data: &[u8]) {
    let Ok(text) = str::from_utf8(data) else { return };
    for scale in SCALES {
        if let Ok(units) = parse_decimal(text, scale) {
            check_print(units, scale);
            check_finer(text, units, scale);
        }
    }
}

fn check_print(units: i64, scale: u8) {
    for printed in [format_decimal(units, scale), format_double(units, scale)] {
        assert_eq!(parse_decimal(&printed, scale), Ok(units), "{printed} at {scale}");
        let is_plain = printed.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'-' | b'.'));
        assert!(is_plain, "{printed} is not plain");
        assert_eq!(printed.starts_with('-'), units < 0, "{printed}");
    }
}

/// A tenth of a unit more or less to choose from changes nothing but the number of units.
fn check_finer(text: &str, units: i64, scale: u8) {
    let Some(finer) = scale.checked_add(1) else { return };
    let expected = units.checked_mul(10).ok_or(DecimalError::OutOfRange);
    assert_eq!(parse_decimal(text, finer), expected, "{text} at {finer}");
}
