//! How titles and names are compared: as readers of the site's language expect.

use std::cmp::Ordering;

use icu_collator::options::CollatorOptions;
use icu_collator::{CollatorBorrowed, CollatorPreferences};
use icu_locale_core::Locale;

use crate::post::Post;
use crate::text::Lang;

/// One collation for the whole site, so that orders are total across languages.
#[derive(Debug)]
pub(crate) struct Collation(Option<CollatorBorrowed<'static>>);

impl Collation {
    /// Chooses the language. Han ideographs sort by pinyin where there are more Chinese posts than
    /// Japanese ones, as in Japanese where there are any other Japanese ones; without either, the
    /// site's language decides.
    pub(super) fn for_posts(posts: &[Post], default_lang: &Lang) -> Self {
        let count = |primary| posts.iter().filter(|post| post.lang.primary() == primary).count();
        let (zh, ja) = (count("zh"), count("ja"));
        Self::of(match zh.cmp(&ja) {
            Ordering::Greater => "zh",
            Ordering::Less | Ordering::Equal if ja > 0 => "ja",
            _ => default_lang.as_str(),
        })
    }

    /// The collation of a language; the root collation where it has none of its own.
    fn of(tag: &str) -> Self {
        let collator = |locale: &Locale| {
            CollatorBorrowed::try_new(CollatorPreferences::from(locale), CollatorOptions::default())
                .ok()
        };
        let own = Locale::try_from_str(tag).ok().and_then(|locale| collator(&locale));
        Self(own.or_else(|| collator(&Locale::UNKNOWN)))
    }

    /// Bytes that compare as the text does.
    pub(crate) fn key(&self, text: &str) -> Box<[u8]> {
        let mut key = Vec::new();
        match &self.0 {
            Some(collator) => {
                let Ok(()) = collator.write_sort_key_to(text, &mut key);
            }
            None => key.extend_from_slice(text.as_bytes()),
        }
        key.into()
    }
}

#[cfg(test)]
mod tests {
    use super::Collation;
    use crate::catalog::sample::{lang, post};
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
    fn case_and_accents_do_not_tear_words_apart() {
        let sorted = sorted(&Collation::of("en"), ["zebra", "Éclair", "eclipse", "Apple", "apple"]);
        assert_eq!(sorted, ["apple", "Apple", "Éclair", "eclipse", "zebra"]);
    }

    #[test]
    fn the_posts_choose_between_chinese_and_japanese_and_else_the_site() {
        let of = |langs: &[&str], default: &str| {
            let posts: Vec<Post> =
                (0..).zip(langs).map(|(n, tag)| post(&format!("p{n}")).lang(tag).into()).collect();
            let collation = Collation::for_posts(&posts, &lang(default));
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
