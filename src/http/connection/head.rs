//! Heads of requests: what can be said of one before it is parsed.

use std::io::Write as _;
use std::ops::Range;

use memchr::{memchr, memchr_iter};

use crate::http::problem::ProblemKind;

/// Follows the head of the request that is being read: whether it has begun, whether it has ended,
/// and how long its first line is, to tell a URL that is too long from other garbage.
#[derive(Debug, Default)]
pub struct HeadMeter {
    stage: Stage,
    /// The first bytes of the line, for the problem's `instance`.
    start: Vec<u8>,
    first_line: usize,
    /// Whether the line that is being read holds nothing yet.
    line_is_empty: bool,
    answered: bool,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Stage {
    #[default]
    Untouched,
    /// Empty lines before the first one, which the parser passes over (RFC 9112, section 2.2).
    Blank,
    FirstLine,
    Fields,
    Ended,
}

impl HeadMeter {
    /// How many bytes of the line are kept.
    const START: usize = 128;

    /// The path of the request, as far as it is kept and can be read.
    pub fn path(&self) -> &str {
        let line =
            self.start.split(|&byte| byte == b'\r' || byte == b'\n').next().unwrap_or_default();
        let target = line.split(|&byte| byte == b' ').nth(1).unwrap_or_default();
        let path = target.split(|&byte| byte == b'?').next().unwrap_or_default();
        match std::str::from_utf8(path) {
            Ok(path) if path.starts_with('/') => path,
            _ => "/",
        }
    }

    /// Takes what was read, and tells which of its bytes belong to the first line.
    pub fn read(&mut self, bytes: &[u8]) -> Range<usize> {
        if std::mem::take(&mut self.answered) {
            self.forget();
        }
        let mut at = 0;
        if matches!(self.stage, Stage::Untouched | Stage::Blank) && !bytes.is_empty() {
            at = bytes.iter().take_while(|&&byte| matches!(byte, b'\r' | b'\n')).count();
            self.stage = if at == bytes.len() { Stage::Blank } else { Stage::FirstLine };
        }
        let mut line = at..at;
        if self.stage == Stage::FirstLine {
            let end = memchr(b'\n', &bytes[at..]).map(|end| at + end);
            line.end = end.unwrap_or(bytes.len());
            self.keep(&bytes[line.clone()]);
            if let Some(end) = end {
                (self.stage, self.line_is_empty) = (Stage::Fields, true);
                at = end + 1;
            }
        }
        if self.stage == Stage::Fields {
            self.read_fields(&bytes[at..]);
        }
        line
    }

    /// Keeps the beginning of the first line.
    fn keep(&mut self, line: &[u8]) {
        let room = Self::START.saturating_sub(self.start.len()).min(line.len());
        self.start.extend_from_slice(&line[..room]);
        self.first_line += line.len();
    }

    /// Looks for the empty line that ends a head.
    fn read_fields(&mut self, bytes: &[u8]) {
        let is_empty = |line: &[u8]| matches!(line, [] | [b'\r']);
        let mut start = 0;
        for end in memchr_iter(b'\n', bytes) {
            if self.line_is_empty && is_empty(&bytes[start..end]) {
                self.stage = Stage::Ended;
                return;
            }
            (start, self.line_is_empty) = (end + 1, true);
        }
        self.line_is_empty &= is_empty(&bytes[start..]);
    }

    /// Notes that something was written. Tells whether it is the first since something was read: the
    /// head is then that of the request that is answered, and else that of one before it.
    pub fn answer(&mut self) -> bool {
        !std::mem::replace(&mut self.answered, true)
    }

    /// Forgets the head.
    pub fn forget(&mut self) {
        self.start.clear();
        (self.stage, self.first_line) = (Stage::Untouched, 0);
    }

    /// Whether nothing was ever read.
    pub fn is_untouched(&self) -> bool {
        self.stage == Stage::Untouched && !self.answered
    }

    /// Whether no request is under way: nothing was read since the last answer.
    pub fn is_idle(&self) -> bool {
        self.answered || self.stage == Stage::Untouched
    }

    /// Whether a head has begun and not ended.
    pub fn is_partial(&self) -> bool {
        !self.is_idle() && self.stage != Stage::Ended
    }

    /// Why the parser gave this status, where URLs of up to `max_url` bytes are read.
    pub fn kind_of(&self, status: &[u8], max_url: usize) -> ProblemKind {
        if self.first_line > max_url {
            return ProblemKind::UriTooLong;
        }
        match status {
            b"413" => ProblemKind::ContentTooLarge,
            b"431" => ProblemKind::HeadersTooLarge,
            _ => ProblemKind::MalformedRequest,
        }
    }
}

/// Percent-encodes what is not ASCII in the first line (RFC 3987, section 3.1).
pub fn encode_line(bytes: &[u8], line: Range<usize>) -> Vec<u8> {
    let mut encoded = Vec::with_capacity(bytes.len() + 2 * line.len());
    encoded.extend_from_slice(&bytes[..line.start]);
    for &byte in &bytes[line.clone()] {
        if byte.is_ascii() {
            encoded.push(byte);
        } else {
            // Writing to memory cannot fail.
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded.extend_from_slice(&bytes[line.end..]);
    encoded
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{HeadMeter, ProblemKind, encode_line};

    #[test]
    fn only_the_first_line_is_encoded() {
        let request = "\r\nGET /内 HTTP/1.1\r\nx: 内\r\n".as_bytes();
        let line = HeadMeter::default().read(request);
        let encoded = String::from_utf8(encode_line(request, line)).unwrap();
        assert_eq!(encoded, "\r\nGET /%E5%86%85 HTTP/1.1\r\nx: 内\r\n");
    }

    #[test]
    fn a_long_first_line_is_a_long_url() {
        let mut head = HeadMeter::default();
        head.read(b"GET /");
        head.read(&[b'a'; 20_000]);
        assert_eq!(head.kind_of(b"400", 16_384), ProblemKind::UriTooLong);
        assert!(head.path().starts_with("/aaa"));
        assert!(head.answer());
        head.read(b"GET /a?b=c HTTP/1.1\r\nx: ");
        assert_eq!(head.path(), "/a");
        head.read(&[b'a'; 200_000]);
        assert_eq!(head.kind_of(b"431", 16_384), ProblemKind::HeadersTooLarge);
        assert_eq!(head.kind_of(b"400", 16_384), ProblemKind::MalformedRequest);
    }

    #[test]
    fn a_request_is_under_way_from_its_first_byte_to_its_answer() {
        let mut head = HeadMeter::default();
        assert!(head.is_untouched() && head.is_idle() && !head.is_partial());
        head.read(b"\r\n");
        assert!(!head.is_untouched() && !head.is_idle() && head.is_partial());
        head.read(b"GET / HTTP/1.1\r\nhost: a\r\n\r\n");
        assert!(!head.is_idle() && !head.is_partial());
        assert!(head.answer(), "its own answer");
        assert!(head.is_idle() && !head.is_untouched());
        assert!(!head.answer(), "more of it");
        head.read(b"G");
        assert!(head.is_partial());
    }

    proptest! {
        #[test]
        fn the_end_of_a_head_is_found_however_it_comes_in_parts(
            fields in prop::collection::vec("[a-z]: [a-z\r]{0,4}[a-z]", 0..4),
            newline in prop::sample::select(vec!["\n", "\r\n"]),
            cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..4),
        ) {
            let mut text = format!("GET / HTTP/1.1{newline}");
            for field in &fields {
                text.push_str(&format!("{field}{newline}"));
            }
            text.push_str(newline);
            let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut.index(text.len())).collect();
            cuts.extend([0, text.len() - 1, text.len()]);
            cuts.sort_unstable();
            let mut head = HeadMeter::default();
            for pair in cuts.windows(2) {
                prop_assert!(head.is_partial() || head.is_untouched());
                head.read(&text.as_bytes()[pair[0]..pair[1]]);
            }
            prop_assert!(!head.is_partial() && !head.is_idle());
        }

        #[test]
        fn no_bytes_make_it_panic(parts in prop::collection::vec(any::<Vec<u8>>(), 0..4)) {
            let mut head = HeadMeter::default();
            for part in &parts {
                let line = head.read(part);
                prop_assert!(encode_line(part, line.clone())[line.start..].len() >= line.len());
                let _ = (head.path(), head.kind_of(b"400", 16_384));
            }
        }
    }
}
