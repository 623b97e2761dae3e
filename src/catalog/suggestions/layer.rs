//! All stretches of all names in one form, sorted, so that those that begin alike are side by side.

use std::cmp::Ordering;
use std::ops::Range;

use rayon::prelude::*;

use super::key::{Form, Key, compare};

/// What ends a name in the text of all names. It is below every letter.
pub(super) const END: char = '\n';

/// One stretch of a name, up to the name's end.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stretch {
    /// Where it begins in the text of all names, in bytes.
    pub(super) place: u32,
    /// The name's entry, twice, and one more where no word of the name stands before the stretch.
    pub(super) mark: u32,
    /// The way in which it is read.
    pub(super) way: u8,
}

/// The stretches in the order of their keys. Each takes eight bytes as text and nine in the other forms.
/// Their parts lie apart, so that the marks of many stretches are read at once.
#[derive(Debug)]
pub(super) struct Layer {
    form: Form,
    places: Box<[u32]>,
    marks: Box<[u32]>,
    ways: Box<[u8]>,
}

/// The stretches whose keys begin with a prefix; those whose keys are the prefix come first.
#[derive(Debug, Clone, Default)]
pub(super) struct Found {
    pub(super) whole: Range<usize>,
    pub(super) all: Range<usize>,
}

impl Layer {
    /// Sorts stretches of `text`.
    pub(super) fn new(text: &str, form: Form, stretches: Vec<Stretch>) -> Self {
        // Most keys differ within their first bytes, which are compared at once.
        const HEAD: usize = 16;
        let mut keyed: Vec<(u128, Stretch)> = stretches
            .into_par_iter()
            .map(|stretch| {
                let mut head = [0; HEAD];
                let (mut end, mut bytes) = (0, [0; 4]);
                for c in key(text, form, stretch.place, stretch.way) {
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
                (u128::from_be_bytes(head), stretch)
            })
            .collect();
        keyed.par_sort_unstable_by(|(a_head, a), (b_head, b)| {
            let rest = || key(text, form, a.place, a.way).cmp(key(text, form, b.place, b.way));
            // A head that is not full is a whole key.
            let by_key = a_head
                .cmp(b_head)
                .then_with(|| if a_head & 0xff == 0 { Ordering::Equal } else { rest() });
            by_key.then_with(|| (a.place, a.way).cmp(&(b.place, b.way)))
        });
        Self {
            form,
            places: keyed.iter().map(|(_, stretch)| stretch.place).collect(),
            marks: keyed.iter().map(|(_, stretch)| stretch.mark).collect(),
            // Text is read in one way.
            ways: match form {
                Form::Text => Box::default(),
                _ => keyed.iter().map(|(_, stretch)| stretch.way).collect(),
            },
        }
    }

    /// The stretches whose keys begin with `prefix`.
    pub(super) fn find(&self, text: &str, prefix: &str) -> Found {
        let all = 0..self.marks.len();
        let order = |at: usize| match self.form {
            // The end of a name is below every letter, so its bytes compare as its letters.
            Form::Text => {
                let rest = text.as_bytes().get(self.place(at)..).unwrap_or_default();
                rest.get(..prefix.len()).unwrap_or(rest).cmp(prefix.as_bytes())
            }
            _ => compare(self.key(text, at), prefix),
        };
        let start = bound(all.clone(), |at| order(at) == Ordering::Less);
        let end = bound(start..all.end, |at| order(at) == Ordering::Equal);
        let is_whole = |at: usize| self.letter(text, at, prefix.len()).is_none();
        Found { whole: start..bound(start..end, is_whole), all: start..end }
    }

    /// The marks of some stretches.
    pub(super) fn marks(&self, range: Range<usize>) -> &[u32] {
        self.marks.get(range).unwrap_or_default()
    }

    /// How many stretches there are.
    pub(super) fn len(&self) -> usize {
        self.marks.len()
    }

    /// Where the stretch at a position begins in the text.
    pub(super) fn place(&self, at: usize) -> usize {
        self.places.get(at).map_or(usize::MAX, |&place| place as usize)
    }

    /// The letter of a key behind its first `depth` bytes; none at its end.
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

    /// How many bytes the layer takes.
    pub(super) fn bytes(&self) -> usize {
        (self.places.len() + self.marks.len()) * size_of::<u32>() + self.ways.len()
    }

    fn key<'a>(&self, text: &'a str, at: usize) -> impl Iterator<Item = char> + use<'a> {
        let place = self.places.get(at).copied().unwrap_or(u32::MAX);
        key(text, self.form, place, self.ways.get(at).copied().unwrap_or(0))
    }
}

/// The first position of a range for which `is_before` does not hold; it holds for a first part of it.
pub(super) fn bound(range: Range<usize>, is_before: impl Fn(usize) -> bool) -> usize {
    let (mut start, mut end) = (range.start, range.end);
    while start < end {
        let middle = start + (end - start) / 2;
        if is_before(middle) {
            start = middle + 1;
        } else {
            end = middle;
        }
    }
    start
}

fn key(text: &str, form: Form, place: u32, way: u8) -> impl Iterator<Item = char> {
    Key::new(rest_of_name(text, place as usize), form, way).map(|(c, _)| c)
}

/// The letters from a place to the end of its name.
pub(super) fn rest_of_name(text: &str, place: usize) -> impl Iterator<Item = char> {
    text.get(place..).unwrap_or_default().chars().take_while(|&c| c != END)
}
