//! Makes a segment in tantivy's format.
//!
//! Tantivy's own writer is not used, because it is several times slower; see [`super::postings`]. What encodes and reads
//! the segment is tantivy.

use std::io;

use tantivy::directory::TerminatingWrite;
use tantivy::fastfield::FastFieldsWriter;
use tantivy::fieldnorm::FieldNormsSerializer;
use tantivy::index::SegmentComponent;
use tantivy::postings::InvertedIndexSerializer;
use tantivy::store::{Compressor, StoreWriter};
use tantivy::{Directory, Index, IndexMeta};

use super::analysis::{Positions, Seen};
use super::dictionary::{Dictionary, TermId};
use super::document::{Sink, TEXT_FIELDS, WordSet, add_word, read};
use super::fields::Fields;
use super::postings::Postings;
use crate::post::Post;
use crate::text::lexer::{Lexeme, LexemeKind};

/// The file in which tantivy lists the segments of an index.
const META: &str = "meta.json";

/// The terms of documents.
#[derive(Debug)]
pub(super) struct Documents {
    dictionary: Dictionary,
    /// In the order of [`Fields::texts`].
    texts: [Text; TEXT_FIELDS],
    words: Words,
    count: u32,
}

/// A field of running text.
#[derive(Debug, Default)]
struct Text {
    postings: Postings,
    positions: Positions,
    /// The characters of the current document that have been added.
    seen: Seen,
    /// The last lexeme, if it is a character.
    last: Option<char>,
}

/// The field of distinct words.
#[derive(Debug, Default)]
struct Words {
    postings: Postings,
    /// By term, one more than the last document that has it as a word.
    last: Vec<u32>,
}

impl Documents {
    pub(super) fn new() -> Self {
        Self {
            dictionary: Dictionary::new(),
            texts: Default::default(),
            words: Words::default(),
            count: 0,
        }
    }

    /// Adds the document of a post.
    ///
    /// # Errors
    /// Returns an error if the body of the post cannot be read.
    pub(super) fn add(&mut self, post: &Post) -> io::Result<()> {
        for text in &mut self.texts {
            text.start_document();
        }
        self.words.postings.start_document();
        self.count += 1;
        read(post, self)?;
        for text in &mut self.texts {
            text.postings.finish_document();
        }
        self.words.postings.finish_document();
        Ok(())
    }

    /// Writes the documents as the only segment of an empty index.
    ///
    /// # Errors
    /// Returns an error if the directory of the index does.
    pub(super) fn write(self, index: &Index, fields: &Fields) -> tantivy::Result<()> {
        let segment = index.new_segment().with_max_doc(self.count);
        let mut lengths =
            FieldNormsSerializer::from_write(segment.open_write(SegmentComponent::FieldNorms)?)?;
        for (text, weighted) in self.texts.iter().zip(&fields.texts) {
            lengths.serialize_field(weighted.field, text.postings.lengths())?;
        }
        lengths.close()?;

        let mut serializer = InvertedIndexSerializer::open(&segment)?;
        let term_count = self.dictionary.len();
        let terms = self.dictionary.into_sorted();
        for (text, weighted) in self.texts.into_iter().zip(&fields.texts) {
            text.postings.write(weighted.field, &terms, term_count, true, &mut serializer)?;
        }
        self.words.postings.write(fields.words, &terms, term_count, false, &mut serializer)?;
        serializer.close()?;

        // Tantivy requires these files, but nothing is stored in them.
        let mut columns = segment.open_write(SegmentComponent::FastFields)?;
        let tokenizers = index.fast_field_tokenizer().clone();
        FastFieldsWriter::from_schema_and_tokenizer_manager(&fields.schema, tokenizers)?
            .serialize(&mut columns, None)?;
        columns.terminate()?;
        let store = segment.open_write(SegmentComponent::Store)?;
        StoreWriter::new(store, Compressor::None, index.settings().docstore_blocksize, false)?
            .close()?;

        let meta = IndexMeta {
            index_settings: index.settings().clone(),
            persisted_custom_extensions: Vec::new(),
            segments: vec![segment.meta().clone()],
            schema: index.schema(),
            opstamp: 0,
            payload: None,
        };
        index.directory().atomic_write(META.as_ref(), &serde_json::to_vec(&meta)?)?;
        Ok(())
    }
}

impl Text {
    fn start_document(&mut self) {
        self.postings.start_document();
        self.positions = Positions::default();
        self.seen.clear();
    }
}

impl Sink for Documents {
    fn take(&mut self, lexeme: &Lexeme<'_>, written: &str, fields: &[(usize, bool)]) {
        let mut word = None;
        if let LexemeKind::Word { folded, with_sign } = lexeme.kind {
            let mut words = DocumentWords {
                dictionary: &mut self.dictionary,
                words: &mut self.words,
                document: self.count,
            };
            add_word(folded, with_sign, written, &mut words);
            word = Some(self.dictionary.word(with_sign.unwrap_or(folded)));
        }
        for &(field, parted) in fields {
            let text = &mut self.texts[field];
            let joined = lexeme.joined && !parted;
            let (place, in_row) = text.positions.next(&Lexeme { parted, joined, ..*lexeme });
            let last = text.last.take().filter(|_| in_row);
            match (lexeme.kind, word) {
                (LexemeKind::Character(c), _) => {
                    if text.seen.insert(c) {
                        text.postings.push(self.dictionary.character(c), place);
                    }
                    if let Some(last) = last {
                        text.postings.push(self.dictionary.pair(last, c), place - 1);
                    }
                    text.last = Some(c);
                }
                (LexemeKind::Word { .. }, Some(word)) => text.postings.push(word, place),
                (LexemeKind::Word { .. }, None) => {}
            }
        }
    }
}

/// The distinct words of the current document.
struct DocumentWords<'d> {
    dictionary: &'d mut Dictionary,
    words: &'d mut Words,
    /// The number of documents, including the current one.
    document: u32,
}

impl WordSet for DocumentWords<'_> {
    fn add(&mut self, word: &str) -> bool {
        let term: TermId = self.dictionary.word(word);
        let term_count = self.dictionary.len();
        if self.words.last.len() < term_count {
            self.words.last.resize(term_count, 0);
        }
        let last = &mut self.words.last[term as usize];
        let is_new = *last != self.document;
        if is_new {
            *last = self.document;
            self.words.postings.push(term, 0);
        }
        is_new
    }
}
