//! Lines as byte ranges, and heuristics for what they contain.

/// A line as a byte range.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line {
    /// Offset of the first byte.
    pub start: usize,
    /// Offset of the line ending.
    pub end: usize,
    /// Offset of the next line, or the end of the text after the last line.
    pub next: usize,
}

impl Line {
    /// Returns the line without trailing whitespace.
    pub fn trimmed<'t>(&self, text: &'t str) -> &'t str {
        text[self.start..self.end].trim_end()
    }
}

/// Returns the lines of `text` from offset `from`, which must be the start of a line. Lines end
/// with `\n`, `\r\n` or `\r`.
pub fn lines(text: &str, from: usize) -> impl Iterator<Item = Line> + '_ {
    let bytes = text.as_bytes();
    let mut start = from;
    std::iter::from_fn(move || {
        let rest = bytes.get(start..).filter(|rest| !rest.is_empty())?;
        let length = rest.iter().position(|&b| b == b'\n' || b == b'\r').unwrap_or(rest.len());
        let end = start + length;
        let ending = match (bytes.get(end), bytes.get(end + 1)) {
            (None, _) => 0,
            (Some(b'\r'), Some(b'\n')) => 2,
            _ => 1,
        };
        let line = Line { start, end, next: end + ending };
        start = line.next;
        Some(line)
    })
}

/// Returns whether a line looks like a top-level YAML entry: `key:` or `key: value`.
pub fn is_yaml_entry(line: &str) -> bool {
    let Some((key, rest)) = line.split_once(':') else { return false };
    let key = key.trim_end();
    let bare = key.trim_matches(['"', '\'']);
    !bare.is_empty()
        && bare.chars().count() <= 64
        && key.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | '"' | '\''))
        && !bare.contains(char::is_whitespace)
        && (rest.is_empty() || rest.starts_with([' ', '\t']))
}

/// Returns whether a line looks like a top-level TOML entry: `key = value` or `[table]`.
pub fn is_toml_entry(line: &str) -> bool {
    if let Some(header) = line.strip_prefix('[') {
        return header.contains(']');
    }
    line.split_once('=').is_some_and(|(key, _)| {
        let key = key.trim();
        !key.is_empty()
            && key.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | '"'))
    })
}

/// Returns whether a line looks like a JSON member: `"key": value`.
pub fn is_json_entry(line: &str) -> bool {
    line.trim_start()
        .strip_prefix('"')
        .and_then(|rest| rest.split_once('"'))
        .is_some_and(|(_, rest)| rest.trim_start().starts_with(':'))
}

#[cfg(test)]
mod tests {
    use super::{is_yaml_entry, lines};

    #[test]
    fn all_line_endings_are_recognized() {
        let text = "a\r\nb\rc\n\nd";
        let found: Vec<_> = lines(text, 0).map(|line| &text[line.start..line.end]).collect();
        assert_eq!(found, ["a", "b", "c", "", "d"]);
    }

    #[test]
    fn prose_is_not_a_yaml_entry() {
        for line in ["title: x", "标题: x", "tags:", "\"a\": 1", "date:\tx"] {
            assert!(is_yaml_entry(line), "{line:?}");
        }
        for line in ["As I said: no", "http://a", "- a: b", "# a: b", ": x", "", "> q: r"] {
            assert!(!is_yaml_entry(line), "{line:?}");
        }
    }
}
