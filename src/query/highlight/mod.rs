//! The highlights of a search hit: its title and the best passages with matches in `<mark>`, and the
//! section that contains the best passage.

mod lexed;
mod passage;
mod row;
mod spans;
mod starts;
#[cfg(test)]
mod tests;

use std::ops::Range;

use crate::catalog::{Matches, Question, Scope};
use crate::compile::markdown::outline;
use crate::post::Post;
use passage::{Passage, passages};
use spans::Patterns;

/// Marks where a passage is cut.
const ELLIPSIS: &str = "…";

/// The highlights of a search hit. Texts are HTML: escaped text with `<mark>` and nothing else.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Highlights {
    /// The title.
    pub title: String,
    /// Passages of the post's text, best first. Without the marks, and without the ellipsis at a side where
    /// it is cut within a block, each is a substring of the text.
    pub passages: Vec<String>,
    /// The heading above the best passage.
    pub section: Option<Section>,
}

/// A section of a post.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// The `id` of the heading in the HTML.
    pub id: String,
    /// The text of the heading.
    pub title: String,
}

/// Marks the matches of a query in posts.
#[derive(Debug)]
pub struct Highlighter<'q> {
    titles: Patterns<'q>,
    texts: Patterns<'q>,
}

impl<'q> Highlighter<'q> {
    /// Creates a highlighter for `question`, including the words that were substituted in `matches`.
    pub fn new(question: &'q Question, matches: &'q Matches) -> Self {
        let patterns = |scope| Patterns::new(question, &matches.words, scope);
        Self { titles: patterns(Scope::Title), texts: patterns(Scope::Everything) }
    }

    /// Highlights a post, parsing its body.
    pub fn show(&self, post: &Post) -> Highlights {
        let outline = outline(&post.body.markdown(), post.body.dialect());
        let text = &outline.text;
        let spans = self.texts.find(text);
        let best = passages(text, &spans);
        let section = best.first().and_then(|passage| {
            let headings = outline.headings.iter();
            let heading =
                headings.take_while(|heading| heading.range.start <= passage.found_at).last()?;
            Some(Section {
                id: heading.id.clone(),
                title: text[heading.range.clone()].trim().to_owned(),
            })
        });
        let marks = |passage: &Passage| {
            let range = &passage.range;
            let inside = spans.iter().filter_map(|span| {
                let Range { start, end } = span.range;
                // The match that a passage is for is marked even if it is longer than the passage.
                let is_shown = start >= range.start && end <= range.end;
                (is_shown || start == passage.found_at).then(|| start..end.min(range.end))
            });
            let html = marked(text, range.clone(), inside);
            let ellipsis = |is_cut| if is_cut { ELLIPSIS } else { "" };
            [ellipsis(passage.is_cut_before), &html, ellipsis(passage.is_cut_after)].concat()
        };
        Highlights {
            title: marked(
                &post.title,
                0..post.title.len(),
                self.titles.find(&post.title).into_iter().map(|span| span.range),
            ),
            passages: best.iter().map(marks).collect(),
            section,
        }
    }
}

/// Formats a part of a text as HTML with marks around ranges, which must be sorted and may overlap.
fn marked(text: &str, part: Range<usize>, found: impl Iterator<Item = Range<usize>>) -> String {
    let mut merged: Vec<Range<usize>> = Vec::new();
    for range in found {
        match merged.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => merged.push(range),
        }
    }
    let mut html = String::with_capacity(part.len() + merged.len() * 13);
    let mut done = part.start;
    for range in merged {
        escape(&text[done..range.start], &mut html);
        html.push_str("<mark>");
        escape(&text[range.clone()], &mut html);
        html.push_str("</mark>");
        done = range.end;
    }
    escape(&text[done..part.end], &mut html);
    html
}

fn escape(text: &str, html: &mut String) {
    for c in text.chars() {
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            c => html.push(c),
        }
    }
}
