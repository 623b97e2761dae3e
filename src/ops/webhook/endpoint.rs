//! Endpoints and how they are reached.

use super::secret::SigningSecret;

/// A URL that messages are sent to.
#[derive(Clone, PartialEq, Eq)]
pub struct Endpoint {
    /// The URL. Its path and query may contain secrets, so it is never logged.
    pub url: String,
    /// The host, with the port if it is not that of the scheme, for logs and metrics. Unique among the
    /// endpoints of a service.
    pub name: String,
}

impl std::fmt::Debug for Endpoint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Endpoint({})", self.name)
    }
}

/// Where messages are sent, and how they are signed.
#[derive(Debug, Clone, Default)]
pub struct WebhookOptions {
    /// The endpoints. Each gets every message.
    pub endpoints: Vec<Endpoint>,
    /// The secrets. Each signs every message, so that one can be replaced by another without a gap.
    pub secrets: Vec<SigningSecret>,
    /// Whether addresses that are not on the public internet are allowed.
    pub allow_private: bool,
}
