//! `inkstone health`: one request, for health checks of containers.

mod unix_socket;

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use ureq::tls::TlsConfig;
use ureq::{Agent, Error};
use url::Url;

use super::arguments::ContentArguments;
use super::failure::Failure;
use super::{gather, output};
use crate::config::{Key, Listen, Settings, UNIX_PREFIX};
use crate::server::ListenAddress;

/// The time limit for the whole exchange, including name resolution and the TLS handshake.
const TIMEOUT: Duration = Duration::from_secs(3);

/// Checks whether a server is healthy.
pub(super) fn run(url: Option<&str>, outer: &ContentArguments) -> Result<ExitCode, Failure> {
    let server = match url {
        Some(url) => named(url)?,
        None => {
            let settings = gather::settings(outer)?;
            gather::check_port(&settings)?;
            own(&settings)?
        }
    };
    let (name, status) = match &server {
        Server::Url(url) => {
            (url.to_string(), status(url, TIMEOUT).map_err(|error| error.to_string()))
        }
        Server::Socket { socket, path } => {
            let status = unix_socket::status(socket, path, TIMEOUT);
            let name = format!("{UNIX_PREFIX}{}", socket.display());
            (name, status.map_err(|error| error.to_string()))
        }
    };
    match status {
        Ok(200) => {
            output::print("healthy\n")?;
            Ok(ExitCode::SUCCESS)
        }
        Ok(status) => Err(Failure::negative(format!("{name} responded with {status}, not 200"))),
        Err(error) => Err(Failure::negative(format!("no response from {name}: {error}"))),
    }
}

/// What is checked.
#[derive(Debug)]
enum Server {
    Url(Url),
    /// A path at a Unix socket.
    Socket {
        socket: PathBuf,
        path: String,
    },
}

/// The path that is checked if none is named.
const LIVENESS: &str = "/healthz";

/// Returns the URL of a server with these settings on this machine, at the second listener if it has one.
fn own(settings: &Settings) -> Result<Server, Failure> {
    let (listen, key, scheme) = match &settings.ops_listen {
        Some(listen) => (listen, Key::OpsListen, "http"),
        None if settings.tls().is_some() => (&settings.listen, Key::Listen, "https"),
        None => (&settings.listen, Key::Listen, "http"),
    };
    if listen.port() == Some(0) {
        let name = key.name();
        let message = format!("`{name}` has port 0, so the actual port is unknown; pass the URL");
        return Err(Failure::usage(message));
    }
    match listen.port() {
        Some(_) => parse(&format!("{scheme}://{}", listen.local())).map(Server::Url),
        None => socket(&listen.to_string()),
    }
}

/// Parses a URL from the command line, of which the scheme is optional, or the address of a Unix socket.
fn named(text: &str) -> Result<Server, Failure> {
    if text.starts_with(UNIX_PREFIX) {
        return socket(text);
    }
    let with_scheme = if text.contains("://") { text.to_owned() } else { format!("http://{text}") };
    let url = parse(&with_scheme)?;
    let message = match url.scheme() {
        "http" => return Ok(Server::Url(url)),
        "https" => {
            "https:// URLs are not supported because the certificate would not be verified; without a \
             URL, the server of the settings is checked over https:// too"
        }
        _ => "only http:// URLs are supported",
    };
    Err(Failure::usage(format!("`{text}`: {message}")))
}

/// Parses the address of a Unix socket, optionally followed by a colon and a path, as in
/// `unix:/run/inkstone.sock:/readyz`.
fn socket(text: &str) -> Result<Server, Failure> {
    let (address, path) = match text.rsplit_once(":/") {
        Some((address, path)) if address.len() > UNIX_PREFIX.len() => (address, format!("/{path}")),
        _ => (text, LIVENESS.to_owned()),
    };
    let wrong = |reason: String| Failure::usage(format!("`{text}`: {reason}"));
    if path.bytes().any(|byte| !byte.is_ascii_graphic()) {
        return Err(wrong("the path of the request is not that of a URL".to_owned()));
    }
    let listen = Listen::parse(address).map_err(wrong)?;
    match listen.resolve() {
        Ok(ListenAddress::Unix(socket)) => Ok(Server::Socket { socket, path }),
        _ => unreachable!("the address has the prefix of a Unix socket"),
    }
}

fn parse(text: &str) -> Result<Url, Failure> {
    let mut url = Url::parse(text)
        .map_err(|error| Failure::usage(format!("`{text}` is not a URL: {error}")))?;
    if url.path() == "/" {
        url.set_path(LIVENESS);
    }
    Ok(url)
}

/// Sends a request and returns the status of the response. Environment variables for proxies are ignored:
/// the request is for this server, not for what a proxy can reach.
///
/// Certificates are not verified. Only the server of the settings is contacted over TLS, at an address
/// that its certificate does not cover; nothing secret is sent, and only the status is read.
fn status(url: &Url, timeout: Duration) -> Result<u16, Error> {
    let tls = TlsConfig::builder()
        .disable_verification(true)
        .unversioned_rustls_crypto_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .build();
    let agent: Agent = Agent::config_builder()
        .timeout_global(Some(timeout))
        .proxy(None)
        .max_redirects(0)
        .http_status_as_error(false)
        .user_agent(concat!("inkstone-health/", env!("CARGO_PKG_VERSION")))
        .tls_config(tls)
        .build()
        .into();
    let response = agent.get(url.as_str()).header("connection", "close").call()?;
    Ok(response.status().as_u16())
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};
    use std::net::TcpListener;
    use std::sync::Arc;
    use std::thread;
    use std::time::Duration;

    use ureq::Error;

    use super::{Server, named, own, parse, status};
    use crate::cli::failure::Failure;
    use crate::config::{Key, resolve};

    const TIMEOUT: Duration = Duration::from_secs(3);

    /// The URL of a server that is not at a Unix socket.
    fn url(server: Result<Server, Failure>) -> url::Url {
        match server {
            Ok(Server::Url(url)) => url,
            other => panic!("{other:?} is not a URL"),
        }
    }

    /// Starts a server that answers one request; returns its address and then the request.
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
    fn an_origin_without_a_path_is_checked_at_healthz() {
        let (address, asked) = server(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        assert_eq!(status(&url(named(&address)), TIMEOUT).unwrap(), 200);
        let request = asked.join().unwrap().to_ascii_lowercase();
        assert!(request.starts_with("get /healthz http/1.1\r\n"), "{request}");
        for line in [&format!("\r\nhost: {address}\r\n"), "\r\nuser-agent: inkstone-health/"] {
            assert!(request.contains(line), "{request}");
        }
    }

    #[test]
    fn a_path_is_kept_and_no_status_is_an_error() {
        for (answer, expected) in [
            (&b"HTTP/1.1 503 Service Unavailable\r\n\r\n"[..], 503),
            (b"HTTP/1.1 302 Found\r\nLocation: http://192.0.2.1/\r\n\r\n", 302),
        ] {
            let (address, asked) = server(answer);
            let url = url(named(&format!("http://{address}/readyz?x=1")));
            assert_eq!(status(&url, TIMEOUT).unwrap(), expected);
            assert!(asked.join().unwrap().starts_with("GET /readyz?x=1 HTTP/1.1\r\n"));
        }
    }

    #[test]
    fn a_server_that_does_not_respond_times_out() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = url(named(&listener.local_addr().unwrap().to_string()));
        let error = status(&url, Duration::from_millis(50)).unwrap_err();
        assert!(matches!(error, Error::Timeout(_)), "{error}");
    }

    #[test]
    fn a_malformed_response_is_an_error() {
        for answer in
            [&b""[..], b"SSH-2.0-x\r\n", b"HTTP/1.1\r\n\r\n", b"HTTP/1.1 2x0 \r\n\r\n", b"\xff"]
        {
            let (address, _asked) = server(answer);
            assert!(status(&url(named(&address)), TIMEOUT).is_err(), "{answer:?}");
        }
    }

    #[test]
    fn a_certificate_for_other_names_is_accepted() {
        let issued = rcgen::generate_simple_self_signed(["blog.example".to_owned()]).unwrap();
        let key = issued.signing_key.serialize_der().try_into().unwrap();
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = rustls::ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![issued.cert.der().clone()], key)
            .unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = parse(&format!("https://{}", listener.local_addr().unwrap())).unwrap();
        let served = thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut session = rustls::ServerConnection::new(Arc::new(config)).unwrap();
            let mut stream = rustls::Stream::new(&mut session, &mut stream);
            let _ = stream.read(&mut [0; 1024]).unwrap();
            stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n").unwrap();
        });
        assert_eq!(status(&url, TIMEOUT).unwrap(), 200);
        served.join().unwrap();
    }

    #[test]
    fn without_a_url_the_server_of_the_settings_is_checked() {
        let own = |flags: &[(Key, &str)]| {
            let flags = flags.iter().map(|(key, value)| (*key, (*value).to_owned()));
            match own(&resolve(None, [], flags).unwrap()) {
                Ok(Server::Url(url)) => Ok(url.to_string()),
                Ok(Server::Socket { socket, path }) => Ok(format!("{}{path}", socket.display())),
                Err(failure) => Err(failure.code),
            }
        };
        let ok = |url: &str| Ok(url.to_owned());
        assert_eq!(own(&[]), ok("http://127.0.0.1:8080/healthz"));
        assert_eq!(own(&[(Key::Listen, "0.0.0.0:80")]), ok("http://127.0.0.1/healthz"));
        assert_eq!(own(&[(Key::Listen, "127.0.0.1:0")]), Err(2));
        let tls = [(Key::TlsCertificate, "c"), (Key::TlsKey, "k"), (Key::Listen, "[::]:444")];
        assert_eq!(own(&tls), ok("https://[::1]:444/healthz"));
        let both = [&tls[..], &[(Key::OpsListen, "0.0.0.0:9090")]].concat();
        assert_eq!(own(&both), ok("http://127.0.0.1:9090/healthz"));
        if cfg!(unix) {
            assert_eq!(own(&[(Key::Listen, "unix:/run/a.sock")]), ok("/run/a.sock/healthz"));
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_unix_socket_can_be_named_with_a_path() {
        for (text, expected) in [
            ("unix:/run/a.sock", ("/run/a.sock", "/healthz")),
            ("unix:a.sock", ("a.sock", "/healthz")),
            ("unix:///run/a.sock", ("/run/a.sock", "/healthz")),
            ("unix:/run/a.sock:/readyz?search=false", ("/run/a.sock", "/readyz?search=false")),
        ] {
            let Ok(Server::Socket { socket, path }) = named(text) else { panic!("{text}") };
            assert_eq!((socket.to_str().unwrap(), path.as_str()), expected);
        }
        for text in ["unix:", "unix:/", "unix:a:/b c"] {
            assert_eq!(named(text).unwrap_err().code, 2, "{text}");
        }
    }

    #[test]
    fn only_http_urls_can_be_named() {
        assert_eq!(named("http://").unwrap_err().code, 2);
        assert_eq!(url(named("[::1]:80")).as_str(), "http://[::1]/healthz");
        let failure = named("https://a.example").unwrap_err();
        assert_eq!(failure.code, 2);
        assert!(failure.message.contains("not be verified"), "{}", failure.message);
        assert_eq!(named("ftp://a.example").unwrap_err().code, 2);
    }
}
