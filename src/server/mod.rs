//! The server: listeners, connections and the request pipeline.

mod address;
mod connection;
mod dates;
mod listener;
mod options;
mod pipeline;
mod running;
mod signals;
mod socket;
mod stream;
mod tls;
#[cfg(unix)]
mod unix_socket;

use std::fmt;
use std::future::{poll_fn, ready};
use std::io;
use std::net::SocketAddr;
use std::num::NonZero;
use std::rc::Rc;
use std::sync::Arc;
use std::thread::available_parallelism;
use std::time::Duration;

use actix_http::error::DispatchError;
use actix_http::{HttpService, KeepAlive, Request, Response};
use actix_server::Server;
use actix_service::{
    IntoServiceFactory, Service as _, ServiceFactory, ServiceFactoryExt, apply, apply_fn_factory,
    fn_service, map_config,
};
use actix_web::App;
use actix_web::body::BoxBody;
use actix_web::dev::AppConfig;
use actix_web::web::{Data, to};
use tokio::net::TcpStream;
use tokio::time::sleep_until;
use tokio_rustls::server::TlsStream;
use tokio_util::either::Either;
use utoipa_actix_web::AppExt;

use crate::api::handler::fallback;
use crate::api::options::ApiOptions;
use crate::api::state::State;
use crate::api::{document, routes};
use crate::live::Live;
use crate::ops::clock::Clock;
use crate::ops::drain::{Drain, Visit};
use crate::ops::life::Life;
use crate::ops::listener::Listener;
use crate::protocol::paths::RouteTable;
use crate::protocol::problem::{Problem, ProblemKind};
use crate::source::ContentSource;
use connection::{Connection, ConnectionOptions, CurrentRequest};
use dates::Dates;
use listener::{Backlog, Bound, bind};
use pipeline::{MomentSource, PipelineLayer, refuse_expectation};
use running::Listening;
use socket::Socket;
use stream::{Accepted, Stream, tcp};
use tls::Tls;

pub use address::ListenAddress;
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
    if options.links_to_itself
        && options.public_url.is_none()
        && let Bound::Tcp(listener) = &bound.0
    {
        let address = listener.local_addr().map_err(StartError::Listen)?;
        let scheme = scheme(tls.is_some());
        options.public_url = Some(format!("{scheme}://{address}{}", options.base_path.as_str()));
    }
    let life = Arc::new(Life::default());
    let origin: Arc<str> = options.origin().into();
    let metrics_at =
        if listen.operations.is_some() { Listener::Operations } else { Listener::Main };
    let described = document::described();
    let state = State::new(described, source, options, &clock, Arc::clone(&life), metrics_at);
    let state = Data::new(state);
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
    Ok(Service { main, operations, state, life, shutdown_delay, shutdown_timeout })
}

fn scheme(has_tls: bool) -> &'static str {
    if has_tls { "https" } else { "http" }
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

/// What the workers of a listener need to serve connections.
#[derive(Clone)]
struct Worker {
    listener: Listener,
    state: Data<State>,
    moments: Arc<MomentSource>,
    clock: Clock,
    tls: Option<Tls>,
    origin: Arc<str>,
    keep_alive: Duration,
    head_timeout: Duration,
    write_timeout: Duration,
}

/// A stream with or without TLS.
type Transport = Either<Socket, Box<TlsStream<Socket>>>;

impl Worker {
    /// Returns the services of one worker, from the socket to the handlers.
    fn services<S: Accepted>(
        self,
        address: Option<SocketAddr>,
        drain: Arc<Drain>,
    ) -> impl ServiceFactory<S, Config = (), Response = (), Error = DispatchError, InitError = ()>
    {
        actix_web::rt::spawn(drain.attend());
        let routes = match self.listener {
            Listener::Main => routes::configure,
            Listener::Operations => routes::configure_operators,
        };
        let (app, document) = App::new()
            .app_data(self.state.clone())
            .into_utoipa_app()
            .configure(routes)
            .split_for_parts();
        let app = match self.listener {
            Listener::Main => app.default_service(to(fallback::fallback)),
            Listener::Operations => app
                .app_data(Data::new(RouteTable::new(
                    document.paths.paths.keys().map(String::as_str),
                )))
                .default_service(to(fallback::operations_fallback)),
        };
        let app = map_config(app.into_factory(), |()| AppConfig::default());
        let scheme = scheme(self.tls.is_some());
        let (state, moments) = (self.state.clone(), Arc::clone(&self.moments));
        let dates = Rc::new(Dates::new(self.clock.clone()));
        let layer = PipelineLayer::new(state, moments, Rc::clone(&dates), self.listener, scheme);
        let pipeline = apply(layer, app);
        let pipeline = apply_fn_factory(pipeline, |request: Request, pipeline| {
            let current = CurrentRequest::of(&request).clone();
            let responding = pipeline.call(request);
            async move { responding.await.map(|response| current.track(response)) }
        });
        let expect = {
            let (state, dates) = (self.state.clone(), Rc::clone(&dates));
            move |request| ready(expect(request, &state, &dates, scheme))
        };
        let is_persistent = !self.keep_alive.is_zero();
        let http = HttpService::build();
        let http = match address {
            Some(address) => http.local_addr(address),
            None => http,
        };
        let http = http
            // `Connection` has its own timeouts.
            .keep_alive(if is_persistent { KeepAlive::Os } else { KeepAlive::Disabled })
            .client_request_timeout(Duration::ZERO)
            .on_connect_ext(|connection: &Connection<Transport>, data| {
                data.insert(connection.current_request());
            })
            .expect(fn_service(expect))
            .h1(pipeline);
        let options = Rc::new(ConnectionOptions {
            origin: Arc::clone(&self.origin),
            scheme,
            state: self.state.clone(),
            dates,
            head_timeout: self.head_timeout,
            keep_alive: self.keep_alive,
        });
        let worker = Rc::new(self);
        fn_service(move |stream: S| {
            let (worker, options) = (Rc::clone(&worker), Rc::clone(&options));
            let visit = drain.enter();
            async move {
                let (stream, peer) = stream.into_parts().map_err(DispatchError::Io)?;
                let connection = worker.connect(stream, peer, options, visit).await;
                connection.map(|connection| (connection, peer)).map_err(DispatchError::Io)
            }
        })
        .and_then(http)
    }

    async fn connect(
        &self,
        stream: Stream,
        peer: Option<SocketAddr>,
        options: Rc<ConnectionOptions>,
        mut visit: Visit,
    ) -> io::Result<Connection<Transport>> {
        let Some(tls) = &self.tls else {
            let socket = Socket::new(stream, self.write_timeout);
            return Ok(Connection::new(Either::Left(socket), options, visit, peer));
        };
        let latest = visit.opened() + self.head_timeout;
        let transport = tokio::select! {
            transport = self.handshake(tls, stream) => transport?,
            () = sleep_until(latest) => return Err(io::ErrorKind::TimedOut.into()),
            () = poll_fn(|context| visit.poll_leave_unused(context)) => {
                return Err(io::ErrorKind::ConnectionAborted.into());
            }
        };
        let is_plain = matches!(transport, Either::Left(_));
        let connection = Connection::new(transport, options, visit, peer);
        if is_plain {
            let detail = "this server uses HTTPS: the URL must begin with `https://`";
            return Ok(connection.refuse(Problem::new(ProblemKind::MalformedRequest, detail)));
        }
        Ok(connection)
    }

    /// Performs the TLS handshake, unless the client sends plain HTTP.
    async fn handshake(&self, tls: &Tls, stream: Stream) -> io::Result<Transport> {
        let is_plain = speaks_http(&stream).await?;
        let socket = Socket::new(stream, self.write_timeout);
        if is_plain {
            return Ok(Either::Left(socket));
        }
        let accepted = tls.accept(socket).await.inspect_err(|error| {
            tracing::debug!("a TLS handshake failed: {error}");
        });
        Ok(Either::Right(Box::new(accepted?)))
    }
}

/// Whether a client sends plain HTTP. TLS does not begin with a letter (RFC 8446, section 5.1).
async fn speaks_http(stream: &Stream) -> io::Result<bool> {
    // What a Unix socket has received cannot be looked at without reading it.
    let Some(stream) = tcp(stream) else { return Ok(false) };
    let mut first = [0];
    let length = stream.peek(&mut first).await?;
    Ok(first[..length].first().is_some_and(u8::is_ascii_alphabetic))
}

/// Answers a request that waits before sending its content (`Expect: 100-continue`).
fn expect(
    request: Request,
    state: &State,
    dates: &Rc<Dates>,
    scheme: &'static str,
) -> Result<Request, Response<BoxBody>> {
    match refuse_expectation(&request, state, dates, scheme) {
        None => Ok(request),
        Some(response) => {
            let tracked = CurrentRequest::of(&request).clone().track(response);
            Err(tracked.map_body(|_, body| BoxBody::new(body)))
        }
    }
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
