//! Accepted connections.

use std::net::SocketAddr;

use tokio::net::TcpStream;

#[cfg(unix)]
use tokio::net::UnixStream;
#[cfg(unix)]
use tokio_util::either::Either;

/// The stream of a connection.
#[cfg(unix)]
pub type Stream = Either<TcpStream, UnixStream>;

/// The stream of a connection.
#[cfg(not(unix))]
pub type Stream = TcpStream;

/// A stream as a listener accepts it.
pub trait Accepted: 'static {
    /// Returns the stream and the address of its peer. The peer of a Unix socket has none.
    fn into_parts(self) -> (Stream, Option<SocketAddr>);
}

impl Accepted for TcpStream {
    fn into_parts(self) -> (Stream, Option<SocketAddr>) {
        let peer = self.peer_addr().ok();
        #[cfg(unix)]
        return (Either::Left(self), peer);
        #[cfg(not(unix))]
        return (self, peer);
    }
}

#[cfg(unix)]
impl Accepted for UnixStream {
    fn into_parts(self) -> (Stream, Option<SocketAddr>) {
        (Either::Right(self), None)
    }
}

/// Returns the TCP stream; `None` for a Unix socket.
pub fn tcp(stream: &Stream) -> Option<&TcpStream> {
    #[cfg(unix)]
    return match stream {
        Either::Left(stream) => Some(stream),
        Either::Right(_) => None,
    };
    #[cfg(not(unix))]
    return Some(stream);
}
