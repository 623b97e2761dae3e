//! Ruby annotations: the reading of a word, printed above it.

use super::tag::Tag;

/// Follows the tags of ruby annotations. The text of an annotation is not part of the word that it is for:
/// `<ruby>漢<rt>かん</rt>字<rt>じ</rt></ruby>` is read as 漢字.
#[derive(Debug, Default, Clone, Copy)]
pub struct Ruby {
    /// The number of open `ruby` elements.
    depth: usize,
    /// Whether an `rt` or `rp` is open.
    in_text: bool,
    /// Whether an `rtc` is open.
    in_container: bool,
}

impl Ruby {
    /// Whether the next text is an annotation.
    pub fn is_annotation(&self) -> bool {
        self.depth > 0 && (self.in_text || self.in_container)
    }

    /// Reads a tag in running text.
    pub fn read(&mut self, html: &str) {
        // Only names that begin with this letter matter.
        let name = html.strip_prefix("</").or_else(|| html.strip_prefix('<'));
        if name.is_some_and(|name| name.starts_with(['r', 'R']))
            && let Tag::Element { name, closes, .. } = Tag::read(html)
        {
            self.tag(name, closes);
        }
    }

    /// Reads a start or end tag. The end tags of `rt`, `rp` and `rtc` may be omitted.
    pub fn tag(&mut self, name: &str, closes: bool) {
        let is = |other: &str| name.eq_ignore_ascii_case(other);
        if is("ruby") {
            let depth = if closes { self.depth.saturating_sub(1) } else { self.depth + 1 };
            *self = Self { depth, ..Self::default() };
        } else if is("rt") || is("rp") {
            self.in_text = !closes;
        } else if is("rtc") {
            *self = Self { depth: self.depth, in_text: false, in_container: !closes };
        } else if is("rb") {
            *self = Self { depth: self.depth, ..Self::default() };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::for_each_tag;
    use super::Ruby;

    fn is_annotation_after(html: &str) -> bool {
        let mut ruby = Ruby::default();
        for_each_tag(html, |name, closes| ruby.tag(name, closes));
        ruby.is_annotation()
    }

    #[test]
    fn an_annotation_ends_where_its_element_does() {
        for html in ["<ruby>漢<rt>", "<ruby>漢<rp>", "<ruby><RT>", "<ruby><rb>漢<rtc><rt>a</rt>"]
        {
            assert!(is_annotation_after(html), "{html}");
        }
        for html in [
            "<ruby>漢",
            "<ruby>漢<rt>かん</rt>",
            "<ruby>漢<rt>かん<rb>",
            "<ruby>漢<rt>かん</ruby>",
            "<ruby><rtc><rt>a</rtc>",
            "<rt>",
            "<ruby>漢<b>",
        ] {
            assert!(!is_annotation_after(html), "{html}");
        }
    }
}
