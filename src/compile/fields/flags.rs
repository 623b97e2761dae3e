//! Draft status.

use super::keys::{self, Keys};
use crate::compile::dates;
use crate::compile::matter::Entry;
use crate::post::ContentPath;

/// The folder for drafts in Jekyll and Hexo.
const DRAFTS: &str = "_drafts";

/// Returns whether a post is a draft according to `draft`, `published` or the folder `_drafts`.
pub fn draft(keys: &mut Keys<'_, '_, '_>, path: &ContentPath) -> bool {
    let draft = keys.take(keys::DRAFT).and_then(|entry| truth(keys, entry)).unwrap_or(false);
    let unpublished = match keys.take(keys::PUBLISHED) {
        // Some tools use this name for a date.
        Some(entry) if entry.node.text().is_some_and(|text| dates::parse(text).is_ok()) => {
            keys.keep(entry);
            false
        }
        Some(entry) => truth(keys, entry) == Some(false),
        None => false,
    };
    draft || unpublished || path.folders().any(|folder| folder == DRAFTS)
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
