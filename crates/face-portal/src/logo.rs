//! A customer's logo. What was uploaded is untrusted: a picture of dots is taken apart and written anew, a drawing is
//! written anew with what is known to be harmless. Size, dots and memory are bounded.
//!
//! A drawing is shown by `<img>` alone, where browsers run and fetch nothing, and is served under a policy of its own that
//! lets it do nothing when somebody opens it.

use std::io::{self, Cursor, Write};

use app::brand::{LOGO_BYTES_MAX, Logo, LogoType};
use png::{BitDepth, Compression, Decoder, Encoder, Limits, Transformations};
use svg_hush::Filter;

/// Dots in one direction: more than any screen shows of a logo.
const DOTS_MAX: u32 = 1_024;
/// What taking a picture apart may need.
const DECODER_BYTES_MAX: usize = 8 * 1024 * 1024;
const PNG_SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";

/// Why something is no logo.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum NoLogo {
    /// It has too many bytes, before it is cleaned or after.
    #[error("too large")]
    TooLarge,
    /// It has too many dots.
    #[error("too many dots")]
    TooManyDots,
    /// It is neither of the two, or damaged, or nothing harmless is in it.
    #[error("no picture")]
    NoPicture,
    /// It declares entities, which can grow without bound or name what is elsewhere.
    #[error("declares entities")]
    Entities,
}

/// The logo that `bytes` are. What it says of itself does not matter, only what it is.
pub(crate) fn clean(bytes: &[u8]) -> Result<Logo, NoLogo> {
    if LOGO_BYTES_MAX < bytes.len() {
        return Err(NoLogo::TooLarge);
    }
    let logo = if bytes.starts_with(PNG_SIGNATURE) {
        Logo { logo_type: LogoType::Png, bytes: clean_png(bytes)? }
    } else {
        Logo { logo_type: LogoType::Svg, bytes: clean_svg(bytes)? }
    };
    if LOGO_BYTES_MAX < logo.bytes.len() { Err(NoLogo::TooLarge) } else { Ok(logo) }
}

/// The dots alone: no text, no profile, no second picture.
fn clean_png(bytes: &[u8]) -> Result<Vec<u8>, NoLogo> {
    let mut decoder = Decoder::new_with_limits(Cursor::new(bytes), Limits { bytes: DECODER_BYTES_MAX });
    decoder.set_transformations(Transformations::EXPAND | Transformations::STRIP_16);
    decoder.set_ignore_text_chunk(true);
    decoder.set_ignore_iccp_chunk(true);
    let (width, height) = decoder.read_header_info().map_err(|_| NoLogo::NoPicture)?.size();
    if DOTS_MAX < width.max(height) {
        return Err(NoLogo::TooManyDots);
    }
    let mut reader = decoder.read_info().map_err(|_| NoLogo::NoPicture)?;
    let mut dots = vec![0; reader.output_buffer_size().ok_or(NoLogo::TooManyDots)?];
    let frame = reader.next_frame(&mut dots).map_err(|_| NoLogo::NoPicture)?;
    let dots = dots.get(..frame.buffer_size()).ok_or(NoLogo::NoPicture)?;
    let mut written = Vec::new();
    let mut encoder = Encoder::new(&mut written, frame.width, frame.height);
    encoder.set_color(frame.color_type);
    encoder.set_depth(BitDepth::Eight);
    encoder.set_compression(Compression::High);
    let mut writer = encoder.write_header().map_err(|_| NoLogo::NoPicture)?;
    writer.write_image_data(dots).map_err(|_| NoLogo::NoPicture)?;
    writer.finish().map_err(|_| NoLogo::NoPicture)?;
    Ok(written)
}

/// The shapes alone: no script, no handler, no reference to another document, no entity.
fn clean_svg(bytes: &[u8]) -> Result<Vec<u8>, NoLogo> {
    // One encoding, so that what is looked for here is what is read there.
    let text = std::str::from_utf8(bytes).map_err(|_| NoLogo::NoPicture)?;
    if text.to_ascii_lowercase().contains("<!entity") {
        return Err(NoLogo::Entities);
    }
    let mut written = Bounded(Vec::new());
    let filtered = Filter::new().filter(text.as_bytes(), &mut written);
    if filtered.is_err() {
        let is_full = LOGO_BYTES_MAX <= written.0.len();
        return Err(if is_full { NoLogo::TooLarge } else { NoLogo::NoPicture });
    }
    let has = |part: &[u8]| written.0.windows(part.len()).any(|window| window.eq_ignore_ascii_case(part));
    // Rules for shapes are kept; one that brings others along is none of them.
    if has(b"<svg") && !has(b"@import") { Ok(written.0) } else { Err(NoLogo::NoPicture) }
}

/// Takes no more bytes than a logo has: what is nested deeply grows with every level that it is indented by.
struct Bounded(Vec<u8>);

impl Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let left = LOGO_BYTES_MAX.saturating_sub(self.0.len());
        let taken = bytes.get(..left.min(bytes.len())).unwrap_or_default();
        self.0.extend_from_slice(taken);
        // Nothing written is an error to who writes everything.
        Ok(taken.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use png::ColorType;

    use super::*;

    /// A picture of `width` times `height` dots.
    pub(crate) fn png(width: u32, height: u32) -> Vec<u8> {
        let mut written = Vec::new();
        let mut encoder = Encoder::new(&mut written, width, height);
        encoder.set_color(ColorType::Grayscale);
        encoder.add_text_chunk("Comment".to_owned(), "<script>alert(1)</script>".to_owned()).unwrap();
        let mut writer = encoder.write_header().unwrap();
        writer.write_image_data(&vec![7; (width * height) as usize]).unwrap();
        writer.finish().unwrap();
        written
    }

    fn cleaned(svg: &str) -> String {
        let logo = clean(svg.as_bytes()).unwrap();
        assert_eq!(logo.logo_type, LogoType::Svg);
        String::from_utf8(logo.bytes).unwrap()
    }

    #[test]
    fn a_picture_is_written_anew() {
        let uploaded = png(40, 30);
        assert!(uploaded.windows(6).any(|window| window == b"script"));
        let logo = clean(&uploaded).unwrap();
        assert_eq!(logo.logo_type, LogoType::Png);
        assert!(!logo.bytes.windows(6).any(|window| window == b"script"), "no text is left");
        // What follows the picture is not part of it.
        let trailing = [uploaded.as_slice(), b"<script>alert(1)</script>"].concat();
        assert_eq!(clean(&trailing), Ok(logo.clone()));
        assert_eq!(clean(&logo.bytes), Ok(logo), "cleaned twice");
    }

    #[test]
    fn bombs_are_not_taken_apart() {
        assert_eq!(clean(&png(1_025, 1)), Err(NoLogo::TooManyDots));
        assert!(clean(&png(1_024, 1_024)).is_ok());
        // A header that promises more dots than there are bytes in the world.
        let mut bomb = png(1, 1);
        bomb[16..24].copy_from_slice(&[0x7f, 0xff, 0xff, 0xff, 0x7f, 0xff, 0xff, 0xff]);
        assert_eq!(clean(&bomb), Err(NoLogo::NoPicture), "its checksum is wrong");
        assert_eq!(clean(&vec![b'x'; LOGO_BYTES_MAX + 1]), Err(NoLogo::TooLarge));
        let uploaded = png(40, 30);
        for length in 0..uploaded.len() - 12 {
            assert!(clean(&uploaded[..length]).is_err(), "cut at {length}");
        }
    }

    #[test]
    fn a_drawing_keeps_its_shapes() {
        let svg = cleaned(
            "<?xml version=\"1.0\"?><!DOCTYPE svg PUBLIC \"-//W3C//DTD SVG 1.1//EN\" \
             \"http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd\">\
             <svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 9 9\"><title>Acme</title>\
             <defs><linearGradient id=\"a\"><stop offset=\"0\" stop-color=\"red\"/></linearGradient></defs>\
             <path d=\"M0 0h9v9z\" fill=\"url(#a)\"/></svg>",
        );
        for part in ["<path", "M0 0h9v9z", "url(#a)", "linearGradient", "viewBox"] {
            assert!(svg.contains(part), "{part}: {svg}");
        }
        assert!(!svg.contains("DOCTYPE"), "{svg}");
    }

    #[test]
    fn a_drawing_runs_and_fetches_nothing() {
        for inside in [
            "<script>alert(1)</script>",
            "<script href=\"https://evil.example/x.js\"/>",
            "<g onload=\"alert(1)\"/>",
            "<image href=\"https://evil.example/x.png\"/>",
            "<image href=\"//evil.example/x.png\"/>",
            "<image xmlns:xlink=\"http://www.w3.org/1999/xlink\" xlink:href=\"https://evil.example/\"/>",
            "<use href=\"https://evil.example/x.svg#a\"/>",
            "<use href=\"data:image/svg+xml;base64,PHN2Zy8+#a\"/>",
            "<a href=\"javascript:alert(1)\"><text>x</text></a>",
            "<a href=\"https://evil.example/\"><text>x</text></a>",
            "<foreignObject><iframe xmlns=\"http://www.w3.org/1999/xhtml\" src=\"https://evil.example/\"/></foreignObject>",
            "<rect fill=\"url(https://evil.example/#a)\"/>",
            "<rect style=\"background: url(https://evil.example/)\"/>",
            "<animate attributeName=\"href\" to=\"javascript:alert(1)\"/>",
            "<set attributeName=\"onload\" to=\"alert(1)\"/>",
            "<?xml-stylesheet href=\"https://evil.example/x.css\"?>",
            "<html:script xmlns:html=\"http://www.w3.org/1999/xhtml\">alert(1)</html:script>",
        ] {
            let svg = cleaned(&format!(
                "<svg xmlns=\"http://www.w3.org/2000/svg\"><path d=\"M0 0\"/>{inside}</svg>"
            ));
            for harm in
                ["evil.example", "<script", ":script", "onload", "href=\"java", "data:", "foreignObject"]
            {
                assert!(!svg.contains(harm), "{inside} left {svg}");
            }
            assert!(svg.contains("<path"), "{svg}");
        }
    }

    #[test]
    fn rules_of_a_drawing_bring_nothing_along() {
        let svg = |rules: &str| {
            format!(
                "<svg xmlns=\"http://www.w3.org/2000/svg\"><style>{rules}</style><path class=\"a\" d=\"M0 0\"/></svg>"
            )
        };
        assert!(cleaned(&svg(".a { fill: red }")).contains("fill: red"));
        for rules in [
            "@import url(https://evil.example/x.css);",
            "@import 'https://evil.example/x.css';",
            "@\\69mport 'https://evil.example/x.css';",
            ".a { fill: url(https://evil.example/x) }",
            ".a { background: u\\72l(https://evil.example/x) }",
        ] {
            let left = cleaned(&svg(rules));
            for harm in ["@import", "url(http", "url(//", "u\\72l"] {
                assert!(!left.contains(harm), "{rules} left {left}");
            }
        }
    }

    #[test]
    fn a_drawing_does_not_grow() {
        let laughs = "<!DOCTYPE svg [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;\">]>\
                      <svg xmlns=\"http://www.w3.org/2000/svg\"><text>&b;</text></svg>";
        assert_eq!(clean(laughs.as_bytes()), Err(NoLogo::Entities));
        let elsewhere = "<!DOCTYPE svg [<!eNtItY a SYSTEM \"file:///etc/passwd\">]>\
                         <svg xmlns=\"http://www.w3.org/2000/svg\"><text>&a;</text></svg>";
        assert_eq!(clean(elsewhere.as_bytes()), Err(NoLogo::Entities));
        let deep = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\">{}{}</svg>",
            "<g>".repeat(20_000),
            "</g>".repeat(20_000)
        );
        assert_eq!(clean(deep.as_bytes()), Err(NoLogo::TooLarge));
    }

    #[test]
    fn what_is_no_picture_is_none() {
        let wide: Vec<u8> =
            "<svg xmlns='http://www.w3.org/2000/svg'/>".bytes().flat_map(|byte| [byte, 0]).collect();
        for bytes in [
            b"".as_slice(),
            b"GIF89a",
            b"\xff\xd8\xff\xe0",
            b"<html><script>alert(1)</script></html>",
            b"<svg>",
            b"<svg/>",
            b"not a picture",
            &wide,
        ] {
            assert_eq!(clean(bytes), Err(NoLogo::NoPicture), "{}", String::from_utf8_lossy(bytes));
        }
    }
}
