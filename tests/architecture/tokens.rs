//! Finds paths and keywords in the token streams of macros and attributes, which `syn` does not parse.

use proc_macro2::{Span, TokenStream, TokenTree};

/// Something found in a token stream.
#[derive(Debug)]
pub enum Found {
    /// A path of at least two segments.
    Path(Vec<String>),
    /// `async` or `.await`.
    Async,
    /// `.elapsed()`.
    Elapsed,
    /// The name in `static NAME: …`.
    Static(String),
    /// A macro called by a single name.
    Macro(String),
}

/// Calls `found` for each finding in a stream and its groups.
pub fn scan(stream: &TokenStream, found: &mut impl FnMut(Span, Found)) {
    let tokens: Vec<_> = stream.clone().into_iter().collect();
    let is_sign = |at: usize, sign: char| match tokens.get(at) {
        Some(TokenTree::Punct(punct)) => punct.as_char() == sign,
        _ => false,
    };
    let mut at = 0;
    while at < tokens.len() {
        match &tokens[at] {
            TokenTree::Group(group) => scan(&group.stream(), found),
            TokenTree::Ident(first) => {
                let mut path = vec![name(first)];
                // A lifetime such as `'static` is a quote followed by an identifier.
                let is_lifetime = at > 0 && is_sign(at - 1, '\'');
                let is_method = at > 0 && is_sign(at - 1, '.');
                while is_sign(at + 1, ':') && is_sign(at + 2, ':') {
                    let Some(TokenTree::Ident(next)) = tokens.get(at + 3) else { break };
                    path.push(name(next));
                    at += 3;
                }
                let span = first.span();
                match (path.len(), path[0].as_str(), tokens.get(at + 1)) {
                    _ if is_lifetime => {}
                    (1, "async" | "await", _) => found(span, Found::Async),
                    (1, "elapsed", _) if is_method => found(span, Found::Elapsed),
                    (1, "static", Some(TokenTree::Ident(name))) => {
                        found(span, Found::Static(name.to_string()));
                    }
                    (1, _, _) if is_sign(at + 1, '!') && !is_sign(at + 2, '=') => {
                        found(span, Found::Macro(path.remove(0)));
                    }
                    (1, _, _) => {}
                    _ => found(span, Found::Path(path)),
                }
            }
            TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
        at += 1;
    }
}

/// Returns the text of an identifier without `r#`.
pub fn name(ident: &proc_macro2::Ident) -> String {
    let text = ident.to_string();
    text.strip_prefix("r#").map_or(text.clone(), str::to_owned)
}
