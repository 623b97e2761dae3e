//! The server: listeners, connections and the request pipeline.

mod address;
mod changes;
mod connection;
mod dates;
mod in_process;
mod listener;
mod options;
mod pipeline;
mod running;
mod serving;
mod signals;
mod socket;
mod stream;
mod tls;
#[cfg(unix)]
mod unix_socket;
mod worker;

use std::fmt;
use std::io;
use std::num::NonZero;
use std::sync::Arc;
use std::thread::available_parallelism;
use std::time::Duration;

use actix_server::Server;
use actix_web::web::Data;
use tokio::net::TcpStream;

use crate::api::document;
use crate::api::options::ApiOptions;
use crate::api::state::State;
use crate::live::Live;
use crate::ops::clock::Clock;
use crate::ops::drain::Drain;
use crate::ops::life::Life;
use crate::ops::listener::Listener;
use crate::source::ContentSource;
use listener::{Backlog, Bound, bind};
use pipeline::MomentSource;
use running::Listening;
use tls::Tls;
use worker::{Worker, scheme};

pub use address::ListenAddress;
pub use in_process::{InProcess, Received};
pub use options::{ListenOptions, MAX_CONNECTIONS};
pub use running::Service;
pub use signals::{Signal, Signals};
pub use tls::{TlsError, TlsFiles};
#[cfg(unix)]
pub use unix_socket::connect as connect_unix;

/// The maximum number of workers that the framework supports.
const MAX_WORKERS: u16 = 512;

/// The maximum number of connections of the second listener. Probes and scrapers need only a few.
pub const OPERATIONS_CONNECTIONS: usize = 256;

/// The number of threads per worker for reading files, in addition to those for heavy work. The
/// framework's default of 512 threads would not read faster, would use more memory, and would delay
/// other requests.
const FILE_THREADS: usize = 16;

/// An error that prevents the service from starting.
#[derive(Debug)]
pub enum StartError {
    /// The address cannot be bound.
    Listen(io::Error),
    /// The address of the second listener cannot be bound.
    OperationsListen(io::Error),
    /// The certificate cannot be used.
    Tls(TlsError),
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Listen(error) | Self::OperationsListen(error) => error.fmt(f),
            Self::Tls(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for StartError {}

/// Binds the addresses. Connections are served once the service runs. Assets are read from `source` on
/// request.
///
/// # Errors
/// Returns an error if an address cannot be bound or the certificate cannot be used.
pub fn start(
    live: Arc<Live>,
    source: Arc<dyn ContentSource>,
    options: ApiOptions,
    clock: Clock,
    listen: &ListenOptions,
) -> Result<Service, StartError> {
    let tls = listen.tls.clone().map(Tls::of).transpose().map_err(StartError::Tls)?;
    let bound = bind(&listen.address, listen.socket_mode).map_err(StartError::Listen)?;
    let mut options = options;
    options.scheme = scheme(tls.is_some());
    if options.links_to_itself
        && options.public_url.is_none()
        && let Bound::Tcp(listener) = &bound.0
    {
        let address = listener.local_addr().map_err(StartError::Listen)?;
        options.public_url =
            Some(format!("{}://{address}{}", options.scheme, options.base_path.as_str()));
    }
    let life = Arc::new(Life::default());
    let origin: Arc<str> = options.origin().into();
    let metrics_at =
        if listen.operations.is_some() { Listener::Operations } else { Listener::Main };
    let described = document::described();
    let listeners = &mut options.limits.event_listeners;
    *listeners = (*listeners).min(most_listeners(listen));
    let events = changes::events(&live, &clock);
    let history = Arc::clone(live.history());
    let changes = (history, events);
    let state = State::new(described, source, options, &clock, life, metrics_at, changes);
    let state = Data::new(state);
    // So that a client that has the token of the first content hears of the next change.
    live.history().record(&live.public_content(clock.now()));
    let moments = Arc::new(MomentSource::new(live, clock.clone()));
    let worker = |listener, tls| Worker {
        listener,
        state: state.clone(),
        moments: Arc::clone(&moments),
        clock: clock.clone(),
        tls,
        origin: Arc::clone(&origin),
        keep_alive: listen.keep_alive,
        head_timeout: listen.head_timeout,
        write_timeout: listen.write_timeout,
    };
    let cores = || available_parallelism().map_or(2, NonZero::get);
    let heavy = state.limits.heavy_at_once();
    let workers = listen.workers.unwrap_or_else(cores);
    let connections = listen.max_connections.unwrap_or(MAX_CONNECTIONS);
    let (workers, connections) = split_connections(connections, workers);
    let main = Capacity { workers, connections, heavy, shutdown_timeout: listen.shutdown_timeout };
    let drain = Arc::clone(&state.connections);
    let main = open(bound, worker(Listener::Main, tls), drain, main).map_err(StartError::Listen)?;
    let operations = listen.operations.as_ref().map(|address| {
        let connections = OPERATIONS_CONNECTIONS;
        let capacity = Capacity {
            workers: 1,
            connections,
            heavy: 0,
            shutdown_timeout: listen.shutdown_timeout,
        };
        let bound = bind(address, listen.socket_mode)?;
        open(bound, worker(Listener::Operations, None), Drain::new(), capacity)
    });
    let operations = operations.transpose().map_err(StartError::OperationsListen)?;
    let (shutdown_delay, shutdown_timeout) = (listen.shutdown_delay, listen.shutdown_timeout);
    Ok(Service { main, operations, state, shutdown_delay, shutdown_timeout })
}

/// Returns how many connections event streams may take: at most half, so that others are served. With a single one, a
/// stream takes it.
fn most_listeners(listen: &ListenOptions) -> usize {
    (listen.max_connections.unwrap_or(MAX_CONNECTIONS) / 2).max(1)
}

/// The capacity of a listener.
struct Capacity {
    workers: u16,
    /// The maximum number of connections per worker.
    connections: usize,
    /// The maximum number of threads per worker for heavy work.
    heavy: usize,
    /// How long open requests may take during shutdown.
    shutdown_timeout: Duration,
}

/// Returns the number of workers and the maximum number of connections of each, with a total of at most
/// `connections`.
fn split_connections(connections: usize, workers: usize) -> (u16, usize) {
    let workers = workers.min(connections).clamp(1, MAX_WORKERS as usize);
    (workers as u16, (connections / workers).max(1))
}

/// Prepares the workers of a listener.
fn open(
    (bound, backlog): (Bound, Backlog),
    worker: Worker,
    drain: Arc<Drain>,
    capacity: Capacity,
) -> io::Result<Listening> {
    let server = Server::build()
        .workers(usize::from(capacity.workers))
        .worker_max_blocking_threads(capacity.heavy + FILE_THREADS)
        .max_concurrent_connections(capacity.connections)
        .shutdown_timeout(capacity.shutdown_timeout.as_secs())
        .disable_signals();
    let shared = Arc::clone(&drain);
    let (server, address) = match bound {
        Bound::Tcp(listener) => {
            let local = listener.local_addr()?;
            let services =
                move || worker.clone().services::<TcpStream>(Some(local), Arc::clone(&shared));
            (server.listen("inkstone", listener, services)?, local.into())
        }
        #[cfg(unix)]
        Bound::Unix(listener) => {
            let local = listener.local_addr()?;
            let path = local.as_pathname().expect("it was bound to a path").to_owned();
            let services = move || {
                worker.clone().services::<tokio::net::UnixStream>(None, Arc::clone(&shared))
            };
            (server.listen_uds("inkstone", listener, services)?, ListenAddress::Unix(path))
        }
    };
    let (server, workers) = (server.run(), capacity.workers.into());
    Ok(Listening { server, address, backlog, drain, workers })
}

#[cfg(test)]
mod tests {
    use super::split_connections;

    #[test]
    fn the_connections_of_all_workers_do_not_exceed_the_maximum() {
        for (connections, workers, expected) in [
            (25_000, 4, (4, 6250)),
            (10, 4, (4, 2)),
            (1, 2, (1, 1)),
            (3, 600, (3, 1)),
            (25_000, 600, (512, 48)),
        ] {
            let split = split_connections(connections, workers);
            assert_eq!(split, expected, "{connections} for {workers}");
        }
    }
}
