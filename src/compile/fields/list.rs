//! Fields that are lists of strings.

use std::collections::HashSet;
use std::sync::Arc;

use percent_encoding::percent_decode_str;

use super::keys::{self, Keys};
use super::text::name;
use crate::compile::matter::{Entry, Node, Value};
use crate::compile::report::{Problem, first_line};
use crate::post::Code;
use crate::text::fold::fold;

/// The keys of a map that is a term: `label` is that of Docusaurus.
const TERM: [&str; 3] = ["label", "name", "title"];
/// The keys of a map that is an author: `key` is that of Docusaurus, whose `title` is a job.
const AUTHOR: [&str; 4] = ["name", "label", "key", "id"];

/// Returns the categories in `category`, then those in `categories`.
pub fn categories(keys: &mut Keys<'_, '_, '_>) -> Box<[Arc<str>]> {
    let entries = keys.take_all(keys::CATEGORY);
    terms(keys, &entries, "categories", false)
}

/// Returns the tags.
pub fn tags(keys: &mut Keys<'_, '_, '_>) -> Box<[Arc<str>]> {
    let entries: Vec<_> = keys.take(keys::TAGS).into_iter().collect();
    terms(keys, &entries, "tags", false)
}

/// Returns the authors in `author`, then those in `authors`. An author can be a map with a name.
pub fn authors(keys: &mut Keys<'_, '_, '_>) -> Box<[Arc<str>]> {
    let entries = keys.take_all(keys::AUTHORS);
    terms(keys, &entries, "authors", true)
}

/// Returns the terms in some entries or, without entries, in the Zola taxonomy of that name.
fn terms(
    keys: &mut Keys<'_, '_, '_>,
    entries: &[&Entry<'_>],
    taxonomy: &str,
    maps: bool,
) -> Box<[Arc<str>]> {
    let mut found = Found::default();
    for entry in entries {
        found.top(&entry.node, maps);
        if std::mem::take(&mut found.has_more) {
            keys.keep(entry);
        }
        for (node, name) in std::mem::take(&mut found.maps) {
            if !maps {
                keys.report(term_from_map(&entry.key, node, name));
            }
        }
        for node in std::mem::take(&mut found.split) {
            keys.report(term_split(&entry.key, node));
        }
        for node in std::mem::take(&mut found.odd) {
            let example = if maps { "[Lin Wei, Maria]" } else { "[Rust, Web]" };
            keys.keep(entry);
            keys.ignored(&entry.key, node, &format!("{}: {example}", entry.key));
        }
        if let Some(text) = found.texts.iter().find(|text| in_typographic_quotes(text)) {
            keys.report(typographic_quotes(entry, text.trim()));
        }
        for node in std::mem::take(&mut found.wrong) {
            let example = format!("{}: [Rust, Web]", entry.key);
            keys.wrong_kind(&entry.key, node, "a list of strings", &example);
        }
    }
    if entries.is_empty()
        && let Some(node) = keys.taxonomy(taxonomy)
    {
        found.top(node, maps);
    }
    deduplicated(found.texts)
}

fn in_typographic_quotes(text: &str) -> bool {
    let text = text.trim();
    [('“', '”'), ('‘', '’'), ('「', '」'), ('＂', '＂')].iter().any(|&(open, close)| {
        text.len() > open.len_utf8() && text.starts_with(open) && text.ends_with(close)
    })
}

fn typographic_quotes(entry: &Entry<'_>, text: &str) -> Problem {
    let message =
        format!("the quotes of `{}` are typographic and become a part of it", first_line(text));
    Problem::new(Code::TypographicQuotes, entry.node.span, message)
        .expected("the quotes `\"` or `'`, or none")
        .help("type the quotes again, or delete them")
}

/// Returns the warning for an item that is split at Chinese commas.
fn term_split(key: &str, node: &Node<'_>) -> Problem {
    let text = first_line(node.text().unwrap_or_default());
    let message =
        format!("an item of `{key}` contains a Chinese comma: `{text}`; it is split there");
    Problem::new(Code::TermSplit, node.span, message)
        .expected("one term in each item")
        .help("write `,` between the items of a list")
}

/// Returns the warning for a map of which only the name is used.
fn term_from_map(key: &str, node: &Node<'_>, name: &str) -> Problem {
    let name = first_line(name);
    let message = format!("an item of `{key}` is a map, which is read as its name, `{name}`");
    Problem::new(Code::TermFromMap, node.span, message)
        .expected(format!("a string, such as `{name}`"))
        .help("write only the name; put it in quotes if it contains `: ` or begins with `{`")
}

/// The strings found in a list, and other values.
#[derive(Default)]
struct Found<'n, 'a> {
    texts: Vec<&'n str>,
    /// Values that cannot be what was meant.
    wrong: Vec<&'n Node<'a>>,
    /// Items that are left out.
    odd: Vec<&'n Node<'a>>,
    /// Items that are split.
    split: Vec<&'n Node<'a>>,
    /// Maps of which only the name is used, except for those with Docusaurus's `label`.
    maps: Vec<(&'n Node<'a>, &'n str)>,
    /// Whether a map has more than a name.
    has_more: bool,
}

impl<'n, 'a> Found<'n, 'a> {
    /// Adds a top-level value. A string is split at commas.
    fn top(&mut self, node: &'n Node<'a>, maps: bool) {
        match &node.value {
            Value::Scalar(scalar) => self.texts.extend(scalar.text.split([',', '，', '、'])),
            Value::Map(_) if !maps => self.wrong.push(node),
            _ => self.item(node, if maps { &AUTHOR } else { &TERM }),
        }
    }

    /// Adds an item or, recursively, the items of a list. The depth of the tree is limited. An item of a
    /// list of terms is split at Chinese commas, which an input method writes for `,`. A map is read by the
    /// first of some keys.
    fn item(&mut self, node: &'n Node<'a>, names: &[&str]) {
        const CHINESE: [char; 2] = ['，', '、'];
        match &node.value {
            Value::Null => {}
            Value::Scalar(scalar) if scalar.text.contains(CHINESE) && !names.is_empty() => {
                self.texts.extend(scalar.text.split(CHINESE));
                self.split.push(node);
            }
            Value::Scalar(scalar) => self.texts.push(&scalar.text),
            Value::Seq(items) => items.iter().for_each(|item| self.item(item, names)),
            Value::Map(entries) => match name(node, names) {
                Some(name) => {
                    self.texts.push(name);
                    if node.get("label").is_none() {
                        self.maps.push((node, name));
                    }
                    self.has_more |= entries.len() > 1;
                }
                None => self.odd.push(node),
            },
        }
    }
}

/// Trims terms, and removes empty ones and those that are equal after folding.
fn deduplicated(texts: Vec<&str>) -> Box<[Arc<str>]> {
    let mut seen = HashSet::new();
    let texts = texts.into_iter().map(str::trim).filter(|text| !text.is_empty());
    texts.filter(|text| seen.insert(fold(text))).map(Arc::from).collect()
}

/// Returns the old slugs and paths: those in the front matter, and `other`.
pub fn aliases(keys: &mut Keys<'_, '_, '_>, other: Option<String>) -> Box<[Box<str>]> {
    let mut found = Found::default();
    for entry in keys.take_all(keys::ALIASES) {
        found.item(&entry.node, &[]);
        for node in std::mem::take(&mut found.odd) {
            keys.keep(entry);
            keys.ignored(&entry.key, node, "aliases: [/old/path]");
        }
    }
    let mut seen = HashSet::new();
    let paths = found.texts.into_iter().map(alias).chain(other).filter(|path| !path.is_empty());
    paths.filter(|path| seen.insert(path.clone())).map(String::into_boxed_str).collect()
}

/// Returns a path without host, percent-encoding and outer slashes.
pub fn alias(text: &str) -> String {
    let text = text.trim();
    let path = match text.split_once("://") {
        Some((scheme, rest)) if scheme.bytes().all(|byte| byte.is_ascii_alphanumeric()) => {
            rest.split_once('/').map_or("", |(_, path)| path)
        }
        _ => text,
    };
    let path = percent_decode_str(path).decode_utf8().unwrap_or(path.into());
    path.trim_matches(|c: char| c == '/' || c.is_whitespace()).to_owned()
}
