//! The keys of the contract, and which of them are still to be read.

use strsim::osa_distance;

use super::Extra;
use crate::compile::matter::{Entry, Node, Value};
use crate::compile::report::{Problem, Report};
use crate::post::Code;

/// The names of one field: its own, then those of other tools, in the order of the contract.
pub type Names = &'static [&'static str];

/// Declares the names of every field, and the list of all of them.
macro_rules! fields {
    ($($constant:ident $doc:literal $names:expr;)*) => {
        $(#[doc = $doc] pub const $constant: Names = &$names;)*
        const ALL: &[Names] = &[$($constant,)*];
    };
}

fields! {
    TITLE "The title." ["title"];
    DESCRIPTION "The description." ["description", "summary", "excerpt"];
    DATE "The day and moment of publication." ["date", "pubDate", "publishDate"];
    UPDATED "The moment of the last change." ["updated", "lastmod", "updated_at", "updatedDate", "modified"];
    READ_TIME "The reading time." ["readTime", "reading_time", "readingTime", "readtime"];
    CATEGORY "The categories." ["category", "categories"];
    TAGS "The tags." ["tags", "tag", "keywords", "topics"];
    AUTHORS "The authors." ["author", "authors"];
    SLUG "The slug." ["slug"];
    ALIASES "Old slugs and paths." ["aliases", "redirect_from"];
    LANG "The language." ["lang", "language", "locale"];
    TRANSLATION_KEY "What translations share." ["translationKey"];
    COVER "The picture." ["cover", "image", "thumbnail", "heroImage"];
    SERIES "The series." ["series"];
    EXPIRES "The moment of expiry." ["expires", "expiryDate"];
    DRAFT "Whether it is unfinished." ["draft"];
    PUBLISHED "Whether it is finished." ["published"];
    TAXONOMIES "Zola's table of lists." ["taxonomies"];
}

/// Keys of other tools that look like a misspelling and are none.
const FOREIGN: &[&str] = &[
    "data",
    "images",
    "tabs",
    "page",
    "pages",
    "link",
    "links",
    "code",
    "gate",
    "state",
    "covers",
    "cover_image",
    "rate",
    "type",
    "types",
    "topic_id",
    "local",
    "locales",
    "sides",
    "slugs",
    "image_alt",
    "head",
    "id",
    "url",
    "path",
    "template",
    "sidebar",
    "layout",
    "permalink",
    "comments",
    "comment",
    "toc",
    "math",
    "weight",
    "titles",
    "dates",
    "pubdate_gmt",
    "publish",
    "drafts",
    "series_order",
    "langs",
    "subtitle",
    "label",
    "labels",
    "over",
    "hover",
    "mode",
];

/// What has become of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Nobody has asked for it.
    Unread,
    /// It is part of a field.
    Read,
    /// It is part of a field that cannot hold all of it, so it is kept whole as well.
    Kept,
}

/// The entries of a file. What no field takes is left for `extra`.
#[derive(Debug)]
pub struct Keys<'k, 'r, 't> {
    entries: &'k [Entry<'k>],
    states: Vec<State>,
    missing: Vec<Names>,
    report: &'r mut Report<'t>,
}

impl<'k, 'r, 't> Keys<'k, 'r, 't> {
    /// All entries are unread.
    pub fn new(entries: &'k [Entry<'k>], report: &'r mut Report<'t>) -> Self {
        Self { entries, states: vec![State::Unread; entries.len()], missing: Vec::new(), report }
    }

    /// The entry of a field: that of the first name with a value. Names without one are as if
    /// absent.
    pub fn take(&mut self, names: Names) -> Option<&'k Entry<'k>> {
        let found = names.iter().find_map(|name| self.take_one(name));
        if found.is_none() {
            self.missing.push(names);
        }
        found
    }

    /// The entries of every name of a field that has a value, in the order of the names.
    pub fn take_all(&mut self, names: Names) -> Vec<&'k Entry<'k>> {
        let found: Vec<_> = names.iter().filter_map(|name| self.take_one(name)).collect();
        if found.is_empty() {
            self.missing.push(names);
        }
        found
    }

    fn take_one(&mut self, name: &str) -> Option<&'k Entry<'k>> {
        let position = self.entries.iter().position(|entry| entry.key == name)?;
        let entry = &self.entries[position];
        if entry.node.is_blank() {
            return None;
        }
        self.states[position] = State::Read;
        Some(entry)
    }

    /// The entry of a name, whether it has a value or not, without taking it.
    pub fn look(&self, name: &str) -> Option<&'k Entry<'k>> {
        self.entries.iter().find(|entry| entry.key == name)
    }

    /// A list of Zola's `[taxonomies]`, which stays in `extra` as well.
    pub fn taxonomy(&mut self, name: &str) -> Option<&'k Node<'k>> {
        let table = self.look(TAXONOMIES[0])?;
        table.node.get(name).filter(|node| !node.is_blank())
    }

    /// Keeps an entry whole in `extra`, because its field cannot hold all of it.
    pub fn keep(&mut self, entry: &Entry<'_>) {
        if let Some(at) = self.entries.iter().position(|e| e.key_span == entry.key_span) {
            self.states[at] = State::Kept;
        }
    }

    /// Reports a problem.
    pub fn report(&mut self, problem: Problem) {
        self.report.push(problem);
    }

    /// Reports a value of the wrong kind.
    pub fn wrong_kind(&mut self, key: &str, node: &Node<'_>, wanted: &str, example: &str) {
        let found = match node.text() {
            Some(text) => format!("`{}`", super::text::shortened(text)),
            None => node.kind_name().to_owned(),
        };
        self.report.push(
            Problem::new(Code::ValueWrongKind, node.span, format!("`{key}` is {found}"))
                .expected(format!("{wanted}, such as `{example}`"))
                .help(match node.value {
                    Value::Map(_) => {
                        "write the value itself; put it in quotes if it begins with `{`".to_owned()
                    }
                    Value::Seq(_) => {
                        "write one value; put it in quotes if it begins with `[`".to_owned()
                    }
                    _ => format!("write it as in `{example}`"),
                }),
        );
    }

    /// Everything that no field has taken, in the authored order.
    pub fn finish(self) -> Extra {
        // An exact size, because a map that grows keeps room for more entries than most posts have.
        let left = self.states.iter().filter(|&&state| state != State::Read).count();
        let mut extra = Extra::with_capacity(left);
        for (entry, state) in self.entries.iter().zip(&self.states) {
            let known = ALL.iter().any(|names| names.contains(&entry.key.as_ref()));
            let empty = known && *state == State::Unread && entry.node.is_blank();
            if *state == State::Read || empty {
                continue;
            }
            if !known && let Some(meant) = misspelled(&entry.key, &self.missing) {
                let message = format!("the key `{}` is unknown; `{meant}` is near", entry.key);
                self.report.push(
                    Problem::new(Code::KeyMisspelled, entry.key_span, message)
                        .expected(format!("`{meant}`, if that is meant"))
                        .help(format!(
                            "rename the key to `{meant}`; as it is, it is kept in `extra`"
                        )),
                );
            }
            extra.entry(entry.key.as_ref()).or_insert_with(|| entry.node.to_json());
        }
        extra
    }
}

/// The name of a missing field that an unknown key is one edit away from.
fn misspelled(key: &str, missing: &[Names]) -> Option<&'static str> {
    const SHORTEST: usize = 4;
    const LONGEST: usize = 24;
    if key.len() > LONGEST || FOREIGN.contains(&key) {
        return None;
    }
    let names = missing.iter().flat_map(|names| names.iter()).copied();
    let near = |name: &&str| name.len() >= SHORTEST && name.len().abs_diff(key.len()) <= 1;
    let mut names = names.filter(near);
    names.find(|name| key.eq_ignore_ascii_case(name) || osa_distance(key, name) == 1)
}
