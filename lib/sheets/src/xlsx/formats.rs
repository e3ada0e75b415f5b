//! How the cells of a workbook look (ECMA-376 part 1, 18.8), as far as it decides what their numbers say.

use std::collections::HashMap;

use jiff::civil::Date;

use super::number::Number;
use super::package::{Package, Stop, Token};

/// What a number is shown as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shown {
    /// As it is.
    Plain,
    /// As so many hundredths.
    Percent,
    /// With zeros before it, up to so many digits.
    Padded(usize),
    /// As a day.
    Date,
    /// As a time of day.
    Time,
    /// As both.
    Moment,
}

/// How each style shows numbers, at most `count_max` styles.
pub(super) fn read(
    package: &mut Package<'_>,
    path: Option<&str>,
    count_max: usize,
) -> Result<Vec<Shown>, Stop> {
    let mut styles = Vec::new();
    let Some(path) = path else { return Ok(styles) };
    let Some(mut part) = package.part(path)? else { return Ok(styles) };
    let (mut own_codes, mut is_within) = (HashMap::new(), false);
    while styles.len() < count_max {
        match part.next()? {
            Token::End => break,
            Token::Open(element) if element.name == "numFmt" => {
                let id = element.attribute("numFmtId").unwrap_or_default().to_owned();
                own_codes
                    .entry(id)
                    .or_insert_with(|| of_code(element.attribute("formatCode").unwrap_or_default()));
            }
            Token::Open(element) if element.name == "cellXfs" => is_within = true,
            Token::Close(name) if name == "cellXfs" => break,
            Token::Open(element) if element.name == "xf" && is_within => {
                let id = element.attribute("numFmtId").unwrap_or("0");
                styles.push(own_codes.get(id).copied().unwrap_or_else(|| of_builtin(id)));
            }
            Token::Open(_) | Token::Text(_) | Token::Close(_) => {}
        }
    }
    Ok(styles)
}

impl Shown {
    /// `number` in words of its own; none where it is no such thing.
    pub(super) fn text(self, number: &Number, is_1904: bool) -> Option<String> {
        let moment = || moment(number, is_1904);
        match self {
            Self::Plain => Some(number.to_string()),
            Self::Percent => Some(format!("{}%", number.clone().shifted(2))),
            Self::Padded(width) => {
                let text = number.to_string();
                let is_whole = text.bytes().all(|byte| byte.is_ascii_digit());
                Some(if is_whole { format!("{text:0>width$}") } else { text })
            }
            Self::Date => moment().map(|(date, _)| date.to_string()),
            Self::Time => moment().map(|(_, time)| time),
            Self::Moment => moment().map(|(date, time)| format!("{date}T{time}")),
        }
    }
}

/// The formats that every workbook has (18.8.30).
fn of_builtin(id: &str) -> Shown {
    match id {
        "9" | "10" => Shown::Percent,
        "14" | "15" | "16" | "17" => Shown::Date,
        "18" | "19" | "20" | "21" | "45" | "47" => Shown::Time,
        "22" => Shown::Moment,
        _ => Shown::Plain,
    }
}

/// What a format code shows: its first section decides, without what it quotes and escapes.
fn of_code(code: &str) -> Shown {
    let mut letters = String::new();
    let mut characters = code.chars();
    while let Some(character) = characters.next() {
        match character {
            ';' => break,
            '\\' | '_' | '*' => drop(characters.next()),
            '"' => characters.by_ref().take_while(|quoted| *quoted != '"').for_each(drop),
            '[' => {
                let bracket: String = characters.by_ref().take_while(|bracketed| *bracketed != ']').collect();
                // Elapsed hours, minutes or seconds are no time of day.
                if !bracket.is_empty()
                    && bracket.chars().all(|c| matches!(c, 'h' | 'H' | 'm' | 'M' | 's' | 'S'))
                {
                    return Shown::Plain;
                }
            }
            character => letters.push(character.to_ascii_lowercase()),
        }
    }
    if letters == "general" {
        return Shown::Plain;
    }
    let (has_day, has_time) = (letters.contains(['y', 'd']), letters.contains(['h', 's']));
    match (has_day || (letters.contains('m') && !has_time), has_time) {
        (true, true) => Shown::Moment,
        (true, false) => Shown::Date,
        (false, true) => Shown::Time,
        (false, false) if letters.contains('%') => Shown::Percent,
        (false, false) if 1 < letters.len() && letters.bytes().all(|byte| byte == b'0') => {
            Shown::Padded(letters.len().min(super::number::DIGITS_MAX))
        }
        (false, false) => Shown::Plain,
    }
}

/// The day and the time of day that `number` stands for.
fn moment(number: &Number, is_1904: bool) -> Option<(Date, String)> {
    let (days, millis) = number.days_and_millis()?;
    let epoch = match (is_1904, days) {
        (true, _) => Date::constant(1904, 1, 1),
        // Spreadsheets have a 29 February 1900, so that what comes before it counts from a day later.
        (false, ..60) => Date::constant(1899, 12, 31),
        (false, _) => Date::constant(1899, 12, 30),
    };
    let date = epoch.checked_add(jiff::Span::new().try_days(days).ok()?).ok()?;
    let seconds = millis / 1_000;
    let mut time = format!("{:02}:{:02}:{:02}", seconds / 3_600, seconds / 60 % 60, seconds % 60);
    if millis % 1_000 != 0 {
        time.push_str(&format!(".{:03}", millis % 1_000));
    }
    Some((date, time))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(code: &str, expected: Shown) {
        assert_eq!(of_code(code), expected, "{code}");
    }

    #[test]
    fn codes_say_what_a_number_is() {
        for (code, expected) in [
            ("General", Shown::Plain),
            ("0.00", Shown::Plain),
            ("0", Shown::Plain),
            ("#,##0.00\\ \"day\"", Shown::Plain),
            ("[$$-409]#,##0.00", Shown::Plain),
            ("@", Shown::Plain),
            ("0.0E+0", Shown::Plain),
            ("[h]:mm:ss", Shown::Plain),
            ("00000", Shown::Padded(5)),
            ("0.0%", Shown::Percent),
            ("yyyy\\-mm\\-dd", Shown::Date),
            ("[$-407]d. mmmm yyyy;@", Shown::Date),
            ("mmm", Shown::Date),
            ("hh:mm", Shown::Time),
            ("mm:ss", Shown::Time),
            ("dd/mm/yyyy hh:mm AM/PM", Shown::Moment),
        ] {
            check(code, expected);
        }
    }

    #[test]
    fn numbers_are_shown_as_their_format_says() {
        for (shown, number, is_1904, expected) in [
            (Shown::Plain, "1.50", false, Some("1.5")),
            (Shown::Percent, "0.125", false, Some("12.5%")),
            (Shown::Padded(5), "42", false, Some("00042")),
            (Shown::Padded(5), "-42", false, Some("-42")),
            (Shown::Date, "46022", false, Some("2025-12-31")),
            (Shown::Date, "1", false, Some("1900-01-01")),
            (Shown::Date, "61", false, Some("1900-03-01")),
            (Shown::Date, "44560", true, Some("2025-12-31")),
            (Shown::Date, "-3", false, None),
            (Shown::Date, "99999999", false, None),
            (Shown::Time, "0.75", false, Some("18:00:00")),
            (Shown::Moment, "45943.541000000005", false, Some("2025-10-13T12:59:02.400")),
        ] {
            let number = Number::parse(number).expect("a number");
            assert_eq!(shown.text(&number, is_1904).as_deref(), expected, "{shown:?} {number}");
        }
    }
}
