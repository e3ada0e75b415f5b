//! Text within XML: what XML cannot hold is written as `_xHHHH_` (ECMA-376 part 1, 22.9.2.19), and so is what only looks so.

/// `text` as the content of an element.
pub(super) fn escaped(text: &str, out: &mut String) {
    for (index, character) in text.char_indices() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '_' if escape_at(text, index).is_some() => out.push_str("_x005F_"),
            '\t' | '\n' => out.push(character),
            '\0'..='\u{1F}' | '\u{FFFE}' | '\u{FFFF}' => {
                out.push_str(&format!("_x{:04X}_", u32::from(character)));
            }
            _ => out.push(character),
        }
    }
}

/// What [`escaped`] made the content of, after XML's own escapes are resolved.
pub(super) fn unescaped(text: &str) -> String {
    let mut units = Vec::new();
    let mut plain = String::with_capacity(text.len());
    let mut index = 0;
    while let Some(rest) = text.get(index..).filter(|rest| !rest.is_empty()) {
        if let Some(unit) = escape_at(text, index) {
            units.push(unit);
            index += ESCAPE_LENGTH;
            continue;
        }
        flush(&mut units, &mut plain);
        // As far as the next one, if there is one.
        let length = rest.char_indices().skip(1).find(|(_, c)| *c == '_').map_or(rest.len(), |(at, _)| at);
        plain.push_str(rest.get(..length).unwrap_or(rest));
        index += length;
    }
    flush(&mut units, &mut plain);
    plain
}

/// `_xHHHH_`.
const ESCAPE_LENGTH: usize = 7;

/// The UTF-16 unit that is escaped at `index`.
fn escape_at(text: &str, index: usize) -> Option<u16> {
    let escape = text.get(index..index + ESCAPE_LENGTH)?;
    let digits = escape.strip_prefix("_x")?.strip_suffix('_')?;
    if !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    u16::from_str_radix(digits, 16).ok()
}

fn flush(units: &mut Vec<u16>, plain: &mut String) {
    plain.push_str(&String::from_utf16_lossy(units));
    units.clear();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, written: &str) {
        let mut out = String::new();
        escaped(text, &mut out);
        assert_eq!(out, written);
        let xml = out.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
        assert_eq!(unescaped(&xml), text);
    }

    #[test]
    fn what_xml_cannot_hold_is_escaped_and_restored() {
        check("plain", "plain");
        check("a<b>&c", "a&lt;b&gt;&amp;c");
        check("\r\n\t\0", "_x000D_\n\t_x0000_");
        check("_x0041_", "_x005F_x0041_");
        check("_x005F_x0041_", "_x005F_x005F_x005F_x0041_");
        check("__x0041__", "__x005F_x0041__");
        check("_x00g1_ _x", "_x00g1_ _x");
        assert_eq!(unescaped("_xD83D__xDCF7_!_xD83D_"), "\u{1F4F7}!\u{FFFD}");
    }
}
