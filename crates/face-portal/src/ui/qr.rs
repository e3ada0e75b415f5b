//! A picture that a telephone's camera reads (ISO/IEC 18004), drawn as one path.

use std::fmt::Write as _;

use askama::Template;
use qrcode::{Color, EcLevel, QrCode};

use super::parts;

parts!(QrPicture);

/// Empty modules around the picture: readers need four.
const QUIET: usize = 4;

/// The picture of a text.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "ui/qr.html")]
pub(crate) struct QrPicture {
    /// What the picture is of, for who does not see it.
    label: String,
    /// Modules of a side, with what is empty around.
    size: usize,
    /// One square for each dark module.
    path: String,
}

impl QrPicture {
    /// The picture of `text`; none where it is too long for one.
    pub(crate) fn of(text: &str, label: String) -> Option<Self> {
        let code = QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
        let width = code.width();
        let mut path = String::new();
        for (index, _) in code.to_colors().iter().enumerate().filter(|(_, color)| **color == Color::Dark) {
            // Writing to a string cannot fail.
            let _ = write!(path, "M{} {}h1v1h-1z", index % width + QUIET, index / width + QUIET);
        }
        Some(Self { label, size: width + 2 * QUIET, path })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_has_a_square_for_each_dark_module() {
        let picture = QrPicture::of("otpauth://totp/x", "A picture".to_owned()).unwrap();
        assert_eq!(picture.size, 25 + 8);
        // The corner of the first finder pattern.
        assert!(picture.path.starts_with("M4 4h1v1h-1zM5 4h1v1h-1z"), "{}", picture.path);
        assert!(picture.to_string().contains("viewBox=\"0 0 33 33\""));
        assert_eq!(QrPicture::of(&"a".repeat(3_000), String::new()), None);
    }
}
