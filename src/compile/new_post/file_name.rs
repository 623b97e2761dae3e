//! The name of the file of a new post.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use unicode_segmentation::UnicodeSegmentation;

use crate::text::invisible::has_no_width;

/// The maximum length of the words in a file name, in bytes. File systems allow 255 for a name, of which a date
/// and the extension take 14; some that encrypt names allow 143.
const MAX_BYTES: usize = 120;

/// Returns the words of a title in lower case, joined by `-`: letters and digits of all scripts with their
/// marks. Everything else separates words, so the result is a portable file name and a readable URL. It is
/// empty if there is no letter or digit.
pub fn words(title: &str) -> String {
    let mut words = String::new();
    let mut is_inside = false;
    for c in title.nfc().flat_map(char::to_lowercase).nfc() {
        if has_no_width(c) || matches!(c, '\'' | '’' | '\u{200c}' | '\u{200d}') {
            continue;
        }
        let is_mark = is_inside && is_combining_mark(c) && !is_variation_selector(c);
        if !c.is_alphanumeric() && !is_mark {
            is_inside = false;
            continue;
        }
        if !is_inside && !words.is_empty() {
            words.push('-');
        }
        words.push(c);
        is_inside = true;
    }
    shortened(&words).to_owned()
}

/// A variation selector is a mark of an emoji, or of a character to which it adds nothing readable.
fn is_variation_selector(c: char) -> bool {
    matches!(c, '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}')
}

/// Returns the beginning of a name that fits, preferably up to the end of a word.
fn shortened(words: &str) -> &str {
    if words.len() <= MAX_BYTES {
        return words;
    }
    let ends = words.grapheme_indices(true).map(|(start, cluster)| start + cluster.len());
    let end = ends.take_while(|&end| end <= MAX_BYTES).last().unwrap_or_default();
    let end = match words[..end].rfind('-') {
        Some(hyphen) if hyphen > MAX_BYTES / 2 && !words[end..].starts_with('-') => hyphen,
        _ => end,
    };
    words[..end].trim_end_matches('-')
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn letters_and_digits_of_all_scripts_stay() {
        for (title, expected) in [
            ("深入理解引用计数", "深入理解引用计数"),
            ("Rust 的所有权：借用与生命周期", "rust-的所有权-借用与生命周期"),
            ("Hello, World!", "hello-world"),
            ("Don’t panic — it's only C++ & C#", "dont-panic-its-only-c-c"),
            ("Cafe\u{301} à la carte", "café-à-la-carte"),
            ("ｶﾞ 한국어 Ελλάδα हिन्दी", "ｶﾞ-한국어-ελλάδα-हिन्दी"),
            ("../../etc/passwd", "etc-passwd"),
            ("a\\b:c*d?e\"f<g>h|i", "a-b-c-d-e-f-g-h-i"),
            ("🎉 发布 1.0 👩\u{200d}💻", "发布-1-0"),
            ("？！……🎉", ""),
            ("☀\u{fe0f}", ""),
            ("\u{301}a", "a"),
        ] {
            assert_eq!(words(title), expected, "{title}");
        }
    }

    #[test]
    fn long_titles_are_cut_between_words_or_characters() {
        assert_eq!(words(&"字".repeat(300)), "字".repeat(40));
        let long = "word ".repeat(100);
        assert_eq!(words(&long), ["word"; 24].join("-"));
        // A letter is not separated from its marks.
        let marked = format!("{}e\u{316}\u{317}", "a".repeat(118));
        assert_eq!(words(&marked), "a".repeat(118));
        assert!(words(&format!("a{}", "\u{316}".repeat(500))).len() <= 120);
    }
}
