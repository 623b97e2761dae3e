//! The server: binds, serves, and ends cleanly.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use actix_web::dev::Server;
use actix_web::middleware::from_fn;
use actix_web::web::{Data, to};
use actix_web::{App, HttpServer};
use utoipa_actix_web::AppExt;

use super::state::{Clock, State};
use super::{HttpOptions, ListenOptions, fallback, handler, layer, routes};
use crate::live::Live;

/// Binds the address and starts the workers. The server runs once it is awaited; SIGINT and
/// SIGTERM end it after open requests, or after `shutdown_seconds`.
///
/// # Errors
/// Where the address cannot be bound.
pub fn start(
    live: Arc<Live>,
    options: HttpOptions,
    clock: Clock,
    listen: &ListenOptions,
) -> std::io::Result<(Server, SocketAddr)> {
    let state = Data::new(State::new(live, options, clock));
    let mut server = HttpServer::new(move || {
        let (app, _) = App::new()
            .app_data(state.clone())
            .wrap(from_fn(layer::layer))
            .into_utoipa_app()
            .configure(routes::configure)
            .split_for_parts();
        app.service(handler::root::redirect_docs).default_service(to(fallback::fallback))
    })
    .keep_alive(Duration::from_secs(75))
    .shutdown_timeout(listen.shutdown_seconds);
    if let Some(workers) = listen.workers {
        server = server.workers(workers);
    }
    let server = server.bind(listen.address)?;
    let address = server.addrs().first().copied().unwrap_or(listen.address);
    Ok((server.run(), address))
}

/// Serves until SIGINT or SIGTERM; then open requests finish. `listening` is told the address once
/// connections are accepted.
///
/// # Errors
/// Where the address cannot be bound.
pub async fn serve(
    live: Arc<Live>,
    options: HttpOptions,
    listen: ListenOptions,
    listening: impl FnOnce(SocketAddr),
) -> std::io::Result<()> {
    let (server, address) = start(live, options, Clock::system(), &listen)?;
    listening(address);
    server.await
}
