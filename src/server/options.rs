//! Where the server listens and what it expects of connections.

use std::net::SocketAddr;
use std::time::Duration;

use super::tls::TlsFiles;

/// Where a server listens, and what it expects of its clients.
#[derive(Debug, Clone)]
pub struct ListenOptions {
    /// Host and port; port 0 takes a free one.
    pub address: SocketAddr,
    /// Host and port of the second listener, which has what operators ask for.
    pub operations: Option<SocketAddr>,
    /// The certificate for HTTPS at `address`; HTTP where there is none.
    pub tls: Option<TlsFiles>,
    /// Worker threads; the number of cores where none is given.
    pub workers: Option<usize>,
    /// How many connections are open at `address` at most; others wait. Each worker has the same share,
    /// and there are no more workers than connections. What cannot be shared evenly is not used.
    pub max_connections: usize,
    /// How long a connection may be idle between requests; with zero it has one request only.
    pub keep_alive: Duration,
    /// How long the head of a request may take; for the first, the handshake of TLS included.
    pub head_timeout: Duration,
    /// How long a client may take nothing of its answer.
    pub write_timeout: Duration,
    /// How long requests are still taken after SIGTERM.
    pub delay: Duration,
    /// How long open requests may take after that.
    pub patience: Duration,
}

impl Default for ListenOptions {
    /// The defaults of the settings: plain HTTP at 127.0.0.1:8080, without a second listener.
    fn default() -> Self {
        Self {
            address: SocketAddr::from(([127, 0, 0, 1], 8080)),
            operations: None,
            tls: None,
            workers: None,
            max_connections: 25_000,
            keep_alive: Duration::from_secs(75),
            head_timeout: Duration::from_secs(10),
            write_timeout: Duration::from_secs(30),
            delay: Duration::from_secs(2),
            patience: Duration::from_secs(30),
        }
    }
}
