//! Fields that are a single string.

use super::context::Context;
use super::keys::{self, Keys, Names};
use crate::compile::matter::{Entry, Node, Value};
use crate::compile::report::{Problem, first_line};
use crate::post::Code;
use crate::text::soft_break::on_one_line;

/// Returns the trimmed string of a field.
pub fn plain(keys: &mut Keys<'_, '_, '_>, names: Names) -> Option<String> {
    let entry = keys.take(names)?;
    scalar(keys, entry, "Hello")
}

/// Returns the authored reading time, with all spaces inside its quotes.
pub fn read_time(keys: &mut Keys<'_, '_, '_>) -> Option<String> {
    let entry = keys.take(keys::READ_TIME)?;
    scalar(keys, entry, "12 min")?;
    entry.node.text().map(|text| text.trim_end_matches(['\n', '\r']).to_owned())
}

/// Returns the trimmed string of an entry, and reports lists and maps.
pub fn scalar(keys: &mut Keys<'_, '_, '_>, entry: &Entry<'_>, example: &str) -> Option<String> {
    let text = entry.node.text().map(|text| text.trim().to_owned());
    if text.is_none() {
        keys.wrong_kind(&entry.key, &entry.node, "a string", &format!("{}: {example}", entry.key));
    }
    text
}

/// Returns the title as a single line. The default is the first level-1 heading, or else the name
/// of the file, or of its folder for `index.md` and `README.md`.
pub fn title(keys: &mut Keys<'_, '_, '_>, context: &Context<'_>) -> String {
    if let Some(entry) = keys.take(keys::TITLE) {
        let title = scalar(keys, entry, "Hello").unwrap_or_default();
        return match title.contains(['\n', '\r']) {
            true => on_one_line(&title),
            false => title,
        };
    }
    let heading = context.facts.first_heading.as_deref().map(str::trim);
    let heading = heading.filter(|heading| !heading.is_empty());
    let (title, from) = match heading {
        Some(heading) => (heading, "the first heading"),
        None => match context.name.folder {
            Some(folder) => (folder, "the name of the folder"),
            None => (context.path.stem(), "the name of the file"),
        },
    };
    let place = keys.get(keys::TITLE[0]).map(|entry| entry.key_span);
    keys.report(
        Problem::new(
            Code::TitleMissing,
            place,
            format!("the post has no title; {from} is used instead: {}", first_line(title)),
        )
        .expected("a title in the front matter, such as `title: Hello`")
        .help(match place {
            Some(_) => "write a title after `title:`; put it in quotes if it begins with `#`",
            None => "add a `title` to the front matter",
        }),
    );
    title.to_owned()
}

/// Returns the series, which is a string, the first item of a list, or the name in a map.
pub fn series(keys: &mut Keys<'_, '_, '_>) -> Option<String> {
    let Some(entry) = keys.take(keys::SERIES) else {
        let node = keys.taxonomy("series")?;
        return name(first(node)).map(|name| name.trim().to_owned());
    };
    let has_more = match &entry.node.value {
        Value::Seq(items) => items.len() > 1,
        Value::Map(entries) => entries.len() > 1,
        _ => false,
    };
    if has_more {
        keys.keep(entry);
    }
    let found = name(first(&entry.node)).map(|name| name.trim().to_owned());
    if found.is_none() {
        keys.wrong_kind(&entry.key, &entry.node, "a string", "series: Learning Rust");
    }
    found.filter(|name| !name.is_empty())
}

/// Returns the first item of a list, or the node itself if it is not a list.
pub fn first<'n, 'a>(node: &'n Node<'a>) -> &'n Node<'a> {
    match &node.value {
        Value::Seq(items) => items.first().unwrap_or(node),
        _ => node,
    }
}

/// Returns a string, or the `label`, `name` or `title` of a map.
pub fn name<'n>(node: &'n Node<'_>) -> Option<&'n str> {
    node.text().or_else(|| {
        ["label", "name", "title"].iter().find_map(|key| node.get(key).and_then(Node::text))
    })
}
