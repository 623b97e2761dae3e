//! Reading time.

use unicode_normalization::UnicodeNormalization;

use crate::text::{Lang, chinese};

/// Reading time as text and as a number.
#[derive(Debug, PartialEq, Eq)]
pub struct ReadTime {
    /// The text as authored, or derived from the minutes.
    pub text: Box<str>,
    /// Minutes, at least 1.
    pub minutes: u32,
}

/// Returns the authored text with the number in it, or `computed` minutes if it is missing. `text` is the
/// post, which decides between Simplified and Traditional characters if `lang` does not.
pub fn read_time(
    authored: Option<String>,
    computed: u32,
    lang: &Lang,
    text: impl Iterator<Item = char>,
) -> ReadTime {
    let number = authored.as_deref().and_then(first_number);
    let minutes = number.unwrap_or(computed).clamp(1, i32::MAX as u32);
    let text = authored.unwrap_or_else(|| match lang.primary() {
        "zh" | "cmn" | "yue" => {
            format!("{minutes} {}", if is_traditional(lang, text) { "分鐘" } else { "分钟" })
        }
        "ja" => format!("{minutes} 分"),
        "ko" => format!("{minutes}분"),
        _ => format!("{minutes} min"),
    });
    ReadTime { text: text.into(), minutes }
}

/// Returns whether Chinese is written in Traditional characters: by the script in its tag, by the region,
/// or by the text.
fn is_traditional(lang: &Lang, text: impl Iterator<Item = char>) -> bool {
    match (lang.script(), lang.region()) {
        (Some(script), _) => script == "Hant",
        (None, Some("TW" | "HK" | "MO")) => true,
        (None, Some("CN" | "SG" | "MY")) => false,
        (None, _) => chinese::is_traditional(text),
    }
}

/// Returns the first number in a text, rounded up and saturated.
fn first_number(text: &str) -> Option<u32> {
    let text: String = text.nfkc().collect();
    let digits = |c: char| c.is_ascii_digit();
    let text = &text[text.find(digits)?..];
    let end = text.find(|c| !digits(c)).unwrap_or(text.len());
    let whole = text[..end].parse::<u32>().unwrap_or(u32::MAX);
    let fraction = text[end..].strip_prefix('.').unwrap_or_default();
    let fraction = &fraction[..fraction.find(|c| !digits(c)).unwrap_or(fraction.len())];
    Some(whole.saturating_add(u32::from(fraction.bytes().any(|digit| digit != b'0'))))
}

#[cfg(test)]
mod tests {
    use super::read_time;
    use crate::text::Lang;

    fn minutes(authored: &str) -> u32 {
        let lang = Lang::parse("en").unwrap();
        let read = read_time(Some(authored.to_owned()), 7, &lang, "".chars());
        assert_eq!(&*read.text, authored);
        read.minutes
    }

    #[test]
    fn the_number_is_extracted_from_the_text() {
        assert_eq!(minutes("12 分钟"), 12);
        assert_eq!(minutes("约１２分钟"), 12);
        assert_eq!(minutes("3.2 min read"), 4);
        assert_eq!(minutes("3.0 min"), 3);
        assert_eq!(minutes("0"), 1);
        assert_eq!(minutes("99999999999 min"), 2_147_483_647);
        assert_eq!(minutes("a while"), 7);
    }

    #[test]
    fn a_missing_text_is_derived_in_the_language_of_the_post() {
        for (lang, text) in [("ja", "3 分"), ("ko", "3분"), ("de", "3 min"), ("ar", "3 min")] {
            let read = read_time(None, 3, &Lang::parse(lang).unwrap(), "".chars());
            assert_eq!((&*read.text, read.minutes), (text, 3));
        }
    }

    #[test]
    fn chinese_is_written_in_the_characters_of_the_post() {
        for (lang, post, text) in [
            ("zh", "內存管理與設計", "3 分鐘"),
            ("zh", "内存管理与设计", "3 分钟"),
            ("zh", "", "3 分钟"),
            ("zh-TW", "内存管理", "3 分鐘"),
            ("zh-HK", "", "3 分鐘"),
            ("zh-Hant", "", "3 分鐘"),
            ("zh-Hant-CN", "", "3 分鐘"),
            ("zh-CN", "內存管理與設計", "3 分钟"),
            ("zh-Hans-HK", "內存管理與設計", "3 分钟"),
        ] {
            let read = read_time(None, 3, &Lang::parse(lang).unwrap(), post.chars());
            assert_eq!(&*read.text, text, "{lang} {post}");
        }
    }
}
