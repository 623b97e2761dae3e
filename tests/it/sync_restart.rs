//! Sync tokens after a restart, with the real binary.

use std::fs;

use serde_json::Value;

use crate::process::{Server, folder};
use crate::support::post;

fn json(server: &Server, target: &str) -> Value {
    let (status, body) = server.get(&format!("/api/v1{target}"));
    assert_eq!(status, 200, "{target}: {body}");
    serde_json::from_str(&body).expect("JSON")
}

fn token(server: &Server) -> String {
    json(server, "/manifest")["meta"]["syncToken"].as_str().expect("a token").to_owned()
}

#[test]
fn old_tokens_work_after_a_restart_with_a_state_folder() {
    let content = folder(&[("a.md", &post("title: A")), ("b.md", &post("title: B"))]);
    let state = tempfile::tempdir().unwrap();
    let state = state.path().join("state");
    let arguments = ["--state-dir", state.to_str().unwrap()];
    let server = Server::start(content.path(), &arguments);
    let before = token(&server);
    assert_eq!(server.end("-TERM"), Some(0));

    fs::write(content.path().join("b.md"), post("title: Other")).unwrap();
    fs::write(content.path().join("c.md"), post("title: C\naliases: [a]")).unwrap();
    fs::remove_file(content.path().join("a.md")).unwrap();
    let server = Server::start(content.path(), &arguments);
    let answer = json(&server, &format!("/changes?since={before}"));
    let found: Vec<String> =
        answer["data"].as_array().unwrap().iter().map(Value::to_string).collect();
    assert!(found[0].contains("\"delete\"") && found[0].contains("\"movedTo\":\"c\""), "{found:?}");
    assert_eq!(found.len(), 3);
    assert_eq!(answer["meta"]["syncToken"], token(&server));
    assert_eq!(server.end("-TERM"), Some(0));

    let without = Server::start(content.path(), &[]);
    assert_eq!(without.get(&format!("/api/v1/changes?since={before}")).0, 410);
}

#[test]
fn a_state_folder_that_cannot_be_used_is_logged_and_harmless() {
    let content = folder(&[("a.md", &post("title: A")), ("state-file", "")]);
    let file = content.path().join("state-file");
    let server = Server::start(content.path(), &["--state-dir", file.to_str().unwrap()]);
    assert!(!token(&server).is_empty());
    let (code, log) = server.end_with_log("-TERM");
    assert_eq!(code, Some(0));
    assert!(log.contains("state_dir"), "{log}");

    let damaged = tempfile::tempdir().unwrap();
    fs::write(damaged.path().join("sync-history"), "other").unwrap();
    let server = Server::start(content.path(), &["--state-dir", damaged.path().to_str().unwrap()]);
    assert!(!token(&server).is_empty());
    let (code, log) = server.end_with_log("-TERM");
    assert_eq!(code, Some(0));
    assert!(log.contains("sync-history cannot be read"), "{log}");
}
