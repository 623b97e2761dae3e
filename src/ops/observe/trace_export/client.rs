//! The HTTP client that spans leave by. It blocks, which harms nobody on a thread of its own, and
//! needs neither a runtime nor a system library for TLS.

use std::time::Duration;

use async_trait::async_trait;
use opentelemetry_http::{Bytes, HttpClient, HttpError, Request, Response};
use ureq::Agent;

/// How long a collector may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// The longest answer of a collector that is read, in bytes.
const LONGEST_ANSWER: u64 = 4 << 20;

/// Sends requests.
#[derive(Debug)]
pub struct Client(Agent);

impl Client {
    /// A client without connections yet.
    pub fn new() -> Self {
        let config = Agent::config_builder()
            .timeout_global(Some(PATIENCE))
            .max_redirects(0)
            .http_status_as_error(false)
            .build();
        Self(config.into())
    }
}

#[async_trait]
impl HttpClient for Client {
    async fn send_bytes(&self, request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
        let (head, body) = self.0.run(request.map(Vec::from))?.into_parts();
        let body = body.into_with_config().limit(LONGEST_ANSWER).read_to_vec()?;
        Ok(Response::from_parts(head, body.into()))
    }
}
