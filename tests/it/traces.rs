//! The trace that a request belongs to (W3C Trace Context), and its span at a collector.

use crate::support::{Service, post};

const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";
const PARENT: &str = "00f067aa0ba902b7";

fn traceparent(service: &Service, target: &str, headers: &[(&str, &str)]) -> String {
    service.send("GET", target, headers).header("traceparent").to_owned()
}

#[test]
fn an_answer_names_the_trace_of_its_request_and_a_span_of_its_own() {
    let service = Service::new(&[("a.md", &post("title: A"))]);
    for flags in ["00", "01"] {
        let sent = format!("00-{TRACE}-{PARENT}-{flags}");
        for target in ["/api/v1/posts", "/nowhere", "/healthz"] {
            let header = ("TraceParent", &*sent);
            let answered = traceparent(&service, target, &[header]);
            let parts: Vec<&str> = answered.split('-').collect();
            assert_eq!((parts[0], parts[1], parts[3]), ("00", TRACE, flags), "{target}");
            assert_eq!(parts[2].len(), 16, "{answered}");
            assert_ne!(parts[2], PARENT);
            assert_ne!(answered, traceparent(&service, target, &[header]));
        }
    }
}

#[test]
fn a_request_without_a_valid_trace_is_answered_without_one() {
    let service = Service::new(&[("a.md", &post("title: A"))]);
    let valid = format!("00-{TRACE}-{PARENT}-01");
    let upper = valid.to_uppercase();
    for headers in [
        &[][..],
        &[("traceparent", &*upper)],
        &[("traceparent", "")],
        &[("traceparent", &*valid), ("traceparent", &*valid)],
        &[("tracestate", "congo=t61rcWkgMzE")],
    ] {
        let response = service.send("GET", "/api/v1/posts", headers);
        assert_eq!((response.status, response.header("traceparent")), (200, ""), "{headers:?}");
    }
}

#[cfg(not(feature = "otel"))]
#[test]
fn a_build_without_export_rejects_a_collector() {
    let output = crate::process::run(&["--otlp-endpoint", "http://127.0.0.1:4318"]);
    let log = crate::process::text(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{log}");
    assert!(log.contains("--otlp-endpoint: this build does not support OpenTelemetry"), "{log}");
}

#[cfg(feature = "otel")]
mod export {
    //! Spans on their way to a collector, which is a listener of this test.

    use std::io::{BufRead, BufReader, Read, Write};
    use std::net::{SocketAddr, TcpListener};
    use std::sync::mpsc::{Receiver, channel};

    use super::{PARENT, TRACE};
    use crate::process::{Server, folder};

    /// What a collector received.
    struct Export {
        head: String,
        body: Vec<u8>,
    }

    impl Export {
        fn contains(&self, bytes: &[u8]) -> bool {
            self.body.windows(bytes.len()).any(|window| window == bytes)
        }
    }

    /// Answers every request with an empty `ExportTraceServiceResponse`.
    fn collector() -> (SocketAddr, Receiver<Export>) {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("an address");
        let (sender, receiver) = channel();
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = BufReader::new(stream.expect("a connection"));
                let mut head = String::new();
                while !head.ends_with("\r\n\r\n") {
                    stream.read_line(&mut head).expect("a head");
                }
                let lower = head.to_ascii_lowercase();
                let length = lower.lines().find_map(|line| line.strip_prefix("content-length: "));
                let mut body = vec![0; length.expect("a length").parse().expect("a number")];
                stream.read_exact(&mut body).expect("a body");
                let answer = "HTTP/1.1 200 OK\r\ncontent-type: application/x-protobuf\r\n\
                              content-length: 0\r\nconnection: close\r\n\r\n";
                stream.get_mut().write_all(answer.as_bytes()).expect("it is answered");
                if sender.send(Export { head, body }).is_err() {
                    return;
                }
            }
        });
        (address, receiver)
    }

    fn bytes(hex: &str) -> Vec<u8> {
        let digits = |at: usize| u8::from_str_radix(&hex[at..at + 2], 16).expect("digits");
        (0..hex.len()).step_by(2).map(digits).collect()
    }

    #[test]
    fn spans_reach_the_collector_before_the_process_ends() {
        let (address, exports) = collector();
        let folder = folder(&[("good.md", "---\ntitle: Good\nlang: en\n---\n\nText.\n")]);
        let endpoint = format!("http://{address}/");
        let server = Server::start(folder.path(), &["--otlp-endpoint", &endpoint]);
        let kept = format!("00-{TRACE}-{PARENT}-01");
        let answer = server.send("GET", "/api/v1/posts?limit=1", &[("traceparent", &kept)]);
        let dropped = format!("00-{}-{PARENT}-00", "d".repeat(32));
        server.send("GET", "/api/v1/tags", &[("traceparent", &dropped)]);
        server.send("GET", "/healthz", &[]);
        let (code, log) = server.end_with_log("-TERM");
        assert_eq!(code, Some(0), "{log}");

        let export = exports.try_recv().expect("what waits is sent at the end");
        assert!(export.head.starts_with("POST /v1/traces HTTP/1.1\r\n"), "{}", export.head);
        let head = export.head.to_ascii_lowercase();
        assert!(head.contains("content-type: application/x-protobuf\r\n"), "{head}");
        let span = answer.header("traceparent").split('-').nth(2).expect("a span");
        for part in [&*bytes(TRACE), &bytes(PARENT), &bytes(span)] {
            assert!(export.contains(part), "{part:?}");
        }
        for part in [
            "GET /api/v1/posts",
            "listPosts",
            "http.request.method",
            "http.route",
            "url.path",
            "http.response.status_code",
            "client.address",
            "127.0.0.1",
            "service.name",
            "inkstone",
            "getHealth",
        ] {
            assert!(export.contains(part.as_bytes()), "{part}");
        }
        assert!(!export.contains(b"listTags"), "its trace is not kept");
        // A trace that begins here has the identity that the log names.
        let health = log.lines().find(|line| line.contains("operation=getHealth")).expect("a line");
        let trace = health.split("trace_id=").nth(1).expect("a trace");
        assert!(export.contains(&bytes(&trace[..32])), "{health}");
    }

    #[test]
    fn a_collector_that_is_away_holds_up_neither_answers_nor_the_end() {
        let gone = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr());
        let folder = folder(&[("good.md", "---\ntitle: Good\n---\n\nText.\n")]);
        let endpoint = format!("http://{}", gone.expect("an address"));
        let server = Server::start(folder.path(), &["--otlp-endpoint", &endpoint]);
        assert_eq!(server.get("/healthz").0, 200);
        assert_eq!(server.end("-TERM"), Some(0));
    }
}
