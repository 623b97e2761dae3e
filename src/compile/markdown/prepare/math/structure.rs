//! The beginnings of blocks, read from lines without their prefix.

use std::ops::Range;

use super::super::line::run;

/// Whether a line is a heading that begins with `#`.
pub fn is_heading(line: &str) -> bool {
    let level = run(line, b'#');
    (1..=6).contains(&level) && line[level..].chars().next().is_none_or(char::is_whitespace)
}

/// Whether a line is a thematic break, or underlines a heading with at least three characters.
pub fn is_rule(line: &str) -> bool {
    let Some(&first) = line.as_bytes().first() else { return false };
    let mut others = line.bytes().filter(|byte| !byte.is_ascii_whitespace());
    b"-=*_".contains(&first) && others.clone().count() >= 3 && others.all(|byte| byte == first)
}

/// Whether a line underlines a heading with one or two characters. In a formula, it is a sign.
pub fn is_short_underline(line: &str) -> bool {
    matches!(line.trim_end(), "-" | "--" | "=" | "==")
}

/// Whether a list item begins that may interrupt a paragraph. In a list, an item may have any number.
pub fn is_item(line: &str, in_list: bool) -> bool {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let marker = match line.as_bytes().get(digits) {
        Some(b'-' | b'*' | b'+') if digits == 0 => 1,
        Some(b'.' | b')') if in_list && (1..=9).contains(&digits) || &line[..digits] == "1" => {
            digits + 1
        }
        _ => return false,
    };
    line[marker..].starts_with([' ', '\t']) && !line[marker..].trim().is_empty()
}

/// Whether a line begins with a tag of another tool, which may begin or end a block.
pub fn is_tag(line: &str) -> bool {
    ["{%", "{{<", "{{%", ":::"].into_iter().any(|tag| line.starts_with(tag))
}

/// Whether a line begins with raw HTML or the end of a comment.
pub fn is_html(line: &str) -> bool {
    let begins = |byte: &u8| byte.is_ascii_alphabetic() || b"/!?".contains(byte);
    line.starts_with("-->")
        || line.starts_with('<')
            && line.as_bytes().get(1).is_some_and(begins)
            && (line.contains('>') || raw_end(line).is_some())
}

/// Returns what ends a block of raw HTML that a blank line does not end.
pub fn raw_end(line: &str) -> Option<&'static str> {
    const ENDS: [(&str, &str); 7] = [
        ("<!--", "-->"),
        ("<![CDATA[", "]]>"),
        ("<?", "?>"),
        ("<pre", "</pre>"),
        ("<script", "</script>"),
        ("<style", "</style>"),
        ("<textarea", "</textarea>"),
    ];
    if !line.starts_with('<') {
        return None;
    }
    let begins = |tag: &str| {
        let beginning = line.as_bytes().get(..tag.len());
        beginning.is_some_and(|bytes| bytes.eq_ignore_ascii_case(tag.as_bytes()))
            && !(tag.ends_with(|c: char| c.is_ascii_lowercase())
                && line[tag.len()..].starts_with(|c: char| c.is_ascii_alphanumeric() || c == '-'))
    };
    ENDS.iter().find(|(tag, _)| begins(tag)).map(|(_, end)| *end)
}

/// Whether a table begins: its head and its delimiter row have the same number of cells.
pub fn is_table(head: &str, delimiters: &str) -> bool {
    let is_delimiter = |cell: &str| {
        let cell = cell.trim();
        let dashes = cell.strip_prefix(':').unwrap_or(cell);
        let dashes = dashes.strip_suffix(':').unwrap_or(dashes);
        !dashes.is_empty() && dashes.bytes().all(|byte| byte == b'-')
    };
    delimiters.starts_with(['|', '-', ':'])
        && delimiters.contains('|')
        && cells(delimiters).all(|cell| is_delimiter(&delimiters[cell]))
        && cells(head).count() == cells(delimiters).count()
}

/// Returns the ranges of the cells of a row. A backslash escapes a pipe.
pub fn cells(row: &str) -> impl Iterator<Item = Range<usize>> {
    let bytes = row.as_bytes();
    let mut start = usize::from(row.starts_with('|'));
    let end = row.trim_end().len();
    let pipes = memchr::memchr_iter(b'|', bytes)
        .filter(move |&at| at >= start && (at == 0 || bytes[at - 1] != b'\\'));
    pipes.chain([end]).filter_map(move |at| {
        let cell = start..at.max(start);
        start = at + 1;
        // No cell follows a closing pipe.
        (at < end || !row[cell.clone()].is_empty()).then_some(cell)
    })
}
