//! A check of the nesting depth of a TOML document before parsing.
//!
//! The `toml` crate limits nested brackets and the parts of a dotted key, but not their
//! combination: dotted keys inside nested inline tables create a tree of thousands of levels, which
//! is dropped recursively.

use crate::compile::matter::builder::MAX_DEPTH;

/// Returns the offset at which the nesting depth exceeds [`MAX_DEPTH`].
pub fn too_deep(source: &str) -> Option<usize> {
    let bytes = source.as_bytes();
    let mut open: Vec<usize> = Vec::new();
    let mut depth = 0;
    // Levels added by the dotted key before the cursor.
    let mut key = 0;
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'"' | b'\'' => at = after_string(bytes, at),
            b'#' => at += bytes[at..].iter().position(|&b| b == b'\n').unwrap_or(bytes.len() - at),
            b'.' => {
                key += 1;
                at += 1;
            }
            b'[' | b'{' => {
                open.push(key + 1);
                depth += key + 1;
                key = 0;
                at += 1;
            }
            b']' | b'}' => {
                depth -= open.pop().unwrap_or(0);
                key = 0;
                at += 1;
            }
            b',' | b'\n' => {
                key = 0;
                at += 1;
            }
            _ => at += 1,
        }
        if depth + key > MAX_DEPTH {
            return Some(at.saturating_sub(1));
        }
    }
    None
}

/// Returns the offset after a string of any of the four kinds. An unclosed single-line string ends
/// with its line.
fn after_string(bytes: &[u8], start: usize) -> usize {
    let quote = bytes[start];
    let rest = &bytes[start..];
    let long = rest.starts_with(&[quote; 3]);
    let mut at = if long { 3 } else { 1 };
    while let Some(&byte) = rest.get(at) {
        if byte == b'\\' && quote == b'"' {
            at += 2;
        } else if byte == b'\n' && !long {
            return start + at;
        } else if byte == quote && !long {
            return start + at + 1;
        } else if long && rest[at..].starts_with(&[quote; 3]) {
            let quotes = rest[at..].iter().take(5).take_while(|&&byte| byte == quote).count();
            return start + at + quotes;
        } else {
            at += 1;
        }
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use super::too_deep;

    #[test]
    fn brackets_and_dots_are_counted_together() {
        let nested = |n: usize| format!("x = {}1{}", "{a.b.c.d = ".repeat(n), "}".repeat(n));
        assert_eq!(too_deep(&nested(10)), None);
        assert!(too_deep(&nested(20)).is_some());
    }

    #[test]
    fn strings_and_comments_are_not_counted() {
        let many = "[{".repeat(100);
        for text in [
            format!("a = '{many}'"),
            format!("a = \"\\\"{many}\""),
            format!("a = '''\n{many}'''"),
            format!("a = \"\"\"{many}\"\"\"\"\nb = 1"),
            format!("# {many}\na = 1"),
            "a = 1.5\n".repeat(1000),
        ] {
            assert_eq!(too_deep(&text), None, "{text}");
        }
    }
}
