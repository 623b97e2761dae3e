//! Buffers that bodies are written into, one after the other.

use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;

use super::portions::LONG;

/// The number of buffers that wait for the next body. While a response is being sent, its buffer is in use, so more
/// exist if clients are slow, but those are freed.
const MOST: usize = 16;

/// Buffers of short bodies. The last one that was returned is used first, because the processor has it in its caches:
/// to write into memory that was last used long ago takes longer than to make most lists.
#[derive(Debug, Default)]
pub struct Buffers(Mutex<Vec<Vec<u8>>>);

/// A buffer in use.
struct Used {
    bytes: Vec<u8>,
    buffers: Arc<Buffers>,
}

impl Buffers {
    /// Returns an empty buffer, which has a capacity of at least this many bytes if they are at most [`LONG`].
    pub fn take(&self, bytes: usize) -> Vec<u8> {
        if bytes > LONG {
            return Vec::with_capacity(bytes);
        }
        let buffer = self.0.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut buffer = buffer.unwrap_or_else(|| Vec::with_capacity(LONG));
        buffer.clear();
        buffer
    }

    /// Returns what was written into a buffer. It can be taken again as soon as there is no reference to the bytes.
    pub fn lend(self: &Arc<Self>, buffer: Vec<u8>) -> Bytes {
        if buffer.capacity() < LONG || buffer.len() > LONG {
            return buffer.into();
        }
        Bytes::from_owner(Used { bytes: buffer, buffers: Arc::clone(self) })
    }
}

impl AsRef<[u8]> for Used {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

impl Drop for Used {
    fn drop(&mut self) {
        let mut free = self.buffers.0.lock().unwrap_or_else(PoisonError::into_inner);
        if free.len() < MOST {
            free.push(std::mem::take(&mut self.bytes));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::{Buffers, LONG, MOST};

    #[test]
    fn a_buffer_is_used_again_once_its_bytes_are_dropped() {
        let buffers = Arc::new(Buffers::default());
        let write = |byte: u8| {
            let mut buffer = buffers.take(100);
            assert!(buffer.is_empty() && buffer.capacity() >= LONG);
            buffer.resize(100, byte);
            buffers.lend(buffer)
        };
        let one = write(1);
        let other = write(2);
        assert_ne!(one.as_ptr(), other.as_ptr());
        let (place, shared) = (one.as_ptr(), one.slice(10..20));
        drop(one);
        assert_ne!(write(3).as_ptr(), place, "a part of it is still in use");
        assert_eq!(&*shared, [1; 10]);
        drop(shared);
        assert_eq!(write(4).as_ptr(), place);
        assert_eq!(&*other, [2; 100]);
    }

    #[test]
    fn few_buffers_wait_and_none_that_are_long() {
        let buffers = Arc::new(Buffers::default());
        let lent: Vec<_> = (0..2 * MOST).map(|_| buffers.lend(buffers.take(1))).collect();
        drop(lent);
        assert_eq!(buffers.0.lock().unwrap().len(), MOST);
        let mut long = buffers.take(LONG + 1);
        long.resize(LONG + 1, 0);
        drop(buffers.lend(long));
        assert_eq!(buffers.0.lock().unwrap().len(), MOST);
    }
}
