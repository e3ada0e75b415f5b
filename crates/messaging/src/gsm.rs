//! The GSM 7-bit default alphabet and its extension table (3GPP TS 23.038, formerly GSM 03.38, sections 6.2.1
//! and 6.2.1.1).
//!
//! It promises to say whether a text can be written in that alphabet and how long it gets. It does not
//! encode, split or transliterate, and it knows no national language tables.

/// The basic table, by septet value 0x00 to 0x7F without 0x1B, which is the escape to the extension table.
const BASIC: &str = concat!(
    "@£$¥èéùìòÇ\nØø\rÅå",
    "Δ_ΦΓΛΩΠΨΣΘΞÆæßÉ",
    " !\"#¤%&'()*+,-./",
    "0123456789:;<=>?",
    "¡ABCDEFGHIJKLMNO",
    "PQRSTUVWXYZÄÖÑÜ§",
    "¿abcdefghijklmno",
    "pqrstuvwxyzäöñüà",
);

/// Reached through the escape, so each takes two septets. The form feed is the table's page break.
const EXTENSION: &str = "\u{c}^{}\\[~]|€";

/// The length of `text` in septets, or `None` when a character lies outside the alphabet; extension
/// characters count double.
pub fn septets(text: &str) -> Option<usize> {
    text.chars().map(septets_of).sum()
}

fn septets_of(character: char) -> Option<usize> {
    if BASIC.contains(character) {
        return Some(1);
    }
    EXTENSION.contains(character).then_some(2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Option<usize>) {
        assert_eq!(septets(text), expected, "{text:?}");
    }

    #[test]
    fn the_tables_have_the_standard_sizes_without_repeats() {
        assert_eq!(BASIC.chars().count(), 127);
        assert_eq!(EXTENSION.chars().count(), 10);
        let mut all: Vec<char> = BASIC.chars().chain(EXTENSION.chars()).collect();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), 137);
    }

    #[test]
    fn basic_characters_count_once_and_extension_characters_twice() {
        check("", Some(0));
        check("Hello, world!", Some(13));
        check("@£$¥ΔΩéà\r\n", Some(10));
        check("€", Some(2));
        check("[a]|{b}~^\\", Some(18));
        check("\u{c}", Some(2));
    }

    #[test]
    fn other_characters_have_no_length() {
        for text in ["`", "ç", "á", "Ж", "😀", "\t", "\u{1b}", "ok\u{a0}", "’", "\0"] {
            check(text, None);
        }
    }
}
