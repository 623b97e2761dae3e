//! From what a handler says to a response.

use std::io;
use std::sync::Arc;

use actix_http::Response;
use actix_web::body::BoxBody;
use actix_web::web::{Data, block};
use actix_web::{HttpRequest, HttpResponse};
use bytes::Bytes;

use super::exchange::Exchange;
use super::explain;
use super::moment::Moment;
use super::purge;
use super::reply;
use super::reply::{Parts, Plan};
use crate::api::answer::store::StoredAnswer;
use crate::api::answer::{Answer, Body};
use crate::api::body::portions::body_of;
use crate::api::state::State;
use crate::ops::cache_policy::CachePolicy;
use crate::ops::observe::OperationId;
use crate::protocol::coding::Coding;
use crate::protocol::problem::{Problem, ProblemKind};

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
    if answer.shown.as_ref().is_some_and(|shown| !shown.is_settled(&state.renders)) {
        answer.head.policy = CachePolicy::Private;
    }
    let name = state.observer.operations().name(operation);
    purge::write(state.options.purge, &mut answer, name, &state.renders, moment.now);
    let Some(kept) = moment.describe(&answer, operation, state).map(Arc::new) else {
        return Ok(reply::respond_bare(state, &answer.head, moment.now, moment.until()));
    };
    let may_be_kept = answer.head.policy != CachePolicy::Private;
    if may_be_kept
        && let Body::Bytes(bytes) = &answer.body
        && let Some(key) = moment.cache_key(request.head())
        && key.covers(answer.head.negotiation)
    {
        state.store.keep(&key, &kept, bytes);
    }
    let parts = match answer.body {
        Body::File(_) if exchange.is_head() => Parts::Ignored,
        Body::File(_) => Parts::Served,
        _ => Parts::Unknown,
    };
    let plan = reply::plan(request.headers(), &kept, parts, moment.now)?;
    let body = match plan {
        Plan::NotModified(_) => Ok(BoxBody::new(())),
        Plan::Whole(None) => answer.body.send(None),
        Plan::Part(part) => answer.body.send(Some(part)),
        Plan::Whole(Some(coding)) => {
            let bytes = answer.body.held().unwrap_or_default();
            Ok(body_of(encode(state, &kept, coding, bytes, may_be_kept).await?))
        }
    };
    let body = body.map_err(unsendable)?;
    Ok(reply::respond(state, &kept, plan, parts, body, moment.now))
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
    kept: &StoredAnswer,
    coding: Coding,
    bytes: Bytes,
    may_be_kept: bool,
) -> Result<Bytes, Problem> {
    let revision = kept.revision;
    if let Some(body) = state.store.body(revision, Some(coding)) {
        return Ok(body);
    }
    let state = state.clone();
    let is_short = bytes.len() <= ENCODED_AT_ONCE;
    let encode = move || {
        if may_be_kept {
            state.store.encoded(revision, coding, &bytes)
        } else {
            coding.encode(&bytes).map(Bytes::from)
        }
    };
    let encoded =
        if is_short { encode() } else { block(encode).await.map_err(io::Error::other).flatten() };
    encoded.map_err(unsendable)
}
