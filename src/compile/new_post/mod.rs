//! The file of a new post: its name and its front matter.

mod file_name;
mod yaml;

use jiff::civil::Date;

use super::dates::{self, DateError};
use super::{CompileOptions, compile};
use crate::post::{ContentPath, Post};
use crate::text::control::{described, is_forbidden};
use crate::text::soft_break::on_one_line;
use crate::text::{Lang, Slug};

/// What an author decides about a new post.
#[derive(Debug, Clone, Copy)]
pub struct NewPost<'n> {
    /// The title. Line breaks in it become spaces.
    pub title: &'n str,
    /// The current day in the time zone of the site, which is the date of the post if it has no other.
    pub today: Date,
    /// The date in any form that front matter may have.
    pub date: Option<&'n str>,
    /// The slug. `None` if it follows from the title.
    pub slug: Option<&'n str>,
    /// The language. `None` if it follows from the text.
    pub lang: Option<&'n Lang>,
    /// The tags, each of which may be a list separated by commas.
    pub tags: &'n [String],
    /// Whether the post is a draft.
    pub draft: bool,
    /// The folder of the file, relative to the content folder; empty for that itself.
    pub folder: &'n str,
}

/// The file of a new post.
#[derive(Debug)]
pub struct NewFile {
    /// The path from the content folder.
    pub path: ContentPath,
    /// The content: front matter and an empty body.
    pub text: String,
    /// What the file compiles to.
    pub post: Post,
}

impl NewPost<'_> {
    /// Returns the file. It compiles to a post with exactly this title and without any problem.
    ///
    /// # Errors
    /// Returns a message if the title, the date, the slug or a tag cannot be used.
    pub fn file(&self, options: &CompileOptions) -> Result<NewFile, String> {
        let title = title(self.title)?;
        let (day, date) = self.date()?;
        let slug = self.slug.map(slug).transpose()?;
        let words = file_name::words(slug.as_ref().map_or(&title, Slug::as_str));
        let separator = if words.is_empty() { "" } else { "-" };
        let slash = if self.folder.is_empty() { "" } else { "/" };
        let path = ContentPath::new(&format!("{}{slash}{day}{separator}{words}.md", self.folder));

        let mut file = self.with_slug(&path, &title, &date, None, options)?;
        let wanted = slug.or_else(|| Slug::new(&words).ok().filter(|_| is_folder_name(&words)));
        if let Some(wanted) = wanted.filter(|wanted| *wanted != file.post.slug) {
            file = self.with_slug(&path, &title, &date, Some(&wanted), options)?;
        }
        Ok(file)
    }

    /// Returns the day of the post, and the date for its front matter.
    fn date(&self) -> Result<(Date, String), String> {
        let Some(text) = self.date else { return Ok((self.today, self.today.to_string())) };
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let parsed = dates::parse(&text).map_err(|error| match error {
            DateError::Unreadable => format!(
                "`{text}` is not a date; expected a date such as 2024-01-15, 2024-01-15 08:30 or \
                 2024-01-15T08:30:00+08:00"
            ),
            DateError::Impossible(why) => format!("the date `{text}` does not exist: {why}"),
        })?;
        Ok((parsed.date, text))
    }

    /// Returns the file with a slug in its front matter or without one.
    fn with_slug(
        &self,
        path: &ContentPath,
        title: &str,
        date: &str,
        slug: Option<&Slug>,
        options: &CompileOptions,
    ) -> Result<NewFile, String> {
        let mut text = format!("---\ntitle: {}\ndate: {date}\n", yaml::scalar(title));
        if let Some(slug) = slug {
            text.push_str(&format!("slug: {}\n", yaml::scalar(slug.as_str())));
        }
        if let Some(lang) = self.lang {
            text.push_str(&format!("lang: {lang}\n"));
        }
        let tags = self.tags.iter().flat_map(|tags| tags.split([',', '，', '、']));
        let tags = tags.map(str::trim).filter(|tag| !tag.is_empty()).map(yaml::scalar);
        text.push_str(&format!("tags: [{}]\n", tags.collect::<Vec<_>>().join(", ")));
        if self.draft {
            text.push_str("draft: true\n");
        }
        text.push_str("---\n\n");

        let compiled = compile(path, text.as_bytes(), options);
        if let Some(problem) = compiled.diagnostics.first() {
            return Err(format!("the post would have a problem: {}", problem.message));
        }
        let post = compiled.post.expect("a file without a post has a problem");
        Ok(NewFile { path: path.clone(), text, post })
    }
}

/// Returns a title on one line.
fn title(text: &str) -> Result<String, String> {
    let has_breaks = text
        .trim()
        .contains(|c: char| matches!(c, '\t'..='\r' | '\u{85}' | '\u{2028}' | '\u{2029}'));
    let title = if has_breaks { on_one_line(text) } else { text.trim().to_owned() };
    if title.is_empty() {
        return Err("the title is empty".to_owned());
    }
    match title.chars().find(|&c| is_forbidden(c)) {
        Some(c) => {
            Err(format!("the title contains a character that HTML forbids: {}", described(c)))
        }
        None => Ok(title),
    }
}

fn slug(text: &str) -> Result<Slug, String> {
    Slug::new(text).map_err(|why| format!("`{}` is not a valid slug: {why}", text.escape_debug()))
}

/// Returns whether a file with this name would stand for its folder.
fn is_folder_name(words: &str) -> bool {
    matches!(words, "index" | "readme")
}

#[cfg(test)]
mod tests;
