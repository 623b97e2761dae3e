//! Making a response from an answer or a problem.

use std::io;
use std::sync::Arc;

use actix_http::Response;
use actix_web::body::BoxBody;
use actix_web::http::Method;
use actix_web::web::{Data, block};
use actix_web::{HttpRequest, HttpResponse};
use bytes::Bytes;

use super::cached;
use super::exchange::Exchange;
use super::explain;
use super::purge;
use super::reply;
use super::reply::{Plan, Ranges};
use crate::api::answer::response_cache::{CacheKey, CachedResponse};
use crate::api::answer::{Answer, Body, Shown};
use crate::api::body::encodings::Encodings;
use crate::api::body::portions::{LONG, body_of, leased};
use crate::api::body::writer::{Written, exactly};
use crate::api::moment::Moment;
use crate::api::state::State;
use crate::ops::cache_policy::CachePolicy;
use crate::ops::limits::Limits;
use crate::ops::observe::OperationId;
use crate::protocol::coding::Coding;
use crate::protocol::problem::{Problem, ProblemKind};
use crate::query::Audience;

/// Makes the response from that of the application, and caches it if possible.
///
/// # Errors
/// Returns the problem of the handler, or one that occurs here.
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
        // The framework responded itself.
        return Err(explain::framework_problem(response.status()));
    };
    hold(&mut answer, state)?;
    let policy = policy(&answer, operation, moment, state);
    let name = state.observer.operations().name(operation);
    purge::write(state.options.purge, &mut answer, policy, name, &state.renders, moment.viewer());
    // The response to POST represents no resource, so it has no validators.
    let has_validators = request.method() != Method::POST;
    let described = has_validators
        .then(|| cached::describe(&mut answer, policy, operation, moment, state))
        .flatten();
    let Some(described) = described else {
        if matches!(answer.body, Body::Events(_)) {
            reply::check_stream(request.headers())?;
        }
        let (until, head) = (moment.visible.until(), answer.head);
        let body = answer.body.send(None).map_err(unsendable)?;
        return Ok(reply::respond_without_validators(
            state, &head, policy, body, moment.now, until,
        ));
    };
    let described = Arc::new(described);
    let may_be_cached = policy.is_shared();
    let ranges = match answer.body {
        Body::File(_) if exchange.is_head() => Ranges::Ignored,
        Body::File(_) => Ranges::Supported,
        _ => Ranges::Unsupported,
    };
    let planned = reply::plan(request.headers(), &described, ranges, moment.now);
    if may_be_cached
        && let Body::Bytes(written) = &answer.body
        && let Some(key) = cached::key(request.head(), moment, state)
    {
        cache(&key, &described, written, planned.as_ref().ok(), state);
    }
    let plan = planned?;
    let body = match plan {
        Plan::NotModified(_) => Ok(BoxBody::new(())),
        Plan::Whole(None) => answer.body.send(None),
        Plan::Part(part) => answer.body.send(Some(part)),
        Plan::Whole(Some(coding)) => {
            let bytes = answer.body.in_memory().expect("only bodies in memory are encoded");
            let encoded = match answer.body.encodings() {
                Some(encodings) => encode_shared(encodings, coding, bytes).await?,
                None => encode(state, &described, coding, bytes, may_be_cached).await?,
            };
            Ok(body_of(encoded))
        }
    };
    let body = body.map_err(unsendable)?;
    Ok(reply::respond(state, &described, plan, ranges, body, moment.now))
}

/// Caches a response that can be shared, if its key includes what it was negotiated by and making it again is more work.
pub fn cache(
    key: &CacheKey<'_>,
    described: &Arc<CachedResponse>,
    written: &Written,
    plan: Option<&Plan>,
    state: &State,
) {
    // Encoding a body is never cheap.
    let is_cheap = written.is_cheap && plan == Some(&Plan::Whole(None));
    if cached::covers(key, described.head.negotiation)
        && (!is_cheap || state.response_cache.admits(key))
    {
        let copied = written.is_lent.then(|| Bytes::copy_from_slice(&written.bytes));
        state.response_cache.insert(key, described, copied.as_ref().unwrap_or(&written.bytes));
    }
}

/// Counts a long body among those in memory, if it was not counted while it was written.
///
/// # Errors
/// Returns `overloaded` if there are too many.
pub fn hold(answer: &mut Answer, state: &State) -> Result<(), Problem> {
    match &mut answer.body {
        Body::Bytes(written) if !written.is_leased => {
            written.bytes = lease(written.bytes.clone(), &state.limits)?;
        }
        Body::File(file) => file.hold(|bytes| lease(bytes, &state.limits))?,
        _ => {}
    }
    Ok(())
}

/// Attaches a lease to a body, if it is long.
fn lease(bytes: Bytes, limits: &Limits) -> Result<Bytes, Problem> {
    if bytes.len() <= LONG {
        return Ok(bytes);
    }
    let mut lease = limits.lease();
    if lease.grow_to(bytes.len()) { Ok(leased(bytes, lease)) } else { Err(limits.no_bytes_left()) }
}

/// Returns the cache policy of an answer: that of the handler, otherwise that of the operation. It is
/// private if the answer depends on a token or on a file that could not be read this time. If everyone is an
/// author, clients revalidate all others.
pub fn policy(
    answer: &Answer,
    operation: OperationId,
    moment: &Moment,
    state: &State,
) -> CachePolicy {
    let is_unsettled = |shown: &Shown| !shown.is_settled(&state.renders, moment.viewer());
    if answer.shown.as_ref().is_some_and(is_unsettled) {
        return CachePolicy::Private;
    }
    let known = state.operations.find(operation).map(|entry| entry.facts.cache);
    let policy = answer.policy.or(known).unwrap_or(CachePolicy::Private);
    let is_preview = moment.audience_or_public() == Audience::Preview;
    let is_for_authors = state.options.everyone == Audience::Preview;
    match policy {
        _ if is_for_authors && policy.is_shared() => CachePolicy::Revalidated,
        _ if is_preview && policy.depends_on_audience() => CachePolicy::Private,
        policy => policy,
    }
}

fn unsendable(error: io::Error) -> Problem {
    tracing::error!("a response cannot be sent: {error}");
    Problem::new(ProblemKind::Internal, "the response could not be sent")
}

/// Encodes a body that requests share, if none of them has yet, on another thread.
///
/// # Errors
/// Returns `internal` if encoding fails.
async fn encode_shared(
    encodings: Arc<Encodings>,
    coding: Coding,
    bytes: Bytes,
) -> Result<Bytes, Problem> {
    if let Some(body) = encodings.find(coding) {
        return Ok(body);
    }
    let encoded = block(move || encodings.make(coding, &bytes)).await;
    encoded.map_err(io::Error::other).flatten().map_err(unsendable)
}

/// Encodes a body, or takes it from the cache. A long one is encoded on another thread, so that other
/// requests of the worker do not wait.
///
/// # Errors
/// Returns `internal` if encoding fails, and `overloaded` if too many bodies are in memory.
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
    let is_short = bytes.len() <= coding.max_fast();
    let encode = move || {
        let encode = || {
            let encoded = coding.encode(&bytes).map_err(unsendable)?;
            lease(exactly(encoded), &state.limits)
        };
        if may_be_cached {
            state.response_cache.encoded(revision, coding, encode)
        } else {
            encode()
        }
    };
    if is_short {
        return encode();
    }
    block(encode).await.map_err(|error| unsendable(io::Error::other(error))).flatten()
}
