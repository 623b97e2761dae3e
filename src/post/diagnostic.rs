//! Problems in content files, as values.

use super::content_path::ContentPath;
use super::place::Place;

/// The severity of a problem.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// The file is skipped.
    Error,
    /// The post is served, perhaps not as the author intended.
    Warning,
    /// Nothing needs to be fixed, but the author may want to know.
    Note,
}

impl Severity {
    /// Returns `error`, `warning` or `note`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }
}

/// Declares [`Code`] from one table of variant, stable name, severity and meaning.
macro_rules! codes {
    ($($variant:ident $name:literal $severity:ident $meaning:literal;)*) => {
        /// The kind of a problem. The names are stable, so scripts can match on them.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Code {
            $(#[doc = $meaning] $variant,)*
        }

        impl Code {
            /// All codes, in documentation order.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// Returns the stable name in snake case.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// Returns the severity of this kind of problem.
            pub fn severity(self) -> Severity {
                match self { $(Self::$variant => Severity::$severity,)* }
            }

            /// Returns a one-sentence description.
            pub fn meaning(self) -> &'static str {
                match self { $(Self::$variant => $meaning,)* }
            }
        }
    };
}

codes! {
    FileUnreadable "file_unreadable" Error "A file or folder cannot be read.";
    FileTooLarge "file_too_large" Error "A file is larger than `max_file_size`.";
    FileFailed "file_failed" Error "A file cannot be read because of a fault in Inkstone.";
    FileSpecial "file_special" Error "A post path is a FIFO, socket or device instead of a regular file.";
    FileEmpty "file_empty" Error "A file is empty or contains only whitespace.";
    LinkOutside "link_outside" Error "A symbolic link points outside the content folder.";
    LinkBroken "link_broken" Error "The target of a symbolic link does not exist.";
    LinkLoop "link_loop" Error "A symbolic link points to a folder that contains it.";
    PathNotUtf8 "path_not_utf8" Error "A file name is not valid UTF-8.";
    LastValidServed "last_valid_served" Warning "A file has an error, so its last valid version is served.";
    NoPosts "no_posts" Warning "The content folder contains no posts.";
    EncodingUtf16 "encoding_utf16" Error "A file is encoded as UTF-16.";
    EncodingInvalid "encoding_invalid" Error "A file is not valid UTF-8.";
    NulByte "nul_byte" Error "A file contains a NUL byte.";
    ControlCharacter "control_character" Warning "A file contains control characters, which are left out.";
    NestingTooDeep "nesting_too_deep" Error "Block quotes or lists are nested too deeply.";
    TooManyNodes "too_many_nodes" Error "A body has too much markup to be parsed in bounded memory.";
    FrontMatterUnclosed "front_matter_unclosed" Error "The front matter has no closing fence.";
    FrontMatterLate "front_matter_late" Warning "There is whitespace before the front matter.";
    FrontMatterUnopened "front_matter_unopened" Note "The front matter has no opening fence, as in old Hexo files.";
    FrontMatterLanguage "front_matter_language" Error "The fence names a language other than YAML, TOML or JSON.";
    FrontMatterSyntax "front_matter_syntax" Error "The front matter is not valid YAML, TOML or JSON.";
    FrontMatterTooComplex "front_matter_too_complex" Error "The front matter is nested too deeply or too large once aliases are expanded.";
    FrontMatterNotMap "front_matter_not_map" Error "The front matter is not a map of keys and values.";
    FrontMatterTabs "front_matter_tabs" Note "The YAML is indented with tabs, which only Hexo accepts.";
    FrontMatterSpaces "front_matter_spaces" Warning "The front matter has invisible characters or spaces that YAML does not read as spaces.";
    KeyDuplicate "key_duplicate" Error "A known key appears more than once, with different values.";
    KeyRepeated "key_repeated" Warning "A key appears more than once, unknown, inside a map or with the same value; the first one is used.";
    KeyMisspelled "key_misspelled" Warning "An unknown key is one letter away from a known one.";
    SchemaInvalid "schema_invalid" Error "The file `_schema.json` is not a JSON Schema that can be used.";
    ExtraInvalid "extra_invalid" Error "A key of the front matter is not as `_schema.json` declares.";
    ValueWrongKind "value_wrong_kind" Error "A value has the wrong type, such as a map instead of a string.";
    ValueCut "value_cut" Warning "YAML reads a part of a value as a comment, tag or anchor.";
    ValueIgnored "value_ignored" Warning "A value, or an item of a list, is not usable and is left out.";
    TermSplit "term_split" Warning "An item of a list contains a Chinese comma and is split.";
    TypographicQuotes "typographic_quotes" Warning "A tag, category or author is in typographic quotes, which become a part of it.";
    TermFromMap "term_from_map" Warning "An item of a list of strings is a map, of which only the name is used.";
    HiddenByKey "hidden_by_key" Note "A key with which another tool hides posts makes a post a draft.";
    PasswordUnsupported "password_unsupported" Warning "A post with a password is a draft, because passwords are not supported.";
    DateInvalid "date_invalid" Error "A date or time cannot be parsed or does not exist.";
    LangInvalid "lang_invalid" Error "A language is not a valid BCP 47 tag.";
    LangUnregistered "lang_unregistered" Warning "A language code is not registered.";
    SlugInvalid "slug_invalid" Error "A slug is not a valid path segment.";
    TitleFromHeading "title_from_heading" Note "A post without a title in its front matter has that of its first heading.";
    TitleFromFileName "title_from_file_name" Note "A post without a title has that of its file, whose name is written as one.";
    TitleMissing "title_missing" Warning "A post has no title, neither in its front matter nor as a heading.";
    SlugDuplicate "slug_duplicate" Error "Two posts have the same slug and language.";
    SlugDateKept "slug_date_kept" Warning "A slug keeps its date prefix, because another post has the slug without it.";
    TranslationDuplicate "translation_duplicate" Warning "Two posts in the same language have the same translation key.";
    AliasTaken "alias_taken" Warning "An alias is the slug or the alias of another post.";
    TemplateSyntax "template_syntax" Note "Template tags or components of another tool are left out of a post.";
    UrlRefused "url_refused" Warning "The URL of a link, image or media file has a scheme that is not allowed.";
    EmbedRefused "embed_refused" Warning "An embedded page becomes a link, because its host is not in `embed_hosts`.";
    HtmlRemoved "html_removed" Warning "Raw HTML contains an element that is removed.";
    LinkMissing "link_missing" Warning "A relative link points to neither a post nor a file.";
    FragmentMissing "fragment_missing" Warning "A link leads to a heading that does not exist.";
    PostPathWithoutLang "post_path_without_lang" Warning "Translations with one slug have the same page on the site.";
    ImageMissing "image_missing" Warning "An image, cover or media file does not exist.";
}

/// One problem in one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// The kind of problem.
    pub code: Code,
    /// The file with the problem.
    pub path: ContentPath,
    /// The location in the file. `None` if the problem concerns the file as a whole.
    pub place: Option<Place>,
    /// What was found.
    pub message: String,
    /// What was expected.
    pub expected: Option<String>,
    /// How to fix it.
    pub help: Option<String>,
}

impl Diagnostic {
    /// Returns the severity, which follows from the code.
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
