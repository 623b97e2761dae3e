//! Sockets with a time limit on writes.

use std::io::{self, IoSlice};
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::Sleep;
use tokio_rustls::server::TlsStream;
use tokio_util::either::Either;

use super::stream::{Stream, tcp};

/// A stream that fails with [`io::ErrorKind::TimedOut`] if its peer reads nothing for too long. It
/// is below TLS, so that the limit includes what TLS has buffered.
#[derive(Debug)]
pub struct Socket {
    stream: Stream,
    write_timeout: Duration,
    stalled: Option<Pin<Box<Sleep>>>,
}

impl Socket {
    /// Wraps a stream whose peer may read nothing for at most `write_timeout`.
    pub fn new(stream: Stream, write_timeout: Duration) -> Self {
        if let Some(stream) = tcp(&stream) {
            // Responses are written whole, so there is nothing to wait for (RFC 896).
            let _ = stream.set_nodelay(true);
            limit_unsent(stream);
        }
        Self { stream, write_timeout, stalled: None }
    }

    /// From now on fails, too, if the peer does not acknowledge what was sent for as long. It has gone without closing
    /// the connection, as a phone does that changes its network. The kernel would try for a quarter of an hour
    /// (RFC 9293, section 3.8.3), which is long for a peer that is sent a few bytes now and then.
    pub fn expect_acknowledgements(&self) {
        #[cfg(target_os = "linux")]
        if let Some(stream) = tcp(&self.stream) {
            let timeout = Some(self.write_timeout);
            let _ = socket2::SockRef::from(stream).set_tcp_user_timeout(timeout);
        }
    }

    /// Applies the time limit to a write with this result.
    fn limit<T>(
        &mut self,
        context: &mut Context<'_>,
        written: Poll<io::Result<T>>,
    ) -> Poll<io::Result<T>> {
        if written.is_ready() {
            self.stalled = None;
            return written;
        }
        let timeout = self.write_timeout;
        let stalled = self.stalled.get_or_insert_with(|| Box::pin(tokio::time::sleep(timeout)));
        ready!(stalled.as_mut().poll(context));
        let message = "the client does not read the response";
        Poll::Ready(Err(io::Error::new(io::ErrorKind::TimedOut, message)))
    }
}

/// A socket with or without TLS.
pub type Transport = Either<Socket, Box<TlsStream<Socket>>>;

/// A stream over a socket.
pub trait OverSocket {
    /// Returns the socket.
    fn socket(&self) -> &Socket;
}

impl OverSocket for Transport {
    fn socket(&self) -> &Socket {
        match self {
            Self::Left(socket) => socket,
            Self::Right(encrypted) => encrypted.get_ref().0,
        }
    }
}

/// The most bytes that the kernel may hold unsent.
#[cfg(target_os = "linux")]
const MOST_UNSENT: u32 = 32 << 10;

/// Limits what the kernel buffers for a peer that reads slowly. Without it that is up to some MB per
/// connection, and the socket does not become writable until a third of that was sent, so a slow peer
/// would look like one that reads nothing. With it the steps are some ten KiB.
#[cfg(target_os = "linux")]
fn limit_unsent(stream: &TcpStream) {
    let _ = socket2::SockRef::from(stream).set_tcp_notsent_lowat(MOST_UNSENT);
}

#[cfg(not(target_os = "linux"))]
fn limit_unsent(_: &TcpStream) {}

impl AsyncRead for Socket {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for Socket {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.limit(context, written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(context, slices);
        self.limit(context, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
