//! Parses `srcset` attributes.

/// Returns the candidates of a `srcset` as pairs of URL and descriptor, following the HTML Standard
/// (section 4.8.4.2.1). A URL ends at whitespace; it may contain commas but not end with one.
pub fn candidates(set: &str) -> Vec<(&str, &str)> {
    let mut candidates = Vec::new();
    let mut rest = set;
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == ',');
        if rest.is_empty() {
            return candidates;
        }
        let end = rest.find(|c: char| c.is_ascii_whitespace()).unwrap_or(rest.len());
        let url = rest[..end].trim_end_matches(',');
        rest = &rest[end..];
        let descriptor = if url.len() == end {
            let end = end_of_descriptor(rest);
            let descriptor = rest[..end].trim();
            rest = &rest[end..];
            descriptor
        } else {
            ""
        };
        candidates.push((url, descriptor));
    }
}

/// Returns the offset of the first comma outside of parentheses.
fn end_of_descriptor(text: &str) -> usize {
    let mut depth = 0_usize;
    let ends = |c: char| {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        c == ',' && depth == 0
    };
    text.find(ends).unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use super::candidates;

    #[test]
    fn a_url_ends_at_whitespace_and_may_contain_commas() {
        assert_eq!(
            candidates("a,b.png 1x, c.png\t2x ,d.png,\ne.png (x, y)"),
            [("a,b.png", "1x"), ("c.png", "2x"), ("d.png", ""), ("e.png", "(x, y)")]
        );
        assert_eq!(
            candidates("data:image/png;base64,AAAA 1x"),
            [("data:image/png;base64,AAAA", "1x")]
        );
        assert_eq!(candidates(" , "), []);
    }
}
