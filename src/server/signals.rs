//! Signals: those that request a shutdown, and those that must not end the process.

use std::io;

use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

/// A request for a shutdown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signal {
    /// SIGTERM or SIGQUIT, from a supervisor, which then directs clients to other servers.
    Terminate,
    /// SIGINT, from Ctrl-C.
    Interrupt,
}

/// A stream of signals.
#[derive(Debug)]
pub struct Signals(UnboundedReceiver<Signal>);

impl Signals {
    /// Creates a stream of signals that the caller sends.
    pub fn channel() -> (UnboundedSender<Signal>, Self) {
        let (sender, receiver) = unbounded_channel();
        (sender, Self(receiver))
    }

    /// Returns the signals of this process. Handlers are installed now and not when the first signal is
    /// awaited, because a supervisor may stop a process right after starting it. SIGHUP calls `reload`. SIGUSR1
    /// and SIGUSR2, whose default is to end the process without draining, are ignored.
    ///
    /// # Errors
    /// Returns an error if a handler cannot be installed.
    #[cfg(unix)]
    pub fn of_process(reload: impl Fn() + 'static) -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        let mut interrupt = signal(SignalKind::interrupt())?;
        let mut terminate = signal(SignalKind::terminate())?;
        let mut quit = signal(SignalKind::quit())?;
        let mut hangup = signal(SignalKind::hangup())?;
        // Once a handler is installed, it remains, so these need not be awaited.
        drop(signal(SignalKind::user_defined1())?);
        drop(signal(SignalKind::user_defined2())?);
        let (sender, signals) = Self::channel();
        actix_web::rt::spawn(async move {
            loop {
                let signal = tokio::select! {
                    Some(()) = interrupt.recv() => Signal::Interrupt,
                    Some(()) = terminate.recv() => Signal::Terminate,
                    Some(()) = quit.recv() => Signal::Terminate,
                    Some(()) = hangup.recv() => {
                        tracing::info!("SIGHUP: looking for changes of the content");
                        reload();
                        continue;
                    }
                    else => return,
                };
                if sender.send(signal).is_err() {
                    return;
                }
            }
        });
        Ok(signals)
    }

    /// Returns the signals of this process.
    ///
    /// # Errors
    /// Returns no error on this platform.
    #[cfg(not(unix))]
    pub fn of_process(_reload: impl Fn() + 'static) -> io::Result<Self> {
        let (sender, signals) = Self::channel();
        actix_web::rt::spawn(async move {
            while tokio::signal::ctrl_c().await.is_ok() && sender.send(Signal::Interrupt).is_ok() {}
        });
        Ok(signals)
    }

    /// Waits for the next signal, forever if there cannot be one any more.
    pub async fn next(&mut self) -> Signal {
        match self.0.recv().await {
            Some(signal) => signal,
            None => std::future::pending().await,
        }
    }

    /// Waits for the next signal of a kind.
    pub(super) async fn next_of(&mut self, kind: Signal) {
        while self.next().await != kind {}
    }
}
