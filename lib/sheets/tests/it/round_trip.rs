//! What is written reads back, whatever it is.

use proptest::prelude::*;
use sheets::{Cell, Format};

use crate::{rows, written};

/// Texts that are hard on every layer: what runs, quotes, separates, ends lines, and what XML cannot hold.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[=+\\-@'\t\r\n,;\"_x005F<>& a1]{0,12}",
        "_x00[0-9A-F]{2}_{1,2}",
        Just("\u{FEFF}x".to_owned()),
        Just("\u{FFFE}\u{FFFF}".to_owned()),
    ]
}

fn number() -> impl Strategy<Value = String> {
    (any::<i64>(), 0_usize..9).prop_map(|(units, places)| {
        let digits = format!("{:0>9}", units.unsigned_abs());
        let (whole, fraction) = digits.split_at(digits.len() - places);
        let fraction = fraction.trim_end_matches('0');
        let whole = whole.trim_start_matches('0');
        let whole = if whole.is_empty() { "0" } else { whole };
        let point = if fraction.is_empty() { "" } else { "." };
        let sign = if units < 0 && (whole != "0" || !fraction.is_empty()) { "-" } else { "" };
        format!("{sign}{whole}{point}{fraction}")
    })
}

fn cell() -> impl Strategy<Value = Cell> {
    prop_oneof![text().prop_map(Cell::text), number().prop_map(Cell::Number), Just(Cell::Empty)]
}

fn plain(cell: &Cell) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) | Cell::Number(text) => text.clone(),
    }
}

proptest! {
    #[test]
    fn what_is_written_reads_back(body in prop::collection::vec(prop::collection::vec(cell(), 3), 0..20)) {
        // A first cell that is never blank: blank rows are left out.
        let body: Vec<Vec<Cell>> = body
            .into_iter()
            .enumerate()
            .map(|(index, cells)| std::iter::once(Cell::Text(format!("row {index}"))).chain(cells).collect())
            .collect();
        let headings = ["a", "=b", "c;,\t", "d\r\ne"].map(str::to_owned);
        let mut expected = vec![headings.to_vec()];
        expected.extend(body.iter().map(|row| row.iter().map(plain).collect::<Vec<_>>()));
        for format in Format::ALL {
            prop_assert_eq!(&rows(&written(format, &headings, &body)), &expected, "{:?}", format);
        }
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        drop(crate::read(&bytes));
        let with_magic: Vec<u8> = b"PK\x03\x04".iter().copied().chain(bytes).collect();
        drop(crate::read(&with_magic));
    }

    #[test]
    fn no_damage_makes_it_panic(at in 0_usize..2_000, byte in any::<u8>(), end in 0_usize..4_000) {
        let mut bytes = written(Format::Xlsx, &["a".to_owned()], &[vec![Cell::integer(1)]]);
        let at = at % bytes.len();
        bytes[at] = byte;
        drop(crate::read(&bytes));
        bytes.truncate(end);
        drop(crate::read(&bytes));
    }
}
