//! Connections: what stands between the socket and the HTTP parser.
//!
//! A URL with plain Chinese in it is not one by RFC 3986, but people type it and curl sends it as it
//! is; its bytes are percent-encoded here, before the parser would refuse them. What the parser
//! refuses all the same never reaches a handler, so its bare answer is replaced by a problem.

use std::io::{self, Write as _};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use actix_web::http::header::HttpDate;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::Sleep;

use super::problem::{Problem, ProblemKind, ProblemView};
use super::request_id::RequestId;
use super::view::post::json;

/// A connection whose refusals are problems.
///
/// The parser answers garbage, a head that is too large and a head that comes too slowly with a
/// status line and an empty body. It is the last that a connection writes, alone or behind the
/// answers to requests before it. No answer of a handler looks so, because each carries
/// `x-request-id`, and no file that is served ends so, because it does not tell the present time.
#[derive(Debug)]
pub struct Connection<S> {
    stream: S,
    /// What stands before the path in the `type` of a problem.
    origin: Arc<str>,
    /// The longest request target that is read, in bytes.
    max_url: usize,
    head: HeadMeter,
    /// What was read and encoded, and did not fit the reader's buffer.
    held_back: Vec<u8>,
    replacing: Option<Replacement>,
}

/// How much of a refused request is read and dropped, in bytes.
const MOST_DROPPED: usize = 4 << 20;
/// How long that may take.
const LONGEST_DROP: Duration = Duration::from_secs(2);

/// An answer of ours in place of `replaced` bytes of the parser's.
#[derive(Debug)]
struct Replacement {
    bytes: Vec<u8>,
    written: usize,
    replaced: usize,
    to_drop: usize,
    deadline: Pin<Box<Sleep>>,
}

impl<S> Connection<S> {
    /// Wraps a stream. A head that the parser refuses is `uri_too_long` where its first line has more
    /// than `max_url` bytes.
    pub fn new(stream: S, origin: Arc<str>, max_url: usize) -> Self {
        Self {
            stream,
            origin,
            max_url,
            head: HeadMeter::default(),
            held_back: Vec::new(),
            replacing: None,
        }
    }
}

/// Measures the first line of a request, to tell a URL that is too long from other garbage.
#[derive(Debug, Default)]
struct HeadMeter {
    /// The first bytes of the line, for the problem's `instance`.
    start: Vec<u8>,
    first_line: usize,
    line_ended: bool,
    answered: bool,
}

impl HeadMeter {
    /// How many bytes of the line are kept.
    const START: usize = 128;

    /// The path of the request, as far as it is kept and can be read.
    fn path(&self) -> &str {
        let line =
            self.start.split(|&byte| byte == b'\r' || byte == b'\n').next().unwrap_or_default();
        let target = line.split(|&byte| byte == b' ').nth(1).unwrap_or_default();
        let path = target.split(|&byte| byte == b'?').next().unwrap_or_default();
        match std::str::from_utf8(path) {
            Ok(path) if path.starts_with('/') => path,
            _ => "/",
        }
    }

    /// Takes what was read, and tells how many of its bytes belong to the first line.
    fn read(&mut self, bytes: &[u8]) -> usize {
        if std::mem::take(&mut self.answered) {
            *self = Self::default();
        }
        if self.line_ended {
            return 0;
        }
        let end = bytes.iter().position(|&byte| byte == b'\n');
        self.line_ended = end.is_some();
        let line = &bytes[..end.unwrap_or(bytes.len())];
        let room = Self::START.saturating_sub(self.start.len()).min(line.len());
        self.start.extend_from_slice(&line[..room]);
        self.first_line += line.len();
        line.len()
    }

    fn kind_of(&self, status: &[u8], max_url: usize) -> ProblemKind {
        if self.first_line > max_url {
            return ProblemKind::UriTooLong;
        }
        match status {
            b"431" => ProblemKind::HeadersTooLarge,
            b"408" => ProblemKind::RequestTimeout,
            _ => ProblemKind::MalformedRequest,
        }
    }
}

/// A bare answer of the parser.
#[derive(Debug, PartialEq, Eq)]
struct Refusal<'a> {
    /// How many bytes stand before it.
    at: usize,
    status: &'a [u8],
}

/// How old the date of a refusal may be when it is written. The framework looks at the clock twice
/// a second.
const LATEST: Duration = Duration::from_secs(5);

/// Whether the `date` of a head is that of `now`.
fn is_of(head: &[u8], now: SystemTime) -> bool {
    const NAME: &[u8] = b"\r\ndate: ";
    let date = head.windows(NAME.len()).position(|window| window == NAME).and_then(|at| {
        let value = &head[at + NAME.len()..];
        let end = value.iter().position(|&byte| byte == b'\r')?;
        std::str::from_utf8(&value[..end]).ok()?.parse::<HttpDate>().ok()
    });
    let now = now.duration_since(UNIX_EPOCH).unwrap_or_default();
    date.and_then(|date| SystemTime::from(date).duration_since(UNIX_EPOCH).ok())
        .is_some_and(|date| date.abs_diff(now) <= LATEST)
}

/// The refusal at the end of what is written; nothing where there is none.
fn refusal(bytes: &[u8], now: impl Fn() -> SystemTime) -> Option<Refusal<'_>> {
    const START: &[u8] = b"HTTP/1.1 4";
    const LONGEST: usize = 512;
    if !bytes.ends_with(b"\r\n\r\n") {
        return None;
    }
    let tail = &bytes[bytes.len().saturating_sub(LONGEST)..];
    let start = tail.windows(START.len()).rposition(|window| window == START)?;
    let refusal = &tail[start..];
    let contains = |part: &[u8]| refusal.windows(part.len()).any(|window| window == part);
    let bare = contains(b"\r\ncontent-length: 0\r\n")
        && !contains(b"\r\nx-request-id:")
        && is_of(refusal, now());
    let status = refusal.get(9..12).filter(|_| bare)?;
    Some(Refusal { at: bytes.len() - refusal.len(), status })
}

/// The whole answer to a request that could not be read.
fn answer(kind: ProblemKind, origin: &str, path: &str) -> Vec<u8> {
    let id = RequestId::fresh();
    let problem = Problem::new(kind, kind.meaning());
    let mut body = Vec::new();
    json(&mut body, &ProblemView::new(problem, origin, path, &id));
    let status = kind.status();
    let head = format!(
        "HTTP/1.1 {} {}\r\ncontent-type: application/problem+json\r\ncontent-length: {}\r\ncache-control: no-store\r\nx-content-type-options: nosniff\r\nserver-timing: app;dur=0\r\nx-request-id: {}\r\nconnection: close\r\n\r\n",
        status.as_u16(),
        status.canonical_reason().unwrap_or_default(),
        body.len(),
        id.as_str(),
    );
    [head.into_bytes(), body].concat()
}

impl<S: AsyncRead + Unpin> AsyncRead for Connection<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = &mut *self;
        if !this.held_back.is_empty() {
            this.give(buffer);
            return Poll::Ready(Ok(()));
        }
        let before = buffer.filled().len();
        ready!(Pin::new(&mut this.stream).poll_read(context, buffer))?;
        let bytes = &buffer.filled()[before..];
        let line = this.head.read(bytes);
        if !bytes[..line].is_ascii() {
            this.held_back = encode_line(bytes, line);
            buffer.set_filled(before);
            this.give(buffer);
        }
        Poll::Ready(Ok(()))
    }
}

impl<S> Connection<S> {
    /// Gives the reader what was held back, as far as it fits.
    fn give(&mut self, buffer: &mut ReadBuf<'_>) {
        let fits = buffer.remaining().min(self.held_back.len());
        buffer.put_slice(&self.held_back[..fits]);
        self.held_back.drain(..fits);
    }
}

/// Percent-encodes what is not ASCII in the first `line` bytes (RFC 3987, section 3.1).
fn encode_line(bytes: &[u8], line: usize) -> Vec<u8> {
    let mut encoded = Vec::with_capacity(bytes.len() + 2 * line);
    for &byte in &bytes[..line] {
        if byte.is_ascii() {
            encoded.push(byte);
        } else {
            // Writing to memory cannot fail.
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded.extend_from_slice(&bytes[line..]);
    encoded
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncWrite for Connection<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let this = &mut *self;
        if this.replacing.is_none() {
            let refusal = refusal(bytes, SystemTime::now);
            let before = refusal.as_ref().map_or(bytes, |refusal| &bytes[..refusal.at]);
            let known_head = !std::mem::replace(&mut this.head.answered, true);
            let Some(Refusal { at: 0, status }) = refusal else {
                return Pin::new(&mut this.stream).poll_write(context, before);
            };
            // Pipelined requests are read at once; the first line was that of one before.
            if !known_head {
                this.head = HeadMeter::default();
            }
            let kind = this.head.kind_of(status, this.max_url);
            let answer = answer(kind, &this.origin, this.head.path());
            this.replacing = Some(Replacement {
                bytes: answer,
                written: 0,
                replaced: bytes.len(),
                to_drop: MOST_DROPPED,
                deadline: Box::pin(tokio::time::sleep(LONGEST_DROP)),
            });
        }
        let Some(replacement) = &mut this.replacing else { return Poll::Pending };
        // A client that is gone does not want the answer any more.
        let sent = ready!(replacement.poll_send(&mut this.stream, context));
        let replaced = replacement.replaced;
        this.replacing = None;
        Poll::Ready(sent.map(|()| replaced))
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

impl Replacement {
    /// Writes the answer, ends our side of the connection, and then reads and drops what the client
    /// still sends. Closing over unread bytes would reset the connection, and the client would lose
    /// the answer (RFC 9112, section 9.6).
    fn poll_send<S: AsyncRead + AsyncWrite + Unpin>(
        &mut self,
        stream: &mut S,
        context: &mut Context<'_>,
    ) -> Poll<io::Result<()>> {
        while self.written < self.bytes.len() {
            let rest = &self.bytes[self.written..];
            self.written += ready!(Pin::new(&mut *stream).poll_write(context, rest))?;
        }
        ready!(Pin::new(&mut *stream).poll_shutdown(context))?;
        let mut sink = [0; 4096];
        while self.to_drop > 0 && self.deadline.as_mut().poll(context).is_pending() {
            let mut buffer = ReadBuf::new(&mut sink);
            ready!(Pin::new(&mut *stream).poll_read(context, &mut buffer))?;
            let read = buffer.filled().len();
            self.to_drop = if read == 0 { 0 } else { self.to_drop.saturating_sub(read) };
        }
        Poll::Ready(Ok(()))
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, UNIX_EPOCH};

    use super::{HeadMeter, ProblemKind, Refusal, encode_line};

    #[test]
    fn a_bare_refusal_is_told_from_an_answer() {
        const BARE: &[u8] = b"HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\ndate: Sun, 06 Nov 1994 08:49:37 GMT\r\n\r\n";
        // The example of RFC 9110, section 5.6.7.
        let then = UNIX_EPOCH + Duration::from_secs(784_111_777);
        let refusal = |bytes| super::refusal(bytes, || then);
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
        assert_eq!(super::refusal(BARE, || later), None, "a file that looks like one");
    }

    #[test]
    fn only_the_first_line_is_encoded() {
        let request = "GET /内 HTTP/1.1\r\nx: 内\r\n".as_bytes();
        let line = request.iter().position(|&byte| byte == b'\n').unwrap();
        let encoded = String::from_utf8(encode_line(request, line)).unwrap();
        assert_eq!(encoded, "GET /%E5%86%85 HTTP/1.1\r\nx: 内\r\n");
    }

    #[test]
    fn a_long_first_line_is_a_long_url() {
        let mut head = HeadMeter::default();
        head.read(b"GET /");
        head.read(&[b'a'; 20_000]);
        assert_eq!(head.kind_of(b"400", 16_384), ProblemKind::UriTooLong);
        assert!(head.path().starts_with("/aaa"));
        head.answered = true;
        head.read(b"GET /a?b=c HTTP/1.1\r\nx: ");
        assert_eq!(head.path(), "/a");
        head.read(&[b'a'; 200_000]);
        assert_eq!(head.kind_of(b"431", 16_384), ProblemKind::HeadersTooLarge);
        assert_eq!(head.kind_of(b"400", 16_384), ProblemKind::MalformedRequest);
    }
}
