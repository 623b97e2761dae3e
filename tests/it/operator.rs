//! What the real binary does with its own secrets, signals, a low limit of open files and a full disk.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::os::unix::fs::symlink;
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::process::{Server, folder, inkstone};

const SECRET: &str = "a-secret-of-the-server";

#[test]
fn secrets_in_the_content_folder_are_not_served() {
    let settings = format!("preview_token = \"{SECRET}\"\n");
    let key = format!("-----BEGIN OPENSSH PRIVATE KEY-----\n{SECRET}\n");
    let content = folder(&[
        ("good.md", "# Good\n"),
        ("settings.txt", &settings),
        ("notes/id.txt", &key),
        ("_config.yml", SECRET),
        ("blog/package.json", SECRET),
        ("prod.env", SECRET),
        ("open.txt", "public"),
    ]);
    let root = content.path();
    symlink("settings.txt", root.join("link.txt")).expect("a link");
    fs::hard_link(root.join("settings.txt"), root.join("hard.txt")).expect("a link");
    let settings = root.join("settings.txt");
    let server =
        Server::start(root, &["--config", settings.to_str().expect("a path"), "--log", "warn"]);
    let paths = ["settings.txt", "link.txt", "hard.txt", "notes/id.txt", "_config.yml"];
    for path in paths.into_iter().chain(["blog/package.json", "prod.env"]) {
        let (status, body) = server.get(&format!("/assets/{path}"));
        assert_eq!(status, 404, "{path}: {body}");
        assert!(!body.contains(SECRET), "{path}");
    }
    assert_eq!(server.get("/assets/open.txt"), (200, "public".to_owned()));
    let (_, log) = server.end_with_log("-TERM");
    for path in ["settings.txt", "_config.yml"] {
        assert!(log.contains(&format!("`{path}` in the content folder is not served")), "{log}");
    }
    assert!(!log.contains(SECRET), "{log}");
}

#[test]
fn signals_end_the_server_only_after_draining() {
    let content = folder(&[("good.md", "# Good\n")]);
    let server = Server::start(content.path(), &[]);
    for signal in ["-HUP", "-USR1", "-USR2"] {
        server.signal(signal);
        std::thread::sleep(Duration::from_millis(50));
        assert_eq!(server.get("/healthz").0, 200, "{signal}");
    }
    let (code, log) = server.end_with_log("-QUIT");
    assert_eq!(code, Some(0), "{log}");
    assert!(log.contains("SIGHUP: looking for changes") && log.contains("shutting down"), "{log}");
}

#[test]
fn slow_readers_of_files_leave_descriptors_for_probes() {
    let content = folder(&[("good.md", "# Good\n")]);
    fs::write(content.path().join("large.bin"), vec![0; 16 << 20]).expect("a file");
    let mut limited = Command::new("sh");
    limited.args(["-c", "ulimit -n 256; exec \"$0\" \"$@\"", env!("CARGO_BIN_EXE_inkstone")]);
    let arguments = ["--ops-listen", "127.0.0.1:0", "--workers", "1"];
    let mut server = Server::start_as(limited, Stdio::piped(), content.path(), &arguments);
    let operations = server.address_behind("operations on http://");
    let main = server.origin.strip_prefix("http://").expect("an http address");
    let slow: Vec<TcpStream> = (0..200)
        .map(|_| {
            let mut stream = TcpStream::connect(main).expect("the backlog has room");
            write!(stream, "GET /assets/large.bin HTTP/1.1\r\nhost: {main}\r\n\r\n").expect("sent");
            stream
        })
        .collect();
    // The first ones have begun to receive the file, and the others wait.
    for mut stream in slow.iter().take(32) {
        stream.set_read_timeout(Some(Duration::from_secs(20))).expect("a timeout");
        let mut head = [0; 12];
        stream.read_exact(&mut head).expect("a response");
        assert_eq!(&head, b"HTTP/1.1 200");
    }
    std::thread::sleep(Duration::from_millis(500));
    for _ in 0..8 {
        let mut probe = TcpStream::connect(&operations).expect("it listens");
        probe.set_read_timeout(Some(Duration::from_secs(5))).expect("a timeout");
        write!(probe, "GET /readyz HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n")
            .expect("sent");
        let mut answer = String::new();
        probe.read_to_string(&mut answer).expect("an answer in time");
        assert!(answer.starts_with("HTTP/1.1 "), "{answer}");
    }
    drop(slow);
}

#[test]
fn only_a_number_of_connections_that_was_set_is_reported_as_too_high() {
    let content = folder(&[("good.md", "# Good\n")]);
    for (arguments, is_reported) in [
        (&[][..], false),
        (&["--max-connections", "50"], false),
        (&["--max-connections", "2000"], true),
    ] {
        let mut limited = Command::new("sh");
        limited.args(["-c", "ulimit -n 1024; exec \"$0\" \"$@\"", env!("CARGO_BIN_EXE_inkstone")]);
        let server = Server::start_as(limited, Stdio::piped(), content.path(), arguments);
        assert_eq!(server.get("/healthz").0, 200);
        let (code, log) = server.end_with_log("-TERM");
        assert_eq!(code, Some(0), "{log}");
        assert_eq!(log.contains("WARN"), is_reported, "{arguments:?}: {log}");
        assert_eq!(
            log.contains("limiting connections to 384"),
            is_reported,
            "{arguments:?}: {log}"
        );
    }
}

#[cfg(target_os = "linux")]
#[test]
fn lines_lost_to_a_full_disk_are_counted() {
    let content = folder(&[("good.md", "# Good\n")]);
    let full = fs::OpenOptions::new().write(true).open("/dev/full").expect("a full device");
    let server = Server::start_as(inkstone(), full.into(), content.path(), &[]);
    // The lines of 400 such requests are more than twice the buffer.
    let long = format!("/healthz?{}", "a".repeat(1500));
    for _ in 0..400 {
        assert_eq!(server.get(&long).0, 200);
    }
    let (_, metrics) = server.get("/metrics");
    let lost = metrics
        .lines()
        .find_map(|line| line.strip_prefix("inkstone_log_lines_lost_total "))
        .expect("the metric");
    assert!(lost.parse::<u64>().expect("a number") > 50, "{lost}");
}
