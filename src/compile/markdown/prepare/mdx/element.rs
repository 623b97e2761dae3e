//! Elements of HTML, written as JSX.

use super::expression::literal;
use super::tag::{Tag, Value};
use crate::compile::markdown::escape;

/// Elements that have no end tag (HTML Standard, section 13.1.2).
const VOID: [&str; 13] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track",
    "wbr",
];

/// Elements whose content is left as it is written, because it is text or because an element that contains
/// blocks must not be in them.
const WITHOUT_BLOCKS: [&str; 14] = [
    "h1", "h2", "h3", "h4", "h5", "h6", "iframe", "p", "pre", "script", "style", "summary",
    "textarea", "title",
];

/// Elements that begin a block of HTML even if text follows on the same line.
const BLOCKS: [&str; 43] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "caption",
    "center",
    "col",
    "colgroup",
    "dd",
    "details",
    "dialog",
    "dir",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "header",
    "hr",
    "iframe",
    "legend",
    "li",
    "link",
    "main",
    "menu",
    "nav",
    "ol",
    "p",
    "search",
    "section",
    "summary",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "ul",
];

/// Returns whether the content of an element is not Markdown.
pub fn is_without_blocks(name: &str) -> bool {
    WITHOUT_BLOCKS.contains(&name)
}

/// Returns whether a line that begins with this element is a block of HTML (CommonMark 0.31.2, section
/// 4.6), whatever follows.
pub fn is_block(name: &str) -> bool {
    BLOCKS.contains(&name) || is_without_blocks(name)
}

/// Returns a tag as HTML. `None` if it is HTML already.
pub fn html(source: &str, tag: &Tag<'_>) -> Option<String> {
    let needs_end = tag.is_self_closing && !VOID.contains(&tag.name);
    let written = &source[tag.range.clone()];
    let is_html = !written.contains(['{', '\n'])
        && !needs_end
        && tag.attributes.iter().all(|(name, _)| html_name(name) == *name);
    if tag.is_end || is_html {
        return None;
    }
    let mut html = format!("<{}", tag.name);
    for (name, value) in &tag.attributes {
        let name = html_name(name);
        match value {
            Value::Absent => html.push_str(&format!(" {name}")),
            Value::Quoted(quoted) => {
                html.push_str(&format!(" {name}={}", quoted.replace(['\n', '\r'], " ")));
            }
            Value::Expression(inner) => {
                if let Some(text) = constant(inner.trim()) {
                    html.push_str(&format!(" {name}=\""));
                    escape::attribute(&mut html, &text);
                    html.push('"');
                }
            }
        }
    }
    html.push('>');
    if needs_end {
        html.push_str(&format!("</{}>", tag.name));
    }
    Some(html)
}

/// Returns the name of an attribute in HTML.
fn html_name(name: &str) -> &str {
    match name {
        "className" => "class",
        "htmlFor" => "for",
        _ => name,
    }
}

/// Returns the value of an expression that is a string or a number, or the file that it requires, as
/// in `require('./a.png').default`.
fn constant(expression: &str) -> Option<String> {
    if !expression.is_empty()
        && expression.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
    {
        return Some(expression.to_owned());
    }
    let required = expression.strip_prefix("require(").map(|rest| {
        rest.strip_suffix(".default").unwrap_or(rest).strip_suffix(')').unwrap_or_default()
    });
    literal(required.unwrap_or(expression).trim())
}

#[cfg(test)]
mod tests {
    use super::html;
    use crate::compile::markdown::prepare::mdx::tag::Parser;

    #[test]
    fn attributes_of_jsx_become_those_of_html() {
        for (jsx, expected) in [
            ("<div className=\"a\">", Some("<div class=\"a\">")),
            ("<label htmlFor=\"a\">", Some("<label for=\"a\">")),
            ("<div style={{a: 1}} onClick={() => {}} id=\"b\">", Some("<div id=\"b\">")),
            (
                "<img width={100} alt={'a \"b\"'} src={require('./c.png').default} />",
                Some("<img width=\"100\" alt=\"a &quot;b&quot;\" src=\"./c.png\">"),
            ),
            ("<a id=\"x\" />", Some("<a id=\"x\"></a>")),
            ("<video\n  controls\n  src='a.mp4'\n>", Some("<video controls src='a.mp4'>")),
            ("<p {...props}>", Some("<p>")),
            ("<br />", None),
            ("<a href='b'>", None),
            ("</div>", None),
        ] {
            let tag = Parser::new(jsx).tag(0, jsx.len()).unwrap();
            assert_eq!(html(jsx, &tag).as_deref(), expected, "{jsx}");
        }
    }
}
