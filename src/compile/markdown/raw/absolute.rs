//! Rewriting all URLs of rendered HTML.

use std::borrow::Cow;

use super::srcset;
use super::start_tag;

/// The attributes that contain a URL, on whatever element.
const URLS: [&str; 9] =
    ["href", "src", "poster", "cite", "data", "longdesc", "action", "formaction", "background"];

/// The attributes that contain several URLs.
const SETS: [&str; 2] = ["srcset", "imagesrcset"];

/// Returns HTML with the URLs in its attributes replaced by what `change` returns for them; those for which it
/// returns `None` remain. Unlike a [resolver](crate::compile::markdown::Resolve), it gets every URL.
pub fn rewrite_urls<'h>(html: &'h str, change: &dyn Fn(&str) -> Option<String>) -> Cow<'h, str> {
    let may_have_url = |tag: &str| {
        let tag = tag.to_ascii_lowercase();
        URLS.iter().chain(&SETS).any(|name| tag.contains(name))
    };
    start_tag::rewrite(html, may_have_url, |element| {
        let mut changed = false;
        for attribute in &mut element.attrs {
            let name = &*attribute.name.local;
            let name = name.strip_prefix("xlink:").unwrap_or(name);
            let new = if SETS.contains(&name) {
                Some(rewrite_set(&attribute.value, change))
            } else if URLS.contains(&name) {
                change(&attribute.value)
            } else {
                None
            };
            if let Some(new) = new {
                attribute.value = new.into();
                changed = true;
            }
        }
        changed
    })
}

fn rewrite_set(set: &str, change: &dyn Fn(&str) -> Option<String>) -> String {
    let candidates = srcset::candidates(set).into_iter().map(|(url, descriptor)| {
        let url = change(url).unwrap_or_else(|| url.to_owned());
        if descriptor.is_empty() { url } else { format!("{url} {descriptor}") }
    });
    candidates.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::rewrite_urls;

    #[test]
    fn every_attribute_with_a_url_is_rewritten() {
        let change = |url: &str| (!url.contains(':')).then(|| format!("https://a.example/{url}"));
        let html = "<p>href=\"x\" <a href=\"x?a=1&amp;b\" title=\"src\">y</a><img src=z srcset=\"p 1x, q 2x\">\
                    <a href=\"mailto:a@b\">m</a><blockquote cite='c'>&lt;</blockquote>";
        let expected = "<p>href=\"x\" <a href=\"https://a.example/x?a=1&amp;b\" title=\"src\">y</a>\
            <img src=\"https://a.example/z\" srcset=\"https://a.example/p 1x, https://a.example/q 2x\">\
            <a href=\"mailto:a@b\">m</a><blockquote cite=\"https://a.example/c\">&lt;</blockquote>";
        assert_eq!(rewrite_urls(html, &change), expected);
    }
}
