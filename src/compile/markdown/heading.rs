//! Titles, ids and attributes of headings.

use std::collections::{HashMap, HashSet};

use comrak::Anchorizer;
use comrak::nodes::{Node, NodeValue};

use super::inline_text::{Images, anchor_text, inline_text};

/// The id of a heading whose title contains no letter or digit.
const DEFAULT_ID: &str = "section";

/// A heading with its id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    /// Level, 1 to 6.
    pub level: u8,
    /// The id, unique in the document.
    pub id: String,
    /// The title as plain text.
    pub title: String,
}

/// A heading node whose attributes are removed from its text.
#[derive(Debug)]
pub struct HeadingNode<'a> {
    /// The node in the tree.
    pub node: Node<'a>,
    level: u8,
    /// The id that the author gave it (`{#id}`).
    authored: Option<String>,
}

/// Removes the attributes from the text of all headings below a root, and appends the headings in source
/// order. Skips footnotes if the root is a document: they are roots of their own.
pub fn strip_attributes<'a>(root: Node<'a>, headings: &mut Vec<HeadingNode<'a>>) {
    let in_document = matches!(root.data().value, NodeValue::Document);
    let mut stack = vec![root];
    while let Some(node) = stack.pop() {
        match &node.data().value {
            NodeValue::Heading(heading) => {
                let authored = take_id(node);
                headings.push(HeadingNode { node, level: heading.level, authored });
            }
            NodeValue::FootnoteDefinition(_) if in_document => {}
            value if value.contains_inlines() => {}
            _ => stack.extend(node.reverse_children()),
        }
    }
}

/// Assigns an id to each heading: the authored one, or else GitHub's: lower case, letters of any script,
/// spaces as `-`, and `-1` for a repeat.
///
/// No id is one of `taken`.
pub fn assign_ids(headings: &[HeadingNode<'_>], taken: Vec<String>) -> Vec<Heading> {
    let mut ids = Ids { taken: taken.into_iter().collect(), ..Ids::default() };
    let authored: Vec<Option<String>> = headings
        .iter()
        .map(|heading| heading.authored.as_ref().map(|id| ids.unique(id.clone())))
        .collect();
    headings
        .iter()
        .zip(authored)
        .map(|(heading, authored)| {
            let title = inline_text(heading.node, Images::ByAlt);
            let id = authored.unwrap_or_else(|| match has_html(heading.node) {
                true => ids.unique(id(&anchor_text(heading.node))),
                false => ids.unique(id(&title)),
            });
            Heading { level: heading.level, id, title }
        })
        .collect()
}

fn has_html(heading: Node<'_>) -> bool {
    heading.descendants().any(|node| matches!(node.data().value, NodeValue::HtmlInline(_)))
}

/// Returns GitHub's id for a title, before it is made unique.
pub fn id(title: &str) -> String {
    let id = plain_id(title).unwrap_or_else(|| Anchorizer::new().anchorize(title));
    if id.is_empty() { DEFAULT_ID.to_owned() } else { id }
}

/// Returns the same id for a title of ASCII and the usual characters of Chinese, Japanese and Korean, in a tenth
/// of the time. `None` if there are others.
fn plain_id(title: &str) -> Option<String> {
    let mut id = String::with_capacity(title.len());
    for c in title.chars() {
        match c {
            ' ' => id.push('-'),
            'a'..='z' | '0'..='9' | '-' | '_' => id.push(c),
            'A'..='Z' => id.push(c.to_ascii_lowercase()),
            '\0'..='\x7f' => {}
            '\u{4e00}'..='\u{9fff}'
            | '\u{3041}'..='\u{3096}'
            | '\u{30a1}'..='\u{30fa}'
            | '\u{30fc}'
            | '\u{ac00}'..='\u{d7a3}' => id.push(c),
            '、' | '。' | '《' | '》' | '「' | '」' | '，' | '：' | '；' | '？' | '！' | '（'
            | '）' | '“' | '”' | '‘' | '’' | '—' | '…' | '·' => {}
            _ => return None,
        }
    }
    Some(id)
}

/// Makes the ids of a document unique.
#[derive(Default)]
pub struct Ids {
    taken: HashSet<String>,
    next: HashMap<String, usize>,
}

impl Ids {
    /// Returns an id that was not returned before: the given one, or with a number.
    pub fn unique(&mut self, id: String) -> String {
        if self.taken.insert(id.clone()) {
            return id;
        }
        let next = self.next.entry(id.clone()).or_insert(1);
        loop {
            let candidate = format!("{id}-{next}");
            *next += 1;
            if self.taken.insert(candidate.clone()) {
                return candidate;
            }
        }
    }
}

/// Removes the attributes from the text of a heading, as in `## Title {#id .class key=value}`, and returns
/// the id. Classes and other attributes are ignored.
fn take_id(heading: Node<'_>) -> Option<String> {
    let last = heading.last_child()?;
    let mut data = last.data_mut();
    let NodeValue::Text(text) = &mut data.value else { return None };
    let inner = text.trim_end().strip_suffix('}')?;
    let start = inner.rfind('{')?;
    let (before, attributes) = (&inner[..start], &inner[start + 1..]);
    let is_separate = before.is_empty() || before.ends_with([' ', '\t']);
    if !is_separate && !attributes.starts_with('#') {
        return None;
    }
    let attributes = attributes.strip_prefix(':').unwrap_or(attributes);
    let mut id = None;
    let mut any = false;
    for attribute in attributes.split_ascii_whitespace() {
        any = true;
        match attribute.split_at_checked(1) {
            Some(("#", name)) if is_name(name) => id = Some(name.to_owned()),
            Some((".", name)) if is_name(name) => {}
            _ if attribute
                .split_once('=')
                .is_some_and(|(key, value)| is_name(key) && !value.is_empty()) => {}
            _ => return None,
        }
    }
    if !any {
        return None;
    }
    let title = before.trim_end().len();
    text.to_mut().truncate(title);
    id
}

fn is_name(name: &str) -> bool {
    !name.is_empty() && !name.contains(['#', '"', '\'', '<', '>', '=', '{', '`', '\\'])
}

#[cfg(test)]
mod tests {
    use comrak::Anchorizer;
    use proptest::prelude::*;

    use super::plain_id;
    use crate::compile::markdown::{RenderOptions, TocEntry, facts, render};
    use crate::post::Dialect;

    fn toc(markdown: &str) -> Vec<TocEntry> {
        render(markdown, &RenderOptions::default()).toc
    }

    fn ids(markdown: &str) -> Vec<String> {
        let mut ids = Vec::new();
        let mut stack: Vec<TocEntry> = toc(markdown).into_iter().rev().collect();
        while let Some(entry) = stack.pop() {
            ids.push(entry.id);
            stack.extend(entry.children.into_iter().rev());
        }
        ids
    }

    #[test]
    fn ids_match_github() {
        for (title, id) in [
            ("引言", "引言"),
            ("1. 使用生成器", "1-使用生成器"),
            ("Hello World!", "hello-world"),
            ("C++ & Rust: a `Vec<T>`", "c--rust-a-vect"),
            ("它是什么？（新）", "它是什么新"),
            ("a  b_c-d", "a--b_c-d"),
            ("ÄÖÜ Straße", "äöü-straße"),
            ("Emoji 🎉 here", "emoji--here"),
            ("हिन्दी", "हिन्दी"),
            ("v1.2.3", "v123"),
            // GitHub takes the text of the element, whatever its tags.
            ("内存<br>管理", "内存管理"),
            ("<ruby>漢<rt>かん</rt></ruby>字", "漢かん字"),
        ] {
            assert_eq!(ids(&format!("# {title}")), [id]);
        }
    }

    proptest! {
        #[test]
        fn plain_titles_have_the_ids_of_the_general_rule(
            title in "[ -~、。《》「」，：；？！（）“”‘’—…·\u{4e00}-\u{9fff}ぁ-ゖァ-ヺー가-힣\t]{0,12}",
        ) {
            let expected = Anchorizer::new().anchorize(&title);
            prop_assert_eq!(plain_id(&title), Some(expected));
        }

        #[test]
        fn other_titles_have_the_ids_of_the_general_rule(title in "\\PC{0,6}") {
            let expected = Anchorizer::new().anchorize(&title);
            prop_assert_eq!(plain_id(&title).unwrap_or_else(|| expected.clone()), expected);
        }
    }

    #[test]
    fn repeats_are_numbered_and_never_collide() {
        assert_eq!(ids("# a\n# a\n# a-1\n# A"), ["a", "a-1", "a-1-1", "a-2"]);
    }

    #[test]
    fn ids_of_footnotes_are_reserved() {
        assert_eq!(
            ids("# fn-1\n\nx[^1] y[^1]\n\n# fnref-1-2\n\n[^1]: z"),
            ["fn-1-1", "fnref-1-2-1"]
        );
    }

    #[test]
    fn an_authored_id_wins_over_an_earlier_heading() {
        assert_eq!(ids("# intro\n# Other {#intro}"), ["intro-1", "intro"]);
        assert_eq!(ids("## 引言{#开始}"), ["开始"]);
        assert_eq!(ids("T {#x .wide data-a=1}\n==="), ["x"]);
    }

    #[test]
    fn attributes_are_not_part_of_the_title() {
        let rendition = render("## Title {#id}", &RenderOptions::default());
        assert_eq!(rendition.html, "<h2 id=\"id\">Title</h2>\n");
        assert_eq!(rendition.toc[0].title, "Title");
        assert_eq!(
            facts("# T {#x}", Dialect::default()).unwrap().first_heading.as_deref(),
            Some("T")
        );
        assert_eq!(toc("## Title {.wide}")[0].title, "Title");
    }

    #[test]
    fn other_braces_are_text() {
        for title in ["空对象 {}", "use {a}", "a{.b}", "set {1, 2}", "x {# y}"] {
            assert_eq!(toc(&format!("## {title}"))[0].title, title);
        }
    }

    #[test]
    fn a_title_without_letters_has_the_default_id() {
        assert_eq!(ids("# ！！！\n# ...\n#"), ["section", "section-1", "section-2"]);
    }

    #[test]
    fn a_title_is_plain_text() {
        let title = &toc("## *a* `b` ![alt](x.png) $m$ [l](u) <b>h</b> ~~s~~ &amp;")[0].title;
        assert_eq!(title, "a b alt m l h s &");
    }
}
