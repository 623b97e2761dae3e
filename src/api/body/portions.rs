//! Bodies in memory, sent in portions if they are long.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};

use actix_web::body::{BodySize, BoxBody, MessageBody};
use bytes::Bytes;

use crate::ops::limits::ByteLease;

/// How many bytes are given to the connection at once. It copies them, so a client that reads slowly
/// costs this much memory and not another copy of the whole body.
const PORTION: usize = 64 * 1024;

/// Returns a body of these bytes.
pub fn body_of(bytes: Bytes) -> BoxBody {
    if bytes.len() <= PORTION { BoxBody::new(bytes) } else { BoxBody::new(Portions(bytes)) }
}

/// Bodies up to this length need no lease: their unsent part is in the buffer of the connection.
pub const LONG: usize = PORTION;

/// Attaches a lease to a body. It lasts as long as any reference to the bytes, so that a body is counted once,
/// however many clients are reading it, and a cached one too.
pub fn leased(bytes: Bytes, lease: ByteLease) -> Bytes {
    Bytes::from_owner(Leased { bytes, _lease: lease })
}

struct Leased {
    bytes: Bytes,
    _lease: ByteLease,
}

impl AsRef<[u8]> for Leased {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

/// The rest of a body.
#[derive(Debug)]
struct Portions(Bytes);

impl MessageBody for Portions {
    type Error = Infallible;

    fn size(&self) -> BodySize {
        BodySize::Sized(self.0.len() as u64)
    }

    fn poll_next(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, Self::Error>>> {
        let length = self.0.len().min(PORTION);
        Poll::Ready((length > 0).then(|| Ok(self.0.split_to(length))))
    }
}

#[cfg(test)]
mod tests {
    use std::pin::pin;
    use std::task::{Context, Poll, Waker};

    use actix_web::body::{BodySize, MessageBody};
    use bytes::Bytes;

    use super::{PORTION, body_of};

    #[test]
    fn a_long_body_is_sent_completely_and_in_order() {
        for length in [0, 1, PORTION, PORTION + 1, 5 * PORTION] {
            let content: Bytes = (0..length).map(|at| (at % 251) as u8).collect();
            let body = body_of(content.clone());
            assert_eq!(body.size(), BodySize::Sized(length as u64));
            let (mut body, mut sent) = (pin!(body), Vec::new());
            let mut context = Context::from_waker(Waker::noop());
            while let Poll::Ready(Some(portion)) = body.as_mut().poll_next(&mut context) {
                let portion = portion.unwrap();
                assert!(portion.len() <= PORTION);
                sent.extend_from_slice(&portion);
            }
            assert!(sent == content, "{length}");
        }
    }
}
