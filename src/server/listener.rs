//! Listening sockets and their backlogs.

use std::io;
use std::net::{SocketAddr, TcpListener};
#[cfg(unix)]
use std::os::unix::net::UnixListener;
use std::time::Duration;

use socket2::{Domain, Protocol, SockRef, Socket, Type};

use super::address::ListenAddress;
#[cfg(unix)]
use super::unix_socket::{self, SocketFile};

/// The number of connections that can wait to be accepted. The kernel limits it as well (`somaxconn`).
const BACKLOG: i32 = 2048;

/// How long TCP handshakes may take that began before shutdown.
const HANDSHAKE_TIMEOUT: Duration = Duration::from_millis(200);

/// How often the backlog is polled during shutdown.
const POLL_INTERVAL: Duration = Duration::from_millis(20);

/// A listening socket.
#[derive(Debug)]
pub enum Bound {
    /// A TCP socket.
    Tcp(TcpListener),
    /// A Unix socket.
    #[cfg(unix)]
    Unix(UnixListener),
}

/// Listens on an address. Port 0 selects a free port. `mode` has the permissions of the file of a Unix
/// socket.
///
/// # Errors
/// Returns an error if the address cannot be bound.
pub fn bind(address: &ListenAddress, mode: u32) -> io::Result<(Bound, Backlog)> {
    match address {
        ListenAddress::Tcp(address) => {
            let listener = bind_tcp(*address)?;
            let backlog = Backlog::of(listener.try_clone()?);
            Ok((Bound::Tcp(listener), backlog))
        }
        #[cfg(unix)]
        ListenAddress::Unix(path) => {
            let (listener, file) = unix_socket::bind(path, mode, BACKLOG)?;
            let backlog =
                Backlog { listener: Bound::Unix(listener.try_clone()?), file: Some(file) };
            Ok((Bound::Unix(listener), backlog))
        }
        #[cfg(not(unix))]
        ListenAddress::Unix(_) => {
            let _ = mode;
            Err(io::ErrorKind::Unsupported.into())
        }
    }
}

fn bind_tcp(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = Socket::new(Domain::for_address(address), Type::STREAM, Some(Protocol::TCP))?;
    // Connections of the previous process don't prevent a restart. On Windows the option has another
    // meaning.
    #[cfg(unix)]
    socket.set_reuse_address(true)?;
    socket.bind(&address.into())?;
    socket.listen(BACKLOG)?;
    Ok(socket.into())
}

/// The connections of a listener that are established but not accepted yet. Closing the listener would
/// reset them. The file of a Unix socket is removed when this is dropped.
#[derive(Debug)]
pub struct Backlog {
    /// Dropped first, as it requires.
    #[cfg(unix)]
    file: Option<SocketFile>,
    listener: Bound,
}

impl Backlog {
    /// Returns the backlog of a listener, which stays open.
    fn of(listener: TcpListener) -> Self {
        Self {
            listener: Bound::Tcp(listener),
            #[cfg(unix)]
            file: None,
        }
    }

    /// Admits no new connections, and waits for handshakes that have begun.
    ///
    /// On Linux, new SYN packets are dropped, so clients retry a second later and can reach the next
    /// process. On other systems, connections that arrive at the last moment can be reset. A Unix socket
    /// has no handshake, and nobody finds it once its file is removed.
    pub async fn close(&self) {
        #[cfg(unix)]
        if let Some(file) = &self.file {
            file.remove();
            return;
        }
        #[cfg(target_os = "linux")]
        if let Bound::Tcp(listener) = &self.listener
            && let Err(error) = drop_new_connections(&SockRef::from(listener))
        {
            tracing::warn!("connections that arrive during shutdown may be reset: {error}");
        }
        tokio::time::sleep(HANDSHAKE_TIMEOUT).await;
    }

    /// Waits until all connections are accepted.
    pub async fn drained(&self) {
        while self.has_waiting() {
            tokio::time::sleep(POLL_INTERVAL).await;
        }
    }

    #[cfg(unix)]
    fn has_waiting(&self) -> bool {
        use rustix::event::{PollFd, PollFlags, Timespec, poll};
        let mut fds = [match &self.listener {
            Bound::Tcp(listener) => PollFd::new(listener, PollFlags::IN),
            Bound::Unix(listener) => PollFd::new(listener, PollFlags::IN),
        }];
        let now = Timespec { tv_sec: 0, tv_nsec: 0 };
        poll(&mut fds, Some(&now)).is_ok_and(|ready| ready > 0)
    }

    #[cfg(not(unix))]
    fn has_waiting(&self) -> bool {
        false
    }
}

/// Makes the kernel drop packets that begin a connection, but not those that complete one.
#[cfg(target_os = "linux")]
fn drop_new_connections(listener: &SockRef<'_>) -> io::Result<()> {
    use socket2::SockFilter;
    // Classic BPF on the TCP header, whose flags are in byte 13 (RFC 9293, section 3.1).
    const LOAD_BYTE: u16 = 0x30;
    const JUMP_IF_SET: u16 = 0x45;
    const RETURN: u16 = 0x06;
    const SYN: u32 = 0x02;
    const NOTHING: u32 = 0;
    const ALL: u32 = u32::MAX;
    listener.attach_filter(&[
        SockFilter::new(LOAD_BYTE, 0, 0, 13),
        SockFilter::new(JUMP_IF_SET, 0, 1, SYN),
        SockFilter::new(RETURN, 0, 0, NOTHING),
        SockFilter::new(RETURN, 0, 0, ALL),
    ])
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use std::io;
    use std::net::{SocketAddr, TcpStream};
    use std::os::unix::net::UnixStream;
    use std::time::Duration;

    use super::{Backlog, Bound, bind, bind_tcp};
    use crate::server::address::ListenAddress;

    fn run(future: impl Future<Output = ()>) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        runtime.unwrap().block_on(future);
    }

    #[test]
    fn a_closed_backlog_admits_nothing_but_keeps_waiting_connections() {
        let listener = bind_tcp(SocketAddr::from(([127, 0, 0, 1], 0))).unwrap();
        let address = listener.local_addr().unwrap();
        let _early = TcpStream::connect(address).unwrap();
        let backlog = Backlog::of(listener.try_clone().unwrap());
        assert!(backlog.has_waiting());
        run(backlog.close());
        let late = TcpStream::connect_timeout(&address, Duration::from_millis(100));
        assert_eq!(late.unwrap_err().kind(), io::ErrorKind::TimedOut);
        listener.accept().unwrap();
        run(backlog.drained());
    }

    #[test]
    fn the_file_of_a_closed_unix_socket_is_removed_but_waiting_connections_are_kept() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.sock");
        let (bound, backlog) = bind(&ListenAddress::Unix(path.clone()), 0o600).unwrap();
        let _early = UnixStream::connect(&path).unwrap();
        run(backlog.close());
        assert!(!path.exists() && backlog.has_waiting());
        let Bound::Unix(listener) = bound else { panic!("not a Unix socket") };
        listener.accept().unwrap();
        run(backlog.drained());
    }
}
