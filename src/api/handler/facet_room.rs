//! The room that facet counts take in a response.

use std::sync::Arc;

use crate::api::view::envelope::Warning;
use crate::api::view::names::facet_name;
use crate::compile::ExtraSchema;
use crate::query::{FacetCount, PostAnswer};

/// The bytes of a count besides its name and slug: keys, quotes, and ten digits.
const PER_COUNT: usize = r#"{"name":"","slug":"","count":},"#.len() + 10;
/// The number of links in a response, each of which may be as long as the URL of the request, and as much again
/// for values of the URL that are repeated in warnings.
const URLS: usize = 7;

/// What the metadata of a list takes besides the usual, once its facets are cut to fit.
#[derive(Debug)]
pub struct FacetRoom {
    bytes: usize,
    /// The names of all facets.
    names: Vec<String>,
    /// The names of those that are incomplete.
    cut: Vec<String>,
}

impl FacetRoom {
    /// Cuts the facets of an answer so that they take at most half of a response of `max_answer` bytes, in
    /// equal shares. The most frequent values remain. `target` is the URL of the request, and `schema` that of the
    /// snapshot.
    pub fn new(
        answer: &mut PostAnswer,
        target: &str,
        max_answer: usize,
        schema: Option<&Arc<ExtraSchema>>,
    ) -> Self {
        let share = max_answer / 2 / answer.facets.len().max(1);
        let mut room = Self { bytes: URLS * target.len(), names: Vec::new(), cut: Vec::new() };
        for (facet, counts) in &mut answer.facets {
            let name = facet_name(*facet, schema);
            let mut bytes = PER_COUNT + escaped(&name);
            let fits = |count: &&FacetCount| {
                bytes += PER_COUNT + escaped(&count.name) + escaped(&count.slug);
                bytes <= share
            };
            let most = counts.iter().take_while(fits).count();
            if most < counts.len() {
                counts.truncate(most);
                room.cut.push(name.clone());
            }
            room.names.push(name);
            room.bytes += bytes;
        }
        room
    }

    /// Returns the number of bytes to reserve for metadata and links.
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// Takes the names of the facets.
    pub fn take_names(&mut self) -> Vec<String> {
        std::mem::take(&mut self.names)
    }

    /// Returns a warning for each facet that is incomplete.
    pub fn warnings(self) -> impl Iterator<Item = Warning> {
        self.cut.into_iter().map(|value| Warning {
            code: "facet_truncated".to_owned(),
            value,
            suggestions: Vec::new(),
        })
    }
}

/// Returns the length of a string in JSON, without quotes, or more.
fn escaped(text: &str) -> usize {
    let added = |byte: u8| match byte {
        b'"' | b'\\' => 1,
        // `\u001f`
        0..0x20 => 5,
        _ => 0,
    };
    text.len() + text.bytes().map(added).sum::<usize>()
}
