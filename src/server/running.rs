//! Running a service and shutting it down.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use actix_server::{Server, ServerHandle};
use actix_web::web::Data;
use tokio::time::{sleep, timeout};
use tokio_util::task::AbortOnDropHandle;

use super::address::ListenAddress;
use super::listener::Backlog;
use super::signals::{Signal, Signals};
use crate::api::state::State;
use crate::ops::drain::Drain;

/// How long open requests of the second listener may take during shutdown. Their responses are small.
const OPERATIONS_SHUTDOWN_TIMEOUT: Duration = Duration::from_secs(3);

/// A service that is listening. Connections are served once it runs.
pub struct Service {
    pub(super) main: Listening,
    pub(super) operations: Option<Listening>,
    pub(super) state: Data<State>,
    /// How long requests are still accepted after SIGTERM.
    pub(super) shutdown_delay: Duration,
    /// How long open requests may take after that.
    pub(super) shutdown_timeout: Duration,
}

/// A listener and its workers.
pub(super) struct Listening {
    pub(super) server: Server,
    pub(super) address: ListenAddress,
    pub(super) backlog: Backlog,
    pub(super) drain: Arc<Drain>,
    pub(super) workers: u32,
}

impl Service {
    /// The address of the main listener.
    pub fn address(&self) -> &ListenAddress {
        &self.main.address
    }

    /// The address of the second listener, if there is one.
    pub fn operations_address(&self) -> Option<&ListenAddress> {
        self.operations.as_ref().map(|operations| &operations.address)
    }

    /// Returns a handle that stops the service immediately, without waiting for open requests.
    pub fn handle(&self) -> ServerHandle {
        self.main.server.handle()
    }

    /// Runs until a signal arrives, and shuts down gracefully. After SIGTERM the service is not ready,
    /// but accepts requests for the delay or until another signal, closing each connection after the
    /// response. Then it stops accepting, and waits until open requests are completed, their timeout
    /// ends, or SIGINT arrives.
    ///
    /// # Errors
    /// Returns an error if the server fails.
    pub async fn run(self, mut signals: Signals) -> io::Result<()> {
        let mut main = Running::new(self.main);
        let operations = self.operations.map(Running::new);
        tokio::select! {
            ended = &mut main.task => return ended.map_err(io::Error::other)?,
            () = shutdown_requested(&mut signals, &self.state, self.shutdown_delay) => {}
        }
        match main.drain.open() {
            1 => tracing::info!("shutting down: 1 connection is open"),
            open => tracing::info!("shutting down: {open} connections are open"),
        }
        tokio::select! {
            () = main.shut_down(self.shutdown_timeout) => {}
            () = signals.next_of(Signal::Interrupt) => {}
        }
        if let Some(operations) = operations {
            operations.shut_down(OPERATIONS_SHUTDOWN_TIMEOUT).await;
        }
        self.state.observer.finish();
        Ok(())
    }
}

/// Waits for a signal and, after SIGTERM, for the delay.
async fn shutdown_requested(signals: &mut Signals, state: &State, delay: Duration) {
    let signal = signals.next().await;
    state.life.end();
    // Listeners would stay until the timeout. They reconnect, after the delay or to another server.
    state.events.close();
    if signal == Signal::Terminate && !delay.is_zero() {
        let seconds = delay.as_secs();
        tracing::info!(
            "shutdown requested: not ready any more, accepting requests for {seconds} s"
        );
        tokio::select! {
            () = sleep(delay) => {}
            _ = signals.next() => {}
        }
    }
}

/// A listener whose server runs until this is dropped.
struct Running {
    handle: ServerHandle,
    task: AbortOnDropHandle<io::Result<()>>,
    backlog: Backlog,
    drain: Arc<Drain>,
    workers: u32,
}

impl Running {
    fn new(listening: Listening) -> Self {
        let Listening { server, backlog, drain, workers, .. } = listening;
        let handle = server.handle();
        let task = AbortOnDropHandle::new(actix_web::rt::spawn(server));
        Self { handle, task, backlog, drain, workers }
    }

    /// Stops accepting connections, waits until open requests are completed or the timeout ends, and
    /// stops.
    async fn shut_down(self, shutdown_timeout: Duration) {
        let Self { handle, task, backlog, drain, workers } = self;
        let completed = async {
            backlog.close().await;
            drain.begin();
            backlog.drained().await;
            // A worker that is stopped drops connections that it received but did not start to serve.
            drain.taken_up(workers).await;
            let stopped = handle.stop(true);
            drop(backlog);
            tokio::select! {
                () = drain.empty() => {}
                () = stopped => {}
            }
        };
        if timeout(shutdown_timeout, completed).await.is_err() {
            match drain.open() {
                0 => {}
                1 => tracing::warn!("1 connection took too long and is closed"),
                open => tracing::warn!("{open} connections took too long and are closed"),
            }
        }
        drop(task);
    }
}
