//! What no route answers: wrong methods, OPTIONS, old paths and nothing at all.

use actix_web::http::header::{ALLOW, HeaderValue};
use actix_web::http::{Method, StatusCode};
use actix_web::{HttpRequest, web};
use jiff::Timestamp;

use crate::api::answer::{Answer, Negotiation};
use crate::api::audience::Preview;
use crate::api::state::State;
use crate::catalog::{DocId, Snapshot};
use crate::ops::cache_policy::{CacheKind, CachePolicy};
use crate::protocol::methods::READ_METHODS;
use crate::protocol::paths::{API, NEIGHBORS_SUFFIX, RELATED_SUFFIX, RouteTable, SOURCE_SUFFIX};
use crate::protocol::percent::{decode_path, encode_component};
use crate::protocol::problem::{Problem, ProblemKind, shorten};
use crate::query::{Found, find_post, find_versions};

/// Answers a request that no route takes.
///
/// # Errors
/// `method_not_allowed` for a known path, `route_not_found` for any other.
pub async fn fallback(request: HttpRequest, state: web::Data<State>) -> Result<Answer, Problem> {
    if let Some(answer) = other_method(&request, &state.routes) {
        return answer;
    }
    if request.method() == Method::GET
        && let Some(answer) = old_path(&request, &state)
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
fn old_path(request: &HttpRequest, state: &State) -> Option<Answer> {
    let path = request.uri().path();
    let in_api = path.strip_prefix(API).and_then(|rest| rest.strip_prefix("/posts/"));
    let old = decode_path(in_api.unwrap_or(path))?;
    let (snapshot, now) = (state.snapshot(), state.clock.now());
    let preview = Preview::of(request, state).unwrap_or(Preview::Closed);
    let suffixes = match in_api {
        Some(_) => &["", NEIGHBORS_SUFFIX, RELATED_SUFFIX, SOURCE_SUFFIX][..],
        None => &[""],
    };
    suffixes.iter().find_map(|&suffix| {
        let old = old.strip_suffix(suffix)?;
        match find_post(&snapshot, old, None, &[], preview.audience(), now) {
            Found::Moved(id) => {
                let moved = Moved { snapshot: &snapshot, id, now, preview, suffix };
                Some(moved.redirect(request, state))
            }
            Found::Post(_) | Found::NotFound => None,
        }
    })
}

/// A post that was asked for by an old slug or path.
#[derive(Debug)]
pub struct Moved<'a> {
    /// The snapshot that the post belongs to.
    pub snapshot: &'a Snapshot,
    /// The post.
    pub id: DocId,
    /// The moment of the request.
    pub now: Timestamp,
    /// What the request may see.
    pub preview: Preview,
    /// What stood behind the old slug and stays: `.md`, `/neighbors`, `/related` or nothing.
    pub suffix: &'static str,
}

impl Moved<'_> {
    /// A permanent redirect, which caches keep no longer than any answer, as an old slug can become
    /// that of a new post. The query is kept, and `lang` is added where the slug has versions in
    /// several languages, as only one of them had the old slug.
    pub fn redirect(&self, request: &HttpRequest, state: &State) -> Answer {
        let post = self.snapshot.post(self.id);
        let slug = post.slug.as_str();
        let mut target = format!("{API}/posts/{}{}", encode_component(slug), self.suffix);
        let mut query = request.query_string().to_owned();
        let has_lang = query
            .split('&')
            .any(|pair| pair.strip_prefix("lang=").is_some_and(|lang| !lang.is_empty()));
        let versions = find_versions(self.snapshot, slug, self.preview.audience(), self.now);
        if versions.len() > 1 && !has_lang {
            let separator = if query.is_empty() { "" } else { "&" };
            query.push_str(&format!("{separator}lang={}", post.lang));
        }
        if !query.is_empty() {
            target.push('?');
            target.push_str(&query);
        }
        let location = state.options.link(&target);
        Answer::redirect(StatusCode::MOVED_PERMANENTLY, &location)
            .cache(self.preview.cache(CacheKind::Post))
            .negotiated(Negotiation::None)
            .decided_by(slug)
    }
}
