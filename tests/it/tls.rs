//! HTTPS with generated certificates.

use std::fs;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use inkstone::server::TlsFiles;
use rustls::crypto::ring::default_provider;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::version::{TLS12, TLS13};
use rustls::{
    ClientConfig, ClientConnection, ProtocolVersion, RootCertStore, StreamOwned,
    SupportedProtocolVersion,
};

use crate::problems::code_of;
use crate::process::{Server, folder, run, text};
use crate::support::{Response, Service, exchange, post};

/// A folder with a certificate for `localhost` and its key.
struct Certificate {
    folder: tempfile::TempDir,
}

impl Certificate {
    fn new() -> Self {
        let certificate = Self { folder: tempfile::tempdir().unwrap() };
        certificate.renew();
        certificate
    }

    /// Replaces the certificate by another one.
    fn renew(&self) {
        let pair = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        fs::write(self.path("cert.pem"), pair.cert.pem()).unwrap();
        fs::write(self.path("key.pem"), pair.signing_key.serialize_pem()).unwrap();
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn files(&self) -> TlsFiles {
        TlsFiles { certificate: self.path("cert.pem"), key: self.path("key.pem") }
    }

    /// The command-line flags.
    fn flags(&self) -> [String; 4] {
        let path = |name: &str| self.path(name).to_str().expect("UTF-8").to_owned();
        let [certificate, key] = ["--tls-certificate", "--tls-key"].map(str::to_owned);
        [certificate, path("cert.pem"), key, path("key.pem")]
    }

    /// A client that trusts only this certificate.
    fn client(&self, address: SocketAddr) -> Client {
        self.client_with(address, &[&TLS13, &TLS12])
    }

    fn client_with(
        &self,
        address: SocketAddr,
        versions: &[&'static SupportedProtocolVersion],
    ) -> Client {
        let mut roots = RootCertStore::empty();
        roots.add(CertificateDer::from_pem_file(self.path("cert.pem")).unwrap()).unwrap();
        let mut config = ClientConfig::builder_with_provider(Arc::new(default_provider()))
            .with_protocol_versions(versions)
            .unwrap()
            .with_root_certificates(roots)
            .with_no_client_auth();
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        let name = ServerName::try_from("localhost").unwrap();
        let session = ClientConnection::new(Arc::new(config), name).unwrap();
        StreamOwned::new(session, TcpStream::connect(address).expect("it listens"))
    }
}

type Client = StreamOwned<ClientConnection, TcpStream>;

fn service(certificate: &Certificate) -> Service {
    Service::listening(&[("hello.md", &post("title: Hello\nlang: en"))], |listen| {
        listen.tls = Some(certificate.files());
    })
}

/// A service with timeouts of two seconds.
fn hasty_service(certificate: &Certificate) -> Service {
    Service::listening(&[], |listen| {
        listen.tls = Some(certificate.files());
        listen.head_timeout = Duration::from_secs(2);
    })
}

const REQUEST: &[u8] =
    b"GET /api/v1/posts HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";

#[test]
fn both_versions_of_tls_are_supported_with_http_1() {
    let certificate = Certificate::new();
    let service = service(&certificate);
    for (version, name) in [(&TLS12, ProtocolVersion::TLSv1_2), (&TLS13, ProtocolVersion::TLSv1_3)]
    {
        let mut client = certificate.client_with(service.address(), &[version]);
        let response = Response::parse(&exchange(&mut client, REQUEST));
        assert_eq!((response.status, response.header("x-total-count")), (200, "1"));
        assert_eq!(client.conn.protocol_version(), Some(name));
        assert_eq!(client.conn.alpn_protocol(), Some(&b"http/1.1"[..]));
    }
}

#[test]
fn malformed_requests_are_problems_over_tls_too() {
    let certificate = Certificate::new();
    let service = hasty_service(&certificate);
    let head = "GET / HTTP/1.1\r\nhost: localhost\r\n";
    for (bytes, status, code) in [
        ("GARBAGE\r\n\r\n".to_owned(), 400, "malformed_request"),
        (format!("GET /{} HTTP/1.1\r\n", "a".repeat(200_000)), 414, "uri_too_long"),
        (format!("{head}x: {}\r\n\r\n", "y".repeat(200_000)), 431, "headers_too_large"),
        (format!("{head}content-length: 65537\r\n\r\n"), 413, "content_too_large"),
        (head.to_owned(), 408, "request_timeout"),
    ] {
        let mut client = certificate.client(service.address());
        let response = Response::parse(&exchange(&mut client, bytes.as_bytes()));
        assert_eq!((response.status, code_of(&response).as_str()), (status, code));
    }
}

#[test]
fn plain_http_gets_a_problem() {
    let certificate = Certificate::new();
    let response = Response::parse(&service(&certificate).exchange(REQUEST));
    assert_eq!((response.status, code_of(&response).as_str()), (400, "malformed_request"));
    assert!(response.json()["detail"].as_str().unwrap().contains("https://"), "{}", response.body);
}

#[test]
fn a_handshake_has_a_timeout() {
    let certificate = Certificate::new();
    let service = hasty_service(&certificate);
    for (late, begin) in [(0, &b""[..]), (0, b"\x16\x03\x01"), (1500, b"\x16\x03\x01")] {
        let opened = Instant::now();
        let mut stream = service.connect();
        std::thread::sleep(Duration::from_millis(late));
        stream.write_all(begin).unwrap();
        // Closing over what was sent may be a reset.
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        let took = opened.elapsed();
        assert!(answer.is_empty());
        // One timeout for the whole handshake, however late it begins.
        assert!((2000..3300).contains(&took.as_millis()), "{took:?}");
    }
}

#[test]
fn a_silent_client_does_not_delay_shutdown() {
    let certificate = Certificate::new();
    let service = Service::listening(&[], |listen| {
        listen.tls = Some(certificate.files());
        (listen.head_timeout, listen.shutdown_timeout) =
            (Duration::from_secs(60), Duration::from_secs(60));
    });
    let _silent = service.connect();
    let mut begun = service.connect();
    begun.write_all(b"\x16\x03\x01").unwrap();
    let told = Instant::now();
    service.terminate();
    service.ended();
    // The clients have two seconds.
    assert!(told.elapsed() < Duration::from_secs(20), "{:?}", told.elapsed());
}

#[test]
fn a_renewed_certificate_is_used_without_a_restart() {
    let certificate = Certificate::new();
    let service = service(&certificate);
    let mut open = certificate.client(service.address());
    let kept = b"GET /healthz HTTP/1.1\r\nhost: localhost\r\n\r\n";
    open.write_all(kept).unwrap();
    assert_ne!(open.read(&mut [0; 4096]).unwrap(), 0);

    certificate.renew();
    // Clients that trust only the new certificate fail until it is in use.
    let latest = Instant::now() + Duration::from_secs(60);
    while certificate.client(service.address()).write_all(REQUEST).is_err() {
        assert!(Instant::now() < latest, "it is never used");
        std::thread::yield_now();
    }
    let mut client = certificate.client(service.address());
    assert_eq!(Response::parse(&exchange(&mut client, REQUEST)).status, 200);
    let response = Response::parse(&exchange(&mut open, REQUEST));
    assert_eq!(response.status, 200, "open connections continue");
}

#[test]
fn the_first_line_has_https_and_health_trusts_its_own_server() {
    let certificate = Certificate::new();
    let content = folder(&[("good.md", "---\ntitle: Good\nlang: en\n---\n")]);
    let flags = certificate.flags();
    let flags: Vec<&str> = flags.iter().map(String::as_str).collect();
    let server = Server::start(content.path(), &flags);
    let host = server.origin.strip_prefix("https://").expect("HTTPS").to_owned();
    let own = [&flags[..], &["--listen", &host, "health"]].concat();
    assert_eq!(run(&own).status.code(), Some(0));
    let by_hand = run(&["health", &server.origin]);
    assert_eq!(by_hand.status.code(), Some(2), "its certificate cannot be verified");
    assert_eq!(server.end("-TERM"), Some(0));
    assert_eq!(run(&own).status.code(), Some(1));
}

#[test]
fn an_unusable_certificate_aborts_startup() {
    let (certificate, other) = (Certificate::new(), Certificate::new());
    let content = folder(&[]);
    let start = |certificate: PathBuf, key: PathBuf| {
        let [certificate, key] =
            [certificate, key].map(|path| path.to_str().expect("UTF-8").to_owned());
        let posts = content.path().to_str().expect("UTF-8");
        let output = run(&[
            posts,
            "--listen",
            "127.0.0.1:0",
            "--tls-certificate",
            &certificate,
            "--tls-key",
            &key,
        ]);
        assert!(text(&output.stdout).is_empty(), "it does not listen");
        (output.status.code(), text(&output.stderr))
    };
    let (cert, key) = (certificate.path("cert.pem"), certificate.path("key.pem"));
    for (first, second, named) in [
        (cert.clone(), other.path("key.pem"), other.path("key.pem")),
        (key.clone(), key.clone(), key.clone()),
        (cert.clone(), certificate.path("none.pem"), certificate.path("none.pem")),
    ] {
        let (code, err) = start(first, second);
        assert_eq!(code, Some(2));
        assert!(err.contains("error: ") && err.contains(named.to_str().unwrap()), "{err}");
    }
}
