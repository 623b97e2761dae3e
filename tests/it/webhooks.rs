//! Webhooks in the document, in settings, and from the command line.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::process::Output;
use std::thread;

use serde_json::Value;

use crate::process::{inkstone, run, text};

const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

#[test]
fn the_document_describes_the_message_and_its_headers() {
    let document = inkstone::api::openapi_document();
    let operation = &document["webhooks"]["contentChanged"]["post"];
    let names: Vec<_> = operation["parameters"]
        .as_array()
        .expect("headers")
        .iter()
        .map(|parameter| (parameter["in"].as_str(), parameter["name"].as_str()))
        .collect();
    let header = Some("header");
    assert_eq!(
        names,
        [
            (header, Some("webhook-id")),
            (header, Some("webhook-timestamp")),
            (header, Some("webhook-signature"))
        ]
    );
    let content = &operation["requestBody"]["content"]["application/json"];
    let payload = &content["schema"]["properties"];
    assert_eq!(payload["type"]["const"], "content.changed");
    assert_eq!(payload["data"]["$ref"], "#/components/schemas/ContentEvent");
    let event = &document["components"]["schemas"]["ContentEvent"]["properties"];
    let keys = |value: &Value| -> Vec<String> {
        value.as_object().expect("an object").keys().cloned().collect()
    };
    assert_eq!(keys(&content["example"]["data"]), keys(event));
}

#[test]
fn a_document_of_version_3_0_has_no_webhooks() {
    let output = run(&["openapi", "--openapi", "3.0"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let document: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(document["openapi"], "3.0.3");
    assert!(document.get("webhooks").is_none());
    assert!(document["components"]["schemas"]["ContentEvent"].is_object());
}

/// Runs `inkstone webhook test` in a folder with this settings file.
fn webhook_test(settings: &str, arguments: &[&str]) -> Output {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("inkstone.toml"), settings).expect("a file");
    let mut command = inkstone();
    command.current_dir(folder.path()).args(["webhook", "test"]).args(arguments);
    command.output().expect("the binary runs")
}

#[test]
fn wrong_settings_are_reported_with_file_and_line() {
    let secret = format!("webhook_secret = '{SECRET}'\n");
    for (settings, expected) in [
        (
            "title = 'a'\nwebhook_url = 'https://a.example/'\n".to_owned(),
            "inkstone.toml:2:15: `webhook_url`: `webhook_secret` is missing",
        ),
        (
            format!("{secret}webhook_url = ['https://a.example/', 'hooks']\n"),
            "inkstone.toml:2:15: `webhook_url`: `hooks` is not a URL",
        ),
        (
            format!("{secret}webhook_url = 'https://10.0.0.1/key'\n"),
            "inkstone.toml:2:15: `webhook_url`: `https://10.0.0.1/…` is not on the public internet; set \
             `webhook_allow_private`",
        ),
        (
            "webhook_secret = ['whsec_c2VjcmV0']\n".to_owned(),
            "inkstone.toml:1:18: `webhook_secret`: the secret encodes 6 bytes instead of 24 to 64",
        ),
    ] {
        let output = webhook_test(&settings, &[]);
        let message = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{message}");
        assert!(message.starts_with(expected), "{message}");
        assert!(!message.contains("c2VjcmV0"), "{message}");
    }
}

#[test]
fn a_server_needs_the_secret_and_a_check_does_not() {
    let folder = crate::process::folder(&[
        ("inkstone.toml", "webhook_url = 'https://a.example/'\n"),
        ("posts/a.md", "---\ntitle: A\ndate: 2024-01-01\n---\nText.\n"),
    ]);
    for (command, code) in [("serve", 2), ("check", 0)] {
        let output = inkstone().current_dir(folder.path()).arg(command).output().expect("it runs");
        let message = text(&output.stderr);
        assert_eq!(output.status.code(), Some(code), "{message}");
        assert_eq!(message.contains("`webhook_secret` is missing"), code == 2, "{message}");
    }
}

#[test]
fn a_test_message_is_sent_and_its_response_is_the_exit_code() {
    for (status, code) in [("204 No Content", 0), ("500 Internal Server Error", 1)] {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let url = format!("http://{}/key", listener.local_addr().expect("an address"));
        let receiving = thread::spawn(move || {
            let (mut stream, _) = listener.accept().expect("a connection");
            let (mut request, mut buffer) = (Vec::new(), [0; 1024]);
            while !request.ends_with(b"}") {
                let read = stream.read(&mut buffer).expect("a request");
                assert!(read > 0, "the request is incomplete");
                request.extend_from_slice(&buffer[..read]);
            }
            write!(stream, "HTTP/1.1 {status}\r\n\r\n").expect("a response");
            text(&request)
        });
        let settings = format!("webhook_secret = '{SECRET}'\nwebhook_allow_private = true\n");
        let output = webhook_test(&settings, &[&url]);
        let (printed, request) = (text(&output.stdout), receiving.join().expect("a request"));
        assert_eq!(output.status.code(), Some(code), "{printed}");
        assert!(printed.contains(status), "{printed}");
        assert!(request.starts_with("POST /key HTTP/1.1\r\n"), "{request}");
        for name in ["webhook-id: msg_", "webhook-timestamp: ", "webhook-signature: v1,"] {
            assert!(request.contains(name) && printed.contains(name), "{request}{printed}");
        }
        assert!(request.contains("{\"type\":\"webhook.test\",\"timestamp\":\""), "{request}");
        assert!(!printed.contains("/key") && !printed.contains(SECRET), "{printed}");
    }
}

#[test]
fn without_a_url_there_is_nothing_to_test() {
    let output = webhook_test("", &[]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("`webhook_url` is not set; pass the URL"));
}
