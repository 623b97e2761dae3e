//! Compares segments with a simple model: the texts of all fields as strings, read one after the other.

use std::collections::BTreeMap;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use tantivy::directory::RamDirectory;
use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::Postings;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocSet, IndexBuilder, SegmentReader, TERMINATED};

use super::analysis::parts;
use super::fields::Fields;
use super::segment::Documents;
use crate::catalog::test_support::post;
use crate::compile::markdown::outline;
use crate::post::{Body, Dialect, Post};
use crate::text::lexer::{LexemeKind, Lexer};

/// By term, the documents that contain it with its positions.
type Model = BTreeMap<String, Vec<(u32, Vec<u32>)>>;

fn add(model: &mut Model, term: String, document: u32, place: Option<u32>) {
    let documents = model.entry(term).or_default();
    if documents.last().is_none_or(|(last, _)| *last != document) {
        documents.push((document, Vec::new()));
    }
    documents.last_mut().unwrap().1.extend(place);
}

/// Adds the terms of a text, and returns their number.
fn add_text(model: &mut Model, text: &str, document: u32) -> u32 {
    let mut lexer = Lexer::new(text);
    // The place and the character of the last lexeme.
    let mut last: Option<(u32, Option<char>)> = None;
    let mut found: Vec<(String, u32)> = Vec::new();
    let mut characters: Vec<char> = Vec::new();
    while let Some(lexeme) = lexer.next() {
        let (character, word) = match lexeme.kind {
            LexemeKind::Character(c) => (Some(c), None),
            LexemeKind::Word { folded, with_sign } => (None, Some(with_sign.unwrap_or(folded))),
        };
        let before = last.and_then(|(_, c)| c).filter(|_| lexeme.joined && character.is_some());
        let place = match last {
            None => 0,
            Some((last, _)) if before.is_some() => last + 1,
            Some((last, _)) => last + if lexeme.parted { 18 } else { 2 },
        };
        if let (Some(before), Some(c)) = (before, character) {
            found.push((format!("{before}{c}"), place - 1));
        }
        if let Some(c) = character.filter(|c| !characters.contains(c)) {
            characters.push(c);
            found.push((c.to_string(), place));
        }
        found.extend(word.map(|word| (word.to_owned(), place)));
        last = Some((place, character));
    }
    let count = found.len() as u32;
    found.sort_by_key(|&(_, place)| place);
    found.into_iter().for_each(|(term, place)| add(model, term, document, Some(place)));
    count
}

fn add_words(model: &mut Model, text: &str, document: u32) {
    let mut words: Vec<String> = Vec::new();
    let mut lexer = Lexer::new(text);
    while let Some(lexeme) = lexer.next() {
        let LexemeKind::Word { folded, with_sign } = lexeme.kind else { continue };
        if !words.iter().any(|word| word == folded) || with_sign.is_some() {
            words.push(folded.to_owned());
            words.extend(with_sign.map(str::to_owned));
            for part in parts(&text[lexeme.start..lexeme.end]) {
                let mut lexer = Lexer::new(&part);
                if let LexemeKind::Word { folded, .. } = lexer.next().expect("a word").kind {
                    words.push(folded.to_owned());
                }
            }
        }
    }
    words.into_iter().for_each(|word| add(model, word, document, None));
}

/// Returns the texts of the fields of a post, and of all fields together.
fn texts(post: &Post) -> ([String; 7], String) {
    let joined = |parts: Vec<&str>| parts.join("\n\n");
    let outline = outline(&post.body.markdown(), post.body.dialect());
    let text = &outline.text;
    let headings: Vec<_> = outline.headings.iter().map(|heading| heading.range.clone()).collect();
    let mut body = text.clone().into_bytes();
    for range in headings.iter().chain(&outline.code) {
        body[range.clone()].fill(b'\n');
    }
    let body = String::from_utf8(body).unwrap();
    let fields = [
        post.title.to_string(),
        joined(post.tags.iter().map(|tag| &**tag).collect()),
        joined(post.categories.iter().map(|category| &**category).collect()),
        post.description.as_deref().unwrap_or_default().to_owned(),
        joined(headings.iter().map(|range| &text[range.clone()]).collect()),
        body,
        joined(outline.code.iter().map(|range| &text[range.clone()]).collect()),
    ];
    let all = joined(fields[..4].iter().map(|field| &**field).chain([&**text]).collect());
    (fields, all)
}

/// Returns what a segment contains in a field.
fn stored(segment: &SegmentReader, field: Field, option: IndexRecordOption) -> Model {
    let index = segment.inverted_index(field).unwrap();
    let mut terms = index.terms().stream().unwrap();
    let mut model = Model::new();
    let mut places = Vec::new();
    while terms.advance() {
        let term = String::from_utf8(terms.key().to_vec()).unwrap();
        let mut postings = index.read_postings_from_terminfo(terms.value(), option).unwrap();
        while postings.doc() != TERMINATED {
            places.clear();
            if option.has_positions() {
                postings.positions(&mut places);
                assert_eq!(postings.term_freq() as usize, places.len());
            }
            model.entry(term.clone()).or_default().push((postings.doc(), places.clone()));
            postings.advance();
        }
    }
    model
}

fn texts_of(pieces: std::ops::Range<usize>) -> impl Strategy<Value = String> {
    let pieces_of = [
        "内存",
        "管",
        "理",
        "一",
        "㊀",
        "get_ref",
        "HashMap",
        "hashmap",
        "C++",
        "c",
        "utf8",
        "🎉",
        "，",
        " ",
        "\n\n",
        "\n\n## ",
        "\n\n```\nlet x;\n\n内存\n```\n\n",
        "\n\n- ",
        "`管理`",
        "\n\n#\n\n",
        "é",
    ];
    vec(select(pieces_of.to_vec()), pieces).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn a_segment_has_the_terms_of_all_texts(
        posts in vec((texts_of(0..4), vec(texts_of(1..3), 0..3), texts_of(0..60)), 1..12),
    ) {
        let posts: Vec<Post> = posts
            .iter()
            .map(|(title, tags, body)| {
                let tags: Vec<&str> = tags.iter().map(|tag| &**tag).collect();
                let made = Post::from(post("p").title(title).tag_list(&tags));
                Post { body: Body::new(body, Dialect::default()), ..made }
            })
            .collect();
        let fields = Fields::new();
        let mut documents = Documents::new();
        posts.iter().for_each(|post| documents.add(post).unwrap());
        let index = IndexBuilder::new()
            .schema(fields.schema.clone())
            .open_or_create(RamDirectory::create())
            .unwrap();
        documents.write(&index, &fields).unwrap();
        let searcher = index.reader().unwrap().searcher();
        let segment = searcher.segment_reader(0);
        prop_assert_eq!(segment.num_docs() as usize, posts.len());

        for (number, weighted) in fields.texts.iter().enumerate() {
            let mut model = Model::new();
            let lengths = segment.get_fieldnorms_reader(weighted.field).unwrap();
            for (document, post) in (0..).zip(&posts) {
                let length = add_text(&mut model, &texts(post).0[number], document);
                let rounded = FieldNormReader::fieldnorm_to_id(length);
                prop_assert_eq!(lengths.fieldnorm_id(document), rounded);
            }
            let option = IndexRecordOption::WithFreqsAndPositions;
            prop_assert_eq!(stored(segment, weighted.field, option), model, "field {}", number);
        }
        let mut model = Model::new();
        for (document, post) in (0..).zip(&posts) {
            add_words(&mut model, &texts(post).1, document);
        }
        prop_assert_eq!(stored(segment, fields.words, IndexRecordOption::Basic), model);
    }
}
