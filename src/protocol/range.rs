//! Range requests (RFC 9110, section 14).

use std::num::IntErrorKind;

use actix_http::header::{HeaderMap, RANGE};

/// A non-empty range of bytes of a representation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct ByteRange {
    first: u64,
    last: u64,
}

impl ByteRange {
    /// The position of the first byte.
    pub fn first(self) -> u64 {
        self.first
    }

    /// The number of bytes, at least one.
    pub fn bytes(self) -> u64 {
        self.last - self.first + 1
    }

    /// The value of `Content-Range` (RFC 9110, section 14.4) for a representation of `length` bytes.
    pub fn header(self, length: u64) -> String {
        format!("bytes {}-{}/{length}", self.first, self.last)
    }
}

/// The part of a representation that a request asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// The whole representation: 200.
    Whole,
    /// One range: 206.
    Part(ByteRange),
    /// Only ranges after the end: 416.
    Nothing,
}

/// Reads `Range` for a representation of `length` bytes.
///
/// Other units than `bytes` and malformed headers are ignored, as section 14.2 requires. Several ranges
/// that touch are joined. Several that don't are ignored, which that section allows:
/// `multipart/byteranges` has overhead, and hardly any client uses it. An empty representation is always
/// sent whole, for clients that send `bytes=0-` with every request.
pub fn wanted(headers: &HeaderMap, length: u64) -> Wanted {
    let mut lines = headers.get_all(RANGE);
    let (Some(line), None) = (lines.next(), lines.next()) else { return Wanted::Whole };
    let ranges = line.to_str().ok().and_then(|line| read(line, length));
    match ranges.as_deref() {
        None => Wanted::Whole,
        Some(_) if length == 0 => Wanted::Whole,
        Some([]) => Wanted::Nothing,
        Some([only]) => Wanted::Part(*only),
        Some(_) => Wanted::Whole,
    }
}

/// Returns the satisfiable ranges, joined if they overlap or touch; `None` if the header is malformed.
fn read(line: &str, length: u64) -> Option<Vec<ByteRange>> {
    let (unit, set) = line.split_once('=')?;
    if !unit.trim().eq_ignore_ascii_case("bytes") {
        return None;
    }
    let mut specs = set.split(',').map(str::trim).filter(|spec| !spec.is_empty()).peekable();
    specs.peek()?;
    let mut ranges = Vec::new();
    for spec in specs {
        ranges.extend(read_spec(spec, length)?);
    }
    ranges.sort_unstable();
    let mut joined: Vec<ByteRange> = Vec::new();
    for range in ranges {
        match joined.last_mut() {
            Some(before) if range.first <= before.last.saturating_add(1) => {
                before.last = before.last.max(range.last);
            }
            _ => joined.push(range),
        }
    }
    Some(joined)
}

/// Reads one `range-spec`. The outer `None` means that it is malformed, the inner one that it is after
/// the end.
fn read_spec(spec: &str, length: u64) -> Option<Option<ByteRange>> {
    let (first, last) = spec.split_once('-')?;
    if first.is_empty() {
        let suffix = position(last)?;
        let range = |last| ByteRange { first: length.saturating_sub(suffix), last };
        return Some(length.checked_sub(1).filter(|_| suffix > 0).map(range));
    }
    let first = position(first)?;
    let last = if last.is_empty() { u64::MAX } else { position(last)? };
    if last < first {
        return None;
    }
    Some((first < length).then(|| ByteRange { first, last: last.min(length - 1) }))
}

/// Parses digits, saturating at the maximum.
fn position(digits: &str) -> Option<u64> {
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    match digits.parse() {
        Ok(number) => Some(number),
        Err(error) if *error.kind() == IntErrorKind::PosOverflow => Some(u64::MAX),
        Err(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use actix_http::header::{HeaderMap, HeaderValue, RANGE};
    use proptest::prelude::*;

    use super::{ByteRange, Wanted, wanted};

    fn of(range: &str, length: u64) -> Wanted {
        let mut headers = HeaderMap::new();
        headers.insert(RANGE, HeaderValue::from_str(range).unwrap());
        wanted(&headers, length)
    }

    fn part(first: u64, last: u64) -> Wanted {
        Wanted::Part(ByteRange { first, last })
    }

    #[test]
    fn the_examples_of_the_standard_are_parsed() {
        // RFC 9110, section 14.1.2, for a representation of 10000 bytes.
        for (range, expected) in [
            ("bytes=0-499", part(0, 499)),
            ("bytes=500-999", part(500, 999)),
            ("bytes=-500", part(9500, 9999)),
            ("bytes=9500-", part(9500, 9999)),
            ("bytes=0-0,-1", Wanted::Whole),
            ("bytes= 0-999, 4500-5499, -1000", Wanted::Whole),
            ("bytes=500-600,601-999", part(500, 999)),
            ("bytes=500-700,601-999", part(500, 999)),
        ] {
            assert_eq!(of(range, 10_000), expected, "{range}");
        }
    }

    #[test]
    fn ranges_are_limited_to_the_length() {
        for (range, expected) in [
            ("bytes=5-100", part(5, 9)),
            ("bytes=-100", part(0, 9)),
            ("bytes=0-99999999999999999999999", part(0, 9)),
            ("bytes=0-4,10-", part(0, 4)),
            ("bytes=10-", Wanted::Nothing),
            ("bytes=10-20,99999999999999999999999-", Wanted::Nothing),
            ("bytes=-0", Wanted::Nothing),
        ] {
            assert_eq!(of(range, 10), expected, "{range}");
        }
    }

    #[test]
    fn malformed_headers_and_other_units_are_ignored() {
        for range in [
            "",
            "bytes",
            "bytes=",
            "bytes=,",
            "bytes=-",
            "bytes=a-b",
            "bytes=5-4",
            "bytes=+1-2",
            "bytes=0x0-1",
            "bytes=1",
            "bytes=0-1-2",
            "bytes=0-4,x",
            "items=0-4",
            "bytes 0-4",
            "bytes=0 - 4",
        ] {
            assert_eq!(of(range, 10), Wanted::Whole, "{range}");
        }
        let mut twice = HeaderMap::new();
        twice.append(RANGE, HeaderValue::from_static("bytes=0-1"));
        twice.append(RANGE, HeaderValue::from_static("bytes=0-1"));
        assert_eq!(wanted(&twice, 10), Wanted::Whole);
        assert_eq!(wanted(&HeaderMap::new(), 10), Wanted::Whole);
    }

    #[test]
    fn the_unit_is_case_insensitive_and_an_empty_file_is_sent_whole() {
        assert_eq!(of("Bytes=0-4", 10), part(0, 4));
        for range in ["bytes=0-", "bytes=-5", "bytes=0-0"] {
            assert_eq!(of(range, 0), Wanted::Whole, "{range}");
        }
    }

    proptest! {
        #[test]
        fn a_part_is_within_the_whole(
            range in "bytes=([0-9]{0,5}-[0-9]{0,5},?){1,4}",
            length in 0..2000_u64,
        ) {
            if let Wanted::Part(part) = of(&range, length) {
                prop_assert!(part.bytes() >= 1);
                prop_assert!(part.first() + part.bytes() <= length);
            }
        }

        #[test]
        fn a_single_range_equals_a_slice(first in 0..50_usize, last in 0..50_usize) {
            let whole: Vec<usize> = (0..40).collect();
            let expected = match whole.get(first..=last.min(39)) {
                _ if last < first => Wanted::Whole,
                Some([first, .., last]) => part(*first as u64, *last as u64),
                Some([only]) => part(*only as u64, *only as u64),
                _ => Wanted::Nothing,
            };
            prop_assert_eq!(of(&format!("bytes={first}-{last}"), 40), expected);
        }

        #[test]
        fn any_text_is_parsed_without_panic(range in "[ -~]{0,60}", length in any::<u64>()) {
            of(&range, length);
        }
    }
}
