//! Replaces tags with tokens.

use std::borrow::Cow;

use super::super::edit::{Edit, contains_control};
use super::meaning::{Meaning, Tag};
use super::pairs::meanings;
use super::place::Place;
use super::scan::{Syntax, scan};
use super::token;
use super::v_pre;
use super::walk::{Piece, walk};
use crate::post::Tools;

/// The tags of a source.
#[derive(Debug, Default)]
pub struct Tags {
    /// The tags, by their numbers in tokens.
    pub tags: Vec<Tag>,
    /// The edits that replace them.
    pub edits: Vec<Edit>,
}

/// Replaces the tags of a source that are not in code.
pub fn replace(source: &str, tools: Tools) -> Tags {
    let mut found = scan(source, tools);
    v_pre::remove_shown(source, &mut found);
    if found.is_empty() || contains_control(source, &[token::START, token::END]) {
        return Tags::default();
    }
    let (mut pieces, mut edits) = walk(source, &found);
    let meanings = meanings(&mut pieces);
    let mut tags = Vec::with_capacity(pieces.len());
    for (number, (piece, meaning)) in pieces.into_iter().zip(meanings).enumerate() {
        let is_block = is_block(source, &piece, &meaning);
        let token = token::of(number);
        let (breaks, mark) = match &piece.place.continuation {
            Some(continuation) if is_block => paragraph(&token, continuation, &piece.place),
            _ => ((0, 0), token),
        };
        let lead = mark.find(token::START).expect("a mark has a token");
        let (at, length) = (piece.range.start, piece.range.len());
        edits.push(Edit { at, length, mark: mark.into() });
        tags.push(Tag {
            label: label(&piece),
            range: piece.range,
            meaning,
            is_block,
            breaks,
            lead,
        });
    }
    Tags { tags, edits }
}

impl Tags {
    /// Returns the source without its tags, in which all else is at the same offset, for the other rules of
    /// the dialect.
    pub fn hide<'a>(&self, source: &'a str) -> Cow<'a, str> {
        /// What tags are replaced with: punctuation that begins and ends nothing.
        const FILLER: u8 = b'?';
        if self.edits.is_empty() {
            return Cow::Borrowed(source);
        }
        let mut bytes = source.as_bytes().to_vec();
        for edit in &self.edits {
            for byte in &mut bytes[edit.at..edit.at + edit.length] {
                if !matches!(byte, b'\n' | b'\r') {
                    *byte = FILLER;
                }
            }
        }
        Cow::Owned(String::from_utf8(bytes).expect("whole characters are replaced"))
    }
}

/// Whether a tag is to be a paragraph of its own.
fn is_block(source: &str, piece: &Piece<'_>, meaning: &Meaning) -> bool {
    let place = &piece.place;
    let can_be = place.continuation.is_some();
    can_be
        && match meaning {
            Meaning::Open(_) | Meaning::Close(_) => true,
            Meaning::Code(_) => {
                place.is_alone()
                    || memchr::memchr(b'\n', &source.as_bytes()[piece.range.clone()]).is_some()
            }
            Meaning::Title(_) => place.is_alone(),
            // Without it, what follows would continue a list item or a paragraph before it.
            Meaning::LeftOut | Meaning::Nothing => {
                place.is_alone() && !place.is_in_markup && piece.found.syntax != Syntax::Output
            }
            _ => false,
        }
}

/// Returns a token between empty lines, as far as there are none around it, with the number of line feeds
/// before and after it.
fn paragraph(token: &str, continuation: &str, place: &Place) -> ((u8, u8), String) {
    let before = match (place.follows_text, place.is_in_item, place.continues) {
        (true, ..) => 2,
        (false, false, true) => 1,
        _ => 0,
    };
    let after = if place.precedes_text { 2 } else { u8::from(place.is_continued) };
    let line = format!("\n{continuation}");
    let [lead, tail] = [before, after].map(|number| line.repeat(number.into()));
    ((before, after), format!("{lead}{token}{tail}"))
}

/// Returns a tag in short.
fn label(piece: &Piece<'_>) -> Box<str> {
    let end = if piece.found.is_end { "end" } else { "" };
    let name = &piece.found.name;
    let label = match piece.found.syntax {
        Syntax::Liquid => format!("{{% {end}{name} %}}"),
        Syntax::Output if name.is_empty() => "{{ … }}".to_owned(),
        Syntax::Output => format!("{{{{ {name} }}}}"),
        Syntax::Shortcode if piece.found.is_end => format!("{{{{< /{name} >}}}}"),
        Syntax::Shortcode => format!("{{{{< {name} >}}}}"),
        Syntax::Escaped => String::new(),
    };
    label.into()
}
