//! Addresses that are listened on.

use std::io;
use std::net::{SocketAddr, TcpListener};
use std::time::Duration;

use socket2::{Domain, Protocol, SockRef, Socket, Type};

/// How many connections may wait to be accepted. The kernel bounds it, too (`somaxconn`).
const BACKLOG: i32 = 2048;

/// How long a client may take to complete the handshake of TCP that it has begun.
const HANDSHAKE: Duration = Duration::from_millis(200);

/// How often it is asked whether connections still wait.
const LOOK: Duration = Duration::from_millis(20);

/// Listens on an address; port 0 takes a free one.
///
/// # Errors
/// Where the address cannot be bound.
pub fn bind(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = Socket::new(Domain::for_address(address), Type::STREAM, Some(Protocol::TCP))?;
    // A server that starts again finds connections of the one before, which do no harm. On Windows
    // the option means something else.
    #[cfg(unix)]
    socket.set_reuse_address(true)?;
    socket.bind(&address.into())?;
    socket.listen(BACKLOG)?;
    Ok(socket.into())
}

/// The connections that the kernel holds for a listener and that nobody has accepted yet. They would be
/// reset with it, although to their clients they are open.
#[derive(Debug)]
pub struct Backlog(TcpListener);

impl Backlog {
    /// That of a listener, which it keeps open.
    ///
    /// # Errors
    /// Where the process may have no more files.
    pub fn of(listener: &TcpListener) -> io::Result<Self> {
        listener.try_clone().map(Self)
    }

    /// Lets no more connections in, but those that are about to be there.
    ///
    /// On Linux a client that comes later is not answered, so that it tries again a second later and
    /// may find the next server there. Elsewhere what comes at the last moment can be lost.
    pub async fn turn_away(&self) {
        #[cfg(target_os = "linux")]
        if let Err(error) = drop_newcomers(&SockRef::from(&self.0)) {
            tracing::warn!("connections that come while the server ends may be cut: {error}");
        }
        tokio::time::sleep(HANDSHAKE).await;
    }

    /// Ends once all connections that are there are accepted.
    pub async fn run_dry(&self) {
        while self.has_waiting() {
            tokio::time::sleep(LOOK).await;
        }
    }

    #[cfg(unix)]
    fn has_waiting(&self) -> bool {
        use rustix::event::{PollFd, PollFlags, Timespec, poll};
        let mut fds = [PollFd::new(&self.0, PollFlags::IN)];
        let now = Timespec { tv_sec: 0, tv_nsec: 0 };
        poll(&mut fds, Some(&now)).is_ok_and(|ready| ready > 0)
    }

    #[cfg(not(unix))]
    fn has_waiting(&self) -> bool {
        false
    }
}

/// Has the kernel drop whatever begins a connection, but not what completes one that has begun.
#[cfg(target_os = "linux")]
fn drop_newcomers(listener: &SockRef<'_>) -> io::Result<()> {
    use socket2::SockFilter;
    // Classic BPF over the header of TCP, whose flags are its byte 13 (RFC 9293, section 3.1).
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
    use std::time::Duration;

    use super::{Backlog, bind};

    #[test]
    fn no_one_comes_in_while_those_who_wait_are_accepted() {
        let listener = bind(SocketAddr::from(([127, 0, 0, 1], 0))).unwrap();
        let address = listener.local_addr().unwrap();
        let _early = TcpStream::connect(address).unwrap();
        let backlog = Backlog::of(&listener).unwrap();
        assert!(backlog.has_waiting());
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(backlog.turn_away());
        let late = TcpStream::connect_timeout(&address, Duration::from_millis(100));
        assert_eq!(late.unwrap_err().kind(), io::ErrorKind::TimedOut);
        listener.accept().unwrap();
        runtime.block_on(backlog.run_dry());
    }
}
