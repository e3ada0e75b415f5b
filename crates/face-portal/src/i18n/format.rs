//! Numbers, money and moments as a person reads them. How they look is said in the language's own file.

use app::Timestamp;
use jiff::civil::Date;
use money::{Amount, Commodity, UnitPrice};

use super::Reader;

/// A moment: for machines, and for the reader in his zone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Moment {
    /// RFC 3339, in UTC.
    pub(crate) iso: String,
    /// In words.
    pub(crate) text: String,
}

impl Reader {
    /// Digits in groups of three: `1,234,567`.
    pub(crate) fn integer(&self, value: i64) -> String {
        self.decimal(&value.to_string(), 0)
    }

    /// An amount without what it is counted in; money with two decimals at least.
    pub(crate) fn number(&self, amount: Amount) -> String {
        let decimals = match amount.commodity() {
            Commodity::Currency(_) => 2,
            Commodity::MessageCredits => 0,
        };
        self.decimal(&amount.to_decimal(), decimals)
    }

    /// A plain decimal as the reader types it.
    pub(crate) fn typed(&self, decimal: &str) -> String {
        decimal.replace('.', &self.t("format-point"))
    }

    /// A price without what it is counted in, with two decimals at least.
    pub(crate) fn price(&self, price: UnitPrice) -> String {
        self.decimal(&price.to_decimal(), 2)
    }

    /// What an amount is counted in.
    pub(crate) fn unit(&self, commodity: Commodity) -> String {
        match commodity {
            Commodity::Currency(currency) => currency.as_str().to_owned(),
            Commodity::MessageCredits => self.t("unit-credits"),
        }
    }

    /// An amount and what it is counted in.
    pub(crate) fn amount(&self, amount: Amount) -> String {
        let (number, unit) = (self.number(amount), self.unit(amount.commodity()));
        self.tn("format-amount", &[("number", &number), ("unit", &unit)])
    }

    /// Day and time of day.
    pub(crate) fn moment(&self, at: Timestamp) -> Moment {
        let Some((iso, zoned)) = self.zoned(at) else {
            return Moment { iso: String::new(), text: String::new() };
        };
        let date = self.date(zoned.date());
        let (hour, minute) = (format!("{:02}", zoned.hour()), format!("{:02}", zoned.minute()));
        let values = [("date", date.as_str()), ("hour", &hour), ("minute", &minute)];
        Moment { iso, text: self.tn("format-moment", &values) }
    }

    /// A moment for machines, in the reader's zone: RFC 3339 with the zone's offset.
    pub(crate) fn stamp(&self, at: Timestamp) -> String {
        let zoned = |(_, zoned): (String, jiff::Zoned)| {
            zoned.timestamp().display_with_offset(zoned.offset()).to_string()
        };
        self.zoned(at).map(zoned).unwrap_or_default()
    }

    /// A day.
    pub(crate) fn date(&self, date: Date) -> String {
        let (day, year) = (date.day().to_string(), date.year().to_string());
        let month = self.t(&format!("month-{}", date.month()));
        self.tn("format-date", &[("day", &day), ("month", &month), ("year", &year)])
    }

    /// The day of `at`, where the reader is.
    pub(crate) fn day_of(&self, at: Timestamp) -> Date {
        self.zoned(at).map_or(Date::constant(1970, 1, 1), |(_, zoned)| zoned.date())
    }

    /// When `date` begins, where the reader is: its first moment, which is not midnight where clocks are put forward then.
    pub(crate) fn start_of(&self, date: Date) -> Option<Timestamp> {
        let zoned = date.to_zoned(self.zone.clone()).ok()?;
        Some(Timestamp(zoned.timestamp().as_microsecond()))
    }

    fn zoned(&self, at: Timestamp) -> Option<(String, jiff::Zoned)> {
        let at = jiff::Timestamp::from_microsecond(at.0).ok()?;
        Some((at.to_string(), at.to_zoned(self.zone.clone())))
    }

    /// A plain decimal, such as `-1234.5`, with so many decimals at least.
    pub(crate) fn decimal(&self, text: &str, decimals_min: usize) -> String {
        let (sign, text) = text.strip_prefix('-').map_or(("", text), |rest| ("\u{2212}", rest));
        let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
        let group = self.t("format-group");
        let mut grouped = String::new();
        for (index, digit) in whole.chars().enumerate() {
            if 0 < index && (whole.len() - index).is_multiple_of(3) {
                grouped.push_str(&group);
            }
            grouped.push(digit);
        }
        if fraction.is_empty() && decimals_min == 0 {
            return format!("{sign}{grouped}");
        }
        format!("{sign}{grouped}{}{fraction:0<decimals_min$}", self.t("format-point"))
    }
}

#[cfg(test)]
mod tests {
    use money::Currency;

    use super::super::Locale;
    use super::*;

    fn reader(language: &str, zone: &str) -> Reader {
        Reader::new(Locale::find(language).expect("a language"), zone)
    }

    #[track_caller]
    fn check(language: &str, units: i64, expected: &str) {
        let usd = Commodity::Currency(Currency::parse("USD").expect("a currency"));
        assert_eq!(reader(language, "UTC").amount(Amount::new(units, usd)), expected);
    }

    #[test]
    fn amounts_are_grouped_as_the_language_does() {
        check("en", 0, "0.00\u{a0}USD");
        check("en", 123_456_750_000_000, "1,234,567.50\u{a0}USD");
        check("en", -100_000_001, "\u{2212}1.00000001\u{a0}USD");
        check("en", 99_900_000_000, "999.00\u{a0}USD");
        check("ru", 123_456_750_000_000, "1\u{a0}234\u{a0}567,50\u{a0}USD");
        assert_eq!(reader("en", "UTC").integer(1_000), "1,000");
    }

    #[test]
    fn moments_are_told_where_the_reader_is() {
        let at = Timestamp(1_767_225_600_000_000);
        let moment = reader("en", "UTC").moment(at);
        assert_eq!(
            (moment.iso.as_str(), moment.text.as_str()),
            ("2026-01-01T00:00:00Z", "1 Jan 2026, 00:00")
        );
        assert_eq!(reader("en", "America/New_York").moment(at).text, "31 Dec 2025, 19:00");
        assert_eq!(reader("ru", "Europe/Moscow").moment(at).text, "1 янв. 2026, 03:00");
        assert_eq!(reader("en", "no zone").moment(at).text, "1 Jan 2026, 00:00");
    }

    #[test]
    fn machines_are_told_how_far_the_zone_is_off() {
        let at = Timestamp(1_767_225_600_000_001);
        assert_eq!(reader("en", "UTC").stamp(at), "2026-01-01T00:00:00.000001+00:00");
        assert_eq!(reader("ru", "Europe/Moscow").stamp(at), "2026-01-01T03:00:00.000001+03:00");
        assert_eq!(reader("en", "America/New_York").stamp(at), "2025-12-31T19:00:00.000001-05:00");
        assert_eq!(reader("en", "UTC").stamp(Timestamp(i64::MAX)), "");
    }

    #[test]
    fn a_browser_is_answered_in_the_first_language_that_is_there() {
        let accepted = |header| Locale::accepted(header).map(Locale::code);
        assert_eq!(accepted("ru-RU,ru;q=0.9,en;q=0.8"), Some("ru"));
        assert_eq!(accepted("xx, EN-gb;q=0.5"), Some("en"));
        assert_eq!(accepted("xx"), None);
    }
}
