//! A service over content in memory, and a small HTTP client for it.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::mpsc;
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use inkstone::api::ApiOptions;
use inkstone::catalog::CatalogOptions;
use inkstone::compile::CompileOptions;
use inkstone::live::{Live, load};
use inkstone::ops::Clock;
use inkstone::server::{ListenAddress, ListenOptions, Signal, Signals, start};
use inkstone::source::{ContentSource, MemorySource};
use inkstone::text::Revision;
use jiff::Timestamp;
use serde_json::Value;
use tokio::sync::mpsc::UnboundedSender;

/// The preview token of every test service.
pub const TOKEN: &str = "a-token-for-tests-only";

/// A running service. It ends when it is dropped.
pub struct Service {
    live: Arc<Live>,
    compile: CompileOptions,
    catalog: CatalogOptions,
    address: SocketAddr,
    operations: Option<SocketAddr>,
    signals: UnboundedSender<Signal>,
    now: Arc<Mutex<Timestamp>>,
    handle: actix_web::dev::ServerHandle,
    thread: Option<JoinHandle<()>>,
}

/// An answer as it came over the wire.
#[derive(Debug)]
pub struct Response {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: String,
    pub bytes: Vec<u8>,
}

impl Service {
    /// Serves files, given as path and text, with the default settings at noon of 2026-01-01.
    pub fn new(files: &[(&str, &str)]) -> Self {
        Self::with(files, |_| {})
    }

    /// Like [`Service::new`], with other settings.
    pub fn with(files: &[(&str, &str)], change: impl FnOnce(&mut ApiOptions)) -> Self {
        Self::over(MemorySource::from_iter(files.iter().copied()), change)
    }

    /// Serves files that are not made searchable.
    pub fn unsearchable(files: &[(&str, &str)]) -> Self {
        let source = MemorySource::from_iter(files.iter().copied());
        Self::start(source, |_| {}, |_| {}, |_| {})
    }

    /// Serves files in another way of listening.
    pub fn listening(files: &[(&str, &str)], change: impl FnOnce(&mut ListenOptions)) -> Self {
        let source = MemorySource::from_iter(files.iter().copied());
        Self::start(source, |_| {}, prepare_search, change)
    }

    /// Serves what a source holds.
    pub fn over(
        source: impl ContentSource + 'static,
        change: impl FnOnce(&mut ApiOptions),
    ) -> Self {
        Self::start(source, change, prepare_search, |_| {})
    }

    fn start(
        source: impl ContentSource + 'static,
        change: impl FnOnce(&mut ApiOptions),
        prepare: impl FnOnce(&Live),
        change_listening: impl FnOnce(&mut ListenOptions),
    ) -> Self {
        let settings = CompileOptions::default();
        let mut options = ApiOptions {
            title: "Test".to_owned(),
            default_lang: settings.default_lang.clone(),
            preview_token: Some(TOKEN.to_owned()),
            render_cache_bytes: 1 << 20,
            answer_cache_bytes: 1 << 20,
            ..ApiOptions::default()
        };
        change(&mut options);
        let catalog = CatalogOptions {
            default_lang: settings.default_lang.clone(),
            post_path: "/posts/{slug}".to_owned(),
            everyone: options.everyone,
            settings: Revision::of(b"tests"),
        };
        let snapshot = load(&source, &settings, &catalog, &|_, _| {}).expect("a source").snapshot;
        let live = Live::new(snapshot);
        prepare(&live);
        let (live, source) = (Arc::new(live), Arc::new(source));
        let served = Arc::clone(&live);
        let noon = "2026-01-01T12:00:00Z".parse().expect("an instant");
        let now = Arc::new(Mutex::new(noon));
        let clock = {
            let now = Arc::clone(&now);
            Clock::new(move || *now.lock().expect("no panic while held"))
        };
        let mut listen = ListenOptions {
            address: SocketAddr::from(([127, 0, 0, 1], 0)).into(),
            operations: None,
            socket_mode: 0o600,
            tls: None,
            workers: Some(1),
            max_connections: Some(1000),
            keep_alive: Duration::from_secs(75),
            head_timeout: Duration::from_secs(10),
            write_timeout: Duration::from_secs(30),
            shutdown_delay: Duration::ZERO,
            shutdown_timeout: Duration::from_secs(30),
        };
        change_listening(&mut listen);
        let (signals, received) = Signals::channel();
        let (sender, receiver) = mpsc::channel();
        let thread = std::thread::spawn(move || {
            actix_web::rt::System::new().block_on(async move {
                let service = start(live, source, options, clock, &listen).expect("a port");
                let tcp = |address: &ListenAddress| address.tcp().expect("a TCP address");
                let addresses = (tcp(service.address()), service.operations_address().map(tcp));
                sender.send((addresses, service.handle())).expect("the test waits");
                service.run(received).await.expect("the server ends cleanly");
            });
        });
        let ((address, operations), handle) = receiver.recv().expect("the server starts");
        let (live, compile) = (served, settings);
        let thread = Some(thread);
        Self { live, compile, catalog, address, operations, signals, now, handle, thread }
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Where its second listener is.
    pub fn operations_address(&self) -> SocketAddr {
        self.operations.expect("a second listener")
    }

    /// Has it end as a supervisor would.
    pub fn terminate(&self) {
        self.signals.send(Signal::Terminate).expect("it runs");
    }

    /// Waits until it has ended.
    pub fn ended(mut self) {
        let thread = self.thread.take().expect("it was not waited for");
        thread.join().expect("the server ends cleanly");
    }

    /// Replaces the content, as a reload does, but not the files of assets.
    pub fn replace(&self, files: &[(&str, &str)]) {
        let source = MemorySource::from_iter(files.iter().copied());
        let loaded = load(&source, &self.compile, &self.catalog, &|_, _| {}).expect("a source");
        loaded.snapshot.prepare_search();
        self.live.replace(Arc::new(loaded.snapshot));
        self.announce();
    }

    /// Announces what is current, as at the moment at which a post is published.
    pub fn announce(&self) {
        self.live.announce(*self.now.lock().expect("no panic while held"));
    }

    /// Sets the service's clock.
    pub fn set_now(&self, now: &str) {
        *self.now.lock().expect("no panic while held") = now.parse().expect("an instant");
    }

    /// Sends a request with some header lines and reads the whole answer.
    pub fn send(&self, method: &str, target: &str, headers: &[(&str, &str)]) -> Response {
        let mut request =
            format!("{method} {target} HTTP/1.1\r\nhost: test\r\nconnection: close\r\n");
        for (name, value) in headers {
            request.push_str(&format!("{name}: {value}\r\n"));
        }
        request.push_str("\r\n");
        Response::parse(&self.exchange(request.as_bytes()))
    }

    /// Sends bytes as they are and reads until the service closes the connection.
    pub fn exchange(&self, bytes: &[u8]) -> Vec<u8> {
        exchange(&mut self.connect(), bytes)
    }

    /// Asks until something is so of the answer, which must not take long.
    pub fn wait(&self, target: &str, is_so: impl Fn(&Response) -> bool) -> Response {
        let latest = Instant::now() + Duration::from_secs(60);
        loop {
            let response = self.get(target);
            if is_so(&response) {
                return response;
            }
            assert!(Instant::now() < latest, "{}", response.body);
        }
    }

    /// A connection.
    pub fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).expect("the service listens")
    }

    /// GET without headers of one's own.
    pub fn get(&self, target: &str) -> Response {
        self.send("GET", target, &[])
    }

    /// GET below `/api/v1`, which must be 200, as JSON.
    pub fn api(&self, target: &str) -> Value {
        let response = self.get(&format!("/api/v1{target}"));
        assert_eq!(response.status, 200, "{target}: {}", response.body);
        response.json()
    }

    /// The slugs of a list, in order.
    pub fn slugs(&self, target: &str) -> Vec<String> {
        strings(&self.api(target)["data"], "slug")
    }
}

/// Sends bytes as they are on a connection, and reads until it ends, which must not be by a reset.
pub fn exchange(stream: &mut (impl Read + Write), bytes: &[u8]) -> Vec<u8> {
    stream.write_all(bytes).expect("the request is sent");
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).expect("the answer is read");
    answer
}

fn prepare_search(live: &Live) {
    live.prepare_search();
}

impl Drop for Service {
    fn drop(&mut self) {
        if self.thread.is_none() {
            return;
        }
        let stopping = self.handle.stop(false);
        actix_web::rt::System::new().block_on(stopping);
        if let Some(thread) = self.thread.take() {
            let ended = thread.join();
            assert!(ended.is_ok() || std::thread::panicking(), "the server ends cleanly");
        }
    }
}

impl Response {
    pub fn parse(bytes: &[u8]) -> Self {
        let end = bytes.windows(4).position(|window| window == b"\r\n\r\n").expect("a head");
        let head = String::from_utf8_lossy(&bytes[..end]);
        let bytes = bytes[end + 4..].to_vec();
        let body = String::from_utf8_lossy(&bytes).into_owned();
        let mut lines = head.lines();
        let status = lines
            .next()
            .and_then(|line| line.split(' ').nth(1))
            .and_then(|status| status.parse().ok())
            .expect("a status line");
        let headers = lines
            .filter_map(|line| line.split_once(": "))
            .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
            .collect();
        Self { status, headers, body, bytes }
    }

    /// A header's value, empty where it is not there.
    pub fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
    }

    /// The body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.body))
    }
}

/// One key of every object of an array.
pub fn strings(array: &Value, key: &str) -> Vec<String> {
    let entries = array.as_array().expect("an array");
    entries.iter().map(|entry| entry[key].as_str().unwrap_or("null").to_owned()).collect()
}

/// The entity tag of content without a coding: 64 bits of its BLAKE3 hash in base64 (RFC 4648, section 5).
pub fn tag(content: &[u8]) -> String {
    let hash = Revision::of(content);
    format!("\"{}\"", data_encoding::BASE64URL_NOPAD.encode(&hash.as_bytes()[..8]))
}

/// A post's file with the given front matter lines.
pub fn post(front_matter: &str) -> String {
    format!("---\n{front_matter}\n---\n\nText.\n")
}
