//! The options of the server.

use std::net::SocketAddr;
use std::time::Duration;

use super::address::ListenAddress;
use super::tls::TlsFiles;

/// The default maximum number of open connections of the main listener. An idle one takes a few KiB.
pub const MAX_CONNECTIONS: usize = 25_000;

/// The addresses, connections and timeouts of a server.
#[derive(Debug, Clone)]
pub struct ListenOptions {
    /// The address of the main listener.
    pub address: ListenAddress,
    /// The address of the second listener, which has only the operations for operators.
    pub operations: Option<ListenAddress>,
    /// The permissions of the files of Unix sockets. Who may write to the file may connect.
    pub socket_mode: u32,
    /// The certificate of the main listener; `None` for HTTP.
    pub tls: Option<TlsFiles>,
    /// The number of worker threads; `None` for the number of cores.
    pub workers: Option<usize>,
    /// The maximum number of open connections of the main listener; others wait. It is divided evenly
    /// among the workers, rounding down, and there are no more workers than connections. `None` for
    /// [`MAX_CONNECTIONS`].
    pub max_connections: Option<usize>,
    /// How long a connection can be idle between requests. Zero disables persistent connections.
    pub keep_alive: Duration,
    /// The timeout of the head of a request. For the first one it includes the TLS handshake.
    pub head_timeout: Duration,
    /// How long a client may read nothing of a response.
    pub write_timeout: Duration,
    /// How long requests are still accepted after SIGTERM.
    pub shutdown_delay: Duration,
    /// How long open requests may take after that.
    pub shutdown_timeout: Duration,
}

impl Default for ListenOptions {
    /// The defaults of the settings: plain HTTP at 127.0.0.1:8080, without a second listener.
    fn default() -> Self {
        Self {
            address: SocketAddr::from(([127, 0, 0, 1], 8080)).into(),
            operations: None,
            socket_mode: 0o666,
            tls: None,
            workers: None,
            max_connections: None,
            keep_alive: Duration::from_secs(75),
            head_timeout: Duration::from_secs(10),
            write_timeout: Duration::from_secs(30),
            shutdown_delay: Duration::from_secs(2),
            shutdown_timeout: Duration::from_secs(30),
        }
    }
}
