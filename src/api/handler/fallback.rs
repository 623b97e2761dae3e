//! Requests that match no route: other methods, OPTIONS, former paths of posts and unknown paths.

use actix_web::http::header::{ALLOW, HeaderValue};
use actix_web::http::{Method, StatusCode};
use actix_web::{HttpRequest, web};

use super::redirect::redirect;
use crate::api::answer::{Answer, Negotiation};
use crate::api::moment::Moment;
use crate::api::state::State;
use crate::ops::cache_policy::CachePolicy;
use crate::protocol::methods::READ_METHODS;
use crate::protocol::paths::{API, NEIGHBORS_SUFFIX, RELATED_SUFFIX, RouteTable, SOURCE_SUFFIX};
use crate::protocol::percent::decode_path;
use crate::protocol::problem::{Problem, ProblemKind, shorten};
use crate::query::{Found, find_post};

/// Answers a request that matches no route.
///
/// # Errors
/// Returns `method_not_allowed` for a known path, otherwise `route_not_found`.
pub async fn fallback(
    request: HttpRequest,
    state: web::Data<State>,
    moment: Moment,
) -> Result<Answer, Problem> {
    let methods = state.methods_at(request.uri().path());
    if let Some(answer) = other_method(&request, &state.routes, methods) {
        return answer;
    }
    if request.method() == Method::GET
        && let Some(answer) = former_path(&request, &state, &moment)
    {
        return Ok(answer);
    }
    let base = state.options.base_path.as_str();
    let detail = format!("there is no resource at this path; `{base}/` lists the resources");
    let mut problem = Problem::new(ProblemKind::RouteNotFound, detail);
    let nearest = state.routes.nearest(request.uri().path());
    problem.suggestions = nearest.map(|path| format!("{base}{path}")).into_iter().collect();
    Err(problem)
}

/// Answers a request to the second listener that matches no route.
///
/// # Errors
/// Same as [`fallback`].
pub async fn operations_fallback(
    request: HttpRequest,
    routes: web::Data<RouteTable>,
) -> Result<Answer, Problem> {
    other_method(&request, &routes, READ_METHODS).unwrap_or_else(|| {
        let detail = "this listener has no resource at this path; the API is at the main listener";
        Err(Problem::new(ProblemKind::RouteNotFound, detail))
    })
}

/// Returns the answer to OPTIONS or to a method that is not supported; `None` if the path is unknown.
fn other_method(
    request: &HttpRequest,
    routes: &RouteTable,
    methods: &'static str,
) -> Option<Result<Answer, Problem>> {
    let path = request.uri().path();
    let known = routes.contains(path);
    // `*` is the server as a whole (RFC 9110, section 9.3.7).
    if request.method() == Method::OPTIONS && (known || path == "*") {
        let answer = Answer::empty(StatusCode::NO_CONTENT).cache(CachePolicy::Private);
        let answer = answer.header(ALLOW, HeaderValue::from_static(methods));
        return Some(Ok(answer.negotiated(Negotiation::None)));
    }
    known.then(|| {
        let method = shorten(request.method().as_str());
        let detail = format!("this resource does not support the method `{method}`");
        Err(Problem::new(ProblemKind::MethodNotAllowed, detail))
    })
}

/// Redirects a former slug under the API, or a former path on the site, to the post.
fn former_path(request: &HttpRequest, state: &State, moment: &Moment) -> Option<Answer> {
    let path = request.uri().path();
    let in_api = path.strip_prefix(API).and_then(|rest| rest.strip_prefix("/posts/"));
    let former = decode_path(in_api.unwrap_or(path))?;
    let (snapshot, audience) = (moment.snapshot(), moment.audience_or_public());
    let suffixes = match in_api {
        Some(_) => &["", NEIGHBORS_SUFFIX, RELATED_SUFFIX, SOURCE_SUFFIX][..],
        None => &[""],
    };
    suffixes.iter().find_map(|&suffix| {
        let former = former.strip_suffix(suffix)?;
        match find_post(snapshot, former, None, &[], audience, moment.now) {
            Found::Moved(id) => Some(redirect(request, state, moment, id, suffix)),
            Found::Post(_) | Found::NotFound => None,
        }
    })
}
