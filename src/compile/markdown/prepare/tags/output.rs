//! The meaning of `{{ expression }}`.

use super::args::Args;
use super::links::video;
use super::meaning::Meaning;
use super::pictures;

/// Values that are a part of every URL of a site. URLs are resolved from the root of the content instead.
const BASES: [&str; 7] = [
    "site.url",
    "site.baseurl",
    "site.base_url",
    "site.github.url",
    "config.url",
    "config.root",
    "config.base_url",
];

/// Filters that keep a text as it is, apart from what a URL gets in front of it.
const FILTERS: [&str; 10] = [
    "relative_url",
    "absolute_url",
    "prepend",
    "escape",
    "xml_escape",
    "uri_escape",
    "url_for",
    "safe",
    "strip",
    "replace",
];

/// Returns what an expression stands for: text in quotes, and URLs of the site. What other values are is
/// not known.
pub fn meaning(expression: &str) -> Meaning {
    let (value, filters) = value(expression);
    let is_neutral = |filter: &str| {
        let name = filter.split([':', '(']).next().expect("split yields at least one piece");
        FILTERS.contains(&name.trim())
    };
    let keeps_value = filters.is_empty() || filters.split('|').all(is_neutral);
    if !keeps_value {
        return Meaning::LeftOut;
    }
    if let Some(text) = quoted(value) {
        return Meaning::Text(text.to_owned());
    }
    if BASES.contains(&value) {
        return Meaning::Text(String::new());
    }
    function(value).unwrap_or(Meaning::LeftOut)
}

/// Splits an expression into its value and its filters, which follow a `|`.
fn value(expression: &str) -> (&str, &str) {
    let mut quote = None;
    for (at, c) in expression.char_indices() {
        match (quote, c) {
            (Some(open), _) if open == c => quote = None,
            (None, '"' | '\'') => quote = Some(c),
            (None, '|') => return (expression[..at].trim(), expression[at + 1..].trim()),
            _ => {}
        }
    }
    (expression.trim(), "")
}

fn quoted(value: &str) -> Option<&str> {
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    value[1..].strip_suffix(quote).filter(|inner| !inner.contains(quote))
}

/// Reads a shortcode of Zola, such as `youtube(id="x")`, or a function that returns a URL.
fn function(value: &str) -> Option<Meaning> {
    let (name, args) = value.strip_suffix(')')?.split_once('(')?;
    let args = Args::parse(args);
    match name.trim() {
        "url_for" | "get_url" => {
            let path = args.get(&["path"], 0)?;
            let path = path.strip_prefix("@/").map_or(path.to_owned(), |path| format!("@/{path}"));
            Some(Meaning::Url(path))
        }
        "image" | "img" | "figure" | "resize_image" => match pictures::figure(&args) {
            Meaning::LeftOut => args.named(&["path"]).map(|path| Meaning::Url(path.to_owned())),
            image => Some(image),
        },
        name => video(name, &[args.get(&["id", "url"], 0)?]),
    }
}
