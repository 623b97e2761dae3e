//! Heads of requests: what can be said of one before it is parsed.

use std::io::Write as _;
use std::ops::Range;

use actix_web::http::Method;
use memchr::{memchr, memchr_iter};

use crate::protocol::problem::ProblemKind;

/// Follows the heads of requests as they are read: whether one has begun, whether it has ended, and how
/// long its target is, to tell a URL that is too long from other garbage.
#[derive(Debug, Default)]
pub struct HeadMeter {
    stage: Stage,
    /// The first bytes of the first line of the last head, for the problem's `instance`.
    start: Vec<u8>,
    part: Part,
    /// The length of the target, percent-encoded.
    target: usize,
    /// The first bytes of the line that is being read, where it began in an earlier read.
    field: Vec<u8>,
    has_body: bool,
    /// How many heads have begun since something was written, and one that has not ended then.
    begun: usize,
    is_used: bool,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// No head has begun.
    #[default]
    Between,
    /// Empty lines before the first one, which the parser passes over (RFC 9112, section 2.2).
    Blank,
    FirstLine,
    Fields,
    /// Behind a head that may have a body. What comes is no head until the request is answered.
    Body,
}

/// The parts of the first line.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Part {
    #[default]
    Method,
    Target,
    Version,
}

impl HeadMeter {
    /// How many bytes of the first line are kept.
    const START: usize = 128;
    /// How many bytes of a line that comes in parts are kept: as many as its name is known by.
    const FIELD: usize = "transfer-encoding:".len();

    /// A word of the first line of the last request, as far as it is kept.
    fn word(&self, number: usize) -> &[u8] {
        let mut lines = self.start.split(|&byte| byte == b'\r' || byte == b'\n');
        let line = lines.next().unwrap_or_default();
        line.split(|&byte| byte == b' ').nth(number).unwrap_or_default()
    }

    /// The method of the last request, as far as it is one; nothing where its first line may be none.
    pub fn method(&self) -> Option<Method> {
        Method::from_bytes(self.word(0)).ok().filter(|_| self.part != Part::Method)
    }

    /// The path of the last request, as far as it is kept and can be read.
    pub fn path(&self) -> &str {
        let target = self.word(1);
        let path = target.split(|&byte| byte == b'?').next().unwrap_or_default();
        match std::str::from_utf8(path) {
            Ok(path) if path.starts_with('/') => path,
            _ => "/",
        }
    }

    /// Takes what was read, and shows which of its bytes belong to first lines. Tells whether a head has
    /// come to its end.
    pub fn read(&mut self, bytes: &[u8], mut first_line: impl FnMut(Range<usize>)) -> bool {
        self.is_used |= !bytes.is_empty();
        if self.stage == Stage::Body && self.begun == 0 {
            self.stage = Stage::Between;
        }
        let (mut at, mut has_ended) = (0, false);
        while at < bytes.len() {
            match self.stage {
                Stage::Between | Stage::Blank => {
                    let rest = bytes[at..].iter();
                    at += rest.take_while(|&&byte| matches!(byte, b'\r' | b'\n')).count();
                    let is_blank = at == bytes.len();
                    // Some clients send an empty line behind a request.
                    if !(is_blank && has_ended) {
                        self.begin(is_blank);
                    }
                }
                Stage::FirstLine => {
                    let end = memchr(b'\n', &bytes[at..]).map(|end| at + end);
                    let line = at..end.unwrap_or(bytes.len());
                    self.keep(&bytes[line.clone()]);
                    at = line.end;
                    if end.is_some() {
                        at += 1;
                        self.stage = Stage::Fields;
                    }
                    first_line(line);
                }
                Stage::Fields => {
                    let end = self.read_fields(&bytes[at..]);
                    at = end.map_or(bytes.len(), |end| at + end);
                    if end.is_some() {
                        has_ended = true;
                        self.stage = if self.has_body { Stage::Body } else { Stage::Between };
                    }
                }
                Stage::Body => break,
            }
        }
        has_ended
    }

    /// Begins a head, or the empty lines before one.
    fn begin(&mut self, is_blank: bool) {
        if self.stage == Stage::Between {
            self.begun += 1;
        }
        self.stage = if is_blank { Stage::Blank } else { Stage::FirstLine };
        self.start.clear();
        self.field.clear();
        (self.part, self.target, self.has_body) = (Part::Method, 0, false);
    }

    /// Keeps the beginning of the first line, and measures the target.
    fn keep(&mut self, line: &[u8]) {
        let room = Self::START.saturating_sub(self.start.len()).min(line.len());
        self.start.extend_from_slice(&line[..room]);
        let mut rest = line;
        if self.part == Part::Method
            && let Some(space) = memchr(b' ', rest)
        {
            (self.part, rest) = (Part::Target, &rest[space + 1..]);
        }
        if self.part == Part::Target {
            let space = memchr(b' ', rest);
            let target = &rest[..space.unwrap_or(rest.len())];
            self.target += encoded_length(target);
            if space.is_some() {
                self.part = Part::Version;
            }
        }
    }

    /// Looks for the empty line that ends a head, and tells where the next one may begin.
    fn read_fields(&mut self, bytes: &[u8]) -> Option<usize> {
        let mut start = 0;
        for end in memchr_iter(b'\n', bytes) {
            let mut line = &bytes[start..end];
            if !self.field.is_empty() {
                self.keep_field(line);
                line = &self.field;
            }
            if matches!(line, [] | [b'\r']) {
                return Some(end + 1);
            }
            self.has_body |= announces_body(line);
            self.field.clear();
            start = end + 1;
        }
        self.keep_field(&bytes[start..]);
        None
    }

    /// Keeps the beginning of a line that comes in parts.
    fn keep_field(&mut self, part: &[u8]) {
        let room = Self::FIELD.saturating_sub(self.field.len()).min(part.len());
        self.field.extend_from_slice(&part[..room]);
    }

    /// Notes that something was written. Tells whether it answers the last head that was read: no other
    /// one has begun since something was written before.
    pub fn answer(&mut self) -> bool {
        let is_last = self.begun == 1;
        self.begun = usize::from(self.is_partial());
        is_last
    }

    /// Forgets the head.
    pub fn forget(&mut self) {
        *self = Self { is_used: self.is_used, ..Self::default() };
    }

    /// Whether nothing was ever read.
    pub fn is_untouched(&self) -> bool {
        !self.is_used
    }

    /// Whether no request is under way: none has begun since the last answer.
    pub fn is_idle(&self) -> bool {
        self.begun == 0
    }

    /// Whether a head has begun and not ended.
    pub fn is_partial(&self) -> bool {
        matches!(self.stage, Stage::Blank | Stage::FirstLine | Stage::Fields)
    }

    /// Whether a head has ended since something was written.
    pub fn awaits_answer(&self) -> bool {
        self.begun > usize::from(self.is_partial())
    }

    /// Why the parser gave this status, where URLs of up to `max_url` bytes are read.
    pub fn kind_of(&self, status: &[u8], max_url: usize) -> ProblemKind {
        if self.target > max_url {
            return ProblemKind::UriTooLong;
        }
        match status {
            b"413" => ProblemKind::ContentTooLarge,
            b"431" => ProblemKind::HeadersTooLarge,
            _ => ProblemKind::MalformedRequest,
        }
    }
}

/// Whether a header line says that the request has a body, perhaps an empty one.
fn announces_body(line: &[u8]) -> bool {
    let is_of =
        |name: &[u8]| line.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name));
    matches!(line.first(), Some(b'C' | b'c' | b'T' | b't'))
        && (is_of(b"content-length:") || is_of(b"transfer-encoding:"))
}

/// The length of a text once it is percent-encoded.
fn encoded_length(text: &[u8]) -> usize {
    let others = if text.is_ascii() { 0 } else { text.iter().filter(|b| !b.is_ascii()).count() };
    text.len() + 2 * others
}

/// Percent-encodes what is not ASCII in first lines, which stand in their order (RFC 3987, section 3.1).
pub fn encode_lines(bytes: &[u8], lines: &[Range<usize>]) -> Vec<u8> {
    let mut encoded =
        Vec::with_capacity(bytes.len() + 2 * lines.iter().map(Range::len).sum::<usize>());
    let mut done = 0;
    for line in lines {
        encoded.extend_from_slice(&bytes[done..line.start]);
        for &byte in &bytes[line.clone()] {
            if byte.is_ascii() {
                encoded.push(byte);
            } else {
                // Writing to memory cannot fail.
                let _ = write!(encoded, "%{byte:02X}");
            }
        }
        done = line.end;
    }
    encoded.extend_from_slice(&bytes[done..]);
    encoded
}

#[cfg(test)]
mod tests;
