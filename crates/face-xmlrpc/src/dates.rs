//! Moments on the wire: two formats in, each method's own one out. All are UTC.
//!
//! The older methods of the imitated interface say `09:57:29.000 GMT Wed Nov 18 2009`, the newer ones
//! `20091118T09:57:29`, since 2022 with milliseconds (reference section 1.4). Either is read wherever a moment is
//! expected. Knows no clock.

use app::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;

/// Months as `%b` writes them.
const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// Days as `%a` writes them.
const WEEKDAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/// The text is no moment. The sentence completes "Parameter …".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct DateError;

impl std::fmt::Display for DateError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("must be a moment such as 20091118T09:57:29 or 09:57:29.000 GMT Wed Nov 18 2009")
    }
}

/// The moment in `text`, in either format.
pub(crate) fn parse(text: &str) -> Result<Timestamp, DateError> {
    parse_newer(text).or_else(|| parse_older(text)).ok_or(DateError)
}

/// `at` as `20091118T09:57:29.123`; what is finer than a millisecond is cut off.
pub(crate) fn format(at: Timestamp) -> String {
    // Every moment that a clock or this module tells is within what the calendar holds.
    let Ok(moment) = jiff::Timestamp::from_microsecond(at.0) else { return String::new() };
    let moment = TimeZone::UTC.to_datetime(moment);
    let (date, time) = (moment.date(), moment.time());
    format!(
        "{:04}{:02}{:02}T{:02}:{:02}:{:02}.{:03}",
        date.year(),
        date.month(),
        date.day(),
        time.hour(),
        time.minute(),
        time.second(),
        time.millisecond()
    )
}

/// `at` as `09:57:29.000 GMT Wed Nov 18 2009`, the milliseconds always nothing: what is finer than a second is cut off.
pub(crate) fn format_older(at: Timestamp) -> String {
    // Every moment that a clock or this module tells is within what the calendar holds.
    let Ok(moment) = jiff::Timestamp::from_microsecond(at.0) else { return String::new() };
    let moment = TimeZone::UTC.to_datetime(moment);
    let nth = |names: &[&'static str], number: i8| {
        usize::try_from(number - 1).ok().and_then(|index| names.get(index).copied()).unwrap_or_default()
    };
    let weekday = nth(&WEEKDAYS, moment.weekday().to_monday_one_offset());
    let month = nth(&MONTHS, moment.month());
    let (hour, minute, second) = (moment.hour(), moment.minute(), moment.second());
    let (day, year) = (moment.day(), moment.year());
    format!("{hour:02}:{minute:02}:{second:02}.000 GMT {weekday} {month} {day:02} {year:04}")
}

/// `YYYYMMDDThh:mm:ss`, with a fraction or without.
fn parse_newer(text: &str) -> Option<Timestamp> {
    let (date, time) = text.split_once('T')?;
    if date.len() != 8 {
        return None;
    }
    let (year, rest) = date.split_at_checked(4)?;
    let (month, day) = rest.split_at_checked(2)?;
    let date = Date::new(number(year)?, number(month)?, number(day)?).ok()?;
    moment(date, clock(time)?)
}

/// `%H:%M:%S.000 GMT %a %b %d %Y`. A PHP client writes the day without its zero, and another takes the weekday from
/// its own zone: the weekday must be one, but is not compared with the date.
fn parse_older(text: &str) -> Option<Timestamp> {
    let mut words = text.split_ascii_whitespace();
    let (time, zone, weekday) = (words.next()?, words.next()?, words.next()?);
    let (month, day, year) = (words.next()?, words.next()?, words.next()?);
    if words.next().is_some() || zone != "GMT" || !WEEKDAYS.contains(&weekday) {
        return None;
    }
    if 2 < day.len() || year.len() != 4 {
        return None;
    }
    let month = (1..).zip(MONTHS).find(|(_, name)| *name == month)?.0;
    let date = Date::new(number(year)?, month, number(day)?).ok()?;
    moment(date, clock(time)?)
}

/// `hh:mm:ss`, with a fraction of up to six digits or without.
fn clock(text: &str) -> Option<Time> {
    let (whole, fraction) = match text.split_once('.') {
        Some((whole, fraction)) if (1..=6).contains(&fraction.len()) => (whole, fraction),
        Some(_) => return None,
        None => (text, "0"),
    };
    let mut parts = whole.split(':');
    let mut part = || parts.next().filter(|part| part.len() == 2).and_then(number);
    let (hour, minute, second) = (part()?, part()?, part()?);
    if parts.next().is_some() {
        return None;
    }
    let nanoseconds = number::<i32>(&format!("{fraction:0<9}"))?;
    Time::new(hour, minute, second, nanoseconds).ok()
}

fn moment(date: Date, time: Time) -> Option<Timestamp> {
    let moment = TimeZone::UTC.to_timestamp(DateTime::from_parts(date, time)).ok()?;
    Some(Timestamp(moment.as_microsecond()))
}

/// Digits alone: no sign, no blank.
fn number<T: std::str::FromStr>(digits: &str) -> Option<T> {
    digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Option<&str>) {
        let found = parse(text).ok().map(format);
        assert_eq!(found.as_deref(), expected, "{text}");
    }

    #[test]
    fn both_formats_are_read() {
        check("20091118T09:57:29", Some("20091118T09:57:29.000"));
        check("20091118T09:57:29.123", Some("20091118T09:57:29.123"));
        check("20091118T09:57:29.5", Some("20091118T09:57:29.500"));
        check("09:57:29.000 GMT Wed Nov 18 2009", Some("20091118T09:57:29.000"));
        check("09:57:29 GMT Wed Nov 18 2009", Some("20091118T09:57:29.000"));
        assert_eq!(parse("19700101T00:00:01.000002"), Ok(Timestamp(1_000_002)));
    }

    #[test]
    fn the_older_format_is_written_as_documented() {
        for (text, expected) in [
            ("09:57:29.000 GMT Wed Nov 18 2009", "09:57:29.000 GMT Wed Nov 18 2009"),
            ("20260101T00:00:00.999999", "00:00:00.000 GMT Thu Jan 01 2026"),
            ("20240229T23:59:59", "23:59:59.000 GMT Thu Feb 29 2024"),
            ("19691231T23:59:59", "23:59:59.000 GMT Wed Dec 31 1969"),
        ] {
            assert_eq!(parse(text).map(format_older).as_deref(), Ok(expected));
        }
    }

    #[test]
    fn what_clients_write_is_read() {
        // A day without its zero, a day in `%e`'s blanks, and a weekday of another zone.
        check("00:00:00.000 GMT Tue Dec 1 2009", Some("20091201T00:00:00.000"));
        check("00:00:00.000 GMT Tue Dec  1 2009", Some("20091201T00:00:00.000"));
        check("23:59:59.999 GMT Mon Dec 01 2009", Some("20091201T23:59:59.999"));
    }

    #[test]
    fn leap_days_and_the_ends_of_the_calendar() {
        check("20240229T00:00:00", Some("20240229T00:00:00.000"));
        check("20230229T00:00:00", None);
        check("00:00:00.000 GMT Thu Feb 30 2023", None);
        check("00010101T00:00:00", Some("00010101T00:00:00.000"));
        check("99991230T00:00:00", Some("99991230T00:00:00.000"));
    }

    #[test]
    fn every_other_shape_is_refused() {
        for text in [
            "",
            "T",
            "2009-11-18T09:57:29",
            "20091118 09:57:29",
            "20091118T09:57",
            "20091118T9:57:29",
            "20091118T24:00:00",
            "20091118T09:57:60.1",
            "20091118T09:57:29.",
            "20091118T09:57:29.1234567",
            "20091118T09:57:29Z",
            "20091118T09:57:29+01:00",
            "+0091118T09:57:29",
            "二零零九1118T09:57:29",
            "09:57:29.000 CET Wed Nov 18 2009",
            "09:57:29.000 GMT Wednesday Nov 18 2009",
            "09:57:29.000 GMT Wed 11 18 2009",
            "09:57:29.000 GMT Wed Nov 18 09",
            "09:57:29.000 GMT Wed Nov 018 2009",
            "09:57:29.000 GMT Wed Nov 18 2009 x",
            "Wed Nov 18 2009",
        ] {
            check(text, None);
        }
    }
}
