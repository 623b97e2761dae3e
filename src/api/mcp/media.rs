//! The media types of messages.

use actix_web::http::header::{CONTENT_ENCODING, CONTENT_TYPE, HeaderMap, HeaderValue};

use crate::protocol::negotiate::{Media, media_type};
use crate::protocol::problem::{Problem, ProblemKind, shorten};

/// Checks that a message is JSON and that its sender accepts responses. Clients must accept event streams too, so that
/// one that does not is noticed before it meets a server that sends them.
///
/// # Errors
/// Returns `unsupported_media_type` or `not_acceptable`.
pub fn check(headers: &HeaderMap) -> Result<(), Problem> {
    let unsupported = |detail: String| Problem::new(ProblemKind::UnsupportedMediaType, detail);
    let content_type = headers.get(CONTENT_TYPE).map(HeaderValue::as_bytes).unwrap_or_default();
    let content_type = String::from_utf8_lossy(content_type);
    let essence = content_type.split(';').next().unwrap_or_default().trim();
    if !essence.eq_ignore_ascii_case(Media::Json.name()) {
        let found = match essence {
            "" => "this one has no `Content-Type`".to_owned(),
            found => format!("this one is `{}`", shorten(found)),
        };
        return Err(unsupported(format!("messages are `application/json`, but {found}")));
    }
    let is_identity = |coding: &HeaderValue| coding.as_bytes().eq_ignore_ascii_case(b"identity");
    if headers.get_all(CONTENT_ENCODING).any(|coding| !is_identity(coding)) {
        return Err(unsupported("messages have no content coding".to_owned()));
    }
    for media in [Media::Json, Media::EventStream] {
        media_type(headers, &[media]).map_err(|_| {
            let detail =
                "`Accept` must list both `application/json` and `text/event-stream` for this endpoint";
            Problem::new(ProblemKind::NotAcceptable, detail)
        })?;
    }
    Ok(())
}
