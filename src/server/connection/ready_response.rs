//! Responses whose bytes are all in memory.

use std::io::{self, IoSlice};
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Instant;

use bytes::Bytes;
use tokio::io::AsyncWrite;

/// Up to this length, copying a body behind its head takes less time than the kernel needs for a second slice.
pub const SHORT: usize = 4 << 10;

/// A response whose bytes are all in memory, and as many of them as were written.
#[derive(Debug)]
pub struct ReadyResponse {
    head: Vec<u8>,
    body: Bytes,
    written: usize,
    /// When it was ready, as long as its peer has not kept it waiting.
    made: Option<Instant>,
}

impl ReadyResponse {
    /// Creates a response of which nothing is written, and which was ready at a time.
    pub fn new(mut head: Vec<u8>, mut body: Bytes, made: Instant) -> Self {
        if body.len() <= SHORT {
            head.extend_from_slice(&body);
            body = Bytes::new();
        }
        Self { head, body, written: 0, made: Some(made) }
    }

    /// Writes what is left; ready with the time, of which some microseconds may be missing, once everything was written.
    ///
    /// # Errors
    /// Returns an error if the stream does, or if it takes no more bytes.
    pub fn poll_write<S: AsyncWrite + Unpin>(
        &mut self,
        stream: &mut S,
        context: &mut Context<'_>,
    ) -> Poll<io::Result<Instant>> {
        let written = self.poll_rest(stream, context);
        if written.is_pending() {
            self.made = None;
        }
        written.map_ok(|()| self.made.unwrap_or_else(Instant::now))
    }

    fn poll_rest<S: AsyncWrite + Unpin>(
        &mut self,
        stream: &mut S,
        context: &mut Context<'_>,
    ) -> Poll<io::Result<()>> {
        while self.written < self.head.len() + self.body.len() {
            let stream = Pin::new(&mut *stream);
            let head = self.head.get(self.written..).unwrap_or_default();
            let body = &self.body[self.written.saturating_sub(self.head.len())..];
            let written = match (head, body) {
                (bytes, []) | ([], bytes) => stream.poll_write(context, bytes),
                _ => {
                    let slices = [IoSlice::new(head), IoSlice::new(body)];
                    stream.poll_write_vectored(context, &slices)
                }
            };
            match ready!(written)? {
                0 => return Poll::Ready(Err(io::ErrorKind::WriteZero.into())),
                written => self.written += written,
            }
        }
        Pin::new(stream).poll_flush(context)
    }
}

#[cfg(test)]
mod tests {
    use std::io::{self, IoSlice};
    use std::pin::Pin;
    use std::task::{Context, Poll, Waker};
    use std::time::Instant;

    use bytes::Bytes;
    use proptest::prelude::*;
    use tokio::io::AsyncWrite;

    use super::ReadyResponse;

    /// A peer that takes some bytes at a time, and none each time that the list has a 0.
    struct Slow {
        steps: Vec<usize>,
        received: Vec<u8>,
    }

    impl AsyncWrite for Slow {
        fn poll_write(
            self: Pin<&mut Self>,
            context: &mut Context<'_>,
            bytes: &[u8],
        ) -> Poll<io::Result<usize>> {
            self.poll_write_vectored(context, &[IoSlice::new(bytes)])
        }

        fn poll_write_vectored(
            mut self: Pin<&mut Self>,
            _: &mut Context<'_>,
            slices: &[IoSlice<'_>],
        ) -> Poll<io::Result<usize>> {
            let step = self.steps.pop().unwrap_or(usize::MAX);
            let mut taken: Vec<u8> = slices.iter().flat_map(|slice| slice.to_vec()).collect();
            taken.truncate(step);
            self.received.extend_from_slice(&taken);
            if step == 0 { Poll::Pending } else { Poll::Ready(Ok(taken.len())) }
        }

        fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
            Poll::Ready(Ok(()))
        }

        fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
            Poll::Ready(Ok(()))
        }
    }

    proptest! {
        #[test]
        fn a_slow_peer_receives_all_bytes_in_order(
            head in 1..600_usize,
            body in 0..20_000_usize,
            steps in prop::collection::vec(0..3000_usize, 0..40),
        ) {
            let bytes: Vec<u8> = (0..head + body).map(|at| (at % 251) as u8).collect();
            let (before, after) = bytes.split_at(head);
            let mut response = ReadyResponse::new(before.to_vec(), Bytes::copy_from_slice(after), Instant::now());
            let mut peer = Slow { steps, received: Vec::new() };
            let mut context = Context::from_waker(Waker::noop());
            while response.poll_write(&mut peer, &mut context).is_pending() {}
            prop_assert!(peer.received == bytes);
        }
    }

    #[test]
    fn a_peer_that_takes_nothing_is_an_error() {
        struct Closed;
        impl AsyncWrite for Closed {
            fn poll_write(
                self: Pin<&mut Self>,
                _: &mut Context<'_>,
                _: &[u8],
            ) -> Poll<io::Result<usize>> {
                Poll::Ready(Ok(0))
            }
            fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
                Poll::Ready(Ok(()))
            }
            fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
                Poll::Ready(Ok(()))
            }
        }
        let mut response = ReadyResponse::new(vec![0], Bytes::new(), Instant::now());
        let mut context = Context::from_waker(Waker::noop());
        let Poll::Ready(Err(error)) = response.poll_write(&mut Closed, &mut context) else {
            panic!("it ends")
        };
        assert_eq!(error.kind(), io::ErrorKind::WriteZero);
    }
}
