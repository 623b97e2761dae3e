//! Reads attribute lists: `{: #id .class key="value"}`.

/// What a list is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum List {
    /// The element that it belongs to.
    Element,
    /// The table of contents, whose place it marks.
    Contents,
}

/// An attribute list.
#[derive(Debug, PartialEq, Eq)]
pub struct Attributes {
    /// The id.
    pub id: Option<String>,
    /// What the list is for.
    pub list: List,
    /// Whether it contains more than references to other lists.
    has_values: bool,
}

impl Attributes {
    /// Whether the list may follow a span. A bare word could be anything: `{:d}` is a format.
    pub fn is_of_span(&self) -> bool {
        self.has_values
    }
}

/// Reads the attribute list at the beginning of a text; returns it with its length.
pub fn read(text: &str) -> Option<(Attributes, usize)> {
    let mut rest = text.strip_prefix("{:")?;
    let mut attributes = Attributes { id: None, list: List::Element, has_values: false };
    // `{:name: .class}` defines a list that others refer to.
    if let Some((name, list)) = rest.split_once(':')
        && is_name(name)
    {
        rest = list;
    }
    let mut any = false;
    loop {
        rest = rest.trim_start();
        if let Some(after) = rest.strip_prefix('}') {
            return any.then_some((attributes, text.len() - after.len()));
        }
        any = true;
        let end = rest.find(|c: char| c.is_whitespace() || matches!(c, '}' | '=' | '"'))?;
        let (word, after) = rest.split_at(end);
        if let Some(value) = after.strip_prefix('=') {
            if !is_name(word) {
                return None;
            }
            attributes.has_values = true;
            rest = after_value(value)?;
            continue;
        }
        match word.split_at_checked(1) {
            Some(("#", id)) if is_name(id) => {
                attributes.id = Some(id.to_owned());
                attributes.has_values = true;
            }
            Some((".", class)) if is_name(class) => attributes.has_values = true,
            _ if word == "toc" => attributes.list = List::Contents,
            _ if is_name(word) => {}
            _ => return None,
        }
        rest = after;
    }
}

/// Returns what follows after a value.
fn after_value(text: &str) -> Option<&str> {
    for quote in ['"', '\''] {
        if let Some(inner) = text.strip_prefix(quote) {
            return inner.split_once(quote).map(|(_, after)| after);
        }
    }
    let end = text.find(|c: char| c.is_whitespace() || c == '}')?;
    Some(&text[end..])
}

fn is_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_alphabetic() || "-_".contains(c))
        && name.chars().all(|c| c.is_alphanumeric() || "-_.:/%".contains(c))
}

#[cfg(test)]
mod tests {
    use super::{List, read};

    #[test]
    fn attribute_lists_are_read() {
        for (text, id, length) in [
            ("{: #custom .no_toc }", Some("custom"), 20),
            ("{:.ruby}x", None, 8),
            ("{: title=\"a } b\" width=3 }", None, 26),
            ("{:refdef: style=\"text-align: center;\"}", None, 38),
            ("{:.no_toc #标题}", Some("标题"), 18),
        ] {
            let (attributes, end) = read(text).expect(text);
            assert_eq!((attributes.id.as_deref(), end), (id, length), "{text}");
        }
        assert_eq!(read("{:toc}").unwrap().0.list, List::Contents);
    }

    #[test]
    fn formats_of_other_languages_are_no_lists() {
        for text in
            ["{:?}", "{:>10}", "{:.2f}", "{:}", "{: }", "{:#x?}", "{: a", "{:04}", "{::x /}"]
        {
            assert!(read(text).is_none_or(|(list, _)| !list.is_of_span()), "{text}");
        }
        assert!(read("{:d}").is_some_and(|(list, _)| !list.is_of_span()));
    }
}
