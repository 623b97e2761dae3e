//! The tokens of one field while a segment is made.
//!
//! They are collected in the order of documents and sorted by term at the end, by counting. Tantivy's own writer looks up
//! the bytes of each token's term in a hash table of all fields, which is larger than the caches, and appends to lists of
//! small blocks in pages that are cleared first: with Chinese texts, that took most of the time for making the index.

use std::io;

use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::InvertedIndexSerializer;
use tantivy::schema::Field;

use super::dictionary::{SortedTerms, TermId};

/// The number of tokens that memory is reserved for at a time.
const CHUNK: usize = 1 << 15;
/// The number of bits of a place that are ignored when its document is looked up in a table.
const LOOKUP_BITS: u32 = 10;

/// The tokens of a field.
#[derive(Debug, Default)]
pub(super) struct Postings {
    chunks: Vec<Vec<Token>>,
    /// The place of the first position of each document, ascending.
    starts: Vec<u32>,
    /// The first place after the tokens so far.
    end: u32,
    /// The number of tokens of the last document.
    length: u32,
    /// The number of all tokens.
    total: u64,
    /// The number of tokens of each finished document, as tantivy rounds it.
    lengths: Vec<u8>,
}

#[derive(Debug, Clone, Copy)]
struct Token {
    term: TermId,
    /// The start of its document plus its position.
    place: u32,
}

impl Postings {
    pub(super) fn start_document(&mut self) {
        self.starts.push(self.end);
    }

    /// Adds a token of the current document. Tokens of the same term have ascending positions. A segment has four
    /// thousand million places; only the end of a text of hundreds of megabytes may be beyond, and is not indexed.
    pub(super) fn push(&mut self, term: TermId, position: usize) {
        let start = self.starts.last().copied().unwrap_or(0);
        let place = u32::try_from(position).ok().and_then(|position| start.checked_add(position));
        let Some(place) = place.filter(|&place| place < u32::MAX) else { return };
        self.end = self.end.max(place + 1);
        self.length += 1;
        match self.chunks.last_mut().filter(|chunk| chunk.len() < CHUNK) {
            Some(chunk) => chunk.push(Token { term, place }),
            None => {
                let mut chunk = Vec::with_capacity(CHUNK);
                chunk.push(Token { term, place });
                self.chunks.push(chunk);
            }
        }
    }

    pub(super) fn finish_document(&mut self) {
        self.lengths.push(FieldNormReader::fieldnorm_to_id(self.length));
        self.total += u64::from(std::mem::take(&mut self.length));
    }

    pub(super) fn lengths(&self) -> &[u8] {
        &self.lengths
    }

    /// Writes the tokens as postings of a field, with positions or only with documents.
    pub(super) fn write(
        self,
        field: Field,
        terms: &SortedTerms,
        term_count: usize,
        has_positions: bool,
        serializer: &mut InvertedIndexSerializer,
    ) -> io::Result<()> {
        if self.chunks.is_empty() {
            return Ok(());
        }
        // Without lengths, the maximum score of each block is not stored. Nothing reads it, because all matches are
        // counted, and tantivy would compute a table of scores for every term.
        let mut field = serializer.new_field(field, self.total, None)?;
        let documents = DocumentTable::new(&self.starts, self.end);
        let (ends, places) = by_term(self.chunks, term_count);
        let mut deltas = Vec::new();
        terms.each(|text, term| {
            let term = term as usize;
            let first = if term == 0 { 0 } else { ends[term - 1] as usize };
            let mut places = &places[first..ends[term] as usize];
            if places.is_empty() {
                return Ok(());
            }
            // The number of documents is only for scores of blocks.
            field.new_term(text.as_bytes(), 0, has_positions)?;
            while let Some(&place) = places.first() {
                let (document, start, end) = documents.get(place);
                let count = places.iter().take_while(|&&place| place < end).count();
                if has_positions {
                    deltas.clear();
                    let mut before = start;
                    for &place in &places[..count] {
                        deltas.push(place - before);
                        before = place;
                    }
                    field.write_doc(document, count as u32, &deltas);
                } else {
                    field.write_doc(document, 0, &[]);
                }
                places = &places[count..];
            }
            field.close_term()
        })?;
        field.close()
    }
}

/// Sorts tokens by term. Returns the end of the places of each term, and the places.
fn by_term(chunks: Vec<Vec<Token>>, term_count: usize) -> (Vec<u32>, Vec<u32>) {
    let mut next = vec![0_u32; term_count];
    for token in chunks.iter().flatten() {
        next[token.term as usize] += 1;
    }
    let mut sum = 0;
    for count in &mut next {
        sum += std::mem::replace(count, sum);
    }
    let mut places = vec![0_u32; sum as usize];
    for token in chunks.into_iter().flatten() {
        let at = &mut next[token.term as usize];
        places[*at as usize] = token.place;
        *at += 1;
    }
    (next, places)
}

/// Finds the documents of places.
struct DocumentTable<'s> {
    starts: &'s [u32],
    end: u32,
    /// For each section of places, the first document that ends in it or after it.
    first: Vec<u32>,
}

impl<'s> DocumentTable<'s> {
    fn new(starts: &'s [u32], end: u32) -> Self {
        let mut table = Self { starts, end, first: Vec::new() };
        let mut document = 0;
        for section in 0..=(end >> LOOKUP_BITS) {
            while table.end_of(document) <= section << LOOKUP_BITS && document + 1 < starts.len() {
                document += 1;
            }
            table.first.push(document as u32);
        }
        table
    }

    fn end_of(&self, document: usize) -> u32 {
        self.starts.get(document + 1).copied().unwrap_or(self.end)
    }

    /// Returns the document of a place, and the range of its places.
    fn get(&self, place: u32) -> (u32, u32, u32) {
        let mut document = self.first[(place >> LOOKUP_BITS) as usize] as usize;
        while self.end_of(document) <= place {
            document += 1;
        }
        (document as u32, self.starts[document], self.end_of(document))
    }
}
