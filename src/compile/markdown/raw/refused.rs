//! URLs in raw HTML that are not served.

use super::super::sanitize;
use super::start_tag;
use super::url_attributes::{may_have_url, use_of};

/// Returns the first URL of a tag that the sanitizer removes because of its scheme.
pub fn refused_url(tag: &str) -> Option<String> {
    if !may_have_url(tag) || !may_be_refused(tag) {
        return None;
    }
    let element = start_tag::parse(tag)?;
    let refused = element.attrs.iter().find(|attribute| {
        let name = &*attribute.name.local;
        use_of(&element.name, name).is_some()
            && !sanitize::is_safe(&element.name, name, &attribute.value)
    });
    refused.map(|attribute| attribute.value.trim().to_owned())
}

/// Whether a tag contains a colon that does not belong to `http:` or `https:`, or a character reference that may
/// be one. Parsing a tag is slow, and most URLs need not be checked.
fn may_be_refused(tag: &str) -> bool {
    memchr::memchr2_iter(b':', b'&', tag.as_bytes()).any(|at| {
        let (before, rest) = tag.split_at(at);
        if rest.starts_with(':') {
            let ends = |name: &str| {
                let start = before.len().saturating_sub(name.len());
                before.as_bytes()[start..].eq_ignore_ascii_case(name.as_bytes())
            };
            !ends("http") && !ends("https")
        } else {
            let name = rest.as_bytes().get(1..6);
            rest.starts_with("&#") || name.is_some_and(|it| it.eq_ignore_ascii_case(b"colon"))
        }
    })
}

#[cfg(test)]
mod tests {
    use super::refused_url;

    #[test]
    fn schemes_that_the_sanitizer_removes_are_found_in_every_spelling() {
        for (tag, url) in [
            ("<a href=\"javascript:x\">", "javascript:x"),
            ("<A HREF=' JavaScript:x'>", "JavaScript:x"),
            ("<a href=\"java&#115;cript&colon;x\">", "javascript:x"),
            ("<img src=data:text/html,x>", "data:text/html,x"),
            ("<video poster=file:///x>", "file:///x"),
            ("<img srcset='a.png 1x, data:x 2x'>", "a.png 1x, data:x 2x"),
        ] {
            assert_eq!(refused_url(tag).as_deref(), Some(url));
        }
        for tag in [
            "<a href=\"https://a.b/?c=d&e=f\">",
            "<a href=mailto:a@b.c>",
            "<a title=\"javascript:x\" href=y>",
            "<img src=\"data:image/png;base64,AA\">",
            "<b onclick=\"javascript:x\">",
        ] {
            assert_eq!(refused_url(tag), None, "{tag}");
        }
    }
}
