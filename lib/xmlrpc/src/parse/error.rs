//! Why a document was refused. The set is closed and the sentences are written for the sender; none quotes him.

/// What was wrong with a document, and where. Displayed as one short sentence fit for a fault string.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{kind} (at byte {position})")]
pub struct ParseError {
    kind: ParseErrorKind,
    position: usize,
}

impl ParseError {
    pub(crate) fn new(kind: ParseErrorKind, position: usize) -> Self {
        Self { kind, position }
    }

    /// What was wrong.
    pub fn kind(&self) -> ParseErrorKind {
        self.kind
    }

    /// The byte of the body, counted from 0, at which it showed: the start of the offending tag, or the end tag of the
    /// element whose text is wrong.
    pub fn position(&self) -> usize {
        self.position
    }
}

/// The reasons for refusing a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ParseErrorKind {
    /// More bytes than [`Limits::body_bytes_max`](crate::Limits::body_bytes_max).
    #[error("the body is too large")]
    BodyTooLarge,
    /// More nested values than [`Limits::depth_max`](crate::Limits::depth_max).
    #[error("values are nested too deeply")]
    TooDeep,
    /// More values than [`Limits::nodes_max`](crate::Limits::nodes_max).
    #[error("there are too many values")]
    TooManyValues,
    /// A text longer than [`Limits::text_bytes_max`](crate::Limits::text_bytes_max).
    #[error("a text is too long")]
    TextTooLong,
    /// Neither UTF-8, US-ASCII, ISO-8859-1 nor windows-1252.
    #[error("the character encoding is not supported, send UTF-8")]
    UnsupportedEncoding,
    /// Bytes that do not exist in the encoding the document claims.
    #[error("a byte does not fit the character encoding")]
    InvalidEncoding,
    /// A character that XML 1.0 does not allow, literal or as a reference.
    #[error("a character is not allowed in XML")]
    IllegalCharacter,
    /// `<!DOCTYPE`, harmless or not.
    #[error("a document type declaration is not accepted")]
    DoctypeRefused,
    /// A named entity besides `lt`, `gt`, `amp`, `apos`, `quot`.
    #[error("an entity is not known")]
    UnknownEntity,
    /// A bare `&`, or a character reference that names no character.
    #[error("a reference is malformed")]
    MalformedReference,
    /// Markup that is not XML.
    #[error("the XML is not well-formed")]
    MalformedMarkup,
    /// An end tag without its start tag, or in the wrong order.
    #[error("an end tag does not match its start tag")]
    MismatchedEndTag,
    /// The document stops in the middle.
    #[error("the document ends too early")]
    UnexpectedEnd,
    /// Something after the end of the root element.
    #[error("something follows the end of the document")]
    TrailingContent,
    /// An element that XML-RPC does not have.
    #[error("an element is not part of XML-RPC")]
    UnknownElement,
    /// An element where there may be none.
    #[error("an element is out of place")]
    UnexpectedElement,
    /// Another element stands, or the parent ends, where this one must start.
    #[error("element <{0}> is missing")]
    ElementExpected(&'static str),
    /// An element inside `<value>` that is no type.
    #[error("a value holds an element that is not a type")]
    TypeExpected,
    /// A second type inside one `<value>`.
    #[error("a value has more than one type")]
    SecondType,
    /// Text where only elements may be.
    #[error("text is out of place")]
    UnexpectedText,
    /// `<methodName>` without a name.
    #[error("the method name is empty")]
    EmptyMethodName,
    /// Not an integer.
    #[error("an integer is malformed")]
    InvalidInt,
    /// An integer too large for its type: 32 bits for `int`, 64 for `i8`.
    #[error("an integer does not fit its type")]
    IntOutOfRange,
    /// Neither 0, 1, true nor false.
    #[error("a boolean is malformed")]
    InvalidBoolean,
    /// Not a decimal number.
    #[error("a double is malformed")]
    InvalidDouble,
    /// Not base64.
    #[error("a base64 value is malformed")]
    InvalidBase64,
    /// A fault that is not a struct of an integer `faultCode` and a string `faultString`.
    #[error("the fault is malformed")]
    InvalidFault,
}
