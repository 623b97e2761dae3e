//! Messages and their signed headers.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::secret::SigningSecret;

/// A message to an endpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// The identifier: the same each time that the message is sent, and on every replica. Must not contain a full
    /// stop, which separates what is signed.
    pub id: String,
    /// The body, in JSON.
    pub body: Vec<u8>,
}

/// What endpoints are told.
pub trait Notice: Clone + Send + 'static {
    /// Returns the notice that says as much as this one and then a newer one. It replaces both if this one could
    /// not be delivered before the newer one arrived.
    fn followed_by(&self, newer: &Self) -> Self;

    /// Returns the message.
    fn message(&self) -> Message;
}

/// The headers by which a receiver verifies a message (Standard Webhooks 1.0.0, section "Webhook headers").
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedHeaders {
    /// `webhook-id`.
    pub id: String,
    /// `webhook-timestamp`: the time of this attempt, in seconds since 1970.
    pub timestamp: String,
    /// `webhook-signature`: a signature for each secret, separated by spaces.
    pub signature: String,
}

impl SignedHeaders {
    /// Signs a message that is sent at `timestamp`, in seconds since 1970, with each of the secrets.
    pub fn new(message: &Message, timestamp: i64, secrets: &[SigningSecret]) -> Self {
        debug_assert!(!message.id.contains('.'), "an id has no full stop");
        let timestamp = timestamp.to_string();
        let signed: [&[u8]; 5] =
            [message.id.as_bytes(), b".", timestamp.as_bytes(), b".", &message.body];
        let signatures: Vec<String> = secrets
            .iter()
            .map(|secret| format!("v1,{}", STANDARD.encode(secret.sign(&signed))))
            .collect();
        Self { id: message.id.clone(), signature: signatures.join(" "), timestamp }
    }

    /// Returns the headers with their names.
    pub fn pairs(&self) -> [(&'static str, &str); 3] {
        [
            ("webhook-id", &self.id),
            ("webhook-timestamp", &self.timestamp),
            ("webhook-signature", &self.signature),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::{Message, SignedHeaders};

    #[test]
    fn a_signature_is_that_of_the_reference_libraries() {
        // `TestWebhookSign` of the Go library of Standard Webhooks, and the same test of the C# library.
        let message = Message {
            id: "msg_p5jXN8AQM9LWM0D4loKWxJek".to_owned(),
            body: br#"{"test": 2432232314}"#.to_vec(),
        };
        let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".parse().unwrap();
        let headers = SignedHeaders::new(&message, 1_614_265_330, &[secret]);
        assert_eq!(
            headers.pairs(),
            [
                ("webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek"),
                ("webhook-timestamp", "1614265330"),
                ("webhook-signature", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="),
            ]
        );
    }

    #[test]
    fn each_secret_signs_in_order() {
        let message = Message { id: "msg_a".to_owned(), body: b"{}".to_vec() };
        let secrets =
            ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"]
                .map(|text| text.parse().unwrap());
        let alone =
            |index: usize| SignedHeaders::new(&message, 1, &secrets[index..=index]).signature;
        let both = SignedHeaders::new(&message, 1, &secrets).signature;
        assert_eq!(both, format!("{} {}", alone(0), alone(1)));
        assert_ne!(alone(0), alone(1));
    }

    #[test]
    fn another_attempt_has_another_signature_and_the_same_id() {
        let message = Message { id: "msg_a".to_owned(), body: b"{}".to_vec() };
        let secrets = ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".parse().unwrap()];
        let [first, second] = [1, 2].map(|time| SignedHeaders::new(&message, time, &secrets));
        assert_eq!(first.id, second.id);
        assert_ne!(first.signature, second.signature);
    }
}
