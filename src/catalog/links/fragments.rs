//! Links to fragments of other posts.
//!
//! Ids are not stored, because most posts are never linked to by fragment. Those that are usually have a
//! plain heading with this id; otherwise they are parsed once more.

use std::borrow::Cow;
use std::sync::Arc;

use rayon::prelude::*;

use super::missing::{MAX_PER_POST, place, printable};
use crate::catalog::doc_id::DocId;
use crate::compile::markdown::{Anchors, has_plain_heading, id_of};
use crate::post::{At, Code, Diagnostic, Post, Reference, Use, wiki_name};
use crate::text::line_index::LineIndex;

/// The maximum number of links to one post for which its source is searched without parsing.
const MAX_SEARCHES: usize = 8;

/// A link to a fragment of a post.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Link {
    pub(super) to: DocId,
    pub(super) from: DocId,
    /// The position among the references of the linking post.
    reference: u32,
    /// Whether the link is reported if the fragment does not exist.
    is_reported: bool,
}

/// The links to fragments of posts.
#[derive(Debug, Default)]
pub(super) struct Fragments(Vec<Link>);

/// What became of the links to one post.
struct Checked {
    missing: Vec<Link>,
    raw: Vec<Link>,
    anchors: Anchors,
}

impl Fragments {
    /// Adds a link if it has a fragment.
    pub(super) fn add(
        &mut self,
        (from, reference): (DocId, usize),
        link: &Reference,
        to: DocId,
        is_reported: bool,
    ) {
        if link.to_use == Use::Link && id_of(&link.url).is_some() {
            self.0.push(Link { to, from, reference: reference as u32, is_reported });
        }
    }

    /// Reports fragments that do not exist, with the linking post. Returns the links, sorted, and those to ids in
    /// raw HTML, which have a prefix in the page: the linking post, the position among its references, and the
    /// target, sorted.
    pub(super) fn check(
        mut self,
        posts: &[Arc<Post>],
        diagnostics: &mut Vec<(DocId, Diagnostic)>,
    ) -> (Vec<Link>, Vec<(DocId, u32, DocId)>) {
        self.0.sort_unstable();
        let checked: Vec<Checked> = self
            .0
            .par_chunk_by(|a, b| a.to == b.to)
            .filter_map(|links| check(posts, links))
            .collect();
        let mut missing: Vec<(Link, &Anchors)> = Vec::new();
        let mut raw = Vec::new();
        for target in &checked {
            missing.extend(target.missing.iter().map(|&link| (link, &target.anchors)));
            raw.extend(target.raw.iter().map(|link| (link.from, link.reference, link.to)));
        }
        raw.sort_unstable();
        missing.sort_unstable_by_key(|(link, _)| (link.from, link.reference));
        let by_post = missing.par_chunk_by(|(a, _), (b, _)| a.from == b.from);
        diagnostics.par_extend(by_post.flat_map_iter(|missing| {
            let from = missing[0].0.from;
            report(posts, missing).into_iter().map(move |diagnostic| (from, diagnostic))
        }));
        (self.0, raw)
    }
}

/// Checks the links to one post. `None` if all fragments are found without parsing it.
fn check(posts: &[Arc<Post>], links: &[Link]) -> Option<Checked> {
    let body = &posts[links[0].to as usize].body;
    let markdown = body.markdown();
    let id = |link: &Link| {
        let reference = &posts[link.from as usize].references[link.reference as usize];
        id_of(&reference.url).expect("only links with a fragment are added")
    };
    let is_plain = |link: &&Link| has_plain_heading(&markdown, id(link));
    let links: Vec<Link> = match links.len() {
        0..=MAX_SEARCHES => links.iter().filter(|link| !is_plain(link)).copied().collect(),
        _ => links.to_vec(),
    };
    if links.is_empty() {
        return None;
    }
    let anchors = Anchors::of(&markdown, body.dialect());
    let raw = links.iter().filter(|link| anchors.is_raw(id(link))).copied().collect();
    let is_missing = |link: &&Link| link.is_reported && !anchors.has(id(link));
    let missing = links.iter().filter(is_missing).copied().collect();
    Some(Checked { missing, raw, anchors })
}

/// Returns a URL for its author, who does not write wiki links as URLs.
fn as_written(url: &str) -> Cow<'_, str> {
    match wiki_name(url) {
        Some(name) => format!("{name}#{}", id_of(url).unwrap_or_default()).into(),
        None => url.into(),
    }
}

/// Returns the diagnostics for links of one post to fragments that do not exist.
fn report(posts: &[Arc<Post>], missing: &[(Link, &Anchors)]) -> Vec<Diagnostic> {
    let post = &posts[missing[0].0.from as usize];
    let markdown = post.body.markdown();
    let lines = LineIndex::new(&markdown);
    let mut shown: Vec<_> = missing
        .iter()
        .map(|(link, anchors)| (&post.references[link.reference as usize], link.to, *anchors))
        .collect();
    shown.sort_by_key(|(reference, ..)| match reference.at {
        At::Matter(_) => 0,
        At::Body(start, _) => start,
    });
    shown.truncate(MAX_PER_POST);
    let mut diagnostics: Vec<Diagnostic> = shown
        .into_iter()
        .map(|(reference, to, anchors)| Diagnostic {
            code: Code::FragmentMissing,
            path: post.path.clone(),
            place: Some(place(post, &reference.at, &lines)),
            message: format!(
                "`{}` matches no heading of {}",
                printable(&as_written(&reference.url)),
                posts[to as usize].path
            ),
            expected: Some("the id of a heading".to_owned()),
            help: Some(anchors.advice(id_of(&reference.url).unwrap_or_default())),
        })
        .collect();
    if let Some(last) = diagnostics.last_mut()
        && missing.len() > MAX_PER_POST
    {
        last.message.push_str(&format!("; {} more are omitted", missing.len() - MAX_PER_POST));
    }
    diagnostics
}
