//! Code between two tags.

use super::super::line::LinePrefix;
use super::args::{Args, words};
use super::links::is_url;
use super::meaning::{Link, Listing};
use super::scan::{Found, Syntax};

/// Whether a tag begins code that ends at the tag with the same name.
pub fn is_listing(found: &Found<'_>) -> bool {
    match found.syntax {
        Syntax::Liquid => {
            matches!(found.name, "highlight" | "codeblock" | "code" | "mermaid" | "plantuml")
        }
        Syntax::Shortcode => {
            matches!(found.name, "highlight" | "mermaid" | "plantuml")
                || found.name == "code" && !found.args.contains('=')
        }
        Syntax::Output | Syntax::Escaped => false,
    }
}

/// Returns the code between two tags, of which the first is `found` with `prefix` before it on its line.
pub fn read(found: &Found<'_>, prefix: &LinePrefix, content: &str) -> Listing {
    let literal = literal(content, prefix);
    let mut listing =
        Listing { language: String::new(), literal, title: String::new(), link: None };
    match (found.syntax, found.name) {
        (_, name @ ("mermaid" | "plantuml")) => name.clone_into(&mut listing.language),
        (Syntax::Liquid, "highlight") => {
            words(found.args).first().copied().unwrap_or("").clone_into(&mut listing.language);
        }
        (Syntax::Liquid, _) => codeblock(found.args, &mut listing),
        _ => {
            let language = Args::parse(found.args);
            let language = language.get(&["lang", "language", "type"], 0).unwrap_or("");
            language.clone_into(&mut listing.language);
        }
    }
    listing.language.retain(|c| !c.is_whitespace());
    listing
}

/// Reads `[title] [lang:language] [url] [link text] [additional options]` of Hexo.
fn codeblock(args: &str, listing: &mut Listing) {
    const OPTIONS: [&str; 8] = [
        "line_number",
        "line_threshold",
        "highlight",
        "first_line",
        "mark",
        "wrap",
        "class",
        "caption",
    ];
    let mut texts = Vec::new();
    for word in words(args) {
        match word.split_once(':') {
            Some(("lang", language)) => language.clone_into(&mut listing.language),
            Some((key, _)) if OPTIONS.contains(&key) => {}
            _ => texts.push(word),
        }
    }
    let at = texts.iter().position(|text| is_url(text)).unwrap_or(texts.len());
    listing.title = texts[..at].join(" ");
    if let Some((url, text)) = texts.get(at..).and_then(<[&str]>::split_first) {
        // Hexo calls the link so if its author does not.
        let text = if text.is_empty() { "link".to_owned() } else { text.join(" ") };
        listing.link = Some(Link { url: (*url).to_owned(), text, title: String::new() });
    }
}

/// Returns the lines between two tags without the markers and indentation of the containers they are in.
fn literal(content: &str, prefix: &LinePrefix) -> String {
    let content = between_raw(content);
    let mut literal = String::with_capacity(content.len() + 1);
    for (number, line) in content.lines().enumerate() {
        let line = if number == 0 { line.trim_start() } else { without(line, prefix) };
        let is_leading = literal.is_empty() && line.trim().is_empty();
        if !is_leading {
            literal.push_str(line);
            literal.push('\n');
        }
    }
    literal.truncate(literal.trim_end().len());
    if !literal.is_empty() {
        literal.push('\n');
    }
    literal
}

/// Removes the `raw` tags around all of the code, by which Jekyll shows the tags in it.
fn between_raw(content: &str) -> &str {
    let inner = content.trim();
    let tag = |text: &str| text.trim_matches(['-', ' ']).to_owned();
    let Some((first, rest)) = inner.strip_prefix("{%").and_then(|rest| rest.split_once("%}"))
    else {
        return content;
    };
    let Some((rest, last)) = rest.strip_suffix("%}").and_then(|rest| rest.rsplit_once("{%")) else {
        return content;
    };
    if tag(first) == "raw" && tag(last) == "endraw" { rest } else { content }
}

/// Removes quote markers and indentation from the beginning of a line.
pub fn without<'a>(line: &'a str, prefix: &LinePrefix) -> &'a str {
    let mut rest = line;
    if prefix.quotes > 0 {
        let inside = LinePrefix::inside(line, prefix.quotes);
        let before = &line[..inside.length];
        let marker = before.rfind('>').map_or(0, |at| at + 1);
        rest = &line[marker..];
    }
    let mut column = 0;
    for (at, byte) in rest.bytes().enumerate() {
        column += match byte {
            _ if column >= prefix.column => return &rest[at..],
            b' ' => 1,
            b'\t' => 4 - column % 4,
            _ => return &rest[at..],
        };
    }
    ""
}
