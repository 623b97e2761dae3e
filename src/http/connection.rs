//! Connections: what the HTTP parser refuses never reaches a handler, and its bare answer is
//! replaced here by a problem.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use super::layer::LONGEST_TARGET;
use super::problem::{Problem, ProblemKind, ProblemView};
use super::request_id::RequestId;
use super::view::post::json;

/// A connection whose refusals are problems.
///
/// The parser answers garbage, a head that is too large and a head that comes too slowly with a
/// status line and an empty body. It is the last that a connection writes, alone or behind the
/// answers to requests before it. No answer of a handler looks so, because each carries
/// `x-request-id`.
#[derive(Debug)]
pub struct Connection<S> {
    stream: S,
    /// What stands before the path in the `type` of a problem.
    origin: Arc<str>,
    head: HeadMeter,
    replacing: Option<Replacement>,
}

/// An answer of ours in place of `replaced` bytes of the parser's.
#[derive(Debug)]
struct Replacement {
    bytes: Vec<u8>,
    written: usize,
    replaced: usize,
}

impl<S> Connection<S> {
    /// Wraps a stream.
    pub fn new(stream: S, origin: Arc<str>) -> Self {
        Self { stream, origin, head: HeadMeter::default(), replacing: None }
    }
}

/// Measures the first line of a request, to tell a URL that is too long from other garbage.
#[derive(Debug, Default)]
struct HeadMeter {
    /// The first bytes of the line, for the problem's `instance`.
    start: Vec<u8>,
    first_line: usize,
    line_ended: bool,
    /// Whether the line has bytes beyond ASCII, which a URL may hold in percent-encoding alone.
    beyond_ascii: bool,
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

    fn read(&mut self, bytes: &[u8]) {
        if std::mem::take(&mut self.answered) {
            *self = Self::default();
        }
        if self.line_ended {
            return;
        }
        let room = Self::START.saturating_sub(self.start.len()).min(bytes.len());
        self.start.extend_from_slice(&bytes[..room]);
        let end = bytes.iter().position(|&byte| byte == b'\n');
        let line = &bytes[..end.unwrap_or(bytes.len())];
        self.first_line += line.len();
        self.beyond_ascii |= !line.is_ascii();
        self.line_ended = end.is_some();
    }

    fn kind_of(&self, status: &[u8]) -> ProblemKind {
        if self.first_line > LONGEST_TARGET {
            return ProblemKind::UriTooLong;
        }
        match status {
            b"431" => ProblemKind::HeadersTooLarge,
            b"408" => ProblemKind::RequestTimeout,
            _ => ProblemKind::MalformedRequest,
        }
    }

    /// What is wrong with the request, of which the parser tells the status alone.
    fn problem(&self, status: &[u8]) -> Problem {
        let kind = self.kind_of(status);
        if kind == ProblemKind::MalformedRequest && self.beyond_ascii && self.path() != "/" {
            return Problem::new(
                kind,
                "the URL has characters beyond ASCII: percent-encode them, such as `%E5%A2%A8` for `墨` (RFC 3986)",
            );
        }
        Problem::new(kind, kind.meaning())
    }
}

/// A bare answer of the parser.
#[derive(Debug, PartialEq, Eq)]
struct Refusal<'a> {
    /// How many bytes stand before it.
    at: usize,
    status: &'a [u8],
}

/// The refusal at the end of what is written; nothing where there is none.
fn refusal(bytes: &[u8]) -> Option<Refusal<'_>> {
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
        && contains(b"\r\ndate: ")
        && !contains(b"\r\nx-request-id:");
    let status = refusal.get(9..12).filter(|_| bare)?;
    Some(Refusal { at: bytes.len() - refusal.len(), status })
}

/// The whole answer to a request that could not be read.
fn answer(problem: Problem, origin: &str, path: &str) -> Vec<u8> {
    let id = RequestId::fresh();
    let kind = problem.kind;
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
        let before = buffer.filled().len();
        let this = &mut *self;
        ready!(Pin::new(&mut this.stream).poll_read(context, buffer))?;
        this.head.read(&buffer.filled()[before..]);
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Connection<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let this = &mut *self;
        if this.replacing.is_none() {
            let refusal = refusal(bytes);
            let before = refusal.as_ref().map_or(bytes, |refusal| &bytes[..refusal.at]);
            let known_head = !std::mem::replace(&mut this.head.answered, true);
            let Some(Refusal { at: 0, status }) = refusal else {
                return Pin::new(&mut this.stream).poll_write(context, before);
            };
            // Pipelined requests are read at once; the first line was that of one before.
            if !known_head {
                this.head = HeadMeter::default();
            }
            let answer = answer(this.head.problem(status), &this.origin, this.head.path());
            this.replacing = Some(Replacement { bytes: answer, written: 0, replaced: bytes.len() });
        }
        while let Some(replacement) = &mut this.replacing {
            let rest = &replacement.bytes[replacement.written..];
            if rest.is_empty() {
                let replaced = replacement.replaced;
                this.replacing = None;
                return Poll::Ready(Ok(replaced));
            }
            replacement.written += ready!(Pin::new(&mut this.stream).poll_write(context, rest))?;
        }
        Poll::Pending
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use super::{HeadMeter, ProblemKind, Refusal, refusal};

    #[test]
    fn a_bare_refusal_is_told_from_an_answer() {
        const BARE: &[u8] = b"HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\ndate: x\r\n\r\n";
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
    }

    #[test]
    fn a_long_first_line_is_a_long_url() {
        let mut head = HeadMeter::default();
        head.read(b"GET /");
        head.read(&[b'a'; 20_000]);
        assert_eq!(head.kind_of(b"400"), ProblemKind::UriTooLong);
        assert!(head.path().starts_with("/aaa"));
        head.answered = true;
        head.read(b"GET /a?b=c HTTP/1.1\r\nx: ");
        assert_eq!(head.path(), "/a");
        head.read(&[b'a'; 200_000]);
        assert_eq!(head.kind_of(b"431"), ProblemKind::HeadersTooLarge);
        assert_eq!(head.kind_of(b"400"), ProblemKind::MalformedRequest);
    }
}
