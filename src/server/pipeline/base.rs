//! The base path of requests.

use actix_http::Request;
use actix_web::http::Uri;

use crate::api::state::State;
use crate::ops::listener::Listener;
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
    let path = request.path();
    if let Some(rest) = base.strip(path) {
        let query = request.uri().query().map(|query| format!("?{query}"));
        let target = format!("{rest}{}", query.unwrap_or_default());
        request.head_mut().uri =
            Uri::try_from(target).expect("a part of a valid target is a valid target");
        return Ok(());
    }
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
