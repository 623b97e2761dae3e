//! All suffixes of all names in one form, sorted, so that those with a common prefix are adjacent.

use std::cmp::Ordering;
use std::ops::Range;

use rayon::prelude::*;

use super::kept::Kept;
use super::key::{Form, Key, compare};
use crate::catalog::partition_point::partition_point;

/// Terminates a name in the text of all names. It is less than every letter.
pub(super) const END: char = '\n';

/// A suffix of a name, from the start of a word.
#[derive(Debug, Clone, Copy)]
pub(super) struct Suffix {
    /// Its start in the text of all names, in bytes.
    pub(super) place: u32,
    /// Twice the number of the name's entry, plus one if no word of the name precedes the suffix.
    pub(super) code: u32,
    /// The way in which it is read; see [`Key`].
    pub(super) way: u8,
}

/// The suffixes, sorted by their keys. Each takes eight bytes as text and nine in the other forms. Columns
/// are separate, so that the codes of many suffixes are contiguous.
#[derive(Debug, PartialEq)]
pub(super) struct SuffixArray {
    form: Form,
    places: Box<[u32]>,
    codes: Box<[u32]>,
    ways: Box<[u8]>,
}

/// The suffixes whose keys start with a prefix; those whose keys equal the prefix come first.
#[derive(Debug, Clone, Default)]
pub(super) struct Found {
    pub(super) whole: Range<usize>,
    pub(super) all: Range<usize>,
}

impl SuffixArray {
    /// Sorts suffixes of `text`.
    pub(super) fn new(text: &str, form: Form, suffixes: Vec<Suffix>) -> Self {
        // Most keys differ within their first bytes, which are compared as one integer.
        const HEAD: usize = 16;
        let mut keyed: Vec<(u128, Suffix)> = suffixes
            .into_par_iter()
            .map(|suffix| {
                let mut head = [0; HEAD];
                let (mut end, mut bytes) = (0, [0; 4]);
                for c in key(text, form, suffix.place, suffix.way) {
                    for &byte in c.encode_utf8(&mut bytes).as_bytes() {
                        if let Some(place) = head.get_mut(end) {
                            *place = byte;
                        }
                        end += 1;
                    }
                    if end >= HEAD {
                        break;
                    }
                }
                (u128::from_be_bytes(head), suffix)
            })
            .collect();
        keyed.par_sort_unstable_by(|(a_head, a), (b_head, b)| {
            let rest = || key(text, form, a.place, a.way).cmp(key(text, form, b.place, b.way));
            // A head that is not full is the entire key.
            let by_key = a_head
                .cmp(b_head)
                .then_with(|| if a_head & 0xff == 0 { Ordering::Equal } else { rest() });
            by_key.then_with(|| (a.place, a.way).cmp(&(b.place, b.way)))
        });
        Self {
            form,
            places: keyed.iter().map(|(_, suffix)| suffix.place).collect(),
            codes: keyed.iter().map(|(_, suffix)| suffix.code).collect(),
            // Text has one reading.
            ways: match form {
                Form::Text => Box::default(),
                _ => keyed.iter().map(|(_, suffix)| suffix.way).collect(),
            },
        }
    }

    /// Returns the array of those suffixes whose start in the text is kept.
    pub(super) fn filtered(&self, keep: impl Fn(usize) -> bool) -> Self {
        let kept = || (0..self.len()).filter(|&at| keep(self.place(at)));
        Self {
            form: self.form,
            places: kept().map(|at| self.places[at]).collect(),
            codes: kept().map(|at| self.codes[at]).collect(),
            ways: match self.form {
                Form::Text => Box::default(),
                _ => kept().map(|at| self.ways[at]).collect(),
            },
        }
    }

    /// Returns the array of a later text, to which `kept` leads: what is left of the suffixes, together with
    /// `added` ones.
    pub(super) fn successor(&self, text: &str, kept: &Kept, added: Vec<Suffix>) -> Self {
        let capacity = self.len() + added.len();
        let [mut places, mut codes] = [(); 2].map(|()| Vec::with_capacity(capacity));
        let mut ways = Vec::with_capacity(if self.ways.is_empty() { 0 } else { capacity });
        for (at, &place) in self.places.iter().enumerate() {
            if let Some(run) = kept.find(place) {
                places.push(run.place(place));
                codes.push(run.code(self.codes[at]));
                ways.extend(self.ways.get(at));
            }
        }
        let left =
            Self { form: self.form, places: places.into(), codes: codes.into(), ways: ways.into() };
        if added.is_empty() { left } else { left.merged(text, &Self::new(text, self.form, added)) }
    }

    /// Returns the array of the suffixes of both arrays, which are of the same text.
    fn merged(&self, text: &str, others: &Self) -> Self {
        let mut before = 0;
        let numbers: Vec<usize> = (0..others.len())
            .map(|other| {
                let precedes = |at: usize| {
                    let keys = self.key(text, at).cmp(others.key(text, other));
                    let places = || self.places[at].cmp(&others.places[other]);
                    let ways = || self.ways.get(at).cmp(&others.ways.get(other));
                    keys.then_with(places).then_with(ways).is_lt()
                };
                before = partition_point(before..self.len(), precedes);
                before
            })
            .collect();
        Self {
            form: self.form,
            places: insert(&self.places, &numbers, &others.places),
            codes: insert(&self.codes, &numbers, &others.codes),
            ways: match self.form {
                Form::Text => Box::default(),
                _ => insert(&self.ways, &numbers, &others.ways),
            },
        }
    }

    /// Returns the suffixes whose keys start with `prefix`.
    pub(super) fn find(&self, text: &str, prefix: &str) -> Found {
        let all = 0..self.codes.len();
        let order = |at: usize| match self.form {
            // `END` is less than every letter, so bytes compare as letters do.
            Form::Text => {
                let rest = &text.as_bytes()[self.place(at)..];
                rest.get(..prefix.len()).unwrap_or(rest).cmp(prefix.as_bytes())
            }
            _ => compare(self.key(text, at), prefix),
        };
        let start = partition_point(all.clone(), |at| order(at) == Ordering::Less);
        let end = partition_point(start..all.end, |at| order(at) == Ordering::Equal);
        let is_whole = |at: usize| self.letter(text, at, prefix.len()).is_none();
        Found { whole: start..partition_point(start..end, is_whole), all: start..end }
    }

    /// Returns the codes of a range of suffixes.
    pub(super) fn codes(&self, range: Range<usize>) -> &[u32] {
        &self.codes[range]
    }

    /// Returns the number of suffixes.
    pub(super) fn len(&self) -> usize {
        self.codes.len()
    }

    /// Returns the start in the text of the suffix at a position.
    pub(super) fn place(&self, at: usize) -> usize {
        self.places[at] as usize
    }

    /// Returns the letter of a key after its first `depth` bytes, or `None` at its end.
    pub(super) fn letter(&self, text: &str, at: usize, depth: usize) -> Option<char> {
        if self.form == Form::Text {
            let rest = text.get(self.place(at) + depth..)?;
            return rest.chars().next().filter(|&c| c != END);
        }
        let mut before = 0;
        self.key(text, at).find(|c| {
            let is_there = before == depth;
            before += c.len_utf8();
            is_there
        })
    }

    /// Returns the size in bytes.
    pub(super) fn bytes(&self) -> usize {
        (self.places.len() + self.codes.len()) * size_of::<u32>() + self.ways.len()
    }

    fn key<'a>(&self, text: &'a str, at: usize) -> impl Iterator<Item = char> + use<'a> {
        // Text has one reading, so it has no column.
        let way = self.ways.get(at).copied().unwrap_or(0);
        key(text, self.form, self.places[at], way)
    }
}

/// Returns a column into which others are inserted, each before the element at its ascending position.
fn insert<T: Copy>(column: &[T], positions: &[usize], others: &[T]) -> Box<[T]> {
    let mut all = Vec::with_capacity(column.len() + others.len());
    let mut done = 0;
    for (&position, &other) in positions.iter().zip(others) {
        all.extend_from_slice(&column[done..position]);
        all.push(other);
        done = position;
    }
    all.extend_from_slice(&column[done..]);
    all.into()
}

fn key(text: &str, form: Form, place: u32, way: u8) -> impl Iterator<Item = char> {
    Key::new(rest_of_name(text, place as usize), form, way).map(|(c, _)| c)
}

/// Returns the letters from a position to the end of the name.
pub(super) fn rest_of_name(text: &str, place: usize) -> impl Iterator<Item = char> {
    text[place..].chars().take_while(|&c| c != END)
}
