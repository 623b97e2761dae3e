//! The result of a rate limit check, and its headers (draft-ietf-httpapi-ratelimit-headers-11).

use std::time::Duration;

use actix_http::header::{HeaderName, HeaderValue};

use super::rate::Rate;
use crate::protocol::problem::{Problem, ProblemKind};

/// The name of the only policy, as a string of structured fields (RFC 9651, section 3.3.3).
const POLICY: &str = "\"default\"";

/// Whether a client is within its rate limit, and how many requests it has left.
#[derive(Debug)]
#[must_use = "requests over the limit must be rejected"]
pub struct RateVerdict(Option<Counted>);

#[derive(Debug)]
struct Counted {
    policy: HeaderValue,
    remaining: u32,
    /// The time until the client regains a request.
    seconds: u64,
    /// The limit, if the client is over it.
    over: Option<Rate>,
}

impl RateVerdict {
    /// The result if no limit is configured.
    pub fn unlimited() -> Self {
        Self(None)
    }

    /// The client may send `remaining` more requests, and one more after `seconds`.
    pub(super) fn within(policy: HeaderValue, remaining: u32, seconds: u64) -> Self {
        Self(Some(Counted { policy, remaining, seconds, over: None }))
    }

    /// The client is over the limit, and may send a request after `seconds`.
    pub(super) fn over(policy: HeaderValue, rate: Rate, seconds: u64) -> Self {
        Self(Some(Counted { policy, remaining: 0, seconds, over: Some(rate) }))
    }

    /// Returns whether the client is over its limit.
    pub fn is_over(&self) -> bool {
        self.0.as_ref().is_some_and(|counted| counted.over.is_some())
    }

    /// Returns `rate_limited` if the client is over its limit.
    pub fn problem(&self) -> Option<Problem> {
        let Counted { seconds, over, .. } = self.0.as_ref()?;
        over.map(|rate| rate_limited(rate, *seconds))
    }

    /// Returns `RateLimit-Policy` and `RateLimit` if a limit is configured. `t` is never later than the
    /// `Retry-After` of the same response, as section 6 of the draft requires.
    pub fn headers(&self) -> Option<[(HeaderName, HeaderValue); 2]> {
        let Counted { policy, remaining, seconds, .. } = self.0.as_ref()?;
        let state = value(format!("{POLICY};r={remaining};t={seconds}"));
        Some([
            (HeaderName::from_static("ratelimit-policy"), policy.clone()),
            (HeaderName::from_static("ratelimit"), state),
        ])
    }
}

fn value(text: String) -> HeaderValue {
    HeaderValue::try_from(text).expect("structured fields are visible ASCII")
}

/// Returns the problem of a client that is over its limit, and may send a request after `seconds`.
fn rate_limited(rate: Rate, seconds: u64) -> Problem {
    let Rate { requests, seconds: period, .. } = rate;
    let detail = format!(
        "the limit is {requests} requests in {period} seconds; retry after {seconds} seconds"
    );
    Problem { retry_after: Some(seconds), ..Problem::new(ProblemKind::RateLimited, detail) }
}

/// Returns the value of `RateLimit-Policy`.
pub(super) fn policy(rate: Rate) -> HeaderValue {
    value(format!("{POLICY};q={};w={}", rate.requests, rate.seconds))
}

/// Returns a time as `delay-seconds` (RFC 9110, section 10.2.3): rounded up, at least 1.
pub(super) fn whole_seconds(time: Duration) -> u64 {
    let more = u64::from(time.subsec_nanos() > 0);
    (time.as_secs() + more).max(1)
}
