mod code;
mod hexo;
mod hostile;
mod hugo;
mod jekyll;
mod places;

use crate::compile::markdown::{RenderOptions, facts, render};
use crate::post::Dialect;

fn html(markdown: &str) -> String {
    render(markdown, &RenderOptions { highlight: false, ..RenderOptions::default() }).html
}

/// Returns the tags that are left out.
fn left_out(markdown: &str) -> Vec<String> {
    let facts = facts(markdown, Dialect::default()).unwrap();
    facts.left_out.into_iter().map(|tag| tag.label.into()).collect()
}
