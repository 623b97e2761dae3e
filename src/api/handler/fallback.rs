//! What no route answers: wrong methods, OPTIONS, old paths and nothing at all.

use actix_web::http::header::{ALLOW, HeaderValue};
use actix_web::http::{Method, StatusCode};
use actix_web::{HttpRequest, web};

use super::moved;
use crate::api::answer::{Answer, Negotiation};
use crate::api::moment::Moment;
use crate::api::state::State;
use crate::ops::cache_policy::CachePolicy;
use crate::protocol::methods::READ_METHODS;
use crate::protocol::paths::{API, NEIGHBORS_SUFFIX, RELATED_SUFFIX, RouteTable, SOURCE_SUFFIX};
use crate::protocol::percent::decode_path;
use crate::protocol::problem::{Problem, ProblemKind, shorten};
use crate::query::{Found, find_post};

/// Answers a request that no route takes.
///
/// # Errors
/// `method_not_allowed` for a known path, `route_not_found` for any other.
pub async fn fallback(
    request: HttpRequest,
    state: web::Data<State>,
    moment: Moment,
) -> Result<Answer, Problem> {
    if let Some(answer) = other_method(&request, &state.routes) {
        return answer;
    }
    if request.method() == Method::GET
        && let Some(answer) = old_path(&request, &state, &moment)
    {
        return Ok(answer);
    }
    let mut problem = Problem::new(
        ProblemKind::RouteNotFound,
        "nothing is at this path; `/` lists what there is",
    );
    let near = state.routes.near(request.uri().path());
    problem.suggestions = near.map(str::to_owned).into_iter().collect();
    Err(problem)
}

/// Answers a request to the second listener that no route takes.
///
/// # Errors
/// As for [`fallback`].
pub async fn operations_fallback(
    request: HttpRequest,
    routes: web::Data<RouteTable>,
) -> Result<Answer, Problem> {
    other_method(&request, &routes).unwrap_or_else(|| {
        let detail = "this listener has nothing at this path; the API is at the other one";
        Err(Problem::new(ProblemKind::RouteNotFound, detail))
    })
}

/// The answer to a method that the resource at a known path does not have; nothing where the path is
/// not known.
fn other_method(request: &HttpRequest, routes: &RouteTable) -> Option<Result<Answer, Problem>> {
    let path = request.uri().path();
    let known = routes.knows(path);
    // `*` means the server as a whole (RFC 9110, section 9.3.7).
    if request.method() == Method::OPTIONS && (known || path == "*") {
        let answer = Answer::empty(StatusCode::NO_CONTENT).cache(CachePolicy::Private);
        let answer = answer.header(ALLOW, HeaderValue::from_static(READ_METHODS));
        return Some(Ok(answer.negotiated(Negotiation::None)));
    }
    known.then(|| {
        let method = shorten(request.method().as_str());
        let detail = format!("`{method}` is not a method of this resource");
        Err(Problem::new(ProblemKind::MethodNotAllowed, detail))
    })
}

/// An old path of a post leads to the post, below the API or at the place where the site had it.
fn old_path(request: &HttpRequest, state: &State, moment: &Moment) -> Option<Answer> {
    let path = request.uri().path();
    let in_api = path.strip_prefix(API).and_then(|rest| rest.strip_prefix("/posts/"));
    let old = decode_path(in_api.unwrap_or(path))?;
    let (snapshot, audience) = (moment.snapshot(), moment.audience_or_public());
    let suffixes = match in_api {
        Some(_) => &["", NEIGHBORS_SUFFIX, RELATED_SUFFIX, SOURCE_SUFFIX][..],
        None => &[""],
    };
    suffixes.iter().find_map(|&suffix| {
        let old = old.strip_suffix(suffix)?;
        match find_post(snapshot, old, None, &[], audience, moment.now) {
            Found::Moved(id) => Some(moved::redirect(request, state, moment, id, suffix)),
            Found::Post(_) | Found::NotFound => None,
        }
    })
}
