//! Lower-case hexadecimal, the only kind that Digest hashes over.

use std::fmt::Write as _;

/// Two lower-case digits for each byte.
pub(crate) fn encode(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}

/// The bytes that [`encode`] wrote; `None` for any other text, capitals included.
pub(crate) fn decode<const LENGTH: usize>(text: &str) -> Option<[u8; LENGTH]> {
    let (pairs, []) = text.as_bytes().as_chunks::<2>() else {
        return None;
    };
    if pairs.len() != LENGTH {
        return None;
    }
    let mut bytes = [0; LENGTH];
    for (byte, [high, low]) in bytes.iter_mut().zip(pairs) {
        *byte = nibble(*high)? << 4 | nibble(*low)?;
    }
    Some(bytes)
}

fn nibble(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_survive_and_other_texts_are_refused() {
        let every_byte: [u8; 256] = std::array::from_fn(|index| u8::try_from(index).unwrap());
        assert_eq!(decode(&encode(&every_byte)), Some(every_byte));
        assert_eq!(encode(&[0x0f, 0xa0]), "0fa0");
        for text in ["", "0f", "0fa", "0fa00", "0fa000", "0FA0", "0fg0", " fa0", "éé"] {
            assert_eq!(decode::<2>(text), None, "{text:?}");
        }
    }
}
