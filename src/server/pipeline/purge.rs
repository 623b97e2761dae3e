//! By which names an answer can be purged from the caches of a CDN.

use std::collections::HashSet;

use actix_web::http::header::{HeaderName, HeaderValue};
use jiff::Timestamp;

use crate::api::answer::{Answer, Shown};
use crate::api::body::render::Renderer;
use crate::api::view::post::PostSource;
use crate::catalog::{DocId, Taxonomy};
use crate::ops::cache_policy::CachePolicy;
use crate::ops::purge::PurgeHeaders;
use crate::protocol::percent::encode_component;

/// The most bytes of one header. Proxies read heads of 8 KiB at least, and other headers need room.
const LONGEST: usize = 6 * 1024;

/// The name that says that there are more names than fit. Whoever purges any name purges it as well.
const MORE: &str = "more";

/// Adds the headers to an answer of the operation `operation`, where caches may keep it.
pub fn write(
    setting: PurgeHeaders,
    answer: &mut Answer,
    policy: CachePolicy,
    operation: &str,
    renderer: &Renderer,
    now: Timestamp,
) {
    let separators: &[(&str, &str)] = match setting {
        PurgeHeaders::Off => return,
        PurgeHeaders::CacheTag => &[("cache-tag", ",")],
        PurgeHeaders::SurrogateKey => &[("surrogate-key", " ")],
        PurgeHeaders::Both => &[("cache-tag", ","), ("surrogate-key", " ")],
    };
    if policy == CachePolicy::Private {
        return;
    }
    let names = names(answer, operation, renderer, now);
    for &(header, separator) in separators {
        if let Ok(value) = HeaderValue::from_str(&names.join(separator)) {
            answer.head.headers.push((HeaderName::from_static(header), value));
        }
    }
}

/// The operation, each post and each term, none twice, as many as fit. Of the post that decided on the
/// answer there is just the name: what is told of it is told elsewhere.
fn names(answer: &Answer, operation: &str, renderer: &Renderer, now: Timestamp) -> Vec<String> {
    let mut names = vec![operation.to_owned()];
    let mut rest: Vec<String> = answer.decided_by.iter().map(|slug| name("post", slug)).collect();
    if let Some(shown) = &answer.shown {
        for doc in all_docs(shown, renderer, now) {
            rest.push(name("post", shown.snapshot.post(doc).slug.as_str()));
        }
        for &doc in &shown.docs {
            let terms = Taxonomy::ALL.iter().flat_map(|&taxonomy| {
                let terms = shown.snapshot.term_slugs(taxonomy, doc);
                terms.map(move |slug| name(taxonomy_name(taxonomy), slug))
            });
            rest.extend(terms);
        }
    }
    rest.extend(answer.terms.iter().map(|(taxonomy, slug)| name(taxonomy_name(*taxonomy), slug)));
    let mut bytes = operation.len() + MORE.len() + 2;
    let mut seen = HashSet::new();
    for name in rest {
        if seen.contains(&name) {
            continue;
        }
        bytes += name.len() + 1;
        if bytes > LONGEST {
            names.push(MORE.to_owned());
            break;
        }
        seen.insert(name.clone());
        names.push(name);
    }
    names
}

/// The posts that are shown, and those that they are shown to link to.
fn all_docs(shown: &Shown, renderer: &Renderer, now: Timestamp) -> Vec<DocId> {
    let mut docs = shown.docs.clone();
    for &id in &shown.docs {
        let source = PostSource { snapshot: &shown.snapshot, id, now, renderer };
        docs.extend(shown.selection.keys.iter().flat_map(|&key| source.linked(key)));
    }
    docs
}

/// A name in ASCII without blanks and commas.
fn name(kind: &str, slug: &str) -> String {
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
