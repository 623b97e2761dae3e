//! What a file's path says of its post.

use jiff::civil::Date;

use crate::compile::{CompileOptions, dates};
use crate::post::ContentPath;
use crate::text::Lang;

/// A file's path, taken apart.
#[derive(Debug)]
pub struct FileName<'p> {
    /// The name without extension and language suffix.
    pub stem: &'p str,
    /// Of an `index.md` or `README.md`: the folder that it stands for.
    pub folder: Option<&'p str>,
    /// The folders above, without one that names the language; of an `index.md` or `README.md`,
    /// without the folder that it stands for.
    pub above: Vec<&'p str>,
    /// The name from which a slug is made: without a date before it.
    pub slug: &'p str,
    /// The date before the name.
    pub date: Option<Date>,
    /// The language that a suffix or the first folder names.
    pub lang: Option<Lang>,
}

impl<'p> FileName<'p> {
    /// Takes a path apart.
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
        let stands_for_folder =
            stem.eq_ignore_ascii_case("index") || stem.eq_ignore_ascii_case("readme");
        let folder = if stands_for_folder { above.pop() } else { None };
        let name = folder.unwrap_or(stem);
        let (date, slug) = match dates::prefix(name) {
            Some((date, "")) => (Some(date), name),
            Some((date, rest)) => (Some(date), rest),
            None => (None, name),
        };
        Self { stem, folder, above, slug, date, lang: suffix_lang.or(folder_lang) }
    }

    /// Whether this is a `README.md`, which is a post only with front matter.
    pub fn is_readme(&self) -> bool {
        self.stem.eq_ignore_ascii_case("readme")
    }
}
