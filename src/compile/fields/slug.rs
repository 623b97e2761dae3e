//! The slug of a post.

use super::context::Context;
use super::keys::{self, Keys};
use super::text::scalar;
use crate::compile::options::SlugFrom;
use crate::compile::report::{Problem, first_line};
use crate::post::Code;
use crate::text::Slug;
use crate::text::slug::InvalidSlug;

/// Returns the authored slug, or else one derived from the path. Returns `None` if it is invalid,
/// which is reported.
pub fn slug(keys: &mut Keys<'_, '_, '_>, context: &Context<'_>) -> Option<Slug> {
    if let Some(entry) = keys.take(keys::SLUG) {
        let text = scalar(keys, entry, "hello-world")?;
        let slug = Slug::new(&text);
        return slug
            .map_err(|why| {
                let message =
                    format!("`{}` is not a valid slug: {}", first_line(&text), reason(why));
                keys.report(
                    Problem::new(Code::SlugInvalid, entry.node.span, message)
                        .expected("one path segment, such as `hello-world` or `你好`")
                        .help(match why {
                            InvalidSlug::Separator => {
                                "write `-` between the parts, or add the path to `aliases`"
                            }
                            _ => "write letters, digits and hyphens",
                        }),
                );
            })
            .ok();
    }
    let name = from_path(context);
    let slug = Slug::new(&name);
    slug.map_err(|why| {
        let message = format!("the file name cannot be used as a slug: {}", reason(why));
        keys.report(
            Problem::new(Code::SlugInvalid, None, message)
                .expected("a file name that is a valid path segment")
                .help("rename the file, or add a `slug` to the front matter"),
        );
    })
    .ok()
}

/// Returns the name, preceded by the folders for [`SlugFrom::Path`].
fn from_path(context: &Context<'_>) -> String {
    let name = context.name.slug;
    match context.options.slug_from {
        SlugFrom::Stem => name.to_owned(),
        SlugFrom::Path => {
            let parts: Vec<_> = context.name.above.iter().copied().chain([name]).collect();
            parts.join("-")
        }
    }
}

fn reason(why: InvalidSlug) -> String {
    match why {
        InvalidSlug::Empty => "it is empty".to_owned(),
        InvalidSlug::Separator => {
            "it contains `/` or `\\`, which separate path segments".to_owned()
        }
        InvalidSlug::Control => "it contains a control character".to_owned(),
        InvalidSlug::Dots => "URL parsers remove `.` and `..`".to_owned(),
        InvalidSlug::TooLong => format!("it is longer than {} bytes", Slug::MAX_BYTES),
    }
}
