//! `inkstone health`: one plain HTTP request, for the probes of containers.

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use url::Url;

use super::arguments::ContentArguments;
use super::{Failure, gather, output};
use crate::config::Listen;

/// How long the whole exchange may take.
const PATIENCE: Duration = Duration::from_secs(3);

/// How much is read to find the status.
const LONGEST_STATUS_LINE: usize = 1024;

/// Asks a server whether it is healthy.
pub(super) fn run(url: Option<&str>, outer: &ContentArguments) -> Result<ExitCode, Failure> {
    let url = match url {
        Some(url) => target(url)?,
        None => target(&own_address(&gather::settings(outer)?.listen)?)?,
    };
    match ask(&url, PATIENCE) {
        Ok(200) => {
            output::print("healthy\n")?;
            Ok(ExitCode::SUCCESS)
        }
        Ok(status) => Err(Failure::negative(format!("{url} answers {status}, not 200"))),
        Err(error) => Err(Failure::negative(format!("{url} does not answer: {error}"))),
    }
}

/// The address under which this machine reaches a server with this setting.
fn own_address(listen: &Listen) -> Result<String, Failure> {
    if listen.port() == 0 {
        return Err(Failure::usage("`listen` has port 0, so the port is unknown; give the URL"));
    }
    Ok(format!("http://{}", listen.local()))
}

/// Reads the address to ask. The scheme may be left out.
fn target(text: &str) -> Result<Url, Failure> {
    let with_scheme = if text.contains("://") { text.to_owned() } else { format!("http://{text}") };
    let mut url = Url::parse(&with_scheme)
        .map_err(|error| Failure::usage(format!("`{text}` is not an address: {error}")))?;
    if url.scheme() != "http" {
        let message = format!("`{text}`: only plain http:// is spoken; ask the server's own port");
        return Err(Failure::usage(message));
    }
    if url.path() == "/" {
        url.set_path("/healthz");
    }
    Ok(url)
}

/// Sends the request and returns the status.
fn ask(url: &Url, patience: Duration) -> io::Result<u16> {
    let deadline = Instant::now() + patience;
    let mut stream = connect(url, deadline)?;
    let host = &url[url::Position::BeforeHost..url::Position::AfterPort];
    let path = &url[url::Position::BeforePath..url::Position::AfterQuery];
    let version = env!("CARGO_PKG_VERSION");
    let request = format!(
        "GET {path} HTTP/1.1\r\nHost: {host}\r\nUser-Agent: inkstone-health/{version}\r\n\
         Accept: */*\r\nConnection: close\r\n\r\n"
    );
    stream.set_write_timeout(Some(remaining(deadline)?))?;
    stream.write_all(request.as_bytes())?;
    let mut line = Vec::new();
    let mut buffer = [0; 256];
    while !line.contains(&b'\n') && line.len() < LONGEST_STATUS_LINE {
        stream.set_read_timeout(Some(remaining(deadline)?))?;
        let read = match stream.read(&mut buffer) {
            Ok(0) => break,
            Ok(read) => read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Err(too_slow()),
            Err(error) => return Err(error),
        };
        line.extend_from_slice(&buffer[..read]);
    }
    status(&line).ok_or_else(|| io::Error::other("this is not an answer in HTTP/1.1"))
}

fn connect(url: &Url, deadline: Instant) -> io::Result<TcpStream> {
    let mut failure = io::Error::other("the host has no address");
    for address in url.socket_addrs(|| None)? {
        match TcpStream::connect_timeout(&address, remaining(deadline)?) {
            Ok(stream) => return Ok(stream),
            Err(error) => failure = error,
        }
    }
    Err(failure)
}

fn remaining(deadline: Instant) -> io::Result<Duration> {
    let left = deadline.saturating_duration_since(Instant::now());
    if left.is_zero() { Err(too_slow()) } else { Ok(left) }
}

fn too_slow() -> io::Error {
    io::Error::new(io::ErrorKind::TimedOut, "it took too long")
}

/// The status of an answer that begins with these bytes.
fn status(answer: &[u8]) -> Option<u16> {
    let line = answer.split(|&byte| byte == b'\n').next()?;
    let line = std::str::from_utf8(line).ok()?;
    let mut words = line.split_ascii_whitespace();
    words.next().filter(|version| version.starts_with("HTTP/1."))?;
    words.next().filter(|status| status.len() == 3)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};
    use std::net::TcpListener;
    use std::thread;
    use std::time::Duration;

    use super::{ask, own_address, status, target};
    use crate::config::Listen;

    /// A server that answers one request; returns its address and then the request.
    fn server(answer: &'static [u8]) -> (String, thread::JoinHandle<String>) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let asked = thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut request = [0; 1024];
            let read = stream.read(&mut request).unwrap();
            stream.write_all(answer).unwrap();
            String::from_utf8_lossy(&request[..read]).into_owned()
        });
        (address, asked)
    }

    #[test]
    fn a_bare_origin_is_asked_for_its_health() {
        let (address, asked) = server(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        assert_eq!(ask(&target(&address).unwrap(), Duration::from_secs(3)).unwrap(), 200);
        let request = asked.join().unwrap();
        assert!(request.starts_with("GET /healthz HTTP/1.1\r\nHost: 127.0.0.1:"), "{request}");
    }

    #[test]
    fn a_path_is_kept_and_another_status_is_told() {
        let (address, asked) = server(b"HTTP/1.1 503 Service Unavailable\r\n\r\n");
        let url = target(&format!("http://{address}/readyz?x=1")).unwrap();
        assert_eq!(ask(&url, Duration::from_secs(3)).unwrap(), 503);
        assert!(asked.join().unwrap().starts_with("GET /readyz?x=1 HTTP/1.1\r\n"));
    }

    #[test]
    fn silence_is_given_up() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = target(&listener.local_addr().unwrap().to_string()).unwrap();
        let error = ask(&url, Duration::from_millis(50)).unwrap_err();
        assert_eq!(error.to_string(), "it took too long");
    }

    #[test]
    fn what_is_no_answer_has_no_status() {
        assert_eq!(status(b"HTTP/1.1 204 No Content\r\n"), Some(204));
        for answer in [&b""[..], b"SSH-2.0-x\r\n", b"HTTP/1.1\r\n", b"HTTP/1.1 2x0 \r\n", b"\xff"] {
            assert_eq!(status(answer), None);
        }
    }

    #[test]
    fn the_default_is_this_machine_at_the_port_of_the_setting() {
        let own = |listen: &str| own_address(&Listen::parse(listen).unwrap());
        assert_eq!(own("0.0.0.0:8080").unwrap(), "http://127.0.0.1:8080");
        assert_eq!(own("127.0.0.1:0").unwrap_err().code, 2);
        assert_eq!(target("https://a.example").unwrap_err().code, 2);
        assert_eq!(target("http://").unwrap_err().code, 2);
        assert_eq!(target("[::1]:80").unwrap().as_str(), "http://[::1]/healthz");
    }
}
