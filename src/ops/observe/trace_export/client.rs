//! The HTTP client for sending spans. It may block, because it has its own thread, and needs neither an
//! async runtime nor a system library for TLS.

use std::time::Duration;

use async_trait::async_trait;
use opentelemetry_http::{Bytes, HttpClient, HttpError, Request, Response};
use ureq::Agent;

/// The maximum time for a request to a collector.
const TIMEOUT: Duration = Duration::from_secs(10);

/// The maximum length of a collector's response, in bytes.
const MAX_RESPONSE: u64 = 4 << 20;

/// A blocking client.
#[derive(Debug)]
pub struct Client(Agent);

impl Client {
    /// Creates a client without connections.
    pub fn new() -> Self {
        let config = Agent::config_builder()
            .timeout_global(Some(TIMEOUT))
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
        let body = body.into_with_config().limit(MAX_RESPONSE).read_to_vec()?;
        Ok(Response::from_parts(head, body.into()))
    }
}
