//! Writes code with spans.

use syntect::parsing::{BasicScopeStackOp, ScopeStack};

use super::super::escape;
use super::budget::Budget;
use super::class::Class;
use super::parser::Parser;
use super::scope;

/// Writes code, whose lines end with a line feed, by the grammar at a position of the set. `None` if the
/// budget is spent or the grammar is faulty; the output is then incomplete.
pub fn write(out: &mut String, position: usize, code: &str, budget: &mut Budget) -> Option<()> {
    let mut parser = Parser::new(position, budget)?;
    let mut changes = Vec::new();
    let mut open = OpenScopes::default();
    let mut line = Line::default();
    for text in code.split_inclusive('\n') {
        parser.read(text, &mut changes)?;
        for (at, change) in changes.drain(..) {
            line.extend_to(at, open.class());
            let OpenScopes { scopes, classes } = &mut open;
            let follow = |change: BasicScopeStackOp, _: &[_]| match change {
                BasicScopeStackOp::Push(scope) => {
                    classes.push(scope::class_of(classes.last().copied().flatten(), scope));
                }
                BasicScopeStackOp::Pop => {
                    classes.pop();
                }
            };
            scopes.apply_with_hook(&change, follow).ok()?;
        }
        line.extend_to(text.len(), open.class());
        line.write(out, text)?;
    }
    Some(())
}

/// The open scopes, and the class of a token in each of them.
#[derive(Default)]
struct OpenScopes {
    scopes: ScopeStack,
    classes: Vec<Option<Class>>,
}

impl OpenScopes {
    fn class(&self) -> Option<Class> {
        self.classes.last().copied().flatten()
    }
}

/// The parts of a line, each with its end as a byte offset. Neighbours differ in class.
#[derive(Default)]
struct Line {
    parts: Vec<(usize, Option<Class>)>,
}

impl Line {
    fn extend_to(&mut self, end: usize, class: Option<Class>) {
        match self.parts.last_mut() {
            Some((last, _)) if end <= *last => {}
            Some((last, before)) if *before == class => *last = end,
            None if end == 0 => {}
            _ => self.parts.push((end, class)),
        }
    }

    /// Writes and removes the parts. `None` if an offset is inside of a character.
    fn write(&mut self, out: &mut String, text: &str) -> Option<()> {
        let mut start = 0;
        for (end, class) in self.parts.drain(..) {
            let part = text.get(start..end)?;
            start = end;
            let inner = part.trim();
            let Some(class) = class.filter(|_| !inner.is_empty()) else {
                escape::text(out, part);
                continue;
            };
            let before = part.len() - part.trim_start().len();
            escape::text(out, &part[..before]);
            out.push_str("<span class=\"");
            out.push_str(class.name());
            out.push_str("\">");
            escape::text(out, inner);
            out.push_str("</span>");
            escape::text(out, &part[before + inner.len()..]);
        }
        Some(())
    }
}
