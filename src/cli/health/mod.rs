//! `inkstone health`: one request, for the probes of containers.

mod timed_stream;
mod unverified;

use std::io::{self, Read, Write};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use url::Url;

use self::timed_stream::TimedStream;
use super::arguments::ContentArguments;
use super::{Failure, gather, output};
use crate::config::Settings;

/// How long the whole exchange may take.
const PATIENCE: Duration = Duration::from_secs(3);

/// How much is read to find the status.
const LONGEST_STATUS_LINE: usize = 1024;

/// A server to ask.
#[derive(Debug)]
struct Target {
    url: Url,
    speaks: Speaks,
}

/// What is spoken to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Speaks {
    Http,
    /// TLS, whatever the certificate.
    UnverifiedTls,
}

/// Asks a server whether it is healthy.
pub(super) fn run(url: Option<&str>, outer: &ContentArguments) -> Result<ExitCode, Failure> {
    let target = match url {
        Some(url) => target(url)?,
        None => own(&gather::settings(outer)?)?,
    };
    let url = &target.url;
    match ask(&target, PATIENCE) {
        Ok(200) => {
            output::print("healthy\n")?;
            Ok(ExitCode::SUCCESS)
        }
        Ok(status) => Err(Failure::negative(format!("{url} answers {status}, not 200"))),
        Err(error) => Err(Failure::negative(format!("{url} does not answer: {error}"))),
    }
}

/// How this machine reaches a server with these settings: by the second listener if there is one.
fn own(settings: &Settings) -> Result<Target, Failure> {
    let (listen, name, scheme) = match &settings.ops_listen {
        Some(listen) => (listen, "ops_listen", "http"),
        None if settings.tls().is_some() => (&settings.listen, "listen", "https"),
        None => (&settings.listen, "listen", "http"),
    };
    if listen.port() == 0 {
        let message = format!("`{name}` has port 0, so the port is unknown; give the URL");
        return Err(Failure::usage(message));
    }
    let speaks = if scheme == "https" { Speaks::UnverifiedTls } else { Speaks::Http };
    parse(&format!("{scheme}://{}", listen.local())).map(|url| Target { url, speaks })
}

/// Reads the address to ask. The scheme may be left out.
fn target(text: &str) -> Result<Target, Failure> {
    let with_scheme = if text.contains("://") { text.to_owned() } else { format!("http://{text}") };
    let url = parse(&with_scheme)?;
    let message = match url.scheme() {
        "http" => return Ok(Target { url, speaks: Speaks::Http }),
        "https" => {
            "the certificate of a server that is named is not verified here, so it is not asked; \
             without a URL the server of the settings is, by https:// too"
        }
        _ => "only http:// is spoken",
    };
    Err(Failure::usage(format!("`{text}`: {message}")))
}

fn parse(text: &str) -> Result<Url, Failure> {
    let mut url = Url::parse(text)
        .map_err(|error| Failure::usage(format!("`{text}` is not an address: {error}")))?;
    if url.path() == "/" {
        url.set_path("/healthz");
    }
    Ok(url)
}

/// Sends the request and returns the status.
fn ask(target: &Target, patience: Duration) -> io::Result<u16> {
    let url = &target.url;
    let mut stream = TimedStream::connect(url, Instant::now() + patience)?;
    match target.speaks {
        Speaks::Http => exchange(url, &mut stream),
        Speaks::UnverifiedTls => {
            let mut session = unverified::session(url)?;
            exchange(url, &mut rustls::Stream::new(&mut session, &mut stream))
        }
    }
}

fn exchange(url: &Url, stream: &mut (impl Read + Write)) -> io::Result<u16> {
    let host = &url[url::Position::BeforeHost..url::Position::AfterPort];
    let path = &url[url::Position::BeforePath..url::Position::AfterQuery];
    let version = env!("CARGO_PKG_VERSION");
    let request = format!(
        "GET {path} HTTP/1.1\r\nHost: {host}\r\nUser-Agent: inkstone-health/{version}\r\n\
         Accept: */*\r\nConnection: close\r\n\r\n"
    );
    stream.write_all(request.as_bytes())?;
    stream.flush()?;
    let mut line = Vec::new();
    let mut buffer = [0; 256];
    while !line.contains(&b'\n') && line.len() < LONGEST_STATUS_LINE {
        let read = match stream.read(&mut buffer) {
            Ok(0) => break,
            Ok(read) => read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        line.extend_from_slice(&buffer[..read]);
    }
    status(&line).ok_or_else(|| io::Error::other("this is not an answer in HTTP/1.1"))
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

    use super::{Speaks, ask, own, status, target};
    use crate::config::{Key, resolve};

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
        let own = |flags: &[(Key, &str)]| {
            let flags = flags.iter().map(|(key, value)| (*key, (*value).to_owned()));
            let target = own(&resolve(None, [], flags).unwrap()).map_err(|failure| failure.code)?;
            Ok((target.url.to_string(), target.speaks))
        };
        let plain = |url: &str| Ok((url.to_owned(), Speaks::Http));
        assert_eq!(own(&[]), plain("http://127.0.0.1:8080/healthz"));
        assert_eq!(own(&[(Key::Listen, "0.0.0.0:80")]), plain("http://127.0.0.1/healthz"));
        assert_eq!(own(&[(Key::Listen, "127.0.0.1:0")]), Err(2));
        let tls = [(Key::TlsCertificate, "c"), (Key::TlsKey, "k"), (Key::Listen, "[::]:444")];
        let encrypted = ("https://[::1]:444/healthz".to_owned(), Speaks::UnverifiedTls);
        assert_eq!(own(&tls), Ok(encrypted));
        let both = [&tls[..], &[(Key::OpsListen, "0.0.0.0:9090")]].concat();
        assert_eq!(own(&both), plain("http://127.0.0.1:9090/healthz"));
    }

    #[test]
    fn a_url_is_asked_by_http_alone() {
        assert_eq!(target("http://").unwrap_err().code, 2);
        assert_eq!(target("[::1]:80").unwrap().url.as_str(), "http://[::1]/healthz");
        let failure = target("https://a.example").unwrap_err();
        assert_eq!(failure.code, 2);
        assert!(failure.message.contains("not verified"), "{}", failure.message);
        assert_eq!(target("ftp://a.example").unwrap_err().code, 2);
    }
}
