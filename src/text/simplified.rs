//! Simplified for Traditional Chinese, character by character, so that either finds the other.

use std::sync::LazyLock;

/// The ideographs that have a simplified form in fast2s.
const FIRST: char = '\u{3400}';
const LAST: char = '\u{9fff}';

/// The simplified form of each character from [`FIRST`] to [`LAST`]. Asking fast2s takes three look-ups
/// in hash tables and an allocation, and texts are folded by the megabyte. Takes 56 kB.
static TABLE: LazyLock<Box<[u16]>> = LazyLock::new(|| {
    let own = |code: u32| code as u16;
    (u32::from(FIRST)..=u32::from(LAST))
        .map(|code| {
            let form = char::from_u32(code).map(settled);
            // A form beyond the table's width would be one that nothing else is folded to.
            form.and_then(|form| u16::try_from(u32::from(form)).ok()).unwrap_or_else(|| own(code))
        })
        .collect()
});

/// The simplified form of a Traditional ideograph; any other character is its own.
///
/// One character is looked at alone, so the result never depends on its neighbours: `乾` is `干`, in
/// `乾隆` too. That is what comparing needs, and what writing must not use. A form has no other form:
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
    let form = TABLE.get((u32::from(c) - u32::from(FIRST)) as usize).copied();
    form.and_then(|form| char::from_u32(form.into())).unwrap_or(c)
}

/// Follows forms to one that has no other. Where they lead round, the character stays as it is.
fn settled(c: char) -> char {
    const MOST_STEPS: usize = 4;
    let mut form = c;
    for _ in 0..MOST_STEPS {
        let next = fast2s::convert(form.encode_utf8(&mut [0; 4])).chars().next().unwrap_or(form);
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
    fn traditional_becomes_simplified_and_simplified_stays() {
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
    fn neighbours_do_not_matter() {
        assert_eq!(all("乾隆乾淨"), "干隆干净");
        assert_eq!(all("計畫畫圖"), "计画画图");
    }

    #[test]
    fn other_scripts_and_rare_ideographs_stay() {
        for c in "aé中한あア。々〇𠀀\u{fffd}\u{10ffff}".chars() {
            assert_eq!(simplified(c), c, "{c}");
        }
    }

    #[test]
    fn a_form_has_no_other_form() {
        for c in '\u{3000}'..='\u{ffff}' {
            assert_eq!(simplified(simplified(c)), simplified(c), "{c}");
        }
    }

    #[test]
    fn the_table_covers_all_that_the_package_simplifies() {
        for c in ('\0'..='\u{33ff}').chain('\u{a000}'..=char::MAX) {
            let mut bytes = [0; 4];
            let text: &str = c.encode_utf8(&mut bytes);
            assert_eq!(fast2s::convert(text), text, "{c}");
        }
    }
}
