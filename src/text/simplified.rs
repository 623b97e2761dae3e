//! Conversion of Traditional to Simplified Chinese characters, so that search finds both.

use std::sync::LazyLock;

/// The first ideograph with a simplified form in fast2s.
const FIRST: char = '\u{3400}';
/// The last ideograph with a simplified form in fast2s.
const LAST: char = '\u{9fff}';

/// The simplified form of each character from [`FIRST`] to [`LAST`], 56 kB in total. fast2s needs
/// three hash table lookups and an allocation per character, and megabytes of text are folded.
static TABLE: LazyLock<Box<[u16]>> = LazyLock::new(|| {
    let code = |c: char| u16::try_from(c).ok();
    // A form beyond U+FFFF does not fit and is ignored.
    (FIRST..=LAST)
        .map(|c| code(final_form(c)).or(code(c)).expect("the table ends before U+FFFF"))
        .collect()
});

/// Returns the simplified form of a Traditional ideograph, or the character itself.
///
/// The result does not depend on the context: `乾` becomes `干` even in `乾隆`. It is therefore
/// suitable for comparison, but not for display. The function is idempotent:
/// `simplified(simplified(c)) == simplified(c)`.
///
/// ```
/// use inkstone::text::simplified::simplified;
/// assert_eq!("軟體記憶體".chars().map(simplified).collect::<String>(), "软体记忆体");
/// assert_eq!(simplified('内'), '内');
/// assert_eq!(simplified('a'), 'a');
/// ```
pub fn simplified(c: char) -> char {
    if !(FIRST..=LAST).contains(&c) {
        return c;
    }
    let form = TABLE[(u32::from(c) - u32::from(FIRST)) as usize];
    char::from_u32(form.into()).expect("the table contains characters")
}

/// Follows simplified forms to the last one. Returns the character itself if they form a cycle.
fn final_form(c: char) -> char {
    const MAX_STEPS: usize = 4;
    let mut form = c;
    for _ in 0..MAX_STEPS {
        let converted = fast2s::convert(form.encode_utf8(&mut [0; 4]));
        let next = converted.chars().next().expect("a character is converted to a character");
        if next == form {
            return form;
        }
        form = next;
    }
    c
}

#[cfg(test)]
mod tests {
    use super::simplified;

    fn all(text: &str) -> String {
        text.chars().map(simplified).collect()
    }

    #[test]
    fn traditional_becomes_simplified_and_simplified_is_unchanged() {
        for (traditional, wanted) in [
            ("記憶體", "记忆体"),
            ("軟體", "软体"),
            ("資料庫", "资料库"),
            ("執行緒", "执行绪"),
            ("內存管理", "内存管理"),
            ("並發", "并发"),
            ("程式設計", "程式设计"),
        ] {
            assert_eq!(all(traditional), wanted);
            assert_eq!(all(wanted), wanted);
        }
    }

    #[test]
    fn context_is_ignored() {
        assert_eq!(all("乾隆乾淨"), "干隆干净");
        assert_eq!(all("計畫畫圖"), "计画画图");
    }

    #[test]
    fn other_scripts_and_rare_ideographs_are_unchanged() {
        for c in "aé中한あア。々〇𠀀\u{fffd}\u{10ffff}".chars() {
            assert_eq!(simplified(c), c, "{c}");
        }
    }

    #[test]
    fn the_conversion_is_idempotent() {
        for c in '\u{3000}'..='\u{ffff}' {
            assert_eq!(simplified(simplified(c)), simplified(c), "{c}");
        }
    }

    #[test]
    fn the_table_covers_all_characters_that_fast2s_simplifies() {
        for c in ('\0'..='\u{33ff}').chain('\u{a000}'..=char::MAX) {
            let mut bytes = [0; 4];
            let text: &str = c.encode_utf8(&mut bytes);
            assert_eq!(fast2s::convert(text), text, "{c}");
        }
    }
}
