//! Reads the texts of a post for the index.

use std::collections::HashSet;
use std::io;
use std::ops::Range;

use super::analysis::parts;
use crate::compile::markdown::outline;
use crate::post::Post;
use crate::text::lexer::{Lexeme, LexemeKind, Lexer};

/// The number of fields of running text.
pub(super) const TEXT_FIELDS: usize = 7;
/// The fields of a post, by their positions in [`super::fields::Fields::texts`].
const TITLE: usize = 0;
const TAGS: usize = 1;
const CATEGORIES: usize = 2;
const DESCRIPTION: usize = 3;
const HEADINGS: usize = 4;
const BODY: usize = 5;
const CODE: usize = 6;

/// Receives the lexemes of a post.
pub(super) trait Sink {
    /// Takes a lexeme, as written, and the fields that it belongs to, with whether it begins a new block there.
    fn take(&mut self, lexeme: &Lexeme<'_>, written: &str, fields: &[(usize, bool)]);
}

/// Reads all texts of a post once. Headings and code have fields of their own, and are not part of the field of the body.
///
/// # Errors
/// Returns an error if the body cannot be read.
pub(super) fn read(post: &Post, sink: &mut impl Sink) -> io::Result<()> {
    let markdown = post.body.read()?;
    let tags = post.tags.iter().map(|tag| (TAGS, &**tag));
    let categories = post.categories.iter().map(|category| (CATEGORIES, &**category));
    let description = post.description.as_deref().map(|text| (DESCRIPTION, text));
    let names = std::iter::once((TITLE, &*post.title)).chain(tags).chain(categories);
    for (field, text) in names.chain(description) {
        let mut lexer = Lexer::new(text);
        let mut is_start = true;
        while let Some(lexeme) = lexer.next() {
            let fields = [(field, std::mem::take(&mut is_start) || lexeme.parted)];
            sink.take(&lexeme, &text[lexeme.start..lexeme.end], &fields);
        }
    }

    let outline = outline(&markdown, post.body.dialect());
    let mut headings = Blocks::new(outline.headings.iter().map(|heading| heading.range.clone()));
    let mut code = Blocks::new(outline.code.iter().cloned());
    let text = &outline.text;
    let mut lexer = Lexer::new(text);
    // For each of the last three fields, the block of its last lexeme. Blocks of the body are what is between the
    // others.
    let mut last = [None; 3];
    while let Some(lexeme) = lexer.next() {
        let at = lexeme.start;
        let (heading, listing) = (headings.at(at), code.at(at));
        let between = headings.started + code.started;
        let blocks = match (heading, listing) {
            (None, None) => [None, Some(between), None],
            (heading, listing) => [heading, None, listing],
        };
        let mut fields = [(0, false); 3];
        let mut count = 0;
        for ((field, block), last) in [HEADINGS, BODY, CODE].into_iter().zip(blocks).zip(&mut last)
        {
            if let Some(block) = block {
                let is_other = last.replace(block) != Some(block);
                fields[count] = (field, lexeme.parted || is_other);
                count += 1;
            }
        }
        sink.take(&lexeme, &text[at..lexeme.end], &fields[..count]);
    }
    Ok(())
}

/// Blocks of a text, for lookups at ascending positions.
struct Blocks<I> {
    rest: I,
    current: Range<usize>,
    next: Option<Range<usize>>,
    /// The number of blocks that start before the position or at it.
    started: usize,
}

impl<I: Iterator<Item = Range<usize>>> Blocks<I> {
    /// Creates a lookup of blocks that are sorted and disjoint.
    fn new(mut blocks: I) -> Self {
        let next = blocks.next();
        Self { rest: blocks, current: 0..0, next, started: 0 }
    }

    /// Returns the number of the block at a position.
    fn at(&mut self, at: usize) -> Option<usize> {
        while let Some(next) = self.next.take_if(|next| next.start <= at) {
            self.current = next;
            self.started += 1;
            self.next = self.rest.next();
        }
        self.current.contains(&at).then_some(self.started)
    }
}

/// A set of words.
pub(super) trait WordSet {
    /// Adds a word, and returns whether it is new.
    fn add(&mut self, word: &str) -> bool;
}

/// Adds a word and the parts of its identifier to the distinct words of a post. A name with a sign, such as `c++`, is
/// added with and without it.
pub(super) fn add_word(
    folded: &str,
    with_sign: Option<&str>,
    written: &str,
    words: &mut impl WordSet,
) {
    if !words.add(folded) && with_sign.is_none() {
        return;
    }
    if let Some(word) = with_sign {
        words.add(word);
    }
    // Most words have no parts.
    if written.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return;
    }
    for part in parts(written) {
        let mut lexer = Lexer::new(&part);
        if let Some(Lexeme { kind: LexemeKind::Word { folded, .. }, .. }) = lexer.next() {
            words.add(folded);
        }
    }
}

impl WordSet for HashSet<String> {
    fn add(&mut self, word: &str) -> bool {
        !self.contains(word) && self.insert(word.to_owned())
    }
}

impl Sink for HashSet<String> {
    fn take(&mut self, lexeme: &Lexeme<'_>, written: &str, _: &[(usize, bool)]) {
        if let LexemeKind::Word { folded, with_sign } = lexeme.kind {
            add_word(folded, with_sign, written, self);
        }
    }
}

/// Returns the distinct words of a post, as they are in [`super::fields::Fields::words`], in no particular order.
///
/// # Errors
/// Returns an error if the body cannot be read.
pub(super) fn words(post: &Post) -> io::Result<Vec<String>> {
    let mut words = HashSet::new();
    read(post, &mut words)?;
    Ok(words.into_iter().collect())
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
