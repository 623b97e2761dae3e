//! The dialect of a file: by its name, its front matter, its body and the options.

use super::markdown;
use super::matter::{Matter, Node};
use super::options::CompileOptions;
use crate::post::{ContentPath, Dialect, Math};

/// Front matter keys with which other tools load a renderer for math.
const MATH_KEYS: [&str; 4] = ["math", "mathjax", "katex", "latex"];

/// Returns the dialect of a file.
pub fn of(
    path: &ContentPath,
    matter: &Matter<'_>,
    body: &str,
    options: &CompileOptions,
) -> Dialect {
    let by_matter = || if wants_math(matter) { Math::Loose } else { Math::Strict };
    Dialect {
        math: options.math.unwrap_or_else(by_matter),
        tools: options.tools,
        mdx: path.as_str().to_ascii_lowercase().ends_with(".mdx")
            || markdown::imports_components(body),
    }
}

fn wants_math(matter: &Matter<'_>) -> bool {
    let is_true =
        |node: &Node<'_>| node.text().is_some_and(|text| text.trim().eq_ignore_ascii_case("true"));
    matter.entries.iter().any(|entry| {
        MATH_KEYS.iter().any(|key| entry.key.eq_ignore_ascii_case(key))
            // Some themes take `math: {enable: true}`.
            && (is_true(&entry.node) || entry.node.get("enable").is_some_and(is_true))
    })
}
