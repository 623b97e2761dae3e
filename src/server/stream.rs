//! Accepted connections.

use std::io;
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
    /// Returns the stream and the address of its peer: `None` only for a Unix socket, whose peer is trusted to
    /// report the addresses of clients.
    ///
    /// # Errors
    /// Returns an error if a TCP connection has no peer any more. What the peer sent before it reset the connection
    /// could be read still, but nobody knows who it was.
    fn into_parts(self) -> io::Result<(Stream, Option<SocketAddr>)>;
}

impl Accepted for TcpStream {
    fn into_parts(self) -> io::Result<(Stream, Option<SocketAddr>)> {
        let peer = Some(self.peer_addr()?);
        #[cfg(unix)]
        return Ok((Either::Left(self), peer));
        #[cfg(not(unix))]
        return Ok((self, peer));
    }
}

#[cfg(unix)]
impl Accepted for UnixStream {
    fn into_parts(self) -> io::Result<(Stream, Option<SocketAddr>)> {
        Ok((Either::Right(self), None))
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

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use std::io::Write;
    use std::net::Ipv4Addr;

    use tokio::net::TcpListener;

    use super::Accepted;

    #[test]
    fn a_tcp_connection_whose_peer_is_gone_is_none_of_a_unix_socket() {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        runtime.unwrap().block_on(async {
            let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
            let address = listener.local_addr().unwrap();
            let _client = std::net::TcpStream::connect(address).unwrap();
            let (stream, from) = listener.accept().await.unwrap();
            assert_eq!(stream.into_parts().unwrap().1, Some(from));

            let mut client = std::net::TcpStream::connect(address).unwrap();
            client.write_all(b"GET / HTTP/1.1\r\n").unwrap();
            // Closing resets the connection.
            socket2::SockRef::from(&client).set_linger(Some(std::time::Duration::ZERO)).unwrap();
            drop(client);
            let (stream, _) = listener.accept().await.unwrap();
            assert!(stream.into_parts().is_err());
        });
    }
}
