//! Ending a connection so that the client has the last answer.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::Sleep;

/// How much that nobody wants is read and dropped, in bytes.
const MOST_DROPPED: usize = 64 << 20;
/// How long that may take.
const LONGEST_DROP: Duration = Duration::from_secs(2);

/// The end of a connection in stages (RFC 9112, section 9.6): our side is ended first, and then what
/// the client still sends is read and dropped until it ends its side. Closing over unread bytes would
/// reset the connection, and the client would lose an answer that it has not read yet.
#[derive(Debug)]
pub struct Closing {
    said: bool,
    to_drop: usize,
    deadline: Pin<Box<Sleep>>,
}

impl Closing {
    /// The end from now on.
    pub fn new() -> Self {
        let deadline = Box::pin(tokio::time::sleep(LONGEST_DROP));
        Self { said: false, to_drop: MOST_DROPPED, deadline }
    }

    /// Takes the stages; ready once the stream may be dropped.
    pub fn poll<S: AsyncRead + AsyncWrite + Unpin>(
        &mut self,
        stream: &mut S,
        context: &mut Context<'_>,
    ) -> Poll<io::Result<()>> {
        if self.deadline.as_mut().poll(context).is_ready() {
            return Poll::Ready(Ok(()));
        }
        if !self.said {
            ready!(Pin::new(&mut *stream).poll_shutdown(context))?;
            self.said = true;
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

/// An answer of ours that is the last of a connection, and its end.
#[derive(Debug)]
pub struct LastAnswer {
    bytes: Vec<u8>,
    written: usize,
    closing: Option<Closing>,
}

impl LastAnswer {
    /// An answer that is not sent yet.
    pub fn new(bytes: Vec<u8>) -> Self {
        Self { bytes, written: 0, closing: None }
    }

    /// Sends it and closes; ready once the stream may be dropped.
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
