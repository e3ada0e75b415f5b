//! Charts as SVG in the page, each with the table of its numbers behind it. They need no script and no style of their own:
//! colours are classes. Labels stand beside the picture, so that they are readable at any width.

use askama::Template;

use super::{ExportLinks, Table, parts};

parts!(LineChart, BarChart);

/// The picture's own measures; it is stretched to the page.
const WIDTH: i64 = 1_000;
const HEIGHT: i64 = 200;

/// One value of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Point {
    pub(crate) value: i64,
}

/// How something went on, day by day.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "ui/line.html")]
pub(crate) struct LineChart {
    /// Unique on its page.
    pub(crate) id: &'static str,
    pub(crate) title: String,
    /// What can be read off it, in a sentence.
    pub(crate) summary: String,
    pub(crate) points: Vec<Point>,
    pub(crate) highest: String,
    pub(crate) lowest: String,
    pub(crate) first: String,
    pub(crate) last: String,
    pub(crate) table_label: String,
    pub(crate) table: Table,
    /// The table as a file.
    pub(crate) export: ExportLinks,
}

/// How many of each kind there were, day by day.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "ui/bars.html")]
pub(crate) struct BarChart {
    /// Unique on its page.
    pub(crate) id: &'static str,
    pub(crate) title: String,
    pub(crate) summary: String,
    /// The kinds, in the order in which they are stacked.
    pub(crate) legend: Vec<String>,
    pub(crate) stacks: Vec<Stack>,
    pub(crate) highest: String,
    pub(crate) first: String,
    pub(crate) last: String,
    pub(crate) table_label: String,
    pub(crate) table: Table,
    /// The table as a file.
    pub(crate) export: ExportLinks,
}

/// One day: how many of each kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Stack {
    pub(crate) counts: Vec<i64>,
}

/// A part of a bar.
struct Bar {
    x: i64,
    y: i64,
    width: i64,
    height: i64,
    series: usize,
}

impl LineChart {
    fn bounds(&self) -> (i128, i128) {
        let values = || self.points.iter().map(|point| i128::from(point.value));
        let (low, high) = (values().min().unwrap_or(0).min(0), values().max().unwrap_or(0).max(0));
        if low == high { (low, low + 1) } else { (low, high) }
    }

    fn place(&self, value: i64) -> i64 {
        let (low, high) = self.bounds();
        let from_bottom = (i128::from(value) - low) * i128::from(HEIGHT) / (high - low);
        HEIGHT - i64::try_from(from_bottom).unwrap_or(0)
    }

    /// Where nothing is.
    fn zero(&self) -> i64 {
        self.place(0)
    }

    fn line(&self) -> String {
        let steps = i64::try_from(self.points.len()).unwrap_or(1).saturating_sub(1).max(1);
        let places = (0..)
            .zip(&self.points)
            .map(|(index, point): (i64, _)| format!("{},{}", index * WIDTH / steps, self.place(point.value)));
        places.collect::<Vec<_>>().join(" ")
    }

    fn area(&self) -> String {
        format!("0,{zero} {} {WIDTH},{zero}", self.line(), zero = self.zero())
    }
}

impl BarChart {
    fn bars(&self) -> Vec<Bar> {
        let highest = self.stacks.iter().map(|stack| stack.counts.iter().sum()).max().unwrap_or(0).max(1);
        let columns = i64::try_from(self.stacks.len()).unwrap_or(1).max(1);
        let step = WIDTH / columns;
        let mut bars = Vec::new();
        for (column, stack) in (0..).zip(&self.stacks) {
            let mut below = 0;
            for (series, count) in stack.counts.iter().enumerate() {
                let (from, to) = (below * HEIGHT / highest, (below + count) * HEIGHT / highest);
                below += count;
                if 0 < *count {
                    let (x, width) = (column * step + step / 8, step - step / 4);
                    bars.push(Bar { x, y: HEIGHT - to, width, height: to - from, series });
                }
            }
        }
        bars
    }
}

#[cfg(test)]
mod tests {
    use super::super::EmptyState;
    use super::*;

    fn table() -> Table {
        let empty = EmptyState { title: String::new(), text: String::new(), action: None };
        let caption = String::new();
        Table { caption, is_caption_shown: false, columns: vec![], rows: vec![], empty, pager: None }
    }

    #[track_caller]
    fn check(values: &[i64], line: &str, zero: i64) {
        let chart = LineChart {
            id: "chart",
            title: String::new(),
            summary: String::new(),
            points: values.iter().map(|value| Point { value: *value }).collect(),
            highest: String::new(),
            lowest: String::new(),
            first: String::new(),
            last: String::new(),
            table_label: String::new(),
            table: table(),
            export: ExportLinks { label: String::new(), about: String::new(), links: vec![] },
        };
        assert_eq!((chart.line().as_str(), chart.zero()), (line, zero), "{values:?}");
    }

    #[test]
    fn lines_fill_the_picture_and_know_where_nothing_is() {
        check(&[], "", 200);
        check(&[0, 0], "0,200 1000,200", 200);
        check(&[0, 10], "0,200 1000,0", 200);
        check(&[-10, 10], "0,200 1000,0", 100);
        check(&[-10, -5, 0], "0,200 500,100 1000,0", 0);
        check(&[i64::MIN, i64::MAX], "0,200 1000,0", 100);
    }
}
