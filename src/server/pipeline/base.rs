//! The base path of requests.

use std::borrow::Cow;

use actix_http::Request;
use actix_web::http::Uri;
use actix_web::http::uri::PathAndQuery;
use bytes::Bytes;

use crate::api::state::State;
use crate::ops::listener::Listener;
use crate::protocol::base_path::BasePath;
use crate::protocol::problem::{Problem, ProblemKind};

/// Removes the base path from the target of a request. Probes and metrics are available without it too,
/// because they are requested from the server directly.
///
/// # Errors
/// Returns `route_not_found` if the path does not begin with the base path.
pub fn remove(request: &mut Request, listener: Listener, state: &State) -> Result<(), Problem> {
    let base = &state.options.base_path;
    if base.as_str().is_empty() {
        return Ok(());
    }
    if let Some(uri) = without(base, request.uri()) {
        request.head_mut().uri = uri;
        return Ok(());
    }
    let path = request.path();
    // `*` is the server as a whole (RFC 9110, section 9.3.7).
    if listener == Listener::Operations || path == "*" || state.limits.exempts(path) {
        return Ok(());
    }
    let base = base.as_str();
    let detail =
        format!("the paths of this server begin with `{base}`; `{base}/` lists the resources");
    let known = Some(path).filter(|path| state.routes.contains(path)).unwrap_or("/");
    let suggestions = vec![format!("{base}{known}")];
    Err(Problem { suggestions, ..Problem::new(ProblemKind::RouteNotFound, detail) })
}

/// Returns a URI without the base path of its path; `None` if that does not begin with it. Everything else is kept,
/// also the authority of an absolute target, which takes precedence over `Host`.
fn without(base: &BasePath, uri: &Uri) -> Option<Uri> {
    let sent = uri.path_and_query().map_or("/", PathAndQuery::as_str);
    let target = target_without(base, sent)?.into_owned();
    let target = PathAndQuery::from_maybe_shared(Bytes::from(target));
    let mut parts = uri.clone().into_parts();
    parts.path_and_query = Some(target.expect("a part of a valid target is a valid target"));
    Some(Uri::from_parts(parts).expect("only the path has changed"))
}

/// Returns a path and query without the base path; `None` if it does not begin with it.
pub fn target_without<'a>(base: &BasePath, target: &'a str) -> Option<Cow<'a, str>> {
    if base.as_str().is_empty() {
        return Some(Cow::Borrowed(target));
    }
    let (path, query) = target.split_at(target.find('?').unwrap_or(target.len()));
    let rest = base.strip(path)?;
    Some(Cow::Owned([rest, query].concat()))
}

#[cfg(test)]
mod tests {
    use actix_web::http::Uri;

    use super::without;
    use crate::protocol::base_path::BasePath;

    #[test]
    fn only_the_path_of_a_uri_loses_the_base_path() {
        let base = BasePath::parse("/blog").unwrap();
        for (uri, expected) in [
            ("/blog", Some("/")),
            ("/blog?a=/blog", Some("/?a=/blog")),
            ("/blog/api?", Some("/api?")),
            ("/%62log//b", Some("//b")),
            ("http://a.example:80/blog/api?b", Some("http://a.example:80/api?b")),
            ("https://blog/blog", Some("https://blog/")),
            ("/api", None),
            ("http://a.example", None),
            ("a.example:443", None),
            ("*", None),
        ] {
            let found = without(&base, &uri.parse::<Uri>().unwrap());
            assert_eq!(found.map(|uri| uri.to_string()).as_deref(), expected, "{uri}");
        }
    }
}
