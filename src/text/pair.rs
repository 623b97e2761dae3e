//! Search for two bytes that begin syntax.

/// Returns the offsets at which two bytes follow each other, in order. Overlapping ones are included.
///
/// In text, the first byte of such a pair is rare, and to search for it alone takes a third of the time of a
/// search for both.
///
/// ```
/// use inkstone::text::pair::pairs;
/// assert_eq!(pairs(b"[[a]] [[[", *b"[[").collect::<Vec<_>>(), [0, 6, 7]);
/// ```
pub fn pairs(bytes: &[u8], [first, second]: [u8; 2]) -> impl Iterator<Item = usize> {
    memchr::memchr_iter(first, bytes).filter(move |&at| bytes.get(at + 1) == Some(&second))
}

/// Returns the first of these offsets at or after `from`.
pub fn find(bytes: &[u8], from: usize, pair: [u8; 2]) -> Option<usize> {
    pairs(&bytes[from..], pair).next().map(|at| from + at)
}
