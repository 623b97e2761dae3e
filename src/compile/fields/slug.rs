//! The name of a post in URLs.

use super::Context;
use super::keys::{self, Keys};
use super::text::{scalar, shortened};
use crate::compile::SlugFrom;
use crate::compile::report::Problem;
use crate::post::Code;
use crate::text::Slug;
use crate::text::slug::InvalidSlug;

/// The authored slug, else one from the path. None where it is invalid, which is reported.
pub fn slug(keys: &mut Keys<'_, '_, '_>, context: &Context<'_>) -> Option<Slug> {
    if let Some(entry) = keys.take(keys::SLUG) {
        let text = scalar(keys, entry, "hello-world")?;
        let slug = Slug::new(&text);
        return slug
            .map_err(|why| {
                let message = format!("`{}` cannot be a slug: {}", shortened(&text), reason(why));
                keys.report(
                    Problem::new(Code::SlugInvalid, entry.node.span, message)
                        .expected("one path segment, such as `hello-world` or `你好`")
                        .help(match why {
                            InvalidSlug::Separator => {
                                "write `-` between the parts, or list the path under `aliases`"
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
        let message = format!("the file's name gives no slug: {}", reason(why));
        keys.report(
            Problem::new(Code::SlugInvalid, None, message)
                .expected("a file name that can be a path segment")
                .help("rename the file, or add a `slug` to the front matter"),
        );
    })
    .ok()
}

/// The name, and with [`SlugFrom::Path`] the folders before it.
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
        InvalidSlug::Empty => "nothing is left of it".to_owned(),
        InvalidSlug::Separator => "it holds `/` or `\\`, which would make two segments".to_owned(),
        InvalidSlug::Control => "it holds a control character".to_owned(),
        InvalidSlug::Dots => "`.` and `..` mean folders in a URL".to_owned(),
        InvalidSlug::TooLong => format!("it is longer than {} bytes", Slug::MAX_BYTES),
    }
}
