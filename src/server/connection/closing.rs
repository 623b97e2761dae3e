//! Ending a connection so that the client receives the last response.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::Sleep;

/// The most bytes that are read and dropped.
const MOST_DROPPED: usize = 64 << 20;
/// The longest time that bytes are read and dropped.
const LONGEST_DROP: Duration = Duration::from_secs(2);

/// The end of a connection in stages (RFC 9112, section 9.6): our side is ended first; then what the
/// client still sends is read and dropped until it ends its side. Closing with unread bytes would
/// reset the connection, and the client would lose a response that it has not read yet.
#[derive(Debug)]
pub struct Closing {
    is_shut_down: bool,
    to_drop: usize,
    deadline: Pin<Box<Sleep>>,
}

impl Closing {
    /// Starts the time limit.
    pub fn new() -> Self {
        let deadline = Box::pin(tokio::time::sleep(LONGEST_DROP));
        Self { is_shut_down: false, to_drop: MOST_DROPPED, deadline }
    }

    /// Goes through the stages; ready once the stream may be dropped.
    pub fn poll<S: AsyncRead + AsyncWrite + Unpin>(
        &mut self,
        stream: &mut S,
        context: &mut Context<'_>,
    ) -> Poll<io::Result<()>> {
        if self.deadline.as_mut().poll(context).is_ready() {
            return Poll::Ready(Ok(()));
        }
        if !self.is_shut_down {
            ready!(Pin::new(&mut *stream).poll_shutdown(context))?;
            self.is_shut_down = true;
        }
        let mut sink = [0; 16 << 10];
        while self.to_drop > 0 {
            let mut buffer = ReadBuf::new(&mut sink);
            ready!(Pin::new(&mut *stream).poll_read(context, &mut buffer))?;
            let read = buffer.filled().len();
            self.to_drop = if read == 0 { 0 } else { self.to_drop.saturating_sub(read) };
        }
        Poll::Ready(Ok(()))
    }
}

/// The last response of a connection, and the end of the connection.
#[derive(Debug)]
pub struct LastResponse {
    bytes: Vec<u8>,
    written: usize,
    closing: Option<Closing>,
}

impl LastResponse {
    /// Creates a response that is not sent yet.
    pub fn new(bytes: Vec<u8>) -> Self {
        Self { bytes, written: 0, closing: None }
    }

    /// Sends the response and closes; ready once the stream may be dropped.
    pub fn poll<S: AsyncRead + AsyncWrite + Unpin>(
        &mut self,
        stream: &mut S,
        context: &mut Context<'_>,
    ) -> Poll<io::Result<()>> {
        while self.written < self.bytes.len() {
            let rest = &self.bytes[self.written..];
            self.written += ready!(Pin::new(&mut *stream).poll_write(context, rest))?;
        }
        ready!(Pin::new(&mut *stream).poll_flush(context))?;
        self.closing.get_or_insert_with(Closing::new).poll(stream, context)
    }
}
