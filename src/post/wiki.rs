//! Links by the name of a page instead of its path, as in Obsidian.

use std::borrow::Cow;

use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};

/// The first character of the URL of such a link. No path that an author writes begins with it.
const MARK: char = '\u{97}';

/// What a name must not contain as part of a URL.
const RESERVED: &AsciiSet = &CONTROLS.add(b'%').add(b'?').add(b'#').add(b':');

/// Returns the URL of a link to a page or file of a name, with the id of a heading.
///
/// ```
/// use inkstone::post::{wiki_name, wiki_url};
/// let url = wiki_url("笔记: a", Some("b"));
/// assert_eq!(wiki_name(&url).as_deref(), Some("笔记: a"));
/// assert!(url.ends_with("#b") && wiki_name("a.md").is_none());
/// ```
pub fn wiki_url(name: &str, id: Option<&str>) -> String {
    let name = utf8_percent_encode(name, RESERVED);
    match id {
        Some(id) => format!("{MARK}{name}#{id}"),
        None => format!("{MARK}{name}"),
    }
}

/// Returns the name in such a URL. `None` if a URL is not one.
pub fn wiki_name(url: &str) -> Option<Cow<'_, str>> {
    let name = url.strip_prefix(MARK)?;
    let name = name.split('#').next().expect("split yields at least one piece");
    Some(percent_decode_str(name).decode_utf8_lossy())
}
