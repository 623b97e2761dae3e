//! What asks the process to end.

use std::io;

use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

/// A wish that the service ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signal {
    /// From a supervisor, which sends clients elsewhere meanwhile (SIGTERM).
    Terminate,
    /// From somebody at a keyboard (SIGINT, Ctrl-C).
    Interrupt,
}

/// The signals, in the order in which they come.
#[derive(Debug)]
pub struct Signals(UnboundedReceiver<Signal>);

impl Signals {
    /// Signals that the caller sends.
    pub fn channel() -> (UnboundedSender<Signal>, Self) {
        let (sender, receiver) = unbounded_channel();
        (sender, Self(receiver))
    }

    /// The signals of this process. They are caught from now on, not from when they are first waited
    /// for: a supervisor may stop what it has just started.
    ///
    /// # Errors
    /// Where they cannot be caught.
    #[cfg(unix)]
    pub fn of_process() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        let mut interrupt = signal(SignalKind::interrupt())?;
        let mut terminate = signal(SignalKind::terminate())?;
        let (sender, signals) = Self::channel();
        actix_web::rt::spawn(async move {
            loop {
                let signal = tokio::select! {
                    Some(()) = interrupt.recv() => Signal::Interrupt,
                    Some(()) = terminate.recv() => Signal::Terminate,
                    else => return,
                };
                if sender.send(signal).is_err() {
                    return;
                }
            }
        });
        Ok(signals)
    }

    /// The signals of this process.
    ///
    /// # Errors
    /// None: they are caught once they are waited for.
    #[cfg(not(unix))]
    pub fn of_process() -> io::Result<Self> {
        let (sender, signals) = Self::channel();
        actix_web::rt::spawn(async move {
            while tokio::signal::ctrl_c().await.is_ok() && sender.send(Signal::Interrupt).is_ok() {}
        });
        Ok(signals)
    }

    /// The next signal. Where none can come any more, this never ends.
    pub async fn next(&mut self) -> Signal {
        match self.0.recv().await {
            Some(signal) => signal,
            None => std::future::pending().await,
        }
    }

    /// The next of one kind.
    pub(super) async fn next_of(&mut self, kind: Signal) {
        while self.next().await != kind {}
    }
}
