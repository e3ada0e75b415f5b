//! Reading what a browser posts: fields, with or without files, within a bound.

use std::convert::Infallible;

use axum::body::{Body, Bytes};
use futures_util::stream;
use http::HeaderMap;
use http::header::CONTENT_TYPE;
use http_body_util::{BodyExt, LengthLimitError, Limited};

use crate::reply::Failure;
use crate::visit::{Fields, Upload};

/// The fields of a form of at most `bytes_max` bytes.
pub(crate) async fn form(headers: &HeaderMap, body: Body, bytes_max: usize) -> Result<Fields, Failure> {
    let media_type = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let boundary = multer::parse_boundary(media_type).ok();
    match Limited::new(body, bytes_max).collect().await {
        Ok(collected) => match boundary {
            None => Ok(Fields::parse(&collected.to_bytes())),
            Some(boundary) => form_with_files(&boundary, collected.to_bytes()).await,
        },
        Err(error) if error.downcast_ref::<LengthLimitError>().is_some() => Err(Failure::TooLarge),
        // The client hung up, or was too slow, which the edge answers.
        Err(_) => Err(Failure::Forbidden),
    }
}

/// Reads `multipart/form-data` (RFC 7578). What is malformed was not sent by a page of this site.
async fn form_with_files(boundary: &str, bytes: Bytes) -> Result<Fields, Failure> {
    let body = stream::once(async { Ok::<_, Infallible>(bytes) });
    let mut parts = multer::Multipart::new(body, boundary);
    let (mut pairs, mut uploads) = (Vec::new(), Vec::new());
    while let Some(part) = parts.next_field().await.map_err(|_| Failure::Forbidden)? {
        let field = part.name().unwrap_or_default().to_owned();
        let file_name = part.file_name().map(str::to_owned);
        let bytes = part.bytes().await.map_err(|_| Failure::Forbidden)?;
        match file_name {
            None => pairs.push((field, String::from_utf8_lossy(&bytes).into_owned())),
            // A field in which no file was chosen comes with an empty name.
            Some(name) if name.is_empty() => {}
            Some(_) => uploads.push(Upload { field, bytes }),
        }
    }
    Ok(Fields::of(pairs).with_uploads(uploads))
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    const FORM: &str = "--x\r\nContent-Disposition: form-data; name=\"order\"\r\n\r\nby name\r\n\
                        --x\r\nContent-Disposition: form-data; name=\"list\"; filename=\"a.csv\"\r\n\
                        Content-Type: text/csv\r\n\r\n1;2\r\n\
                        --x\r\nContent-Disposition: form-data; name=\"none\"; filename=\"\"\r\n\r\n\r\n--x--\r\n";

    async fn read(body: &str, bytes_max: usize) -> Result<Fields, Failure> {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("multipart/form-data; boundary=x"));
        form(&headers, Body::from(body.to_owned()), bytes_max).await
    }

    #[tokio::test]
    async fn a_form_with_files_is_read() {
        let fields = read(FORM, 10_000).await.unwrap();
        assert_eq!(fields.text("order"), "by name");
        let upload = fields.upload("list").unwrap();
        assert_eq!(upload.bytes.as_ref(), b"1;2");
        assert!(fields.upload("none").is_none() && fields.upload("order").is_none());
    }

    #[tokio::test]
    async fn a_form_is_bounded_and_well_formed() {
        assert!(matches!(read(FORM, 100).await, Err(Failure::TooLarge)));
        assert!(matches!(read("--x\r\nnonsense", 10_000).await, Err(Failure::Forbidden)));
    }
}
