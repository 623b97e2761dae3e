//! Language tags.

use std::fmt;
use std::sync::Arc;

use icu_locale_core::LanguageIdentifier;

/// A well-formed language tag in its canonical case, such as `zh`, `zh-Hans` or `pt-BR`
/// (BCP 47, RFC 5646). Cheap to clone.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Lang(Arc<str>);

/// The error for a string that is not a well-formed language tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvalidLang;

impl Lang {
    /// Parses a tag. The case is canonicalized, and `_` is accepted as `-` because `zh_CN` is
    /// common.
    ///
    /// # Errors
    /// Returns [`InvalidLang`] if `text` is not a well-formed tag of language, script, region and
    /// variants.
    ///
    /// ```
    /// use inkstone::text::Lang;
    /// assert_eq!(Lang::parse("zh_cn").unwrap().as_str(), "zh-CN");
    /// assert!(Lang::parse("Chinese!").is_err());
    /// ```
    pub fn parse(text: &str) -> Result<Self, InvalidLang> {
        let text = text.trim().replace('_', "-");
        let id = LanguageIdentifier::try_from_str(&text).map_err(|_| InvalidLang)?;
        if id.language.is_unknown() {
            return Err(InvalidLang);
        }
        Ok(Self(id.to_string().into()))
    }

    /// Returns the tag as a string slice.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the primary language subtag, such as `zh` for `zh-Hant-TW`.
    pub fn primary(&self) -> &str {
        self.0.split_once('-').map_or(&self.0, |(primary, _)| primary)
    }

    /// Returns the script subtag, such as `Hant` for `zh-Hant-TW`.
    pub fn script(&self) -> Option<&str> {
        let is_script = |part: &&str| part.len() == 4 && part.as_bytes()[0].is_ascii_alphabetic();
        self.0.split('-').skip(1).find(is_script)
    }

    /// Returns the region subtag, such as `TW` for `zh-Hant-TW`.
    pub fn region(&self) -> Option<&str> {
        self.0.split('-').skip(1).find(|part| matches!(part.len(), 2 | 3))
    }

    /// Returns whether the tag says that a text is in Traditional Chinese, by its script or else its region.
    pub fn is_traditional_chinese(&self) -> bool {
        self.primary() == "zh"
            && match self.script() {
                Some(script) => script == "Hant",
                None => matches!(self.region(), Some("TW" | "HK" | "MO")),
            }
    }
}

impl fmt::Display for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Lang({})", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::Lang;

    #[test]
    fn case_is_canonicalized() {
        assert_eq!(Lang::parse("ZH-hans-cn").unwrap().as_str(), "zh-Hans-CN");
        assert_eq!(Lang::parse("EN").unwrap().primary(), "en");
    }

    #[test]
    fn script_and_region_are_found() {
        for (tag, script, region) in [
            ("zh", None, None),
            ("zh-TW", None, Some("TW")),
            ("zh-Hant-HK", Some("Hant"), Some("HK")),
            ("es-419", None, Some("419")),
            ("de-1996", None, None),
        ] {
            let lang = Lang::parse(tag).unwrap();
            assert_eq!((lang.script(), lang.region()), (script, region), "{tag}");
        }
    }

    #[test]
    fn traditional_chinese_has_a_script_or_a_region() {
        for (tag, expected) in [
            ("zh-Hant", true),
            ("zh-TW", true),
            ("zh-Hant-CN", true),
            ("zh", false),
            ("zh-CN", false),
            ("zh-Hans-HK", false),
            ("en-HK", false),
        ] {
            assert_eq!(Lang::parse(tag).unwrap().is_traditional_chinese(), expected, "{tag}");
        }
    }

    #[test]
    fn malformed_tags_are_rejected() {
        for text in ["", "-", "a", "中文", "en us", "und"] {
            assert!(Lang::parse(text).is_err(), "{text:?}");
        }
    }
}
