//! HTML comments.

/// Says whether raw HTML holds the mark that ends an excerpt: a comment of the word `more` or
/// `truncate`, in any case and with any blanks around it.
pub fn holds_more(html: &str) -> bool {
    before_more(html).is_some()
}

/// What stands before that mark in a piece of raw HTML.
pub fn before_more(html: &str) -> Option<&str> {
    let mut rest = html;
    while let Some((_, after)) = rest.split_once("<!--") {
        let (comment, next) = after.split_once("-->")?;
        let comment = comment.trim();
        if comment.eq_ignore_ascii_case("more") || comment.eq_ignore_ascii_case("truncate") {
            return html.get(..html.len() - after.len() - "<!--".len());
        }
        rest = next;
    }
    None
}

/// Says whether raw HTML is nothing but one comment.
pub fn is_comment(html: &str) -> bool {
    let inner = html.trim().strip_prefix("<!--").and_then(|rest| rest.strip_suffix("-->"));
    inner.is_some_and(|inner| {
        !inner.contains("-->")
            && !inner.contains("--!>")
            && !inner.starts_with('>')
            && !inner.starts_with("->")
    })
}
