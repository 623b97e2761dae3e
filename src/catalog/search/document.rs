//! The indexed texts of a post.

use std::ops::Range;

use tantivy::TantivyDocument;
use tantivy::tokenizer::{TokenStream, Tokenizer};

use super::analysis::WordTokenizer;
use super::fields::Fields;
use crate::compile::markdown::outline;
use crate::post::Post;

/// The texts of a post by field.
struct Texts {
    /// In the order of [`Fields::texts`].
    fields: [String; 7],
    /// Everything, for [`Fields::words`].
    all: String,
}

impl Texts {
    fn new(post: &Post) -> Self {
        let outline = outline(&post.body.markdown(), post.body.dialect());
        let text = &outline.text;
        // Parts that are not adjacent are separated like blocks.
        let joined = |parts: &mut dyn Iterator<Item = &str>| parts.collect::<Vec<_>>().join("\n\n");
        // Headings and code have fields of their own.
        let headings = outline.headings.iter().map(|heading| &heading.range);
        let mut elsewhere: Vec<&Range<usize>> = headings.chain(&outline.code).collect();
        elsewhere.sort_unstable_by_key(|range| range.start);
        let mut body = String::with_capacity(text.len());
        let mut done = 0;
        for range in elsewhere {
            // Ranges may nest, so one may start before the end of the last.
            body.push_str(text.get(done..range.start).unwrap_or_default());
            body.push_str("\n\n");
            done = done.max(range.end);
        }
        body.push_str(&text[done..]);
        let fields = [
            post.title.to_string(),
            joined(&mut post.tags.iter().map(|tag| &**tag)),
            joined(&mut post.categories.iter().map(|category| &**category)),
            post.description.as_deref().unwrap_or_default().to_owned(),
            joined(&mut outline.headings.iter().map(|heading| &text[heading.range.clone()])),
            body,
            joined(&mut outline.code.iter().map(|code| &text[code.clone()])),
        ];
        let mut all = String::with_capacity(text.len() + 256);
        for value in &fields[..4] {
            all.push_str(value);
            all.push_str("\n\n");
        }
        all.push_str(text);
        Self { fields, all }
    }
}

/// Returns the document of a post.
pub(super) fn document(fields: &Fields, post: &Post) -> TantivyDocument {
    let texts = Texts::new(post);
    let mut document = TantivyDocument::new();
    for (field, text) in fields.texts.iter().zip(texts.fields) {
        document.add_text(field.field, text);
    }
    document.add_text(fields.words, texts.all);
    document
}

/// Returns the distinct words of a post, as they are in [`Fields::words`], in no particular order.
pub(super) fn words(post: &Post) -> Vec<String> {
    let mut words = Vec::new();
    WordTokenizer
        .token_stream(&Texts::new(post).all)
        .process(&mut |token| words.push(token.text.clone()));
    words
}

/// Returns whether two posts have the same document.
pub(super) fn has_same_texts(a: &Post, b: &Post) -> bool {
    a.title == b.title
        && a.description == b.description
        && a.tags == b.tags
        && a.categories == b.categories
        && a.body.dialect() == b.body.dialect()
        && a.body.is_same_text(&b.body)
}
