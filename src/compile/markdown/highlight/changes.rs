//! The scopes that begin and end when a context is opened or closed.

use syntect::parsing::ScopeStackOp;
use syntect::parsing::syntax_definition::{Context, ContextReference, MatchOperation};

use super::grammar::GRAMMARS;

/// Changes of the open scopes, each at a byte offset of a line.
pub type Changes = Vec<(usize, ScopeStackOp)>;

fn resolved(references: &[ContextReference]) -> Option<Vec<&'static Context>> {
    references.iter().map(|reference| GRAMMARS.resolve(reference)).collect()
}

/// Adds the scopes of contexts that begin or end before the text of a match. `None` if the grammar is
/// faulty.
pub fn before_match(
    context: &Context,
    operation: &MatchOperation,
    at: usize,
    changes: &mut Changes,
) -> Option<()> {
    match operation {
        MatchOperation::None => {}
        MatchOperation::Pop => pop(context.meta_content_scope.len(), at, changes),
        MatchOperation::Push(references) | MatchOperation::Set(references) => {
            let is_set = matches!(operation, MatchOperation::Set(_));
            if is_set && context.clear_scopes.is_some() {
                changes.push((at, ScopeStackOp::Restore));
            }
            for opened in resolved(references)? {
                if let Some(amount) = opened.clear_scopes.filter(|_| !is_set) {
                    changes.push((at, ScopeStackOp::Clear(amount)));
                }
                let scopes = opened.meta_scope.iter();
                changes.extend(scopes.map(|scope| (at, ScopeStackOp::Push(*scope))));
            }
        }
    }
    Some(())
}

/// Adds the scopes of contexts that begin or end after the text of a match. `None` if the grammar is
/// faulty.
pub fn after_match(
    context: &Context,
    operation: &MatchOperation,
    at: usize,
    changes: &mut Changes,
) -> Option<()> {
    match operation {
        MatchOperation::None => {}
        MatchOperation::Pop => {
            pop(context.meta_scope.len(), at, changes);
            if context.clear_scopes.is_some() {
                changes.push((at, ScopeStackOp::Restore));
            }
        }
        MatchOperation::Push(references) | MatchOperation::Set(references) => {
            let is_set = matches!(operation, MatchOperation::Set(_));
            let own = context.meta_scope.len() + context.meta_content_scope.len();
            let opened = resolved(references)?;
            let has_content = |opened: &&Context| {
                !opened.meta_content_scope.is_empty() || (opened.clear_scopes.is_some() && is_set)
            };
            let reopens = (is_set && own > 0) || opened.iter().any(has_content);
            if !reopens {
                return Some(());
            }
            // The scopes that were opened before the text are closed and reopened in their right
            // order, together with those of the content.
            let reopened: usize = opened.iter().map(|opened| opened.meta_scope.len()).sum();
            pop(reopened + if is_set { own } else { 0 }, at, changes);
            for opened in opened {
                if let Some(amount) = opened.clear_scopes.filter(|_| is_set) {
                    changes.push((at, ScopeStackOp::Clear(amount)));
                }
                let scopes = opened.meta_scope.iter().chain(&opened.meta_content_scope);
                changes.extend(scopes.map(|scope| (at, ScopeStackOp::Push(*scope))));
            }
        }
    }
    Some(())
}

fn pop(count: usize, at: usize, changes: &mut Changes) {
    if count > 0 {
        changes.push((at, ScopeStackOp::Pop(count)));
    }
}
