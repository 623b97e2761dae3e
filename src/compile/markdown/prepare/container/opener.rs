//! Reads the line that opens a container.

use std::ops::Range;

use comrak::nodes::AlertType;

use super::super::super::alert;

/// The largest number of colons of a fence.
const MAX_COLONS: usize = 16;

/// What a container becomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// An alert.
    Alert(AlertType),
    /// An element that the reader can open.
    Details,
    /// Its content.
    Content,
}

/// The beginning or end of a container.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fence<'a> {
    /// A line of colons, which ends a container.
    End {
        /// The number of colons.
        colons: usize,
    },
    /// The line that begins a container.
    Start(Opener<'a>),
}

/// The line that begins a container.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opener<'a> {
    /// The number of colons.
    pub colons: usize,
    /// What the container becomes.
    pub kind: Kind,
    /// The title.
    pub title: Title<'a>,
}

/// The title of a container.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Title<'a> {
    /// None.
    None,
    /// A part of the line.
    Here(Range<usize>),
    /// The value of an attribute.
    Attribute(&'a str),
}

impl<'a> Fence<'a> {
    /// Reads a line without its prefix. `None` if it is not a fence.
    pub fn read(line: &'a str) -> Option<Self> {
        let colons = super::super::line::run(line, b':');
        if !(2..=MAX_COLONS).contains(&colons) {
            return None;
        }
        // pandoc allows colons at the end of the opening line.
        let line = line.trim_end();
        let line = if colons > 2 { line.trim_end_matches(':').trim_end() } else { line };
        if line.len() <= colons {
            return Some(Self::End { colons });
        }
        let after = &line[colons..];
        let begin = colons + after.len() - after.trim_start().len();
        if colons == 2 && begin > colons {
            return None;
        }
        let name = &line[begin..begin + name_length(&line[begin..])];
        let mut attributes = Attributes::default();
        let mut at = begin + name.len();
        let mut title = Title::None;
        // `{.note}` of pandoc and `{note}` of MyST take the place of a name.
        if name.is_empty() {
            let length = attributes_length(&line[at..])?;
            attributes = Attributes::read(&line[at + 1..at + length - 1]);
            at += length;
        }
        if line[at..].starts_with('[') {
            let end = at + label_length(&line[at..])?;
            title = Title::Here(at + 1..end - 1);
            at = end;
        }
        if line[at..].starts_with('{')
            && let Some(length) = attributes_length(&line[at..])
        {
            attributes = Attributes::read(&line[at + 1..at + length - 1]);
            at += length;
        }
        let rest = &line[at..];
        if !rest.is_empty() {
            // Free text follows after a space, perhaps with attributes at its end.
            if colons == 2 || !rest.starts_with([' ', '\t']) {
                return None;
            }
            let start = line.len() - rest.trim_start().len();
            let end = match line.rfind('{') {
                Some(open)
                    if open >= start
                        && attributes_length(&line[open..]) == Some(line.len() - open) =>
                {
                    attributes = Attributes::read(&line[open + 1..line.len() - 1]);
                    start + line[start..open].trim_end().len()
                }
                _ => line.len(),
            };
            if title == Title::None && start < end {
                title = Title::Here(start..end);
            }
        }
        let kind = kind(name, &attributes);
        if title == Title::None
            && let Some(text) = attributes.title
        {
            title = Title::Attribute(text);
        }
        // The free text of other containers is for their programs.
        let is_label = matches!(&title, Title::Here(range) if line[..range.start].ends_with('['));
        if kind == Kind::Content && !is_label {
            title = Title::None;
        }
        Some(Self::Start(Opener { colons, kind, title }))
    }
}

fn kind(name: &str, attributes: &Attributes<'_>) -> Kind {
    // `::alert{type="warning"}`
    let name = match name {
        "" => attributes.class.unwrap_or_default(),
        _ if ["alert", "admonition", "callout"]
            .iter()
            .any(|known| known.eq_ignore_ascii_case(name)) =>
        {
            attributes.kind.or(attributes.class).unwrap_or("note")
        }
        name => name,
    };
    let name = name.strip_prefix("callout-").unwrap_or(name);
    match alert::of_container(name) {
        Some(kind) => Kind::Alert(kind),
        None if name.eq_ignore_ascii_case("details") => Kind::Details,
        None => Kind::Content,
    }
}

/// Returns the length of the name of a container.
fn name_length(text: &str) -> usize {
    if !text.starts_with(char::is_alphabetic) {
        return 0;
    }
    text.find(|c: char| !(c.is_alphanumeric() || "-_.#@/".contains(c))).unwrap_or(text.len())
}

/// Returns the length of a label in brackets at the beginning of a text. It ends the text, or attributes
/// follow.
fn label_length(text: &str) -> Option<usize> {
    let end = match text.rfind("]{") {
        Some(end) if text.ends_with('}') => end,
        _ => text.len() - 1,
    };
    text[end..].starts_with(']').then_some(end + 1)
}

/// Returns the length of attributes in braces at the beginning of a text.
pub fn attributes_length(text: &str) -> Option<usize> {
    if !text.starts_with('{') {
        return None;
    }
    let mut quote = None;
    let end = text.bytes().position(|byte| {
        match (byte, quote) {
            (b'"' | b'\'', None) => quote = Some(byte),
            (_, Some(open)) if open == byte => quote = None,
            (b'}', None) => return true,
            _ => {}
        }
        false
    });
    end.map(|end| end + 1)
}

/// The attributes that matter.
#[derive(Debug, Default)]
struct Attributes<'a> {
    /// The first class, or the first word.
    class: Option<&'a str>,
    kind: Option<&'a str>,
    title: Option<&'a str>,
}

impl<'a> Attributes<'a> {
    /// Reads what is between braces.
    fn read(mut text: &'a str) -> Self {
        let mut attributes = Self::default();
        loop {
            text = text.trim_start_matches(|c: char| c.is_whitespace() || c == ',');
            let end = text.find(|c: char| c.is_whitespace() || c == '=' || c == ',');
            let (key, rest) = text.split_at(end.unwrap_or(text.len()));
            if key.is_empty() && rest.is_empty() {
                return attributes;
            }
            match rest.strip_prefix('=') {
                Some(value) => {
                    let (value, rest) = split_value(value);
                    match key {
                        "title" => attributes.title = Some(value).filter(|title| !title.is_empty()),
                        "type" => attributes.kind = Some(value),
                        _ => {}
                    }
                    text = rest;
                }
                None => {
                    let class = key.strip_prefix('.').unwrap_or(key);
                    if !class.is_empty() && !class.starts_with('#') {
                        attributes.class.get_or_insert(class);
                    }
                    text = rest;
                }
            }
        }
    }
}

fn split_value(text: &str) -> (&str, &str) {
    for quote in ['"', '\''] {
        if let Some(inner) = text.strip_prefix(quote) {
            return inner.split_once(quote).unwrap_or((inner, ""));
        }
    }
    text.split_at(text.find(char::is_whitespace).unwrap_or(text.len()))
}

#[cfg(test)]
mod tests {
    use comrak::nodes::AlertType;

    use super::{Fence, Kind, Title};

    fn read(line: &str) -> Option<(usize, Kind, Option<&str>)> {
        match Fence::read(line)? {
            Fence::End { colons } => Some((colons, Kind::Content, Some("end"))),
            Fence::Start(opener) => {
                let title = match opener.title {
                    Title::None => None,
                    Title::Here(range) => Some(&line[range]),
                    Title::Attribute(title) => Some(title),
                };
                Some((opener.colons, opener.kind, title))
            }
        }
    }

    #[test]
    fn the_forms_of_the_tools_are_read() {
        let alert = Kind::Alert;
        for (line, colons, kind, title) in [
            (":::", 3, Kind::Content, Some("end")),
            ("::::  ", 4, Kind::Content, Some("end")),
            ("::", 2, Kind::Content, Some("end")),
            // VuePress
            ("::: tip", 3, alert(AlertType::Tip), None),
            ("::: warning 注意：这里", 3, alert(AlertType::Warning), Some("注意：这里")),
            (":::: details 点击 {open}", 4, Kind::Details, Some("点击")),
            ("::: code-group", 3, Kind::Content, None),
            ("::: tabs#fruit", 3, Kind::Content, None),
            // Docusaurus
            (":::note", 3, alert(AlertType::Note), None),
            (":::note[Your **title**]{.x #id}", 3, alert(AlertType::Note), Some("Your **title**")),
            (":::danger[a [b](c)]", 3, alert(AlertType::Caution), Some("a [b](c)")),
            (":::info Title", 3, alert(AlertType::Note), Some("Title")),
            // MDC
            ("::note{icon=\"x\"}", 2, alert(AlertType::Note), None),
            ("::alert{type=\"warning\"}", 2, alert(AlertType::Warning), None),
            ("::card{title=\"}\"}", 2, Kind::Content, None),
            // pandoc, MyST
            ("::: {.callout-tip title=\"T\"}", 3, alert(AlertType::Tip), Some("T")),
            (":::{note} Title", 3, alert(AlertType::Note), Some("Title")),
            ("::: warning :::", 3, alert(AlertType::Warning), None),
        ] {
            assert_eq!(read(line), Some((colons, kind, title)), "{line}");
        }
    }

    #[test]
    fn other_lines_are_no_fences() {
        for line in
            [":", ":smile:", ":::smile:::x", "::std::vec", "::: 1", ":: note", "::f(x)", "12:30"]
        {
            assert_eq!(read(line), None, "{line}");
        }
    }
}
