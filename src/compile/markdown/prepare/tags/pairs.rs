//! Pairs the tags that begin containers with those that end them.

use std::collections::{HashMap, HashSet};

use super::container;
use super::meaning::Meaning;
use super::scan::Syntax;
use super::walk::Piece;
use super::{liquid, output, shortcode};

/// The deepest nesting of containers that tags make. It is added to the depth that the parser may reach.
const MAX_DEPTH: usize = 16;

/// Returns what each tag stands for.
pub fn meanings(pieces: &mut [Piece<'_>]) -> Vec<Meaning> {
    let pairs = pairs(pieces);
    let names: HashSet<(Syntax, &str)> = pieces
        .iter()
        .filter(|piece| !piece.found.is_end)
        .map(|piece| (piece.found.syntax, piece.found.name))
        .collect();
    let mut meanings: Vec<Meaning> = pieces
        .iter_mut()
        .enumerate()
        .map(|(number, piece)| {
            let found = &piece.found;
            if let Some(meaning) = piece.meaning.take() {
                return meaning;
            }
            if found.is_end {
                let is_known = found.name.is_empty() || names.contains(&(found.syntax, found.name));
                return if is_known { Meaning::Nothing } else { Meaning::LeftOut };
            }
            match container::meaning(found) {
                Some(Meaning::Open(_)) if !pairs.contains_key(&number) => {}
                Some(meaning) => return meaning,
                None => {}
            }
            match found.syntax {
                Syntax::Liquid => liquid::meaning(found.name, found.args),
                Syntax::Output => output::meaning(found.args),
                Syntax::Shortcode => shortcode::meaning(found.name, found.args),
                Syntax::Escaped => Meaning::Nothing,
            }
        })
        .collect();
    for (&start, &end) in &pairs {
        if pieces[start].place.follows_text || pieces[start].place.continuation.is_none() {
            meanings[start] = Meaning::Nothing;
        } else {
            meanings[end] = Meaning::Close(start);
        }
    }
    meanings
}

/// Returns the numbers of the tags that begin and end containers of blocks.
fn pairs(pieces: &[Piece<'_>]) -> HashMap<usize, usize> {
    let mut pairs = HashMap::new();
    // The open containers, and of each name how many of them are open.
    let mut stack: Vec<usize> = Vec::new();
    let matched = matched(pieces);
    for (number, piece) in pieces.iter().enumerate() {
        if matched.contains_key(&number) && stack.len() < MAX_DEPTH {
            stack.push(number);
        }
        if !piece.found.is_end {
            continue;
        }
        // Containers that overlap with this one are none.
        if let Some(at) = stack.iter().rposition(|start| matched[start] == number) {
            pairs.insert(stack[at], number);
            stack.truncate(at);
        }
    }
    pairs
}

/// Matches each end with the last tag of its name that is still open, whatever else is open.
fn matched(pieces: &[Piece<'_>]) -> HashMap<usize, usize> {
    let mut matched = HashMap::new();
    let mut open: HashMap<(Syntax, &str), Vec<usize>> = HashMap::new();
    let mut last: Vec<usize> = Vec::new();
    for (number, piece) in pieces.iter().enumerate() {
        let key = (piece.found.syntax, piece.found.name);
        if piece.meaning.is_some() {
            continue;
        }
        if !piece.found.is_end {
            if matches!(container::meaning(&piece.found), Some(Meaning::Open(_))) {
                open.entry(key).or_default().push(number);
                last.push(number);
            }
        } else if piece.found.name.is_empty() {
            // Zola ends all of its tags with `end`.
            if let Some(start) = last.pop() {
                matched.insert(start, number);
            }
        } else if let Some(start) = open.get_mut(&key).and_then(Vec::pop) {
            matched.insert(start, number);
        }
    }
    matched
}
