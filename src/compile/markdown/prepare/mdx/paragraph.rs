//! The extent of a paragraph, and the code spans in it.

use crate::compile::markdown::prepare::line::run;

/// The longest run of backticks that encloses code, as in the parser.
const MAX_TICKS: usize = 80;

/// The paragraph that was looked at last.
#[derive(Debug)]
pub struct Paragraph<'s> {
    source: &'s str,
    end: usize,
    /// The offset of the last run of backticks of each length, once one was looked for.
    last: Option<Box<[usize; MAX_TICKS + 1]>>,
}

impl<'s> Paragraph<'s> {
    /// Creates an empty paragraph at the beginning of a source.
    pub fn new(source: &'s str) -> Self {
        Self { source, end: 0, last: None }
    }

    /// Returns the end of the paragraph around an offset, which is not before the last one.
    pub fn end(&mut self, at: usize) -> usize {
        if at < self.end {
            return self.end;
        }
        self.last = None;
        let mut end = at;
        for line in self.source[at..].split_inclusive('\n') {
            if end > at && begins_block(line) {
                break;
            }
            end += line.len();
        }
        self.end = end;
        end
    }

    /// Returns the offset after the code span that the run of backticks at an offset begins, or after the
    /// run if it begins none.
    pub fn after_ticks(&mut self, at: usize) -> usize {
        let length = run(&self.source[at..], b'`');
        let end = self.end(at);
        let text = &self.source[..end];
        let last = self.last.get_or_insert_with(|| {
            let mut last = Box::new([0; MAX_TICKS + 1]);
            let mut from = at;
            while let Some((start, length)) = next_run(text, from) {
                from = start + length;
                if let Some(last) = last.get_mut(length) {
                    *last = start;
                }
            }
            last
        });
        let mut from = at + length;
        if last.get(length).is_none_or(|&last| last < from) {
            return from;
        }
        while let Some((start, other)) = next_run(text, from) {
            from = start + other;
            if other == length {
                break;
            }
        }
        from
    }
}

/// Returns the offset and length of the next run of backticks.
fn next_run(text: &str, from: usize) -> Option<(usize, usize)> {
    let start = from + memchr::memchr(b'`', &text.as_bytes()[from..])?;
    Some((start, run(&text[start..], b'`')))
}

/// Returns whether a line ends the paragraph before it.
fn begins_block(line: &str) -> bool {
    let line = line.trim();
    let digits = run_of_digits(line);
    line.is_empty()
        || line.starts_with(['#', '>', '|'])
        || line.starts_with("```")
        || line.starts_with("~~~")
        || ["- ", "* ", "+ "].iter().any(|marker| line.starts_with(marker))
        || digits > 0 && line[digits..].starts_with(". ")
}

fn run_of_digits(line: &str) -> usize {
    line.bytes().take_while(u8::is_ascii_digit).count()
}
