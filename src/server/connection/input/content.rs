//! Content of requests. That of most has no meaning here and is dropped; the rest is read before its request is
//! handed over.

use crate::ops::limits::request_body::LARGEST;
use crate::server::connection::head::Framing;

/// The most digits of a chunk's size: more would be larger than any allowed content.
const MAX_DIGITS: u8 = 8;

/// Content as it arrives. It is read to its end, so that the connection can be used for further requests, but
/// dropped unless its request gives it a meaning (RFC 9110, section 9.3.1).
#[derive(Debug)]
pub struct Content {
    stage: Stage,
    /// How many more bytes are read, those of the framing included.
    budget: u64,
    /// What has arrived; `None` if it is dropped.
    received: Option<Vec<u8>>,
}

/// What comes next (RFC 9112, sections 6.2 and 7.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// The rest of content whose length is known.
    Sized(u64),
    /// Digits of a chunk's size, after some of them.
    Size { size: u64, digits: u8 },
    /// An extension of a chunk.
    Extension { size: u64 },
    /// The line feed after a chunk's size.
    SizeEnd { size: u64 },
    /// The rest of a chunk.
    Chunk(u64),
    /// The end of a chunk.
    ChunkReturn,
    /// The line feed after it.
    ChunkEnd,
    /// A line of the trailer section, or the end.
    TrailerStart,
    /// The rest of a line of the trailer section.
    Trailer,
    /// The line feed after it.
    TrailerEnd,
    /// The last line feed.
    End,
    /// Nothing.
    Complete,
}

/// Content whose end is not found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Endless {
    /// Its framing is malformed.
    Malformed,
    /// It is too long.
    TooLong,
}

impl Content {
    /// Returns content that is dropped, of which nothing has arrived.
    pub fn dropped(framing: Framing) -> Self {
        Self::new(framing, LARGEST, None)
    }

    /// Returns content with a meaning, of which nothing has arrived. Small chunks take more bytes for their framing
    /// than for content.
    pub fn received(framing: Framing) -> Self {
        Self::new(framing, 8 * LARGEST, Some(Vec::new()))
    }

    fn new(framing: Framing, budget: u64, received: Option<Vec<u8>>) -> Self {
        let stage = match framing {
            Framing::Length(0) => Stage::Complete,
            Framing::Length(length) => Stage::Sized(length),
            Framing::Chunked => Stage::Size { size: 0, digits: 0 },
        };
        Self { stage, budget, received }
    }

    /// Returns whether all of it has arrived.
    pub fn is_complete(&self) -> bool {
        self.stage == Stage::Complete
    }

    /// Returns what has arrived of content with a meaning.
    pub fn into_received(self) -> Vec<u8> {
        self.received.unwrap_or_default()
    }

    /// Returns how many of these bytes belong to the content. If it is not complete then, that is all of them.
    ///
    /// # Errors
    /// Returns an error if the end of the content cannot be found.
    pub fn take(&mut self, bytes: &[u8]) -> Result<usize, Endless> {
        let mut taken = 0;
        while taken < bytes.len() && !self.is_complete() {
            let count = match self.stage {
                Stage::Sized(left) | Stage::Chunk(left) => {
                    let count = left.min((bytes.len() - taken) as u64);
                    self.stage = match (self.stage, left - count) {
                        (Stage::Sized(_), 0) => Stage::Complete,
                        (Stage::Sized(_), left) => Stage::Sized(left),
                        (_, 0) => Stage::ChunkReturn,
                        (_, left) => Stage::Chunk(left),
                    };
                    self.receive(&bytes[taken..taken + count as usize])?;
                    count
                }
                stage => {
                    self.stage = after(stage, bytes[taken]).ok_or(Endless::Malformed)?;
                    1
                }
            };
            self.budget = self.budget.checked_sub(count).ok_or(Endless::TooLong)?;
            taken += count as usize;
        }
        Ok(taken)
    }

    fn receive(&mut self, bytes: &[u8]) -> Result<(), Endless> {
        let Some(received) = &mut self.received else { return Ok(()) };
        if (received.len() + bytes.len()) as u64 > LARGEST {
            return Err(Endless::TooLong);
        }
        received.extend_from_slice(bytes);
        Ok(())
    }
}

/// Returns what comes after a byte of the framing; `None` if the byte is wrong.
fn after(stage: Stage, byte: u8) -> Option<Stage> {
    Some(match (stage, byte) {
        (Stage::Size { size, digits }, _) if byte.is_ascii_hexdigit() && digits < MAX_DIGITS => {
            let digit = char::from(byte).to_digit(16)?;
            Stage::Size { size: size * 16 + u64::from(digit), digits: digits + 1 }
        }
        (Stage::Size { size, digits: 1.. }, b'\r') => Stage::SizeEnd { size },
        (Stage::Size { size, digits: 1.. }, b';' | b' ' | b'\t') => Stage::Extension { size },
        (Stage::Extension { size }, b'\r') => Stage::SizeEnd { size },
        (Stage::Extension { .. }, _) if is_text(byte) => stage,
        (Stage::SizeEnd { size: 0 }, b'\n') => Stage::TrailerStart,
        (Stage::SizeEnd { size }, b'\n') => Stage::Chunk(size),
        (Stage::ChunkReturn, b'\r') => Stage::ChunkEnd,
        (Stage::ChunkEnd, b'\n') => Stage::Size { size: 0, digits: 0 },
        (Stage::TrailerStart, b'\r') => Stage::End,
        (Stage::Trailer, b'\r') => Stage::TrailerEnd,
        (Stage::TrailerStart | Stage::Trailer, _) if is_text(byte) => Stage::Trailer,
        (Stage::TrailerEnd, b'\n') => Stage::TrailerStart,
        (Stage::End, b'\n') => Stage::Complete,
        _ => return None,
    })
}

/// Whether a byte may be in an extension or a trailer (RFC 9110, section 5.5).
fn is_text(byte: u8) -> bool {
    byte == b'\t' || (byte >= b' ' && byte != 0x7f)
}

#[cfg(test)]
mod tests {
    use actix_http::h1::{Codec, Message};
    use actix_web::rt::System;
    use bytes::BytesMut;
    use proptest::prelude::*;
    use tokio_util::codec::Decoder;

    use super::{Content, Endless, Framing, LARGEST};

    /// Takes content in parts of `step` bytes. Returns its length, `None` if it is not complete.
    fn length(framing: Framing, bytes: &[u8], step: usize) -> Result<Option<usize>, Endless> {
        let mut content = Content::dropped(framing);
        let mut length = 0;
        for part in bytes.chunks(step) {
            length += content.take(part)?;
        }
        Ok(content.is_complete().then_some(length))
    }

    #[test]
    fn content_ends_where_its_framing_says() {
        for (framing, bytes, expected) in [
            (Framing::Length(0), "GET /", Ok(Some(0))),
            (Framing::Length(5), "abcdeGET /", Ok(Some(5))),
            (Framing::Length(5), "abcd", Ok(None)),
            (Framing::Chunked, "0\r\n\r\nGET /", Ok(Some(5))),
            (Framing::Chunked, "00;x=\"y\"\r\nA: b\r\n\r\nGET /", Ok(Some(18))),
            (
                Framing::Chunked,
                "5\r\n0\r\n\r\n\r\n00B \r\nn \r\nchunks.\r\n0\r\n\r\nX",
                Ok(Some(34)),
            ),
            (Framing::Chunked, "0\r\n", Ok(None)),
            (Framing::Chunked, "1\r\n", Ok(None)),
            (Framing::Chunked, "\r\n", Err(Endless::Malformed)),
            (Framing::Chunked, "0\n\n", Err(Endless::Malformed)),
            (Framing::Chunked, "0\r\n\n", Err(Endless::Malformed)),
            (Framing::Chunked, "1\r\nab\r\n", Err(Endless::Malformed)),
            (Framing::Chunked, "-1\r\n", Err(Endless::Malformed)),
            (Framing::Chunked, "+1\r\n", Err(Endless::Malformed)),
            (Framing::Chunked, "0x1\r\n", Err(Endless::Malformed)),
            (Framing::Chunked, ";x\r\n", Err(Endless::Malformed)),
            (Framing::Chunked, "0;\0\r\n", Err(Endless::Malformed)),
            (Framing::Chunked, "0\r\na\nb\r\n\r\n", Err(Endless::Malformed)),
            (Framing::Chunked, "FFFFFFFFF\r\n", Err(Endless::Malformed)),
        ] {
            for step in [1, 2, 7, 1000] {
                assert_eq!(
                    length(framing, bytes.as_bytes(), step),
                    expected,
                    "{bytes:?} by {step}"
                );
            }
        }
    }

    #[test]
    fn the_content_that_is_read_is_bounded() {
        let largest = vec![b'a'; LARGEST as usize];
        assert_eq!(length(Framing::Length(LARGEST), &largest, 999), Ok(Some(largest.len())));
        let chunked = [b"FFFF0\r\n".as_slice(), &largest].concat();
        assert_eq!(length(Framing::Chunked, &chunked, 999), Err(Endless::TooLong));
        let trailers = ["0\r\n", &"a: b\r\n".repeat(LARGEST as usize / 6 + 1)].concat();
        assert_eq!(length(Framing::Chunked, trailers.as_bytes(), 999), Err(Endless::TooLong));
    }

    #[test]
    fn content_with_a_meaning_is_received_without_its_framing() {
        let received = |framing, bytes: &[u8], step| {
            let mut content = Content::received(framing);
            for part in bytes.chunks(step) {
                content.take(part)?;
            }
            Ok(content.is_complete().then(|| content.into_received()))
        };
        for step in [1, 3, 1000] {
            let chunked = "3;x\r\nabc\r\n2\r\nde\r\n0\r\na: b\r\n\r\nGET /";
            let expected = Ok(Some(b"abcde".to_vec()));
            assert_eq!(received(Framing::Chunked, chunked.as_bytes(), step), expected);
            assert_eq!(received(Framing::Length(5), b"abcdeGET /", step), expected);
            assert_eq!(received(Framing::Length(6), b"abcde", step), Ok(None));
        }
        let largest = vec![b'a'; LARGEST as usize];
        let chunked = |end| [b"10000\r\n".as_slice(), &largest, end].concat();
        let whole = received(Framing::Chunked, &chunked(b"\r\n0\r\n\r\n"), 999);
        assert_eq!(whole, Ok(Some(largest.clone())));
        let longer = received(Framing::Chunked, &chunked(b"\r\n1\r\na"), 999);
        assert_eq!(longer, Err(Endless::TooLong));
    }

    /// The length of chunked content by the framework's decoder.
    fn length_by_framework(bytes: &[u8]) -> Option<usize> {
        let head = b"GET / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n";
        System::new().block_on(async {
            let (mut codec, mut input) = (Codec::default(), BytesMut::from(&head[..]));
            codec.decode(&mut input).unwrap().unwrap();
            input.extend_from_slice(bytes);
            loop {
                match codec.decode(&mut input) {
                    Ok(Some(Message::Chunk(None))) => return Some(bytes.len() - input.len()),
                    Ok(Some(_)) => {}
                    _ => return None,
                }
            }
        })
    }

    proptest! {
        #[test]
        fn chunked_content_ends_where_the_framework_sees_its_end(
            parts in prop::collection::vec("(1\r\na|2;x\r\nab|a \r\n0123456789|0\r\n|b: c|\r\n|[0-3;\r\na]{0,2})", 0..9),
            step in 1_usize..20,
        ) {
            let text = parts.concat();
            if let Ok(Some(length)) = length(Framing::Chunked, text.as_bytes(), step) {
                prop_assert_eq!(length_by_framework(text.as_bytes()), Some(length), "{:?}", text);
            }
        }
    }
}
