//! A service while it runs, and its end.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use actix_server::{Server, ServerHandle};
use actix_web::web::Data;
use tokio::time::{sleep, timeout};
use tokio_util::task::AbortOnDropHandle;

use super::listener::Backlog;
use super::signals::{Signal, Signals};
use crate::api::state::State;
use crate::ops::drain::Drain;
use crate::ops::life::Life;

/// How long the second listener waits for its last answers, which are small.
const OPERATIONS_PATIENCE: Duration = Duration::from_secs(3);

/// A service that listens. Connections are answered once it runs.
pub struct Service {
    pub(super) main: Listening,
    pub(super) operations: Option<Listening>,
    pub(super) state: Data<State>,
    pub(super) life: Arc<Life>,
    /// How long it goes on after SIGTERM.
    pub(super) delay: Duration,
    /// How long open requests may take then.
    pub(super) patience: Duration,
}

/// A listener and what is behind it.
pub(super) struct Listening {
    pub(super) server: Server,
    pub(super) address: SocketAddr,
    pub(super) backlog: Backlog,
    pub(super) drain: Arc<Drain>,
    pub(super) workers: u32,
}

impl Service {
    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.main.address
    }

    /// Where the second listener is, if there is one.
    pub fn operations_address(&self) -> Option<SocketAddr> {
        self.operations.as_ref().map(|operations| operations.address)
    }

    /// Ends it at once, without regard to open requests.
    pub fn handle(&self) -> ServerHandle {
        self.main.server.handle()
    }

    /// Runs until a signal. After SIGTERM it is not ready any more and goes on for the delay, or until
    /// another signal, with each answer the last of its connection. Then nothing is accepted any
    /// more, and open requests are answered, within the time that they may take or until SIGINT.
    ///
    /// # Errors
    /// Where the server fails.
    pub async fn run(self, mut signals: Signals) -> io::Result<()> {
        let mut main = Running::new(self.main);
        let operations = self.operations.map(Running::new);
        tokio::select! {
            ended = &mut main.task => return ended.map_err(io::Error::other)?,
            () = told(&mut signals, &self.life, self.delay) => {}
        }
        match main.drain.open() {
            1 => tracing::info!("ending: 1 connection is open"),
            open => tracing::info!("ending: {open} connections are open"),
        }
        tokio::select! {
            () = main.end(self.patience) => {}
            () = signals.next_of(Signal::Interrupt) => {}
        }
        if let Some(operations) = operations {
            operations.end(OPERATIONS_PATIENCE).await;
        }
        self.state.observer.finish();
        Ok(())
    }
}

/// Waits for a signal, and then for the delay, if it comes from a supervisor.
async fn told(signals: &mut Signals, life: &Life, delay: Duration) {
    let signal = signals.next().await;
    life.end();
    if signal == Signal::Terminate && !delay.is_zero() {
        let seconds = delay.as_secs();
        tracing::info!("told to end: not ready any more, but answering for {seconds} s yet");
        tokio::select! {
            () = sleep(delay) => {}
            _ = signals.next() => {}
        }
    }
}

/// A listener whose server runs, until this is dropped.
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

    /// Lets nobody in any more, answers those who are there, and ends.
    async fn end(self, patience: Duration) {
        let Self { handle, task, backlog, drain, workers } = self;
        let answered = async {
            backlog.turn_away().await;
            drain.begin();
            backlog.run_dry().await;
            // A worker drops what it was given and has not taken up when it is told to stop.
            drain.taken_up(workers).await;
            let stopped = handle.stop(true);
            drop(backlog);
            tokio::select! {
                () = drain.empty() => {}
                () = stopped => {}
            }
        };
        if timeout(patience, answered).await.is_err() {
            match drain.open() {
                0 => {}
                1 => tracing::warn!("1 connection took too long and is cut"),
                open => tracing::warn!("{open} connections took too long and are cut"),
            }
        }
        drop(task);
    }
}
