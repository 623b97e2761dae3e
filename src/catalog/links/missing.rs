//! Reports broken references.

use jiff::Timestamp;

use super::addresses::dated_slug;
use super::find::{Files, is_file, path_of};
use super::near::Suggestions;
use super::set_aside::SetAside;
use crate::catalog::folders::split;
use crate::post::{
    At, Code, ContentPath, Diagnostic, Moment, Place, Post, Reference, Status, Use, wiki_name,
};
use crate::text::line_index::LineIndex;

/// The maximum number of broken references reported for one post.
pub(super) const MAX_PER_POST: usize = 100;

/// The usual folders of pages that list posts. Such a page may have the name of a post.
const LISTS: [&str; 9] =
    ["tags", "tag", "categories", "category", "archives", "archive", "authors", "series", "page"];

/// Why a reference is broken.
#[derive(Debug, Clone, Copy)]
pub(super) enum Why<'p> {
    /// Nothing is at the path.
    Missing,
    /// The file at this path has an error.
    SetAside(&'p str),
    /// The target is a draft, and the post is not.
    Draft,
    /// The target is published later.
    Scheduled(Moment),
    /// The target has expired.
    Expired(Moment),
    /// Another post has the slug of the target.
    Duplicate,
}

impl Why<'_> {
    /// Returns why a target is hidden. `None` for drafts, which [`Missing`] reports.
    pub(super) fn hidden(target: &Post, now: Timestamp) -> Option<Self> {
        match target.status(now) {
            None => target.expires_at.map(Self::Expired),
            Some(Status::Scheduled) => target.published_at.map(Self::Scheduled),
            Some(Status::Published) => Some(Self::Duplicate),
            Some(Status::Draft) => None,
        }
    }
}

/// Reports references to nothing and to drafts.
pub(super) struct Missing<'f, 'a, 'r> {
    files: &'f Files<'a>,
    set_aside: SetAside<'r>,
    suggestions: Suggestions<'f, 'a>,
}

impl<'f, 'a, 'r> Missing<'f, 'a, 'r> {
    /// Creates the reporter. `set_aside` are the paths of files with errors, sorted.
    pub(super) fn new(files: &'f Files<'a>, set_aside: &[&'r ContentPath]) -> Self {
        let set_aside = SetAside::new(set_aside);
        Self { files, set_aside, suggestions: Suggestions::new(files) }
    }

    /// Returns for how many references similar names were searched, at most [`MAX_SIMILAR`](super::near::MAX_SIMILAR).
    pub(super) fn searches(&self) -> usize {
        self.suggestions.searches()
    }

    /// Returns why a reference without any target is broken. `None` if it need not have one.
    pub(super) fn why(&self, post: &Post, reference: &Reference) -> Option<Why<'r>> {
        let set_aside = || self.set_aside.find(post, reference, self.files.page_path);
        if reference.to_use == Use::Link
            && let Some(path) = set_aside()
        {
            return Some(Why::SetAside(path));
        }
        self.must_exist(post, reference).then_some(Why::Missing)
    }

    /// Returns diagnostics for the broken references of a post.
    pub(super) fn report(
        &mut self,
        post: &Post,
        broken: Vec<(&Reference, Why<'_>)>,
    ) -> Vec<Diagnostic> {
        report(post, broken, |reference, why| match why {
            Why::Missing => self.suggestions.near(post, reference),
            _ => None,
        })
    }

    /// Returns whether a reference must resolve to a file. A path from the root may belong to the rest
    /// of the site, of which only the posts are known here.
    fn must_exist(&self, post: &Post, reference: &Reference) -> bool {
        if wiki_name(&reference.url).is_some() {
            return true;
        }
        let (path, is_rooted) = path_of(&reference.url);
        if !is_rooted || reference.url.starts_with('@') || is_file(&path) {
            return true;
        }
        if reference.to_use != Use::Link {
            return false;
        }
        let page_path = self.files.page_path;
        let is_page = page_path.is_specific() && page_path.parse(path.trim_matches('/')).is_some();
        let is_list = path.split('/').next().is_some_and(|first| LISTS.contains(&first));
        let has_name =
            || path.ends_with(".html") && self.suggestions.with_name(post, reference).is_some();
        is_page || (!is_list && (dated_slug(&path).is_some() || has_name()))
    }
}

/// Returns diagnostics for the broken references of a post, sorted by position. `near` returns the
/// path that may have been meant.
pub(super) fn report<'a>(
    post: &Post,
    mut broken: Vec<(&Reference, Why<'_>)>,
    mut near: impl FnMut(&Reference, Why<'_>) -> Option<&'a str>,
) -> Vec<Diagnostic> {
    if broken.is_empty() {
        return Vec::new();
    }
    broken.sort_by_key(|(reference, _)| match &reference.at {
        At::Matter(_) => 0,
        At::Body(start, _) => *start,
    });
    let markdown = post.body.markdown();
    let lines = LineIndex::new(&markdown);
    let omitted = broken.len().saturating_sub(MAX_PER_POST);
    broken.truncate(MAX_PER_POST);
    let mut diagnostics: Vec<Diagnostic> = broken
        .into_iter()
        .map(|(reference, why)| diagnostic(post, reference, why, near(reference, why), &lines))
        .collect();
    if let Some(last) = diagnostics.last_mut()
        && omitted > 0
    {
        last.message.push_str(&format!("; {omitted} more are omitted"));
    }
    diagnostics
}

/// Whether a URL is that of a file that is left out for its name, such as `_index.md` of Hugo and Zola.
fn is_underscored(url: &str) -> bool {
    let (path, _) = path_of(url);
    is_file(&path) && split(&path).1.starts_with('_')
}

fn diagnostic(
    post: &Post,
    reference: &Reference,
    why: Why<'_>,
    near: Option<&str>,
    lines: &LineIndex<'_>,
) -> Diagnostic {
    let name = wiki_name(&reference.url);
    let is_name = name.is_some();
    let url = printable(name.as_deref().unwrap_or(&reference.url));
    let (code, message) = match (reference.to_use, why) {
        (Use::Link, Why::Missing) => {
            (Code::LinkMissing, format!("`{url}` matches no post or file"))
        }
        (Use::Image, _) => (Code::ImageMissing, format!("the image `{url}` does not exist")),
        (Use::Media, _) => (Code::ImageMissing, format!("the file `{url}` does not exist")),
        (Use::Link, Why::SetAside(path)) => {
            (Code::LinkMissing, format!("`{url}` links to {path}, which has an error"))
        }
        (Use::Link, Why::Draft) => {
            (Code::LinkMissing, format!("`{url}` links to a draft, which is not served"))
        }
        (Use::Link, Why::Scheduled(at)) => {
            let message = format!("`{url}` links to a post that is not published until {at}");
            (Code::LinkMissing, message)
        }
        (Use::Link, Why::Expired(at)) => {
            (Code::LinkMissing, format!("`{url}` links to a post that expired at {at}"))
        }
        (Use::Link, Why::Duplicate) => {
            let message = format!("`{url}` links to a post whose slug another post has");
            (Code::LinkMissing, message)
        }
    };
    let help = match (near, why) {
        (Some(near), _) => format!("did you mean `{}`?", relative(near, post)),
        (None, Why::SetAside(path)) => format!("fix the errors of {path}; it is not served"),
        (None, Why::Draft) => "publish the draft, or remove the link until then".to_owned(),
        (None, Why::Scheduled(_)) => {
            "nothing to do if it may lead nowhere until then; otherwise remove the link".to_owned()
        }
        (None, Why::Expired(_)) => "remove the link".to_owned(),
        (None, Why::Duplicate) => "give one of the two posts its own `slug:`".to_owned(),
        (None, Why::Missing) if is_name => "correct the name, or add the file".to_owned(),
        (None, Why::Missing) if reference.to_use == Use::Link && is_underscored(&reference.url) => {
            "link to another page: files whose names begin with `_` are not posts".to_owned()
        }
        (None, Why::Missing) if reference.to_use == Use::Link => {
            "correct the path, or write the full URL with https://".to_owned()
        }
        (None, Why::Missing) => "add the file, or correct the path".to_owned(),
    };
    let expected = match why {
        Why::Missing if is_name => "the name of a post or file, its title or an alias",
        Why::Missing | Why::Draft => "the path of a file, relative to this file",
        Why::SetAside(_) => "the path of a post without errors",
        Why::Scheduled(_) | Why::Expired(_) | Why::Duplicate => "the path of a post that is public",
    };
    Diagnostic {
        code,
        path: post.path.clone(),
        place: Some(place(post, &reference.at, lines)),
        message,
        expected: Some(expected.to_owned()),
        help: Some(help),
    }
}

/// Converts a path relative to the content folder to the form in which a post would write it.
fn relative(path: &str, post: &Post) -> String {
    let (folder, _) = split(post.path.as_str());
    match path.strip_prefix(folder).and_then(|rest| rest.strip_prefix('/')) {
        _ if folder.is_empty() => path.to_owned(),
        Some(rest) => rest.to_owned(),
        None => format!("/{path}"),
    }
}

/// Returns the location of a reference in the file of its post.
pub(super) fn place(post: &Post, at: &At, lines: &LineIndex<'_>) -> Place {
    match at {
        At::Matter(place) => (**place).clone(),
        At::Body(start, length) => {
            let start = *start as usize;
            let mut place = Place::new(lines.text(), lines, start..start + *length as usize);
            place.line = place.line.saturating_add(post.lines_before_body);
            place
        }
    }
}

/// Formats a URL for a message, on one line.
pub(super) fn printable(url: &str) -> String {
    const MAX_LENGTH: usize = 120;
    let url = url.replace(char::is_control, " ");
    match url.char_indices().nth(MAX_LENGTH) {
        Some((end, _)) => format!("{}…", &url[..end]),
        None => url,
    }
}
