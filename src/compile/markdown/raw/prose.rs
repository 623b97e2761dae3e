//! The visible text of raw HTML.

use super::elements::is_one_of;
use super::isolate::{Kind, isolate};
use super::reference::decoded;
use super::ruby::Ruby;
use super::tag::Tag;
use crate::text::soft_break;

/// Elements of running text. Every other tag separates lines.
const INLINE: [&str; 42] = [
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "button", "cite", "code", "data", "del",
    "dfn", "em", "font", "i", "img", "input", "ins", "kbd", "label", "mark", "nobr", "output", "q",
    "rb", "rp", "rt", "rtc", "ruby", "s", "samp", "small", "span", "strike", "strong", "sub",
    "sup", "tt", "u", "var", "wbr",
];

/// Elements that contain code.
const CODE: [&str; 4] = ["code", "kbd", "pre", "samp"];

/// Whether code is part of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Code {
    /// Code is part of the text.
    Included,
    /// Code is left out.
    Omitted,
}

/// Returns the text of a block of raw HTML as a browser shows it: one line per paragraph, row or item,
/// with whitespace collapsed, without tags, comments, scripts and styles.
pub fn prose(html: &str, code: Code) -> String {
    let isolated = isolate(html, Kind::Block);
    let mut writer = Writer::default();
    let mut rest = isolated.as_str();
    // The numbers of open code elements and of those that preserve whitespace.
    let (mut depth, mut verbatim) = (0_usize, 0_usize);
    let mut ruby = Ruby::default();
    while !rest.is_empty() {
        let end = rest.find('<').unwrap_or(rest.len());
        let is_read = |depth: usize, ruby: &Ruby| {
            (depth == 0 || code == Code::Included) && !ruby.is_annotation()
        };
        if is_read(depth, &ruby) {
            writer.text(&rest[..end], verbatim > 0);
        }
        rest = &rest[end..];
        // A `<` that does not begin a tag is text.
        let length = match Tag::read(rest) {
            Tag::Element { name, length, closes } => {
                let count = |open: usize| if closes { open.saturating_sub(1) } else { open + 1 };
                ruby.tag(name, closes);
                if is_one_of(name, &CODE) {
                    depth = count(depth);
                    if code == Code::Omitted {
                        writer.separate(Gap::Border);
                    }
                }
                if name.eq_ignore_ascii_case("pre") {
                    verbatim = count(verbatim);
                }
                if name.eq_ignore_ascii_case("td") || name.eq_ignore_ascii_case("th") {
                    writer.separate(Gap::Border);
                } else if !is_one_of(name, &INLINE) {
                    writer.separate(Gap::Line);
                }
                length
            }
            Tag::Markup(length) => length,
            Tag::None | Tag::Unfinished => {
                let length = rest.chars().next().map_or(0, char::len_utf8);
                if is_read(depth, &ruby) {
                    writer.text(&rest[..length], verbatim > 0);
                }
                length
            }
        };
        rest = &rest[length..];
    }
    writer.out
}

/// What separates the next text from the text before it.
#[derive(Default, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Gap {
    #[default]
    None,
    Space,
    /// A line break in running text. It absorbs the spaces next to it, also those in other elements.
    SoftBreak,
    /// The border of a cell, or code that is left out.
    Border,
    Line,
}

#[derive(Default)]
struct Writer {
    out: String,
    gap: Gap,
}

impl Writer {
    fn separate(&mut self, gap: Gap) {
        self.gap = self.gap.max(gap);
    }

    /// Writes the text between two tags.
    fn text(&mut self, text: &str, verbatim: bool) {
        if verbatim {
            self.push(&decoded(text));
            return;
        }
        let mut rest = text;
        while !rest.is_empty() {
            let start = rest.find(|c: char| !c.is_ascii_whitespace()).unwrap_or(rest.len());
            let (space, after) = rest.split_at(start);
            if !space.is_empty() {
                let is_break = space.contains(['\n', '\r']);
                self.separate(if is_break { Gap::SoftBreak } else { Gap::Space });
            }
            let end = after.find(|c: char| c.is_ascii_whitespace()).unwrap_or(after.len());
            self.push(&decoded(&after[..end]));
            rest = &after[end..];
        }
    }

    fn push(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        match self.gap {
            Gap::SoftBreak if soft_break::disappears(&self.out, text) => {}
            Gap::Space | Gap::SoftBreak | Gap::Border if !self.out.is_empty() => self.out.push(' '),
            Gap::Line if !self.out.is_empty() => self.out.push('\n'),
            _ => {}
        }
        self.gap = Gap::None;
        self.out.push_str(text);
    }
}

#[cfg(test)]
mod tests {
    use super::{Code, prose};

    #[test]
    fn block_tags_separate_lines() {
        for (html, text) in [
            ("<p>你<b>好</b>，\n  <i>世</i>界 </p>\n<p>二</p>\n", "你好，世界\n二"),
            ("<p>one\ntwo <b>三</b>\n<i>四</i>", "one two 三四"),
            ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc"),
            ("<div>one<br>two<img alt='x' src=y>three</div>", "one\ntwothree"),
            ("<ul><li>a<li>b</ul>", "a\nb"),
            ("<tr>\n<td>甲</td>\n<td>乙</td>\n</tr>", "甲 乙"),
            ("</div>\n", ""),
        ] {
            assert_eq!(prose(html, Code::Included), text, "{html}");
        }
    }

    #[test]
    fn ruby_annotations_are_left_out() {
        for html in [
            "<ruby>漢<rp>(</rp><rt>かん</rt><rp>)</rp>字<rt>じ</rt></ruby>",
            "<ruby>漢<rt>かん<rb>字<rt>じ</ruby>",
            "<ruby><rb>漢<rb>字<rtc><rt>かん</rt><rt>じ</rt></rtc></ruby>",
            "<ruby>\n漢 <rp>(</rp><rt>kan</rt><rp>)</rp>\n字 <rp>(</rp><rt>ji</rt><rp>)</rp>\n</ruby>",
        ] {
            let expected = "漢字。";
            assert_eq!(prose(&format!("<p>{html}。</p>"), Code::Included), expected, "{html}");
        }
    }

    #[test]
    fn scripts_styles_and_comments_are_left_out() {
        let html = "<div>a<script>var b = '<p>';</script><style>c {}</style><!-- d -->e</div>";
        assert_eq!(prose(html, Code::Included), "ae");
    }

    #[test]
    fn code_is_verbatim_or_left_out() {
        let html = "<p>see <code>f()</code> in</p><pre>\n  a &lt; b\n</pre>after";
        assert_eq!(prose(html, Code::Included), "see f() in\n\n  a < b\n\nafter");
        assert_eq!(prose(html, Code::Omitted), "see in\nafter");
    }

    #[test]
    fn character_references_are_decoded() {
        assert_eq!(prose("<p>a&amp;b &#20013;&#x6587; &copy;", Code::Included), "a&b 中文 ©");
        let odd = "& &; &unknown; &#0; &#xd800; a&b";
        assert_eq!(prose(&format!("<p>{odd}"), Code::Included), odd);
    }

    #[test]
    fn a_less_than_sign_that_begins_no_tag_is_text() {
        assert_eq!(prose("<p>1 < 2 <3 <中", Code::Included), "1 < 2 <3 <中");
        assert_eq!(prose("<p>a <b", Code::Included), "a <b");
    }
}
