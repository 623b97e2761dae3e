//! Selecting the representation of an answer, and writing the head of the response.

use actix_http::Response;
use actix_web::body::BoxBody;
use actix_web::http::StatusCode;
use actix_web::http::header::{
    ACCEPT_RANGES, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_RANGE, ETAG, HeaderMap, HeaderValue,
    LAST_MODIFIED, VARY,
};
use jiff::Timestamp;

use crate::api::answer::encoding::Encoding;
use crate::api::answer::response_cache::CachedResponse;
use crate::api::answer::{Head, Negotiation};
use crate::api::options::ApiOptions;
use crate::api::state::State;
use crate::ops::cache_policy::CachePolicy;
use crate::protocol::coding::{AcceptedCodings, Coding};
use crate::protocol::conditional;
use crate::protocol::conditional::{EntityTag, Validators, Verdict};
use crate::protocol::problem::{Problem, ProblemKind};
use crate::protocol::range;
use crate::protocol::range::{ByteRange, Wanted};

/// Whether a resource supports range requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ranges {
    /// It does.
    Supported,
    /// It does, but `HEAD` ignores `Range` (RFC 9110, section 14.2).
    Ignored,
    /// It does not.
    Unsupported,
}

/// The selected representation, or the part of it that is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Plan {
    /// Nothing, because the client has it: 304.
    NotModified(EntityTag),
    /// The whole body in this coding.
    Whole(Option<Coding>),
    /// A range of the unencoded body: 206.
    Part(ByteRange),
}

/// Determines what is sent, before any work on the body: first the coding, then the conditions, then the
/// range (RFC 9110, sections 12.5.3, 13.2.2 and 14.2).
///
/// # Errors
/// Returns `not_acceptable` if no coding is acceptable, `precondition_failed` or
/// `range_not_satisfiable`.
pub fn plan(
    request: &HeaderMap,
    cached: &CachedResponse,
    ranges: Ranges,
    now: Timestamp,
) -> Result<Plan, Problem> {
    plan_in(AcceptedCodings::of(request), request, cached, ranges, now)
}

/// Like [`plan`], for a request that accepts these codings. Of its headers, only conditions and ranges are read.
///
/// # Errors
/// As for [`plan`].
pub fn plan_in(
    accepted: AcceptedCodings,
    request: &HeaderMap,
    cached: &CachedResponse,
    ranges: Ranges,
    now: Timestamp,
) -> Result<Plan, Problem> {
    let encoding = cached.encoding;
    let accepts = |coding: Option<Coding>| {
        accepted.accepts(coding) && (coding.is_none() || encoding != Encoding::Never)
    };
    let coding = select(accepted, encoding)?;
    let validators = Validators {
        revision: cached.revision,
        selected: coding,
        accepts,
        last_modified: cached.last_modified(now).map(|&(at, _)| at),
    };
    match conditional::evaluate(request, &validators) {
        Verdict::Proceed => {}
        Verdict::NotModified(tag) => return Ok(Plan::NotModified(tag)),
        Verdict::PreconditionFailed => return Err(failed_condition()),
    }
    let plain = EntityTag { revision: cached.revision, coding: None };
    let has_range =
        ranges == Ranges::Supported && accepts(None) && conditional::range_holds(request, plain);
    match if has_range { range::wanted(request, cached.bytes) } else { Wanted::Whole } {
        Wanted::Whole => Ok(Plan::Whole(coding)),
        Wanted::Part(part) => Ok(Plan::Part(part)),
        Wanted::Nothing => Err(Problem::range(cached.bytes)),
    }
}

fn select(accepted: AcceptedCodings, encoding: Encoding) -> Result<Option<Coding>, Problem> {
    if encoding == Encoding::IfAccepted
        && let Some(coding) = accepted.preferred()
    {
        return Ok(Some(coding));
    }
    if accepted.accepts(None) {
        return Ok(None);
    }
    let required = accepted.best_coding().filter(|_| encoding != Encoding::Never);
    required.map(Some).ok_or_else(|| {
        let names = Coding::ALL.map(Coding::name).join(", ");
        let detail = match encoding {
            Encoding::Never => {
                "this resource is available only without a content coding".to_owned()
            }
            _ => format!("this resource is available with the codings {names} and identity"),
        };
        Problem::new(ProblemKind::NotAcceptable, detail)
    })
}

/// Returns the response with the headers of the representation. A 304 has the same ones except those
/// that describe the body (RFC 9110, section 15.4.5).
pub fn respond(
    state: &State,
    cached: &CachedResponse,
    plan: Plan,
    ranges: Ranges,
    body: BoxBody,
    now: Timestamp,
) -> Response<BoxBody> {
    let (status, coding) = match plan {
        Plan::NotModified(tag) => (StatusCode::NOT_MODIFIED, tag.coding),
        Plan::Whole(coding) => (cached.head.status, coding),
        Plan::Part(_) => (StatusCode::PARTIAL_CONTENT, None),
    };
    let mut response = Response::with_body(status, body);
    let headers = response.headers_mut();
    headers.reserve(16);
    if !matches!(plan, Plan::NotModified(_)) {
        for (name, value) in &cached.head.headers {
            headers.insert(name.clone(), value.clone());
        }
        if let Some((_, at)) = cached.last_modified(now) {
            headers.insert(LAST_MODIFIED, at.clone());
        }
        if let Some(coding) = coding {
            headers.insert(CONTENT_ENCODING, coding.header());
        }
        // Ranges are those of the unencoded body.
        if ranges != Ranges::Unsupported && coding.is_none() {
            headers.insert(ACCEPT_RANGES, HeaderValue::from_static("bytes"));
        }
        if let Plan::Part(part) = plan {
            let range = HeaderValue::from_str(&part.header(cached.bytes));
            headers.insert(CONTENT_RANGE, range.expect("a range is ASCII"));
        }
    }
    headers.insert(ETAG, EntityTag { revision: cached.revision, coding }.header());
    write_cache_headers(state, cached.policy, cached.vary.clone(), cached.until, now, headers);
    response
}

/// Checks that a stream, which is neither encoded nor has validators, meets the conditions of a request.
///
/// # Errors
/// Returns `not_acceptable` or `precondition_failed`.
pub fn check_stream(request: &HeaderMap) -> Result<(), Problem> {
    select(AcceptedCodings::of(request), Encoding::Never)?;
    if conditional::holds_without_validators(request) { Ok(()) } else { Err(failed_condition()) }
}

fn failed_condition() -> Problem {
    let detail = "the current representation is not the one that the request requires";
    Problem::new(ProblemKind::PreconditionFailed, detail)
}

/// Returns a response without validators: that of a redirect, or a stream. It can change at `until`.
pub fn respond_without_validators(
    state: &State,
    head: &Head,
    policy: CachePolicy,
    body: BoxBody,
    now: Timestamp,
    until: Option<Timestamp>,
) -> Response<BoxBody> {
    let mut response = Response::with_body(head.status, body);
    let headers = response.headers_mut();
    for (name, value) in &head.headers {
        headers.insert(name.clone(), value.clone());
    }
    let vary = vary(head, policy, &state.options);
    write_cache_headers(state, policy, vary, until, now, headers);
    response
}

fn write_cache_headers(
    state: &State,
    policy: CachePolicy,
    vary: HeaderValue,
    until: Option<Timestamp>,
    now: Timestamp,
    headers: &mut HeaderMap,
) {
    headers.insert(CACHE_CONTROL, state.cache_headers.of(policy, now, until));
    headers.insert(VARY, vary);
}

/// Returns the value of `Vary`: the headers that the response depends on (RFC 9110, section 12.5.5), except for
/// `Origin`, which [`CorsGrant::write`](crate::protocol::cors::CorsGrant::write) adds.
pub fn vary(head: &Head, policy: CachePolicy, options: &ApiOptions) -> HeaderValue {
    // Without `Authorization`, a cache would send the public response to holders of the token.
    let by_token = policy.depends_on_audience() && options.preview_token.is_some();
    HeaderValue::from_static(match (head.negotiation, by_token) {
        (Negotiation::None, false) => "Accept-Encoding",
        (Negotiation::None, true) => "Accept-Encoding, Authorization",
        (Negotiation::Media, false) => "Accept-Encoding, Accept",
        (Negotiation::Media, true) => "Accept-Encoding, Accept, Authorization",
        (Negotiation::MediaAndLanguage, false) => "Accept-Encoding, Accept, Accept-Language",
        (Negotiation::MediaAndLanguage, true) => {
            "Accept-Encoding, Accept, Accept-Language, Authorization"
        }
    })
}
