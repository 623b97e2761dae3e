//! What became of an attempt.

use std::fmt;
use std::net::IpAddr;
use std::time::Duration;

use actix_http::StatusCode;

use super::schedule::TIMEOUT;

/// What became of an attempt to deliver a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The endpoint accepted the message: a status from 200 to 299.
    Accepted(StatusCode),
    /// A redirect, which is not followed.
    Redirected(StatusCode),
    /// 410: the endpoint wants no more messages.
    Gone,
    /// Any other status.
    Rejected {
        /// The status.
        status: StatusCode,
        /// The time that the endpoint asks to wait before the next attempt.
        retry_after: Option<Duration>,
    },
    /// The endpoint took longer than [`TIMEOUT`].
    TimedOut,
    /// The host has only addresses that are not allowed, of which this is one. No connection was made.
    Refused(IpAddr),
    /// There was no response, for this reason.
    Failed(String),
}

impl Outcome {
    /// Words for metrics.
    pub const LABELS: [&str; 7] =
        ["accepted", "redirected", "gone", "rejected", "timeout", "refused", "failed"];

    /// Returns the position of its word in [`Self::LABELS`].
    pub fn index(&self) -> usize {
        match self {
            Self::Accepted(_) => 0,
            Self::Redirected(_) => 1,
            Self::Gone => 2,
            Self::Rejected { .. } => 3,
            Self::TimedOut => 4,
            Self::Refused(_) => 5,
            Self::Failed(_) => 6,
        }
    }

    /// Returns whether the message was delivered.
    pub fn is_accepted(&self) -> bool {
        matches!(self, Self::Accepted(_))
    }

    /// Returns the time that the endpoint asks to wait before the next attempt.
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Rejected { retry_after, .. } => *retry_after,
            _ => None,
        }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Accepted(status) | Self::Rejected { status, .. } => write!(f, "{status}"),
            Self::Redirected(status) => write!(f, "{status}; redirects are not followed"),
            Self::Gone => write!(f, "{}", StatusCode::GONE),
            Self::TimedOut => write!(f, "no response within {} s", TIMEOUT.as_secs()),
            Self::Refused(address) => write!(
                f,
                "the host has the address {address}, which is not on the public internet; \
                 `webhook_allow_private` allows it"
            ),
            Self::Failed(reason) => f.write_str(reason),
        }
    }
}
