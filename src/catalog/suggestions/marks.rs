//! Finds the characters of a name that match the typed text, for highlighting.

use std::ops::Range;

use super::folded::{Letter, letters};
use super::key::{Form, Key};
use super::matching::Class;
use super::typed::Typed;
use super::typo::{Distance, forgiven};
use crate::text::pinyin::readings;

/// Returns the byte ranges of whole characters that match, in order and never adjacent, or `None` if the
/// name does not match in this class.
pub(super) fn marks(name: &str, typed: &Typed, class: Class) -> Option<Vec<Range<usize>>> {
    let letters = letters(name);
    let matched = match class {
        Class::Whole | Class::Beginning | Class::Word => find(&letters, Form::Text, &typed.text)?,
        Class::Words => each_word(&letters, typed, &[Form::Text])?,
        Class::PinyinWhole | Class::PinyinBeginning | Class::PinyinWord => {
            let forms = [Form::Pinyin, Form::Initials];
            forms.into_iter().find_map(|form| find(&letters, form, &typed.pinyin))?
        }
        Class::PinyinWords => {
            each_word(&letters, typed, &[Form::Text, Form::Pinyin, Form::Initials])?
        }
        Class::PinyinParts => {
            let parts = typed.parts();
            starts(&letters).find_map(|start| {
                let rest = letters.iter().skip(start).map(|letter| letter.c);
                Some(read(rest, &parts)?.into_iter().map(|at| start + at).collect())
            })?
        }
        Class::Typo | Class::TwoTypos => nearest(&letters, typed)?,
    };
    Some(join(&letters, matched))
}

/// Matches parts of pinyin with letters: each part is a prefix of a reading, or the letter itself. Returns
/// the indexes of these letters, or `None` if one does not match.
pub(super) fn read(letters: impl Iterator<Item = char>, parts: &[&str]) -> Option<Vec<usize>> {
    let mut letters = letters.enumerate().filter(|(_, c)| c.is_alphanumeric());
    parts
        .iter()
        .map(|part| {
            let (at, c) = letters.next()?;
            let mut bytes = [0; 4];
            let is_read = readings(c).iter().any(|reading| reading.starts_with(part))
                || *c.encode_utf8(&mut bytes) == **part;
            is_read.then_some(at)
        })
        .collect()
}

fn starts(letters: &[Letter]) -> impl Iterator<Item = usize> {
    letters.iter().enumerate().filter(|(_, letter)| letter.starts).map(|(at, _)| at)
}

/// Returns the keys of the suffix from `start`, one for each reading.
fn keys(
    letters: &[Letter],
    start: usize,
    form: Form,
) -> impl Iterator<Item = impl Iterator<Item = (char, usize)>> {
    let rest = move || letters.iter().skip(start).map(|letter| letter.c);
    (0..form.ways(rest()))
        .map(move |way| Key::new(rest(), form, way).map(move |(c, at)| (c, start + at)))
}

/// Returns the letters of the first suffix whose key starts with a prefix.
fn find(letters: &[Letter], form: Form, prefix: &str) -> Option<Vec<usize>> {
    if prefix.is_empty() {
        return None;
    }
    starts(letters).flat_map(|start| keys(letters, start, form)).find_map(|mut key| {
        let at = |wanted| key.next().filter(|&(c, _)| c == wanted).map(|(_, at)| at);
        prefix.chars().map(at).collect()
    })
}

fn each_word(letters: &[Letter], typed: &Typed, forms: &[Form]) -> Option<Vec<usize>> {
    let found = |word: &String| forms.iter().find_map(|&form| find(letters, form, word));
    Some(typed.words.iter().map(found).collect::<Option<Vec<_>>>()?.concat())
}

/// Returns the letters of the first of the closest suffixes. Among ends at equal distance, one at the last
/// typed letter is preferred.
fn nearest(letters: &[Letter], typed: &Typed) -> Option<Vec<usize>> {
    let most = forgiven(typed.length);
    let mut best: Option<((u8, bool), Vec<usize>)> = None;
    for (form, prefix) in typed.misspelt() {
        let prefix: Vec<char> = prefix.chars().collect();
        for key in starts(letters).flat_map(|start| keys(letters, start, form)) {
            let mut key = key.peekable();
            if key.peek().map(|(c, _)| c) != prefix.first() {
                continue;
            }
            let mut distance = Distance::new(&prefix);
            let mut seen = Vec::new();
            for (c, at) in key {
                if !distance.next(&prefix, c, most) {
                    break;
                }
                seen.push(at);
                let errors = distance.whole();
                let rank = (errors, prefix.last() != Some(&c));
                if errors <= most && best.as_ref().is_none_or(|(least, _)| rank < *least) {
                    best = Some((rank, seen.clone()));
                }
            }
        }
    }
    best.map(|(_, seen)| seen)
}

/// Returns the byte ranges of letters; adjacent ones are merged.
fn join(letters: &[Letter], mut matched: Vec<usize>) -> Vec<Range<usize>> {
    matched.sort_unstable();
    let mut places: Vec<Range<usize>> = Vec::new();
    for place in matched.into_iter().filter_map(|at| letters.get(at)).map(Letter::place) {
        match places.last_mut() {
            Some(last) if place.start <= last.end => last.end = last.end.max(place.end),
            _ => places.push(place),
        }
    }
    places
}
