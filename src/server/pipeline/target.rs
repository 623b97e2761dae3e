//! Normalization of request targets.

use std::iter;

use actix_web::http::Uri;
use memchr::memchr_iter;

use crate::api::params::is_ignored;

/// Returns the target without a trailing slash, except for the documentation, and without tracking
/// parameters, so that equivalent targets share a cached response. `None` if the target is normalized
/// already.
pub fn normalized(uri: &Uri) -> Option<Uri> {
    let (path, query) = (uri.path(), uri.query().unwrap_or_default());
    if is_normalized(path, query) {
        return None;
    }
    let has_slash = has_slash(path);
    let mut target = match path.trim_end_matches('/') {
        _ if !has_slash => path.to_owned(),
        "" => "/".to_owned(),
        trimmed => trimmed.to_owned(),
    };
    let mut separator = '?';
    for pair in query.split('&').filter(|pair| !pair.is_empty() && !is_tracker(pair)) {
        target.push(separator);
        target.push_str(pair);
        separator = '&';
    }
    target.parse().ok()
}

/// Returns whether a target with this path and query is normalized already.
pub fn is_normalized(path: &str, query: &str) -> bool {
    let starts = || iter::once(0).chain(memchr_iter(b'&', query.as_bytes()).map(|at| at + 1));
    !has_slash(path) && (query.is_empty() || !starts().any(|start| is_tracker(&query[start..])))
}

fn has_slash(path: &str) -> bool {
    path.len() > 1 && path.ends_with('/') && !path.starts_with("/docs/")
}

/// Returns whether the first of some parameters is one that is ignored.
fn is_tracker(pairs: &str) -> bool {
    let end = pairs.bytes().position(|byte| byte == b'=' || byte == b'&');
    is_ignored(&pairs[..end.unwrap_or(pairs.len())])
}

#[cfg(test)]
mod tests {
    use super::normalized;

    #[test]
    fn slashes_and_tracking_parameters_are_removed() {
        for (target, expected) in [
            ("/", None),
            ("/api/v1/posts?tag=a&page=2", None),
            ("/docs/", None),
            ("/api/v1/posts/", Some("/api/v1/posts")),
            ("//", Some("/")),
            ("/api/v1/posts//?q=a%2Fb", Some("/api/v1/posts?q=a%2Fb")),
            ("/api/v1/posts?utm_source=x", Some("/api/v1/posts")),
            ("/a?tag=a&fbclid=1&_=2&tag=b&gclid&utm_x", Some("/a?tag=a&tag=b")),
            ("/docs/?utm_source=x", Some("/docs/")),
            ("/a?utm=1&q=utm_source=x", None),
        ] {
            let normalized = normalized(&target.parse().unwrap()).map(|uri| uri.to_string());
            assert_eq!(normalized.as_deref(), expected, "{target}");
        }
    }
}
