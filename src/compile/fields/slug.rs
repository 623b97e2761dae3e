//! The slug of a post.

use super::context::Context;
use super::keys::{self, Keys};
use super::list::alias;
use super::text::scalar;
use crate::compile::options::{SlugDate, SlugFrom};
use crate::compile::report::{Problem, Span, first_line};
use crate::post::Code;
use crate::text::Slug;
use crate::text::slug::InvalidSlug;

/// The name of a post in URLs.
#[derive(Debug)]
pub struct Name {
    /// The slug.
    pub slug: Slug,
    /// The slug with the date prefix of the file, for a slug from which it was dropped.
    pub dated: Option<Slug>,
    /// The path of which the slug is the last segment, if it has several.
    pub alias: Option<String>,
}

/// Returns the authored slug, or else one derived from the path. Returns `None` if it is invalid,
/// which is reported.
pub fn name(keys: &mut Keys<'_, '_, '_>, context: &Context<'_>) -> Option<Name> {
    if let Some(entry) = keys.take(keys::SLUG) {
        let text = scalar(keys, entry, "hello-world")?;
        // Docusaurus writes `/` for its home page, which has no name here.
        if text.split('/').all(|segment| segment.trim().is_empty()) {
            return from_path(keys, context);
        }
        return authored(&text)
            .map_err(|why| keys.report(invalid(&text, entry.node.span, why)))
            .ok();
    }
    from_path(keys, context)
}

/// Returns an authored slug. Of a path, as in Docusaurus, the last segment is the slug.
fn authored(text: &str) -> Result<Name, InvalidSlug> {
    let mut segments = text.split('/').map(str::trim).filter(|segment| !segment.is_empty());
    let last = segments.next_back().expect("there is more than slashes");
    let slug = Slug::new(last)?;
    let mut several = false;
    for segment in segments {
        Slug::new(segment)?;
        several = true;
    }
    Ok(Name { slug, dated: None, alias: several.then(|| alias(text)) })
}

fn invalid(text: &str, span: Span, why: InvalidSlug) -> Problem {
    let message = format!("`{}` is not a valid slug: {why}", first_line(text));
    Problem::new(Code::SlugInvalid, span, message)
        .expected("a path segment, such as `hello-world` or `你好`")
        .help(match why {
            InvalidSlug::Separator => "write `-` instead of `\\`",
            _ => "write letters, digits and hyphens",
        })
}

/// Returns the slug derived from the path.
fn from_path(keys: &mut Keys<'_, '_, '_>, context: &Context<'_>) -> Option<Name> {
    let dated = context.name.dated.as_deref().map(|name| Slug::new(&with_folders(context, name)));
    let keep = context.options.slug_date == SlugDate::Keep;
    let (slug, dated) = match dated {
        Some(dated) if keep => (dated, None),
        dated => (Slug::new(&with_folders(context, context.name.slug)), dated),
    };
    match slug {
        Ok(slug) => Some(Name { slug, dated: dated.and_then(Result::ok), alias: None }),
        Err(why) => {
            let message = format!("the file name cannot be used as a slug: {why}");
            keys.report(
                Problem::new(Code::SlugInvalid, None, message)
                    .expected("a file name that is a valid path segment")
                    .help("rename the file, or add a `slug` to the front matter"),
            );
            None
        }
    }
}

/// Returns a name, preceded by the folders for [`SlugFrom::Path`].
fn with_folders(context: &Context<'_>, name: &str) -> String {
    match context.options.slug_from {
        SlugFrom::Stem => name.to_owned(),
        SlugFrom::Path => {
            let parts: Vec<_> = context.name.above.iter().copied().chain([name]).collect();
            parts.join("-")
        }
    }
}
