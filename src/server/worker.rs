//! The workers of a listener: each serves its connections on one thread.

use std::cell::RefCell;
use std::future::{poll_fn, ready};
use std::io;
use std::net::SocketAddr;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use actix_http::error::DispatchError;
use actix_http::{HttpService, KeepAlive, Request, Response};
use actix_service::{
    IntoServiceFactory, Service as _, ServiceFactory, ServiceFactoryExt, apply, apply_fn_factory,
    fn_service, map_config,
};
use actix_web::App;
use actix_web::body::BoxBody;
use actix_web::dev::AppConfig;
use actix_web::web::{Data, to};
use tokio::time::sleep_until;
use tokio_util::either::Either;

use super::connection::{Connection, ConnectionOptions, CurrentRequest, Receiver};
use super::dates::Dates;
use super::pipeline::{MomentSource, PipelineLayer, refuse_expectation};
use super::serving::{OnDemand, Shared};
use super::socket::{Socket, Transport};
use super::stream::{Accepted, Stream, tcp};
use super::tls::Tls;
use crate::api::handler::fallback;
use crate::api::mcp;
use crate::api::routes;
use crate::api::state::State;
use crate::ops::clock::Clock;
use crate::ops::drain::{Drain, Visit};
use crate::ops::listener::Listener;
use crate::protocol::paths::RouteTable;
use crate::protocol::problem::{Problem, ProblemKind};

/// The number of bytes that are read at a time.
const READ: usize = 8 << 10;

/// What the workers of a listener need to serve connections.
#[derive(Clone)]
pub(super) struct Worker {
    pub(super) listener: Listener,
    pub(super) state: Data<State>,
    pub(super) moments: Arc<MomentSource>,
    pub(super) clock: Clock,
    pub(super) tls: Option<Tls>,
    /// The beginning of the links in responses.
    pub(super) origin: Arc<str>,
    pub(super) keep_alive: Duration,
    pub(super) head_timeout: Duration,
    pub(super) write_timeout: Duration,
}

/// Returns the scheme of a listener's URLs.
pub(super) fn scheme(has_tls: bool) -> &'static str {
    if has_tls { "https" } else { "http" }
}

impl Worker {
    /// Returns the services of one worker, from the socket to the handlers.
    pub(super) fn services<S: Accepted>(
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
        let app = App::new().app_data(self.state.clone()).configure(routes);
        let app = match self.listener {
            Listener::Main if self.state.mcp.is_some() => {
                app.configure(mcp::configure).default_service(to(fallback::fallback))
            }
            Listener::Main => app.default_service(to(fallback::fallback)),
            Listener::Operations => app
                .app_data(Data::new(RouteTable::new(
                    routes::operator_paths().iter().map(String::as_str),
                )))
                .default_service(to(fallback::operations_fallback)),
        };
        let app = map_config(app.into_factory(), |()| AppConfig::default());
        let scheme = scheme(self.tls.is_some());
        let (state, moments) = (self.state.clone(), Arc::clone(&self.moments));
        let dates = Rc::new(Dates::new(self.clock.clone()));
        let layer = PipelineLayer::new(state, moments, Rc::clone(&dates), self.listener, scheme);
        let pipeline = apply(layer.clone(), app);
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
            .on_connect_ext(|connection: &Shared<Transport>, data| {
                data.insert(connection.current_request());
            })
            .expect(fn_service(expect))
            .h1(pipeline);
        let is_receiving = self.listener == Listener::Main && self.state.mcp.is_some();
        let base_path = is_receiving.then(|| self.state.options.base_path.clone());
        let options = Rc::new(ConnectionOptions {
            pipeline: layer,
            receiver: Receiver::new(base_path),
            origin: Arc::clone(&self.origin),
            scheme,
            state: self.state.clone(),
            dates,
            head_timeout: self.head_timeout,
            keep_alive: self.keep_alive,
            buffer: RefCell::new(vec![0; READ]),
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
        .and_then(OnDemand(http))
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
