//! The bytes that a connection has read and not handed over yet.

mod content;

use std::io::Write as _;
use std::ops::Range;

use memchr::{memchr, memchr_iter};
use tokio::io::ReadBuf;

use super::head::{Head, Receiver, RequestLine, check, check_start, without_hops};
use crate::ops::limits::HeadLimits;
use crate::protocol::problem::ProblemKind;
use content::{Content, Endless};

/// The bytes at whose front the head of the next request is, or content of the one before.
#[derive(Debug)]
pub struct Input {
    limits: HeadLimits,
    receiver: Receiver,
    bytes: Vec<u8>,
    /// The number of bytes at the front that were checked and are being handed over.
    checked: usize,
    /// The content of the request before, unless it is complete.
    content: Option<Content>,
    /// The request at the front, whose content has a meaning and is not complete.
    pending: Option<Pending>,
    /// The content of the request that is handed over, if it has a meaning.
    received: Vec<u8>,
    /// Whether the end of that content cannot be found, so that nothing can follow it.
    is_broken: bool,
    /// The number of bytes that were searched for the end of the head.
    searched: usize,
    /// Where the line begins that is being searched.
    line_start: usize,
    /// The number of bytes at which an incomplete head is checked next.
    next_check: usize,
    has_begun: bool,
}

/// A request whose content is being received.
#[derive(Debug)]
struct Pending {
    head: Head,
    /// The number of bytes of the head.
    length: usize,
    content: Content,
}

/// The next head of an input.
#[derive(Debug, PartialEq, Eq)]
pub enum NextHead {
    /// Its end, or that of content with a meaning, was not read yet.
    Incomplete,
    /// The same, and the client waits for `100 Continue` before it sends the content.
    Awaited,
    /// It is valid and can be handed over.
    Valid(Head),
    /// It has to be refused.
    Refused(ProblemKind),
}

impl Input {
    /// The number of bytes that a head may have besides its target and its header lines. Heads that
    /// are a little larger than allowed are handed over and refused by name.
    const SLACK: usize = 2 << 10;

    /// The least number of bytes that memory is taken for.
    const STEP: usize = 8 << 10;

    /// Creates an empty input.
    pub fn new(limits: HeadLimits, receiver: Receiver) -> Self {
        Self {
            limits,
            receiver,
            bytes: Vec::new(),
            checked: 0,
            content: None,
            pending: None,
            received: Vec::new(),
            is_broken: false,
            searched: 0,
            line_start: 0,
            next_check: 1,
            has_begun: false,
        }
    }

    /// Appends bytes that were read.
    pub fn push(&mut self, bytes: &[u8]) {
        self.has_begun |= !bytes.is_empty();
        if self.bytes.capacity() - self.bytes.len() < bytes.len() && !self.bytes.is_empty() {
            self.bytes.reserve_exact(bytes.len().max(Self::STEP));
        }
        self.bytes.extend_from_slice(bytes);
        if self.checked == 0 {
            self.drop_content();
        }
    }

    /// Returns whether there is nothing to hand over.
    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// Returns whether nothing was read after the request before, and anything may follow it.
    pub fn is_idle(&self) -> bool {
        self.bytes.is_empty() && !self.has_begun() && self.pending.is_none() && !self.is_broken
    }

    /// Returns whether the head of the next request has begun, be it with an empty line, or content of the
    /// request before is incomplete.
    pub fn has_begun(&self) -> bool {
        self.has_begun || self.content.is_some()
    }

    /// Returns whether content of the request before is incomplete.
    pub fn has_content(&self) -> bool {
        self.content.is_some()
    }

    /// Returns whether no further request can be found, because the content of the one before is malformed or
    /// too long.
    pub fn is_broken(&self) -> bool {
        self.is_broken
    }

    /// Returns the first line of the next request.
    pub fn request_line(&self) -> RequestLine<'_> {
        RequestLine::of(&self.bytes)
    }

    /// Drops empty lines between requests, which some clients send after each.
    pub fn skip_empty_lines(&mut self) {
        if self.content.is_none() {
            self.drop_empty_lines();
            self.has_begun = !self.bytes.is_empty();
        }
    }

    /// Drops content of the request before.
    fn drop_content(&mut self) {
        let Some(content) = &mut self.content else { return };
        match content.take(&self.bytes) {
            Ok(taken) => {
                self.bytes.drain(..taken);
                if content.is_complete() {
                    self.content = None;
                }
            }
            Err(Endless::Malformed | Endless::TooLong) => {
                (self.content, self.is_broken) = (None, true);
                self.bytes.clear();
            }
        }
        self.has_begun = !self.bytes.is_empty();
    }

    /// Copies checked bytes to a reader's buffer as far as they fit. Returns whether there were any.
    pub fn hand_over(&mut self, buffer: &mut ReadBuf<'_>) -> bool {
        if self.checked == 0 {
            return false;
        }
        let length = self.checked.min(buffer.remaining());
        buffer.put_slice(&self.bytes[..length]);
        self.drop_checked(length);
        true
    }

    /// Returns the head that can be handed over.
    pub fn head(&self) -> &[u8] {
        &self.bytes[..self.checked]
    }

    /// Drops the head that could be handed over.
    pub fn drop_head(&mut self) {
        self.drop_checked(self.checked);
    }

    /// Drops checked bytes.
    fn drop_checked(&mut self, length: usize) {
        self.checked -= length;
        self.bytes.drain(..length);
        if self.checked == 0 {
            self.drop_content();
            self.skip_empty_lines();
        }
        if self.bytes.is_empty() {
            // An idle connection needs no memory.
            self.bytes = Vec::new();
        }
    }

    /// Finds and checks the next head.
    pub fn next_head(&mut self) -> NextHead {
        if self.pending.is_some() {
            return self.receive();
        }
        if self.searched == 0 {
            self.drop_empty_lines();
            if self.bytes == b"\r" {
                // Perhaps the first half of an empty line.
                return NextHead::Incomplete;
            }
        }
        if self.line_start == 0 {
            self.encode_target();
        }
        let end = self.find_end();
        if end.unwrap_or(self.bytes.len()) > self.max_length() {
            return NextHead::Refused(self.kind(ProblemKind::HeadersTooLarge));
        }
        let Some(end) = end else { return self.check_start() };
        match check(&self.bytes[..end], &self.receiver) {
            Ok(head) => {
                let mut length = end;
                let has_content = head.content.or(head.received).is_some();
                if head.wishes_upgrade || has_content {
                    let kept = without_hops(&self.bytes[..end], has_content);
                    length = kept.len();
                    self.bytes.splice(..end, kept);
                }
                (self.searched, self.line_start, self.next_check) = (0, 0, 1);
                if let Some(framing) = head.received {
                    let content = Content::received(framing);
                    self.pending = Some(Pending { head, length, content });
                    return match self.receive() {
                        NextHead::Incomplete if head.awaits_continue => NextHead::Awaited,
                        next => next,
                    };
                }
                self.checked = length;
                self.content = head.content.map(Content::dropped);
                NextHead::Valid(head)
            }
            Err(kind) => NextHead::Refused(self.kind(kind)),
        }
    }

    /// Receives content of the request at the front.
    fn receive(&mut self) -> NextHead {
        let mut pending = self.pending.take().expect("a request is pending");
        let begin = pending.length;
        match pending.content.take(&self.bytes[begin..]) {
            Ok(taken) => {
                self.bytes.drain(begin..begin + taken);
                if !pending.content.is_complete() {
                    self.pending = Some(pending);
                    return NextHead::Incomplete;
                }
                self.checked = begin;
                self.received = pending.content.into_received();
                NextHead::Valid(pending.head)
            }
            Err(Endless::TooLong) => NextHead::Refused(ProblemKind::ContentTooLarge),
            Err(Endless::Malformed) => NextHead::Refused(ProblemKind::MalformedRequest),
        }
    }

    /// Returns the content of the request that is handed over, if it has a meaning.
    pub fn take_received(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.received)
    }

    /// The largest head that is read whole.
    fn max_length(&self) -> usize {
        self.limits.max_url + self.limits.max_headers + Self::SLACK
    }

    /// Drops empty lines before a head (RFC 9112, section 2.2).
    fn drop_empty_lines(&mut self) {
        let mut rest = &self.bytes[..];
        while let [b'\n', after @ ..] | [b'\r', b'\n', after @ ..] = rest {
            rest = after;
        }
        let length = self.bytes.len() - rest.len();
        if length > 0 {
            self.bytes.drain(..length);
        }
    }

    /// Percent-encodes what is not ASCII in the first line (RFC 3987, section 3.1). A URL with plain
    /// Chinese in it is invalid by RFC 3986, but people type it and curl sends it as it is.
    fn encode_target(&mut self) {
        let end = memchr(b'\n', &self.bytes[self.searched..]).map(|at| self.searched + at);
        let line = self.searched..end.unwrap_or(self.bytes.len());
        if !self.bytes[line.clone()].is_ascii() {
            encode(&mut self.bytes, line);
        }
    }

    /// Searches for the empty line that ends the head. Returns where the head ends.
    fn find_end(&mut self) -> Option<usize> {
        let from = self.searched;
        for at in memchr_iter(b'\n', &self.bytes[from..]) {
            let newline = from + at;
            if matches!(&self.bytes[self.line_start..newline], [] | [b'\r']) {
                self.searched = self.line_start;
                return Some(newline + 1);
            }
            self.line_start = newline + 1;
        }
        self.searched = self.bytes.len();
        None
    }

    /// Checks an incomplete head, so that what is not HTTP is refused at once. It is done each time
    /// the head has doubled, as the parser begins at its start again.
    fn check_start(&mut self) -> NextHead {
        if self.bytes.len() < self.next_check {
            return NextHead::Incomplete;
        }
        self.next_check = 2 * self.bytes.len();
        check_start(&self.bytes)
            .map_or_else(|kind| NextHead::Refused(self.kind(kind)), |()| NextHead::Incomplete)
    }

    /// Returns why a head is refused: the length of its target comes first.
    fn kind(&self, kind: ProblemKind) -> ProblemKind {
        let is_long = self.request_line().target_length() > self.limits.max_url;
        if is_long { ProblemKind::UriTooLong } else { kind }
    }
}

/// Percent-encodes what is not ASCII in a range of bytes.
fn encode(bytes: &mut Vec<u8>, range: Range<usize>) {
    let mut encoded = Vec::with_capacity(3 * range.len());
    for &byte in &bytes[range.clone()] {
        if byte.is_ascii() {
            encoded.push(byte);
        } else {
            write!(encoded, "%{byte:02X}").expect("writing to memory does not fail");
        }
    }
    bytes.splice(range, encoded);
}

#[cfg(test)]
mod tests;
