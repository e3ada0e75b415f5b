//! How a balance came about, day by day where the reader is: as a line, and as bars of what was booked.

use std::collections::BTreeMap;

use app::Timestamp;
use app::overview::History;
use charging::PostingKind;
use jiff::civil::Date;
use money::{Amount, Commodity};

use super::file::File;
use super::{kind_key, nothing};
use crate::export::{self, Whole};
use crate::i18n::Reader;
use crate::page::Frame;
use crate::ui::{BarChart, Cell, Column, LineChart, Point, Row, Stack, Table};

/// Days that the charts show, today among them.
const DAYS: i64 = 30;

/// How many of each kind.
type Counts = [i64; PostingKind::ALL.len()];

/// The two charts of one balance.
pub(super) fn charts(frame: &Frame, history: &History, now: Timestamp) -> (LineChart, BarChart) {
    let days = days(&frame.reader, history, now);
    (line_chart(frame, history, &days), bar_chart(frame, &days))
}

/// What both charts show as one table: of each day what there was at its end, and how many of each kind there were.
pub(super) fn file(reader: &Reader, history: Option<&History>, now: Timestamp) -> Whole {
    let days = history.map(|history| days(reader, history, now)).unwrap_or_default();
    let there = kinds_there(&days);
    let keys = ["overview-day", "customer-balance", "customer-currency"].map(|key| reader.t(key));
    let headings = keys.into_iter().chain(labels(reader, &there)).collect();
    let row = |day: &Day, commodity: Commodity| {
        let of_day = [
            sheets::Cell::text(day.date.to_string()),
            export::amount(Amount::new(day.units, commodity)),
            sheets::Cell::text(commodity.as_str()),
        ];
        of_day.into_iter().chain(day.chosen(&there).into_iter().map(sheets::Cell::integer)).collect()
    };
    let commodity = history.map(|history| history.balance.commodity());
    let rows = commodity.map(|commodity| days.iter().map(|day| row(day, commodity)).collect());
    Whole::new("days", headings, rows.unwrap_or_default())
}

/// When the first of the days begins.
pub(super) fn beginning(reader: &Reader, now: Timestamp) -> Timestamp {
    let first = reader.day_of(now).checked_sub(jiff::Span::new().days(DAYS - 1));
    first.ok().and_then(|day| reader.start_of(day)).unwrap_or(now)
}

/// One day of a balance.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Day {
    date: Date,
    label: String,
    /// What there was at its end, in 10^-8.
    units: i64,
    /// How many movements of each kind.
    counts: Counts,
}

impl Day {
    /// How many of each of these kinds.
    fn chosen(&self, kinds: &[PostingKind]) -> Vec<i64> {
        let counts = PostingKind::ALL.iter().zip(self.counts);
        counts.filter(|(kind, _)| kinds.contains(kind)).map(|(_, count)| count).collect()
    }
}

/// The last days, the earliest first: what there is now is followed back through all that moved it.
fn days(reader: &Reader, history: &History, now: Timestamp) -> Vec<Day> {
    let today = reader.day_of(now);
    let mut moved: BTreeMap<Date, (i128, Counts)> = BTreeMap::new();
    for sum in &history.sums {
        // A movement of tomorrow, by a clock that runs ahead, is today's.
        let day = reader.day_of(Timestamp(sum.from_micros)).min(today);
        let (units, counts) = moved.entry(day).or_default();
        *units += sum.units;
        let kinds = PostingKind::ALL.iter().zip(counts);
        kinds.filter(|(kind, _)| **kind == sum.kind).for_each(|(_, count)| *count += sum.count);
    }
    let mut units = i128::from(history.balance.amount.units());
    let mut days = Vec::new();
    for back in 0..DAYS {
        let Ok(day) = today.checked_sub(jiff::Span::new().days(back)) else { break };
        let end = i64::try_from(units).unwrap_or(if units < 0 { i64::MIN } else { i64::MAX });
        let (came, counts) = moved.get(&day).copied().unwrap_or_default();
        days.push(Day { date: day, label: reader.date(day), units: end, counts });
        units -= came;
    }
    days.reverse();
    days
}

fn line_chart(frame: &Frame, history: &History, days: &[Day]) -> LineChart {
    let (reader, commodity) = (&frame.reader, history.balance.commodity());
    let amount = |units| Amount::new(units, commodity);
    let title = reader.t1("overview-balance-chart", "days", reader.integer(DAYS));
    let (low, high) = (days.iter().map(|day| day.units).min(), days.iter().map(|day| day.units).max());
    let (low, high) = (low.unwrap_or(0), high.unwrap_or(0));
    let values = [("lowest", reader.amount(amount(low))), ("highest", reader.amount(amount(high)))];
    let values = values.each_ref().map(|(name, text)| (*name, text.as_str()));
    LineChart {
        id: "balance-chart",
        title: title.clone(),
        summary: reader.tn("overview-balance-summary", &values),
        points: days.iter().map(|day| Point { value: day.units }).collect(),
        highest: reader.number(amount(high.max(0))),
        lowest: reader.number(amount(low.min(0))),
        first: first_label(days),
        last: last_label(days),
        table_label: frame.t("show-as-table"),
        export: File::Days.links(frame, &title),
        table: Table {
            caption: title,
            is_caption_shown: false,
            columns: vec![Column::text(frame.t("overview-day")), Column::number(frame.t("customer-balance"))],
            rows: days
                .iter()
                .map(|day| {
                    let number = reader.number(amount(day.units));
                    Row {
                        cells: vec![
                            Cell::Text(day.label.clone()),
                            Cell::Number(number, reader.unit(commodity)),
                        ],
                    }
                })
                .collect(),
            empty: nothing(frame),
            pager: None,
        },
    }
}

fn bar_chart(frame: &Frame, days: &[Day]) -> BarChart {
    let reader = &frame.reader;
    let there = kinds_there(days);
    let legend = labels(reader, &there);
    let highest = days.iter().map(|day| day.counts.iter().sum()).max().unwrap_or(0);
    let total: i64 = days.iter().flat_map(|day| day.counts).sum();
    let mut columns = vec![Column::text(frame.t("overview-day"))];
    columns.extend(legend.iter().cloned().map(Column::number));
    let cells = |day: &Day| {
        let numbers =
            day.chosen(&there).into_iter().map(|count| Cell::Number(reader.integer(count), String::new()));
        std::iter::once(Cell::Text(day.label.clone())).chain(numbers).collect()
    };
    BarChart {
        id: "movements-chart",
        title: frame.t("overview-movements-chart"),
        summary: reader.t1("overview-movements-summary", "count", total),
        legend,
        stacks: days.iter().map(|day| Stack { counts: day.chosen(&there) }).collect(),
        highest: reader.integer(highest),
        first: first_label(days),
        last: last_label(days),
        table_label: frame.t("show-as-table"),
        export: File::Days.links(frame, &frame.t("overview-movements-chart")),
        table: Table {
            caption: frame.t("overview-movements-chart"),
            is_caption_shown: false,
            columns,
            rows: days.iter().map(|day| Row { cells: cells(day) }).collect(),
            empty: nothing(frame),
            pager: None,
        },
    }
}

/// Which kinds there were at all.
fn kinds_there(days: &[Day]) -> Vec<PostingKind> {
    let is_there = |at: usize| days.iter().any(|day| day.counts.get(at).is_some_and(|count| 0 < *count));
    PostingKind::ALL.iter().enumerate().filter(|(at, _)| is_there(*at)).map(|(_, kind)| *kind).collect()
}

fn labels(reader: &Reader, kinds: &[PostingKind]) -> Vec<String> {
    kinds.iter().map(|kind| reader.t(kind_key(*kind))).collect()
}

fn first_label(days: &[Day]) -> String {
    days.first().map(|day| day.label.clone()).unwrap_or_default()
}

fn last_label(days: &[Day]) -> String {
    days.last().map(|day| day.label.clone()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use app::overview::MovementSum;
    use charging::{Balance, BalanceId, CreditLimit};
    use party::ids::CustomerKey;

    use super::*;
    use crate::i18n::Locale;

    const QUARTER: i64 = 900_000_000;
    const KINDS: i64 = 7;

    fn micros(moment: &str) -> i64 {
        moment.parse::<jiff::Timestamp>().unwrap().as_microsecond()
    }

    /// The days of `zone` at `now`, from sums of quarters of an hour, are those that every movement for itself makes; the
    /// first begins at `first`.
    #[track_caller]
    fn check(zone: &str, now: &str, first: &str) {
        let reader = Reader::new(Locale::fallback(), zone);
        let now = micros(now);
        let from = beginning(&reader, Timestamp(now)).0;
        assert_eq!(from, micros(first), "{zone}");
        // One movement every ten minutes and a second, to one microsecond before `now`.
        let movements: Vec<(i64, i64, i64)> = (0..)
            .map(|index| (from + index * 601_000_000, index % KINDS, 1_000 - index * 3))
            .take_while(|(at, ..)| *at < now)
            .chain([(now - 1, 0, 77), (now + 86_400_000_000, 1, 5)])
            .collect();
        let sum = |(at, kind, units): &(i64, i64, i64)| MovementSum {
            from_micros: at / QUARTER * QUARTER,
            kind: PostingKind::ALL[usize::try_from(*kind).unwrap()],
            count: 1,
            units: i128::from(*units),
        };
        let credits = Commodity::MessageCredits;
        let mut balance = Balance::empty(BalanceId(1), CustomerKey::ROOT, credits, CreditLimit::Unlimited);
        let opening = 1_000_000;
        let total: i64 = movements.iter().map(|(.., units)| units).sum();
        balance.amount = Amount::new(opening + total, credits);
        let history = History { balance, sums: movements.iter().map(sum).collect() };
        let days = days(&reader, &history, Timestamp(now));
        assert_eq!(days.len(), 30, "{zone}");
        let mut at_end = opening;
        let mut day = reader.day_of(Timestamp(from));
        for (index, shown) in days.iter().enumerate() {
            let is_last = index == 29;
            let of_day: Vec<_> = movements
                .iter()
                .filter(|(at, ..)| reader.day_of(Timestamp(*at)) == day || (is_last && now < *at))
                .collect();
            at_end += of_day.iter().map(|(.., units)| units).sum::<i64>();
            let mut counts = Counts::default();
            of_day.iter().for_each(|(_, kind, _)| counts[usize::try_from(*kind).unwrap()] += 1);
            assert_eq!(*shown, Day { date: day, label: reader.date(day), units: at_end, counts }, "{zone}");
            day = day.tomorrow().unwrap();
        }
        assert_eq!(at_end, opening + total, "{zone}: today ends with what there is");
    }

    #[test]
    fn days_are_those_of_the_reader() {
        check("UTC", "2026-04-10T12:00:00Z", "2026-03-12T00:00:00Z");
        check("Asia/Kathmandu", "2026-04-10T12:00:00Z", "2026-03-11T18:15:00Z");
        check("Asia/Kathmandu", "2026-04-09T18:14:59Z", "2026-03-10T18:15:00Z");
        check("Asia/Kathmandu", "2026-04-09T18:15:00Z", "2026-03-11T18:15:00Z");
        // The 29th of March has 23 hours there, the 25th of October 25.
        check("Europe/Berlin", "2026-04-10T12:00:00Z", "2026-03-11T23:00:00Z");
        check("Europe/Berlin", "2026-11-01T12:00:00Z", "2026-10-02T22:00:00Z");
        // The 8th of March begins at one o'clock.
        check("America/Havana", "2026-04-06T12:00:00Z", "2026-03-08T05:00:00Z");
        // Half an hour forth.
        check("Australia/Lord_Howe", "2026-10-10T12:00:00Z", "2026-09-10T13:30:00Z");
    }
}
