mod hostile;
mod names;
mod parity;
mod properties;
mod snippets;

use super::{Budget, Class, highlight};

/// Highlights code. `None` if it stays plain.
fn html(language: &str, code: &str) -> Option<String> {
    let mut out = String::new();
    highlight(&mut out, language, code, &mut Budget::of_post()).then_some(out)
}

/// Returns the tokens of highlighted code with their classes, as `class text`, in order.
fn tokens(language: &str, code: &str) -> Vec<String> {
    let html = html(language, code).unwrap_or_else(|| panic!("{language} is plain"));
    html.split("<span class=\"hl-")
        .skip(1)
        .map(|rest| {
            let (class, rest) = rest.split_once("\">").unwrap();
            let (text, _) = rest.split_once("</span>").unwrap();
            format!("{class} {}", unescape(text))
        })
        .collect()
}

/// Returns the visible text of highlighted code.
fn shown(html: &str) -> String {
    let mut shown = String::new();
    for part in html.split('<') {
        shown.push_str(part.split_once('>').map_or(part, |(_, text)| text));
    }
    unescape(&shown)
}

fn unescape(html: &str) -> String {
    let html = html.replace("&lt;", "<").replace("&gt;", ">");
    html.replace("&nbsp;", "\u{a0}").replace("&amp;", "&")
}
