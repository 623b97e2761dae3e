//! What is shown of an expression.

/// An expression in braces.
#[derive(Debug, PartialEq, Eq)]
pub enum Expression<'s> {
    /// A string literal, whose text is shown.
    Literal(String),
    /// The comment that ends the excerpt.
    More,
    /// A comment with the id of a heading, as Docusaurus writes it: `{/* #id */}`.
    HeadingId(&'s str),
    /// Attributes in the style of other Markdown processors, which are not MDX: `{#id}`, `{.class}`.
    Attributes,
    /// Anything else, of which nothing is shown.
    Hidden,
}

impl<'s> Expression<'s> {
    /// Reads an expression with its braces.
    pub fn of(source: &'s str) -> Self {
        let inner = source.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
        let inner = inner.unwrap_or_default().trim();
        if let Some(comment) = comment(inner) {
            return match comment {
                _ if is_more(comment) => Self::More,
                _ if is_heading_id(comment) => Self::HeadingId(comment),
                _ => Self::Hidden,
            };
        }
        let is_attribute = |part: &str| {
            part.strip_prefix(['#', '.'])
                .is_some_and(|name| !name.is_empty() && !name.starts_with('.'))
        };
        if inner.split(' ').all(is_attribute) {
            return Self::Attributes;
        }
        literal(inner).map_or(Self::Hidden, Self::Literal)
    }
}

/// Returns the trimmed content of an expression that is a single comment.
fn comment(inner: &str) -> Option<&str> {
    let comment = inner.strip_prefix("/*")?.strip_suffix("*/")?;
    (!comment.contains("*/")).then(|| comment.trim())
}

fn is_more(comment: &str) -> bool {
    comment.eq_ignore_ascii_case("truncate") || comment.eq_ignore_ascii_case("more")
}

fn is_heading_id(comment: &str) -> bool {
    let id = comment.strip_prefix('#').unwrap_or_default();
    !id.is_empty() && !id.contains(|c: char| c.is_whitespace() || "{}\"'=".contains(c))
}

/// Returns the text of an expression that is a string, or a template literal without placeholders.
pub fn literal(inner: &str) -> Option<String> {
    let quote = inner.chars().next().filter(|quote| matches!(quote, '"' | '\'' | '`'))?;
    let inner = inner[1..].strip_suffix(quote)?;
    if quote == '`' && inner.contains("${") {
        return None;
    }
    let mut text = String::with_capacity(inner.len());
    let mut characters = inner.chars();
    while let Some(c) = characters.next() {
        match c {
            '\\' => match characters.next()? {
                'n' | 'r' | 't' => text.push(' '),
                other => text.push(other),
            },
            _ if c == quote => return None,
            '\n' | '\r' => text.push(' '),
            _ => text.push(c),
        }
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::Expression;

    #[test]
    fn strings_are_shown() {
        for (source, text) in [
            ("{' '}", " "),
            ("{\"a 'b'\"}", "a 'b'"),
            ("{`a`}", "a"),
            ("{ 'it\\'s' }", "it's"),
            ("{'{'}", "{"),
        ] {
            assert_eq!(Expression::of(source), Expression::Literal(text.to_owned()), "{source}");
        }
        for source in
            ["{a}", "{'a' + 'b'}", "{`a${b}`}", "{}", "{'a}", "{/* a */}", "{/* a */ b /* c */}"]
        {
            assert_eq!(Expression::of(source), Expression::Hidden, "{source}");
        }
    }

    #[test]
    fn some_comments_have_a_meaning() {
        assert_eq!(Expression::of("{/* truncate */}"), Expression::More);
        assert_eq!(Expression::of("{/*truncate*/}"), Expression::More);
        assert_eq!(Expression::of("{/* #my-id */}"), Expression::HeadingId("#my-id"));
        assert_eq!(Expression::of("{#标题}"), Expression::Attributes);
        assert_eq!(Expression::of("{.a #b}"), Expression::Attributes);
        assert_eq!(Expression::of("{...props}"), Expression::Hidden);
    }
}
