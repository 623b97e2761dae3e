//! Connections: what stands between the socket and the HTTP parser.
//!
//! A URL with plain Chinese in it is not one by RFC 3986, but people type it and curl sends it as it
//! is; its bytes are percent-encoded here, before the parser would refuse them. What the parser
//! refuses all the same never reaches a handler, so its bare answer is replaced by a problem. A head
//! that does not come to its end is given up here as well, as the framework watches over the first of
//! a connection only.

mod closing;
mod head;
mod refusal;

use std::cell::{Cell, RefCell};
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;
use std::task::{Context, Poll, Waker, ready};
use std::time::{Duration, SystemTime};

use actix_web::web::Data;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep, sleep_until};

use crate::api::state::State;
use crate::ops::drain::Visit;
use crate::protocol::problem::{Problem, ProblemKind};
use closing::{Closing, LastAnswer};
use head::{HeadMeter, encode_lines};
use refusal::Refusal;

/// What all connections of a listener share.
#[derive(Debug)]
pub struct ConnectionOptions {
    /// What stands before the path in the `type` of a problem.
    pub origin: Arc<str>,
    /// What requests are sent over: `http` or `https`.
    pub scheme: &'static str,
    /// What says how it is answered, and takes note of what is refused.
    pub state: Data<State>,
    /// How long the head of a request may take.
    pub head_timeout: Duration,
}

/// A connection whose refusals are problems, and which ends in stages.
pub struct Connection<S> {
    stream: S,
    options: Rc<ConnectionOptions>,
    visit: Visit,
    peer: Option<SocketAddr>,
    inlet: Inlet,
    head: HeadMeter,
    /// Whether no head has come to its end yet.
    is_new: bool,
    head_timer: Option<Pin<Box<Sleep>>>,
    /// Whether the client has yet to take what was last written.
    is_stalled: bool,
    /// What was read and encoded, and did not fit the reader's buffer.
    held_back: Vec<u8>,
    phase: Phase,
}

/// The way in of a connection, as those know it who answer its requests.
#[derive(Clone, Default)]
pub struct Inlet(Rc<InletState>);

#[derive(Default)]
struct InletState {
    closed: Cell<bool>,
    /// Who waits for something to come in.
    waiting: RefCell<Option<Waker>>,
}

impl Inlet {
    /// Lets the connection read nothing more: the answer to this request is its last.
    pub fn close(&self) {
        self.0.closed.set(true);
        if let Some(waker) = self.0.waiting.take() {
            waker.wake();
        }
    }

    fn is_closed(&self) -> bool {
        self.0.closed.get()
    }

    fn wait(&self, waker: &Waker) {
        let mut waiting = self.0.waiting.borrow_mut();
        if !waiting.as_ref().is_some_and(|known| known.will_wake(waker)) {
            *waiting = Some(waker.clone());
        }
    }
}

enum Phase {
    /// Requests are read and answered.
    Open,
    /// An answer of ours is sent in place of `replaced` bytes of the parser's.
    Refusing { answer: LastAnswer, replaced: usize },
    /// An answer of ours is sent though none was awaited: the head of a request did not come to its
    /// end, or is none.
    GivingUp(LastAnswer),
    /// Everything is said.
    Closing(Closing),
    /// Nothing is read or written any more.
    Over,
}

impl<S> Connection<S> {
    /// Wraps a stream from `peer`, where that is known.
    pub fn new(
        stream: S,
        options: Rc<ConnectionOptions>,
        visit: Visit,
        peer: Option<SocketAddr>,
    ) -> Self {
        Self {
            stream,
            options,
            visit,
            peer,
            inlet: Inlet::default(),
            head: HeadMeter::default(),
            is_new: true,
            head_timer: None,
            is_stalled: false,
            held_back: Vec::new(),
            phase: Phase::Open,
        }
    }

    /// Answers whatever comes on it with a problem, unread.
    pub fn refuse(mut self, problem: Problem) -> Self {
        self.phase = Phase::GivingUp(self.last_answer(problem));
        self
    }

    /// Its way in.
    pub fn inlet(&self) -> Inlet {
        self.inlet.clone()
    }

    /// Gives the reader what was held back, as far as it fits.
    fn give(&mut self, buffer: &mut ReadBuf<'_>) {
        let fits = buffer.remaining().min(self.held_back.len());
        buffer.put_slice(&self.held_back[..fits]);
        self.held_back.drain(..fits);
    }

    /// The answer to the request that is being read, and the last of the connection.
    fn last_answer(&self, problem: Problem) -> LastAnswer {
        LastAnswer::new(refusal::answer(problem, &self.options, &self.head, self.peer))
    }

    /// While nothing comes: ready once it is given up to wait, because the head of a request took too
    /// long, or because the server ends and no request is under way.
    fn poll_give_up(&mut self, context: &mut Context<'_>) -> Poll<()> {
        if self.head.is_untouched() {
            if self.visit.poll_leave_unused(context).is_ready() {
                return Poll::Ready(());
            }
        } else if self.head.is_idle() {
            // How long it may be idle is the framework's to say.
            return self.visit.poll_leave(context);
        } else if !self.head.is_partial() {
            return Poll::Pending;
        }
        let limit = self.options.head_timeout;
        // What went before the first head, such as a handshake, is part of its time.
        let begun = if self.is_new { self.visit.opened() } else { Instant::now() };
        let timer = self.head_timer.get_or_insert_with(|| Box::pin(sleep_until(begun + limit)));
        ready!(timer.as_mut().poll(context));
        // In the midst of another answer there is no place for this one.
        if self.head.is_partial() && !self.head.awaits_answer() && !self.is_stalled {
            let kind = ProblemKind::RequestTimeout;
            self.phase = Phase::GivingUp(self.last_answer(Problem::new(kind, kind.meaning())));
        }
        Poll::Ready(())
    }

    /// Takes note of something that is written; tells whether it answers the last head.
    fn answer(&mut self) -> bool {
        let is_of_last = self.head.answer();
        if let Some(timer) = &mut self.head_timer {
            // A head behind the answered one has the whole time from now on.
            timer.as_mut().reset(Instant::now() + self.options.head_timeout);
        }
        is_of_last
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncRead for Connection<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = &mut *self;
        if let Phase::GivingUp(answer) = &mut this.phase {
            // A client that is gone does not want the answer any more.
            let _ = ready!(answer.poll(&mut this.stream, context));
            this.phase = Phase::Over;
        }
        if !matches!(this.phase, Phase::Open) || this.inlet.is_closed() {
            return Poll::Ready(Ok(()));
        }
        if !this.held_back.is_empty() {
            this.give(buffer);
            return Poll::Ready(Ok(()));
        }
        let before = buffer.filled().len();
        if let Poll::Ready(read) = Pin::new(&mut this.stream).poll_read(context, buffer) {
            read?;
        } else {
            this.inlet.wait(context.waker());
            ready!(this.poll_give_up(context));
            return if matches!(this.phase, Phase::Open) {
                Poll::Ready(Ok(()))
            } else {
                self.poll_read(context, buffer)
            };
        }
        let bytes = &buffer.filled()[before..];
        let mut lines = Vec::new();
        let has_ended = this.head.read(bytes, |line| {
            if !bytes[line.clone()].is_ascii() {
                lines.push(line);
            }
        });
        if has_ended {
            (this.is_new, this.head_timer) = (false, None);
        }
        if !lines.is_empty() {
            this.held_back = encode_lines(bytes, &lines);
            buffer.set_filled(before);
            this.give(buffer);
        }
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncWrite for Connection<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let this = &mut *self;
        if matches!(this.phase, Phase::Open) {
            let refusal = refusal::find(bytes, SystemTime::now);
            let before = refusal.as_ref().map_or(bytes, |refusal| &bytes[..refusal.at]);
            let known_head = this.answer();
            let Some(Refusal { at: 0, status }) = refusal else {
                let written = Pin::new(&mut this.stream).poll_write(context, before);
                this.is_stalled = written.is_pending();
                return written;
            };
            // Pipelined requests are read at once; the first line was that of one before.
            if !known_head {
                this.head.forget();
            }
            let kind = this.head.kind_of(status, this.options.state.options.limits.head.max_url);
            let answer = this.last_answer(Problem::new(kind, kind.meaning()));
            this.phase = Phase::Refusing { answer, replaced: bytes.len() };
        }
        let Phase::Refusing { answer, replaced } = &mut this.phase else {
            return Poll::Ready(Err(io::ErrorKind::BrokenPipe.into()));
        };
        // A client that is gone does not want the answer any more.
        let sent = ready!(answer.poll(&mut this.stream, context));
        let replaced = *replaced;
        this.phase = Phase::Over;
        Poll::Ready(sent.map(|()| replaced))
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = &mut *self;
        if matches!(this.phase, Phase::Open) {
            this.phase = Phase::Closing(Closing::new());
        }
        let Phase::Closing(closing) = &mut this.phase else { return Poll::Ready(Ok(())) };
        let closed = ready!(closing.poll(&mut this.stream, context));
        this.phase = Phase::Over;
        Poll::Ready(closed)
    }
}
