//! The real binary on a Unix socket.

use std::fs;
use std::io::{Read, Write};
use std::os::unix::fs::{FileTypeExt, PermissionsExt};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};

use crate::process::{Server, folder, inkstone, run, text};
use crate::support::{Response, exchange};

const GET: &str = "GET /api/v1/posts HTTP/1.1\r\nhost: test\r\n";

/// A folder with a post and the path of a socket in another one.
fn places() -> (tempfile::TempDir, tempfile::TempDir, PathBuf) {
    let posts = folder(&[("a.md", "---\ntitle: A\nlang: en\n---\nText\n")]);
    let run = tempfile::tempdir().expect("a folder");
    let socket = run.path().join("http.sock");
    (posts, run, socket)
}

fn address(socket: &Path) -> String {
    format!("unix:{}", socket.display())
}

fn start(posts: &Path, socket: &Path, arguments: &[&str]) -> Server {
    let mut command = inkstone();
    command.arg(posts).args(["--listen", &address(socket), "--shutdown-delay", "0"]);
    command.args(arguments);
    let server = Server::spawn(command, Stdio::piped());
    assert_eq!(server.origin, address(socket));
    server
}

/// Runs a server that must not start.
fn refused(posts: &Path, listen: &str) -> Output {
    let output = run(&[posts.to_str().expect("UTF-8"), "--listen", listen]);
    assert_eq!((output.status.code(), text(&output.stdout).as_str()), (Some(2), ""), "{listen}");
    output
}

/// Sends a request on a new connection.
fn get(socket: &Path, target: &str, headers: &str) -> Response {
    let mut stream = UnixStream::connect(socket).expect("it listens");
    let request = format!("GET {target} HTTP/1.1\r\nhost: a\r\n{headers}connection: close\r\n\r\n");
    Response::parse(&exchange(&mut stream, request.as_bytes()))
}

#[test]
fn requests_are_answered_and_the_socket_is_removed_at_the_end() {
    let (posts, _run, socket) = places();
    let server = start(posts.path(), &socket, &["--socket-mode", "660"]);
    let metadata = fs::metadata(&socket).expect("a socket");
    assert!(metadata.file_type().is_socket());
    assert_eq!(metadata.permissions().mode() & 0o777, 0o660);

    // Two requests on one connection.
    let mut stream = UnixStream::connect(&socket).expect("it listens");
    write!(stream, "HEAD /api/v1/posts HTTP/1.1\r\nhost: test\r\n\r\n").expect("sent");
    let mut head = [0; 12];
    stream.read_exact(&mut head).expect("a response");
    assert_eq!(&head, b"HTTP/1.1 200");
    let mut rest = Vec::new();
    while !rest.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        stream.read_exact(&mut byte).expect("a complete head");
        rest.push(byte[0]);
    }
    let answer = exchange(&mut stream, format!("{GET}connection: close\r\n\r\n").as_bytes());
    let response = Response::parse(&answer);
    assert_eq!(response.json()["data"][0]["slug"], "a");

    for address in [address(&socket), format!("{}:/readyz?search=false", address(&socket))] {
        assert_eq!(run(&["health", &address]).status.code(), Some(0), "{address}");
    }
    assert_eq!(run(&["--listen", &address(&socket), "health"]).status.code(), Some(0));
    assert_eq!(run(&["health", &format!("{}:/none", address(&socket))]).status.code(), Some(1));
    assert_eq!(server.end("-TERM"), Some(0));
    assert!(!socket.exists());
    assert_eq!(run(&["health", &address(&socket)]).status.code(), Some(1));
}

#[test]
fn open_requests_are_completed_after_the_socket_is_removed() {
    let (posts, _run, socket) = places();
    let server = start(posts.path(), &socket, &[]);
    let mut begun = UnixStream::connect(&socket).expect("it listens");
    begun.write_all(GET.as_bytes()).expect("sent");
    server.signal("-TERM");
    while socket.exists() {
        std::thread::yield_now();
    }
    let response = Response::parse(&exchange(&mut begun, b"\r\n"));
    assert_eq!((response.status, response.header("connection")), (200, "close"));
    let (code, log) = server.end_with_log("-CONT");
    assert_eq!(code, Some(0), "{log}");
}

#[test]
fn the_socket_of_a_killed_server_is_replaced_but_not_that_of_a_running_one() {
    let (posts, _run, socket) = places();
    assert_eq!(start(posts.path(), &socket, &[]).end("-KILL"), None);
    assert!(socket.exists(), "a killed process removes nothing");
    let server = start(posts.path(), &socket, &[]);
    let output = refused(posts.path(), &address(&socket));
    let err = text(&output.stderr);
    let expected = format!("cannot listen on {}: another server listens there", address(&socket));
    assert!(err.contains(&expected), "{err}");
    assert_eq!(get(&socket, "/healthz", "").status, 200, "the socket is still there");
    assert_eq!(server.end("-TERM"), Some(0));
}

#[test]
fn a_path_that_cannot_be_a_socket_is_reported() {
    let (posts, run, _) = places();
    let at = |name: &str| run.path().join(name);
    fs::write(at("file"), "text").expect("a file");
    fs::create_dir(at("folder")).expect("a folder");
    let long = "a".repeat(120);
    for (name, expected) in [
        ("file", "there is a file that is not a socket at this path"),
        ("folder", "there is a folder at this path"),
        ("none/a.sock", "its folder does not exist"),
        (long.as_str(), "bytes, but that of a socket has at most"),
    ] {
        let err = text(&refused(posts.path(), &address(&at(name))).stderr);
        assert!(err.contains(expected) && err.contains("--listen"), "{name}: {err}");
    }
    assert_eq!(fs::read_to_string(at("file")).expect("it is not replaced"), "text");
    let err = text(&refused(posts.path(), "unix:").stderr);
    assert!(err.contains("--listen: `unix:`: the path of the socket is missing"), "{err}");
}

#[test]
fn the_proxy_reports_the_address_of_the_client() {
    let (posts, _run, socket) = places();
    let server = start(posts.path(), &socket, &["--rate-limit", "2/1h"]);
    let of = |client: &str| format!("x-forwarded-for: {client}\r\n");
    for (client, status) in [("192.0.2.1", 200), ("192.0.2.1", 200), ("192.0.2.1", 429)] {
        assert_eq!(get(&socket, "/api/v1/posts", &of(client)).status, status);
    }
    assert_eq!(get(&socket, "/api/v1/posts", &of("192.0.2.2")).status, 200);
    // Requests without an address count as those of one client.
    for status in [200, 200, 429] {
        assert_eq!(get(&socket, "/api/v1/posts?limit=1", "").status, status);
    }
    let (_, log) = server.end_with_log("-TERM");
    let line =
        |text: &str| log.lines().find(|line| line.contains(text)).expect("a line").to_owned();
    assert!(line("status=429").ends_with("client=192.0.2.1"), "{log}");
    assert!(!line("limit=1 ").contains("client="), "{log}");
}

#[test]
fn both_listeners_can_be_sockets() {
    let (posts, run, socket) = places();
    let operations = run.path().join("ops.sock");
    let mut server = start(posts.path(), &socket, &["--ops-listen", &address(&operations)]);
    assert_eq!(server.address_behind("operations on "), address(&operations));
    assert_eq!(get(&operations, "/metrics", "").status, 200);
    assert_eq!(get(&operations, "/api/v1/posts", "").status, 404);
    assert_eq!(server.end("-INT"), Some(0));
    assert!(!socket.exists() && !operations.exists());
}
