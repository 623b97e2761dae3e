//! Reports broken references.

use super::find::{Files, join, path_of};
use super::target::LinkTarget;
use crate::catalog::folders::split;
use crate::post::{At, Code, Diagnostic, Place, Post, Reference, Use};
use crate::text::line_index::LineIndex;

/// The maximum number of broken references reported for one post.
const MAX_PER_POST: usize = 100;
/// The maximum number of broken references, over all posts, for which similar paths are searched,
/// which is slow in large folders.
const MAX_SUGGESTIONS: usize = 200;

/// Reports broken references.
pub(super) struct Missing<'f, 'a, 'd> {
    files: &'f Files<'a>,
    diagnostics: &'d mut Vec<Diagnostic>,
    suggestions_left: usize,
}

impl<'f, 'a, 'd> Missing<'f, 'a, 'd> {
    pub(super) fn new(files: &'f Files<'a>, diagnostics: &'d mut Vec<Diagnostic>) -> Self {
        Self { files, diagnostics, suggestions_left: MAX_SUGGESTIONS }
    }

    /// Reports the references of a post whose target was not found.
    pub(super) fn report(&mut self, post: &Post, targets: &[Option<LinkTarget>]) {
        let is_broken = |(_, target): &(&Reference, &Option<LinkTarget>)| target.is_none();
        let mut broken: Vec<&Reference> = post
            .references
            .iter()
            .zip(targets)
            .filter(is_broken)
            .map(|(reference, _)| reference)
            .filter(|reference| must_exist(reference))
            .collect();
        if broken.is_empty() {
            return;
        }
        broken.sort_by_key(|reference| match &reference.at {
            At::Matter(_) => 0,
            At::Body(start, _) => *start,
        });
        let lines = LineIndex::new(post.body.markdown());
        let omitted = broken.len().saturating_sub(MAX_PER_POST);
        broken.truncate(MAX_PER_POST);
        for (position, reference) in broken.iter().enumerate() {
            let mut diagnostic = self.diagnostic(post, reference, &lines);
            if omitted > 0 && position + 1 == MAX_PER_POST {
                diagnostic.message.push_str(&format!("; {omitted} more are omitted"));
            }
            self.diagnostics.push(diagnostic);
        }
    }

    fn diagnostic(
        &mut self,
        post: &Post,
        reference: &Reference,
        lines: &LineIndex<'_>,
    ) -> Diagnostic {
        let url = printable(&reference.url);
        let is_draft = self.files.find(post, &reference.url, reference.to_use).is_some();
        let near = if is_draft { None } else { self.near(post, reference) };
        let (code, message) = match reference.to_use {
            Use::Link if is_draft => {
                (Code::LinkMissing, format!("`{url}` links to a draft, which is not served"))
            }
            Use::Link => (Code::LinkMissing, format!("`{url}` matches no post or file")),
            Use::Image => (Code::ImageMissing, format!("the image `{url}` does not exist")),
            Use::Media => (Code::ImageMissing, format!("the file `{url}` does not exist")),
        };
        let help = match near {
            Some(near) => format!("did you mean `{}`?", relative(near, post)),
            None if is_draft => "publish the draft, or remove the link until then".to_owned(),
            None if reference.to_use == Use::Link => {
                "correct the path, or write the full URL with https://".to_owned()
            }
            None => "add the file, or correct the path".to_owned(),
        };
        Diagnostic {
            code,
            path: post.path.clone(),
            place: Some(place(post, &reference.at, lines)),
            message,
            expected: Some("the path of a file, relative to this file".to_owned()),
            help: Some(help),
        }
    }

    /// Returns the path that may have been meant, relative to the content folder.
    fn near(&mut self, post: &Post, reference: &Reference) -> Option<&'a str> {
        self.suggestions_left = self.suggestions_left.checked_sub(1)?;
        let (path, is_rooted) = path_of(&reference.url);
        let folder = if is_rooted { "" } else { split(post.path.as_str()).0 };
        self.files.near(&join(folder, &path)?, reference.to_use)
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

/// Returns whether a reference must resolve to a file. A path from the root may belong to the rest
/// of the site, of which only the posts are known here.
fn must_exist(reference: &Reference) -> bool {
    let (path, is_rooted) = path_of(&reference.url);
    let is_post = path.ends_with(".md") || path.ends_with(".markdown");
    !is_rooted || reference.url.starts_with("@/") || is_post
}

fn place(post: &Post, at: &At, lines: &LineIndex<'_>) -> Place {
    match at {
        At::Matter(place) => (**place).clone(),
        At::Body(start, length) => {
            let start = *start as usize;
            let mut place =
                Place::new(post.body.markdown(), lines, start..start + *length as usize);
            place.line = place.line.saturating_add(post.lines_before_body);
            place
        }
    }
}

/// Formats a URL for a message, on one line.
fn printable(url: &str) -> String {
    const MAX_LENGTH: usize = 120;
    let url = url.replace(char::is_control, " ");
    match url.char_indices().nth(MAX_LENGTH) {
        Some((end, _)) => format!("{}…", &url[..end]),
        None => url,
    }
}
