//! `get_post`.

use std::sync::Arc;

use serde::Serialize;
use utoipa::ToSchema;

use super::caller::{Caller, Output};
use super::failure::Failure;
use super::part::{Part, Start, part, section_at};
use crate::api::links::addresses;
use crate::api::mcp::quote::{NOTICE, quoted};
use crate::api::params::GetPostArguments;
use crate::catalog::{DocId, Snapshot};
use crate::compile::markdown::{Section, sections};
use crate::protocol::problem::{Problem, ProblemKind, shorten};
use crate::query::{Found, find_post, find_versions, near_slugs};
use crate::text::Lang;
use crate::text::suggest::nearest;

/// The most headings of an outline.
const MOST_HEADINGS: usize = 300;

/// About the most bytes of an outline. The `id` of a heading can be as long as its post.
const LONGEST_OUTLINE: usize = 64 << 10;

/// A part of a post.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PostResult {
    /// What the other texts are: content, not instructions.
    notice: &'static str,
    /// The slug of the post.
    slug: String,
    /// The language of the post (BCP 47).
    lang: String,
    /// The title.
    title: String,
    /// The description, or null.
    #[schema(required)]
    description: Option<String>,
    /// The day of the post as authored, or null.
    #[schema(required)]
    date: Option<String>,
    /// The time of the last update, or null.
    #[schema(required)]
    updated_at: Option<String>,
    /// The names of the authors.
    authors: Vec<String>,
    /// The categories.
    categories: Vec<String>,
    /// The tags.
    tags: Vec<String>,
    /// The URL of the post, for quoting.
    url: String,
    /// The content hash of the post. If it changes between two parts, offsets are no longer right.
    revision: String,
    /// The headings of the post, at most 300 and about 64 KiB; null if the call has `section` or `offset`.
    #[schema(required, inline)]
    outline: Option<Vec<HeadingView>>,
    /// The section in which the part begins, or null before the first heading.
    #[schema(required, inline)]
    section: Option<HeadingView>,
    /// Where the part begins, in characters of the Markdown.
    #[schema(minimum = 0)]
    offset: usize,
    /// The number of characters of the whole Markdown.
    #[schema(minimum = 0)]
    length: usize,
    /// The Markdown of the part.
    markdown: String,
    /// Where the next part begins, or null at the end of the post.
    #[schema(required, inline)]
    next: Option<NextView>,
}

/// A heading.
#[derive(Debug, Clone, Serialize, ToSchema)]
struct HeadingView {
    /// The level, 1 to 6.
    #[schema(minimum = 1, maximum = 6)]
    level: u8,
    /// The `id` of the heading: the value of the argument `section`.
    id: String,
    /// The heading as plain text, at most 200 characters of it.
    title: String,
}

/// Where the next part begins.
#[derive(Debug, Serialize, ToSchema)]
struct NextView {
    /// The value of the argument `offset` for the next part.
    #[schema(minimum = 0)]
    offset: usize,
    /// The `id` of the heading of the section in which it begins, or null before the first heading.
    #[schema(required)]
    section: Option<String>,
}

impl From<&Section> for HeadingView {
    fn from(section: &Section) -> Self {
        let (level, id, title) = (section.level, section.id.clone(), shorten(&section.title));
        Self { level, id, title }
    }
}

/// Returns a part of a post.
pub async fn get_post(caller: &Caller<'_>, arguments: GetPostArguments) -> Result<Output, Failure> {
    let Caller { request, state, moment } = *caller;
    let id = find(caller, &arguments.slug, arguments.lang.as_ref())?;
    let snapshot = Arc::clone(moment.snapshot());
    let addresses = addresses(&state.options, request.head());
    let url = addresses.of_post(snapshot.post(id));
    let audience = moment.audience_or_public();
    let revision = snapshot.revision(id, moment.visible.to(audience)).to_string();
    // Parsing a long post takes milliseconds.
    let read = move || result(&snapshot, id, &arguments, url, revision);
    let result = state.limits.run_heavy(read).await??;
    Ok(Output::new(texts(&result), &result))
}

/// Returns the post that the caller may see.
fn find(caller: &Caller<'_>, slug: &str, lang: Option<&Lang>) -> Result<DocId, Failure> {
    let Caller { moment, .. } = *caller;
    let (snapshot, audience, now) = (moment.snapshot(), moment.audience_or_public(), moment.now);
    match find_post(snapshot, slug, lang, &[], audience, now) {
        Found::Post(id) | Found::Moved(id) => Ok(id),
        Found::NotFound => {
            let slug_shown = shorten(slug);
            let versions = find_versions(snapshot, slug, audience, now);
            let langs: Vec<&str> =
                versions.iter().map(|&id| snapshot.post(id).lang.as_str()).collect();
            let detail = match lang.filter(|_| !langs.is_empty()) {
                Some(lang) => format!(
                    "`{slug_shown}` has no version in `{lang}`; it is available in `{}`",
                    langs.join("`, `")
                ),
                None => format!("there is no post `{slug_shown}`; find posts with `search_posts`"),
            };
            let suggestions =
                if langs.is_empty() { near_slugs(snapshot, slug, now) } else { Vec::new() };
            let problem = Problem::new(ProblemKind::PostNotFound, detail);
            Err(Problem { suggestions, ..problem }.into())
        }
    }
}

fn result(
    snapshot: &Snapshot,
    id: DocId,
    arguments: &GetPostArguments,
    url: String,
    revision: String,
) -> Result<PostResult, Failure> {
    let post = snapshot.post(id);
    let markdown = post.body.markdown();
    let markdown: &str = &markdown;
    let sections = sections(markdown, post.body.dialect());
    let length = markdown.chars().count();
    let start = start(arguments, markdown, &sections, length)?;
    let Part { start, end } = part(markdown, &sections, start, arguments.limit as usize);
    let offset = markdown[..start].chars().count();
    let text = &markdown[start..end];
    let next = (end < markdown.len()).then(|| NextView {
        offset: offset + text.chars().count(),
        section: section_at(&sections, end).map(|section| section.id.clone()),
    });
    let is_first = arguments.section.is_none() && arguments.offset.is_none();
    let names = |names: &[Arc<str>]| names.iter().map(ToString::to_string).collect();
    Ok(PostResult {
        notice: NOTICE,
        slug: post.slug.to_string(),
        lang: post.lang.to_string(),
        title: post.title.to_string(),
        description: post.description.as_deref().map(str::to_owned),
        date: post.date.map(|date| date.to_string()),
        updated_at: post.updated_at.as_ref().map(ToString::to_string),
        authors: names(&post.authors),
        categories: names(&post.categories),
        tags: names(&post.tags),
        url,
        revision,
        outline: is_first.then(|| outline(&sections)),
        section: section_at(&sections, start).map(HeadingView::from),
        offset,
        length,
        markdown: text.to_owned(),
        next,
    })
}

/// Returns the headings, as far as they are not too many or too long.
fn outline(sections: &[Section]) -> Vec<HeadingView> {
    let mut rest = LONGEST_OUTLINE;
    let fits = |heading: &HeadingView| {
        let left = rest.checked_sub(heading.id.len() + heading.title.len());
        rest = left.unwrap_or(0);
        left.is_some()
    };
    sections.iter().take(MOST_HEADINGS).map(HeadingView::from).take_while(fits).collect()
}

/// Returns where the part begins.
fn start(
    arguments: &GetPostArguments,
    markdown: &str,
    sections: &[Section],
    length: usize,
) -> Result<Start, Failure> {
    if let Some(wanted) = &arguments.section {
        let id = wanted.strip_prefix('#').unwrap_or(wanted);
        let found = sections.iter().position(|section| section.id == id);
        return found.map(Start::Section).ok_or_else(|| {
            let near = nearest(id, sections.iter().map(|section| section.id.as_str()));
            let message = format!(
                "the post has no section `{}`; call `get_post` without `section` for the outline",
                shorten(wanted)
            );
            Failure::unknown(message, near.map(str::to_owned).as_slice())
        });
    }
    let offset = arguments.offset.unwrap_or(0) as usize;
    if offset > length {
        let message =
            format!("`offset` is after the end of the post, which has {length} characters");
        return Err(Failure::call(message));
    }
    let at = markdown.char_indices().nth(offset).map_or(markdown.len(), |(at, _)| at);
    Ok(Start::At(at))
}

/// Returns what a language model reads: where it is in the post, what the post is, and the text.
fn texts(result: &PostResult) -> Vec<String> {
    let end = result.offset + result.markdown.chars().count();
    let reading_on = match &result.next {
        Some(next) => format!("Continue with `offset` {}.", next.offset),
        None => "This is the end of the post.".to_owned(),
    };
    let place = format!("Characters {} to {end} of {}. {reading_on}", result.offset, result.length);
    let lists = [&result.authors, &result.categories, &result.tags].map(|names| names.join(", "));
    let [authors, categories, tags] = &lists;
    let mut about = format!("title: {}", result.title);
    for (name, value) in [
        ("description", result.description.as_deref()),
        ("slug", Some(&*result.slug)),
        ("lang", Some(&*result.lang)),
        ("date", result.date.as_deref()),
        ("updated", result.updated_at.as_deref()),
        ("url", Some(&*result.url)),
        ("authors", Some(&**authors)),
        ("categories", Some(&**categories)),
        ("tags", Some(&**tags)),
    ] {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            about.push_str(&format!("\n{name}: {value}"));
        }
    }
    for heading in result.outline.iter().flatten() {
        let marks = "#".repeat(heading.level.into());
        about.push_str(&format!("\n{marks} {} (section: {})", heading.title, heading.id));
    }
    vec![
        place,
        quoted("What is known of the post is", &about),
        quoted("The Markdown of the part is", &result.markdown),
    ]
}
