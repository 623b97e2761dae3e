//! Variables that a platform sets for the real binary.

use std::process::{Command, Stdio};

use crate::process::{Server, folder, inkstone, text};

/// What Kubernetes sets in a namespace with the services `inkstone` and `inkstone-api`, and Docker for a
/// container with links. The names and forms are those of their documentation.
const PLATFORM: [(&str, &str); 14] = [
    ("INKSTONE_SERVICE_HOST", "10.0.0.1"),
    ("INKSTONE_SERVICE_PORT", "80"),
    ("INKSTONE_SERVICE_PORT_HTTP", "80"),
    ("INKSTONE_PORT", "tcp://10.0.0.1:80"),
    ("INKSTONE_PORT_80_TCP", "tcp://10.0.0.1:80"),
    ("INKSTONE_PORT_80_TCP_ADDR", "10.0.0.1"),
    ("INKSTONE_API_SERVICE_HOST", "fd00::1"),
    ("INKSTONE_API_SERVICE_PORT_HTTP", "80"),
    ("INKSTONE_API_PORT", "tcp://[fd00::1]:80"),
    ("INKSTONE_API_PORT_53_UDP_PROTO", "udp"),
    ("INKSTONE_1_PORT_8080_TCP", "tcp://172.17.0.5:8080"),
    ("INKSTONE_1_NAME", "/site/inkstone_1"),
    ("INKSTONE_NAME", "/site/inkstone"),
    ("INKSTONE_ENV_LANG", "C.UTF-8"),
];

/// The binary with some variables, serving a folder on the address that they or `arguments` set.
fn serving(folder: &tempfile::TempDir, variables: &[(&str, &str)], arguments: &[&str]) -> Command {
    let mut command = inkstone();
    command.arg(folder.path()).args(["--shutdown-delay", "0"]).args(arguments);
    command.envs(variables.iter().copied());
    command
}

#[test]
fn variables_that_describe_services_are_ignored() {
    let posts = folder(&[("a.md", "# A\n")]);
    for (level, is_named) in [("debug", true), ("info", false)] {
        let arguments = ["--listen", "127.0.0.1:0", "--log", level];
        let server = Server::spawn(serving(&posts, &PLATFORM, &arguments), Stdio::piped());
        assert_eq!(server.get("/healthz").0, 200);
        let (code, log) = server.end_with_log("-TERM");
        assert_eq!(code, Some(0));
        for (name, _) in PLATFORM {
            assert_eq!(log.contains(&format!("ignoring {name}:")), is_named, "{name}: {log}");
        }
    }
}

#[test]
fn a_misspelt_setting_among_them_stops_the_start() {
    let posts = folder(&[("a.md", "# A\n")]);
    let misspelt = [("INKSTONE_LISTN", "127.0.0.1:0"), ("INKSTONE_PORT", "8080")];
    let variables = [&PLATFORM[4..], &misspelt].concat();
    let output = serving(&posts, &variables, &[]).output().expect("the binary runs");
    assert_eq!((output.status.code(), text(&output.stdout).as_str()), (Some(2), ""));
    assert_eq!(
        text(&output.stderr),
        "INKSTONE_LISTN: unknown setting; did you mean `INKSTONE_LISTEN`?\n\
         INKSTONE_PORT: unknown setting; did you mean `INKSTONE_LISTEN`?\n"
    );
}

#[test]
fn port_sets_the_address_if_nothing_else_does() {
    let posts = folder(&[("a.md", "# A\n")]);
    let server = Server::spawn(serving(&posts, &[("PORT", "0")], &[]), Stdio::piped());
    let port = server.origin.strip_prefix("http://0.0.0.0:").expect("all addresses").to_owned();
    let health = |port: &str| {
        let mut command = inkstone();
        let output = command.arg("health").env("PORT", port).output().expect("the binary runs");
        output.status.code()
    };
    assert_eq!(health(&port), Some(0));
    let (code, log) = server.end_with_log("-TERM");
    assert_eq!(code, Some(0));
    assert!(log.contains("`listen` is 0.0.0.0:0, from the variable `PORT`"), "{log}");
    assert_eq!(health(&port), Some(1));

    let own = ("INKSTONE_LISTEN", "127.0.0.1:0");
    for (variables, arguments) in [
        (&[("PORT", "not a port"), own][..], &[][..]),
        (&[("PORT", "1")], &["--listen", "127.0.0.1:0"]),
    ] {
        let server = Server::spawn(serving(&posts, variables, arguments), Stdio::piped());
        assert!(server.origin.starts_with("http://127.0.0.1:"), "{}", server.origin);
        let (_, log) = server.end_with_log("-TERM");
        assert!(!log.contains("`PORT`"), "{log}");
    }
}

#[test]
fn a_port_that_is_none_stops_the_start() {
    let posts = folder(&[("a.md", "# A\n")]);
    let output = serving(&posts, &[("PORT", "http")], &[]).output().expect("the binary runs");
    assert_eq!((output.status.code(), text(&output.stdout).as_str()), (Some(2), ""));
    assert_eq!(
        text(&output.stderr),
        "PORT: `http` is not a port; expected a number from 0 to 65535, or `INKSTONE_LISTEN` with an \
         address, which overrides `PORT`\n"
    );
    // Other commands do not listen.
    let mut check = inkstone();
    check.arg("check").arg(posts.path()).env("PORT", "http");
    assert_eq!(check.output().expect("the binary runs").status.code(), Some(0));
}
