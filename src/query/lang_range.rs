//! Language ranges (RFC 4647), by which clients select languages.

use std::iter::successors;

use crate::catalog::normal_lang;
use crate::text::Lang;

/// A language range, such as `zh`, `zh-TW` or `*`, in lowercase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct LangRange(String);

impl LangRange {
    /// Creates a range from what a client wrote. Every text is a range; most match nothing. A wildcard after the
    /// first subtag is left out, as it has no meaning (section 3.3.2).
    pub(super) fn new(text: &str) -> Self {
        let text = normal_lang(text);
        let subtags = text.split('-').enumerate();
        let meaning = subtags.filter(|&(position, subtag)| position == 0 || subtag != "*");
        Self(meaning.map(|(_, subtag)| subtag).collect::<Vec<_>>().join("-"))
    }

    /// Returns whether a range matches a language by extended filtering (section 3.3.2): the language has all
    /// subtags of the range, in this order, and begins with the first one. So `zh` matches `zh-TW`, and
    /// `zh-TW` matches `zh-Hant-TW`.
    pub(super) fn matches(&self, lang: &Lang) -> bool {
        let mut range = self.0.split('-');
        let mut subtags = lang.as_str().split('-');
        let first = range.next().expect("a split has a first part");
        let primary = subtags.next().expect("a split has a first part");
        if first != "*" && !first.eq_ignore_ascii_case(primary) {
            return false;
        }
        // Subtags after a single letter or digit belong to it, so none may be skipped.
        range.all(|wanted| {
            subtags
                .by_ref()
                .take_while(|subtag| wanted.len() == 1 || subtag.len() > 1)
                .any(|subtag| subtag.eq_ignore_ascii_case(wanted))
        })
    }

    /// Returns whether a language is exactly this range.
    pub(super) fn is(&self, lang: &Lang) -> bool {
        lang.as_str().eq_ignore_ascii_case(&self.0)
    }

    /// Returns the range and then ever shorter ones (section 3.4): `zh-Hans-CN`, `zh-Hans`, `zh`.
    pub(super) fn fallbacks(self) -> impl Iterator<Item = Self> {
        successors(Some(self), |range| {
            let (start, _) = range.0.rsplit_once('-')?;
            // A single letter or digit only introduces the subtag after it.
            let single = start.rsplit_once('-').filter(|(_, last)| last.len() == 1);
            let shorter = single.map_or(start, |(start, _)| start);
            // A wildcard matches what nobody has asked for.
            (shorter != "*").then(|| Self(shorter.to_owned()))
        })
    }

    /// Returns the range in the case of language tags.
    pub(super) fn canonical(&self) -> String {
        Lang::parse(&self.0).map_or_else(|_| self.0.clone(), |lang| lang.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::LangRange;
    use crate::catalog::test_support::lang;

    #[test]
    fn ranges_match_by_extended_filtering() {
        for (range, tag, expected) in [
            ("zh", "zh", true),
            ("ZH", "zh-TW", true),
            ("zh-TW", "zh", false),
            ("zh_tw", "zh-Hant-TW", true),
            ("zh-TW", "zh-HK", false),
            ("z", "zh", false),
            ("zh-T", "zh-TW", false),
            ("*", "zh-TW", true),
            ("*-TW", "zh-Hant-TW", true),
            ("zh-*", "zh", true),
            ("zh-*-TW", "zh-TW", true),
            ("de-DE", "de-Latn-DE-1996", true),
            ("de-1996-DE", "de-DE-1996", false),
            ("", "zh", false),
        ] {
            assert_eq!(LangRange::new(range).matches(&lang(tag)), expected, "{range} {tag}");
        }
    }

    #[test]
    fn fallbacks_are_ever_shorter() {
        for (range, expected) in [
            ("zh-Hans-CN", vec!["zh-hans-cn", "zh-hans", "zh"]),
            ("en", vec!["en"]),
            ("zh-Hant-CN-x-private1", vec!["zh-hant-cn-x-private1", "zh-hant-cn", "zh-hant", "zh"]),
            ("*-CN", vec!["*-cn"]),
            // Neither of them falls back to all languages.
            ("*-*-CN", vec!["*-cn"]),
            ("zh-*-CN", vec!["zh-cn", "zh"]),
        ] {
            let ranges = LangRange::new(range).fallbacks().map(|LangRange(range)| range);
            assert_eq!(ranges.collect::<Vec<_>>(), expected, "{range}");
        }
        assert_eq!(LangRange::new("ZH-hans").canonical(), "zh-Hans");
    }
}
