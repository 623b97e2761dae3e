//! The dialect of a file: by its name, its front matter, its body and the options.

use super::markdown;
use super::matter::{Matter, Node};
use super::options::CompileOptions;
use crate::post::{ContentPath, Dialect, Math};

/// Front matter keys with which other tools load a renderer for math.
const MATH_KEYS: [&str; 4] = ["math", "mathjax", "katex", "latex"];
/// The maps in which Zola and Hugo have the keys of themes.
const MAPS_OF_THEMES: [&str; 2] = ["extra", "params"];

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
    matter.entries.iter().any(|entry| {
        is_one_of(&entry.key, &MATH_KEYS) && is_enabled(&entry.node)
            || is_one_of(&entry.key, &MAPS_OF_THEMES)
                && MATH_KEYS.iter().any(|key| entry.node.get(key).is_some_and(is_enabled))
    })
}

fn is_one_of(key: &str, known: &[&str]) -> bool {
    known.iter().any(|known| key.eq_ignore_ascii_case(known))
}

/// Whether a value is `true`. Some themes take `math: {enable: true}`.
fn is_enabled(node: &Node<'_>) -> bool {
    let is_true =
        |node: &Node<'_>| node.text().is_some_and(|text| text.trim().eq_ignore_ascii_case("true"));
    is_true(node) || node.get("enable").is_some_and(is_true)
}
