//! HTML comments.

/// Whether raw HTML contains the marker that ends an excerpt: a comment that consists of the word `more`
/// or `truncate`, in any case and with any whitespace around it.
pub fn has_more(html: &str) -> bool {
    before_more(html).is_some()
}

/// Returns the part of a piece of raw HTML before that marker. `None` if it has none.
pub fn before_more(html: &str) -> Option<&str> {
    let mut rest = html;
    while let Some((_, after)) = rest.split_once("<!--") {
        let (comment, next) = after.split_once("-->")?;
        let comment = comment.trim();
        if comment.eq_ignore_ascii_case("more") || comment.eq_ignore_ascii_case("truncate") {
            return Some(&html[..html.len() - after.len() - "<!--".len()]);
        }
        rest = next;
    }
    None
}

/// Whether raw HTML consists of a single comment.
pub fn is_comment(html: &str) -> bool {
    let inner = html.trim().strip_prefix("<!--").and_then(|rest| rest.strip_suffix("-->"));
    inner.is_some_and(|inner| {
        !inner.contains("-->")
            && !inner.contains("--!>")
            && !inner.starts_with('>')
            && !inner.starts_with("->")
    })
}
