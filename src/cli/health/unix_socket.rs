//! A request over a Unix socket, for which the HTTP client has no support.

use std::io::{self, Read, Write};
use std::path::Path;
use std::time::{Duration, Instant};

/// The most bytes that are read of a response. A status line is much shorter.
const LONGEST: usize = 1 << 10;

/// Requests a path from the server at a Unix socket, and returns the status of the response.
///
/// # Errors
/// Returns an error if the server does not respond in time or the response is not HTTP.
#[cfg(unix)]
pub fn status(socket: &Path, path: &str, timeout: Duration) -> io::Result<u16> {
    let ends = Instant::now() + timeout;
    let left = || {
        let left = ends.saturating_duration_since(Instant::now());
        if left.is_zero() { Err(io::Error::from(io::ErrorKind::TimedOut)) } else { Ok(left) }
    };
    let mut stream = crate::server::connect_unix(socket)?;
    let version = env!("CARGO_PKG_VERSION");
    let request = format!(
        "GET {path} HTTP/1.1\r\nhost: localhost\r\nuser-agent: inkstone-health/{version}\r\n\
         connection: close\r\n\r\n"
    );
    stream.set_write_timeout(Some(left()?))?;
    stream.write_all(request.as_bytes())?;
    let (mut head, mut buffer) = (Vec::new(), [0; 256]);
    while !head.contains(&b'\n') && head.len() < LONGEST {
        stream.set_read_timeout(Some(left()?))?;
        match stream.read(&mut buffer)? {
            0 => break,
            length => head.extend_from_slice(&buffer[..length]),
        }
    }
    status_of(&head).ok_or_else(|| io::Error::other("the response is not HTTP"))
}

/// Returns an error, as there are no Unix sockets.
#[cfg(not(unix))]
pub fn status(_: &Path, _: &str, _: Duration) -> io::Result<u16> {
    Err(io::ErrorKind::Unsupported.into())
}

/// Returns the status in a status line (RFC 9112, section 4).
fn status_of(head: &[u8]) -> Option<u16> {
    let rest = head.strip_prefix(b"HTTP/1.1 ").or_else(|| head.strip_prefix(b"HTTP/1.0 "))?;
    let (digits, after) = rest.split_at_checked(3)?;
    let is_complete = matches!(after.first(), Some(b' ' | b'\r'));
    let text = std::str::from_utf8(digits).ok().filter(|_| is_complete)?;
    text.parse().ok().filter(|status| (100..=999).contains(status))
}

#[cfg(all(test, unix))]
mod tests {
    use std::io::{Read, Write};
    use std::os::unix::net::UnixListener;
    use std::thread;
    use std::time::Duration;

    use super::{status, status_of};

    #[test]
    fn the_status_is_that_of_the_first_line() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.sock");
        let listener = UnixListener::bind(&path).unwrap();
        let asked = thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut request = [0; 1024];
            let read = stream.read(&mut request).unwrap();
            for part in [&b"HTTP/1."[..], b"1 503", b" Service Unavailable\r\n\r\n"] {
                stream.write_all(part).unwrap();
            }
            String::from_utf8_lossy(&request[..read]).into_owned()
        });
        assert_eq!(status(&path, "/readyz", Duration::from_secs(5)).unwrap(), 503);
        assert!(asked.join().unwrap().starts_with("GET /readyz HTTP/1.1\r\nhost: localhost\r\n"));
        assert!(status(&path, "/", Duration::from_secs(5)).is_err(), "nobody listens any more");
    }

    #[test]
    fn a_server_that_does_not_respond_times_out() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.sock");
        let _listener = UnixListener::bind(&path).unwrap();
        assert!(status(&path, "/", Duration::from_millis(50)).is_err());
    }

    #[test]
    fn only_status_lines_are_understood() {
        assert_eq!(status_of(b"HTTP/1.1 200 OK\r\n"), Some(200));
        assert_eq!(status_of(b"HTTP/1.0 404\r\n"), Some(404));
        for line in
            [&b""[..], b"SSH-2.0-x\r\n", b"HTTP/1.1\r\n", b"HTTP/1.1 2x0 \r\n", b"HTTP/1.1 2000 "]
        {
            assert_eq!(status_of(line), None, "{line:?}");
        }
    }
}
