//! The two character classes of XML 1.0 that reader and writer must agree on. Knows nothing of markup.

/// Whether XML 1.0 allows the character in a document (production 2, `Char`).
pub(crate) fn is_xml_char(character: char) -> bool {
    match character {
        '\t' | '\n' | '\r' => true,
        '\u{FFFE}' | '\u{FFFF}' => false,
        _ => character >= ' ',
    }
}

/// Whether the character is white space to XML 1.0 (production 3, `S`); other Unicode blanks are text.
pub(crate) fn is_blank(character: char) -> bool {
    matches!(character, ' ' | '\t' | '\n' | '\r')
}

/// The text without the XML white space around it.
pub(crate) fn trim_blanks(text: &str) -> &str {
    text.trim_matches(is_blank)
}
