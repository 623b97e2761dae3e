//! The known front matter keys, and the state of the entries of a file.

use serde_json::Map;
use strsim::osa_distance;

use crate::compile::matter::{Entry, Node, Value};
use crate::compile::report::{Problem, Report, first_line};
use crate::post::Code;

/// The names of a field in order of precedence: its own, then those of other tools.
pub type Names = &'static [&'static str];

/// Other front matter keys as JSON.
pub type Extra = Map<String, serde_json::Value>;

/// Declares a constant with the names of each field, and a list of all of them.
macro_rules! fields {
    ($($constant:ident $doc:literal $names:expr;)*) => {
        $(#[doc = $doc] pub const $constant: Names = &$names;)*
        /// The names of all fields.
        pub const ALL: &[Names] = &[$($constant,)*];
    };
}

fields! {
    TITLE "The title." ["title"];
    DESCRIPTION "The description." ["description", "summary", "excerpt"];
    DATE "The publication date." ["date", "pubDate", "publishDate", "published_at", "date_published", "created"];
    UPDATED "The date of the last change." [
        "updated", "lastmod", "updated_at", "updatedDate", "modified", "last_modified_at", "date_modified",
    ];
    READ_TIME "The reading time." ["readTime", "reading_time", "readingTime", "readtime"];
    CATEGORY "The categories." ["category", "categories"];
    TAGS "The tags." ["tags", "tag", "keywords", "topics"];
    AUTHORS "The authors." ["author", "authors"];
    SLUG "The slug." ["slug"];
    ALIASES "Old slugs and paths." ["aliases", "redirect_from"];
    LANG "The language." ["lang", "language", "locale"];
    TRANSLATION_KEY "The key shared by translations." ["translationKey"];
    COVER "The cover image." [
        "cover", "image", "thumbnail", "heroImage", "featureImage", "featured_image", "cover_image", "banner",
    ];
    SERIES "The series." ["series"];
    EXPIRES "The expiration date." ["expires", "expiryDate", "unpublishDate"];
    DRAFT "Whether the post is a draft." ["draft"];
    PUBLISHED "Whether the post is not a draft." ["published", "publish"];
    HIDDEN "Keys of other tools that hide a post if true." ["private", "hidden", "unlisted", "ignorePublish"];
    RENDER "Whether Zola renders the post." ["render"];
    STATUS "Keys of other tools that hide a post by certain words." ["status", "visibility"];
    BUILD "Hugo's build options." ["build", "_build", "build.render", "build.list"];
    PASSWORD "The password of a protected post." ["password"];
    TAXONOMIES "Zola's table of taxonomies." ["taxonomies"];
}

/// Keys of other tools that look like misspellings of known keys.
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
    "drafts",
    "series_order",
    "langs",
    "subtitle",
    "label",
    "labels",
    "over",
    "hover",
    "mode",
    "stats",
    "banners",
    "builds",
    "publisher",
];

/// The state of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Not used by any field.
    Unread,
    /// Used by a field.
    Read,
    /// Used by a field that cannot represent all of it, so it is also part of `extra`.
    Kept,
}

/// The entries of a file. Those not used by any field become `extra`.
#[derive(Debug)]
pub struct Keys<'k, 'r, 't> {
    entries: &'k [Entry<'k>],
    states: Vec<State>,
    missing: Vec<Names>,
    report: &'r mut Report<'t>,
}

impl<'k, 'r, 't> Keys<'k, 'r, 't> {
    /// Creates the state with all entries unread.
    pub fn new(entries: &'k [Entry<'k>], report: &'r mut Report<'t>) -> Self {
        Self { entries, states: vec![State::Unread; entries.len()], missing: Vec::new(), report }
    }

    /// Takes the entry of a field, which is the one of the first name with a value.
    pub fn take(&mut self, names: Names) -> Option<&'k Entry<'k>> {
        let found = names.iter().find_map(|name| self.take_one(name));
        if found.is_none() {
            self.missing.push(names);
        }
        found
    }

    /// Takes all entries of a field that have a value, in the order of the names. Names that differ
    /// only in case are one name.
    pub fn take_all(&mut self, names: Names) -> Vec<&'k Entry<'k>> {
        let mut found = Vec::new();
        for name in names {
            for (entry, state) in self.entries.iter().zip(&mut self.states) {
                if entry.key.eq_ignore_ascii_case(name) && !entry.node.is_blank() {
                    *state = State::Read;
                    found.push(entry);
                }
            }
        }
        if found.is_empty() {
            self.missing.push(names);
        }
        found
    }

    /// Takes the entry of a name, preferring one whose case is the same.
    fn take_one(&mut self, name: &str) -> Option<&'k Entry<'k>> {
        let with = |is: &dyn Fn(&str) -> bool| {
            self.entries.iter().position(|entry| is(&entry.key) && !entry.node.is_blank())
        };
        let position =
            with(&|key| key == name).or_else(|| with(&|key| key.eq_ignore_ascii_case(name)))?;
        self.states[position] = State::Read;
        Some(&self.entries[position])
    }

    /// Returns the entry of a name, even if it has no value, without taking it.
    pub fn get(&self, name: &str) -> Option<&'k Entry<'k>> {
        self.entries.iter().find(|entry| entry.key.eq_ignore_ascii_case(name))
    }

    /// Returns the entry of a name in any case that has a value, without taking it.
    pub fn peek(&self, name: &str) -> Option<&'k Entry<'k>> {
        let is_this = |entry: &&Entry<'_>| entry.key.eq_ignore_ascii_case(name);
        self.entries.iter().filter(is_this).find(|entry| !entry.node.is_blank())
    }

    /// Returns a list of Zola's `[taxonomies]`, which is also part of `extra`.
    pub fn taxonomy(&mut self, name: &str) -> Option<&'k Node<'k>> {
        let table = self.get(TAXONOMIES[0])?;
        table.node.get(name).filter(|node| !node.is_blank())
    }

    /// Keeps an entry in `extra` as well, because its field cannot represent all of it.
    pub fn keep(&mut self, entry: &Entry<'_>) {
        let position = self.entries.iter().position(|e| e.key_span == entry.key_span);
        self.states[position.expect("the entry is one of these")] = State::Kept;
    }

    /// Reports a problem.
    pub fn report(&mut self, problem: Problem) {
        self.report.push(problem);
    }

    /// Reports a value of the wrong type.
    pub fn wrong_kind(&mut self, key: &str, node: &Node<'_>, wanted: &str, example: &str) {
        let found = match node.text() {
            Some(text) => format!("`{}`", first_line(text)),
            None => node.kind_name().to_owned(),
        };
        self.report.push(
            Problem::new(Code::ValueWrongKind, node.span, format!("`{key}` is {found}"))
                .expected(format!("{wanted}, such as `{example}`"))
                .help(match node.value {
                    Value::Map(_) => {
                        "write a single value; put it in quotes if it begins with `{`".to_owned()
                    }
                    Value::Seq(_) => {
                        "write a single value; put it in quotes if it begins with `[`".to_owned()
                    }
                    _ => format!("write it like `{example}`"),
                }),
        );
    }

    /// Reports a value, or an item of a list, that is left out because it is not usable.
    pub fn ignored(&mut self, key: &str, node: &Node<'_>, example: &str) {
        let found = match node.text() {
            Some(text) => format!("`{}`", first_line(text)),
            None => node.kind_name().to_owned(),
        };
        let message = format!("`{key}` has {found} here, which is left out");
        self.report.push(
            Problem::new(Code::ValueIgnored, node.span, message)
                .expected(format!("text, such as `{example}`"))
                .help("correct or delete it; put text that contains `: ` or begins with `{`, `[` or `?` in quotes"),
        );
    }

    /// Returns the entries for `extra`, in the authored order, and reports misspelled keys, unless a schema declares
    /// them.
    pub fn finish(self, is_declared: impl Fn(&str) -> bool) -> Extra {
        // The exact capacity, because a growing map would allocate more than most posts need.
        let left = self.states.iter().filter(|&&state| state != State::Read).count();
        let mut extra = Extra::with_capacity(left);
        for (entry, state) in self.entries.iter().zip(&self.states) {
            let known = is_known(&entry.key);
            let empty = known && *state == State::Unread && entry.node.is_blank();
            if *state == State::Read || empty {
                continue;
            }
            if !known
                && !is_declared(&entry.key)
                && let Some(meant) = misspelled(entry, &self.missing)
            {
                let message = format!("unknown key `{}`", entry.key);
                self.report.push(
                    Problem::new(Code::KeyMisspelled, entry.key_span, message)
                        .expected(format!("`{meant}`, which has a similar name"))
                        .help(format!(
                            "rename the key to `{meant}`; otherwise it is kept in `extra`"
                        )),
                );
            }
            extra.entry(entry.key.as_ref()).or_insert_with(|| entry.node.to_json());
        }
        extra
    }
}

/// Returns whether a key is a name of a field, in any case.
pub fn is_known(key: &str) -> bool {
    ALL.iter().any(|names| names.iter().any(|name| key.eq_ignore_ascii_case(name)))
}

/// Returns the name of a missing field that is one edit away from an unknown key. `true` and `false` are
/// meant for another key unless the field is a flag: themes have keys such as `read_time: true`.
fn misspelled(entry: &Entry<'_>, missing: &[Names]) -> Option<&'static str> {
    const FLAGS: [Names; 4] = [DRAFT, PUBLISHED, HIDDEN, RENDER];
    let key = &*entry.key;
    const MIN_LEN: usize = 4;
    const MAX_LEN: usize = 24;
    if key.len() > MAX_LEN || FOREIGN.contains(&key) {
        return None;
    }
    let is_switch = entry.node.is_switch();
    let missing = missing.iter().filter(|names| !is_switch || FLAGS.contains(names));
    let names = missing.flat_map(|names| names.iter()).copied();
    // `image2` is one of several.
    let is_numbered = |name: &str| {
        key.strip_prefix(name).is_some_and(|rest| rest.bytes().all(|byte| byte.is_ascii_digit()))
    };
    let near = |name: &&str| {
        name.len() >= MIN_LEN && name.len().abs_diff(key.len()) <= 1 && !is_numbered(name)
    };
    let mut names = names.filter(near);
    names.find(|name| osa_distance(key, name) == 1)
}

#[cfg(test)]
mod tests {
    use super::{ALL, TAXONOMIES};

    /// The pages in English and in Chinese, each with the head of its table.
    const PAGES: [(&str, &str); 2] = [
        (include_str!("../../../docs/front-matter.md"), "| key | other names |"),
        (include_str!("../../../docs/zh/front-matter.md"), "| 键 | 其他写法 |"),
    ];

    /// Returns the quoted words of a cell.
    fn quoted(cell: &str) -> Vec<&str> {
        cell.split('`').skip(1).step_by(2).collect()
    }

    #[test]
    fn the_tables_of_the_pages_have_exactly_these_names() {
        let known: Vec<Vec<&str>> = ALL.iter().map(|names| names.to_vec()).collect();
        assert_eq!(known.last().map(Vec::as_slice), Some(TAXONOMIES));
        for (page, head) in PAGES {
            let table = page.split_once(head).expect("the table").1;
            let rows = table.lines().skip(2).take_while(|line| line.starts_with('|'));
            let documented: Vec<Vec<&str>> = rows
                .map(|row| {
                    let mut cells = row.split('|').skip(1);
                    let mut names = || quoted(cells.next().expect("a cell"));
                    [names(), names()].concat()
                })
                .collect();
            assert_eq!(documented, known, "{head}");
        }
    }
}
