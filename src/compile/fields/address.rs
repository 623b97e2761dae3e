//! The addresses that other tools give a post.

use super::keys::Keys;
use super::list::alias;

/// Returns the paths in `url`, `permalink` and Zola's `path`, which are also part of `extra`. A `url` with a host is often
/// the page that the post is about. Patterns, such as Jekyll's `/:year/:title/`, are no paths.
pub fn addresses(keys: &Keys<'_, '_, '_>) -> Box<[Box<str>]> {
    let text = |name: &str| keys.peek(name).and_then(|entry| entry.node.text()).map(str::trim);
    let url = text("url").filter(|url| !url.contains("://"));
    let found = [url, text("permalink"), text("path")].into_iter().flatten();
    let is_path = |path: &&str| {
        !path.starts_with(':') && !path.contains("/:") && *path != "false" && *path != "true"
    };
    let paths = found.filter(is_path).map(alias);
    let mut paths: Vec<Box<str>> =
        paths.filter(|path| !path.is_empty()).map(String::into_boxed_str).collect();
    paths.dedup();
    paths.into()
}

#[cfg(test)]
mod tests {
    use crate::compile::{CompileOptions, compile};
    use crate::post::ContentPath;

    #[test]
    fn paths_are_found_and_remain_in_extra() {
        for (matter, paths) in [
            ("url: /2019/05/name.html", &["2019/05/name.html"][..]),
            ("Permalink: /a/b/", &["a/b"]),
            ("permalink: https://example.org/a%20b/", &["a b"]),
            ("url: /a\npermalink: /b", &["a", "b"]),
            ("path: a/2024-01-15-b/", &["a/2024-01-15-b"]),
            ("url: /a\npermalink: /a/", &["a"]),
            ("url: https://example.org/other", &[]),
            ("permalink: /:year/:title/", &[]),
            ("permalink: false\nurl: [a]", &[]),
            ("url:", &[]),
        ] {
            let text = format!("---\ntitle: x\n{matter}\n---\n");
            let path = ContentPath::new("a.md");
            let compiled = compile(&path, text.as_bytes(), &CompileOptions::default());
            assert_eq!(compiled.diagnostics, [], "{matter}");
            let post = compiled.post.unwrap();
            let found: Vec<&str> = post.addresses.iter().map(|path| &**path).collect();
            assert_eq!(found, paths, "{matter}");
            assert!(post.extra.is_some(), "{matter}");
        }
    }
}
