//! Parses code by a grammar, line by line.
//!
//! The rules are those of [Sublime Text's syntax definitions](https://www.sublimetext.com/docs/syntax.html):
//! there is a stack of contexts, and of the patterns of the innermost one, the one that matches first in
//! the line applies. syntect's own parser follows them as well, but never returns for some inputs. This one counts
//! its work, because the cost of an expression shows only when it runs, and stops after a number of
//! attempts that is the same on every machine.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::rc::Rc;
use std::sync::Arc;

use onig::{MatchParam, Regex, Region, SearchOptions};
use syntect::parsing::ScopeStackOp;
use syntect::parsing::syntax_definition::{Context, MatchOperation, MatchPattern};

use super::budget::Budget;
use super::changes::{Changes, after_match, before_match};
use super::grammar::{GRAMMARS, Rule, compile, with_references};

/// The number of contexts that may be open. A match that would open another is ignored.
const MAX_DEPTH: usize = 100;

/// The state of the parser between two lines.
pub struct Parser<'b> {
    stack: Vec<Level>,
    /// Depths at which an inherited pattern has opened contexts. Inside of these, patterns inherited
    /// from further out do not apply.
    shields: Vec<usize>,
    begun: bool,
    budget: &'b mut Budget,
}

/// An open context.
struct Level {
    context: &'static Context,
    rules: Arc<[Rule]>,
    prototype: Option<Arc<[Rule]>>,
    /// Patterns that apply in this context and in all that it opens.
    inherited: Vec<(&'static Context, Arc<[Rule]>)>,
    captured: Option<Rc<Captured>>,
}

/// The text captured by the pattern that opened a context.
struct Captured {
    region: Region,
    line: String,
}

impl Captured {
    fn text(&self, group: usize) -> Option<&str> {
        let (start, end) = self.region.pos(group)?;
        self.line.get(start..end)
    }
}

/// A match of a pattern.
struct Found {
    region: Region,
    start: usize,
    end: usize,
    pattern: &'static MatchPattern,
    inherited: bool,
    /// Whether it would close a context at the position where it was opened, and so loop forever.
    loops: bool,
}

/// The line that is being parsed.
struct Line<'l> {
    text: &'l str,
    at: usize,
    /// The offset and depth at which a pattern has last opened a context without consuming text.
    idle: (usize, usize),
    /// The next match of each pattern, by the address of the pattern. `None` if it does not match in the
    /// rest of the line.
    next: HashMap<usize, Option<Region>, BuildHasherDefault<AddressHasher>>,
    /// The captures of the last search.
    found: Region,
}

/// A fast hasher for addresses, which differ in their middle bits. Nobody can choose them, so the map that
/// is used before every search needs no protection from collisions.
#[derive(Default)]
struct AddressHasher(u64);

impl Hasher for AddressHasher {
    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.write_usize(usize::from(byte));
        }
    }

    fn write_usize(&mut self, address: usize) {
        self.0 = (self.0 ^ address as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(32);
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

impl<'b> Parser<'b> {
    /// Creates a parser for the grammar at a position of the set. `None` if the grammar is faulty.
    pub fn new(position: usize, budget: &'b mut Budget) -> Option<Self> {
        let start = Level::new(GRAMMARS.start(position)?, Vec::new(), None);
        Some(Self { stack: vec![start], shields: Vec::new(), begun: false, budget })
    }

    /// Parses a line, including its line feed. `None` if the budget is spent or the grammar is faulty.
    pub fn read(&mut self, text: &str, changes: &mut Changes) -> Option<()> {
        if !self.begun {
            self.begun = true;
            let scopes = &self.stack.last()?.context.meta_content_scope;
            changes.extend(scopes.first().map(|scope| (0, ScopeStackOp::Push(*scope))));
        }
        let mut line = Line {
            text,
            at: 0,
            idle: (0, 0),
            next: HashMap::default(),
            found: Region::with_capacity(8),
        };
        while self.step(&mut line, changes)? {}
        Some(())
    }

    /// Applies the next match, and returns whether there was one.
    fn step(&mut self, line: &mut Line<'_>, changes: &mut Changes) -> Option<bool> {
        self.budget.step()?;
        let depth = self.stack.len();
        while self.shields.last().is_some_and(|&shield| shield >= depth) {
            self.shields.pop();
        }
        let Some(found) = self.find(line)? else { return Some(false) };
        if found.loops {
            let Some(next) = line.text.get(line.at..)?.chars().next() else { return Some(false) };
            line.at += next.len_utf8();
            return Some(line.at < line.text.len());
        }
        if found.end <= line.at && matches!(found.pattern.operation, MatchOperation::Push(_)) {
            line.idle = (found.end, depth + 1);
        }
        line.at = found.end;
        if found.inherited {
            self.shields.push(depth);
        }
        self.record(&found, changes)?;
        self.apply(&found, line.text)?;
        Some(true)
    }

    /// Finds the pattern that matches first. The outer `None` means that the budget is spent.
    fn find(&mut self, line: &mut Line<'_>) -> Option<Option<Found>> {
        let Self { stack, shields, budget, .. } = self;
        let level = stack.last()?;
        let checks_loops = line.idle == (line.at, stack.len());
        let shield = shields.last().copied().unwrap_or(0);
        let inherited = stack.get(shield..)?.iter().flat_map(|level| {
            let captured = level.captured.as_deref();
            level.inherited.iter().map(move |(_, rules)| (true, rules, captured))
        });
        let prototype = level.prototype.iter().map(|rules| (false, rules, None));
        let own = std::iter::once((false, &level.rules, level.captured.as_deref()));
        let mut best: Option<Found> = None;
        for (inherited, rules, captured) in inherited.chain(prototype).chain(own) {
            for rule in rules.iter() {
                let Some(region) = line.search(rule, captured, stack.len(), budget)? else {
                    continue;
                };
                let (start, end) = region.pos(0)?;
                let earlier = best
                    .as_ref()
                    .is_none_or(|best| start < best.start || (start == best.start && best.loops));
                if !earlier {
                    continue;
                }
                let operation = &rule.pattern.operation;
                if matches!(operation, MatchOperation::Push(_)) && stack.len() >= MAX_DEPTH {
                    return Some(None);
                }
                let pops = matches!(operation, MatchOperation::Pop);
                let loops = checks_loops && end <= line.at && pops;
                best = Some(Found { region, start, end, pattern: rule.pattern, inherited, loops });
                if start == line.at && !loops {
                    return Some(best);
                }
            }
        }
        Some(best)
    }

    /// Records the scopes of a match.
    fn record(&self, found: &Found, changes: &mut Changes) -> Option<()> {
        let Found { start, end, pattern, .. } = found;
        let context = self.stack.last()?.context;
        before_match(context, &pattern.operation, *start, changes)?;
        changes.extend(pattern.scope.iter().map(|scope| (*start, ScopeStackOp::Push(*scope))));
        let mut captured = Vec::new();
        for (group, scopes) in pattern.captures.iter().flatten() {
            let Some((from, to)) = found.region.pos(*group).filter(|(from, to)| from < to) else {
                continue;
            };
            // Of several that begin at one position, the longest is the outermost.
            let opens = (from, usize::MAX - (to - from));
            captured.extend(scopes.iter().map(|scope| (opens, ScopeStackOp::Push(*scope))));
            captured.push(((to, 0), ScopeStackOp::Pop(scopes.len())));
        }
        captured.sort_by_key(|(place, _)| *place);
        changes.extend(captured.into_iter().map(|((at, _), change)| (at, change)));
        if !pattern.scope.is_empty() {
            changes.push((*end, ScopeStackOp::Pop(pattern.scope.len())));
        }
        after_match(context, &pattern.operation, *end, changes)
    }

    /// Opens and closes contexts.
    fn apply(&mut self, found: &Found, line: &str) -> Option<()> {
        let (references, mut inherited_by_first) = match &found.pattern.operation {
            MatchOperation::None => return Some(()),
            MatchOperation::Pop => {
                self.stack.pop();
                return (!self.stack.is_empty()).then_some(());
            }
            MatchOperation::Push(references) => (references, Vec::new()),
            // Inherited patterns apply until the context that set them is closed.
            MatchOperation::Set(references) => (references, self.stack.pop()?.inherited),
        };
        for (position, reference) in references.iter().enumerate() {
            let mut inherited = std::mem::take(&mut inherited_by_first);
            if position + 1 == references.len()
                && let Some(reference) = &found.pattern.with_prototype
            {
                let context = GRAMMARS.resolve(reference)?;
                inherited.push((context, GRAMMARS.rules(context)));
            }
            let context = GRAMMARS.resolve(reference)?;
            let refers =
                context.uses_backrefs || inherited.iter().any(|(context, _)| context.uses_backrefs);
            let captured = refers
                .then(|| Rc::new(Captured { region: found.region.clone(), line: line.to_owned() }));
            self.stack.push(Level::new(context, inherited, captured));
        }
        Some(())
    }
}

impl Level {
    fn new(
        context: &'static Context,
        inherited: Vec<(&'static Context, Arc<[Rule]>)>,
        captured: Option<Rc<Captured>>,
    ) -> Self {
        let prototype = GRAMMARS.prototype(context).map(|prototype| GRAMMARS.rules(prototype));
        Self { context, rules: GRAMMARS.rules(context), prototype, inherited, captured }
    }
}

impl Line<'_> {
    /// Finds the next match of a rule that has an effect. The outer `None` means that the budget is spent.
    fn search(
        &mut self,
        rule: &Rule,
        captured: Option<&Captured>,
        depth: usize,
        budget: &mut Budget,
    ) -> Option<Option<Region>> {
        let address = std::ptr::from_ref(rule.pattern).addr();
        match self.next.get(&address) {
            Some(None) => return Some(None),
            Some(Some(region)) if region.pos(0).is_some_and(|(start, _)| start >= self.at) => {
                return Some(Some(region.clone()));
            }
            _ => {}
        }
        let captured = captured.filter(|_| rule.pattern.has_captures);
        let found = match captured {
            Some(captured) => {
                let source = rule.pattern.regex.regex_str();
                let source = with_references(source, |group| captured.text(group));
                budget.compile(source.len())?;
                self.run(compile(&source).as_ref(), budget)?
            }
            None => {
                let source = rule.pattern.regex.regex_str();
                let regex = rule.expression.get_or_init(|| compile(source));
                self.run(regex.as_ref(), budget)?
            }
        };
        let Some(region) = found else {
            if captured.is_none() {
                self.next.insert(address, None);
            }
            return Some(None);
        };
        let (start, end) = region.pos(0)?;
        let has_effect = match rule.pattern.operation {
            MatchOperation::None => start != end,
            MatchOperation::Push(_) => depth < MAX_DEPTH,
            MatchOperation::Set(_) | MatchOperation::Pop => true,
        };
        if !has_effect {
            return Some(None);
        }
        if captured.is_none() {
            self.next.insert(address, Some(region.clone()));
        }
        Some(Some(region))
    }

    fn run(&mut self, regex: Option<&Regex>, budget: &mut Budget) -> Option<Option<Region>> {
        let Some(regex) = regex else { return Some(None) };
        budget.search(self.text.len() - self.at)?;
        let mut param = MatchParam::default();
        param.set_retry_limit_in_match(Budget::MAX_RETRIES);
        let options = SearchOptions::SEARCH_OPTION_NONE;
        let (at, end) = (self.at, self.text.len());
        let region = Some(&mut self.found);
        match regex.search_with_param(self.text, at, end, options, region, param) {
            Ok(found) => Some(found.map(|_| self.found.clone())),
            Err(_) => {
                budget.give_up()?;
                Some(None)
            }
        }
    }
}
