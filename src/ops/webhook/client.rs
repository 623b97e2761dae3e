//! The HTTP client.

use std::fmt;
use std::io::{self, Read};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use actix_http::StatusCode;
use actix_http::header::HttpDate;
use ureq::http::Response;
use ureq::tls::TlsConfig;
use ureq::unversioned::resolver::DefaultResolver;
use ureq::unversioned::transport::DefaultConnector;
use ureq::{Agent, Body, Error};

use super::message::{Message, SignedHeaders};
use super::outcome::Outcome;
use super::resolver::{NotPublic, PublicResolver};
use super::roots;
use super::schedule::TIMEOUT;

/// The number of bytes of a response body that are read before the connection is closed. Some servers abort what
/// they are doing when their client is gone, so a usual response is read to its end.
const MAX_BODY: u64 = 64 << 10;

/// Sends messages. It follows no redirects, ignores the proxies of environment variables, and keeps no connections:
/// the next message may be hours away.
pub struct Client(Agent);

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Client")
    }
}

impl Client {
    /// Creates a client, for hosts with private addresses or only for those on the public internet.
    pub fn new(allow_private: bool) -> Self {
        Self::with_timeout(allow_private, TIMEOUT)
    }

    pub(super) fn with_timeout(allow_private: bool, timeout: Duration) -> Self {
        let tls = TlsConfig::builder()
            .root_certs(roots::trusted())
            .unversioned_rustls_crypto_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .build();
        let config = Agent::config_builder()
            .timeout_global(Some(timeout))
            .proxy(None)
            .max_redirects(0)
            .http_status_as_error(false)
            .max_idle_connections(0)
            .user_agent(concat!("inkstone/", env!("CARGO_PKG_VERSION")))
            .tls_config(tls)
            .build();
        let connector = DefaultConnector::default();
        Self(if allow_private {
            Agent::with_parts(config, connector, DefaultResolver::default())
        } else {
            Agent::with_parts(config, connector, PublicResolver::default())
        })
    }

    /// Sends a message.
    pub fn send(&self, url: &str, message: &Message, headers: &SignedHeaders) -> Outcome {
        let mut request = self
            .0
            .post(url)
            .header("content-type", "application/json")
            .header("connection", "close");
        for (name, value) in headers.pairs() {
            request = request.header(name, value);
        }
        match request.send(&message.body[..]) {
            Ok(response) => outcome(response),
            Err(Error::Timeout(_)) => Outcome::TimedOut,
            Err(Error::Io(error)) if error.kind() == io::ErrorKind::TimedOut => Outcome::TimedOut,
            Err(Error::Other(error)) => match error.downcast_ref::<NotPublic>() {
                Some(NotPublic(address)) => Outcome::Refused(*address),
                None => Outcome::Failed(error.to_string()),
            },
            Err(Error::Io(error)) => Outcome::Failed(error.to_string()),
            Err(error) => Outcome::Failed(error.to_string()),
        }
    }
}

fn outcome(response: Response<Body>) -> Outcome {
    let status = StatusCode::from_u16(response.status().as_u16())
        .expect("the status of a response has three digits");
    let retry_after = response.headers().get("retry-after").and_then(|value| {
        let value = value.to_str().ok()?;
        retry_after(value, SystemTime::now())
    });
    // The status says all, so it does not matter how the body ends.
    let mut body = response.into_body().into_reader().take(MAX_BODY);
    let _ = io::copy(&mut body, &mut io::sink());
    match status.as_u16() {
        200..=299 => Outcome::Accepted(status),
        300..=399 => Outcome::Redirected(status),
        410 => Outcome::Gone,
        _ => Outcome::Rejected { status, retry_after },
    }
}

/// Parses `Retry-After`: seconds, or a date (RFC 9110, section 10.2.3).
fn retry_after(value: &str, now: SystemTime) -> Option<Duration> {
    let value = value.trim();
    if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) {
        // Whoever writes more digits means forever.
        return Some(Duration::from_secs(value.parse().unwrap_or(u64::MAX)));
    }
    let date: HttpDate = value.parse().ok()?;
    // A date in the past asks for no delay.
    Some(SystemTime::from(date).duration_since(now).unwrap_or(Duration::ZERO))
}

#[cfg(test)]
mod tests;
