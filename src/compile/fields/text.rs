//! Fields that are one text.

use super::Context;
use super::keys::{self, Keys, Names};
use crate::compile::matter::{Entry, Node, Value};
use crate::compile::report::Problem;
use crate::post::Code;

/// A text as written, trimmed. A list or a map is of the wrong kind.
pub fn plain(keys: &mut Keys<'_, '_, '_>, names: Names) -> Option<String> {
    let entry = keys.take(names)?;
    scalar(keys, entry, "Hello")
}

/// The authored reading time, with every blank that stands in its quotes.
pub fn read_time(keys: &mut Keys<'_, '_, '_>) -> Option<String> {
    let entry = keys.take(keys::READ_TIME)?;
    scalar(keys, entry, "12 min")?;
    entry.node.text().map(|text| text.trim_end_matches(['\n', '\r']).to_owned())
}

/// The trimmed text of an entry.
pub fn scalar(keys: &mut Keys<'_, '_, '_>, entry: &Entry<'_>, example: &str) -> Option<String> {
    let text = entry.node.text().map(|text| text.trim().to_owned());
    if text.is_none() {
        keys.wrong_kind(&entry.key, &entry.node, "a text", &format!("{}: {example}", entry.key));
    }
    text
}

/// The title on one line. Missing: the first level-1 heading, else the name of the file, or of the
/// folder for `index.md` and `README.md`.
pub fn title(keys: &mut Keys<'_, '_, '_>, context: &Context<'_>) -> String {
    if let Some(entry) = keys.take(keys::TITLE) {
        let title = scalar(keys, entry, "Hello").unwrap_or_default();
        return match title.contains(['\n', '\r']) {
            true => title.split_whitespace().collect::<Vec<_>>().join(" "),
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
    let place = keys.look(keys::TITLE[0]).map(|entry| entry.key_span);
    keys.report(
        Problem::new(
            Code::TitleMissing,
            place,
            format!("the post has no title; {from} serves as one: {}", shortened(title)),
        )
        .expected("a title in the front matter, such as `title: Hello`")
        .help(match place {
            Some(_) => "write a title behind `title:`; put it in quotes if it begins with `#`",
            None => "add a `title` to the front matter",
        }),
    );
    title.to_owned()
}

/// The series: a text, the first of a list, or the name of a map.
pub fn series(keys: &mut Keys<'_, '_, '_>) -> Option<String> {
    let Some(entry) = keys.take(keys::SERIES) else {
        let node = keys.taxonomy("series")?;
        return name(first(node)).map(|name| name.trim().to_owned());
    };
    let whole = match &entry.node.value {
        Value::Seq(items) => items.len() > 1,
        Value::Map(entries) => entries.len() > 1,
        _ => false,
    };
    if whole {
        keys.keep(entry);
    }
    let found = name(first(&entry.node)).map(|name| name.trim().to_owned());
    if found.is_none() {
        keys.wrong_kind(&entry.key, &entry.node, "a text", "series: Learning Rust");
    }
    found.filter(|name| !name.is_empty())
}

/// The first item of a list; anything else is itself.
pub fn first<'n, 'a>(node: &'n Node<'a>) -> &'n Node<'a> {
    match &node.value {
        Value::Seq(items) => items.first().unwrap_or(node),
        _ => node,
    }
}

/// A text, or what a map calls itself: `label`, `name` or `title`.
pub fn name<'n>(node: &'n Node<'_>) -> Option<&'n str> {
    node.text().or_else(|| {
        ["label", "name", "title"].iter().find_map(|key| node.get(key).and_then(Node::text))
    })
}

/// A text for a message: one line, not too long.
pub fn shortened(text: &str) -> String {
    const LONGEST: usize = 60;
    let line = text.trim().lines().next().unwrap_or_default();
    match line.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line.to_owned(),
    }
}
