//! What the parser refuses, and what is answered instead.

use std::net::SocketAddr;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use actix_web::http::Method;
use actix_web::http::header::{HeaderMap, HttpDate};
use memchr::memmem;

use super::ConnectionOptions;
use super::head::HeadMeter;
use crate::api::body::json::json;
use crate::api::view::problem::ProblemView;
use crate::ops::observe::{OperationId, RequestRecord, Source};
use crate::protocol::problem::Problem;
use crate::protocol::request_id::RequestId;

/// A bare answer of the parser.
#[derive(Debug, PartialEq, Eq)]
pub struct Refusal<'a> {
    /// How many bytes stand before it.
    pub at: usize,
    /// Its status, as three digits.
    pub status: &'a [u8],
}

/// How old the date of a refusal may be when it is written. The framework looks at the clock twice
/// a second.
const LATEST: Duration = Duration::from_secs(5);

/// The refusal at the end of what is written; nothing where there is none.
///
/// No answer of a handler looks so, because each carries `x-request-id`, and no file that is served
/// ends so, because it does not tell the present time.
pub fn find(bytes: &[u8], now: impl Fn() -> SystemTime) -> Option<Refusal<'_>> {
    const START: &[u8] = b"HTTP/1.1 4";
    const LONGEST: usize = 512;
    if !bytes.ends_with(b"\r\n\r\n") {
        return None;
    }
    let tail = &bytes[bytes.len().saturating_sub(LONGEST)..];
    let start = memmem::rfind(tail, START)?;
    let refusal = &tail[start..];
    let contains = |part: &[u8]| memmem::find(refusal, part).is_some();
    let bare = contains(b"\r\ncontent-length: 0\r\n")
        && !contains(b"\r\nx-request-id:")
        && is_of(refusal, now());
    let status = refusal.get(9..12).filter(|_| bare)?;
    Some(Refusal { at: bytes.len() - refusal.len(), status })
}

/// Whether the `date` of a head is that of `now`.
fn is_of(head: &[u8], now: SystemTime) -> bool {
    const NAME: &[u8] = b"\r\ndate: ";
    let date = memmem::find(head, NAME).and_then(|at| {
        let value = &head[at + NAME.len()..];
        let end = value.iter().position(|&byte| byte == b'\r')?;
        std::str::from_utf8(&value[..end]).ok()?.parse::<HttpDate>().ok()
    });
    let now = now.duration_since(UNIX_EPOCH).unwrap_or_default();
    date.and_then(|date| SystemTime::from(date).duration_since(UNIX_EPOCH).ok())
        .is_some_and(|date| date.abs_diff(now) <= LATEST)
}

/// The whole answer to a request that could not be read, which is taken note of here, as no handler sees
/// it. `head` is what is known of it.
pub fn answer(
    problem: Problem,
    options: &ConnectionOptions,
    head: &HeadMeter,
    peer: Option<SocketAddr>,
) -> Vec<u8> {
    let state = &options.state;
    let id = RequestId::fresh();
    let status = problem.kind.status();
    let mut body = Vec::new();
    json(&mut body, &ProblemView::new(problem, &options.origin, head.path(), &id));
    let mut text = format!(
        "HTTP/1.1 {} {}\r\ncontent-type: application/problem+json\r\ncontent-length: {}\r\ncache-control: no-store\r\nx-content-type-options: nosniff\r\nx-request-id: {}\r\ndate: {}\r\nconnection: close\r\n",
        status.as_u16(),
        status.canonical_reason().unwrap_or_default(),
        body.len(),
        id.as_str(),
        HttpDate::from(SystemTime::now()),
    )
    .into_bytes();
    if state.options.observe.server_timing {
        text.extend_from_slice(b"server-timing: app;dur=0\r\n");
    }
    // The origin of the page that asked is not known, so that only what any page may read can be read.
    let unknown = HeaderMap::new();
    let mut grant = HeaderMap::new();
    state.options.cors.grant(&unknown).write(&mut grant);
    for (name, value) in &grant {
        text.extend_from_slice(
            &[name.as_str().as_bytes(), b": ", value.as_bytes(), b"\r\n"].concat(),
        );
    }
    text.extend_from_slice(b"\r\n");
    let method = head.method();
    if method == Some(Method::HEAD) {
        body.clear();
    }
    text.extend_from_slice(&body);
    state.observer.record(&RequestRecord {
        operation: OperationId::NONE,
        scheme: options.scheme,
        method: &method.unwrap_or_else(unknown_method),
        target: head.path(),
        status,
        body_bytes: Some(body.len() as u64),
        elapsed: Duration::ZERO,
        request_id: &id,
        trace: None,
        client: state.limits.client(peer, &unknown),
        source: Source::Made,
    });
    text
}

/// A method that stands for none.
fn unknown_method() -> Method {
    Method::from_bytes(b"-").unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, UNIX_EPOCH};

    use super::Refusal;

    #[test]
    fn a_bare_refusal_is_told_from_an_answer() {
        const BARE: &[u8] = b"HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\ndate: Sun, 06 Nov 1994 08:49:37 GMT\r\n\r\n";
        // The example of RFC 9110, section 5.6.7.
        let then = UNIX_EPOCH + Duration::from_secs(784_111_777);
        let refusal = |bytes| super::find(bytes, || then);
        assert_eq!(refusal(BARE), Some(Refusal { at: 0, status: b"400" }));
        let behind = [b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi", BARE].concat();
        assert_eq!(refusal(&behind), Some(Refusal { at: 40, status: b"400" }));
        for other in [
            &b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n"[..],
            b"HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\nx-request-id: a\r\n\r\n",
            b"HTTP/1.1 400 Bad Request\r\ncontent-length: 2\r\n\r\nhi",
            b"HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\nHTTP/1.1 200 OK\r\n\r\n",
            b"400",
            b"",
        ] {
            assert_eq!(refusal(other), None);
        }
        let later = then + Duration::from_secs(60);
        assert_eq!(super::find(BARE, || later), None, "a file that looks like one");
    }
}
