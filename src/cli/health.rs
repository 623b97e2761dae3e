//! `inkstone health`: one request, for health checks of containers.

use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use ureq::tls::TlsConfig;
use ureq::{Agent, Error};
use url::Url;

use super::arguments::ContentArguments;
use super::failure::Failure;
use super::{gather, output};
use crate::config::{Key, Settings};

/// The time limit for the whole exchange, including name resolution and the TLS handshake.
const TIMEOUT: Duration = Duration::from_secs(3);

/// Checks whether a server is healthy.
pub(super) fn run(url: Option<&str>, outer: &ContentArguments) -> Result<ExitCode, Failure> {
    let url = match url {
        Some(url) => named(url)?,
        None => own(&gather::settings(outer)?)?,
    };
    match status(&url, TIMEOUT) {
        Ok(200) => {
            output::print("healthy\n")?;
            Ok(ExitCode::SUCCESS)
        }
        Ok(status) => Err(Failure::negative(format!("{url} responded with {status}, not 200"))),
        Err(error) => Err(Failure::negative(format!("no response from {url}: {error}"))),
    }
}

/// Returns the URL of a server with these settings on this machine, at the second listener if it has one.
fn own(settings: &Settings) -> Result<Url, Failure> {
    let (listen, key, scheme) = match &settings.ops_listen {
        Some(listen) => (listen, Key::OpsListen, "http"),
        None if settings.tls().is_some() => (&settings.listen, Key::Listen, "https"),
        None => (&settings.listen, Key::Listen, "http"),
    };
    if listen.port() == 0 {
        let name = key.name();
        let message = format!("`{name}` has port 0, so the actual port is unknown; pass the URL");
        return Err(Failure::usage(message));
    }
    parse(&format!("{scheme}://{}", listen.local()))
}

/// Parses a URL from the command line. The scheme is optional.
fn named(text: &str) -> Result<Url, Failure> {
    let with_scheme = if text.contains("://") { text.to_owned() } else { format!("http://{text}") };
    let url = parse(&with_scheme)?;
    let message = match url.scheme() {
        "http" => return Ok(url),
        "https" => {
            "https:// URLs are not supported because the certificate would not be verified; without a \
             URL, the server of the settings is checked over https:// too"
        }
        _ => "only http:// URLs are supported",
    };
    Err(Failure::usage(format!("`{text}`: {message}")))
}

fn parse(text: &str) -> Result<Url, Failure> {
    let mut url = Url::parse(text)
        .map_err(|error| Failure::usage(format!("`{text}` is not a URL: {error}")))?;
    if url.path() == "/" {
        url.set_path("/healthz");
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

    use super::{named, own, parse, status};
    use crate::config::{Key, resolve};

    const TIMEOUT: Duration = Duration::from_secs(3);

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
        assert_eq!(status(&named(&address).unwrap(), TIMEOUT).unwrap(), 200);
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
            let url = named(&format!("http://{address}/readyz?x=1")).unwrap();
            assert_eq!(status(&url, TIMEOUT).unwrap(), expected);
            assert!(asked.join().unwrap().starts_with("GET /readyz?x=1 HTTP/1.1\r\n"));
        }
    }

    #[test]
    fn a_server_that_does_not_respond_times_out() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = named(&listener.local_addr().unwrap().to_string()).unwrap();
        let error = status(&url, Duration::from_millis(50)).unwrap_err();
        assert!(matches!(error, Error::Timeout(_)), "{error}");
    }

    #[test]
    fn a_malformed_response_is_an_error() {
        for answer in
            [&b""[..], b"SSH-2.0-x\r\n", b"HTTP/1.1\r\n\r\n", b"HTTP/1.1 2x0 \r\n\r\n", b"\xff"]
        {
            let (address, _asked) = server(answer);
            assert!(status(&named(&address).unwrap(), TIMEOUT).is_err(), "{answer:?}");
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
            let url = own(&resolve(None, [], flags).unwrap());
            url.map(|url| url.to_string()).map_err(|failure| failure.code)
        };
        let ok = |url: &str| Ok(url.to_owned());
        assert_eq!(own(&[]), ok("http://127.0.0.1:8080/healthz"));
        assert_eq!(own(&[(Key::Listen, "0.0.0.0:80")]), ok("http://127.0.0.1/healthz"));
        assert_eq!(own(&[(Key::Listen, "127.0.0.1:0")]), Err(2));
        let tls = [(Key::TlsCertificate, "c"), (Key::TlsKey, "k"), (Key::Listen, "[::]:444")];
        assert_eq!(own(&tls), ok("https://[::1]:444/healthz"));
        let both = [&tls[..], &[(Key::OpsListen, "0.0.0.0:9090")]].concat();
        assert_eq!(own(&both), ok("http://127.0.0.1:9090/healthz"));
    }

    #[test]
    fn only_http_urls_can_be_named() {
        assert_eq!(named("http://").unwrap_err().code, 2);
        assert_eq!(named("[::1]:80").unwrap().as_str(), "http://[::1]/healthz");
        let failure = named("https://a.example").unwrap_err();
        assert_eq!(failure.code, 2);
        assert!(failure.message.contains("not be verified"), "{}", failure.message);
        assert_eq!(named("ftp://a.example").unwrap_err().code, 2);
    }
}
