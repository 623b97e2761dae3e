//! Where the parts of the text of all names are in a later text.

use std::ops::Range;

/// The parts of a text that a later text has too, in the same order.
#[derive(Debug, Default)]
pub(super) struct Kept(Vec<Run>);

/// Consecutive names.
#[derive(Debug)]
pub(super) struct Run {
    /// The place in the text before.
    old: Range<u32>,
    /// What is to be added to places, wrapping around.
    places: u32,
    /// What is to be added to the codes of suffixes, wrapping around.
    codes: u32,
}

impl Kept {
    /// Adds a name. `old` is its place in the text before, `place` its start in the later one, and `entries` are the
    /// numbers of its entry in both.
    pub(super) fn push(&mut self, old: Range<u32>, place: u32, entries: [u32; 2]) {
        let places = place.wrapping_sub(old.start);
        let codes = entries[1].wrapping_sub(entries[0]).wrapping_mul(2);
        match self.0.last_mut() {
            Some(last) if (last.old.end, last.places, last.codes) == (old.start, places, codes) => {
                last.old.end = old.end;
            }
            _ => self.0.push(Run { old, places, codes }),
        }
    }

    /// Returns the run of names at a place in the text before, or `None` if the name is gone.
    pub(super) fn find(&self, place: u32) -> Option<&Run> {
        let after = self.0.partition_point(|run| run.old.start <= place);
        self.0[..after].last().filter(|run| place < run.old.end)
    }
}

impl Run {
    /// Returns the place in the later text.
    pub(super) fn place(&self, old: u32) -> u32 {
        old.wrapping_add(self.places)
    }

    /// Returns the code of a suffix in the later text.
    pub(super) fn code(&self, old: u32) -> u32 {
        old.wrapping_add(self.codes)
    }
}
