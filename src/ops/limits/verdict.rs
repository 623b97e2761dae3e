//! What a client is told about its rate, by draft-ietf-httpapi-ratelimit-headers-11.

use std::time::Duration;

use actix_http::header::{HeaderMap, HeaderName, HeaderValue};

use super::rate::Rate;
use crate::protocol::problem::{Problem, ProblemKind};

/// The name of the only policy, a structured field's string (RFC 9651, section 3.3.3).
const POLICY: &str = "\"default\"";

/// Whether a request may be answered, and what is left to its client.
#[derive(Debug)]
#[must_use = "a client over its limit is not answered"]
pub struct RateVerdict(Option<Counted>);

#[derive(Debug)]
struct Counted {
    policy: HeaderValue,
    remaining: u32,
    /// Within how many seconds no more than `remaining` requests are answered.
    seconds: u64,
    /// The limit, where the client is over it.
    over: Option<Rate>,
}

impl RateVerdict {
    /// No limit is on.
    pub fn unlimited() -> Self {
        Self(None)
    }

    /// The client may send `remaining` more requests, and one more after `seconds`.
    pub(super) fn within(policy: HeaderValue, remaining: u32, seconds: u64) -> Self {
        Self(Some(Counted { policy, remaining, seconds, over: None }))
    }

    /// The client has sent too many, and may send one after `seconds`.
    pub(super) fn over(policy: HeaderValue, rate: Rate, seconds: u64) -> Self {
        Self(Some(Counted { policy, remaining: 0, seconds, over: Some(rate) }))
    }

    /// Whether the client is over its limit.
    pub fn is_over(&self) -> bool {
        self.0.as_ref().is_some_and(|counted| counted.over.is_some())
    }

    /// `rate_limited` for a client that is over its limit.
    pub fn problem(&self) -> Option<Problem> {
        let Counted { seconds, over, .. } = self.0.as_ref()?;
        over.map(|rate| rate_limited(rate, *seconds))
    }

    /// Adds `RateLimit-Policy` and `RateLimit`, where a limit is on. `t` is never later than the
    /// `Retry-After` of the same answer, as section 6 of the draft wants.
    pub fn write_headers(&self, headers: &mut HeaderMap) {
        let Some(Counted { policy, remaining, seconds, .. }) = &self.0 else { return };
        headers.insert(HeaderName::from_static("ratelimit-policy"), policy.clone());
        if let Ok(state) = HeaderValue::try_from(format!("{POLICY};r={remaining};t={seconds}")) {
            headers.insert(HeaderName::from_static("ratelimit"), state);
        }
    }
}

/// The problem of a client that has sent more requests than it may, and may send the next one after
/// `seconds`.
fn rate_limited(rate: Rate, seconds: u64) -> Problem {
    let Rate { requests, seconds: period, .. } = rate;
    let detail = format!(
        "a client may send {requests} requests in {period} seconds, and the next one in {seconds}"
    );
    Problem { retry_after: Some(seconds), ..Problem::new(ProblemKind::RateLimited, detail) }
}

/// The value of `RateLimit-Policy`.
pub(super) fn policy(rate: Rate) -> HeaderValue {
    let value = format!("{POLICY};q={};w={}", rate.requests, rate.seconds);
    HeaderValue::try_from(value).unwrap_or_else(|_| HeaderValue::from_static(POLICY))
}

/// Seconds as `delay-seconds` (RFC 9110, section 10.2.3): rounded up, at least 1.
pub(super) fn whole_seconds(time: Duration) -> u64 {
    let more = u64::from(time.subsec_nanos() > 0);
    (time.as_secs() + more).max(1)
}
