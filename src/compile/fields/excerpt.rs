//! Excerpts for lists of posts.

use unicode_segmentation::UnicodeSegmentation;

use crate::compile::markdown::BodyFacts;
use crate::text::soft_break::on_one_line;

/// The maximum length in characters, including the ellipsis.
const MAX_CHARS: usize = 200;
/// Words that exceed the limit are broken if omitting them would shorten the excerpt by more than
/// this number of characters.
const MAX_OMITTED: usize = 60;

/// Returns the text before `<!-- more -->`, or else the description or the first paragraphs.
pub fn excerpt(facts: &BodyFacts, description: Option<&str>) -> Option<Box<str>> {
    // The other sources are joined already where lines of Chinese or Japanese meet.
    let description = description.map(on_one_line);
    let sources = [facts.before_more.as_deref(), description.as_deref(), facts.opening.as_deref()];
    let text = sources.into_iter().flatten().find(|text| !text.trim().is_empty())?;
    Some(truncate(text).into_boxed_str())
}

/// Collapses whitespace and truncates long text at the end of a word or character.
fn truncate(text: &str) -> String {
    let text = beginning(text);
    if text.chars().count() <= MAX_CHARS {
        return text;
    }
    let room = MAX_CHARS - 1;
    let mut end = 0;
    let mut used = 0;
    for (at, word) in text.split_word_bound_indices() {
        let length = word.chars().count();
        if used + length > room {
            if room - used > MAX_OMITTED {
                end = at + within(word, room - used);
            }
            break;
        }
        used += length;
        end = at + word.len();
    }
    let start = text[..end].trim_end_matches(|c: char| {
        c.is_whitespace() || matches!(c, ',' | '，' | '、' | ';' | '；' | ':' | '：' | '—' | '…')
    });
    format!("{start}…")
}

/// Returns the number of bytes of a long word that fit into `room` characters, without breaking
/// grapheme clusters.
fn within(word: &str, room: usize) -> usize {
    let mut used = 0;
    let fits = |cluster: &&str| {
        used += cluster.chars().count();
        used <= room
    };
    word.graphemes(true).take_while(fits).map(str::len).sum()
}

/// Returns as much of the text as is needed, with whitespace collapsed. Full-width punctuation contains the
/// space that separates a line from the next.
fn beginning(text: &str) -> String {
    const ENOUGH: usize = MAX_CHARS * 4;
    let mut joined = String::new();
    let mut length = 0;
    let mut rest = text;
    while let Some(gap) = rest.find(|c: char| !c.is_whitespace())
        && length <= MAX_CHARS
    {
        let is_separate = !(rest[..gap].contains('\n') && joined.ends_with(is_wide_punctuation));
        if !joined.is_empty() && is_separate {
            joined.push(' ');
            length += 1;
        }
        rest = &rest[gap..];
        let word = &rest[..rest.find(char::is_whitespace).unwrap_or(rest.len())];
        let end = word.char_indices().nth(ENOUGH).map_or(word.len(), |(end, _)| end);
        joined.push_str(&word[..end]);
        length += word[..end].chars().count();
        rest = &rest[word.len()..];
    }
    joined
}

/// Returns whether a character is punctuation of the width of a Han character.
fn is_wide_punctuation(c: char) -> bool {
    matches!(c, '\u{3001}'..='\u{3003}' | '\u{3008}'..='\u{3011}' | '\u{3014}'..='\u{301b}')
        || matches!(c, '\u{ff01}'..='\u{ff0f}' | '\u{ff1a}'..='\u{ff20}' | '\u{ff3b}'..='\u{ff3d}')
        || matches!(c, '\u{ff5b}'..='\u{ff60}')
}

#[cfg(test)]
mod tests {
    use super::truncate;

    #[test]
    fn a_short_text_is_unchanged() {
        assert_eq!(truncate("  one\n two\u{3000}三 "), "one two 三");
        assert_eq!(truncate(&"字".repeat(200)), "字".repeat(200));
    }

    #[test]
    fn lines_are_joined_as_their_script_requires() {
        assert_eq!(truncate("第一段。\n\n第二段"), "第一段。第二段");
        assert_eq!(truncate("第一段\n第二段"), "第一段 第二段");
        assert_eq!(truncate("One.\n\nTwo."), "One. Two.");
        assert_eq!(truncate("一。 二"), "一。 二");
    }

    #[test]
    fn what_is_left_out_is_marked() {
        let paragraphs = "二十个字的段落二十个字的段落二十个字的段。\n\n".repeat(20);
        let excerpt = truncate(&paragraphs);
        assert_eq!(excerpt.chars().count(), 200);
        assert!(excerpt.ends_with('…'), "{excerpt}");
        let words = "abcdefghi ".repeat(19);
        let exactly = format!("{words}abcdefghij");
        assert_eq!(truncate(&exactly), exactly);
        assert_eq!(truncate(&format!("{exactly} z")), format!("{}…", words.trim_end()));
    }

    #[test]
    fn words_are_not_broken() {
        let text = "lorem ipsum ".repeat(40);
        let excerpt = truncate(&text);
        assert!(excerpt.chars().count() <= 200);
        assert!(excerpt.ends_with("lorem…") || excerpt.ends_with("ipsum…"), "{excerpt}");
        assert!(excerpt.chars().count() > 180);
    }

    #[test]
    fn chinese_is_truncated_between_characters() {
        assert_eq!(truncate(&"字".repeat(300)), format!("{}…", "字".repeat(199)));
    }

    #[test]
    fn grapheme_clusters_are_not_broken() {
        let family = "👨‍👩‍👧‍👦";
        let excerpt = truncate(&family.repeat(60));
        assert_eq!(excerpt, format!("{}…", family.repeat(28)));
        let accents = format!("a{}", "\u{301}".repeat(1000));
        assert!(truncate(&accents).chars().count() <= 200);
    }

    #[test]
    fn a_very_long_word_is_broken() {
        assert_eq!(truncate(&"x".repeat(100_000)), format!("{}…", "x".repeat(199)));
    }
}
