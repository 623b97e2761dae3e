//! The places in a rendered body that fragments of URLs lead to, and links to other fragments.

use std::borrow::Cow;
use std::collections::HashSet;

use comrak::Arena;
use comrak::nodes::NodeValue;
use percent_encoding::percent_decode_str;

use super::heading::{self, Heading};
use super::reading_order::Edge;
use super::tree::Tree;
use super::{limits, raw, references};
use crate::post::{At, Dialect, Reference, Use};
use crate::text::fold::fold;
use crate::text::suggest::nearest;

/// The maximum number of headings that are compared to a wrong fragment.
const MAX_COMPARED: usize = 1000;
/// The number of headings that are listed if none is similar to a wrong fragment.
const LISTED: usize = 3;
/// The maximum number of missing fragments of one body that are reported.
const MAX_MISSING: usize = 100;

/// The ids in a rendered body.
#[derive(Debug)]
pub struct Anchors {
    /// The ids of headings, in reading order.
    headings: Vec<String>,
    /// The ids of headings and footnotes.
    own: HashSet<String>,
    /// The ids in raw HTML as they are written.
    raw: HashSet<String>,
    /// Whether raw HTML contains the prefix of its ids.
    has_prefix: bool,
}

/// A link to a fragment of the same body that does not exist.
#[derive(Debug, Clone, PartialEq)]
pub struct MissingFragment {
    /// Where the URL is in the source, as byte offset and length.
    pub at: (usize, usize),
    /// The URL.
    pub url: String,
    /// What is wrong and how to fix it.
    pub advice: String,
}

/// The missing fragments of a body.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct MissingFragments {
    /// The first ones, in reading order.
    pub first: Vec<MissingFragment>,
    /// How many more there are.
    pub omitted: usize,
}

impl Anchors {
    /// Parses a body and collects its ids. A body that exceeds the limits has none.
    pub fn of(markdown: &str, dialect: Dialect) -> Self {
        let arena = Arena::new();
        match limits::check(markdown, dialect) {
            Ok(()) => Self::of_tree(&Tree::parse(&arena, markdown, dialect)),
            Err(_) => Self {
                headings: Vec::new(),
                own: HashSet::new(),
                raw: HashSet::new(),
                has_prefix: false,
            },
        }
    }

    fn of_tree(tree: &Tree<'_>) -> Self {
        let mut raw = HashSet::new();
        let mut has_prefix = false;
        let mut add = |html: &str| {
            has_prefix |= html.contains(raw::PREFIX);
            raw.extend(raw::ids(html));
        };
        for edge in tree.edges() {
            let Edge::Start(node) = edge else { continue };
            match &node.data().value {
                NodeValue::HtmlInline(html) => add(html),
                NodeValue::HtmlBlock(html) => add(&html.literal),
                _ => {}
            }
        }
        let headings: Vec<String> =
            tree.rendered_headings().iter().map(|Heading { id, .. }| id.clone()).collect();
        let own = headings.iter().cloned().chain(tree.footnotes.ids()).collect();
        Self { headings, own, raw, has_prefix }
    }

    /// Returns whether a fragment leads to an id. Fragments are percent-decoded.
    pub fn has(&self, fragment: &str) -> bool {
        let decoded = decoded(fragment);
        let prefixed = decoded.strip_prefix(raw::PREFIX);
        self.own.contains(&*decoded)
            || self.raw.contains(&*decoded)
            || prefixed.is_some_and(|id| self.has_prefix || self.raw.contains(id))
    }

    /// Returns whether a fragment leads to an id in raw HTML, which has a prefix in the page.
    pub fn is_raw(&self, fragment: &str) -> bool {
        let decoded = decoded(fragment);
        !self.own.contains(&*decoded) && self.raw.contains(&*decoded)
    }

    /// Returns how to correct a fragment that is not there: the id that was probably meant, or else some
    /// of those that exist.
    pub fn advice(&self, fragment: &str) -> String {
        if let Some(id) = self.nearest(fragment) {
            return format!("did you mean `#{id}`?");
        }
        let ids: Vec<String> =
            self.headings.iter().take(LISTED).map(|id| format!("`#{id}`")).collect();
        match (ids.len(), self.headings.len() > LISTED) {
            (0, _) => "remove the fragment: there are no headings".to_owned(),
            (_, false) => format!("link to a heading: {}", ids.join(", ")),
            (_, true) => format!("link to a heading, such as {}", ids.join(", ")),
        }
    }

    /// Returns the id of a heading that is most similar to a fragment. The rules of other tools differ in
    /// which punctuation they retain, so equal letters and digits are preferred.
    fn nearest(&self, fragment: &str) -> Option<&str> {
        let decoded = decoded(fragment);
        let wanted = decoded.strip_prefix(raw::PREFIX).unwrap_or(&decoded);
        let compared = || self.headings.iter().take(MAX_COMPARED).map(String::as_str);
        let letters = letters(wanted);
        let same = || compared().find(|id| !letters.is_empty() && self::letters(id) == letters);
        same().or_else(|| nearest(wanted, compared()))
    }
}

/// Returns the letters and digits of an id, ignoring case.
fn letters(id: &str) -> String {
    fold(id).chars().filter(|c| c.is_alphanumeric()).collect()
}

fn decoded(fragment: &str) -> Cow<'_, str> {
    percent_decode_str(fragment).decode_utf8_lossy()
}

/// Returns the fragment of a URL that must be an id. `None` for the top of the page and for text
/// fragments (`#:~:text=`).
pub fn id_of(url: &str) -> Option<&str> {
    let (_, fragment) = url.split_once('#')?;
    let id = fragment.split_once(":~:").map_or(fragment, |(id, _)| id);
    (!id.is_empty() && !id.eq_ignore_ascii_case("top")).then_some(id)
}

/// Returns whether a piece of raw HTML may contain a link to a fragment of the page.
pub fn may_link(html: &str) -> bool {
    html.contains("=\"#") || html.contains("='#") || html.contains("=#")
}

/// Returns the links of a body to fragments of itself that do not exist.
pub fn missing(tree: &Tree<'_>) -> MissingFragments {
    let mut links: Vec<Reference> = Vec::new();
    let is_fragment = |url: &str| url.starts_with('#') && id_of(url).is_some();
    for edge in tree.edges() {
        let Edge::Start(node) = edge else { continue };
        let data = node.data();
        match &data.value {
            NodeValue::Link(link) if is_fragment(&link.url) => {
                links.push(references::reference(tree, link, Use::Link, data.sourcepos));
            }
            NodeValue::HtmlInline(html) => {
                references::in_html(tree, html, data.sourcepos, is_fragment, &mut links);
            }
            NodeValue::HtmlBlock(html) => {
                references::in_html(tree, &html.literal, data.sourcepos, is_fragment, &mut links);
            }
            _ => {}
        }
    }
    let anchors = Anchors::of_tree(tree);
    let mut found = MissingFragments::default();
    for link in links {
        let (At::Body(start, length), Some(id)) = (&link.at, id_of(&link.url)) else { continue };
        if anchors.has(id) {
            continue;
        }
        if found.first.len() == MAX_MISSING {
            found.omitted += 1;
            continue;
        }
        found.first.push(MissingFragment {
            at: (*start as usize, *length as usize),
            url: link.url.to_string(),
            advice: anchors.advice(id),
        });
    }
    found
}

/// Returns whether a body certainly has a heading with an id, without parsing it. `false` means nothing:
/// the heading may be a repeat, contain markup, or be underlined.
pub fn has_plain_heading(markdown: &str, fragment: &str) -> bool {
    let id = decoded(fragment);
    let bytes = markdown.as_bytes();
    let mut end = 0;
    for at in memchr::memchr_iter(b'#', bytes) {
        if at < end || !begins_line(bytes, at) {
            continue;
        }
        end = memchr::memchr2(b'\n', b'\r', &bytes[at..]).map_or(bytes.len(), |length| at + length);
        if plain_id(&markdown[at..end]).is_some_and(|found| found == id) {
            return !is_in_fence(&markdown[..at]);
        }
    }
    false
}

/// Returns whether only up to three spaces are before an offset in its line.
fn begins_line(bytes: &[u8], at: usize) -> bool {
    let spaces = bytes[..at].iter().rev().take(4).take_while(|&&byte| byte == b' ').count();
    spaces < 4 && (at == spaces || matches!(bytes[at - spaces - 1], b'\n' | b'\r'))
}

/// Returns the id of a line with a heading that consists of text only.
fn plain_id(line: &str) -> Option<Cow<'_, str>> {
    let title = line.trim_start_matches('#');
    let is_heading = line.len() - title.len() <= 6 && title.starts_with([' ', '\t']);
    let title = title.trim();
    if let Some((_, id)) = title.strip_suffix('}').and_then(|title| title.rsplit_once("{#"))
        && is_heading
    {
        return (!id.contains([' ', '{', '}'])).then_some(Cow::Borrowed(id));
    }
    let is_plain = is_heading && !title.contains(['[', '<', '&', '\\', '_', '$', '{', '#', ':']);
    is_plain.then(|| Cow::Owned(heading::id(title)))
}

/// Returns whether a text ends inside of fenced code.
fn is_in_fence(before: &str) -> bool {
    let fences = before.lines().map(str::trim_start);
    fences.filter(|line| line.starts_with("```") || line.starts_with("~~~")).count() % 2 == 1
}

#[cfg(test)]
mod tests {
    use super::{Anchors, has_plain_heading, id_of};
    use crate::compile::markdown::facts;
    use crate::post::Dialect;

    const BODY: &str = "# 1标题\n\n## Get *started*\n\n## Other {#custom}\n\n## a\n\n## a\n\n\
                        Under\n---\n\n<a name=\"old\"></a> <p id='user-content-x'></p> x[^n]\n\n\
                        ```\n# code\n```\n\n[^n]: y\n";

    fn anchors() -> Anchors {
        Anchors::of(BODY, Dialect::default())
    }

    #[test]
    fn headings_footnotes_and_ids_in_html_are_anchors() {
        for id in [
            "1标题",
            "1%E6%A0%87%E9%A2%98",
            "get-started",
            "custom",
            "a",
            "a-1",
            "under",
            "old",
            "user-content-old",
            "user-content-x",
            "fn-n",
            "fnref-n",
        ] {
            assert!(anchors().has(id), "{id}");
        }
        for id in ["A", "a-2", "code", "other", "1-标题", "fn-m", ""] {
            assert!(!anchors().has(id), "{id}");
        }
        assert!(anchors().is_raw("old") && !anchors().is_raw("a"));
    }

    #[test]
    fn the_nearest_heading_is_named() {
        for (wrong, id) in [
            ("1-标题", "1标题"),
            ("Get-Started", "get-started"),
            ("get_started", "get-started"),
            ("costum", "custom"),
            ("user-content-under", "under"),
        ] {
            assert_eq!(anchors().advice(wrong), format!("did you mean `#{id}`?"), "{wrong}");
        }
        let listed = "link to a heading, such as `#1标题`, `#get-started`, `#custom`";
        assert_eq!(anchors().advice("没有这一节"), listed);
        let one = Anchors::of("# 安装", Dialect::default());
        assert_eq!(one.advice("nowhere"), "link to a heading: `#安装`");
        let none = Anchors::of("text", Dialect::default());
        assert_eq!(none.advice("x"), "remove the fragment: there are no headings");
    }

    #[test]
    fn the_top_and_text_fragments_are_no_ids() {
        for url in ["#", "a.md", "a.md#", "#top", "a#Top", "#:~:text=x"] {
            assert_eq!(id_of(url), None, "{url}");
        }
        assert_eq!(id_of("a.md#b:~:text=x"), Some("b"));
        assert_eq!(id_of("#a#b"), Some("a#b"));
    }

    #[test]
    fn a_plain_heading_is_found_without_parsing() {
        for id in ["1标题", "1%E6%A0%87%E9%A2%98", "custom", "a"] {
            assert!(has_plain_heading(BODY, id), "{id}");
        }
        for id in ["code", "a-1", "under", "old", "other", ""] {
            assert!(!has_plain_heading(BODY, id), "{id}");
        }
        assert!(has_plain_heading("x\r\n  ## B c\r\n", "b-c"));
        assert!(!has_plain_heading("    # b\n#b\nx # b\n####### b", "b"));
    }

    #[test]
    fn links_to_missing_fragments_are_found_with_their_position() {
        let body =
            "## 有\n\n[x](#有) [y](#nowhere) <a href=\"#gone\">z</a> [t](#top) [f](other.md#x)\n";
        let missing = facts(body, Dialect::default()).unwrap().missing_fragments;
        let shown: Vec<&str> =
            missing.first.iter().map(|link| &body[link.at.0..link.at.0 + link.at.1]).collect();
        assert_eq!(shown, ["#nowhere", "#gone"]);
        assert_eq!(missing.omitted, 0);
        let many = "[x](#y)\n".repeat(150);
        let missing = facts(&many, Dialect::default()).unwrap().missing_fragments;
        assert_eq!((missing.first.len(), missing.omitted), (100, 50));
    }

    #[test]
    fn many_headings_and_links_take_linear_time() {
        const COUNT: usize = 40_000;
        let body = "# a\n".repeat(COUNT) + &"[x](#b)\n".repeat(COUNT);
        let missing = facts(&body, Dialect::default()).unwrap().missing_fragments;
        assert_eq!(missing.first.len() + missing.omitted, COUNT);
        let fenced = format!("```\n{}", "# a\n".repeat(1_000_000));
        assert!(!has_plain_heading(&fenced, "a") && !has_plain_heading(&fenced, "b"));
    }
}
