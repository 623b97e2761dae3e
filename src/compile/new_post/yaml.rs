//! Text as a YAML value.

use std::fmt::Write;

use crate::text::invisible::{has_no_width, is_odd_space};

/// Words that YAML or a tool that reads it takes for something other than text.
const WORDS: [&str; 13] =
    ["true", "false", "yes", "no", "on", "off", "y", "n", "null", "nil", "none", "nan", "inf"];

/// Returns a text as a scalar that every YAML reader takes for this text, also inside a list in brackets:
/// plain if that is certain, otherwise in double quotes.
pub fn scalar(text: &str) -> String {
    if is_plain(text) { text.to_owned() } else { quoted(text) }
}

/// Returns whether a text needs no quotes. The rule is stricter than that of YAML, so that a person sees that
/// the value is text: it begins with a letter, or has a letter that no number has.
fn is_plain(text: &str) -> bool {
    let is_safe = |c: char| {
        c.is_alphanumeric()
            || matches!(
                c,
                ' ' | '-'
                    | '_'
                    | '.'
                    | '/'
                    | '+'
                    | '('
                    | ')'
                    | '!'
                    | '?'
                    | '\''
                    | '’'
                    | '—'
                    | '…'
                    | '·'
            )
            || matches!(
                c,
                '\u{3001}'
                    ..='\u{3011}'
                        | '\u{ff01}'
                        | '\u{ff08}'
                        | '\u{ff09}'
                        | '\u{ff0c}'
                        | '\u{ff1a}'
                        | '\u{ff1b}'
                        | '\u{ff1f}'
            )
    };
    let is_word = |c: char| c.is_alphabetic();
    let first_is_safe = text
        .starts_with(|c: char| is_word(c) || !c.is_ascii() && c.is_alphanumeric())
        || text.starts_with(|c: char| c.is_ascii_digit())
            && text.contains(|c: char| !c.is_ascii() && is_word(c));
    first_is_safe
        && text.chars().all(is_safe)
        && !text.ends_with(' ')
        && !WORDS.iter().any(|word| text.eq_ignore_ascii_case(word))
}

/// Returns a text in double quotes, the only style of YAML that can represent everything.
fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            c if is_invisible(c) => {
                let _ = match u32::from(c) {
                    code @ ..=0xffff => write!(quoted, "\\u{code:04X}"),
                    code => write!(quoted, "\\U{code:08X}"),
                };
            }
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

/// Returns whether a character is not visible in an editor, or is a line break for some readers of YAML.
fn is_invisible(c: char) -> bool {
    c.is_control()
        || has_no_width(c)
        || is_odd_space(c) && c != '\u{3000}'
        || matches!(c, '\u{2028}' | '\u{2029}' | '\u{e000}'..='\u{f8ff}' | '\u{fff9}'..='\u{ffff}')
}

#[cfg(test)]
mod tests {
    use super::scalar;

    #[test]
    fn ordinary_titles_need_no_quotes() {
        for text in [
            "深入理解引用计数",
            "Hello World",
            "Rust 异步编程（上）",
            "2024 年终总结",
            "写给你：一封信",
            "What's new?",
        ] {
            assert_eq!(scalar(text), text);
        }
    }

    #[test]
    fn what_yaml_would_read_otherwise_is_quoted() {
        for (text, expected) in [
            ("a: b", r#""a: b""#),
            ("Fix bug #123", r#""Fix bug #123""#),
            ("#标签", r##""#标签""##),
            ("say \"hi\"", r#""say \"hi\"""#),
            (r"C:\new", r#""C:\\new""#),
            ("2024", r#""2024""#),
            ("3.10", r#""3.10""#),
            ("1e5", r#""1e5""#),
            ("2024-01-15", r#""2024-01-15""#),
            ("yes", r#""yes""#),
            ("NULL", r#""NULL""#),
            ("- item", r#""- item""#),
            ("{{ page }}", r#""{{ page }}""#),
            ("a, b", r#""a, b""#),
            ("*bold*", r#""*bold*""#),
            ("🎉", r#""🎉""#),
            ("a\u{2028}b\u{feff}\u{f0000}", "\"a\\u2028b\\uFEFF\u{f0000}\""),
            ("", r#""""#),
        ] {
            assert_eq!(scalar(text), expected, "{text}");
        }
    }
}
