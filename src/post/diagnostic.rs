//! What can be wrong with content, as values.

use super::{ContentPath, Place};

/// How much a problem matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// The file is set aside.
    Error,
    /// The post is served, perhaps not as its author meant.
    Warning,
}

impl Severity {
    /// `error` or `warning`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
}

/// Declares [`Code`] from one table: variant, stable name, severity, meaning.
macro_rules! codes {
    ($($variant:ident $name:literal $severity:ident $meaning:literal;)*) => {
        /// The kind of a problem. Names are stable: scripts may match on them.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Code {
            $(#[doc = $meaning] $variant,)*
        }

        impl Code {
            /// Every code, in the order of the documentation.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// Their names, in the same order.
            pub const NAMES: &'static [&'static str] = &[$($name,)*];

            /// The stable name, in snake case.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// Whether a file with this problem is set aside.
            pub fn severity(self) -> Severity {
                match self { $(Self::$variant => Severity::$severity,)* }
            }

            /// One sentence on what it means.
            pub fn meaning(self) -> &'static str {
                match self { $(Self::$variant => $meaning,)* }
            }
        }
    };
}

codes! {
    FileUnreadable "file_unreadable" Error "A file or folder cannot be read.";
    FileTooLarge "file_too_large" Error "A file is larger than `max_file_size`.";
    FileSpecial "file_special" Error "A FIFO, socket or device stands where a post should be.";
    FileEmpty "file_empty" Error "A file holds nothing, or nothing but blanks.";
    LinkOutside "link_outside" Error "A symbolic link leads out of the content folder.";
    LinkBroken "link_broken" Error "A symbolic link leads nowhere.";
    LinkLoop "link_loop" Error "A symbolic link leads back to a folder that contains it.";
    PathNotUtf8 "path_not_utf8" Error "A file name is not valid UTF-8.";
    NoPosts "no_posts" Warning "The content folder holds no posts.";
    EncodingUtf16 "encoding_utf16" Error "A file is written in UTF-16.";
    EncodingInvalid "encoding_invalid" Error "A file is not valid UTF-8.";
    NulByte "nul_byte" Error "A file holds a NUL byte.";
    NestingTooDeep "nesting_too_deep" Error "Quotes or lists are nested too deeply.";
    FrontMatterUnclosed "front_matter_unclosed" Error "The front matter is opened and never closed.";
    FrontMatterLate "front_matter_late" Warning "Blank lines stand before the front matter.";
    FrontMatterUnopened "front_matter_unopened" Warning "The front matter has a closing fence only, as old Hexo files have.";
    FrontMatterLanguage "front_matter_language" Error "The fence names a language other than YAML, TOML or JSON.";
    FrontMatterSyntax "front_matter_syntax" Error "The front matter is not valid YAML, TOML or JSON.";
    FrontMatterTooComplex "front_matter_too_complex" Error "The front matter nests too deeply or grows too large by aliases.";
    FrontMatterNotMap "front_matter_not_map" Error "The front matter is not a list of keys and values.";
    FrontMatterTabs "front_matter_tabs" Warning "The YAML is indented with tabs, which only Hexo accepts.";
    KeyDuplicate "key_duplicate" Error "A key stands twice.";
    KeyMisspelled "key_misspelled" Warning "An unknown key is one letter away from a known one.";
    ValueWrongKind "value_wrong_kind" Error "A value is of the wrong kind, such as a map where text is wanted.";
    DateInvalid "date_invalid" Error "A date or time cannot be read, or does not exist.";
    LangInvalid "lang_invalid" Error "A language is not a BCP 47 tag.";
    SlugInvalid "slug_invalid" Error "A slug cannot be a path segment.";
    TitleMissing "title_missing" Warning "A post has no title of its own.";
    SlugDuplicate "slug_duplicate" Error "Two posts share a slug and a language.";
    TranslationDuplicate "translation_duplicate" Warning "Two posts in one language share a translation key.";
    AliasTaken "alias_taken" Warning "An alias is the slug or the alias of another post.";
    LinkMissing "link_missing" Warning "A relative link leads to no post and no file.";
    ImageMissing "image_missing" Warning "A picture, cover or media file is not there.";
}

/// One problem in one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// What kind of problem it is.
    pub code: Code,
    /// The file.
    pub path: ContentPath,
    /// Where in the file; none where the file as a whole is meant.
    pub place: Option<Place>,
    /// What was found.
    pub message: String,
    /// What was expected.
    pub expected: Option<String>,
    /// How to mend it.
    pub help: Option<String>,
}

impl Diagnostic {
    /// Whether the file is set aside for it.
    pub fn severity(&self) -> Severity {
        self.code.severity()
    }
}

#[cfg(test)]
mod tests {
    use super::Code;

    #[test]
    fn every_code_is_documented_with_its_severity_and_meaning() {
        let documentation = include_str!("../../docs/diagnostics.md");
        for code in Code::ALL {
            let row = format!(
                "| `{}` | {} | {} |",
                code.as_str(),
                code.severity().as_str(),
                code.meaning()
            );
            assert!(documentation.contains(&row), "{row}");
        }
    }
}
