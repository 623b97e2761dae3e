//! Targets that mean the same, made one.

use actix_web::http::Uri;

use crate::api::params::is_ignored;

/// The same target without what means nothing: a slash at its end, but for the folder of the
/// documentation, and parameters that trackers add. So what is answered is kept once for all of them.
/// Nothing where there is nothing to take away.
pub fn tidied(uri: &Uri) -> Option<Uri> {
    let (path, query) = (uri.path(), uri.query().unwrap_or_default());
    let has_slash = path.len() > 1 && path.ends_with('/') && !path.starts_with("/docs/");
    let has_tracker = query.split('&').any(is_tracker);
    if !has_slash && !has_tracker {
        return None;
    }
    let mut tidied = match path.trim_end_matches('/') {
        _ if !has_slash => path.to_owned(),
        "" => "/".to_owned(),
        trimmed => trimmed.to_owned(),
    };
    let mut separator = '?';
    for pair in query.split('&').filter(|pair| !pair.is_empty() && !is_tracker(pair)) {
        tidied.push(separator);
        tidied.push_str(pair);
        separator = '&';
    }
    tidied.parse().ok()
}

fn is_tracker(pair: &str) -> bool {
    is_ignored(pair.split('=').next().unwrap_or(pair))
}

#[cfg(test)]
mod tests {
    use super::tidied;

    #[test]
    fn what_means_nothing_is_taken_away() {
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
            let tidied = tidied(&target.parse().unwrap()).map(|uri| uri.to_string());
            assert_eq!(tidied.as_deref(), expected, "{target}");
        }
    }
}
