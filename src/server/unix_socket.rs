//! Unix sockets: a file that is created when the server starts and removed when it shuts down.

use std::fs::{self, Permissions};
use std::io;
use std::os::unix::fs::{FileTypeExt, MetadataExt, PermissionsExt};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};

use socket2::{Domain, SockAddr, Socket, Type};

/// Listens on a new socket at a path. Who may write to its file may connect.
///
/// A socket that a process has left behind is replaced: one that refuses connections. Anything else at
/// the path is left alone.
///
/// # Errors
/// Returns `AddrInUse` if a server listens at the path, `AlreadyExists` if something other than a socket
/// is there, and other errors if the file cannot be created.
pub fn bind(path: &Path, mode: u32, backlog: i32) -> io::Result<(UnixListener, SocketFile)> {
    remove_stale(path)?;
    let socket = Socket::new(Domain::UNIX, Type::STREAM, None)?;
    socket.bind(&SockAddr::unix(path)?)?;
    let file = SocketFile::new(path)?;
    // Nobody can connect before `listen`.
    fs::set_permissions(path, Permissions::from_mode(mode))?;
    socket.listen(backlog)?;
    Ok((socket.into(), file))
}

/// Connects to a server at a path, without waiting if its backlog is full.
///
/// # Errors
/// Returns `ConnectionRefused` if nobody listens, and `WouldBlock` if the backlog is full.
pub fn connect(path: &Path) -> io::Result<UnixStream> {
    let socket = Socket::new(Domain::UNIX, Type::STREAM, None)?;
    socket.set_nonblocking(true)?;
    socket.connect(&SockAddr::unix(path)?)?;
    socket.set_nonblocking(false)?;
    Ok(socket.into())
}

/// Removes the socket of a process that has ended without removing it.
fn remove_stale(path: &Path) -> io::Result<()> {
    let found = match fs::symlink_metadata(path) {
        Ok(found) => found.file_type(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error),
    };
    if !found.is_socket() {
        let what = if found.is_dir() { "a folder" } else { "a file that is not a socket" };
        let message = format!("there is {what} at this path");
        return Err(io::Error::new(io::ErrorKind::AlreadyExists, message));
    }
    match connect(path) {
        Ok(_) => Err(io::ErrorKind::AddrInUse.into()),
        Err(error) => match error.kind() {
            io::ErrorKind::ConnectionRefused => fs::remove_file(path),
            io::ErrorKind::WouldBlock => Err(io::ErrorKind::AddrInUse.into()),
            _ => Err(error),
        },
    }
}

/// The file of a socket. It is removed when this is dropped, unless another file has replaced it, so this
/// must be dropped before the listener is closed.
#[derive(Debug)]
pub struct SocketFile {
    path: PathBuf,
    /// The device and the number of the file, which no other file gets while the socket is open.
    identity: (u64, u64),
}

impl SocketFile {
    fn new(path: &Path) -> io::Result<Self> {
        // The working directory can change.
        let path = std::path::absolute(path)?;
        let identity = identity(&path)?;
        Ok(Self { path, identity })
    }

    /// Removes the file, so that clients can no longer connect. Connections that exist are not affected.
    pub fn remove(&self) {
        let is_own = identity(&self.path).is_ok_and(|identity| identity == self.identity);
        if is_own && let Err(error) = fs::remove_file(&self.path) {
            tracing::warn!("cannot remove the socket {}: {error}", self.path.display());
        }
    }
}

impl Drop for SocketFile {
    fn drop(&mut self) {
        self.remove();
    }
}

fn identity(path: &Path) -> io::Result<(u64, u64)> {
    fs::symlink_metadata(path).map(|found| (found.dev(), found.ino()))
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::io;
    use std::os::unix::fs::{PermissionsExt, symlink};
    use std::os::unix::net::UnixListener;

    use super::{bind, connect};

    #[test]
    fn the_file_has_the_mode_and_is_removed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.sock");
        let bound = bind(&path, 0o620, 16).unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o620);
        connect(&path).unwrap();
        drop(bound);
        assert!(!path.exists());
    }

    #[test]
    fn only_a_socket_that_refuses_is_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.sock");
        let (listener, file) = bind(&path, 0o666, 16).unwrap();
        assert_eq!(bind(&path, 0o666, 16).unwrap_err().kind(), io::ErrorKind::AddrInUse);
        fs::remove_file(&path).unwrap();
        let (_second, _file) = bind(&path, 0o666, 16).unwrap();
        drop(file);
        drop(listener);
        connect(&path).expect("the first one does not remove the file of the second");

        let left = folder.path().join("left.sock");
        drop(UnixListener::bind(&left).unwrap());
        assert_eq!(connect(&left).unwrap_err().kind(), io::ErrorKind::ConnectionRefused);
        let _bound = bind(&left, 0o666, 16).unwrap();
        connect(&left).unwrap();

        let other = folder.path().join("other");
        fs::write(&other, "text").unwrap();
        symlink(folder.path().join("nowhere"), folder.path().join("link")).unwrap();
        for name in ["other", "link", "."] {
            let error = bind(&folder.path().join(name), 0o666, 16).unwrap_err();
            assert_eq!(error.kind(), io::ErrorKind::AlreadyExists, "{name}");
        }
        assert_eq!(fs::read_to_string(&other).unwrap(), "text");
    }

    #[test]
    fn a_server_with_a_full_backlog_is_not_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.sock");
        let _bound = bind(&path, 0o666, 0).unwrap();
        let mut waiting = Vec::new();
        let error = loop {
            match connect(&path) {
                Ok(stream) => waiting.push(stream),
                Err(error) => break error,
            }
            assert!(waiting.len() < 100, "the backlog is bounded");
        };
        // BSD systems refuse at once.
        if error.kind() == io::ErrorKind::WouldBlock {
            assert_eq!(bind(&path, 0o666, 0).unwrap_err().kind(), io::ErrorKind::AddrInUse);
        }
    }
}
