//! The webhook of a change: its id and its body.

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use serde::Serialize;

use super::view::event::ContentEventView;
use crate::ops::webhook::{Message, Notice};
use crate::sync::ContentEvent;
use crate::text::Revision;

/// The type of the message.
pub const CONTENT_CHANGED: &str = "content.changed";

/// The type of messages for tests.
const TEST: &str = "webhook.test";

/// The maximum length of a body in bytes (Standard Webhooks 1.0.0, section "Payload size").
const MAX_BODY: usize = 20_000;

/// A change of the public content, as endpoints are told of it.
#[derive(Debug, Clone)]
pub struct ContentChanged {
    /// The change.
    pub event: Arc<ContentEvent>,
    /// When it happened. Replicas may differ by moments.
    pub at: Timestamp,
}

impl Notice for ContentChanged {
    fn followed_by(&self, newer: &Self) -> Self {
        Self { event: Arc::new(self.event.followed_by(&newer.event)), at: newer.at }
    }

    fn message(&self) -> Message {
        Message { id: id(&self.event), body: body(&self.event, self.at) }
    }
}

/// Returns the id of a change: a hash of the tokens before and after it, so that all replicas send the same id for the
/// same change. It contains no full stop, which tokens do.
fn id(event: &ContentEvent) -> String {
    hashed([CONTENT_CHANGED.as_bytes(), event.previous.as_bytes(), event.token.as_bytes()])
}

fn hashed<const N: usize>(parts: [&[u8]; N]) -> String {
    format!("msg_{}", URL_SAFE_NO_PAD.encode(Revision::of_parts(parts).as_bytes()))
}

/// Returns a message by which receivers can be tried. Each moment has its own.
pub fn test_message(at: Timestamp) -> Message {
    let parts: [&[u8]; 2] = [TEST.as_bytes(), &at.as_nanosecond().to_le_bytes()];
    let payload = Payload { r#type: TEST, timestamp: seconds(at), data: Empty {} };
    Message { id: hashed(parts), body: json(&payload) }
}

/// The members that Standard Webhooks recommends.
#[derive(Serialize)]
struct Payload<T> {
    r#type: &'static str,
    timestamp: String,
    data: T,
}

/// An empty object.
#[derive(Serialize)]
struct Empty {}

fn seconds(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// Returns the body, with as many changes as fit.
fn body(event: &ContentEvent, at: Timestamp) -> Vec<u8> {
    let mut payload = Payload {
        r#type: CONTENT_CHANGED,
        timestamp: seconds(at),
        data: ContentEventView::from(event),
    };
    let whole = json(&payload);
    if whole.len() <= MAX_BODY {
        return whole;
    }
    let changes = std::mem::take(&mut payload.data.changes);
    payload.data.truncated = true;
    let mut length = json(&payload).len();
    let fits = |change: &_| {
        // With the comma after it.
        length += json(change).len() + 1;
        length <= MAX_BODY
    };
    payload.data.changes = changes.into_iter().take_while(fits).collect();
    json(&payload)
}

fn json(value: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(value).expect("strings and booleans are JSON")
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;
    use std::sync::Arc;

    use serde_json::{Value, json};

    use super::{ContentChanged, MAX_BODY};
    use crate::ops::webhook::Notice;
    use crate::sync::{Change, ContentEvent, Op, SyncToken};
    use crate::text::{Lang, Revision, Slug};

    const TOKENS: [&str; 2] = ["v1.AAAAAAAAAAAAAAAAAAAAAA", "v1.AQEBAQEBAQEBAQEBAQEBAQ"];

    fn change(slug: &str) -> Change {
        Change {
            op: Op::Upsert,
            slug: Slug::new(slug).unwrap(),
            lang: Lang::parse("en").unwrap(),
            etag: Some(Revision::of(b"")),
            updated_at: Some("2025-01-15T08:00:00Z".parse().unwrap()),
            moved_to: None,
        }
    }

    fn changed(previous: &str, token: &str, changes: Vec<Change>) -> ContentChanged {
        let parse = |text: &str| text.parse::<SyncToken>().unwrap();
        let event = ContentEvent {
            token: parse(token),
            previous: parse(previous),
            snapshot: Revision::of(b""),
            changes,
            truncated: false,
        };
        ContentChanged { event: Arc::new(event), at: "2026-01-01T12:00:00.5Z".parse().unwrap() }
    }

    #[test]
    fn a_message_has_the_members_of_standard_webhooks() {
        let message = changed(TOKENS[0], TOKENS[1], vec![change("a")]).message();
        let body: Value = serde_json::from_slice(&message.body).unwrap();
        let etag = "af1349b9f5f9a1a6a0404dea36dcc949";
        let expected = json!({
            "type": "content.changed",
            "timestamp": "2026-01-01T12:00:00Z",
            "data": {
                "token": TOKENS[1],
                "previous": TOKENS[0],
                "snapshot": etag,
                "changes": [{
                    "op": "upsert",
                    "slug": "a",
                    "lang": "en",
                    "etag": etag,
                    "updatedAt": "2025-01-15T08:00:00Z"
                }],
                "truncated": false
            }
        });
        assert_eq!(body, expected);
    }

    #[test]
    fn replicas_give_a_change_the_same_id_and_others_another() {
        let one = changed(TOKENS[0], TOKENS[1], vec![change("a")]);
        let other_replica =
            ContentChanged { at: "2026-01-01T12:00:03Z".parse().unwrap(), ..one.clone() };
        let id = one.message().id;
        assert_eq!(other_replica.message().id, id);
        let ids: HashSet<_> = [
            id.clone(),
            changed(TOKENS[1], TOKENS[0], Vec::new()).message().id,
            changed(TOKENS[0], TOKENS[0], Vec::new()).message().id,
        ]
        .into();
        assert_eq!(ids.len(), 3);
        assert!(id.starts_with("msg_") && id.len() == 26 && !id.contains('.'), "{id}");
    }

    #[test]
    fn a_body_is_small_and_says_what_is_missing() {
        // A change with a short slug takes some 110 bytes.
        for (count, slug_length, is_whole) in [(100, 1, true), (200, 1, false), (200, 900, false)] {
            let slug = |number| format!("{number:03}{}", "x".repeat(slug_length));
            let changes: Vec<_> = (0..count).map(|number| change(&slug(number))).collect();
            let body = changed(TOKENS[0], TOKENS[1], changes).message().body;
            assert!(body.len() <= MAX_BODY, "{}", body.len());
            let body: Value = serde_json::from_slice(&body).unwrap();
            let listed = body["data"]["changes"].as_array().unwrap().len();
            assert_eq!(body["data"]["truncated"], !is_whole);
            assert_eq!(listed == count, is_whole, "{listed} of {count}");
            assert_eq!(body["data"]["changes"][0]["slug"], slug(0));
        }
    }

    #[test]
    fn a_newer_change_joins_an_older_one() {
        let older = changed(TOKENS[0], TOKENS[1], vec![change("a")]);
        let newer = changed(TOKENS[1], TOKENS[0], vec![change("b")]);
        let both = older.followed_by(&newer);
        assert_eq!(both.event.changes, [change("a"), change("b")]);
        assert_eq!(
            (both.event.previous, both.event.token),
            (older.event.previous, newer.event.token)
        );
    }
}
