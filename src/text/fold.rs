//! Folding of terms, which makes different spellings of a term equal.

use unicode_normalization::UnicodeNormalization;

use super::trim::trim;

/// Folds a term for comparison: NFKC, trimmed, runs of whitespace as one space, then full case
/// folding (Unicode 16, section 3.13), then NFKC again because case folding can undo it.
///
/// ```
/// use inkstone::text::fold::fold;
/// assert_eq!(fold("  Ｒｕｓｔ  Web "), "rust web");
/// assert_eq!(fold("内存管理"), "内存管理");
/// ```
pub fn fold(term: &str) -> String {
    let term = trim(term);
    if term.chars().all(is_simple) {
        return term.to_ascii_lowercase();
    }
    fold_by_definition(term)
}

fn fold_by_definition(term: &str) -> String {
    let normal: String = term.nfkc().collect();
    let single_spaced = normal.split_whitespace().collect::<Vec<_>>().join(" ");
    caseless::default_case_fold_str(&single_spaced).nfkc().collect()
}

/// Returns whether folding leaves a character unchanged in any context, apart from the case of
/// ASCII letters: ASCII without whitespace, and the ideographs of most written Chinese.
fn is_simple(c: char) -> bool {
    matches!(c, '\u{0}'..='\u{7f}' | '\u{4e00}'..='\u{9fff}') && !c.is_ascii_whitespace()
}

#[cfg(test)]
mod tests {
    use super::{fold, fold_by_definition};

    #[test]
    fn width_case_and_whitespace_are_ignored() {
        assert_eq!(fold("ＡＢＣ"), fold("abc"));
        assert_eq!(fold("Straße"), fold("STRASSE"));
        assert_eq!(fold("a\u{3000}b"), fold(" A  b "));
    }

    #[test]
    fn the_fast_path_agrees_with_the_definition() {
        for c in ('!'..='~').chain('\u{4e00}'..='\u{9fff}') {
            let term = format!("{c}A{c}中");
            assert_eq!(fold(&term), fold_by_definition(&term), "{c}");
        }
    }

    #[test]
    fn different_terms_stay_different() {
        assert_ne!(fold("C++"), fold("C#"));
        assert_ne!(fold("数据"), fold("数据库"));
    }
}
