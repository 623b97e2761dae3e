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

/// Returns the translation key.
pub fn translation_key(keys: &mut Keys<'_, '_, '_>) -> Option<String> {
    let entry = keys.take(keys::TRANSLATION_KEY)?;
    let text = entry.node.text().map(|text| text.trim().to_owned());
    if text.is_none() {
        keys.keep(entry);
        keys.ignored(&entry.key, &entry.node, "translationKey: hello");
    }
    text
}

/// Returns the authored reading time, with all spaces inside its quotes. `true` and `false`, with which
/// themes show it, are no time.
pub fn read_time(keys: &mut Keys<'_, '_, '_>) -> Option<String> {
    let entry = keys.take(keys::READ_TIME)?;
    if entry.node.is_switch() {
        keys.keep(entry);
        return None;
    }
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
    let (code, title, from) = match (heading, context.name.folder) {
        (Some(heading), _) => (Code::TitleFromHeading, heading, "the first heading"),
        (None, Some(folder)) => (Code::TitleMissing, folder, "the name of the folder"),
        (None, None) => (Code::TitleMissing, context.path.stem(), "the name of the file"),
    };
    let place = keys.get(keys::TITLE[0]).map(|entry| entry.key_span);
    // In Obsidian, the name of the file is the title.
    let is_title = place.is_none() && context.name.folder.is_none() && title.contains(' ');
    let code = match code {
        Code::TitleMissing if is_title => Code::TitleFromFileName,
        code => code,
    };
    keys.report(
        Problem::new(
            code,
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
    const NAMES: [&str; 3] = ["name", "title", "label"];
    let Some(entry) = keys.take(keys::SERIES) else {
        let node = keys.taxonomy("series")?;
        return name(first(node), &NAMES).map(|name| name.trim().to_owned());
    };
    let has_more = match &entry.node.value {
        Value::Seq(items) => items.len() > 1,
        Value::Map(entries) => entries.len() > 1,
        _ => false,
    };
    let found = name(first(&entry.node), &NAMES).map(|name| name.trim().to_owned());
    if has_more || found.is_none() {
        keys.keep(entry);
    }
    if found.is_none() {
        keys.ignored(&entry.key, &entry.node, "series: Learning Rust");
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

/// Returns a string, or the first of some keys of a map that is one.
pub fn name<'n>(node: &'n Node<'_>, keys: &[&str]) -> Option<&'n str> {
    node.text().or_else(|| keys.iter().find_map(|key| node.get(key).and_then(Node::text)))
}
