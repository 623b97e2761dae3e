//! The headers `Cache-Tag` and `Surrogate-Key`, by which responses are purged from the caches of a CDN.

use std::collections::HashSet;

use actix_web::http::header::{HeaderName, HeaderValue};

use crate::api::answer::{Answer, Shown};
use crate::api::body::render::Renderer;
use crate::api::view::post::PostSource;
use crate::catalog::{DocId, Taxonomy, Viewer};
use crate::ops::cache_policy::CachePolicy;
use crate::ops::purge::PurgeHeaders;
use crate::protocol::percent::encode_component;

/// The maximum length of a header in bytes. Proxies accept heads of at least 8 KiB, including other
/// headers.
const MAX_BYTES: usize = 6 * 1024;

/// A tag for responses with more tags than fit. Purging any tag must also purge this one.
const MORE: &str = "more";

/// Adds the headers to an answer of `operation`, if caches may store it.
pub fn write(
    setting: PurgeHeaders,
    answer: &mut Answer,
    policy: CachePolicy,
    operation: &str,
    renderer: &Renderer,
    viewer: Viewer,
) {
    let separators: &[(&str, &str)] = match setting {
        PurgeHeaders::Off => return,
        PurgeHeaders::CacheTag => &[("cache-tag", ",")],
        PurgeHeaders::SurrogateKey => &[("surrogate-key", " ")],
        PurgeHeaders::Both => &[("cache-tag", ","), ("surrogate-key", " ")],
    };
    if !policy.is_shared() {
        return;
    }
    let tags = tags(answer, operation, renderer, viewer);
    for &(header, separator) in separators {
        let value = HeaderValue::from_str(&tags.join(separator)).expect("tags are ASCII");
        answer.head.headers.push((HeaderName::from_static(header), value));
    }
}

/// Returns the tags of the operation, the posts and the terms, without duplicates and as many as fit. A
/// post on which the answer only depends has a tag, but not its terms, which the answer does not show.
fn tags(answer: &Answer, operation: &str, renderer: &Renderer, viewer: Viewer) -> Vec<String> {
    let mut tags = vec![operation.to_owned()];
    let mut rest: Vec<String> = answer.decided_by.iter().map(|slug| tag("post", slug)).collect();
    if let Some(shown) = &answer.shown {
        for doc in all_docs(shown, renderer, viewer) {
            rest.push(tag("post", shown.snapshot.post(doc).slug.as_str()));
        }
        let seen = shown.snapshot.seen_by(viewer);
        let among = seen.docs();
        for &doc in &shown.docs {
            let terms = Taxonomy::ALL.iter().flat_map(|&taxonomy| {
                let terms = shown.snapshot.term_slugs(taxonomy, doc, among);
                terms.map(move |slug| tag(taxonomy_name(taxonomy), &slug))
            });
            rest.extend(terms);
        }
    }
    rest.extend(answer.terms.iter().map(|(taxonomy, slug)| tag(taxonomy_name(*taxonomy), slug)));
    let mut bytes = operation.len() + MORE.len() + 2;
    let mut seen = HashSet::new();
    for tag in rest {
        if seen.contains(&tag) {
            continue;
        }
        bytes += tag.len() + 1;
        if bytes > MAX_BYTES {
            tags.push(MORE.to_owned());
            break;
        }
        seen.insert(tag.clone());
        tags.push(tag);
    }
    tags
}

/// Returns the shown posts and those that the selected keys link to.
fn all_docs(shown: &Shown, renderer: &Renderer, viewer: Viewer) -> Vec<DocId> {
    let mut docs = shown.docs.clone();
    for &id in &shown.docs {
        let source = PostSource { snapshot: &shown.snapshot, id, viewer, renderer };
        docs.extend(shown.selection.keys.iter().flat_map(|&key| source.linked(key)));
    }
    docs
}

/// Returns a tag in ASCII without spaces and commas.
fn tag(kind: &str, slug: &str) -> String {
    format!("{kind}:{}", encode_component(slug))
}

fn taxonomy_name(taxonomy: Taxonomy) -> &'static str {
    match taxonomy {
        Taxonomy::Tag => "tag",
        Taxonomy::Category => "category",
        Taxonomy::Author => "author",
        Taxonomy::Series => "series",
    }
}
