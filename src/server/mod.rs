//! The server: what listens where, and how a connection comes to its answers.

mod connection;
mod listener;
mod options;
mod pipeline;
mod running;
mod signals;
mod socket;
mod tls;

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
use crate::api::options::HttpOptions;
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
use listener::{Backlog, bind};
use pipeline::{Entrance, PipelineLayer, refuse_expectation};
use running::Listening;
use socket::Socket;
use tls::Tls;

pub use options::ListenOptions;
pub use running::Service;
pub use signals::{Signal, Signals};
pub use tls::{TlsError, TlsFiles};

/// The largest number of workers that the framework takes.
const MOST_WORKERS: u16 = 512;

/// How many connections the second listener has at most. Probes and a scraper need a few.
pub const OPERATIONS_CONNECTIONS: usize = 256;

/// How many threads of each worker read files, while as many as can be do heavy work. The framework would
/// start up to 512, which read nothing faster, hold more memory and make every other answer wait its turn.
const READING_THREADS: usize = 16;

/// Why a service cannot start.
#[derive(Debug)]
pub enum StartError {
    /// The address cannot be listened on.
    Listen(io::Error),
    /// The address of the second listener cannot be listened on.
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

/// Binds the addresses and starts to accept; connections are answered once the service runs.
/// `source` is where the content came from; assets are read from it when they are asked for.
///
/// # Errors
/// Where an address cannot be bound or the certificate cannot be used.
pub fn start(
    live: Arc<Live>,
    source: Arc<dyn ContentSource>,
    options: HttpOptions,
    clock: Clock,
    listen: &ListenOptions,
) -> Result<Service, StartError> {
    let tls = listen.tls.clone().map(Tls::of).transpose().map_err(StartError::Tls)?;
    let life = Arc::new(Life::default());
    let origin: Arc<str> = options.origin().into();
    let metrics_at =
        if listen.operations.is_some() { Listener::Operations } else { Listener::Main };
    let described = document::described();
    let state = State::new(described, source, options, &clock, Arc::clone(&life), metrics_at);
    let state = Data::new(state);
    let content = Arc::new(Entrance::new(live, clock));
    let worker = |listener, tls| Worker {
        listener,
        state: state.clone(),
        entrance: Arc::clone(&content),
        tls,
        origin: Arc::clone(&origin),
        keep_alive: listen.keep_alive,
        head_timeout: listen.head_timeout,
        write_timeout: listen.write_timeout,
    };
    let cores = || available_parallelism().map_or(2, NonZero::get);
    let heavy = state.limits.heavy_at_once();
    let (workers, share) = shares(listen.max_connections, listen.workers.unwrap_or_else(cores));
    let main = Size { workers, share, heavy, patience: listen.patience };
    let connections = Arc::clone(&state.connections);
    let main = open(listen.address, worker(Listener::Main, tls), connections, main)
        .map_err(StartError::Listen)?;
    let operations = listen.operations.map(|address| {
        let share = OPERATIONS_CONNECTIONS;
        let size = Size { workers: 1, share, heavy: 0, patience: listen.patience };
        open(address, worker(Listener::Operations, None), Drain::new(), size)
    });
    let operations = operations.transpose().map_err(StartError::OperationsListen)?;
    let (delay, patience) = (listen.delay, listen.patience);
    Ok(Service { main, operations, state, life, delay, patience })
}

/// How much a listener takes on.
struct Size {
    workers: u16,
    /// How many connections each worker has at most.
    share: usize,
    /// How many threads of a worker do heavy work at once at most.
    heavy: usize,
    patience: Duration,
}

/// How many workers there are, and how many connections each may have; together no more than
/// `connections`.
fn shares(connections: usize, workers: usize) -> (u16, usize) {
    let workers = workers.min(connections).clamp(1, MOST_WORKERS as usize);
    (workers as u16, (connections / workers).max(1))
}

/// Binds an address and prepares the workers behind it.
fn open(
    address: SocketAddr,
    worker: Worker,
    drain: Arc<Drain>,
    size: Size,
) -> io::Result<Listening> {
    let listener = bind(address)?;
    let address = listener.local_addr()?;
    let backlog = Backlog::of(&listener)?;
    let server = Server::build()
        .workers(usize::from(size.workers))
        .worker_max_blocking_threads(size.heavy + READING_THREADS)
        .max_concurrent_connections(size.share)
        .shutdown_timeout(size.patience.as_secs())
        .disable_signals()
        .listen("inkstone", listener, {
            let drain = Arc::clone(&drain);
            move || {
                actix_web::rt::spawn(drain.attend());
                worker.clone().services(address, Arc::clone(&drain))
            }
        })?
        .run();
    Ok(Listening { server, address, backlog, drain, workers: size.workers.into() })
}

/// How connections of a listener come to their answers.
#[derive(Clone)]
struct Worker {
    listener: Listener,
    state: Data<State>,
    entrance: Arc<Entrance>,
    tls: Option<Tls>,
    origin: Arc<str>,
    keep_alive: Duration,
    head_timeout: Duration,
    write_timeout: Duration,
}

/// A stream with or without TLS.
type Transport = Either<Socket, Box<TlsStream<Socket>>>;

impl Worker {
    /// The services of one worker, from the socket to the answer.
    fn services(
        self,
        address: SocketAddr,
        drain: Arc<Drain>,
    ) -> impl ServiceFactory<TcpStream, Config = (), Response = (), Error = DispatchError, InitError = ()>
    {
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
        let scheme = if self.tls.is_some() { "https" } else { "http" };
        let (state, entrance) = (self.state.clone(), Arc::clone(&self.entrance));
        let layer = PipelineLayer::new(state, entrance, self.listener, scheme);
        let pipeline = apply(layer, app);
        let pipeline = apply_fn_factory(pipeline, |request: Request, pipeline| {
            let current = CurrentRequest::of(&request).clone();
            let responding = pipeline.call(request);
            async move { responding.await.map(|response| current.track(response)) }
        });
        let expect = {
            let state = self.state.clone();
            move |request| ready(expect(request, &state, scheme))
        };
        let is_kept = !self.keep_alive.is_zero();
        let http = HttpService::build()
            // Connections have their own time limits.
            .keep_alive(if is_kept { KeepAlive::Os } else { KeepAlive::Disabled })
            .client_request_timeout(Duration::ZERO)
            .local_addr(address)
            .on_connect_ext(|connection: &Connection<Transport>, data| {
                data.insert(connection.current_request());
            })
            .expect(fn_service(expect))
            .h1(pipeline);
        let options = Rc::new(ConnectionOptions {
            origin: Arc::clone(&self.origin),
            scheme,
            state: self.state.clone(),
            head_timeout: self.head_timeout,
            keep_alive: self.keep_alive,
        });
        let worker = Rc::new(self);
        fn_service(move |stream: TcpStream| {
            let (worker, options) = (Rc::clone(&worker), Rc::clone(&options));
            let visit = drain.enter();
            async move {
                let peer = stream.peer_addr().ok();
                let connection = worker.connect(stream, peer, options, visit).await;
                connection.map(|connection| (connection, peer)).map_err(DispatchError::Io)
            }
        })
        .and_then(http)
    }

    async fn connect(
        &self,
        stream: TcpStream,
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
            transport = self.shake_hands(tls, stream) => transport?,
            () = sleep_until(latest) => return Err(io::ErrorKind::TimedOut.into()),
            () = poll_fn(|context| visit.poll_leave_unused(context)) => {
                return Err(io::ErrorKind::ConnectionAborted.into());
            }
        };
        let is_plain = matches!(transport, Either::Left(_));
        let connection = Connection::new(transport, options, visit, peer);
        if is_plain {
            let detail = "HTTPS is spoken here: the URL has to begin with `https://`";
            return Ok(connection.refuse(Problem::new(ProblemKind::MalformedRequest, detail)));
        }
        Ok(connection)
    }

    /// Begins to speak TLS; not with a client that begins with plain HTTP.
    async fn shake_hands(&self, tls: &Tls, stream: TcpStream) -> io::Result<Transport> {
        let is_plain = speaks_http(&stream).await?;
        let socket = Socket::new(stream, self.write_timeout);
        if is_plain {
            return Ok(Either::Left(socket));
        }
        let accepted = tls.accept(socket).await.inspect_err(|error| {
            tracing::debug!("a handshake of TLS failed: {error}");
        });
        Ok(Either::Right(Box::new(accepted?)))
    }
}

/// Whether a client begins like HTTP. TLS begins with no letter (RFC 8446, section 5.1).
async fn speaks_http(stream: &TcpStream) -> io::Result<bool> {
    let mut first = [0];
    let length = stream.peek(&mut first).await?;
    Ok(first[..length].first().is_some_and(u8::is_ascii_alphabetic))
}

/// Answers a request that waits to be told to send its content (`Expect: 100-continue`).
fn expect(
    request: Request,
    state: &State,
    scheme: &'static str,
) -> Result<Request, Response<BoxBody>> {
    match refuse_expectation(&request, state, scheme) {
        None => Ok(request),
        Some(response) => {
            let tracked = CurrentRequest::of(&request).clone().track(response);
            Err(tracked.map_body(|_, body| BoxBody::new(body)))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::shares;

    #[test]
    fn workers_never_have_more_connections_together_than_there_may_be() {
        for (connections, workers, expected) in [
            (25_000, 4, (4, 6250)),
            (10, 4, (4, 2)),
            (1, 2, (1, 1)),
            (3, 600, (3, 1)),
            (25_000, 600, (512, 48)),
        ] {
            assert_eq!(shares(connections, workers), expected, "{connections} for {workers}");
        }
    }
}
