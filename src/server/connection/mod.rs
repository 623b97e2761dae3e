//! Connections: the layer between the socket and the framework.
//!
//! The framework reads and decodes whatever a client sends, however many requests wait for their
//! responses, watches over the first head of a connection only, and answers malformed HTTP with a
//! bare status. So a connection reads heads itself, checks each one and hands over one request at a
//! time: the next one once the response to the one before has left. A head that is invalid or late
//! is answered with a problem. Most requests whose response is cached are answered here, between those that are
//! handed over.

mod closing;
pub(super) mod current_request;
mod deadline;
pub(super) mod head;
mod input;
mod options;
pub(super) mod ready_response;
mod refusal;

use std::io;
use std::mem;
use std::net::SocketAddr;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::Instant;

use crate::api::answer::response_cache::Counted;
use crate::ops::drain::Visit;
use crate::protocol::problem::{Problem, ProblemKind};
use crate::server::pipeline::direct::{self, Remembered};
use crate::server::socket::OverSocket;
use closing::{Closing, LastResponse};
use deadline::Deadline;
use head::Head;
use input::{Input, NextHead};

pub use current_request::CurrentRequest;
pub use head::Receiver;
pub use options::ConnectionOptions;
pub use ready_response::ReadyResponse;

/// The interim response after which a client sends content (RFC 9110, section 15.2.1).
const CONTINUE: &[u8] = b"HTTP/1.1 100 Continue\r\n\r\n";

/// A connection that hands over one valid request at a time.
pub struct Connection<S> {
    stream: S,
    options: Rc<ConnectionOptions>,
    visit: Visit,
    peer: Option<SocketAddr>,
    current: CurrentRequest,
    input: Input,
    remembered: Remembered,
    /// What was looked up for the next request.
    counted: Counted,
    /// Whether reading has ended: the client has closed its side, or the connection no longer waits for it.
    has_ended: bool,
    /// Whether no head was complete yet.
    is_new: bool,
    /// When a head has to be complete, or to begin.
    deadline: Deadline,
    phase: Phase,
    /// Whether the framework waits for the next request.
    is_awaited: bool,
    /// The error of a read that the framework has not seen yet.
    failure: Option<io::Error>,
}

enum Phase {
    /// Requests are read and answered.
    Open,
    /// A request is answered without the framework.
    Responding(ReadyResponse),
    /// The client is told to send content. The number is that of the bytes that were written.
    Continuing(usize),
    /// A request is refused, and is the last one.
    Refusing(LastResponse),
    /// Every response has been written.
    Closing(Closing),
    /// Nothing is read or written anymore.
    Closed,
}

impl<S> Connection<S> {
    /// Wraps a stream from `peer`, if that is known.
    pub fn new(
        stream: S,
        options: Rc<ConnectionOptions>,
        visit: Visit,
        peer: Option<SocketAddr>,
    ) -> Self {
        let input = Input::new(options.state.options.limits.head, options.receiver.clone());
        Self {
            stream,
            options,
            visit,
            peer,
            current: CurrentRequest::default(),
            input,
            remembered: Remembered::default(),
            counted: Counted::Nothing,
            has_ended: false,
            is_new: true,
            deadline: Deadline::default(),
            phase: Phase::Open,
            is_awaited: false,
            failure: None,
        }
    }

    /// Answers whatever the client sends with a problem.
    pub fn refuse(mut self, problem: Problem) -> Self {
        self.start_refusing(problem);
        self
    }

    /// Returns the handle to the request that is being answered.
    pub fn current_request(&self) -> CurrentRequest {
        self.current.clone()
    }

    /// Returns whether the framework waits for nothing but the next request.
    pub fn is_awaited(&self) -> bool {
        self.is_awaited
    }

    /// Refuses the request at the front of the input.
    fn start_refusing(&mut self, problem: Problem) {
        let line = self.input.request_line();
        let response = refusal::respond(problem, &self.options, line, self.peer);
        self.phase = Phase::Refusing(LastResponse::new(response));
    }

    /// Has the next request handed over or refused. Returns whether its head, or enough of it, was
    /// read.
    fn take_request(&mut self) -> bool {
        match self.input.next_head() {
            NextHead::Incomplete => return false,
            NextHead::Awaited => self.phase = Phase::Continuing(0),
            NextHead::Valid(head) => {
                self.is_new = false;
                self.deadline.clear();
                let response = if head == Head::PLAIN && self.counted == Counted::Nothing {
                    let (pipeline, bytes) = (&self.options.pipeline, self.input.head());
                    let (remembered, counted) = (&mut self.remembered, &mut self.counted);
                    direct::respond(pipeline, bytes, self.peer, remembered, counted)
                } else {
                    None
                };
                if let Some(response) = response {
                    self.input.drop_head();
                    self.start_responding(response);
                } else {
                    let (content, counted) =
                        (self.input.take_received(), mem::take(&mut self.counted));
                    self.current.begin(head.is_last, content, counted);
                }
            }
            NextHead::Refused(kind) => self.start_refusing(Problem::new(kind, kind.meaning())),
        }
        true
    }

    /// Waits until an idle connection, or one with an incomplete head, is given up: the client was
    /// too slow, or the server shuts down.
    fn poll_give_up(&mut self, context: &mut Context<'_>) -> Poll<()> {
        let has_begun = self.input.has_begun();
        let is_leaving = if has_begun {
            Poll::Pending
        } else if self.is_new {
            self.visit.poll_leave_unused(context)
        } else {
            self.visit.poll_leave(context)
        };
        if is_leaving.is_ready() {
            self.has_ended = true;
            return Poll::Ready(());
        }
        let (is_new, limit) = (self.is_new, self.options.head_timeout);
        if is_new || has_begun {
            // What came before the first head, such as a TLS handshake, is part of its time.
            let begun = || if is_new { self.visit.opened() } else { Instant::now() };
            self.deadline.set_if_none(|| begun() + limit);
        }
        ready!(self.deadline.poll(context));
        if self.input.has_content() {
            // The request was answered.
            self.has_ended = true;
        } else if has_begun {
            let kind = ProblemKind::RequestTimeout;
            self.start_refusing(Problem::new(kind, kind.meaning()));
        } else if is_new {
            self.has_ended = true;
        } else {
            self.phase = Phase::Closed;
        }
        Poll::Ready(())
    }

    /// Returns whether content of the request before has to arrive, and whether anything has to.
    fn waits_for(&self) -> (bool, bool) {
        (self.input.has_content(), self.input.has_begun())
    }

    /// Gives what the connection waits for the whole time since `now`: content or a head that has begun, or the next
    /// request.
    fn restart_deadline(&mut self, now: impl FnOnce() -> Instant) {
        self.deadline.clear();
        if !self.input.has_begun() {
            self.deadline.set(now() + self.options.keep_alive);
        }
    }

    /// Takes a request that was read whole and is like the one before, if it is answered without the framework.
    fn take_alike(&mut self, bytes: &[u8]) -> bool {
        if !self.input.is_idle() || self.current.is_pending() {
            return false;
        }
        let (pipeline, counted) = (&self.options.pipeline, &mut self.counted);
        let response = direct::respond_alike(pipeline, bytes, &mut self.remembered, counted);
        response.map(|response| self.start_responding(response)).is_some()
    }

    /// Begins to send a response without the framework.
    fn start_responding(&mut self, response: ReadyResponse) {
        self.counted = Counted::Nothing;
        self.phase = Phase::Responding(response);
    }

    /// Begins to wait for the next request, as the response to the current one has left.
    fn start_waiting(&mut self, context: &mut Context<'_>) {
        self.restart_deadline(Instant::now);
        // An idle connection was already waiting for the socket while it was answering.
        let is_idle = self.input.is_empty() && !self.has_ended;
        if !is_idle || self.poll_give_up(context).is_ready() {
            context.waker().wake_by_ref();
        }
    }
}

impl<S: AsyncRead + Unpin> Connection<S> {
    /// Reads from the socket. The unfilled part of `buffer` is only borrowed for it.
    fn poll_fill(
        &mut self,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        ready!(Pin::new(&mut self.stream).poll_read(context, buffer))?;
        let bytes = &buffer.filled()[before..];
        self.has_ended = bytes.is_empty();
        if self.has_ended {
            self.current.client_ended();
        }
        if !self.take_alike(bytes) {
            let waited_for = self.waits_for();
            self.input.push(bytes);
            if self.current.is_pending() {
                self.input.skip_empty_lines();
            } else if !self.is_new && self.waits_for() != waited_for {
                self.restart_deadline(Instant::now);
            }
        }
        buffer.set_filled(before);
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> Connection<S> {
    /// Answers requests without the framework; ready once the framework has to read.
    pub fn poll_alone(&mut self, context: &mut Context<'_>) -> Poll<()> {
        let options = Rc::clone(&self.options);
        let mut buffer = options.buffer.borrow_mut();
        self.failure = ready!(self.poll_next(context, &mut ReadBuf::new(&mut buffer))).err();
        self.is_awaited = false;
        Poll::Ready(())
    }

    /// Answers requests without the framework; ready once a request can be handed over, or no other one follows. The
    /// unfilled part of `buffer` is only borrowed for reading.
    fn poll_next(
        &mut self,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        loop {
            match &mut self.phase {
                Phase::Open => {}
                Phase::Responding(response) => {
                    let written = ready!(response.poll_write(&mut self.stream, context))?;
                    self.phase = Phase::Open;
                    self.restart_deadline(|| Instant::from_std(written));
                }
                Phase::Continuing(written) => {
                    while *written < CONTINUE.len() {
                        let rest = &CONTINUE[*written..];
                        *written += ready!(Pin::new(&mut self.stream).poll_write(context, rest))?;
                    }
                    ready!(Pin::new(&mut self.stream).poll_flush(context))?;
                    self.phase = Phase::Open;
                }
                Phase::Refusing(response) => {
                    // A client that has gone does not need the response.
                    let _ = ready!(response.poll(&mut self.stream, context));
                    self.phase = Phase::Closed;
                    return Poll::Ready(Ok(()));
                }
                Phase::Closing(_) | Phase::Closed => return Poll::Ready(Ok(())),
            }
            if !self.input.head().is_empty() || self.current.is_last() {
                return Poll::Ready(Ok(()));
            }
            let is_answering = self.current.is_pending();
            if !self.input.is_empty() {
                if is_answering {
                    return Poll::Pending;
                }
                if self.take_request() {
                    continue;
                }
            }
            if self.has_ended || self.input.is_broken() {
                return Poll::Ready(Ok(()));
            }
            if self.poll_fill(context, buffer)?.is_pending() {
                if is_answering {
                    return Poll::Pending;
                }
                ready!(self.poll_give_up(context));
            }
        }
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncRead for Connection<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = &mut *self;
        if let Some(failure) = this.failure.take() {
            return Poll::Ready(Err(failure));
        }
        let next = this.poll_next(context, buffer);
        this.is_awaited = next.is_pending() && !this.current.is_pending();
        ready!(next)?;
        if !matches!(this.phase, Phase::Closing(_) | Phase::Closed) {
            this.input.hand_over(buffer);
        }
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncRead + AsyncWrite + OverSocket + Unpin> AsyncWrite for Connection<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        match self.phase {
            Phase::Open => Pin::new(&mut self.stream).poll_write(context, bytes),
            _ => Poll::Ready(Err(io::ErrorKind::BrokenPipe.into())),
        }
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = &mut *self;
        ready!(Pin::new(&mut this.stream).poll_flush(context))?;
        // The framework flushes once its write buffer is empty.
        if this.current.flushed() {
            this.start_waiting(context);
        } else if this.current.part_flushed() {
            this.stream.socket().expect_acknowledgements();
            context.waker().wake_by_ref();
        }
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = &mut *self;
        if matches!(this.phase, Phase::Open | Phase::Responding(_) | Phase::Continuing(_)) {
            this.phase = Phase::Closing(Closing::new());
        }
        let Phase::Closing(closing) = &mut this.phase else { return Poll::Ready(Ok(())) };
        let closed = ready!(closing.poll(&mut this.stream, context));
        this.phase = Phase::Closed;
        Poll::Ready(closed)
    }
}
