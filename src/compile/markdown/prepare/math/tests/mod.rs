//! Which dollar signs are math.

mod blocks;
mod hostile;
mod inline;
mod loose;
mod strict;

use crate::compile::markdown::{AsWritten, RawHtml, RenderOptions, with_document};
use crate::post::{Dialect, Math};

fn html_as(markdown: &str, math: Math) -> String {
    let options = RenderOptions { raw_html: RawHtml::Escape, ..RenderOptions::default() };
    let dialect = Dialect { math, ..Dialect::default() };
    with_document(markdown, dialect, |document| document.html(&options, &AsWritten))
}

/// Returns the HTML by the strict rule, the default.
fn html(markdown: &str) -> String {
    html_as(markdown, Math::Strict)
}

/// Returns a paragraph that contains only this formula.
fn display(tex: &str) -> String {
    format!("<p><span data-math-style=\"display\">{tex}</span></p>\n")
}

/// Returns the formulas of a body, without the escapes of HTML. Those in display style begin with `$$`.
fn formulas(markdown: &str, math: Math) -> Vec<String> {
    let html = html_as(markdown, math);
    let spans = html.split("<span data-math-style=\"").skip(1).map(|span| {
        let (style, rest) = span.split_once("\">").expect("a start tag ends");
        let (tex, _) = rest.split_once("</span>").expect("a formula ends");
        let tex = tex.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"");
        let signs = if style == "display" { "$$" } else { "" };
        format!("{signs}{}", tex.replace("&amp;", "&"))
    });
    spans.collect()
}

/// Asserts that these are the formulas of a body.
fn assert_formulas(math: Math, markdown: &str, expected: &[&str]) {
    assert_eq!(formulas(markdown, math), expected, "{markdown}");
}
