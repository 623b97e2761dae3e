//! Runs of one character.

/// The runs of a character in a text, sorted by length and position.
#[derive(Debug)]
pub struct Runs(Vec<(usize, usize)>);

impl Runs {
    /// Finds the runs of a byte.
    pub fn of(text: &str, byte: u8) -> Self {
        let mut runs: Vec<(usize, usize)> = Vec::new();
        for at in memchr::memchr_iter(byte, text.as_bytes()) {
            match runs.last_mut() {
                Some((length, start)) if *start + *length == at => *length += 1,
                _ => runs.push((1, at)),
            }
        }
        runs.sort_unstable();
        Self(runs)
    }

    /// Returns the position of the first run with exactly this length at or after a position.
    pub fn next(&self, length: usize, from: usize) -> Option<usize> {
        let found = self.0.get(self.0.partition_point(|&run| run < (length, from)))?;
        (found.0 == length).then_some(found.1)
    }
}
