//! Streams over a log of numbered versions.

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use actix_web::body::MessageBody;
use serde_json::{Value, json};

use super::{ChangeLog, EventBody, EventHub, Listener, Since, Version};
use crate::ops::clock::Clock;
use crate::ops::limits::{LimitOptions, Limits};
use crate::sync::{Change, ContentEvent, Op, SyncToken};
use crate::text::{Lang, Revision, Slug};

/// A log of versions with the numbers from `first` to `last`. What changes between two of them is a post for each
/// version in between.
#[derive(Debug)]
struct Log(Mutex<(u8, u8)>);

fn token(number: u8) -> SyncToken {
    SyncToken::new([number; 16])
}

fn event(since: u8, number: u8) -> ContentEvent {
    let change = |number: u8| Change {
        op: Op::Delete,
        slug: Slug::new(&number.to_string()).unwrap(),
        lang: Lang::parse("en").unwrap(),
        etag: None,
        updated_at: None,
        moved_to: None,
    };
    ContentEvent {
        token: token(number),
        previous: token(since),
        snapshot: Revision::of(&[number]),
        changes: (since + 1..=number).map(change).collect(),
        truncated: false,
    }
}

impl ChangeLog for Log {
    fn current(&self) -> Version {
        let (_, last) = *self.0.lock().unwrap();
        Version { token: token(last), snapshot: Revision::of(&[last]) }
    }

    fn since(&self, since: SyncToken) -> Option<ContentEvent> {
        let (first, last) = *self.0.lock().unwrap();
        let since = (first..=last).find(|&number| token(number) == since)?;
        Some(event(since, last))
    }
}

/// A hub over versions 1 to `last`.
fn hub(last: u8) -> (Arc<EventHub>, Arc<Log>) {
    let log = Arc::new(Log(Mutex::new((1, last))));
    let mut hub = EventHub::new(Arc::<Log>::clone(&log));
    hub.silence = Duration::from_millis(1);
    (Arc::new(hub), log)
}

fn publish(hub: &EventHub, log: &Log, number: u8) {
    log.0.lock().unwrap().1 = number;
    hub.publish(&event(number - 1, number));
}

/// A block without an event.
const COMMENT: &str = ":\n\n";

/// A stream as a client gets it.
struct Stream(Pin<Box<EventBody>>);

impl Stream {
    fn new(hub: &Arc<EventHub>, since: Since) -> Self {
        let limits = Limits::new(&LimitOptions::default(), &Clock::system(), Vec::new(), 0);
        let listener = Listener::new(hub, since, limits.listen().unwrap());
        Self(Box::pin(EventBody::new(listener)))
    }

    /// Returns the next block; `None` at the end.
    async fn next(&mut self) -> Option<String> {
        let mut block = String::new();
        while !block.ends_with("\n\n") {
            let part = poll_fn(|context| self.0.as_mut().poll_next(context)).await?;
            block.push_str(std::str::from_utf8(&part.unwrap()).unwrap());
        }
        Some(block)
    }

    /// Returns the id in the first block.
    async fn opening(&mut self) -> Option<String> {
        let block = self.next().await.unwrap();
        let (retry, rest) = block.strip_prefix("retry: ").unwrap().split_once('\n').unwrap();
        assert!((2000..7000).contains(&retry.parse().unwrap()), "{retry}");
        let id = rest.strip_prefix("id: ").map(|id| id.trim_end().to_owned());
        assert_eq!(id.is_none(), rest == "\n");
        id
    }

    /// Returns the data of the next event, whose id must be its token.
    async fn event(&mut self) -> Value {
        let mut block = COMMENT.to_owned();
        while block == COMMENT {
            block = self.next().await.unwrap();
        }
        let (id, data) = block.strip_prefix("id: ").unwrap().split_once("\ndata: ").unwrap();
        let data: Value = serde_json::from_str(data.strip_suffix("\n\n").unwrap()).unwrap();
        assert_eq!(data["token"], id);
        data
    }

    /// Returns whether no event comes before the silence is interrupted.
    async fn is_silent(&mut self) -> bool {
        self.next().await.as_deref() == Some(COMMENT)
    }
}

/// The tokens of an event, and the slugs that it names.
fn summary(event: &Value) -> (Value, Value, Vec<&str>) {
    let changes = event["changes"].as_array().unwrap();
    let slugs = changes.iter().map(|change| change["slug"].as_str().unwrap()).collect();
    (event["previous"].clone(), event["token"].clone(), slugs)
}

fn text(number: u8) -> Value {
    json!(token(number).to_string())
}

#[actix_web::test]
async fn all_listeners_get_an_event_after_a_change() {
    let (hub, log) = hub(1);
    let mut streams = [Stream::new(&hub, Since::Now), Stream::new(&hub, Since::Now)];
    for stream in &mut streams {
        assert_eq!(stream.opening().await, Some(token(1).to_string()));
        assert!(stream.is_silent().await);
    }
    publish(&hub, &log, 2);
    for stream in &mut streams {
        let event = stream.event().await;
        assert_eq!(summary(&event), (text(1), text(2), vec!["2"]));
        assert_eq!(event["snapshot"], Revision::of(&[2]).to_string());
        assert_eq!(event["truncated"], false);
        assert!(stream.is_silent().await);
    }
    assert_eq!(hub.sent(), 2);
}

#[actix_web::test]
async fn a_client_that_resumes_gets_the_difference_first() {
    let (hub, log) = hub(3);
    let mut stream = Stream::new(&hub, Since::Token(token(1)));
    assert_eq!(stream.opening().await, None, "the event has the id");
    assert_eq!(summary(&stream.event().await), (text(1), text(3), vec!["2", "3"]));
    publish(&hub, &log, 4);
    assert_eq!(summary(&stream.event().await), (text(3), text(4), vec!["4"]));
    let mut current = Stream::new(&hub, Since::Token(token(4)));
    assert_eq!(current.opening().await, Some(token(4).to_string()));
    assert!(current.is_silent().await);
}

#[actix_web::test]
async fn a_client_whose_token_is_unknown_is_told_to_reload() {
    let (hub, log) = hub(3);
    for since in [Since::Token(token(99)), Since::Unknown] {
        let mut stream = Stream::new(&hub, since);
        assert_eq!(stream.opening().await, None);
        let event = stream.event().await;
        assert_eq!(summary(&event), (Value::Null, text(3), vec![]));
        assert_eq!(event["truncated"], true);
        assert!(stream.is_silent().await);
    }
    // The log forgets what a slow listener has.
    let mut slow = Stream::new(&hub, Since::Now);
    slow.opening().await;
    publish(&hub, &log, 4);
    publish(&hub, &log, 5);
    log.0.lock().unwrap().0 = 4;
    assert_eq!(summary(&slow.event().await), (Value::Null, text(5), vec![]));
}

#[actix_web::test]
async fn a_slow_listener_gets_one_combined_event() {
    let (hub, log) = hub(1);
    let mut stream = Stream::new(&hub, Since::Now);
    stream.opening().await;
    for number in 2..=9 {
        publish(&hub, &log, number);
    }
    let slugs = vec!["2", "3", "4", "5", "6", "7", "8", "9"];
    assert_eq!(summary(&stream.event().await), (text(1), text(9), slugs));
    assert!(stream.is_silent().await);
}

#[actix_web::test]
async fn changes_that_were_undone_give_no_event() {
    let (hub, log) = hub(1);
    let mut stream = Stream::new(&hub, Since::Now);
    stream.opening().await;
    publish(&hub, &log, 2);
    hub.publish(&ContentEvent { token: token(1), previous: token(2), ..event(1, 2) });
    assert!(stream.is_silent().await);
}

#[actix_web::test]
async fn a_log_that_is_ahead_of_the_hub_gives_the_same_events() {
    let (hub, log) = hub(1);
    assert_eq!(hub.version().token, token(1));
    log.0.lock().unwrap().1 = 3;
    let mut ahead = Stream::new(&hub, Since::Token(token(3)));
    assert_eq!(ahead.opening().await, None);
    assert!(ahead.is_silent().await && ahead.is_silent().await);
    publish(&hub, &log, 3);
    assert!(ahead.is_silent().await);
    publish(&hub, &log, 4);
    assert_eq!(summary(&ahead.event().await), (text(3), text(4), vec!["4"]));
}

#[actix_web::test]
async fn a_hub_that_is_closed_ends_all_streams_and_those_that_begin_later() {
    let (hub, log) = hub(1);
    let mut stream = Stream::new(&hub, Since::Now);
    stream.opening().await;
    publish(&hub, &log, 2);
    hub.close();
    assert_eq!(stream.next().await, None);
    let mut late = Stream::new(&hub, Since::Now);
    late.opening().await;
    assert_eq!(late.next().await, None);
}
