//! The blocks of an event stream (HTML Standard, section 9.2.5, "Parsing an event stream").

use std::time::Duration;

use bytes::Bytes;
use serde::Serialize;

use crate::api::body::json::json;
use crate::sync::SyncToken;

/// A comment, which clients ignore.
pub const COMMENT: Bytes = Bytes::from_static(b":\n\n");

/// Returns the first block of a stream: how long the client waits before it reconnects, and the token from which it
/// then resumes. It has no data, so the client gets no event.
pub fn opening(retry: Duration, token: Option<SyncToken>) -> Bytes {
    let mut block = format!("retry: {}\n", retry.as_millis());
    if let Some(token) = token {
        block.push_str(&format!("id: {token}\n"));
    }
    block.push('\n');
    block.into()
}

/// Returns an event with data, which is JSON and therefore one line.
pub fn event(token: SyncToken, data: &impl Serialize) -> Bytes {
    let mut block = format!("id: {token}\ndata: ").into_bytes();
    json(&mut block, data);
    block.extend_from_slice(b"\n\n");
    block.into()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use serde_json::json;

    use super::{event, opening};
    use crate::sync::SyncToken;

    #[test]
    fn blocks_end_with_an_empty_line() {
        let token = SyncToken::new([0xfb; 16]);
        let retry = Duration::from_millis(2500);
        assert_eq!(opening(retry, None), "retry: 2500\n\n");
        assert_eq!(opening(retry, Some(token)), "retry: 2500\nid: v1.-_v7-_v7-_v7-_v7-_v7-w\n\n");
        assert_eq!(
            event(token, &json!({ "a": "b\nc" })),
            "id: v1.-_v7-_v7-_v7-_v7-_v7-w\ndata: {\"a\":\"b\\nc\"}\n\n"
        );
    }
}
