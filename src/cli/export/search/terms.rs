//! The terms of a text, as a module of 2 KB in a browser computes them too: see `examples/static-search`.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Returns the terms of a text: words, and in runs of CJK characters every two adjacent ones and the last one alone.
/// Every substring of a run is the beginning of a term, or consists of overlapping ones.
pub(super) fn terms(text: &str) -> impl Iterator<Item = String> {
    let folded = fold(text);
    let mut terms = Vec::new();
    for run in folded.split(|c: char| !c.is_alphanumeric()).filter(|run| !run.is_empty()) {
        let mut rest = run;
        while let Some(first) = rest.chars().next() {
            let end = rest.find(|c| is_cjk(c) != is_cjk(first)).unwrap_or(rest.len());
            let part = &rest[..end];
            if is_cjk(first) {
                let characters: Vec<char> = part.chars().collect();
                terms.extend(characters.windows(2).map(|pair| pair.iter().collect()));
                terms.extend(characters.last().map(char::to_string));
            } else {
                terms.push(part.to_owned());
            }
            rest = &rest[end..];
        }
    }
    terms.into_iter()
}

/// Returns a text without differences in case, width, accents and other marks.
fn fold(text: &str) -> String {
    text.nfkd().filter(|&c| !is_combining_mark(c)).collect::<String>().to_lowercase()
}

/// Whether a character of a decomposed text is Han, Kana, Hangul or one of their signs.
fn is_cjk(c: char) -> bool {
    matches!(c, '\u{1100}'..='\u{11ff}' | '\u{2e80}'..='\u{9fff}' | '\u{20000}'..='\u{3ffff}')
}

/// Returns the number that determines the shard of a term. All terms of which a query can be the beginning have the
/// same one: a single CJK character, or two units of UTF-16.
pub(super) fn hash(term: &str) -> u32 {
    let Some(first) = term.chars().next() else { return 0 };
    let second = if is_cjk(first) { None } else { term.encode_utf16().nth(1) };
    u32::from(first) * 31 + u32::from(second.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::{hash, terms};

    fn all(text: &str) -> Vec<String> {
        terms(text).collect()
    }

    #[test]
    fn runs_give_pairs_and_their_last_character() {
        assert_eq!(all("内存管理"), ["内存", "存管", "管理", "理"]);
        assert_eq!(all("用Rust写，Ｃafé"), ["用", "rust", "写", "cafe"]);
        assert_eq!(all("时々 〇"), ["时々", "々", "〇"]);
        assert_eq!(all("--"), [""; 0]);
    }

    #[test]
    fn a_single_character_determines_the_shard() {
        assert_eq!(hash("内存"), hash("内"));
        assert_eq!(hash("rust"), hash("ru"));
        assert_ne!(hash("rust"), hash("re"));
    }

    proptest! {
        #[test]
        fn every_part_of_a_run_is_found(run in "[一-十内存管理\u{20000}]{1,12}", from in 0..12usize, length in 1..12usize) {
            let characters: Vec<char> = run.chars().collect();
            let from = from % characters.len();
            let part = &characters[from..(from + length).min(characters.len())];
            let known: BTreeSet<String> = terms(&run).collect();
            if part.len() == 1 {
                prop_assert!(known.iter().any(|term| term.starts_with(part[0])));
            }
            for pair in part.windows(2) {
                prop_assert!(known.contains(&pair.iter().collect::<String>()));
            }
        }
    }
}
