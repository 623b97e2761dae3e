//! The server: binds, serves, and ends cleanly.

use std::future::ready;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use actix_http::HttpService;
use actix_http::error::DispatchError;
use actix_server::Server;
use actix_service::{IntoServiceFactory, ServiceFactoryExt, apply, fn_service, map_config};
use actix_web::App;
use actix_web::dev::AppConfig;
use actix_web::web::{Data, to};
use tokio::net::TcpStream;
use utoipa_actix_web::AppExt;

use super::connection::Connection;
use super::front::FrontLayer;
use super::state::{Clock, State};
use super::{HttpOptions, ListenOptions, fallback, routes};
use crate::live::Live;
use crate::source::ContentSource;

/// How long a connection may be idle between requests.
const KEEP_ALIVE: Duration = Duration::from_secs(75);
/// How long the head of a request may take.
const HEAD_TIMEOUT: Duration = Duration::from_secs(10);

/// Binds the address and starts the workers. `source` is where the content came from; assets are
/// read from it when they are asked for. The server runs once it is awaited; SIGINT and
/// SIGTERM end it after open requests, or after `shutdown_seconds`.
///
/// # Errors
/// Where the address cannot be bound.
pub fn start(
    live: Arc<Live>,
    source: Arc<dyn ContentSource>,
    options: HttpOptions,
    clock: Clock,
    listen: &ListenOptions,
) -> std::io::Result<(Server, SocketAddr)> {
    bind(Data::new(State::new(live, source, options, clock)), listen)
}

fn bind(state: Data<State>, listen: &ListenOptions) -> std::io::Result<(Server, SocketAddr)> {
    let origin: Arc<str> = state.options.origin().into();
    let max_url = state.options.limits.head.max_url;
    let mut builder = Server::build()
        .shutdown_timeout(listen.shutdown_seconds)
        .disable_signals()
        .shutdown_signal(termination()?);
    if let Some(workers) = listen.workers {
        builder = builder.workers(workers);
    }
    let closing = builder.graceful_shutdown_signal();
    let listener = std::net::TcpListener::bind(listen.address)?;
    let address = listener.local_addr()?;

    let builder = builder.listen("inkstone", listener, move || {
        let state = state.clone();
        let (app, _) = App::new()
            .app_data(state.clone())
            .into_utoipa_app()
            .configure(routes::configure)
            .split_for_parts();
        let app = app.default_service(to(fallback::fallback));
        let app = map_config(app.into_factory(), |()| AppConfig::default());
        let front = apply(FrontLayer::new(state), app);
        let closing = closing.clone();
        let service = HttpService::build()
            .keep_alive(KEEP_ALIVE)
            .client_request_timeout(HEAD_TIMEOUT)
            .graceful_shutdown_signal(move || {
                let closing = closing.clone();
                async move { closing.notified().await }
            })
            .local_addr(address)
            .h1(front);
        let origin = Arc::clone(&origin);
        fn_service(move |stream: TcpStream| {
            // Answers are written whole, so there is nothing to wait for (RFC 896).
            let _ = stream.set_nodelay(true);
            let peer = stream.peer_addr().ok();
            let connection = Connection::new(stream, Arc::clone(&origin), max_url);
            ready(Ok::<_, DispatchError>((connection, peer)))
        })
        .and_then(service)
    })?;
    Ok((builder.run(), address))
}

/// A future that ends when the process is asked to end, by Ctrl-C or by its supervisor. The signals
/// are caught from now on, not from when the future is first polled: a supervisor may stop what it
/// has just started.
#[cfg(unix)]
fn termination() -> std::io::Result<impl Future<Output = ()> + Send + 'static> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

#[cfg(not(unix))]
fn termination() -> std::io::Result<impl Future<Output = ()> + Send + 'static> {
    Ok(async {
        let _ = tokio::signal::ctrl_c().await;
    })
}

/// Serves until SIGINT or SIGTERM; then open requests finish. `source` as for [`start`]. `listening` is told the address once
/// connections are accepted.
///
/// # Errors
/// Where the address cannot be bound.
pub async fn serve(
    live: Arc<Live>,
    source: Arc<dyn ContentSource>,
    options: HttpOptions,
    listen: ListenOptions,
    listening: impl FnOnce(SocketAddr),
) -> std::io::Result<()> {
    let state = Data::new(State::new(live, source, options, Clock::system()));
    let (server, address) = bind(state.clone(), &listen)?;
    listening(address);
    let ended = server.await;
    state.observer.finish();
    ended
}
