//! Deliveries to endpoints on this machine, from the notice to the metrics.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread;
use std::time::Duration;

use super::schedule::Schedule;
use super::{Endpoint, Message, Notice, WebhookFigures, WebhookOptions, Webhooks};
use crate::ops::clock::Clock;
use crate::ops::observe::exposition;

const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

/// Attempts without delays, and one at the end that never comes.
const DELAYS: &[Duration] = &[Duration::ZERO, Duration::ZERO, Duration::from_secs(36_000)];

#[derive(Debug, Clone)]
struct Letters(String);

impl Notice for Letters {
    fn followed_by(&self, newer: &Self) -> Self {
        Self(format!("{}{}", self.0, newer.0))
    }

    fn message(&self) -> Message {
        Message { id: format!("msg_{}", self.0), body: self.0.clone().into_bytes() }
    }
}

/// An endpoint whose requests wait for their responses.
struct Receiving {
    endpoint: Endpoint,
    requests: Receiver<String>,
    responses: Sender<&'static str>,
}

impl Receiving {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let name = listener.local_addr().unwrap().to_string();
        let (request_sender, requests) = mpsc::channel();
        let (responses, response_receiver) = mpsc::channel::<&str>();
        thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let mut buffer = [0; 4096];
                let mut request = String::new();
                while !request.contains("\r\n\r\n") || request.ends_with("\r\n\r\n") {
                    let read = stream.read(&mut buffer).unwrap();
                    request.push_str(std::str::from_utf8(&buffer[..read]).unwrap());
                }
                if request_sender.send(request).is_err() {
                    return;
                }
                let Ok(status) = response_receiver.recv() else { return };
                let response = format!("HTTP/1.1 {status}\r\nContent-Length: 0\r\n\r\n");
                let _ = stream.write_all(response.as_bytes());
            }
        });
        let endpoint = Endpoint { url: format!("http://{name}/"), name };
        Self { endpoint, requests, responses }
    }

    /// Returns the id of the next request and responds to it.
    fn answer(&self, status: &'static str) -> String {
        let id = self.request();
        self.responses.send(status).unwrap();
        id
    }

    fn request(&self) -> String {
        let request = self.requests.recv_timeout(Duration::from_secs(60)).unwrap();
        let id = request.lines().find_map(|line| line.strip_prefix("webhook-id: "));
        id.unwrap_or_else(|| panic!("{request} has no id")).to_owned()
    }
}

struct Sending {
    webhooks: Webhooks<Letters>,
    figures: WebhookFigures,
}

fn start(endpoints: &[&Receiving], delays: &'static [Duration]) -> Sending {
    let options = WebhookOptions {
        endpoints: endpoints.iter().map(|receiving| receiving.endpoint.clone()).collect(),
        secrets: vec![SECRET.parse().unwrap()],
        allow_private: true,
    };
    let figures = WebhookFigures::new(&options.endpoints);
    let schedule = Schedule::new(delays);
    let webhooks = Webhooks::start_with(&options, &figures, Clock::system(), schedule).unwrap();
    Sending { webhooks, figures }
}

impl Sending {
    fn offer(&self, text: &str) {
        self.webhooks.offer(&Letters(text.to_owned()));
    }

    /// Waits until nothing is pending, then returns the metrics, without the name of the endpoint.
    fn settled(&self, receiving: &Receiving) -> BTreeMap<String, String> {
        loop {
            let found = self.metrics(receiving);
            if found["inkstone_webhook_pending"] == "0" {
                return found;
            }
            thread::yield_now();
        }
    }

    fn metrics(&self, receiving: &Receiving) -> BTreeMap<String, String> {
        let figures = self.figures.clone();
        let text = exposition::text(move |out| figures.write(out));
        let label = format!("endpoint=\"{}\"", receiving.endpoint.name);
        let samples = text.lines().filter(|line| !line.starts_with('#'));
        let sample = |line: &str| {
            let (name, value) = line.rsplit_once(' ').unwrap();
            let name = name.replace(&label, "").replace("{}", "").replace("{,", "{");
            (name, value.to_owned())
        };
        samples.map(sample).collect()
    }
}

fn deliveries(metrics: &BTreeMap<String, String>, result: &str) -> String {
    metrics[&format!("inkstone_webhook_deliveries_total{{result=\"{result}\"}}")].clone()
}

#[test]
fn a_notice_is_delivered_after_failures() {
    let receiving = Receiving::start();
    let sending = start(&[&receiving], DELAYS);
    sending.offer("a");
    assert_eq!(receiving.answer("500 Internal Server Error"), "msg_a");
    assert_eq!(receiving.answer("307 Temporary Redirect"), "msg_a");
    assert_eq!(receiving.answer("204 No Content"), "msg_a");
    let metrics = sending.settled(&receiving);
    for (result, count) in [("accepted", "1"), ("rejected", "1"), ("redirected", "1")] {
        assert_eq!(deliveries(&metrics, result), count, "{result}");
    }
    assert_ne!(metrics["inkstone_webhook_last_success_timestamp_seconds"], "0");
    assert_eq!(metrics["inkstone_webhook_given_up_total"], "0");
}

#[test]
fn an_endpoint_that_is_gone_gets_nothing_more() {
    let receiving = Receiving::start();
    let sending = start(&[&receiving], DELAYS);
    sending.offer("a");
    assert_eq!(receiving.answer("410 Gone"), "msg_a");
    let metrics = sending.settled(&receiving);
    assert_eq!(metrics["inkstone_webhook_disabled"], "1");
    assert_eq!(deliveries(&metrics, "gone"), "1");
    sending.offer("b");
    assert_eq!(sending.metrics(&receiving)["inkstone_webhook_pending"], "0");
}

#[test]
fn what_arrives_during_an_attempt_is_one_message() {
    let receiving = Receiving::start();
    let sending = start(&[&receiving], DELAYS);
    sending.offer("a");
    assert_eq!(receiving.request(), "msg_a");
    for text in ["b", "c", "d"] {
        sending.offer(text);
    }
    receiving.responses.send("200 OK").unwrap();
    assert_eq!(receiving.answer("200 OK"), "msg_bcd");
    // If the attempt fails, its notice is part of the message too.
    sending.offer("e");
    assert_eq!(receiving.request(), "msg_e");
    sending.offer("f");
    receiving.responses.send("502 Bad Gateway").unwrap();
    assert_eq!(receiving.answer("200 OK"), "msg_ef");
    sending.settled(&receiving);
}

#[test]
fn a_slow_endpoint_delays_no_other_and_nobody_who_offers() {
    let (slow, quick) = (Receiving::start(), Receiving::start());
    let sending = start(&[&slow, &quick], DELAYS);
    sending.offer("a");
    assert_eq!(slow.request(), "msg_a");
    assert_eq!(quick.answer("200 OK"), "msg_a");
    sending.settled(&quick);
    sending.offer("b");
    assert_eq!(quick.answer("200 OK"), "msg_b");
    assert_eq!(sending.metrics(&slow)["inkstone_webhook_pending"], "1");
}

#[test]
fn what_was_given_up_is_part_of_the_next_message() {
    let receiving = Receiving::start();
    let sending = start(&[&receiving], &[Duration::ZERO]);
    sending.offer("a");
    assert_eq!(receiving.answer("500 Oops"), "msg_a");
    assert_eq!(receiving.answer("500 Oops"), "msg_a");
    while sending.metrics(&receiving)["inkstone_webhook_given_up_total"] == "0" {
        thread::yield_now();
    }
    assert_eq!(sending.metrics(&receiving)["inkstone_webhook_pending"], "1");
    sending.offer("b");
    assert_eq!(receiving.answer("200 OK"), "msg_ab");
    sending.settled(&receiving);
}

#[test]
fn after_shutdown_nothing_is_sent() {
    let receiving = Receiving::start();
    let sending = start(&[&receiving], DELAYS);
    sending.webhooks.finish();
    sending.offer("a");
    assert_eq!(sending.metrics(&receiving)["inkstone_webhook_pending"], "0");
}

#[test]
fn without_endpoints_there_are_no_metrics() {
    let sending = start(&[], DELAYS);
    sending.offer("a");
    let figures = sending.figures.clone();
    assert_eq!(exposition::text(move |out| figures.write(out)), "");
}
