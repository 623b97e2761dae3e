//! The heads of requests, checked before the framework sees them.
//!
//! The framework answers malformed HTTP with a bare status and closes the connection. A head that
//! passes these checks passes the framework's, so every refusal can be a problem.

mod hop;
mod receiver;
mod request_line;

use std::mem::MaybeUninit;

use actix_web::http::{Method, Uri};
use httparse::{Error, Header, Request, Status};

use crate::ops::limits::request_body::LARGEST;
use crate::protocol::problem::ProblemKind;

pub use hop::without_hops;
pub use receiver::Receiver;
pub use request_line::RequestLine;

/// The largest number of header lines that the framework reads.
pub const MAX_HEADERS: usize = 96;

/// The longest header name that the framework reads. It panics at a longer one.
const MAX_NAME: usize = u16::MAX as usize;

/// What a connection has to know of a valid head.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    /// Whether nothing may be read after this request, because bytes follow it that are neither a head nor
    /// content that the connection drops: long content, content that the client waits to send
    /// (`Expect: 100-continue`), or another protocol.
    pub is_last: bool,
    /// The content that follows and is dropped.
    pub content: Option<Framing>,
    /// The content that has a meaning, and is read before the request is handed over.
    pub received: Option<Framing>,
    /// Whether the client waits for `100 Continue` before it sends that content (RFC 9110, section 10.1.1).
    pub awaits_continue: bool,
    /// Whether the client wishes to change the protocol. The wish is ignored (RFC 9110, section 7.8).
    pub wishes_upgrade: bool,
}

impl Head {
    /// The head of a request after which the connection is used as before.
    pub const PLAIN: Self = Self {
        is_last: false,
        content: None,
        received: None,
        awaits_continue: false,
        wishes_upgrade: false,
    };
}

/// How the end of content is found (RFC 9112, section 6.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Framing {
    /// By `Content-Length`.
    Length(u64),
    /// By `Transfer-Encoding: chunked`.
    Chunked,
}

/// Checks a whole head.
///
/// # Errors
/// Returns why the request has to be refused.
pub fn check(bytes: &[u8], receiver: &Receiver) -> Result<Head, ProblemKind> {
    let mut headers = [const { MaybeUninit::uninit() }; MAX_HEADERS];
    let request = parse(bytes, &mut headers)?.ok_or(ProblemKind::MalformedRequest)?;
    check_parsed(&request, receiver).ok_or(ProblemKind::MalformedRequest)
}

/// Checks the beginning of a head.
///
/// # Errors
/// Returns why the request has to be refused, whatever follows.
pub fn check_start(bytes: &[u8]) -> Result<(), ProblemKind> {
    let mut headers = [const { MaybeUninit::uninit() }; MAX_HEADERS];
    parse(bytes, &mut headers).map(|_| ())
}

/// Parses a head; `None` if it is incomplete.
fn parse<'h, 'b>(
    bytes: &'b [u8],
    headers: &'h mut [MaybeUninit<Header<'b>>],
) -> Result<Option<Request<'h, 'b>>, ProblemKind> {
    let mut request = Request::new(&mut []);
    match request.parse_with_uninit_headers(bytes, headers) {
        Ok(Status::Complete(_)) => Ok(Some(request)),
        Ok(Status::Partial) => Ok(None),
        Err(Error::TooManyHeaders) => Err(ProblemKind::HeadersTooLarge),
        Err(_) => Err(ProblemKind::MalformedRequest),
    }
}

/// Checks what depends on the method, the version and the headers; `None` if something is wrong.
fn check_parsed(request: &Request<'_, '_>, receiver: &Receiver) -> Option<Head> {
    let (method, target, version) = (request.method?, request.path?, request.version?);
    let is_modern = version == 1;
    Method::from_bytes(method.as_bytes()).ok()?;
    if !is_plain(target) {
        Uri::try_from(target).ok()?;
    }
    let (mut has_host, mut is_chunked, mut length) = (false, false, None);
    let (mut is_websocket, mut wishes_upgrade, mut expects) = (false, false, false);
    for Header { name, value } in &*request.headers {
        let is = |other: &str| name.eq_ignore_ascii_case(other);
        match name.len() {
            4 if is("host") => {
                // RFC 9112, section 3.2.
                if has_host || !value.iter().all(is_host_byte) {
                    return None;
                }
                has_host = true;
            }
            6 if is("expect") => expects = true,
            7 if is("upgrade") => is_websocket |= value.eq_ignore_ascii_case(b"websocket"),
            10 if is("connection") => {
                let mut options = value.split(|&byte| byte == b',').map(<[u8]>::trim_ascii);
                wishes_upgrade |= options.any(|option| option.eq_ignore_ascii_case(b"upgrade"));
            }
            14 if is("content-length") => {
                // A list of equal lengths would be valid, but the framework refuses it.
                if length.is_some() || !value.iter().all(u8::is_ascii_digit) {
                    return None;
                }
                length = Some(std::str::from_utf8(value).ok()?.parse::<u64>().ok()?);
            }
            17 if is("transfer-encoding") => {
                let is_only_chunked = value.eq_ignore_ascii_case(b"chunked");
                if is_chunked || !is_only_chunked || !is_modern {
                    return None;
                }
                is_chunked = true;
            }
            MAX_NAME.. => return None,
            _ => {}
        }
    }
    let lacks_host = is_modern && !has_host;
    let is_ambiguous = is_chunked && length.is_some();
    let lacks_length = !is_modern && method == "POST" && length.is_none();
    if lacks_host || is_ambiguous || lacks_length {
        return None;
    }
    let content = match length {
        _ if is_chunked => Some(Framing::Chunked),
        length => length.filter(|&length| length > 0).map(Framing::Length),
    };
    let is_short =
        |framing: &Framing| !matches!(framing, Framing::Length(length) if *length > LARGEST);
    let is_other = is_websocket || method == "CONNECT";
    let short = content.filter(|framing| is_short(framing) && !is_other);
    let received = short.filter(|_| receiver.receives(method, target));
    let dropped = short.filter(|_| received.is_none() && !expects);
    Some(Head {
        is_last: is_other || content != dropped.or(received),
        content: dropped,
        received,
        awaits_continue: received.is_some() && expects && is_modern,
        wishes_upgrade: wishes_upgrade && !is_other,
    })
}

/// Returns whether a target is a path and a query of common characters, and thus valid. Nearly all are, and parsing one
/// takes as long as all other checks together.
pub fn is_plain(target: &str) -> bool {
    target.len() < usize::from(u16::MAX >> 1)
        && target.starts_with('/')
        && target.bytes().all(|byte| IS_COMMON[usize::from(byte)])
}

/// Whether each byte is a common character of targets.
const IS_COMMON: [bool; 256] = {
    let (mut common, mut byte) = ([false; 256], 0_u8);
    while byte < 128 {
        common[byte as usize] = byte.is_ascii_alphanumeric()
            || matches!(byte, b'/' | b'-' | b'.' | b'_' | b'~' | b'%')
            || matches!(byte, b'?' | b'&' | b'=' | b'+' | b',' | b':');
        byte += 1;
    }
    common
};

/// Returns whether a host and its port may have this byte (RFC 3986, section 3.2.2).
fn is_host_byte(byte: &u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~%!$&'()*+,;=:[]".contains(byte)
}

#[cfg(test)]
mod tests;
