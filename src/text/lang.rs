//! Language tags.

use std::fmt;
use std::sync::Arc;

use icu_locale_core::LanguageIdentifier;

/// A well-formed language tag in its canonical case, such as `zh`, `zh-Hans` or `pt-BR`
/// (BCP 47, RFC 5646). Cheap to clone.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Lang(Arc<str>);

/// The text is not a well-formed language tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvalidLang;

impl Lang {
    /// Reads a tag. Case is mended and `_` is taken as `-`, because `zh_CN` is common in the wild.
    ///
    /// # Errors
    /// [`InvalidLang`] where the text is not a well-formed tag of language, script, region and
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

    /// The tag as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The primary language subtag: `zh` of `zh-Hant-TW`.
    pub fn primary(&self) -> &str {
        self.0.split('-').next().unwrap_or(&self.0)
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
    fn case_is_canonical() {
        assert_eq!(Lang::parse("ZH-hans-cn").unwrap().as_str(), "zh-Hans-CN");
        assert_eq!(Lang::parse("EN").unwrap().primary(), "en");
    }

    #[test]
    fn nonsense_is_refused() {
        for text in ["", "-", "a", "中文", "en us", "und"] {
            assert!(Lang::parse(text).is_err(), "{text:?}");
        }
    }
}
