//! The grammars in the form that the parser uses.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, OnceLock, PoisonError, RwLock};

use onig::{Regex, RegexOptions, Syntax};
use serde::Deserialize;
use serde_json::{Value, json};
use syntect::parsing::syntax_definition::{
    Context, ContextId, ContextReference, MatchOperation, MatchPattern, Pattern, context_iter,
};
use syntect::parsing::{Scope, SyntaxSet};

/// All grammars. Each is unpacked when it is first needed, which takes about a millisecond; rules of contexts and
/// their expressions are created when they are first needed.
pub static GRAMMARS: LazyLock<Grammars> = LazyLock::new(Grammars::new);

/// The grammars, with rules and expressions created from them.
pub struct Grammars {
    /// The set that references between contexts refer to.
    pub set: SyntaxSet,
    /// The initial context of each grammar, by its position in the set.
    starts: Vec<OnceLock<Option<&'static Context>>>,
    /// The contexts whose patterns apply in other contexts as well.
    prototypes: RwLock<HashMap<ContextId, Option<&'static Context>>>,
    /// The rules of contexts, by the address of the context. Contexts are never moved.
    rules: RwLock<HashMap<usize, Arc<[Rule]>>>,
    /// Expressions by their source, because contexts include patterns of others, and many patterns have the same.
    expressions: RwLock<HashMap<&'static str, Arc<Expression>>>,
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
    fn new() -> Self {
        let set = two_face::syntax::extra_newlines();
        Self {
            starts: set.syntaxes().iter().map(|_| OnceLock::new()).collect(),
            set,
            prototypes: RwLock::default(),
            rules: RwLock::default(),
            expressions: RwLock::default(),
        }
    }

    /// Returns the initial context of the grammar at a position of the set.
    pub fn start(&'static self, position: usize) -> Option<&'static Context> {
        *self.starts.get(position)?.get_or_init(|| {
            let scope = self.set.syntaxes()[position].scope;
            (0..)
                .map_while(|index| {
                    let id = json!({ "syntax_index": position, "context_index": index });
                    self.context(&id)
                })
                .find(|context| is_start(context, scope))
        })
    }

    /// Returns the context with an identifier. Syntect keeps identifiers opaque except in their serialized form,
    /// and has no other way to a context that does not unpack all grammars.
    fn context(&'static self, id: &Value) -> Option<&'static Context> {
        let reference = ContextReference::deserialize(json!({ "Direct": id })).ok()?;
        self.resolve(&reference)
    }

    /// Returns the context that a reference refers to.
    pub fn resolve(&'static self, reference: &ContextReference) -> Option<&'static Context> {
        reference.resolve(&self.set).ok()
    }

    /// Returns the context whose patterns apply in this one as well.
    pub fn prototype(&'static self, context: &Context) -> Option<&'static Context> {
        let id = context.prototype?;
        if let Some(prototype) = read(&self.prototypes).get(&id) {
            return *prototype;
        }
        let prototype = serde_json::to_value(id).ok().and_then(|id| self.context(&id));
        let mut known = self.prototypes.write().unwrap_or_else(PoisonError::into_inner);
        *known.entry(id).or_insert(prototype)
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
        let source = pattern.regex.regex_str();
        if let Some(expression) = read(&self.expressions).get(source) {
            return Arc::clone(expression);
        }
        let mut known = self.expressions.write().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(known.entry(source).or_default())
    }
}

/// Returns whether a context is the initial one of the grammar with this scope. Syntect adds it to each grammar: it has
/// the scope, and goes to the main context wherever it is.
fn is_start(context: &Context, scope: Scope) -> bool {
    let [Pattern::Match(only)] = &*context.patterns else { return false };
    context.meta_content_scope == [scope]
        && context.meta_scope.is_empty()
        && only.regex.regex_str().is_empty()
        && matches!(&only.operation, MatchOperation::Push(contexts) if contexts.len() == 1)
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
    use super::{GRAMMARS, with_references};

    #[test]
    fn the_initial_contexts_and_prototypes_are_those_of_syntect() {
        let builder = two_face::syntax::extra_newlines().into_builder();
        assert_eq!(builder.syntaxes().len(), GRAMMARS.set.syntaxes().len());
        for (position, grammar) in builder.syntaxes().iter().enumerate() {
            let name = &grammar.name;
            assert_eq!(GRAMMARS.start(position), grammar.contexts.get("__start"), "{name}");
            let of_grammar = grammar.contexts.get("prototype");
            for context in grammar.contexts.values().filter(|context| context.prototype.is_some()) {
                assert_eq!(GRAMMARS.prototype(context), of_grammar, "{name}");
            }
        }
        assert_eq!(GRAMMARS.start(builder.syntaxes().len()), None);
    }

    #[test]
    fn references_are_replaced_by_captured_text() {
        let text_of = |number| (number == 1).then_some("E.F");
        assert_eq!(with_references(r"^\s*\1\\1(\2)\b", text_of), r"^\s*E\.F\\1()\b");
        assert_eq!(with_references(r"a\", text_of), r"a\");
    }
}
