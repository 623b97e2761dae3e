//! YAML errors in plain words, at the place that has to be mended.

use granit_parser::{ErrorKind, ScanError};

use super::super::builder::too_complex;
use super::tabs::Places;
use crate::compile::report::{Problem, Span};
use crate::post::Code;

/// How to mend a colon as Chinese input methods type it.
pub const NARROW_COLON: &str = "write `:` and a blank instead of the full-width colon `：`";

const QUOTE_IT: &str = "put the value in quotes";

/// What is wrong, where (an offset in the parsed text), how long it is, and how to mend it.
struct Finding {
    at: usize,
    length: usize,
    message: String,
    help: String,
}

/// Explains an error. `open` is where the innermost list or map that is still open begins in the
/// file.
pub fn explain(source: &str, places: &Places, error: &ScanError, open: Option<usize>) -> Problem {
    let at = error.marker().byte_offset().filter(|&at| source.is_char_boundary(at));
    let at = at.unwrap_or(source.len());
    if *error.kind() == ErrorKind::RecursionLimitExceeded {
        return too_complex(places.span(at..at + 1));
    }
    let bracket = open.filter(|_| concerns_brackets(error.kind())).and_then(|open| {
        let here = (0..=at).rev().find(|&here| places.offset(here) == open)?;
        source[here..].starts_with(['[', '{']).then_some(here)
    });
    let finding = match bracket {
        Some(bracket) => unclosed(source, bracket),
        None => find(source, at, error),
    };
    let Span { start, end } = places.span(finding.at..finding.at + finding.length);
    Problem::new(Code::FrontMatterSyntax, Span::new(start, end), finding.message)
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
    Finding {
        at: bracket,
        length: 1,
        message: format!("the `{open}` that is opened here is not closed as it should be"),
        help: format!("add the missing `{close}` or comma; {QUOTE_IT} if no list is meant"),
    }
}

fn find(source: &str, at: usize, error: &ScanError) -> Finding {
    let line = Line::around(source, at);
    let rest = line.rest(at);
    let begins = |what: &str| format!("a value that is not in quotes cannot begin with {what}");
    let (message, help) = match error.kind() {
        ErrorKind::MappingValueNotAllowed => {
            return colon(&line, at, source[..line.start].trim_end().rsplit(['\n', '\r']).next());
        }
        ErrorKind::SimpleKeyExpected | ErrorKind::ExpectedBlockMappingKey
            if at > line.start + line.indent() + 1 && !line.text.trim_start().starts_with('-') =>
        {
            ("text stands behind the end of the value".to_owned(), quoted_help(&line))
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
        ErrorKind::BlockSequenceEntryNotAllowed => {
            (begins("`- `"), "begin a list on the next line, or put the value in quotes".to_owned())
        }
        ErrorKind::MisplacedFlowCollectionEnd => {
            ("this bracket closes nothing".to_owned(), quoted_help(&line))
        }
        ErrorKind::InvalidBlockScalarHeader => (
            format!(
                "`{}` begins a text of several lines, which starts on the next line",
                first_char(rest)
            ),
            quoted_help(&line),
        ),
        ErrorKind::UnknownAnchor | ErrorKind::MissingAnchorOrAliasName => (
            format!("`{}` begins a reference, and there is nothing it refers to", first_char(rest)),
            quoted_help(&line),
        ),
        ErrorKind::UnclosedQuotedScalar | ErrorKind::DocumentIndicatorInQuotedScalar => (
            "the quote that is opened here is never closed".to_owned(),
            format!("add the missing {} at the end of the value", first_char(rest)),
        ),
        ErrorKind::InvalidTrailingSingleQuotedScalar => (
            "text stands behind the closing quote".to_owned(),
            "put the whole value in double quotes, or write a single quote inside it twice"
                .to_owned(),
        ),
        ErrorKind::InvalidTrailingDoubleQuotedScalar => (
            "text stands behind the closing quote".to_owned(),
            "put the whole value in single quotes, or write a double quote inside it as `\\\"`"
                .to_owned(),
        ),
        ErrorKind::UnknownQuotedScalarEscape
        | ErrorKind::InvalidQuotedScalarHexEscape
        | ErrorKind::InvalidUnicodeEscape => return escape(source, at),
        ErrorKind::TabInBlockIndentation
        | ErrorKind::TabInIndentation
        | ErrorKind::TabNotAllowed
        | ErrorKind::TabInPlainScalar
        | ErrorKind::TabAtBlockScalarStart => (
            "a tab stands where YAML wants blanks".to_owned(),
            "replace the tab by blanks".to_owned(),
        ),
        _ => (
            format!("the YAML cannot be read: {}", error.info()),
            "check the indentation, and put values with special characters in quotes".to_owned(),
        ),
    };
    Finding { at, length: rest.trim_end().len(), message, help }
}

/// A colon with a blank behind it where no key can be: a second one on a line, or one on a line
/// that continues the value above.
fn colon(line: &Line<'_>, at: usize, above: Option<&str>) -> Finding {
    let before = &line.text[..at - line.start];
    let entry = before.trim_start().trim_start_matches("- ");
    let (message, help) = match entry.split_once(": ") {
        Some((key, value)) => {
            (format!("the value of `{key}` holds a colon with a blank behind it"), {
                let whole = format!("{value}{}", &line.text[at - line.start..]);
                format!("{QUOTE_IT}: {key}: \"{}\"", whole.trim().replace('"', "\\\""))
            })
        }
        None => (
            format!("`{}` continues the text above and cannot be a key", entry.trim()),
            match above {
                Some(above) if has_wide_colon(above) => {
                    format!("in the line above, {NARROW_COLON}")
                }
                _ => "check that the line above has its colon, with a blank behind it, and that \
                      both have the same indentation"
                    .to_owned(),
            },
        ),
    };
    Finding { at, length: 1, message, help }
}

/// A line that is neither a key nor part of the value above.
fn stray_line(line: &Line<'_>) -> Finding {
    let text = line.text.trim();
    let help = if text.starts_with('-') && !text.starts_with("- ") {
        "write a blank behind the `-` of a list item"
    } else if text.starts_with("- ") {
        "list items stand below their key, all with the same indentation"
    } else if has_wide_colon(text) {
        NARROW_COLON
    } else if text.contains(": ") {
        "give all keys the same indentation, and put text that is no key in quotes"
    } else if text.contains(':') {
        "write a blank behind the colon, and give all keys the same indentation"
    } else {
        "write `key: value`, or indent the line to continue the value above"
    };
    Finding {
        at: line.start + line.indent(),
        length: text.len(),
        message: format!("`{}` is no key with a value", shortened(text)),
        help: help.to_owned(),
    }
}

/// Whether a line seems to have a full-width colon behind its key.
pub fn has_wide_colon(line: &str) -> bool {
    line.split_once('：').is_some_and(|(key, _)| {
        !key.trim().is_empty() && !key.contains(": ") && !key.trim().contains(char::is_whitespace)
    })
}

/// A backslash in a double-quoted text that begins at `at`.
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
        message: "this backslash begins no escape that YAML knows".to_owned(),
        help: "put the value in single quotes, or write the backslash twice".to_owned(),
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

fn shortened(text: &str) -> String {
    const LONGEST: usize = 40;
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// The line around an offset.
struct Line<'t> {
    start: usize,
    text: &'t str,
}

impl<'t> Line<'t> {
    fn around(source: &'t str, at: usize) -> Self {
        let start = source[..at].rfind(['\n', '\r']).map_or(0, |newline| newline + 1);
        let text = source[start..].split(['\n', '\r']).next().unwrap_or_default();
        Self { start, text }
    }

    fn indent(&self) -> usize {
        self.text.len() - self.text.trim_start().len()
    }

    fn rest(&self, at: usize) -> &'t str {
        self.text.get(at - self.start..).unwrap_or_default()
    }
}
