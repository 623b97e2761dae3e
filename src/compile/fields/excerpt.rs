//! The excerpt: a text for a list of posts.

use unicode_segmentation::UnicodeSegmentation;

use crate::compile::markdown::BodyFacts;

/// The longest excerpt in characters, the ellipsis included.
const LONGEST: usize = 200;
/// Where a word reaches back further than this many characters, it is cut in two.
const LONGEST_WORD: usize = 60;

/// What stands before `<!-- more -->`, else the description, else the first paragraph.
pub fn excerpt(facts: &BodyFacts, description: Option<&str>) -> Option<Box<str>> {
    let sources = [facts.before_more.as_deref(), description, facts.first_paragraph.as_deref()];
    let text = sources.into_iter().flatten().find(|text| !text.trim().is_empty())?;
    Some(cut(text).into_boxed_str())
}

/// Joins blanks, and cuts what is too long at a word's or a character's end.
fn cut(text: &str) -> String {
    let text = beginning(text);
    if text.chars().count() <= LONGEST {
        return text;
    }
    let room = LONGEST - 1;
    let mut end = 0;
    let mut used = 0;
    for (at, word) in text.split_word_bound_indices() {
        let length = word.chars().count();
        if used + length > room {
            if room - used > LONGEST_WORD {
                end = at + within(word, room - used);
            }
            break;
        }
        used += length;
        end = at + word.len();
    }
    let kept = text[..end].trim_end_matches(|c: char| {
        c.is_whitespace() || matches!(c, ',' | '，' | '、' | ';' | '；' | ':' | '：' | '—' | '…')
    });
    format!("{kept}…")
}

/// The bytes of a long word that fit into `room` characters, without breaking one that is seen as
/// one.
fn within(word: &str, room: usize) -> usize {
    let mut used = 0;
    let fits = |cluster: &&str| {
        used += cluster.chars().count();
        used <= room
    };
    word.graphemes(true).take_while(fits).map(str::len).sum()
}

/// As much of the text as can matter, blanks joined.
fn beginning(text: &str) -> String {
    const ENOUGH: usize = LONGEST * 4;
    let mut joined = String::new();
    let mut length = 0;
    for word in text.split_whitespace() {
        if length > LONGEST {
            break;
        }
        if !joined.is_empty() {
            joined.push(' ');
        }
        let end = word.char_indices().nth(ENOUGH).map_or(word.len(), |(end, _)| end);
        joined.push_str(&word[..end]);
        length += word[..end].chars().count() + 1;
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::cut;

    #[test]
    fn a_short_text_stays() {
        assert_eq!(cut("  one\n two\u{3000}三 "), "one two 三");
        assert_eq!(cut(&"字".repeat(200)), "字".repeat(200));
    }

    #[test]
    fn words_are_not_cut() {
        let text = "lorem ipsum ".repeat(40);
        let excerpt = cut(&text);
        assert!(excerpt.chars().count() <= 200);
        assert!(excerpt.ends_with("lorem…") || excerpt.ends_with("ipsum…"), "{excerpt}");
        assert!(excerpt.chars().count() > 180);
    }

    #[test]
    fn chinese_is_cut_between_characters() {
        assert_eq!(cut(&"字".repeat(300)), format!("{}…", "字".repeat(199)));
    }

    #[test]
    fn a_family_is_not_torn_apart() {
        let family = "👨‍👩‍👧‍👦";
        let excerpt = cut(&family.repeat(60));
        assert_eq!(excerpt, format!("{}…", family.repeat(28)));
        let accents = format!("a{}", "\u{301}".repeat(1000));
        assert!(cut(&accents).chars().count() <= 200);
    }

    #[test]
    fn a_word_without_end_is_cut() {
        assert_eq!(cut(&"x".repeat(100_000)), format!("{}…", "x".repeat(199)));
    }
}
