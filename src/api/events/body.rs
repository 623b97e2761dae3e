//! The body of a response that is an event stream.

use std::convert::Infallible;
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use actix_web::body::{BodySize, MessageBody};
use bytes::Bytes;

use super::listener::Listener;

/// How many bytes are given to the connection at once. It copies them, so a client that reads slowly costs this much
/// memory; the blocks themselves are shared.
const PORTION: usize = 16 * 1024;

/// The next part of a stream, and the listener for those after it.
type Next = Pin<Box<dyn Future<Output = Option<(Bytes, Listener)>>>>;

/// The body.
pub struct EventBody {
    next: Next,
    /// What was not given to the connection yet.
    rest: Bytes,
}

impl EventBody {
    /// Creates the body of a listener's response.
    pub fn new(listener: Listener) -> Self {
        Self { next: Box::pin(listener.next()), rest: Bytes::new() }
    }
}

impl MessageBody for EventBody {
    type Error = Infallible;

    fn size(&self) -> BodySize {
        BodySize::Stream
    }

    fn poll_next(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, Self::Error>>> {
        if self.rest.is_empty() {
            let Some((block, listener)) = ready!(self.next.as_mut().poll(context)) else {
                return Poll::Ready(None);
            };
            self.next = Box::pin(listener.next());
            self.rest = block;
        }
        let length = self.rest.len().min(PORTION);
        Poll::Ready(Some(Ok(self.rest.split_to(length))))
    }
}

impl fmt::Debug for EventBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EventBody").field("rest", &self.rest.len()).finish_non_exhaustive()
    }
}
