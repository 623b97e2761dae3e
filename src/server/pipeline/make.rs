//! From what a handler says to a response.

use std::io;
use std::sync::Arc;

use actix_http::Response;
use actix_web::body::BoxBody;
use actix_web::web::{Data, block};
use actix_web::{HttpRequest, HttpResponse};
use bytes::Bytes;

use super::cached;
use super::exchange::Exchange;
use super::explain;
use super::purge;
use super::reply;
use super::reply::{Parts, Plan};
use crate::api::answer::response_cache::CachedResponse;
use crate::api::answer::{Answer, Body, Shown};
use crate::api::body::portions::body_of;
use crate::api::moment::Moment;
use crate::api::state::State;
use crate::ops::cache_policy::CachePolicy;
use crate::ops::observe::OperationId;
use crate::protocol::coding::Coding;
use crate::protocol::problem::{Problem, ProblemKind};
use crate::query::Audience;

/// Bodies up to so many bytes are encoded at once, which takes a fraction of a millisecond; for longer
/// ones other requests of the worker do not wait.
const ENCODED_AT_ONCE: usize = 32 * 1024;

/// Makes a response of what the application says, and keeps what others may be answered with.
///
/// # Errors
/// What went wrong, there or here.
pub async fn make(
    request: &HttpRequest,
    operation: OperationId,
    mut response: HttpResponse,
    moment: &Moment,
    exchange: &Exchange,
    state: &Data<State>,
) -> Result<Response<BoxBody>, Problem> {
    if let Some(problem) = response.extensions_mut().remove::<Problem>() {
        return Err(problem);
    }
    let Some(mut answer) = response.extensions_mut().remove::<Answer>() else {
        // The framework says something of its own.
        return Err(explain::unforeseen(response.status()));
    };
    let policy = policy(&answer, operation, moment, state);
    let name = state.observer.operations().name(operation);
    purge::write(state.options.purge, &mut answer, policy, name, &state.renders, moment.now);
    let Some(described) = cached::describe(&answer, policy, operation, moment, state) else {
        let until = moment.visible.until();
        return Ok(reply::respond_bare(state, &answer.head, policy, moment.now, until));
    };
    let described = Arc::new(described);
    let may_be_cached = policy != CachePolicy::Private;
    if may_be_cached
        && let Body::Bytes(bytes) = &answer.body
        && let Some(key) = cached::key(request.head(), moment, state)
        && cached::covers(&key, answer.head.negotiation)
    {
        state.response_cache.keep(&key, &described, bytes);
    }
    let parts = match answer.body {
        Body::File(_) if exchange.is_head() => Parts::Ignored,
        Body::File(_) => Parts::Served,
        _ => Parts::Unknown,
    };
    let plan = reply::plan(request.headers(), &described, parts, moment.now)?;
    let body = match plan {
        Plan::NotModified(_) => Ok(BoxBody::new(())),
        Plan::Whole(None) => answer.body.send(None),
        Plan::Part(part) => answer.body.send(Some(part)),
        Plan::Whole(Some(coding)) => {
            let bytes = answer.body.held().expect("only bodies in memory are encoded");
            Ok(body_of(encode(state, &described, coding, bytes, may_be_cached).await?))
        }
    };
    let body = body.map_err(unsendable)?;
    Ok(reply::respond(state, &described, plan, parts, body, moment.now))
}

/// Who may cache an answer: as the handler decided, else as is known about the operation; and nobody
/// else if it depends on a token, or on a file that could not be read at this moment.
fn policy(answer: &Answer, operation: OperationId, moment: &Moment, state: &State) -> CachePolicy {
    let is_unsettled = |shown: &Shown| !shown.is_settled(&state.renders);
    if answer.shown.as_ref().is_some_and(is_unsettled) {
        return CachePolicy::Private;
    }
    let known = state.operations.find(operation).map(|entry| entry.facts.cache);
    let policy = answer.policy.or(known).unwrap_or(CachePolicy::Private);
    let is_preview = moment.audience_or_public() == Audience::Preview;
    if is_preview && policy.depends_on_audience() { CachePolicy::Private } else { policy }
}

fn unsendable(error: io::Error) -> Problem {
    tracing::error!("an answer cannot be sent: {error}");
    Problem::new(ProblemKind::Internal, "the answer could not be sent")
}

/// Encodes a body, once where the result may be kept. Other requests of the worker do not wait for a
/// long one.
///
/// # Errors
/// `internal` where that fails.
pub async fn encode(
    state: &Data<State>,
    described: &CachedResponse,
    coding: Coding,
    bytes: Bytes,
    may_be_cached: bool,
) -> Result<Bytes, Problem> {
    let revision = described.revision;
    if let Some(body) = state.response_cache.body(revision, Some(coding)) {
        return Ok(body);
    }
    let state = state.clone();
    let is_short = bytes.len() <= ENCODED_AT_ONCE;
    let encode = move || {
        if may_be_cached {
            state.response_cache.encoded(revision, coding, &bytes)
        } else {
            coding.encode(&bytes).map(Bytes::from)
        }
    };
    let encoded =
        if is_short { encode() } else { block(encode).await.map_err(io::Error::other).flatten() };
    encoded.map_err(unsendable)
}
