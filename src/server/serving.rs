//! Serving a connection: without the framework as long as it needs none.

use std::cell::RefCell;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, ready};

use actix_service::{Service, ServiceFactory};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use super::connection::{Connection, CurrentRequest};
use super::socket::OverSocket;

/// A connection that its task shares with the framework.
pub struct Shared<S>(Rc<RefCell<Connection<S>>>);

impl<S> Shared<S> {
    /// Returns the handle to the request that is being answered.
    pub fn current_request(&self) -> CurrentRequest {
        self.0.borrow().current_request()
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncRead for Shared<S> {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut *self.0.borrow_mut()).poll_read(context, buffer)
    }
}

impl<S: AsyncRead + AsyncWrite + OverSocket + Unpin> AsyncWrite for Shared<S> {
    fn poll_write(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut *self.0.borrow_mut()).poll_write(context, bytes)
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut *self.0.borrow_mut()).poll_flush(context)
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut *self.0.borrow_mut()).poll_shutdown(context)
    }
}

/// The service of the framework, which is called for a connection once it has a request that needs it. The framework
/// takes as long to look for a request as everything else that a cached response needs, and its buffers take memory.
#[derive(Debug)]
pub struct OnDemand<H>(pub H);

impl<S, H> ServiceFactory<(Connection<S>, Option<SocketAddr>)> for OnDemand<H>
where
    S: AsyncRead + AsyncWrite + OverSocket + Unpin + 'static,
    H: ServiceFactory<(Shared<S>, Option<SocketAddr>), Response = ()>,
    H::Future: 'static,
{
    type Response = ();
    type Error = H::Error;
    type Config = H::Config;
    type Service = OnDemandService<H::Service>;
    type InitError = H::InitError;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Service, H::InitError>>>>;

    fn new_service(&self, config: H::Config) -> Self::Future {
        let framework = self.0.new_service(config);
        Box::pin(async move { Ok(OnDemandService(Rc::new(framework.await?))) })
    }
}

/// The service that [`OnDemand`] makes.
#[derive(Debug)]
pub struct OnDemandService<H>(Rc<H>);

impl<S, H> Service<(Connection<S>, Option<SocketAddr>)> for OnDemandService<H>
where
    S: AsyncRead + AsyncWrite + OverSocket + Unpin,
    H: Service<(Shared<S>, Option<SocketAddr>), Response = ()>,
{
    type Response = ();
    type Error = H::Error;
    type Future = Serving<S, H>;

    fn poll_ready(&self, context: &mut Context<'_>) -> Poll<Result<(), H::Error>> {
        self.0.poll_ready(context)
    }

    fn call(&self, (connection, peer): (Connection<S>, Option<SocketAddr>)) -> Self::Future {
        let connection = Rc::new(RefCell::new(connection));
        Serving { connection, peer, service: Rc::clone(&self.0), framework: None }
    }
}

/// Serves a connection until its end.
pub struct Serving<S, H: Service<(Shared<S>, Option<SocketAddr>)>> {
    connection: Rc<RefCell<Connection<S>>>,
    peer: Option<SocketAddr>,
    service: Rc<H>,
    /// The framework's part, once it was needed.
    framework: Option<Pin<Box<H::Future>>>,
}

impl<S, H> Future for Serving<S, H>
where
    S: AsyncRead + AsyncWrite + OverSocket + Unpin,
    H: Service<(Shared<S>, Option<SocketAddr>), Response = ()>,
{
    type Output = Result<(), H::Error>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let this = &mut *self;
        if this.framework.is_none() || this.connection.borrow().is_awaited() {
            ready!(this.connection.borrow_mut().poll_alone(context));
        }
        let framework = this.framework.get_or_insert_with(|| {
            let shared = Shared(Rc::clone(&this.connection));
            Box::pin(this.service.call((shared, this.peer)))
        });
        framework.as_mut().poll(context)
    }
}
