//! Emphasis marks, as far as they show what a dollar sign means.
//!
//! `**35$**，原来是**40$**` has two prices, because a mark in between closes emphasis that began before, and one
//! opens emphasis that ends after. `*V^*$` and `a*b` are TeX. Without the formulas the parser could tell which
//! marks match, but which signs are formulas depends on the marks; so this is decided by the signs that the
//! marks are next to.

/// The number of kinds of marks: two characters with one, two or more signs.
const KINDS: usize = 6;

/// A run of `*` or `_`.
#[derive(Debug, Clone, Copy)]
pub struct Mark {
    /// Its character and length: only equal marks match.
    kind: usize,
    opens: bool,
    closes: bool,
    /// Whether it can only open or only close, because whitespace or punctuation is on the other side.
    one_sided: bool,
    /// Whether it is next to whitespace or a letter that TeX does not have.
    in_prose: bool,
}

impl Mark {
    /// Reads the run of a character between two positions.
    pub fn new(text: &str, start: usize, end: usize) -> Self {
        let before = text[..start].chars().next_back().unwrap_or('\n');
        let after = text[end..].chars().next().unwrap_or('\n');
        let is_underscore = text.as_bytes()[start] == b'_';
        let is_word = |c: char| is_underscore && c.is_alphanumeric();
        Self {
            kind: (end - start).min(3) - 1 + if is_underscore { 3 } else { 0 },
            opens: !after.is_whitespace() && !is_word(before),
            closes: !before.is_whitespace() && !is_word(after),
            one_sided: is_flanking(before, after) != is_flanking(after, before),
            in_prose: !(before.is_ascii_graphic() && after.is_ascii_graphic()),
        }
    }

    /// Whether this is one sign, which is common in TeX.
    fn is_single(self) -> bool {
        self.kind.is_multiple_of(3)
    }
}

/// Whether a run is on the outer side of a text that begins with `inner`, as CommonMark defines it.
fn is_flanking(outer: char, inner: char) -> bool {
    !inner.is_whitespace() && (inner.is_alphanumeric() || !outer.is_alphanumeric())
}

/// The last marks in a text that close emphasis.
#[derive(Debug, Clone, Copy, Default)]
pub struct LastClosing {
    any: [usize; KINDS],
    one_sided: [usize; KINDS],
}

impl LastClosing {
    /// Adds a mark. Marks are added in order.
    pub fn add(&mut self, at: usize, mark: Mark) {
        if mark.closes {
            self.any[mark.kind] = at;
            if mark.one_sided {
                self.one_sided[mark.kind] = at;
            }
        }
    }
}

/// The marks that are open at some position.
#[derive(Debug, Default)]
pub struct Open {
    stack: Vec<Mark>,
    counts: [usize; KINDS],
    /// How many of them are in prose.
    in_prose: [usize; KINDS],
}

impl Open {
    /// Passes a mark. Returns the one that it closes.
    pub fn pass(&mut self, mark: Mark) -> Option<Mark> {
        if mark.closes && self.counts[mark.kind] > 0 {
            while let Some(top) = self.stack.pop() {
                self.counts[top.kind] -= 1;
                self.in_prose[top.kind] -= usize::from(top.in_prose);
                if top.kind == mark.kind {
                    return Some(top);
                }
            }
        }
        if mark.opens {
            self.stack.push(mark);
            self.counts[mark.kind] += 1;
            self.in_prose[mark.kind] += usize::from(mark.in_prose);
        }
        None
    }
}

/// Whether two dollar signs are on different sides of emphasis, so that what is between them is no formula.
/// `outside` are the marks that are open at the first sign, `end` is the position of the second.
pub fn crosses(
    outside: &Open,
    between: impl Iterator<Item = Mark>,
    last: &LastClosing,
    end: usize,
) -> bool {
    let mut inside = Open::default();
    let mut closed = [0; KINDS];
    let mut closing = None;
    for mark in between {
        let is_open_inside = inside.counts[mark.kind] > 0;
        let is_open_outside = outside.counts[mark.kind] > closed[mark.kind];
        // Two signs of multiplication, as in `2*3，$a*b$`, are not emphasis.
        let is_emphasis = mark.in_prose || outside.in_prose[mark.kind] > 0;
        if mark.closes && !is_open_inside && is_open_outside && is_emphasis {
            closed[mark.kind] += 1;
            closing = closing.or(Some(mark));
        } else if let Some(opening) = inside.pass(mark)
            && !mark.is_single()
            && mark.in_prose
            && opening.in_prose
        {
            return true;
        }
    }
    let is_closed_later = |mark: &Mark| last.any[mark.kind] > end;
    let mut opened = inside.stack.iter().filter(|mark| is_closed_later(mark));
    match closing {
        Some(mark) => {
            opened.next().is_some() || !is_closed_later(&mark) || mark.in_prose && !mark.is_single()
        }
        None => opened.any(|mark| {
            mark.in_prose
                && (!mark.is_single() || mark.one_sided && last.one_sided[mark.kind] > end)
        }),
    }
}
