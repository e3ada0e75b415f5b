//! What happened in the made-up business before it is looked at: seven weeks of traffic, payments, credits, a block.
//!
//! The days are counted back from the day on which the demo is made, so that the charts of the last weeks are full
//! whenever that is. Nothing here is left to chance: two demos differ in dates and passwords only.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use app::{Clock, Timestamp};

const MINUTE_MICROS: i64 = 60_000_000;
const DAY_MICROS: i64 = 24 * 60 * MINUTE_MICROS;

/// The days on which the business was made and run: the clock of whoever makes it.
pub(crate) struct Calendar {
    today: Timestamp,
    shown: Arc<AtomicI64>,
}

/// Something that happened to a customer.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Event {
    /// How many days ago.
    pub(crate) days: i64,
    /// How many minutes before the time of day at which the demo is made.
    pub(crate) minutes: i64,
    /// To whom.
    pub(crate) customer: &'static str,
    /// What.
    pub(crate) what: What,
}

/// What happened.
#[derive(Debug, Clone, Copy)]
pub(crate) enum What {
    /// He paid so much, and why.
    Payment(&'static str, &'static str),
    /// His traffic of some days was charged: in 10^-8.
    Traffic(i64),
    /// He was given back so much, and why.
    Credit(&'static str, &'static str),
    /// He was given so many message credits.
    Credits(&'static str),
    /// He was blocked.
    Block,
}

/// What a customer's calls cost in two days, on average; in whole units of his currency.
const TRAFFIC: &[(&str, i64)] = &[
    ("meridian", 1_180),
    ("northstar", 460),
    ("harbor-telecom", 118),
    ("citylink", 24),
    ("alpine-voice", 64),
    ("nordlicht-net", 3),
];

/// How busy the days of two weeks are, in percent of the average.
const BUSY: [i64; 7] = [104, 118, 96, 131, 88, 42, 121];

/// What was not traffic.
const EVENTS: &[Event] = &[
    event(41, 120, "meridian", What::Payment("6000", "Wire 2041")),
    event(40, 30, "pocketsms", What::Credits("100000")),
    event(39, 95, "harbor-telecom", What::Payment("400", "Card ending 1881")),
    event(38, 60, "sunrise-yoga", What::Credits("150")),
    event(37, 50, "coast-rescue", What::Credits("1200")),
    event(36, 200, "riverside-bakery", What::Credits("500")),
    event(34, 75, "northstar", What::Payment("2500", "SEPA 7730-12")),
    event(33, 40, "citylink", What::Payment("120", "Cash, receipt 88")),
    event(31, 20, "meridian", What::Payment("7500", "Wire 2077")),
    event(29, 130, "atlas-couriers", What::Credits("2500")),
    event(27, 140, "alpine-voice", What::Payment("600", "SEPA 0911")),
    event(26, 15, "harbor-telecom", What::Payment("600", "Card ending 1881")),
    event(24, 180, "meridian", What::Credit("310.40", "Refund for the outage in Leeds")),
    event(21, 65, "meridian", What::Payment("7500", "Wire 2102")),
    event(22, 85, "brightside-dental", What::Credits("800")),
    event(20, 35, "northstar", What::Payment("2000", "SEPA 7741-03")),
    event(18, 110, "citylink", What::Payment("80", "Cash, receipt 93")),
    event(16, 25, "pocketsms", What::Credits("25000")),
    event(13, 55, "harbor-telecom", What::Payment("400", "Card ending 1881")),
    event(11, 90, "meridian", What::Payment("9000", "Wire 2138")),
    event(10, 60, "atlas-couriers", What::Credits("1500")),
    event(9, 45, "alpine-voice", What::Payment("350", "SEPA 0958")),
    event(8, 30, "sunrise-yoga", What::Credits("100")),
    event(6, 150, "harbor-telecom", What::Credit("12.5", "Wrong rate on 12 March")),
    event(5, 70, "northstar", What::Payment("1500", "SEPA 7752-44")),
    event(7, 100, "old-town-cafe", What::Block),
    event(4, 100, "dovetail-joinery", What::Block),
    event(3, 20, "harbor-telecom", What::Payment("400", "Card ending 1881")),
    event(2, 40, "meridian", What::Payment("6000", "Wire 2160")),
    event(1, 80, "coast-rescue", What::Credits("300")),
    event(0, 50, "citylink", What::Payment("60", "Cash, receipt 101")),
];

/// On which day everything was made.
const FIRST_DAY: i64 = 48;

const fn event(days: i64, minutes: i64, customer: &'static str, what: What) -> Event {
    Event { days, minutes, customer, what }
}

/// Everything that happened after the business was made, in its order.
pub(crate) fn events() -> Vec<Event> {
    let mut events = EVENTS.to_vec();
    for (line, (customer, average)) in (0..).zip(TRAFFIC) {
        for (turn, days) in (1..FIRST_DAY - 5).step_by(2).enumerate() {
            let percent = BUSY.get((turn * 3 + line) % BUSY.len()).copied().unwrap_or(100);
            // Cents as they come: nobody's traffic is a round sum.
            let cents = average * percent + (days * 37 + average) % 100;
            let minutes = 10 + i64::try_from(line).unwrap_or(0);
            events.push(event(days, minutes, customer, What::Traffic(cents * 1_000_000)));
        }
    }
    events.sort_by_key(|event| std::cmp::Reverse((event.days, event.minutes)));
    events
}

impl Calendar {
    /// It ends today, and shows the day on which the business is made.
    pub(crate) fn ending(today: Timestamp) -> Self {
        let calendar = Self { today, shown: Arc::new(AtomicI64::new(0)) };
        calendar.turn_to(FIRST_DAY, 0);
        calendar
    }

    /// Shows what it was so long ago.
    pub(crate) fn turn_to(&self, days: i64, minutes: i64) {
        self.shown.store(self.today.0 - days * DAY_MICROS - minutes * MINUTE_MICROS, Ordering::Relaxed);
    }

    /// Goes on by an hour, while the business is made.
    pub(crate) fn go_on(&self) {
        self.shown.fetch_add(60 * MINUTE_MICROS, Ordering::Relaxed);
    }

    /// A clock that shows what the calendar does.
    pub(crate) fn clock(&self) -> Clock {
        let shown = Arc::clone(&self.shown);
        Arc::new(move || Timestamp(shown.load(Ordering::Relaxed)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_happened_is_told_in_order_and_ends_before_now() {
        let events = events();
        let moments: Vec<_> = events.iter().map(|event| -(event.days * 1440 + event.minutes)).collect();
        assert!(moments.is_sorted() && moments.last().is_some_and(|last| *last < 0));
        assert!(events.iter().all(|event| event.days < FIRST_DAY - 3), "the business is made first");
        for day in 1..30 {
            assert!(events.iter().any(|event| [day, day + 1].contains(&event.days)), "day {day} is empty");
        }
    }
}
