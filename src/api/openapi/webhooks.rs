//! The description of webhooks, which exist since OpenAPI 3.1.

use serde_json::{Value, json};

use crate::api::webhook::CONTENT_CHANGED;

/// Returns the `webhooks` object. Its tag is its own: generators that write a file for each tag would replace that of the
/// operations.
pub fn described() -> Value {
    json!({ "contentChanged": { "post": {
        "operationId": "contentChanged",
        "tags": ["Webhooks"],
        "summary": "Receive a change of the content",
        "description": "Sent to each URL of the setting `webhook_url` when published posts change. Verify the signature over the bytes of the body before you parse it (Standard Webhooks 1.0.0), and respond within 15 seconds, before slow work. An event that was not delivered is sent again up to six times within 18 hours, together with later ones: `previous` is the `token` of the event that you accepted last. To be sure that nothing was missed, for instance after a restart of the server, ask `/changes` for what is new since the last `token`.",
        "security": [],
        "parameters": [
            header(
                "webhook-id",
                "The ID of the change: the same each time that it is sent, and from all replicas. Ignore an ID that you have received in the last minutes.",
                json!({ "type": "string", "pattern": "^msg_[A-Za-z0-9_-]{22}$", "minLength": 26, "maxLength": 26 }),
                json!("msg_rxNJufX5oaagQE3qNtzJSQ")
            ),
            header(
                "webhook-timestamp",
                "The time of this attempt, in seconds since 1970. Reject a request whose time is more than five minutes from yours, which may be a repeated one.",
                json!({ "type": "integer", "format": "int64", "minimum": 0 }),
                json!(1_767_268_800)
            ),
            header(
                "webhook-signature",
                "A signature for each secret of the setting `webhook_secret`, separated by spaces: `v1,` and the HMAC-SHA256 of the ID, the timestamp and the body, joined by full stops, in base64. One that matches is enough.",
                json!({ "type": "string", "pattern": "^v1,[A-Za-z0-9+/]{43}=( v1,[A-Za-z0-9+/]{43}=)*$", "minLength": 47, "maxLength": 383 }),
                json!("v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=")
            )
        ],
        "requestBody": {
            "description": "The change, in at most 20,000 bytes.",
            "required": true,
            "content": { "application/json": { "schema": payload(), "example": example() } }
        },
        "responses": {
            "2XX": { "description": "The receiver has accepted the event." },
            "410": { "description": "The receiver wants no more events: nothing more is sent to its URL until the server restarts." },
            "default": { "description": "The event was not accepted and is sent again later. Redirects are not followed. `Retry-After` is observed, up to ten hours." }
        }
    }}})
}

fn header(name: &str, description: &str, schema: Value, example: Value) -> Value {
    json!({
        "name": name,
        "in": "header",
        "required": true,
        "description": description,
        "schema": schema,
        "example": example
    })
}

/// Inline, because nothing else refers to it: documents for 3.0 would have a component that is not used.
fn payload() -> Value {
    json!({
        "type": "object",
        "required": ["type", "timestamp", "data"],
        "properties": {
            "type": {
                "type": "string",
                "const": CONTENT_CHANGED,
                "description": "The type of the event. Accept and ignore types that you do not know, such as `webhook.test`."
            },
            "timestamp": {
                "type": "string",
                "format": "date-time",
                "description": "When the content changed (RFC 3339, in UTC). It does not change when the event is sent again, but replicas may differ by moments."
            },
            "data": { "$ref": "#/components/schemas/ContentEvent" }
        }
    })
}

fn example() -> Value {
    json!({
        "type": CONTENT_CHANGED,
        "timestamp": "2026-01-01T12:00:00Z",
        "data": {
            "token": "v1.-_v7-_v7-_v7-_v7-_v7-w",
            "previous": "v1.AAECAwQFBgcICQoLDA0ODw",
            "snapshot": "af1349b9f5f9a1a6a0404dea36dcc949",
            "changes": [
                {
                    "op": "upsert",
                    "slug": "python-memory-management",
                    "lang": "en",
                    "etag": "6e3c1f0a9b7d4258a1c0e5f4d3b29687",
                    "updatedAt": "2025-01-15T00:00:00Z"
                },
                { "op": "delete", "slug": "python-memory", "lang": "en", "movedTo": "python-memory-management" }
            ],
            "truncated": false
        }
    })
}
