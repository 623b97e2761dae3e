//! Line breaks inside of paragraphs.

use super::script::{Script, script};

/// Returns whether a line break in running text disappears when the lines are joined: between `before` and
/// `after`, the rest of the paragraph, no space is read. This is the segment break transformation of CSS Text
/// Module Level 4 (section 4.1.3): Chinese and Japanese are written without spaces, other scripts (and
/// Korean) with them.
///
/// ```
/// use inkstone::text::soft_break::disappears;
/// assert!(disappears("为了继", "续变革"));
/// assert!(!disappears("必须", "move forward"));
/// assert!(!disappears("낱말을", "띄어"));
/// ```
pub fn disappears(before: &str, after: &str) -> bool {
    // Most breaks of Latin text are decided here.
    if before.as_bytes().last().is_none_or(u8::is_ascii)
        || after.as_bytes().first().is_none_or(u8::is_ascii)
    {
        return false;
    }
    // A variation selector belongs to the character before it.
    let before = before.chars().rev().find(|&c| !is_variation_selector(c));
    let (Some(before), Some(after)) = (before, after.chars().next()) else { return false };
    if before == ZERO_WIDTH_SPACE || after == ZERO_WIDTH_SPACE {
        return true;
    }
    match (is_wide(before), is_wide(after)) {
        (true, true) => true,
        (true, false) => is_ambiguous(after),
        (false, true) => is_ambiguous(before),
        (false, false) => false,
    }
}

/// Returns a text on one line: whitespace at its ends is removed, and any other whitespace becomes a space, or
/// nothing where a line break [disappears].
///
/// ```
/// use inkstone::text::soft_break::on_one_line;
/// assert_eq!(on_one_line(" 内存\n管理  in\nRust \n"), "内存管理 in Rust");
/// ```
pub fn on_one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    let mut end = 0;
    for word in text.split_whitespace() {
        let start = word.as_ptr().addr() - text.as_ptr().addr();
        let is_joined = text[end..start].contains(['\n', '\r']) && disappears(&line, word);
        if !line.is_empty() && !is_joined {
            line.push(' ');
        }
        line.push_str(word);
        end = start + word.len();
    }
    line
}

const ZERO_WIDTH_SPACE: char = '\u{200b}';

fn is_variation_selector(c: char) -> bool {
    matches!(c, '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}')
}

/// Whether a character is full-width, wide or half-width by UAX #11 and not Hangul. Emoji do not count, because
/// they are used in text of all scripts.
fn is_wide(c: char) -> bool {
    match script(c) {
        Some(Script::Han | Script::Kana) => true,
        Some(Script::Hangul) => false,
        None => matches!(c,
            '\u{2ff0}'..='\u{2fff}'
            | '\u{3000}'..='\u{303e}'
            | '\u{3099}'..='\u{30fb}'
            | '\u{3105}'..='\u{312f}'
            | '\u{3190}'..='\u{31e5}'
            | '\u{3220}'..='\u{325f}'
            | '\u{3280}'..='\u{33ff}'
            | '\u{a000}'..='\u{a4c6}'
            | '\u{fe10}'..='\u{fe19}'
            | '\u{fe30}'..='\u{fe6b}'
            | '\u{ff01}'..='\u{ff65}'
            | '\u{ff9e}' | '\u{ff9f}'
            | '\u{ffe0}'..='\u{ffee}'),
    }
}

/// Whether a character is ambiguous by UAX #11 and punctuation, or a symbol that is common in running text. Its
/// neighbor decides whether it is East Asian.
fn is_ambiguous(c: char) -> bool {
    matches!(c,
        '\u{a1}' | '\u{a7}' | '\u{b0}' | '\u{b1}' | '\u{b7}' | '\u{bf}' | '\u{d7}' | '\u{f7}'
        | '\u{2010}' | '\u{2013}'..='\u{2016}' | '\u{2018}' | '\u{2019}' | '\u{201c}' | '\u{201d}'
        | '\u{2020}'..='\u{2022}' | '\u{2024}'..='\u{2027}' | '\u{2030}' | '\u{2032}' | '\u{2033}'
        | '\u{203b}' | '\u{203e}' | '\u{2103}' | '\u{2116}' | '\u{2190}'..='\u{2199}'
        | '\u{25a0}' | '\u{25a1}' | '\u{25b2}' | '\u{25b3}' | '\u{25bc}' | '\u{25bd}'
        | '\u{25c6}' | '\u{25c7}' | '\u{25cb}' | '\u{25ce}'..='\u{25d1}' | '\u{2605}' | '\u{2606}')
}

#[cfg(test)]
mod tests {
    use super::{disappears, on_one_line};

    /// The pairs of the tests of the CSS Working Group (css-text/line-breaking).
    #[test]
    fn widths_decide_as_in_browsers() {
        for (before, after) in [
            ("測試", "測試"),
            ("テスト", "ﾃｽﾄ"),
            ("ＦＵＬＬ", "測試"),
            ("ﾃｽﾄ", "ＷＩＤＴＨ"),
            ("一些\u{200b}", "中文"),
            ("一些", "\u{200b}언문"),
        ] {
            assert!(disappears(before, after), "{before} {after}");
        }
        for (before, after) in [
            ("測試", "narrow"),
            ("narrow", "テスト"),
            ("測試", "آزمون"),
            ("테스트", "测试"),
            ("ＦＵＬＬ", "테스트"),
            ("테스트", "테스트"),
            ("ﾡﾢ", "測試"),
            ("narrow", "narrow"),
            ("café", "été"),
        ] {
            assert!(!disappears(before, after), "{before} {after}");
        }
    }

    #[test]
    fn punctuation_belongs_to_the_text_next_to_it() {
        for (before, after) in [
            ("说明。", "第二行"),
            ("他说", "“你好”"),
            ("“你好”", "他说"),
            ("等等…", "然后"),
            ("（注）", "《书》"),
            ("段。", "　　段"),
            ("東京・", "大阪"),
            ("葛\u{e0100}", "飾"),
        ] {
            assert!(disappears(before, after), "{before} {after}");
        }
        assert!(!disappears("“a”", "“b”"));
        assert!(!disappears("中文", "😀"));
        assert!(!disappears("", "中") && !disappears("中", ""));
    }

    #[test]
    fn spaces_without_a_line_break_are_kept() {
        assert_eq!(on_one_line("中 文\r\n字  \n 句\tx\ny"), "中 文字句 x y");
        assert_eq!(on_one_line(" \n "), "");
    }
}
