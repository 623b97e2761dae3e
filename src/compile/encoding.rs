//! Decoding of bytes, with checks that concern the file as a whole.

use super::report::{Problem, Report, Span};
use crate::post::{Code, ContentPath, Diagnostic};

/// The byte order mark.
pub const BOM: &str = "\u{feff}";

/// Decodes a file as UTF-8. A byte order mark is preserved, so that offsets refer to the file.
///
/// # Errors
/// Returns a diagnostic if the file is not UTF-8, is empty or contains a NUL byte.
pub fn decode<'b>(path: &ContentPath, bytes: &'b [u8]) -> Result<&'b str, Box<Diagnostic>> {
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return Err(whole(
            path,
            Problem::new(Code::EncodingUtf16, None, "the file is encoded as UTF-16")
                .expected("UTF-8")
                .help("save the file as UTF-8 (in Notepad: Save as, Encoding, UTF-8)"),
        ));
    }
    // The fast check does not report the position of an error.
    let text = simdutf8::basic::from_utf8(bytes).or_else(|_| std::str::from_utf8(bytes));
    if text.is_ok_and(|text| text.trim_start_matches(BOM).trim().is_empty()) {
        return Err(whole(
            path,
            Problem::new(Code::FileEmpty, None, "the file is empty or contains only whitespace")
                .expected("front matter, Markdown or both")
                .help("write the post or delete the file; files whose name starts with `_` are ignored"),
        ));
    }
    if let Some(at) = memchr::memchr(0, bytes) {
        return Err(at_byte(path, bytes, at, |span| {
            Problem::new(Code::NulByte, span, "there is a NUL byte here")
                .expected("text")
                .help("delete the byte; if the file is not text, change its extension")
        }));
    }
    text.map_err(|error| {
        at_byte(path, bytes, error.valid_up_to(), |span| {
            let byte = bytes[error.valid_up_to()];
            let message = format!("the byte 0x{byte:02X} is not valid UTF-8 here");
            Problem::new(Code::EncodingInvalid, span, message)
                .expected("UTF-8")
                .help("save the file as UTF-8; older Chinese files are often GBK or Big5")
        })
    })
}

/// Returns a diagnostic for the file as a whole.
fn whole(path: &ContentPath, problem: Problem) -> Box<Diagnostic> {
    only(Report::new(path, ""), problem)
}

/// Returns a diagnostic for one byte, with an excerpt of the lossily decoded text.
fn at_byte(
    path: &ContentPath,
    bytes: &[u8],
    at: usize,
    problem: impl FnOnce(Span) -> Problem,
) -> Box<Diagnostic> {
    let start = String::from_utf8_lossy(&bytes[..at]).len();
    let text = String::from_utf8_lossy(bytes);
    let end = start + text[start..].chars().next().map_or(0, char::len_utf8);
    only(Report::new(path, &text), problem(Span::new(start, end)))
}

/// Finishes a report with a single problem.
fn only(mut report: Report<'_>, problem: Problem) -> Box<Diagnostic> {
    report.push(problem);
    Box::new(report.finish().swap_remove(0))
}

#[cfg(test)]
mod tests {
    use super::decode;
    use crate::post::{Code, ContentPath};

    fn rejected(bytes: &[u8]) -> (Code, Option<(u32, u32, String)>) {
        let diagnostic = decode(&ContentPath::new("a.md"), bytes).unwrap_err();
        let place = diagnostic.place.map(|place| (place.line, place.column, place.excerpt));
        (diagnostic.code, place)
    }

    #[test]
    fn utf16_is_recognized() {
        assert_eq!(rejected(b"\xff\xfet\0"), (Code::EncodingUtf16, None));
        assert_eq!(rejected(b"\xfe\xff\0t"), (Code::EncodingUtf16, None));
    }

    #[test]
    fn a_file_of_whitespace_is_empty() {
        for bytes in ["", " \r\n\t", "\u{feff}", "\u{feff}\n\u{3000}"] {
            assert_eq!(rejected(bytes.as_bytes()), (Code::FileEmpty, None), "{bytes:?}");
        }
    }

    #[test]
    fn an_invalid_byte_is_located_by_character_column() {
        let place = Some((2, 3, "标题\u{fffd}x".to_owned()));
        assert_eq!(
            rejected(b"a\r\n\xe6\xa0\x87\xe9\xa2\x98\xffx\n"),
            (Code::EncodingInvalid, place)
        );
    }

    #[test]
    fn a_nul_byte_is_shown_as_a_symbol() {
        let place = Some((2, 2, "b\u{2400}c".to_owned()));
        assert_eq!(rejected(b"a\nb\0c"), (Code::NulByte, place));
    }
}
