//! The room that facet counts take in a response.

use crate::api::view::envelope::Warning;
use crate::api::view::names::Named;
use crate::query::{Facet, FacetCount, PostAnswer};

/// The bytes of a count besides its name and slug: keys, quotes, and ten digits.
const PER_COUNT: usize = r#"{"name":"","slug":"","count":},"#.len() + 10;
/// The number of links in a response, each of which may be as long as the URL of the request, and as much again
/// for values of the URL that are repeated in warnings.
const URLS: usize = 7;

/// What the metadata of a list takes besides the usual, once its facets are cut to fit.
#[derive(Debug)]
pub struct FacetRoom {
    bytes: usize,
    cut: Vec<Facet>,
}

impl FacetRoom {
    /// Cuts the facets of an answer so that they take at most half of a response of `max_answer` bytes, in
    /// equal shares. The most frequent values remain. `target` is the URL of the request.
    pub fn new(answer: &mut PostAnswer, target: &str, max_answer: usize) -> Self {
        let share = max_answer / 2 / answer.facets.len().max(1);
        let mut room = Self { bytes: URLS * target.len(), cut: Vec::new() };
        for (facet, counts) in &mut answer.facets {
            let mut bytes = 0;
            let fits = |count: &&FacetCount| {
                bytes += PER_COUNT + escaped(&count.name) + escaped(&count.slug);
                bytes <= share
            };
            let most = counts.iter().take_while(fits).count();
            if most < counts.len() {
                counts.truncate(most);
                room.cut.push(*facet);
            }
            room.bytes += bytes;
        }
        room
    }

    /// Returns the number of bytes to reserve for metadata and links.
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// Returns a warning for each facet that is incomplete.
    pub fn warnings(self) -> impl Iterator<Item = Warning> {
        self.cut.into_iter().map(|facet| Warning {
            code: "facet_truncated".to_owned(),
            value: facet.name().to_owned(),
            suggestions: Vec::new(),
        })
    }
}

/// Returns the length of a string in JSON, without quotes. Names have no control characters.
fn escaped(text: &str) -> usize {
    text.len() + text.bytes().filter(|byte| matches!(byte, b'"' | b'\\')).count()
}
