//! Draft status.
//!
//! A key that may hide a post is never ignored: a value that is neither clearly true nor clearly false
//! hides the post, or is an error.

use super::date;
use super::keys::{self, Keys};
use crate::compile::matter::{Entry, Node, Value};
use crate::compile::report::Problem;
use crate::post::{Code, ContentPath};

/// The folder for drafts in Jekyll and Hexo.
const DRAFTS: &str = "_drafts";
/// Values of `status` and `visibility` that hide a post in other tools.
const HIDING: [&str; 8] =
    ["draft", "private", "hidden", "unlisted", "pending", "trash", "protected", "password"];

/// Returns whether a post is a draft: by `draft` or `published`, by a key with which another tool hides
/// posts, or by the folder `_drafts`.
pub fn draft(keys: &mut Keys<'_, '_, '_>, path: &ContentPath) -> bool {
    let mut is_draft = path.folders().any(|folder| folder.eq_ignore_ascii_case(DRAFTS));
    for entry in keys.take_all(keys::DRAFT) {
        is_draft |= truth(keys, entry) == Some(true);
    }
    for entry in keys.take_all(keys::PUBLISHED) {
        if date::is_date(entry) {
            keys.keep(entry);
        } else {
            is_draft |= truth(keys, entry) == Some(false);
        }
    }
    for entry in keys.take_all(keys::HIDDEN) {
        is_draft |= hides(keys, entry, !is_false(&entry.node));
    }
    for entry in keys.take_all(keys::RENDER) {
        is_draft |= hides(keys, entry, !is_true(&entry.node));
    }
    for entry in keys.take_all(keys::STATUS) {
        is_draft |= hides(keys, entry, has_word(&entry.node, &HIDING));
    }
    for entry in keys.take_all(keys::BUILD) {
        is_draft |= hides(keys, entry, is_not_built(entry));
    }
    for entry in keys.take_all(keys::PASSWORD) {
        is_draft = true;
        keys.report(password(entry));
    }
    is_draft
}

/// Reports a key that hides the post. One that does not is also part of `extra`, because its meaning is
/// that of another tool.
fn hides(keys: &mut Keys<'_, '_, '_>, entry: &Entry<'_>, hides: bool) -> bool {
    if hides {
        keys.report(
            Problem::new(
                Code::HiddenByKey,
                entry.key_span,
                format!("`{}` hides the post, which is therefore a draft", entry.key),
            )
            .expected("`draft: true` if the post is a draft")
            .help(format!("write `draft: true`, or delete `{}` to publish the post", entry.key)),
        );
    } else {
        keys.keep(entry);
    }
    hides
}

/// Returns the warning for a password. It has no location, because that would show the password.
fn password(entry: &Entry<'_>) -> Problem {
    Problem::new(
        Code::PasswordUnsupported,
        None,
        format!("the post has a `{}`, which is not supported; the post is a draft", entry.key),
    )
    .expected("`draft: true`, or no password")
    .help("delete the password to publish the post")
}

/// Returns whether Hugo's build options leave a post out of the site, or out of all its lists.
fn is_not_built(entry: &Entry<'_>) -> bool {
    const NOT: [&str; 4] = ["never", "false", "no", "off"];
    let part = |name: &str, words: &[&str]| match &entry.node.value {
        Value::Map(entries) => entries
            .iter()
            .any(|entry| entry.key.eq_ignore_ascii_case(name) && has_word(&entry.node, words)),
        _ => {
            let key = entry.key.rsplit_once('.').map_or("", |(_, key)| key);
            key.eq_ignore_ascii_case(name) && has_word(&entry.node, words)
        }
    };
    part("render", &NOT) || part("render", &["link"]) || part("list", &NOT)
}

/// Returns whether a value is one of these words, or a list that contains one.
fn has_word(node: &Node<'_>, words: &[&str]) -> bool {
    match &node.value {
        Value::Seq(items) => items.iter().any(|item| has_word(item, words)),
        _ => node
            .text()
            .is_some_and(|text| words.iter().any(|word| text.trim().eq_ignore_ascii_case(word))),
    }
}

fn is_true(node: &Node<'_>) -> bool {
    has_word(node, &["true", "yes", "on", "1", "always"])
}

fn is_false(node: &Node<'_>) -> bool {
    has_word(node, &["false", "no", "off", "0", "never"])
}

fn truth(keys: &mut Keys<'_, '_, '_>, entry: &Entry<'_>) -> Option<bool> {
    let word = entry.node.text().map(|text| text.trim().to_ascii_lowercase());
    match word.as_deref() {
        Some("true" | "yes" | "on") => Some(true),
        Some("false" | "no" | "off") => Some(false),
        _ => {
            let example = format!("{}: true", entry.key);
            keys.wrong_kind(&entry.key, &entry.node, "`true` or `false`", &example);
            None
        }
    }
}
