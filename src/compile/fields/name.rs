//! Information in the path of a file.

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
    /// The date prefix of the name.
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
        let is_folder = stem.eq_ignore_ascii_case("index") || stem.eq_ignore_ascii_case("readme");
        let folder = if is_folder { above.pop() } else { None };
        let name = folder.unwrap_or(stem);
        let (date, slug) = match dates::prefix(name) {
            Some((date, "")) => (Some(date), name),
            Some((date, rest)) => (Some(date), rest),
            None => (None, name),
        };
        Self { stem, folder, above, slug, date, lang: suffix_lang.or(folder_lang) }
    }

    /// Returns whether this is a `README.md`, which is a post only if it has front matter.
    pub fn is_readme(&self) -> bool {
        self.stem.eq_ignore_ascii_case("readme")
    }
}
