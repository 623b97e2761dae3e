//! Explanations of YAML errors, located where they have to be fixed.

use granit_parser::{ErrorKind, ScanError};

use super::super::builder::too_complex;
use super::offsets::OffsetMap;
use crate::compile::report::Problem;
use crate::post::Code;
use crate::text::shortened;

/// The help for a colon as typed with Chinese input methods.
pub const NARROW_COLON: &str = "write `:` and a space instead of the full-width colon `：`";

const QUOTE_IT: &str = "put the value in quotes";
/// The maximum length of a line quoted in a message, in characters.
const MAX_QUOTE_CHARS: usize = 40;

/// An explanation with its location, as offset and length in the parsed text.
struct Finding {
    at: usize,
    length: usize,
    message: String,
    help: String,
}

/// Explains an error. `open` is the start of the innermost open list or map in the file.
pub fn explain(
    source: &str,
    offsets: &OffsetMap,
    error: &ScanError,
    open: Option<usize>,
) -> Problem {
    let at = error.marker().byte_offset().filter(|&at| source.is_char_boundary(at));
    let at = at.unwrap_or(source.len());
    if *error.kind() == ErrorKind::RecursionLimitExceeded {
        return too_complex(offsets.span(at..at + 1));
    }
    let bracket = open.filter(|_| concerns_brackets(error.kind())).and_then(|open| {
        let here = (0..=at).rev().find(|&here| offsets.offset(here) == open)?;
        source[here..].starts_with(['[', '{']).then_some(here)
    });
    let finding = match bracket {
        Some(bracket) => unclosed(source, bracket),
        None => find(source, at, error),
    };
    let span = offsets.span(finding.at..finding.at + finding.length);
    Problem::new(Code::FrontMatterSyntax, span, finding.message)
        .expected("YAML, such as `title: Hello`")
        .help(finding.help)
}

fn concerns_brackets(kind: &ErrorKind) -> bool {
    matches!(
        kind,
        ErrorKind::UnexpectedEofFlowSequence
            | ErrorKind::UnexpectedEofFlowMapping
            | ErrorKind::UnexpectedEofImplicitFlowMapping
            | ErrorKind::UnclosedFlowCollection { .. }
            | ErrorKind::ExpectedFlowMappingSeparator
            | ErrorKind::ExpectedFlowSequenceSeparator
            | ErrorKind::InvalidColonPlacement
            | ErrorKind::MismatchedFlowCollectionEnd { .. }
            | ErrorKind::InvalidFlowScalarIndent
    )
}

fn unclosed(source: &str, bracket: usize) -> Finding {
    let (open, close) = if source[bracket..].starts_with('[') { ('[', ']') } else { ('{', '}') };
    let line = Line::around(source, bracket);
    let help = match line.rest(bracket).split_once(" #") {
        Some((_, comment)) if comment.contains(close) => {
            let word = comment.split([',', ' ', close]).next().unwrap_or_default();
            format!("` #` starts a comment; put text that begins with `#` in quotes: \"#{word}\"")
        }
        _ => format!("add the missing `{close}` or comma, or {QUOTE_IT}"),
    };
    Finding {
        at: bracket,
        length: 1,
        message: format!("this `{open}` is not closed correctly"),
        help,
    }
}

fn find(source: &str, at: usize, error: &ScanError) -> Finding {
    let line = Line::around(source, at);
    let rest = line.rest(at);
    let begins = |what: &str| format!("an unquoted value cannot begin with {what}");
    let (message, help) = match error.kind() {
        ErrorKind::MappingValueNotAllowed => {
            return colon(&line, at, source[..line.start].trim_end().rsplit(['\n', '\r']).next());
        }
        ErrorKind::SimpleKeyExpected | ErrorKind::ExpectedBlockMappingKey
            if at > line.start + line.indent() + 1 && !line.text.trim_start().starts_with('-') =>
        {
            ("unexpected text after the value".to_owned(), quoted_help(&line))
        }
        ErrorKind::SimpleKeyExpected
        | ErrorKind::ExpectedBlockMappingKey
        | ErrorKind::ExpectedBlockSequenceEntry
        | ErrorKind::InvalidIndentation
        | ErrorKind::ExpectedDocumentStart => return stray_line(&line),
        ErrorKind::UnexpectedCharacter { character } => {
            let what = if *character == '`' { "a backtick" } else { &format!("`{character}`") };
            (begins(what), format!("{QUOTE_IT}: \"{}\"", rest.trim_end()))
        }
        ErrorKind::UnexpectedEofBlockMapping | ErrorKind::ExpectedNodeContent => {
            (begins(&format!("`{}`", first_char(rest))), quoted_help(&line))
        }
        ErrorKind::MappingKeyNotAllowed => (begins("`? `"), quoted_help(&line)),
        ErrorKind::BlockSequenceEntryNotAllowed => (
            begins("`- `"),
            "start the list on the next line, or put the value in quotes".to_owned(),
        ),
        ErrorKind::MisplacedFlowCollectionEnd => {
            ("this bracket has no opening bracket".to_owned(), quoted_help(&line))
        }
        ErrorKind::InvalidBlockScalarHeader => (
            format!(
                "`{}` begins a block of text, which must start on the next line",
                first_char(rest)
            ),
            quoted_help(&line),
        ),
        ErrorKind::UnknownAnchor | ErrorKind::MissingAnchorOrAliasName => (
            format!("`{}` begins a reference to an undefined anchor", first_char(rest)),
            quoted_help(&line),
        ),
        ErrorKind::UnclosedQuotedScalar | ErrorKind::DocumentIndicatorInQuotedScalar => (
            "this quote is never closed".to_owned(),
            format!("add the missing {} at the end of the value", first_char(rest)),
        ),
        ErrorKind::InvalidTrailingSingleQuotedScalar => (
            "unexpected text after the closing quote".to_owned(),
            "put the whole value in double quotes, or double each single quote inside it"
                .to_owned(),
        ),
        ErrorKind::InvalidTrailingDoubleQuotedScalar => (
            "unexpected text after the closing quote".to_owned(),
            "put the whole value in single quotes, or write `\\\"` for each double quote inside it"
                .to_owned(),
        ),
        ErrorKind::UnknownQuotedScalarEscape
        | ErrorKind::InvalidQuotedScalarHexEscape
        | ErrorKind::InvalidUnicodeEscape => return escape(source, at),
        ErrorKind::TabInBlockIndentation
        | ErrorKind::TabInIndentation
        | ErrorKind::TabNotAllowed
        | ErrorKind::TabInPlainScalar
        | ErrorKind::TabAtBlockScalarStart => {
            ("YAML does not allow a tab here".to_owned(), "replace the tab with spaces".to_owned())
        }
        _ => (
            format!("invalid YAML: {}", error.info()),
            "check the indentation, and put values with special characters in quotes".to_owned(),
        ),
    };
    Finding { at, length: rest.trim_end().len(), message, help }
}

/// Explains a colon followed by a space where no key is allowed: a second one on a line, or one on
/// a line that continues the previous value.
fn colon(line: &Line<'_>, at: usize, above: Option<&str>) -> Finding {
    let before = &line.text[..at - line.start];
    let entry = before.trim_start().trim_start_matches("- ");
    let (message, help) = match entry.split_once(": ") {
        Some((key, value)) => {
            (format!("the value of `{key}` contains a colon followed by a space"), {
                let whole = format!("{value}{}", &line.text[at - line.start..]);
                format!("{QUOTE_IT}: {key}: \"{}\"", whole.trim().replace('"', "\\\""))
            })
        }
        None => (
            format!("`{}` continues the previous value and cannot be a key", entry.trim()),
            match above {
                Some(above) if has_wide_colon(above) => {
                    format!("in the previous line, {NARROW_COLON}")
                }
                _ => "check that the previous line has a colon followed by a space and the same \
                      indentation"
                    .to_owned(),
            },
        ),
    };
    Finding { at, length: 1, message, help }
}

/// Explains a line that is neither a key nor part of the previous value.
fn stray_line(line: &Line<'_>) -> Finding {
    let text = line.text.trim();
    let help = if text.starts_with('-') && !text.starts_with("- ") {
        "write a space after the `-` of a list item"
    } else if text.starts_with("- ") {
        "write list items after their key, all with the same indentation"
    } else if has_wide_colon(text) {
        NARROW_COLON
    } else if text.contains(": ") {
        "give all keys the same indentation, and put text that is not a key in quotes"
    } else if text.contains(':') {
        "write a space after the colon, and give all keys the same indentation"
    } else {
        "write `key: value`, or indent the line to continue the previous value"
    };
    Finding {
        at: line.start + line.indent(),
        length: text.len(),
        message: format!(
            "`{}` is neither a key nor part of the previous value",
            shortened(text, MAX_QUOTE_CHARS)
        ),
        help: help.to_owned(),
    }
}

/// Returns whether a line seems to have a full-width colon after its key.
pub fn has_wide_colon(line: &str) -> bool {
    line.split_once('：').is_some_and(|(key, _)| {
        !key.trim().is_empty() && !key.contains(": ") && !key.trim().contains(char::is_whitespace)
    })
}

/// Explains an invalid escape in a double-quoted string that begins at `at`.
fn escape(source: &str, at: usize) -> Finding {
    const KNOWN: &str = "0abt\tnvfre \"/\\N_LPxuU\r\n";
    let mut previous_escapes = false;
    let found = source[at..].char_indices().find_map(|(offset, c)| {
        if previous_escapes {
            previous_escapes = false;
            return (!KNOWN.contains(c)).then(|| at + offset - 1);
        }
        previous_escapes = c == '\\';
        None
    });
    let place = found.unwrap_or(at);
    let length = source[place..].chars().take(2).map(char::len_utf8).sum();
    Finding {
        at: place,
        length,
        message: "invalid escape sequence".to_owned(),
        help: "put the value in single quotes, or double the backslash".to_owned(),
    }
}

fn quoted_help(line: &Line<'_>) -> String {
    match line.text.split_once(": ") {
        Some((key, value)) if !value.trim().is_empty() => {
            let quote = if value.contains('"') { '\'' } else { '"' };
            format!("{QUOTE_IT}: {}: {quote}{}{quote}", key.trim(), value.trim())
        }
        _ => QUOTE_IT.to_owned(),
    }
}

fn first_char(text: &str) -> &str {
    &text[..text.chars().next().map_or(0, char::len_utf8)]
}

/// The line around an offset.
struct Line<'t> {
    start: usize,
    text: &'t str,
}

impl<'t> Line<'t> {
    fn around(source: &'t str, at: usize) -> Self {
        let start = source[..at].rfind(['\n', '\r']).map_or(0, |newline| newline + 1);
        let text = source[start..].split(['\n', '\r']).next().expect("a split has a first part");
        Self { start, text }
    }

    fn indent(&self) -> usize {
        self.text.len() - self.text.trim_start().len()
    }

    fn rest(&self, at: usize) -> &'t str {
        &self.text[at - self.start..]
    }
}
