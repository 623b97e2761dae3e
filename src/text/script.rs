//! East Asian scripts.

/// An East Asian script, of which characters are counted and indexed instead of words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Script {
    /// Ideographs of all blocks, with the iteration mark `々` and the zero `〇`.
    Han,
    /// Hiragana and Katakana, full-width or half-width, with the prolonged sound mark `ー`.
    Kana,
    /// Hangul syllables and letters.
    Hangul,
}

/// Returns the script of a character, or `None` for other scripts, digits and punctuation.
///
/// ```
/// use inkstone::text::script::{Script, script};
/// assert_eq!(script('内'), Some(Script::Han));
/// assert_eq!(script('ー'), Some(Script::Kana));
/// assert_eq!(script('한'), Some(Script::Hangul));
/// assert_eq!(script('。'), None);
/// ```
pub fn script(c: char) -> Option<Script> {
    if c < '\u{1100}' {
        return None;
    }
    match c {
        '\u{4e00}'..='\u{9fff}'
        | '\u{3400}'..='\u{4dbf}'
        | '\u{2e80}'..='\u{2e99}'
        | '\u{2e9b}'..='\u{2ef3}'
        | '\u{2f00}'..='\u{2fd5}'
        | '\u{3005}'
        | '\u{3007}'
        | '\u{3021}'..='\u{3029}'
        | '\u{3038}'..='\u{303b}'
        | '\u{f900}'..='\u{fa6d}'
        | '\u{fa70}'..='\u{fad9}'
        | '\u{20000}'..='\u{3fffd}' => Some(Script::Han),
        '\u{3041}'..='\u{3096}'
        | '\u{309d}'..='\u{309f}'
        | '\u{30a1}'..='\u{30fa}'
        | '\u{30fc}'..='\u{30ff}'
        | '\u{31f0}'..='\u{31ff}'
        | '\u{ff66}'..='\u{ff9d}'
        | '\u{1aff0}'..='\u{1affe}'
        | '\u{1b000}'..='\u{1b167}' => Some(Script::Kana),
        '\u{1100}'..='\u{11ff}'
        | '\u{3131}'..='\u{318e}'
        | '\u{a960}'..='\u{a97c}'
        | '\u{ac00}'..='\u{d7a3}'
        | '\u{d7b0}'..='\u{d7fb}'
        | '\u{ffa0}'..='\u{ffdc}' => Some(Script::Hangul),
        _ => None,
    }
}

/// Returns whether a character belongs to running East Asian text: a character with a [`script`],
/// East Asian punctuation, a full-width form, or a quotation mark, dash or ellipsis such as `“` and
/// `…`.
///
/// ```
/// use inkstone::text::script::is_east_asian_text;
/// assert!(is_east_asian_text('。') && is_east_asian_text('，') && is_east_asian_text('”'));
/// assert!(!is_east_asian_text('é') && !is_east_asian_text('-'));
/// ```
pub fn is_east_asian_text(c: char) -> bool {
    c >= '\u{1100}'
        && (script(c).is_some()
            || matches!(c,
                '\u{2010}'..='\u{2027}'
                | '\u{3000}'..='\u{303f}'
                | '\u{3099}'..='\u{309c}'
                | '\u{30a0}'
                | '\u{30fb}'
                | '\u{3105}'..='\u{312f}'
                | '\u{3200}'..='\u{33ff}'
                | '\u{fe10}'..='\u{fe19}'
                | '\u{fe30}'..='\u{fe6f}'
                | '\u{ff01}'..='\u{ffef}'))
}

#[cfg(test)]
mod tests {
    use super::{Script, is_east_asian_text, script};

    #[test]
    fn ideographs_of_all_blocks_are_han() {
        for c in "中㐀𠀀𰻞々〇〡⺀⼀豈".chars() {
            assert_eq!(script(c), Some(Script::Han), "{c}");
        }
    }

    #[test]
    fn half_width_kana_and_the_prolonged_sound_mark_are_kana() {
        for c in "あんアンーｱﾝゝヽㇰ".chars() {
            assert_eq!(script(c), Some(Script::Kana), "{c}");
        }
    }

    #[test]
    fn syllables_and_letters_are_hangul() {
        for c in "한글ㄱㅏᄀힰ".chars() {
            assert_eq!(script(c), Some(Script::Hangul), "{c}");
        }
    }

    #[test]
    fn punctuation_is_east_asian_text_without_a_script() {
        for c in "，。！？：；（）《》「」、…—“”‘’・　".chars() {
            assert_eq!(script(c), None, "{c}");
            assert!(is_east_asian_text(c), "{c}");
        }
        for c in "aé1/?#&=~%ю".chars() {
            assert!(!is_east_asian_text(c), "{c}");
        }
    }
}
