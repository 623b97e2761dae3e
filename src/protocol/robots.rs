//! What search engines may do with responses.

use actix_http::header::HeaderValue;

/// The rules that robots understand, without those that have a value.
const RULES: [&str; 8] = [
    "noindex",
    "nofollow",
    "none",
    "noarchive",
    "nosnippet",
    "notranslate",
    "noimageindex",
    "indexifembedded",
];

/// The value of `X-Robots-Tag`; `None` if search engines may show responses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Robots(Option<HeaderValue>);

impl Default for Robots {
    /// No search engine shows responses: they are data, and their posts are pages of a site.
    fn default() -> Self {
        Self(Some(HeaderValue::from_static("noindex")))
    }
}

impl Robots {
    /// The word for responses without the header.
    pub const INDEX: &str = "index";

    /// Returns the words that [`Self::of`] understands.
    pub fn words() -> impl Iterator<Item = &'static str> {
        [Self::INDEX].into_iter().chain(RULES)
    }

    /// Returns the header of a list of rules, or none for `index`, whatever their case.
    ///
    /// # Errors
    /// Returns the first word that is no rule, or `index` beside another rule.
    pub fn of<'a>(words: &[&'a str]) -> Result<Self, &'a str> {
        let mut rules = Vec::new();
        for &word in words {
            let rule = Self::words().find(|rule| rule.eq_ignore_ascii_case(word)).ok_or(word)?;
            if rule == Self::INDEX && words.len() > 1 {
                return Err(word);
            }
            rules.push(rule);
        }
        let is_index = matches!(rules[..], [] | [Self::INDEX]);
        let value = HeaderValue::from_str(&rules.join(", ")).expect("rules are ASCII");
        Ok(Self((!is_index).then_some(value)))
    }

    /// Returns the value of `X-Robots-Tag`.
    pub fn header(&self) -> Option<&HeaderValue> {
        self.0.as_ref()
    }
}

#[cfg(test)]
mod tests {
    use super::Robots;

    #[test]
    fn rules_are_written_as_robots_know_them() {
        for (words, expected) in [
            (&["noindex"][..], Ok(Some("noindex"))),
            (&["NoIndex", "nofollow"], Ok(Some("noindex, nofollow"))),
            (&["index"], Ok(None)),
            (&[], Ok(None)),
            (&["no"], Err("no")),
            (&["noindex", "index"], Err("index")),
        ] {
            let found = Robots::of(words);
            let found = found.as_ref().map(|robots| robots.header().map(|it| it.to_str().unwrap()));
            assert_eq!(found, expected.as_ref().copied(), "{words:?}");
        }
        assert_eq!(Robots::of(&["noindex"]), Ok(Robots::default()));
    }
}
