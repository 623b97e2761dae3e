//! What is answered without the application: what is refused at once, preflight requests, and what is
//! cached.

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
use super::make;
use super::reply;
use super::reply::{Parts, Plan};
use crate::api::answer::response_cache::CachedResponse;
use crate::api::body::portions::body_of;
use crate::api::moment::Moment;
use crate::api::state::State;
use crate::ops::limits::Permit;
use crate::ops::limits::request_body;
use crate::ops::observe::OperationId;
use crate::protocol::coding::Coding;
use crate::protocol::problem::Problem;

/// What is known of a request before the application is asked.
pub enum Early {
    /// Its answer, by one that was made before, and whose that was.
    Cached(Response<BoxBody>, OperationId),
    /// An answer that was made before and is long, and has to be encoded first.
    Unencoded(Unencoded, Option<Permit>),
    /// The refusal of what there is no place for.
    Refused(Response<BoxBody>),
    /// Nothing; its place among those that are worked on. Probes need none.
    Unknown(Option<Permit>),
}

/// Answers what is refused at once, and preflight requests.
pub fn refuse(
    request: &RequestHead,
    exchange: &Exchange,
    state: &State,
) -> Option<Response<BoxBody>> {
    let refusal = exchange
        .over_limit()
        .or_else(|| state.limits.check_head(request).err())
        .or_else(|| request_body::refuse(request));
    match refusal {
        Some(problem) => Some(exchange.explain(problem, state)),
        None => {
            let headers = state.options.cors.preflight(&request.method, &request.headers)?;
            let mut response = Response::with_body(StatusCode::NO_CONTENT, BoxBody::new(()));
            *response.headers_mut() = headers;
            Some(response)
        }
    }
}

/// Answers a request without the application, where it was asked before.
pub fn answer_early(
    request: &RequestHead,
    moment: &Moment,
    exchange: &Exchange,
    state: &State,
) -> Early {
    let key = key(request, moment, state);
    let found = key.and_then(|key| state.response_cache.find(&key));
    let recalled =
        found.map_or(Recalled::Nothing, |cached| recall(request, cached, moment, exchange, state));
    if let Recalled::Response(response, operation) = recalled {
        return Early::Cached(response, operation);
    }
    let permit = if state.limits.exempts(request.uri.path()) {
        None
    } else {
        match state.limits.enter() {
            Ok(permit) => Some(permit),
            Err(problem) => return Early::Refused(exchange.explain(problem, state)),
        }
    };
    match recalled {
        Recalled::Unencoded(unencoded) => Early::Unencoded(unencoded, permit),
        _ => Early::Unknown(permit),
    }
}

/// What comes of an answer that was made before.
enum Recalled {
    /// The response.
    Response(Response<BoxBody>, OperationId),
    /// The answer, but for its coding, which takes long.
    Unencoded(Unencoded),
    /// Nothing: its body is needed and is not there any more.
    Nothing,
}

/// An answer that is cached, and not in the coding that is wanted.
pub struct Unencoded {
    pub cached: Arc<CachedResponse>,
    plain: Bytes,
    coding: Coding,
    now: Timestamp,
}

impl Unencoded {
    /// Encodes it, while other requests are answered.
    ///
    /// # Errors
    /// `internal` where that fails.
    pub async fn encode(self, state: &Data<State>) -> Result<Response<BoxBody>, Problem> {
        let Self { cached, plain, coding, now } = self;
        let body = make::encode(state, &cached, coding, plain, true).await?;
        let plan = Plan::Whole(Some(coding));
        Ok(reply::respond(state, &cached, plan, Parts::Unknown, body_of(body), now))
    }
}

/// Answers with what is cached.
fn recall(
    request: &RequestHead,
    cached: Arc<CachedResponse>,
    moment: &Moment,
    exchange: &Exchange,
    state: &State,
) -> Recalled {
    let (parts, now) = (Parts::Unknown, moment.now);
    let plan = match reply::plan(&request.headers, &cached, parts, now) {
        Ok(plan) => plan,
        Err(problem) => {
            return Recalled::Response(exchange.explain(problem, state), cached.operation);
        }
    };
    let body = match plan {
        Plan::NotModified(_) => BoxBody::new(()),
        Plan::Part(_) => return Recalled::Nothing,
        Plan::Whole(coding) => {
            let held = state.response_cache.body(cached.revision, coding);
            match (held, coding) {
                (Some(body), _) => body_of(body),
                (None, None) => return Recalled::Nothing,
                (None, Some(coding)) => {
                    let Some(plain) = state.response_cache.body(cached.revision, None) else {
                        return Recalled::Nothing;
                    };
                    return Recalled::Unencoded(Unencoded { cached, plain, coding, now });
                }
            }
        }
    };
    let response = reply::respond(state, &cached, plan, parts, body, now);
    Recalled::Response(response, cached.operation)
}
