//! Information in the path of a file.

use std::borrow::Cow;

use jiff::civil::Date;

use crate::compile::dates;
use crate::compile::options::CompileOptions;
use crate::post::ContentPath;
use crate::text::Lang;

/// The parts of a file path.
#[derive(Debug)]
pub struct FileName<'p> {
    /// The file name without extension and language suffix.
    pub stem: &'p str,
    /// The folder that an `index.md` or `README.md` represents. `None` for other files.
    pub folder: Option<&'p str>,
    /// The other parent folders, without one that names the language.
    pub above: Vec<&'p str>,
    /// The name without its date prefix, from which a slug is derived.
    pub slug: &'p str,
    /// The name with its date prefix, if it has one that `slug` lacks.
    pub dated: Option<Cow<'p, str>>,
    /// The date prefix of the file, or of the folder that it represents.
    pub date: Option<Date>,
    /// The language in a suffix or the top-level folder.
    pub lang: Option<Lang>,
}

impl<'p> FileName<'p> {
    /// Splits a path.
    pub fn new(path: &'p ContentPath, options: &CompileOptions) -> Self {
        let listed =
            |tag: &str| Lang::parse(tag).ok().filter(|lang| options.languages.contains(lang));
        let mut above: Vec<_> = path.folders().collect();
        let folder_lang = above.first().and_then(|folder| listed(folder));
        if folder_lang.is_some() {
            above.remove(0);
        }
        let (stem, suffix_lang) = match path.stem().rsplit_once('.') {
            Some((stem, suffix)) if !stem.is_empty() && listed(suffix).is_some() => {
                (stem, listed(suffix))
            }
            _ => (path.stem(), None),
        };
        let own = Dated::new(stem);
        let is_folder =
            own.rest.eq_ignore_ascii_case("index") || own.rest.eq_ignore_ascii_case("readme");
        let folder = if is_folder { above.pop() } else { None };
        let named = folder.map_or(own, Dated::new);
        let dated = match (named.prefix(), own.prefix()) {
            ("", "") => None,
            // `2024-01-15-index.md` in the folder `trip`.
            ("", prefix) => Some(Cow::Owned(format!("{prefix}{}", named.rest))),
            (..) => Some(Cow::Borrowed(named.name)),
        };
        Self {
            stem,
            folder,
            above,
            slug: named.rest,
            dated,
            date: own.date.or(named.date),
            lang: suffix_lang.or(folder_lang),
        }
    }

    /// Returns whether this is a `README.md`, which is a post only if it has front matter.
    pub fn is_readme(&self) -> bool {
        self.stem.eq_ignore_ascii_case("readme")
    }
}

/// A name and its date prefix.
#[derive(Debug, Clone, Copy)]
struct Dated<'p> {
    name: &'p str,
    date: Option<Date>,
    /// The name without the prefix, or the whole name if it is just a date.
    rest: &'p str,
}

impl<'p> Dated<'p> {
    fn new(name: &'p str) -> Self {
        match dates::prefix(name) {
            Some((date, "")) => Self { name, date: Some(date), rest: name },
            Some((date, rest)) => Self { name, date: Some(date), rest },
            None => Self { name, date: None, rest: name },
        }
    }

    /// Returns the prefix with its separator, or an empty string if the name has none.
    fn prefix(&self) -> &'p str {
        &self.name[..self.name.len() - self.rest.len()]
    }
}
