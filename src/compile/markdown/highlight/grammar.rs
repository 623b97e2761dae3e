//! The grammars in the form that the parser uses.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, OnceLock, PoisonError, RwLock};

use onig::{Regex, RegexOptions, Syntax};
use syntect::parsing::SyntaxSet;
use syntect::parsing::syntax_definition::{
    Context, ContextId, ContextReference, MatchPattern, context_iter,
};

/// All grammars. They are unpacked on first use, which takes a tenth of a second; rules of contexts and
/// their expressions are created when they are first needed.
pub static GRAMMARS: LazyLock<Grammars> = LazyLock::new(Grammars::unpack);

/// The grammars, with rules and expressions created from them.
pub struct Grammars {
    /// The set that references between contexts refer to.
    pub set: SyntaxSet,
    /// The initial context of each grammar, by its position in the set.
    starts: Vec<Option<Context>>,
    /// The contexts whose patterns apply in other contexts as well.
    prototypes: HashMap<ContextId, Context>,
    /// The rules of contexts, by the address of the context. Contexts are never moved.
    rules: RwLock<HashMap<usize, Arc<[Rule]>>>,
    /// Expressions by the address of their pattern, because contexts include patterns of others.
    expressions: RwLock<HashMap<usize, Arc<Expression>>>,
}

/// A pattern with its expression.
pub struct Rule {
    /// The effect of a match.
    pub pattern: &'static MatchPattern,
    /// The expression, unless it refers to text that another pattern has captured.
    pub expression: Arc<Expression>,
}

/// An expression that is compiled when it is first used. `None` inside if it is invalid by itself.
pub type Expression = OnceLock<Option<Regex>>;

impl Grammars {
    fn unpack() -> Self {
        let mut starts = Vec::new();
        let mut prototypes = HashMap::new();
        for grammar in two_face::syntax::extra_newlines().into_builder().syntaxes() {
            starts.push(grammar.contexts.get("__start").cloned());
            let prototype = grammar.contexts.get("prototype");
            let id = grammar.contexts.values().find_map(|context| context.prototype);
            prototypes.extend(id.zip(prototype.cloned()));
        }
        let set = two_face::syntax::extra_newlines();
        Self { set, starts, prototypes, rules: RwLock::default(), expressions: RwLock::default() }
    }

    /// Returns the initial context of the grammar at a position of the set.
    pub fn start(&'static self, position: usize) -> Option<&'static Context> {
        self.starts.get(position)?.as_ref()
    }

    /// Returns the context that a reference refers to.
    pub fn resolve(&'static self, reference: &ContextReference) -> Option<&'static Context> {
        reference.resolve(&self.set).ok()
    }

    /// Returns the context whose patterns apply in this one as well.
    pub fn prototype(&'static self, context: &Context) -> Option<&'static Context> {
        self.prototypes.get(&context.prototype?)
    }

    /// Returns the rules of a context and of those that it includes, in order.
    pub fn rules(&'static self, context: &'static Context) -> Arc<[Rule]> {
        let address = std::ptr::from_ref(context).addr();
        if let Some(rules) = read(&self.rules).get(&address) {
            return Arc::clone(rules);
        }
        let rules: Arc<[Rule]> = context_iter(&self.set, context)
            .filter_map(|(context, position)| {
                let pattern = context.match_at(position).ok()?;
                Some(Rule { pattern, expression: self.expression(pattern) })
            })
            .collect();
        let mut known = self.rules.write().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(known.entry(address).or_insert(rules))
    }

    fn expression(&self, pattern: &'static MatchPattern) -> Arc<Expression> {
        let address = std::ptr::from_ref(pattern).addr();
        if let Some(expression) = read(&self.expressions).get(&address) {
            return Arc::clone(expression);
        }
        let mut known = self.expressions.write().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(known.entry(address).or_default())
    }
}

fn read<T>(lock: &RwLock<T>) -> std::sync::RwLockReadGuard<'_, T> {
    lock.read().unwrap_or_else(PoisonError::into_inner)
}

/// Compiles an expression. `None` if it is invalid.
pub fn compile(expression: &str) -> Option<Regex> {
    let options = RegexOptions::REGEX_OPTION_CAPTURE_GROUP;
    Regex::with_options(expression, options, Syntax::default()).ok()
}

/// Replaces each back-reference such as `\1` in an expression by the escaped text that it refers to; text
/// that was not captured is empty.
pub fn with_references<'a>(expression: &str, text_of: impl Fn(usize) -> Option<&'a str>) -> String {
    let mut out = String::with_capacity(expression.len());
    let mut characters = expression.chars();
    while let Some(character) = characters.next() {
        if character != '\\' {
            out.push(character);
            continue;
        }
        match characters.next() {
            Some(next) => match next.to_digit(10) {
                Some(digit) => escape(&mut out, text_of(digit as usize).unwrap_or_default()),
                None => out.extend(['\\', next]),
            },
            None => out.push('\\'),
        }
    }
    out
}

fn escape(out: &mut String, text: &str) {
    for character in text.chars() {
        if r"\.+*?()|[]{}^$#&-~".contains(character) {
            out.push('\\');
        }
        out.push(character);
    }
}

#[cfg(test)]
mod tests {
    use super::with_references;

    #[test]
    fn references_are_replaced_by_captured_text() {
        let text_of = |number| (number == 1).then_some("E.F");
        assert_eq!(with_references(r"^\s*\1\\1(\2)\b", text_of), r"^\s*E\.F\\1()\b");
        assert_eq!(with_references(r"a\", text_of), r"a\");
    }
}
