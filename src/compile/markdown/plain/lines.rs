//! The lines of a body.

/// The lines of a body that are not read yet.
#[derive(Debug)]
pub struct Lines<'a> {
    /// The body, in which lines end with a line feed.
    pub body: &'a str,
    /// The offset of the next line.
    next: usize,
    /// The offset of the line that was read last, or the end of the body if there are no more.
    pub current: usize,
}

impl<'a> Lines<'a> {
    /// Returns the lines of a body.
    pub fn new(body: &'a str) -> Self {
        Self { body, next: 0, current: 0 }
    }

    /// Returns the next line without its ending. `None` at the end of the body.
    pub fn next(&mut self) -> Option<&'a str> {
        self.current = self.next;
        let rest = self.body.get(self.next..).filter(|rest| !rest.is_empty())?;
        let length = memchr::memchr(b'\n', rest.as_bytes());
        self.next += length.map_or(rest.len(), |length| length + 1);
        Some(&rest[..length.unwrap_or(rest.len())])
    }
}
