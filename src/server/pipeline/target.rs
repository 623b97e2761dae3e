//! Normalization of request targets.

use actix_web::http::Uri;

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
    !has_slash(path) && (query.is_empty() || !query.split('&').any(is_tracker))
}

fn has_slash(path: &str) -> bool {
    path.len() > 1 && path.ends_with('/') && !path.starts_with("/docs/")
}

fn is_tracker(pair: &str) -> bool {
    is_ignored(pair.split_once('=').map_or(pair, |(name, _)| name))
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
