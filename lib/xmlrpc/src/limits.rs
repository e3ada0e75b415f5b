//! How much of a document the parser is willing to look at. Knows no policy: the caller chooses, [`Limits::default`]
//! suits a control API whose largest call is a list of some thousand rows.

/// Bounds on one document. Each is inclusive: a document that reaches a bound exactly is still read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Longest body, in bytes as received, before any decoding.
    pub body_bytes_max: usize,
    /// Deepest nesting of `<value>` elements; a parameter itself is at depth 1. Values above
    /// [`Limits::DEPTH_CEILING`] count as that.
    pub depth_max: usize,
    /// Most `<value>` elements in one document, at all depths together.
    pub nodes_max: usize,
    /// Longest text of one element, in bytes of UTF-8 after references are resolved; for base64 before decoding.
    pub text_bytes_max: usize,
}

impl Limits {
    /// The parser calls itself once per level, so the depth has a bound that no configuration can lift.
    pub const DEPTH_CEILING: usize = 128;
}

impl Default for Limits {
    /// 1 MiB of body, 32 levels, 20 000 values, 256 KiB for one text.
    fn default() -> Self {
        Self { body_bytes_max: 1 << 20, depth_max: 32, nodes_max: 20_000, text_bytes_max: 1 << 18 }
    }
}
