//! URLs in answers.

use super::options::HttpOptions;
use super::params::QueryString;
use crate::api::view::envelope::{Links, Pagination};

impl HttpOptions {
    /// What stands before a path in a link: `public_url`, or nothing.
    pub fn origin(&self) -> &str {
        self.public_url.as_deref().unwrap_or("")
    }

    /// A path as clients see it: path-absolute, or absolute where `public_url` is configured.
    pub fn link(&self, path: &str) -> String {
        format!("{}{path}", self.origin())
    }
}

/// The links of a single answer: itself.
pub fn single(options: &HttpOptions, target: &str) -> Links {
    Links { this: options.link(target), first: None, prev: None, next: None, last: None }
}

/// The links of a part of a list.
pub fn pages(
    options: &HttpOptions,
    path: &str,
    target: &str,
    query: &QueryString,
    place: &Pagination,
) -> Links {
    let page_link = |page: u64| {
        let query = query.with(&["cursor"], "page", Some(&page.to_string()));
        options.link(&format!("{path}{}", query.encode()))
    };
    let mut links = single(options, target);
    if place.limit == 0 {
        return links;
    }
    links.first = Some(page_link(1));
    let last = place.pages.max(1);
    links.last = Some(page_link(last));
    match place.page {
        Some(page) => {
            links.prev = (page > 1).then(|| page_link((page - 1).min(last)));
            links.next = (page < place.pages).then(|| page_link(page + 1));
        }
        None => {
            links.next = place.next_cursor.as_deref().map(|cursor| {
                let query = query.with(&["page"], "cursor", Some(cursor));
                options.link(&format!("{path}{}", query.encode()))
            });
        }
    }
    links
}

/// The `Link` header of a list (RFC 8288).
pub fn header(links: &Links) -> Option<String> {
    let relations = [
        ("first", &links.first),
        ("prev", &links.prev),
        ("next", &links.next),
        ("last", &links.last),
    ];
    let parts: Vec<_> = relations
        .iter()
        .filter_map(|(relation, url)| {
            url.as_ref().map(|url| format!("<{url}>; rel=\"{relation}\""))
        })
        .collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}
