//! What no route answers: wrong methods, OPTIONS, old paths and nothing at all.

use actix_web::dev::ResourceDef;
use actix_web::http::Method;
use actix_web::http::header::{ALLOW, LOCATION};
use actix_web::{HttpRequest, HttpResponse, web};
use utoipa::openapi::OpenApi;

use super::links::API;
use super::params::{decode_path, encode_component};
use super::problem::{Problem, ProblemKind};
use super::state::State;
use crate::post::Post;
use crate::query::{Audience, Found, find_post};
use crate::text::suggest::nearest;

/// The methods of every resource.
pub const READ_METHODS: &str = "GET, HEAD, OPTIONS";

/// Every path that is there, so that a wrong method is told from a wrong path.
#[derive(Debug)]
pub struct RouteTable {
    patterns: Vec<(ResourceDef, String)>,
}

impl RouteTable {
    /// The paths of the document, which is the list of all routes.
    pub fn new(document: &OpenApi) -> Self {
        let patterns = document
            .paths
            .paths
            .keys()
            .map(|path| {
                // The one parameter that spans several segments.
                let pattern = path.replace("/docs/{file}", "/docs/{file:.*}");
                (ResourceDef::new(pattern), path.clone())
            })
            .collect();
        Self { patterns }
    }

    fn knows(&self, path: &str) -> bool {
        self.patterns.iter().any(|(pattern, _)| pattern.is_match(path))
    }

    fn near(&self, path: &str) -> Option<&str> {
        nearest(path, self.patterns.iter().map(|(_, path)| path.as_str()))
    }
}

/// Answers a request that no route takes.
///
/// # Errors
/// `method_not_allowed` for a known path, `route_not_found` for any other.
pub async fn fallback(
    request: HttpRequest,
    state: web::Data<State>,
) -> Result<HttpResponse, Problem> {
    let path = request.uri().path();
    let known = state.routes.knows(path);
    // `*` means the server as a whole (RFC 9110, section 9.3.7).
    if request.method() == Method::OPTIONS && (known || path == "*") {
        return Ok(HttpResponse::NoContent().insert_header((ALLOW, READ_METHODS)).finish());
    }
    if known {
        let detail = format!("`{}` is not a method of this resource", request.method());
        return Err(Problem::new(ProblemKind::MethodNotAllowed, detail));
    }
    if request.method() == Method::GET
        && let Some(response) = old_path(&request, &state)
    {
        return Ok(response);
    }
    let mut problem = Problem::new(
        ProblemKind::RouteNotFound,
        "nothing is at this path; `/` lists what there is",
    );
    problem.suggestions = state.routes.near(path).map(str::to_owned).into_iter().collect();
    Err(problem)
}

/// An old path of a post leads to the post, below the API or at the place where the site had it.
fn old_path(request: &HttpRequest, state: &State) -> Option<HttpResponse> {
    let path = request.uri().path();
    let old = decode_path(
        path.strip_prefix(API).and_then(|rest| rest.strip_prefix("/posts/")).unwrap_or(path),
    )?;
    let snapshot = state.snapshot();
    match find_post(&snapshot, &old, None, &[], Audience::Public, state.clock.now()) {
        Found::Moved(id) => Some(redirect(state, request, snapshot.post(id))),
        Found::Post(_) | Found::NotFound => None,
    }
}

/// A permanent redirect to a post. The query is kept.
pub fn redirect(state: &State, request: &HttpRequest, post: &Post) -> HttpResponse {
    let mut target = format!("{API}/posts/{}", encode_component(post.slug.as_str()));
    if let Some(query) = request.uri().query() {
        target.push('?');
        target.push_str(query);
    }
    HttpResponse::MovedPermanently().insert_header((LOCATION, state.options.link(&target))).finish()
}
