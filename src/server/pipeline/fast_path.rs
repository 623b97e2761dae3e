//! Responses that do not need the application: refusals, CORS preflight and cached responses.

use std::sync::Arc;

use actix_http::Response;
use actix_web::body::BoxBody;
use actix_web::dev::RequestHead;
use actix_web::http::StatusCode;
use actix_web::web::Data;
use bytes::Bytes;
use jiff::Timestamp;

use super::cached::key;
use super::exchange::Exchange;
use super::host::refuse_other_host;
use super::make;
use super::reply;
use super::reply::{Plan, Ranges};
use crate::api::answer::response_cache::{CachedResponse, Counted};
use crate::api::body::portions::body_of;
use crate::api::moment::Moment;
use crate::api::state::State;
use crate::ops::limits::Permit;
use crate::ops::limits::request_body;
use crate::ops::observe::OperationId;
use crate::protocol::coding::Coding;
use crate::protocol::problem::Problem;

/// The result of the fast path. A permit is a slot for concurrent work; probes need none.
pub enum FastPath {
    /// A cached response of an operation.
    Cached(Response<BoxBody>, OperationId),
    /// A cached response whose body must be encoded first.
    Unencoded(Unencoded, Option<Permit>),
    /// The response that the server is at capacity.
    Refused(Response<BoxBody>),
    /// No response: the application must be called.
    Miss(Option<Permit>),
}

/// Responds to preflight requests and to requests that exceed a limit. A preflight request is never refused: its
/// page would see a failed connection and no reason, while it can read the refusal of the request that follows.
pub fn preflight_or_refuse(
    request: &RequestHead,
    exchange: &Exchange,
    state: &State,
) -> Option<Response<BoxBody>> {
    let path = request.uri.path();
    let (origins, methods) = (state.cors_at(path), state.methods_at(path));
    if let Some(headers) = origins.preflight(&request.method, &request.headers, methods) {
        let mut response = Response::with_body(StatusCode::NO_CONTENT, BoxBody::new(()));
        *response.headers_mut() = headers;
        return Some(response);
    }
    let refusal = exchange
        .over_limit()
        .or_else(|| refuse_other_host(request, &state.options))
        .or_else(|| state.limits.check_head(request).err())
        .or_else(|| request_body::refuse(request))
        .or_else(|| state.mcp_at(path)?.refuse_other_origin(&request.headers));
    refusal.map(|problem| exchange.explain(problem, state))
}

/// Responds from the response cache, or obtains a permit for concurrent work. What was `counted` before counts only once.
pub fn fast_path(
    request: &RequestHead,
    moment: &Moment,
    exchange: &Exchange,
    counted: Counted,
    state: &State,
) -> FastPath {
    let lookup = look_up(request, moment, exchange, counted, state);
    if let Lookup::Hit(response, operation) = lookup {
        return FastPath::Cached(response, operation);
    }
    let permit = if state.limits.exempts(request.uri.path()) {
        None
    } else {
        match state.limits.enter() {
            Ok(permit) => Some(permit),
            Err(problem) => return FastPath::Refused(exchange.explain(problem, state)),
        }
    };
    match lookup {
        Lookup::Unencoded(unencoded) => FastPath::Unencoded(unencoded, permit),
        _ => FastPath::Miss(permit),
    }
}

/// The result of a cache lookup.
pub enum Lookup {
    /// The response.
    Hit(Response<BoxBody>, OperationId),
    /// The response without the required coding.
    Unencoded(Unencoded),
    /// No response, or one whose body was evicted.
    Miss,
}

/// A cached response whose body is not cached in the required coding.
pub struct Unencoded {
    pub cached: Arc<CachedResponse>,
    plain: Bytes,
    coding: Coding,
    now: Timestamp,
}

impl Unencoded {
    /// Encodes the body and responds.
    ///
    /// # Errors
    /// Returns `internal` if encoding fails.
    pub async fn encode(self, state: &Data<State>) -> Result<Response<BoxBody>, Problem> {
        let Self { cached, plain, coding, now } = self;
        let body = make::encode(state, &cached, coding, plain, true).await?;
        let plan = Plan::Whole(Some(coding));
        Ok(reply::respond(state, &cached, plan, Ranges::Unsupported, body_of(body), now))
    }
}

/// Responds from the response cache, if it has the response. What was `counted` before counts only once.
pub fn look_up(
    request: &RequestHead,
    moment: &Moment,
    exchange: &Exchange,
    counted: Counted,
    state: &State,
) -> Lookup {
    let cache = &state.response_cache;
    let found = key(request, moment, state).and_then(|key| match counted {
        Counted::Nothing => cache.find(&key),
        _ => cache.peek(&key),
    });
    found.map_or(Lookup::Miss, |cached| {
        respond_from_cache(request, cached, moment, exchange, counted, state)
    })
}

/// Responds with a cached response.
fn respond_from_cache(
    request: &RequestHead,
    cached: Arc<CachedResponse>,
    moment: &Moment,
    exchange: &Exchange,
    counted: Counted,
    state: &State,
) -> Lookup {
    let (ranges, now) = (Ranges::Unsupported, moment.now);
    let plan = match reply::plan(&request.headers, &cached, ranges, now) {
        Ok(plan) => plan,
        Err(problem) => {
            return Lookup::Hit(exchange.explain(problem, state), cached.operation);
        }
    };
    let body = match plan {
        Plan::NotModified(_) => BoxBody::new(()),
        Plan::Part(_) => return Lookup::Miss,
        Plan::Whole(coding) => {
            let (cache, revision) = (&state.response_cache, cached.revision);
            let body = match counted {
                Counted::Body => cache.peek_body(revision, coding),
                _ => cache.body(revision, coding),
            };
            match (body, coding) {
                (Some(body), _) => body_of(body),
                (None, None) => return Lookup::Miss,
                (None, Some(coding)) => {
                    let Some(plain) = state.response_cache.body(cached.revision, None) else {
                        return Lookup::Miss;
                    };
                    return Lookup::Unencoded(Unencoded { cached, plain, coding, now });
                }
            }
        }
    };
    let response = reply::respond(state, &cached, plan, ranges, body, now);
    Lookup::Hit(response, cached.operation)
}
