//! URLs in responses.

use actix_web::dev::RequestHead;
use actix_web::http::header::{HOST, HeaderValue};

use super::options::ApiOptions;
use super::params::{CURSOR, PAGE, QueryString, SINCE};
use crate::api::view::envelope::Links;
use crate::api::view::pagination::Pagination;
use crate::feed::Addresses;
use crate::protocol::paths::API;
use crate::protocol::percent::encode_component;
use crate::sync::SyncToken;

impl ApiOptions {
    /// Returns the prefix of paths in links: `public_url`, which includes the base path, or the base path.
    pub fn origin(&self) -> &str {
        self.public_url.as_deref().unwrap_or(self.base_path.as_str())
    }

    /// Returns the URL of a path: absolute if `public_url` is configured, otherwise with the base path.
    pub fn link(&self, path: &str) -> String {
        format!("{}{path}", self.origin())
    }

    /// Returns where posts and files are, for readers of feeds. `api` is the absolute URL of the API.
    pub fn addresses(&self, api: String) -> Addresses {
        Addresses {
            api,
            site: self.site_url.clone(),
            post_path: self.post_path.clone(),
            default_lang: self.default_lang.clone(),
        }
    }
}

/// Returns the host to which a request was sent, with its port; `localhost` if it has none, or one with unusual
/// characters. The authority of an absolute target takes precedence (RFC 9112, section 3.2.2).
pub fn host(request: &RequestHead) -> &str {
    const LONGEST: usize = 261;
    let field = || request.headers.get(HOST).map(HeaderValue::to_str)?.ok();
    let host = match request.uri.authority() {
        Some(authority) => Some(authority.as_str()),
        None => field(),
    };
    let is_usual = |host: &&str| {
        (1..=LONGEST).contains(&host.len())
            && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-_:[]".contains(&byte))
    };
    host.filter(is_usual).unwrap_or("localhost")
}

/// Returns the absolute URL of the API without a trailing slash: `public_url`, or where the request was sent to.
pub fn absolute_origin(options: &ApiOptions, request: &RequestHead) -> String {
    options.public_url.clone().unwrap_or_else(|| {
        format!("{}://{}{}", options.scheme, host(request), options.base_path.as_str())
    })
}

/// Returns where posts and files are for the sender of a request.
pub fn addresses(options: &ApiOptions, request: &RequestHead) -> Addresses {
    options.addresses(absolute_origin(options, request))
}

/// Returns the links of a response without pages: only the response itself.
pub fn single(options: &ApiOptions, target: &str) -> Links {
    Links { this: options.link(target), first: None, prev: None, next: None, last: None }
}

/// Returns the links of a page of a list at `path` under the API.
pub fn pages(
    options: &ApiOptions,
    path: &str,
    target: &str,
    query: &QueryString,
    pagination: &Pagination,
) -> Links {
    let mut others = String::with_capacity(256);
    for part in [options.origin(), API, path] {
        others.push_str(part);
    }
    let start = others.len();
    query.encode_without(&[CURSOR, PAGE], &mut others);
    others.push(if others.len() == start { '?' } else { '&' });
    let page_link = |page: u64| {
        let mut number = itoa::Buffer::new();
        [&others, PAGE, "=", number.format(page)].concat()
    };
    let mut links = single(options, target);
    if pagination.limit == 0 {
        return links;
    }
    links.first = Some(page_link(1));
    let last = pagination.pages.max(1);
    links.last = Some(page_link(last));
    if let Some(page) = pagination.page {
        links.prev = (page > 1).then(|| page_link((page - 1).min(last)));
    }
    links.next = match pagination.page {
        Some(page) if !pagination.truncated => {
            (page < pagination.pages).then(|| page_link(page + 1))
        }
        // After a page that ends early, the next number would skip posts.
        _ => pagination
            .next_cursor
            .as_deref()
            .map(|cursor| [&others, CURSOR, "=", &encode_component(cursor)].concat()),
    };
    links
}

/// Returns the links of a page of the changes since a token, of which only the first and the next one are known.
pub fn forward(
    options: &ApiOptions,
    path: &str,
    target: &str,
    query: &QueryString,
    since: SyncToken,
    pagination: &Pagination,
) -> Links {
    let first = query.with(&[CURSOR], SINCE, Some(&since.to_string()));
    let next = pagination.next_cursor.as_deref();
    let next = next.map(|cursor| query.with(&[], CURSOR, Some(cursor)));
    let link = |query: QueryString| options.link(&format!("{path}{}", query.encode()));
    Links { first: Some(link(first)), next: next.map(link), ..single(options, target) }
}

/// Returns the `Link` header of a list (RFC 8288), or `None` if there are no links to pages.
pub fn header(links: &Links) -> Option<String> {
    let relations = [
        ("first", &links.first),
        ("prev", &links.prev),
        ("next", &links.next),
        ("last", &links.last),
    ];
    let length = |url: &Option<String>| url.as_ref().map_or(0, String::len);
    let mut header = String::with_capacity(relations.iter().map(|(_, url)| 24 + length(url)).sum());
    for (relation, url) in relations {
        let Some(url) = url else { continue };
        if !header.is_empty() {
            header.push_str(", ");
        }
        for part in ["<", url, ">; rel=\"", relation, "\""] {
            header.push_str(part);
        }
    }
    (!header.is_empty()).then_some(header)
}
