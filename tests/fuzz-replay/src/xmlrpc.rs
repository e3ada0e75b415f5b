//! Calls and responses in every encoding: what is read and written again reads the same.

use xmlrpc::{
    Call, Fault, Limits, ParseError, ParseErrorKind, Value, parse_call, parse_response, write_call,
    write_fault, write_response,
};

const CHARSETS: [Option<&str>; 5] =
    [None, Some("utf-8"), Some("us-ascii"), Some("iso-8859-1"), Some("windows-1252")];

/// Small enough for a small document to meet each of them.
const TIGHT: Limits = Limits { body_bytes_max: 384, depth_max: 3, nodes_max: 6, text_bytes_max: 16 };

/// The input is a document.
pub fn xmlrpc(data: &[u8]) {
    for charset in CHARSETS {
        check(data, charset, parse_call, rewrite_call);
        check(data, charset, parse_response, rewrite_response);
    }
}

type Parse<T> = fn(&[u8], Option<&str>, &Limits) -> Result<T, ParseError>;

fn check<T: PartialEq + std::fmt::Debug>(
    data: &[u8],
    charset: Option<&str>,
    parse: Parse<T>,
    rewrite: fn(&T) -> String,
) {
    let tight = parse(data, charset, &TIGHT);
    match parse(data, charset, &Limits::default()) {
        Ok(read) => {
            // Escapes make a document longer than the one it was read from.
            let roomy = Limits { body_bytes_max: usize::MAX, ..Limits::default() };
            let written = rewrite(&read);
            assert_eq!(parse(written.as_bytes(), None, &roomy).as_ref(), Ok(&read), "{charset:?} {written}");
            match tight {
                Ok(same) => assert_eq!(same, read, "limits refuse, they do not change"),
                Err(error) => assert!(is_limit(error.kind()), "{charset:?} {error}"),
            }
        }
        Err(error) => {
            assert!(error.position() <= data.len(), "{charset:?} {error}");
            assert!(tight.is_err(), "tighter limits accept {charset:?}");
        }
    }
}

fn rewrite_call(call: &Call) -> String {
    write_call(&call.method, &call.params)
}

fn rewrite_response(response: &Result<Value, Fault>) -> String {
    match response {
        Ok(value) => write_response(value),
        Err(fault) => write_fault(fault),
    }
}

fn is_limit(kind: ParseErrorKind) -> bool {
    use ParseErrorKind::{BodyTooLarge, TextTooLong, TooDeep, TooManyValues};
    matches!(kind, BodyTooLarge | TextTooLong | TooDeep | TooManyValues)
}
