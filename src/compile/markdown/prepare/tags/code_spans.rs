//! Code spans, found before the source is parsed.

use std::ops::Range;

/// The longest run of backticks that the parser pairs.
const MAX_RUN: usize = 80;

/// The code spans of one paragraph. Positions must be asked for in ascending order.
#[derive(Debug, Default)]
pub struct CodeSpans {
    runs: Vec<Run>,
    next: usize,
}

#[derive(Debug)]
struct Run {
    range: Range<usize>,
    /// Whether a backslash takes the meaning from the run.
    is_escaped: bool,
    /// The number of the next run of the same length.
    closing: Option<usize>,
}

impl CodeSpans {
    /// Finds the backticks in a range of the source.
    pub fn new(source: &str, paragraph: Range<usize>) -> Self {
        let bytes = source.as_bytes();
        let mut runs: Vec<Run> = Vec::new();
        for at in memchr::memchr_iter(b'`', &bytes[paragraph.clone()]) {
            let at = paragraph.start + at;
            match runs.last_mut() {
                Some(run) if run.range.end == at => run.range.end += 1,
                _ => {
                    let backslashes = bytes[paragraph.start..at].iter().rev();
                    let backslashes = backslashes.take_while(|&&byte| byte == b'\\').count();
                    let is_escaped = backslashes % 2 == 1;
                    runs.push(Run { range: at..at + 1, is_escaped, closing: None });
                }
            }
        }
        let mut last = [None; MAX_RUN + 1];
        for number in (0..runs.len()).rev() {
            let length = runs[number].range.len();
            if length <= MAX_RUN {
                runs[number].closing = last[length].replace(number);
            }
        }
        Self { runs, next: 0 }
    }

    /// Whether an offset is in a code span.
    pub fn contains(&mut self, at: usize) -> bool {
        while let Some(run) = self.runs.get(self.next).filter(|run| run.range.start < at) {
            match run.closing.filter(|_| !run.is_escaped) {
                Some(closing) if self.runs[closing].range.start > at => return true,
                Some(closing) => self.next = closing + 1,
                None => self.next += 1,
            }
        }
        false
    }

    /// Continues after a piece of the source that is not Markdown.
    pub fn skip_to(&mut self, at: usize) {
        while self.runs.get(self.next).is_some_and(|run| run.range.start < at) {
            self.next += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::CodeSpans;

    #[test]
    fn a_code_span_ends_at_a_run_of_the_same_length() {
        let source = "a `b` ``c ` d`` \\`e `f` `g";
        let mut spans = CodeSpans::new(source, 0..source.len());
        let inside: String = source
            .char_indices()
            .filter(|&(at, c)| c.is_alphabetic() && spans.contains(at))
            .map(|(_, c)| c)
            .collect();
        assert_eq!(inside, "bcdf");
    }
}
