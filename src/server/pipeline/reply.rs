//! From an answer to a response: which representation is sent, and whether it is sent at all.

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
use crate::api::options::HttpOptions;
use crate::api::state::State;
use crate::ops::cache_policy::CachePolicy;
use crate::protocol::coding::{Acceptable, Coding};
use crate::protocol::conditional;
use crate::protocol::conditional::{EntityTag, Validators, Verdict};
use crate::protocol::problem::{Problem, ProblemKind};
use crate::protocol::range;
use crate::protocol::range::{ByteRange, Wanted};

/// Whether parts of a body can be asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Parts {
    /// They can, by a GET.
    Served,
    /// They can, but not by this request: `HEAD` has no parts (RFC 9110, section 14.2).
    Ignored,
    /// They cannot.
    Unknown,
}

/// What is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Plan {
    /// That the client has it: 304.
    NotModified(EntityTag),
    /// All of it, in this coding.
    Whole(Option<Coding>),
    /// A part of it.
    Part(ByteRange),
}

/// Decides what a request is sent of an answer, before any work on its body: the coding, then the
/// conditions, then the range (RFC 9110, sections 12.5.3, 13.2.2 and 14.2).
///
/// # Errors
/// `not_acceptable` where every coding is refused, `precondition_failed`, and `range_not_satisfiable`.
pub fn plan(
    request: &HeaderMap,
    cached: &CachedResponse,
    parts: Parts,
    now: Timestamp,
) -> Result<Plan, Problem> {
    let (acceptable, encoding) = (Acceptable::of(request), cached.encoding);
    let takes = |coding: Option<Coding>| {
        acceptable.takes(coding) && (coding.is_none() || encoding != Encoding::Never)
    };
    let coding = select(acceptable, encoding)?;
    let validators = Validators {
        revision: cached.revision,
        selected: coding,
        takes,
        last_modified: cached.last_modified(now).map(|&(at, _)| at),
    };
    match conditional::evaluate(request, &validators) {
        Verdict::Proceed => {}
        Verdict::NotModified(tag) => return Ok(Plan::NotModified(tag)),
        Verdict::PreconditionFailed => {
            let detail = "the representation is another one than the request names";
            return Err(Problem::new(ProblemKind::PreconditionFailed, detail));
        }
    }
    let plain = EntityTag { revision: cached.revision, coding: None };
    let has_range =
        parts == Parts::Served && takes(None) && conditional::range_holds(request, plain);
    match if has_range { range::wanted(request, cached.bytes) } else { Wanted::Whole } {
        Wanted::Whole => Ok(Plan::Whole(coding)),
        Wanted::Part(part) => Ok(Plan::Part(part)),
        Wanted::Nothing => Err(Problem::range(cached.bytes)),
    }
}

fn select(acceptable: Acceptable, encoding: Encoding) -> Result<Option<Coding>, Problem> {
    if encoding == Encoding::IfLiked
        && let Some(coding) = acceptable.preferred()
    {
        return Ok(Some(coding));
    }
    if acceptable.takes(None) {
        return Ok(None);
    }
    let demanded = acceptable.best_coding().filter(|_| encoding != Encoding::Never);
    demanded.map(Some).ok_or_else(|| {
        let names = Coding::ALL.map(Coding::name).join(", ");
        let detail = match encoding {
            Encoding::Never => "this resource is served without a content coding".to_owned(),
            _ => format!("this resource has the codings {names} and identity"),
        };
        Problem::new(ProblemKind::NotAcceptable, detail)
    })
}

/// The response, with every header that belongs to the representation. Of a 304 these are the ones
/// that the full answer would have, but for what describes the body (RFC 9110, section 15.4.5).
pub fn respond(
    state: &State,
    cached: &CachedResponse,
    plan: Plan,
    parts: Parts,
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
        // Parts are those of the body as it is: an encoded one has none that could be asked for.
        if parts != Parts::Unknown && coding.is_none() {
            headers.insert(ACCEPT_RANGES, HeaderValue::from_static("bytes"));
        }
        if let Plan::Part(part) = plan
            && let Ok(range) = HeaderValue::from_str(&part.header(cached.bytes))
        {
            headers.insert(CONTENT_RANGE, range);
        }
    }
    headers.insert(ETAG, EntityTag { revision: cached.revision, coding }.header());
    write_cache_headers(state, cached.policy, cached.vary.clone(), cached.until, now, headers);
    response
}

/// A response without a body, such as a redirect, that may be another one from `until` on.
pub fn respond_bare(
    state: &State,
    head: &Head,
    policy: CachePolicy,
    now: Timestamp,
    until: Option<Timestamp>,
) -> Response<BoxBody> {
    let mut response = Response::with_body(head.status, BoxBody::new(()));
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

/// What decided on an answer, beside its URL: the value of `Vary` (RFC 9110, section 12.5.5).
pub fn vary(head: &Head, policy: CachePolicy, options: &HttpOptions) -> HeaderValue {
    let mut names = vec!["Accept-Encoding"];
    match head.negotiation {
        Negotiation::None => {}
        Negotiation::Media => names.push("Accept"),
        Negotiation::MediaAndLanguage => names.extend(["Accept", "Accept-Language"]),
    }
    // Without it a cache would answer the holder of the token with what everybody sees.
    if policy.depends_on_audience() && options.preview_token.is_some() {
        names.push("Authorization");
    }
    if options.cors.depend_on_origin() {
        names.push("Origin");
    }
    HeaderValue::from_str(&names.join(", ")).unwrap_or(HeaderValue::from_static("*"))
}
