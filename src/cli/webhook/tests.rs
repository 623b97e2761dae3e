//! From a change of the content to the request at an endpoint.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::Arc;
use std::thread::{self, JoinHandle};

use serde_json::Value;

use super::deliver;
use crate::catalog::test_support::{at, post, snapshot};
use crate::config::{Key, resolve};
use crate::live::Live;
use crate::ops::{WebhookFigures, WebhookOptions};

const NOW: &str = "2026-01-01";

/// Starts an endpoint that accepts one message. Returns its URL, and then the id and the body.
fn receiver() -> (String, JoinHandle<(String, Value)>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let receiving = thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let (mut request, mut buffer) = (String::new(), [0; 4096]);
        loop {
            let read = stream.read(&mut buffer).unwrap();
            assert!(read > 0, "{request} is incomplete");
            request.push_str(std::str::from_utf8(&buffer[..read]).unwrap());
            let Some((head, body)) = request.split_once("\r\n\r\n") else { continue };
            let Ok(body) = serde_json::from_str(body) else { continue };
            stream.write_all(b"HTTP/1.1 204 No Content\r\n\r\n").unwrap();
            let id = head.lines().find_map(|line| line.strip_prefix("webhook-id: ")).unwrap();
            return (id.to_owned(), body);
        }
    });
    (url, receiving)
}

fn options(url: &str) -> WebhookOptions {
    let flags = [
        (Key::WebhookUrl, url),
        (Key::WebhookSecret, "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"),
        (Key::WebhookAllowPrivate, "true"),
    ];
    let flags = flags.map(|(key, value)| (key, value.to_owned()));
    resolve(None, [], flags).unwrap().webhooks
}

/// Changes the content of a replica, and returns the message about it.
fn message() -> (String, Value) {
    let live = Live::new(snapshot([post("a"), post("secret").draft()]));
    let (url, receiving) = receiver();
    let options = options(&url);
    let figures = WebhookFigures::new(&options.endpoints);
    let webhooks = deliver(live.history(), &options, &figures).unwrap();
    live.announce(at(NOW));
    for posts in [
        // Nothing public changes.
        [post("a"), post("secret").draft().revised(b"2")],
        [post("a").revised(b"2"), post("secret").draft().revised(b"2")],
    ] {
        live.replace(Arc::new(snapshot(posts)));
        live.announce(at(NOW));
    }
    let received = receiving.join().unwrap();
    webhooks.finish();
    received
}

#[test]
fn replicas_tell_the_same_change_with_the_same_id() {
    let ((id, body), (other_id, other_body)) = (message(), message());
    assert_eq!(id, other_id);
    assert_eq!(body["data"], other_body["data"]);
    assert_eq!(body["type"], "content.changed");
    assert_eq!(body["data"]["changes"].as_array().unwrap().len(), 1);
    assert_eq!(body["data"]["changes"][0]["slug"], "a");
    assert!(!body.to_string().contains("secret"), "{body}");
}
