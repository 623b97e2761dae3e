//! Mentions of tags in running text.

use super::super::embedding::IFRAME;
use super::component::is_component;
use super::elements::{is_element, is_raw_text, is_svg_or_mathml};
use super::tag::Tag;

/// Whether a tag in running text is a mention rather than markup: of an unknown element other than a
/// component, of a script or the like, or of a `<path>` without attributes.
pub fn is_mention(html: &str) -> bool {
    match Tag::read(html) {
        Tag::Element { name, length, closes } => {
            let is_bare = length == name.len() + 2;
            let is_unknown = !is_element(name) && !is_component(&html[..length], name, closes);
            let is_iframe = name.eq_ignore_ascii_case(IFRAME);
            is_unknown || (is_raw_text(name) && !is_iframe) || (is_bare && is_svg_or_mathml(name))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::is_mention;

    #[test]
    fn unknown_elements_scripts_and_bare_paths_are_mentions() {
        for tag in ["<ESC>", "</t>", "<script>", "<path>", "<T>", "<K, V>"] {
            assert!(is_mention(tag), "{tag}");
        }
        for tag in
            ["<b>", "<svg width=1>", "<my-tag>", "text", "<Badge/>", "</Tabs>", "<Tabs a=\"b\">"]
        {
            assert!(!is_mention(tag), "{tag}");
        }
    }
}
