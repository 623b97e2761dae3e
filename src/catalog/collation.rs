//! Comparison of titles and names as readers of the site's language expect.

use std::cmp::Ordering;

use icu_collator::options::CollatorOptions;
use icu_collator::{CollatorBorrowed, CollatorPreferences};
use icu_locale_core::Locale;
use roaring::RoaringBitmap;

use super::langs::Langs;
use crate::text::Lang;

/// The language whose collation is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CollationChoice {
    Chinese,
    Japanese,
    Site,
}

impl CollationChoice {
    /// All choices, in the order of declaration.
    pub(super) const ALL: [Self; 3] = [Self::Chinese, Self::Japanese, Self::Site];

    /// Selects the language by visible posts. Han ideographs are sorted by pinyin if there are more Chinese
    /// posts than Japanese ones, and as in Japanese if there are otherwise any Japanese posts; without
    /// either, the site's language decides.
    pub(super) fn new(langs: &Langs, visible: &RoaringBitmap) -> Self {
        let count = |primary| {
            let own = langs.iter().filter(|(lang, _)| lang.primary() == primary);
            own.map(|(_, docs)| docs.intersection_len(visible)).sum::<u64>()
        };
        let (zh, ja) = (count("zh"), count("ja"));
        match zh.cmp(&ja) {
            Ordering::Greater => Self::Chinese,
            Ordering::Less | Ordering::Equal if ja > 0 => Self::Japanese,
            _ => Self::Site,
        }
    }
}

/// One collation for all visible posts, so that orders are total across languages.
#[derive(Debug)]
pub(crate) struct Collation(CollatorBorrowed<'static>);

impl Collation {
    /// Returns the collation that was selected.
    pub(super) fn for_choice(choice: CollationChoice, default_lang: &Lang) -> Self {
        Self::of(match choice {
            CollationChoice::Chinese => "zh",
            CollationChoice::Japanese => "ja",
            CollationChoice::Site => default_lang.as_str(),
        })
    }

    /// Returns the collation of a language, or the root collation if it has none of its own.
    fn of(tag: &str) -> Self {
        let collator = |locale: &Locale| {
            CollatorBorrowed::try_new(CollatorPreferences::from(locale), CollatorOptions::default())
                .ok()
        };
        let own = Locale::try_from_str(tag).ok().and_then(|locale| collator(&locale));
        let root = || collator(&Locale::UNKNOWN).expect("the root collation is compiled in");
        Self(own.unwrap_or_else(root))
    }

    /// Returns a sort key: bytes that compare as the text does.
    pub(crate) fn key(&self, text: &str) -> Box<[u8]> {
        // Most keys are no longer than this.
        let mut key = Vec::with_capacity(2 * text.len());
        let Ok(()) = self.0.write_sort_key_to(text, &mut key);
        key.into()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::{Collation, CollationChoice};
    use crate::catalog::langs::Langs;
    use crate::catalog::test_support::{lang, post};
    use crate::post::Post;

    fn sorted<'a, const N: usize>(collation: &Collation, mut texts: [&'a str; N]) -> [&'a str; N] {
        texts.sort_by_key(|text| collation.key(text));
        texts
    }

    #[test]
    fn chinese_sorts_by_pinyin() {
        // ān, bā, cài, dù
        assert_eq!(
            sorted(&Collation::of("zh"), ["杜", "安", "蔡", "巴"]),
            ["安", "巴", "蔡", "杜"]
        );
    }

    #[test]
    fn case_and_accents_do_not_separate_words() {
        let sorted = sorted(&Collation::of("en"), ["zebra", "Éclair", "eclipse", "Apple", "apple"]);
        assert_eq!(sorted, ["apple", "Apple", "Éclair", "eclipse", "zebra"]);
    }

    #[test]
    fn the_languages_of_posts_take_precedence_over_the_site_language() {
        let of = |langs: &[&str], default: &str| {
            let posts: Vec<Arc<Post>> =
                (0..).zip(langs).map(|(n, tag)| post(&format!("p{n}")).lang(tag).into()).collect();
            let all = (0..posts.len() as u32).collect();
            let choice = CollationChoice::new(&Langs::new(&posts), &all);
            let collation = Collation::for_choice(choice, &lang(default));
            sorted(&collation, ["杜", "安", "蔡", "巴", "z", "ä"]).concat()
        };
        let as_in = |tag| sorted(&Collation::of(tag), ["杜", "安", "蔡", "巴", "z", "ä"]).concat();
        assert_ne!(as_in("zh"), as_in("ja"));
        assert_ne!(as_in("sv"), as_in("en"));
        assert_eq!(of(&["zh", "zh-Hant", "ja", "en"], "en"), as_in("zh"));
        assert_eq!(of(&["zh", "ja"], "en"), as_in("ja"));
        assert_eq!(of(&["en"], "sv"), as_in("sv"));
        assert_eq!(of(&[], "tlh"), as_in("en"));
    }
}
