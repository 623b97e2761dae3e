//! The searched fields of a post, and their weights.

use tantivy::schema::{
    Field, IndexRecordOption, Schema, SchemaBuilder, TextFieldIndexing, TextOptions,
};

use super::question::Scope;

/// The fields of the index.
#[derive(Debug, Clone)]
pub(super) struct Fields {
    pub(super) schema: Schema,
    /// The fields of running text, highest weight first.
    pub(super) texts: [Weighted; 7],
    /// All words of the post and the parts of its identifiers, without positions.
    pub(super) words: Field,
}

/// A field and its weight in scores.
#[derive(Debug, Clone, Copy)]
pub(super) struct Weighted {
    pub(super) field: Field,
    pub(super) weight: f32,
}

/// The names and weights of [`Fields::texts`].
const TEXTS: [(&str, f32); 7] = [
    ("title", 10.0),
    ("tags", 8.0),
    ("category", 6.0),
    ("description", 4.0),
    ("headings", 3.0),
    ("body", 1.0),
    ("code", 0.4),
];

impl Fields {
    /// Creates the schema. Tantivy's tokenizers are not used; see [`super::document`].
    pub(super) fn new() -> Self {
        let mut builder = SchemaBuilder::new();
        let texts = TEXTS.map(|(name, weight)| {
            let indexing = TextFieldIndexing::default()
                .set_index_option(IndexRecordOption::WithFreqsAndPositions);
            let options = TextOptions::default().set_indexing_options(indexing);
            Weighted { field: builder.add_text_field(name, options), weight }
        });
        let indexing = TextFieldIndexing::default()
            .set_fieldnorms(false)
            .set_index_option(IndexRecordOption::Basic);
        let options = TextOptions::default().set_indexing_options(indexing);
        let words = builder.add_text_field("words", options);
        Self { schema: builder.build(), texts, words }
    }

    /// Returns the fields that a clause searches.
    pub(super) fn of(&self, scope: Scope) -> &[Weighted] {
        match scope {
            Scope::Everything => &self.texts,
            Scope::Title => &self.texts[..1],
            Scope::Tag => &self.texts[1..2],
            Scope::Category => &self.texts[2..3],
        }
    }
}
