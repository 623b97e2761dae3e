//! Limits on clients: rates, sizes of heads, and what is under way at once.

use std::io::{self, Read, Write};
use std::num::NonZeroU32;
use std::sync::{Mutex, mpsc};
use std::thread;

use inkstone::ops::{HeadLimits, LimitOptions, Rate};
use inkstone::post::{ContentPath, Diagnostic};
use inkstone::source::{
    AssetRead, ContentSource, Entering, FileRead, MemorySource, Scan, SourceError,
};

use crate::problems::code_of;
use crate::support::{Response, Service, post};

const PROBES: [&str; 2] = ["/healthz", "/readyz"];

fn with_limits(change: impl FnOnce(&mut LimitOptions)) -> Service {
    let files = [("hello.md", post("title: Hello\nlang: en"))];
    let files = files.each_ref().map(|(path, text)| (*path, text.as_str()));
    Service::with(&files, |options| change(&mut options.limits))
}

fn rate(requests: u32, seconds: u32, burst: u32) -> Option<Rate> {
    let number = |number| NonZeroU32::new(number).expect("not zero");
    Some(Rate { requests: number(requests), seconds: number(seconds), burst: number(burst) })
}

#[test]
fn without_a_limit_no_answer_tells_one() {
    let response = with_limits(|_| {}).get("/api/v1/posts");
    assert_eq!((response.header("ratelimit"), response.header("ratelimit-policy")), ("", ""));
}

#[test]
fn a_client_over_its_rate_is_told_when_to_come_back_and_answered_then() {
    let service = with_limits(|limits| limits.rate = rate(30, 60, 3));
    for (target, status, left) in
        [("/api/v1/posts", 200, 2), ("/api/v1/posts/none", 404, 1), ("/docs", 308, 0)]
    {
        let response = service.get(target);
        assert_eq!(response.status, status, "{target}");
        assert_eq!(response.header("ratelimit-policy"), "\"default\";q=30;w=60");
        assert_eq!(response.header("ratelimit"), format!("\"default\";r={left};t=2"));
        assert_eq!(response.header("retry-after"), "");
    }
    let refused = service.get("/api/v1/posts");
    assert_eq!((refused.status, code_of(&refused)), (429, "rate_limited".to_owned()));
    assert_eq!(refused.header("retry-after"), "2");
    assert_eq!(refused.header("ratelimit"), "\"default\";r=0;t=2");
    assert_eq!(refused.header("ratelimit-policy"), "\"default\";q=30;w=60");
    assert_eq!(refused.header("cache-control"), "no-store");
    assert!(refused.json()["detail"].as_str().unwrap().contains("30 requests in 60 seconds"));

    service.set_now("2026-01-01T12:00:02Z");
    assert_eq!(service.get("/api/v1/posts").status, 200);
    assert_eq!(service.get("/api/v1/posts").status, 429);
    service.set_now("2026-01-01T12:01:00Z");
    assert_eq!(service.get("/api/v1/posts").header("ratelimit"), "\"default\";r=2;t=2");
}

#[test]
fn preflight_requests_are_never_limited() {
    let service = with_limits(|limits| limits.rate = rate(1, 3600, 1));
    let preflight = [("origin", "https://a.example"), ("access-control-request-method", "GET")];
    for _ in 0..3 {
        let response = service.send("OPTIONS", "/api/v1/site", &preflight);
        assert_eq!((response.status, response.header("ratelimit")), (204, ""));
    }
    assert_eq!(service.get("/api/v1/site").status, 200);
    assert_eq!(service.get("/api/v1/site").status, 429);
    assert_eq!(service.send("OPTIONS", "/api/v1/site", &preflight).status, 204);
}

#[test]
fn probes_are_never_limited() {
    let service = with_limits(|limits| limits.rate = rate(1, 3600, 1));
    assert_eq!(service.get("/api/v1/site").status, 200);
    assert_eq!(service.get("/api/v1/site").status, 429);
    for probe in PROBES {
        let response = service.get(probe);
        assert_eq!((response.status, response.header("ratelimit")), (200, ""), "{probe}");
    }
}

/// Asks once for each line of a header, and gives the statuses.
fn statuses(service: &Service, name: &str, lines: &[&str]) -> Vec<u16> {
    lines.iter().map(|line| service.send("GET", "/api/v1/site", &[(name, line)]).status).collect()
}

#[test]
fn behind_a_trusted_proxy_clients_are_told_apart() {
    for (name, one, same, other) in [
        ("forwarded", "for=192.0.2.1", "for=\"192.0.2.1:4711\";proto=https", "for=192.0.2.2"),
        ("forwarded", "for=\"[2001:db8::1]\"", "for=\"[2001:db8::2]:80\"", "for=192.0.2.1"),
        ("x-forwarded-for", "192.0.2.1", "198.51.100.9, 192.0.2.1", "192.0.2.2"),
    ] {
        let service = with_limits(|limits| {
            limits.rate = rate(1, 3600, 1);
            limits.trusted_proxies = [[127, 0, 0, 0].into()]
                .iter()
                .filter_map(|&network| ipnet::IpNet::new(network, 8).ok())
                .collect();
        });
        let found = statuses(&service, name, &[one, same, other, "unknown", "unknown"]);
        assert_eq!(found, [200, 429, 200, 200, 429], "{name} {one}");
    }
}

#[test]
fn whom_nobody_trusts_cannot_pose_as_another() {
    for name in ["forwarded", "x-forwarded-for"] {
        let service = with_limits(|limits| limits.rate = rate(1, 3600, 1));
        let lines = ["for=192.0.2.1", "for=192.0.2.2", "192.0.2.3"];
        assert_eq!(statuses(&service, name, &lines), [200, 429, 429], "{name}");
    }
}

#[test]
fn urls_and_headers_are_read_up_to_their_bounds() {
    let service = with_limits(|limits| {
        limits.head = HeadLimits { max_url: 1024, max_headers: 4096 };
        limits.rate = rate(60, 60, 60);
    });
    let url = |length: usize| format!("/api/v1/posts?_={}", "x".repeat(length - 16));
    assert_eq!(service.get(&url(1024)).status, 200);
    let long = service.get(&url(1025));
    assert_eq!((long.status, code_of(&long)), (414, "uri_too_long".to_owned()));
    assert!(long.json()["detail"].as_str().unwrap().contains("1024"));
    assert_eq!(long.header("ratelimit"), "\"default\";r=58;t=1");
    let absolute = service.get(&format!("http://{}/healthz", "a".repeat(1024)));
    assert_eq!(code_of(&absolute), "uri_too_long");
    let broken = service.exchange(format!("GET {} NONSENSE\r\n\r\n", url(1024)).as_bytes());
    assert_eq!(code_of(&Response::parse(&broken)), "malformed_request");
    // A head this long is refused before it is complete.
    assert_eq!(code_of(&service.get(&url(200_000))), "uri_too_long");

    let with_header =
        |length: usize| service.send("GET", "/api/v1/posts", &[("x-a", &"x".repeat(length))]);
    let others = "host: test\r\nconnection: close\r\nx-a: \r\n".len();
    assert_eq!(with_header(4096 - others).status, 200);
    let large = with_header(4097 - others);
    assert_eq!((large.status, code_of(&large)), (431, "headers_too_large".to_owned()));
    assert!(large.json()["detail"].as_str().unwrap().contains("4096"));
    assert_eq!(code_of(&with_header(200_000)), "headers_too_large");
}

/// A source whose asset is opened when the test says so.
#[derive(Debug)]
struct Gate {
    files: MemorySource,
    arrived: Mutex<mpsc::Sender<()>>,
    open: Mutex<mpsc::Receiver<()>>,
}

impl ContentSource for Gate {
    fn scan(&self, known: Option<&Scan>, entering: Entering<'_>) -> Result<Scan, SourceError> {
        self.files.scan(known, entering)
    }

    fn read(&self, path: &ContentPath) -> Result<FileRead, Box<Diagnostic>> {
        self.files.read(path)
    }

    fn open(&self, path: &ContentPath) -> io::Result<Box<dyn AssetRead>> {
        let gate = self.open.lock().map_err(|_| io::Error::other("a test failed"))?;
        let _ = self.arrived.lock().map(|arrived| arrived.send(()));
        gate.recv().map_err(io::Error::other)?;
        self.files.open(path)
    }
}

#[test]
fn more_than_can_be_worked_on_is_refused_at_once_and_never_longer_than_need_be() {
    let ((arrived, arrival), (opener, open)) = (mpsc::channel(), mpsc::channel());
    let files = MemorySource::from_iter([("hello.md", "# Hello"), ("a.txt", "file")]);
    let gate = Gate { files, arrived: Mutex::new(arrived), open: Mutex::new(open) };
    let service = Service::over(gate, |options| options.limits.max_in_flight = 1);
    thread::scope(|scope| {
        let held = scope.spawn(|| service.get("/assets/a.txt"));
        arrival.recv().expect("the file is asked for");

        let refused = service.get("/api/v1/posts");
        assert_eq!((refused.status, code_of(&refused)), (503, "overloaded".to_owned()));
        assert_eq!(refused.header("retry-after"), "1");
        for probe in PROBES {
            assert_eq!(service.get(probe).status, 200, "{probe}");
        }

        opener.send(()).expect("the file waits");
        let held = held.join().expect("no panic");
        assert_eq!((held.status, held.body.as_str()), (200, "file"));
    });
    assert_eq!(service.get("/api/v1/posts").status, 200);
}

#[test]
fn who_reads_slowly_does_not_keep_others_out() {
    let large = vec![b'x'; 32 << 20];
    let files = MemorySource::from_iter([("hello.md", b"# Hello".to_vec()), ("a.bin", large)]);
    let service = Service::over(files, |options| options.limits.max_in_flight = 1);
    let mut slow = service.connect();
    slow.write_all(b"GET /assets/a.bin HTTP/1.1\r\nhost: test\r\nconnection: close\r\n\r\n")
        .unwrap();
    let mut start = [0; 12];
    slow.read_exact(&mut start).unwrap();
    assert_eq!(&start, b"HTTP/1.1 200");

    assert_eq!(service.get("/api/v1/posts").status, 200);

    let mut rest = start.to_vec();
    slow.read_to_end(&mut rest).unwrap();
    assert_eq!(Response::parse(&rest).bytes.len(), 32 << 20);
}

#[test]
fn clients_of_a_post_that_nobody_had_before_wait_for_one_rendering() {
    const CLIENTS: usize = 24;
    let ((arrived, arrival), (opener, open)) = (mpsc::channel(), mpsc::channel());
    let post = "# Hello\n\n![A picture](a.png)\n";
    let files = MemorySource::from_iter([("hello.md", post), ("a.png", "not a picture")]);
    let gate = Gate { files, arrived: Mutex::new(arrived), open: Mutex::new(open) };
    // Half of them may be heavy work, which runs or waits. One more reads the metrics.
    let service = Service::over(gate, |options| options.limits.max_in_flight = CLIENTS + 1);
    let get = || service.get("/api/v1/posts/hello?include=html");
    thread::scope(|scope| {
        // If the test fails, it closes the gate.
        let opener = opener;
        let first = scope.spawn(get);
        arrival.recv().expect("the picture is read");
        let others: Vec<_> = (1..CLIENTS).map(|_| scope.spawn(get)).collect();
        let all = format!("inkstone_http_requests_in_flight {}\n", CLIENTS + 1);
        service.wait("/metrics", |metrics| metrics.body.contains(&all));

        // However often the picture is read.
        (0..CLIENTS * 9).for_each(|_| opener.send(()).expect("the file waits"));
        let first = first.join().expect("no panic");
        assert_eq!(first.status, 200);
        for other in others {
            let other = other.join().expect("no panic");
            assert_eq!((other.status, &other.body), (200, &first.body));
        }
    });
}
