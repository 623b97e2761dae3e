//! Lines by byte offset, and what they look like.

/// A line: `text[start..end]` is what stands on it, the next one begins at `next`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line {
    /// The first byte.
    pub start: usize,
    /// The byte after the last one, before the line ending.
    pub end: usize,
    /// Where the next line begins; the end of the text for the last line.
    pub next: usize,
}

impl Line {
    /// What stands on the line, without blanks at its end.
    pub fn trimmed<'t>(&self, text: &'t str) -> &'t str {
        text[self.start..self.end].trim_end()
    }
}

/// The lines of `text` from the offset `from`, which is the start of a line. Lines end with `\n`,
/// `\r\n` or `\r`.
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

/// Whether a line reads `key:` or `key: value`, as YAML has it at the top level.
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

/// Whether a line reads `key = value` or `[table]`, as TOML has it at the top level.
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

/// Whether a line reads `"key": value`, as JSON has it.
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
    fn every_line_ending_counts() {
        let text = "a\r\nb\rc\n\nd";
        let found: Vec<_> = lines(text, 0).map(|line| &text[line.start..line.end]).collect();
        assert_eq!(found, ["a", "b", "c", "", "d"]);
    }

    #[test]
    fn prose_is_no_yaml_entry() {
        for line in ["title: x", "标题: x", "tags:", "\"a\": 1", "date:\tx"] {
            assert!(is_yaml_entry(line), "{line:?}");
        }
        for line in ["As I said: no", "http://a", "- a: b", "# a: b", ": x", "", "> q: r"] {
            assert!(!is_yaml_entry(line), "{line:?}");
        }
    }
}
