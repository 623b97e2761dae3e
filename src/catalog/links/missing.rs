//! References that lead nowhere.

use super::super::folders::split;
use super::LinkTarget;
use super::find::{Files, join, path_of};
use crate::post::{At, Code, Diagnostic, Place, Post, Reference, Use};
use crate::text::line_index::LineIndex;

/// How many of one post are told.
const MOST: usize = 100;
/// For how many of all posts it is looked for what may have been meant, which takes time in large
/// folders.
const MOST_SUGGESTIONS: usize = 200;

/// Tells of references that lead nowhere.
pub(super) struct Missing<'f, 'a, 'd> {
    files: &'f Files<'a>,
    diagnostics: &'d mut Vec<Diagnostic>,
    suggestions_left: usize,
}

impl<'f, 'a, 'd> Missing<'f, 'a, 'd> {
    pub(super) fn new(files: &'f Files<'a>, diagnostics: &'d mut Vec<Diagnostic>) -> Self {
        Self { files, diagnostics, suggestions_left: MOST_SUGGESTIONS }
    }

    /// Tells of those references of a post that found nothing.
    pub(super) fn tell(&mut self, post: &Post, found: &[Option<LinkTarget>]) {
        let is_lost = |(_, target): &(&Reference, &Option<LinkTarget>)| target.is_none();
        let mut lost: Vec<&Reference> = post
            .references
            .iter()
            .zip(found)
            .filter(is_lost)
            .map(|(reference, _)| reference)
            .filter(|reference| must_be_here(reference))
            .collect();
        if lost.is_empty() {
            return;
        }
        lost.sort_by_key(|reference| match &reference.at {
            At::Matter(_) => 0,
            At::Body(start, _) => *start,
        });
        let lines = LineIndex::new(post.body.markdown());
        let left_out = lost.len().saturating_sub(MOST);
        lost.truncate(MOST);
        for (position, reference) in lost.iter().enumerate() {
            let mut diagnostic = self.diagnostic(post, reference, &lines);
            if left_out > 0 && position + 1 == MOST {
                diagnostic.message.push_str(&format!("; {left_out} more are left out"));
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
        let url = shown(&reference.url);
        let is_draft = self.files.find(post, &reference.url, reference.to_use).is_some();
        let near = if is_draft { None } else { self.near(post, reference) };
        let (code, message) = match reference.to_use {
            Use::Link if is_draft => {
                (Code::LinkMissing, format!("`{url}` leads to a draft, which is not served"))
            }
            Use::Link => (Code::LinkMissing, format!("`{url}` leads to no post and no file")),
            Use::Image => (Code::ImageMissing, format!("the picture `{url}` is not there")),
            Use::Media => (Code::ImageMissing, format!("the file `{url}` is not there")),
        };
        let help = match near {
            Some(near) => format!("did you mean `{}`?", relative(near, post)),
            None if is_draft => "publish it, or take the link out until then".to_owned(),
            None if reference.to_use == Use::Link => {
                "correct the path, or write the whole address with https://".to_owned()
            }
            None => "put the file there, or correct the path".to_owned(),
        };
        Diagnostic {
            code,
            path: post.path.clone(),
            place: Some(place(post, &reference.at, lines)),
            message,
            expected: Some("the path of a file, relative to this one".to_owned()),
            help: Some(help),
        }
    }

    /// The path that may have been meant, from the content folder.
    fn near(&mut self, post: &Post, reference: &Reference) -> Option<&'a str> {
        self.suggestions_left = self.suggestions_left.checked_sub(1)?;
        let (path, is_rooted) = path_of(&reference.url);
        let folder = if is_rooted { "" } else { split(post.path.as_str()).0 };
        self.files.near(&join(folder, &path)?, reference.to_use)
    }
}

/// A path from the content folder as it is written in a post.
fn relative(path: &str, post: &Post) -> String {
    let (folder, _) = split(post.path.as_str());
    match path.strip_prefix(folder).and_then(|rest| rest.strip_prefix('/')) {
        _ if folder.is_empty() => path.to_owned(),
        Some(rest) => rest.to_owned(),
        None => format!("/{path}"),
    }
}

/// Whether a reference that finds nothing is a mistake. A path from the root may be one of the site,
/// of which only the posts are here.
fn must_be_here(reference: &Reference) -> bool {
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

/// A URL for a message, on one line.
fn shown(url: &str) -> String {
    const LONGEST: usize = 120;
    let url = url.replace(char::is_control, " ");
    match url.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &url[..end]),
        None => url,
    }
}
