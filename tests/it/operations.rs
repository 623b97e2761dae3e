//! Operations for operators, and shutdown.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use crate::problems::code_of;
use crate::process::{Server, folder, run};
use crate::support::{Response, Service, exchange, post};

const LONG: Duration = Duration::from_secs(600);

/// Sends a request to an address on a new connection.
fn get(address: SocketAddr, target: &str) -> Response {
    let mut stream = TcpStream::connect(address).expect("it listens");
    let request = format!("GET {target} HTTP/1.1\r\nhost: test\r\nconnection: close\r\n\r\n");
    Response::parse(&exchange(&mut stream, request.as_bytes()))
}

/// A service with a second listener.
fn with_operations() -> Service {
    let hello = post("title: Hello\nlang: en");
    Service::listening(&[("hello.md", &hello)], |listen| {
        listen.operations = Some(SocketAddr::from(([127, 0, 0, 1], 0)).into());
        listen.shutdown_delay = LONG;
    })
}

#[test]
fn the_second_listener_has_probes_and_nothing_else() {
    let service = with_operations();
    let operations = service.operations_address();
    for probe in ["/healthz", "/readyz", "/readyz/"] {
        let response = get(operations, probe);
        assert_eq!((response.status, &response.json()["status"]), (200, &"ok".into()));
        assert_eq!(service.get(probe).status, 200, "the main listener has them too");
    }
    for target in ["/", "/api/v1/posts", "/docs/", "/openapi.json", "/problems/internal", "/hello"]
    {
        let response = get(operations, target);
        assert_eq!((response.status, code_of(&response).as_str()), (404, "route_not_found"));
    }
    let mut stream = TcpStream::connect(operations).unwrap();
    let request = b"POST /healthz HTTP/1.1\r\nhost: test\r\nconnection: close\r\n\r\n";
    let response = Response::parse(&exchange(&mut stream, request));
    assert_eq!((response.status, code_of(&response).as_str()), (405, "method_not_allowed"));
}

#[test]
fn a_service_that_is_not_ready_reports_why() {
    let response = Service::unsearchable(&[]).get("/readyz");
    assert_eq!((response.status, code_of(&response).as_str()), (503, "not_ready"));
    assert!(
        response.json()["detail"].as_str().unwrap().contains("being indexed"),
        "{}",
        response.body
    );
    assert_eq!(response.header("retry-after"), "2");

    let service = with_operations();
    service.terminate();
    let operations = service.operations_address();
    service.wait("/readyz", |response| response.status != 200);
    let response = get(operations, "/readyz");
    assert_eq!((response.status, code_of(&response).as_str()), (503, "not_ready"));
    assert!(
        response.json()["detail"].as_str().unwrap().contains("shutting down"),
        "{}",
        response.body
    );
    assert_eq!(service.get("/readyz").status, 503);
    assert_eq!(service.get("/healthz").status, 200, "alive");
    service.terminate();
    service.ended();
}

#[test]
fn during_shutdown_connections_close_after_a_response() {
    let service = with_operations();
    let mut open = service.connect();
    service.terminate();
    service.wait("/readyz", |response| response.status != 200);
    for target in ["/api/v1/posts", "/api/v1/posts/none", "/highlight.css"] {
        let request = format!("GET {target} HTTP/1.1\r\nhost: test\r\n\r\n");
        let answer = service.exchange(request.as_bytes());
        assert_eq!(Response::parse(&answer).header("connection"), "close", "{target}");
    }
    let request = b"GET /api/v1/posts HTTP/1.1\r\nhost: test\r\n\r\n";
    let response = Response::parse(&exchange(&mut open, request));
    assert_eq!((response.status, response.header("connection")), (200, "close"));
}

#[test]
fn open_requests_are_completed_and_idle_connections_closed_without_reset() {
    let service = Service::listening(&[("hello.md", &post("title: Hello\nlang: en"))], |_| {});
    let request = b"GET /api/v1/posts HTTP/1.1\r\nhost: test\r\n\r\n";
    let mut begun = service.connect();
    begun.write_all(&request[..20]).unwrap();
    let mut idle = service.connect();
    idle.write_all(b"HEAD /healthz HTTP/1.1\r\nhost: test\r\n\r\n").unwrap();
    assert_ne!(idle.read(&mut [0; 4096]).unwrap(), 0);

    service.terminate();
    assert_eq!(idle.read(&mut [0; 1]).unwrap(), 0, "there is no open request");
    let response = Response::parse(&exchange(&mut begun, &request[20..]));
    assert_eq!((response.status, response.header("connection")), (200, "close"));
    service.ended();
}

#[test]
fn the_second_line_reports_the_second_listener_and_health_uses_it() {
    let folder = folder(&[("good.md", "---\ntitle: Good\nlang: en\n---\n")]);
    let mut server = Server::start(folder.path(), &["--ops-listen", "127.0.0.1:0"]);
    let operations = server.address_behind("operations on http://");
    assert_eq!(run(&["--ops-listen", &operations, "health"]).status.code(), Some(0));

    let posts = folder.path().to_str().expect("UTF-8");
    let taken = run(&[posts, "--listen", "127.0.0.1:0", "--ops-listen", &operations]);
    assert_eq!(taken.status.code(), Some(2));
    let err = String::from_utf8(taken.stderr).expect("UTF-8");
    assert!(err.contains(&operations) && err.contains("--ops-listen"), "{err}");
    assert_eq!(server.end("-TERM"), Some(0));
    assert_eq!(run(&["--ops-listen", &operations, "health"]).status.code(), Some(1));
}
