//! Writers that count what cannot be written.

use std::io::{self, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// A count of lines that could not be written.
#[derive(Debug, Clone, Default)]
pub(super) struct Unwritten(Arc<AtomicU64>);

impl Unwritten {
    /// Returns the number of lines.
    pub(super) fn count(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// A writer of whole lines that counts and drops those that cannot be written.
#[derive(Debug)]
pub(super) struct Lossy<W> {
    writer: W,
    unwritten: Unwritten,
}

impl<W> Lossy<W> {
    /// Creates a writer that counts lost lines in `unwritten`.
    pub(super) fn new(writer: W, unwritten: Unwritten) -> Self {
        Self { writer, unwritten }
    }
}

impl<W: Write> Write for Lossy<W> {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        self.write_all(line).map(|()| line.len())
    }

    fn write_all(&mut self, line: &[u8]) -> io::Result<()> {
        if self.writer.write_all(line).is_err() {
            self.unwritten.0.fetch_add(1, Ordering::Relaxed);
        }
        Ok(())
    }

    fn flush(&mut self) -> io::Result<()> {
        // A buffer keeps what it cannot write, and the next line tries again.
        let _ = self.writer.flush();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::io::{self, BufWriter, Write};

    use super::{Lossy, Unwritten};

    struct FullDisk;

    impl Write for FullDisk {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::StorageFull.into())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn lines_are_lost_once_the_buffer_of_a_full_disk_is_full() {
        let unwritten = Unwritten::default();
        let mut log = Lossy::new(BufWriter::with_capacity(8, FullDisk), unwritten.clone());
        for lost in [0, 0, 1, 2] {
            log.write_all(b"abc\n").unwrap();
            log.flush().unwrap();
            assert_eq!(unwritten.count(), lost);
        }
    }
}
