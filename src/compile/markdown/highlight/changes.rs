//! Which scopes begin and end where a context is opened or left.

use syntect::parsing::ScopeStackOp;
use syntect::parsing::syntax_definition::{Context, ContextReference, MatchOperation};

use super::grammar::GRAMMARS;

/// What happens to the open scopes, each at a byte of a line.
pub type Changes = Vec<(usize, ScopeStackOp)>;

fn resolved(references: &[ContextReference]) -> Option<Vec<&'static Context>> {
    references.iter().map(|reference| GRAMMARS.resolve(reference)).collect()
}

/// Scopes of contexts that begin before the text of a match or end there.
pub fn before(
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

/// Scopes of contexts that begin behind the text of a match or end there.
pub fn after(
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
            // The scopes that were opened before the text are taken back and opened anew in their
            // right order, with those of the content.
            let begun: usize = opened.iter().map(|opened| opened.meta_scope.len()).sum();
            pop(begun + if is_set { own } else { 0 }, at, changes);
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
