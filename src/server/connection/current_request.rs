//! The request a connection is answering, shared with the services that answer it.

use std::cell::{Cell, RefCell};
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

use actix_http::{Request, Response};
use actix_web::body::{BodySize, MessageBody};
use bytes::Bytes;

use crate::api::answer::response_cache::Counted;

/// A handle to the request that a connection has handed over. The framework stores it in the data
/// of the connection, where services find it.
#[derive(Debug, Clone, Default)]
pub struct CurrentRequest(Rc<State>);

#[derive(Debug, Default)]
struct State {
    stage: Cell<Stage>,
    /// Whether the client has closed its side of the connection.
    has_client_ended: Cell<bool>,
    /// Whether a part of a stream is in the write buffer.
    is_part_buffered: Cell<bool>,
    /// The content of the request, if it has a meaning and was not taken.
    content: RefCell<Bytes>,
    /// What was looked up for the request before it was handed over.
    counted: Cell<Counted>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Stage {
    /// No request was handed over, or the response to it has left.
    #[default]
    None,
    /// The response is being made or copied to the framework's write buffer.
    Answering { is_last: bool },
    /// The whole response is in the write buffer.
    Buffered { is_last: bool },
}

impl CurrentRequest {
    /// Returns the handle of the connection that a request was read from.
    pub fn of(request: &Request) -> &Self {
        request.conn_data().expect("every connection inserts its handle")
    }

    /// Returns whether a request is the last one of its connection. One made in this process has none.
    pub fn ends_connection(request: &Request) -> bool {
        request.conn_data::<Self>().is_some_and(Self::is_last)
    }

    /// Marks a request as handed over, with its content if that has a meaning, and with what was looked up for it.
    /// Nothing is read from the connection after the last one.
    pub fn begin(&self, is_last: bool, content: Vec<u8>, counted: Counted) {
        self.0.content.replace(content.into());
        self.0.counted.set(counted);
        self.0.stage.set(Stage::Answering { is_last });
    }

    /// Takes the content of a request; empty if it has none, or none with a meaning, or was made in this process.
    pub fn take_content(request: &Request) -> Bytes {
        request.conn_data::<Self>().map(|current| current.0.content.take()).unwrap_or_default()
    }

    /// Returns what was looked up for a request before it was handed over.
    pub fn counted(request: &Request) -> Counted {
        request.conn_data::<Self>().map(|current| current.0.counted.get()).unwrap_or_default()
    }

    /// Returns whether a request was handed over whose response has not left yet.
    pub fn is_pending(&self) -> bool {
        self.0.stage.get() != Stage::None
    }

    /// Returns whether the current request is the last one of its connection.
    pub fn is_last(&self) -> bool {
        matches!(
            self.0.stage.get(),
            Stage::Answering { is_last: true } | Stage::Buffered { is_last: true }
        )
    }

    /// Ends the current request if its whole response was buffered, as the buffer is now empty.
    /// Returns whether it did.
    pub fn flushed(&self) -> bool {
        let is_buffered = matches!(self.0.stage.get(), Stage::Buffered { .. });
        if is_buffered {
            self.0.stage.set(Stage::None);
        }
        is_buffered
    }

    /// Returns whether the buffer, which is now empty, had a part of a stream, so that the next part may follow.
    pub fn part_flushed(&self) -> bool {
        self.0.is_part_buffered.take()
    }

    /// Notes that the client has closed its side of the connection.
    pub fn client_ended(&self) {
        self.0.has_client_ended.set(true);
    }

    /// Observes when the response is complete.
    pub fn track<B>(self, response: Response<B>) -> Response<TrackedBody<B>> {
        response.map_body(|_, body| TrackedBody { body, current: self })
    }
}

/// The body of the response to the current request. The framework drops it once it has copied the
/// whole response to its write buffer.
#[derive(Debug)]
pub struct TrackedBody<B> {
    body: B,
    current: CurrentRequest,
}

impl<B> Drop for TrackedBody<B> {
    fn drop(&mut self) {
        let is_last = self.current.is_last();
        self.current.0.stage.set(Stage::Buffered { is_last });
        self.current.0.is_part_buffered.set(false);
    }
}

impl<B: MessageBody + Unpin> MessageBody for TrackedBody<B> {
    type Error = B::Error;

    fn size(&self) -> BodySize {
        self.body.size()
    }

    fn poll_next(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, Self::Error>>> {
        if self.size() != BodySize::Stream {
            return Pin::new(&mut self.body).poll_next(context);
        }
        let state = Rc::clone(&self.current.0);
        // What is in the write buffer cannot be combined with what follows. The connection wakes this task once the
        // buffer is empty.
        if state.is_part_buffered.get() {
            return Poll::Pending;
        }
        let polled = Pin::new(&mut self.body).poll_next(context);
        // A stream does not end on its own, and a client that has gone would be noticed only when a later part
        // cannot be sent. The framework polls this after each read.
        if polled.is_pending() && state.has_client_ended.get() {
            return Poll::Ready(None);
        }
        state.is_part_buffered.set(matches!(polled, Poll::Ready(Some(_))));
        polled
    }
}

#[cfg(test)]
mod tests {
    use actix_http::Response;

    use super::{Counted, CurrentRequest};

    #[test]
    fn a_request_ends_once_its_response_is_complete_and_flushed() {
        let current = CurrentRequest::default();
        assert!(!current.is_pending() && !current.flushed());
        current.begin(true, Vec::new(), Counted::Nothing);
        assert!(current.is_pending() && current.is_last());
        let response = current.clone().track(Response::ok());
        assert!(!current.flushed(), "a flush before the response is complete");
        drop(response);
        assert!(current.is_pending() && current.is_last(), "not flushed yet");
        assert!(current.flushed());
        assert!(!current.is_pending() && !current.is_last() && !current.flushed());
    }
}
