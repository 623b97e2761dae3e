//! The post that a link shows.

use jiff::Timestamp;

use crate::catalog::{Audience, DocId, Snapshot};
use crate::cli::failure::Failure;
use crate::post::{Post, Status};
use crate::text::Lang;
use crate::text::suggest::closest;

/// The number of similar slugs in a message.
const SUGGESTIONS: usize = 3;

/// Finds the version of a post to which a link is made: the one in `lang`, or the only one, or the only one that is
/// not public.
pub(super) fn find<'s>(
    snapshot: &'s Snapshot,
    slug: &str,
    lang: Option<&Lang>,
    now: Timestamp,
) -> Result<&'s Post, Failure> {
    let visible = snapshot.visible(now);
    let seen = visible.to(Audience::Preview);
    let existing = snapshot.versions(slug);
    let versions: Vec<DocId> = existing.iter().copied().filter(|&doc| seen.contains(doc)).collect();
    if versions.is_empty() {
        return Err(match existing.first() {
            Some(&doc) => expired(snapshot.post(doc)),
            None => unknown(snapshot, slug, now),
        });
    }
    let post = |&doc: &DocId| snapshot.post(doc);
    if let Some(lang) = lang {
        let found = versions.iter().map(post).find(|post| post.lang == *lang);
        return found.ok_or_else(|| {
            let langs = langs(versions.iter().map(post));
            Failure::usage(format!("`{slug}` has no version in `{lang}`, but one in {langs}"))
        });
    }
    let hidden: Vec<&Post> =
        versions.iter().filter(|&&doc| !visible.is_public(doc)).map(post).collect();
    match (&versions[..], &hidden[..]) {
        ([only], _) => Ok(post(only)),
        (_, [only]) => Ok(only),
        _ => Err(Failure::usage(format!(
            "`{slug}` has several versions\nhelp: choose one with `--lang`: {}",
            langs(versions.iter().map(post))
        ))),
    }
}

/// Returns a note about a post that needs no link.
pub(super) fn note(post: &Post, now: Timestamp) -> Option<String> {
    let is_public = post.status(now) == Some(Status::Published);
    is_public.then(|| format!("`{}` is public already; nobody needs a link to it", post.slug))
}

fn langs<'p>(posts: impl Iterator<Item = &'p Post>) -> String {
    posts.map(|post| format!("`{}`", post.lang)).collect::<Vec<_>>().join(", ")
}

fn expired(post: &Post) -> Failure {
    let at = post.expires_at.as_ref().map_or(String::new(), |at| format!(" at {at}"));
    let message = format!(
        "`{}` expired{at}, so nobody can see it\nhelp: change `expires` in {}",
        post.slug, post.path
    );
    Failure::usage(message)
}

fn unknown(snapshot: &Snapshot, slug: &str, now: Timestamp) -> Failure {
    let visible = snapshot.visible(now);
    let seen = || visible.to(Audience::Preview).iter().map(|doc| snapshot.post(doc));
    // Authors know the names of files, and former slugs.
    let at_path = seen().find(|post| post.path.as_str() == slug);
    let moved =
        || snapshot.alias(slug, visible.to(Audience::Preview)).map(|doc| snapshot.post(doc));
    let mut near: Vec<&str> = match at_path.or_else(moved) {
        Some(post) => vec![post.slug.as_str()],
        None => closest(slug, seen().map(|post| post.slug.as_str()), SUGGESTIONS),
    };
    near.dedup();
    let message = format!("there is no post with the slug `{slug}`");
    Failure::usage(match near[..] {
        [] => message,
        _ => format!("{message}\nhelp: did you mean `{}`?", near.join("`, `")),
    })
}
