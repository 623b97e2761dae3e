//! Links between pages, and to files of the package.

use std::path::Path;

use percent_encoding::percent_decode_str;

use super::markdown::Page;

/// Returns a line for each link of a page that leads to no file or heading.
pub fn dead(page: &Page, pages: &[Page], root: &Path) -> Vec<String> {
    let is_dead = |url: &str| {
        let Some((path, fragment)) = resolve(page, url) else { return false };
        if !root.join(&path).exists() && path != page.path {
            return true;
        }
        let target = pages.iter().find(|page| page.path == path);
        let Some((target, fragment)) = target.zip(fragment) else { return false };
        !target.anchors.contains(&fragment)
    };
    let dead = page.links.iter().filter(|(url, _)| is_dead(url));
    dead.map(|(url, line)| format!("{}:{line}: {url}", page.path)).collect()
}

/// Returns the paths of the files to which a page links.
pub fn targets(page: &Page) -> Vec<String> {
    page.links.iter().filter_map(|(url, _)| resolve(page, url)).map(|(path, _)| path).collect()
}

/// Splits a relative URL into the path from the package's folder and the fragment. Other URLs give `None`.
fn resolve(page: &Page, url: &str) -> Option<(String, Option<String>)> {
    let decoded = |text: &str| percent_decode_str(text).decode_utf8().expect("UTF-8").into_owned();
    let (path, fragment) = match url.split_once('#') {
        Some((path, fragment)) => (path, Some(decoded(fragment))),
        None => (url, None),
    };
    let is_absolute = path.starts_with('/')
        || path.split_once(':').is_some_and(|(scheme, _)| !scheme.contains('/'));
    if is_absolute {
        return None;
    }
    if path.is_empty() {
        return Some((page.path.clone(), fragment));
    }
    let mut segments: Vec<&str> = page.path.split('/').collect();
    segments.pop();
    let path = decoded(path);
    for segment in path.split('/') {
        match segment {
            "" | "." => {}
            // A path that leaves the package exists nowhere else.
            ".." if segments.pop().is_none() => segments.push("outside of the package"),
            ".." => {}
            name => segments.push(name),
        }
    }
    Some((segments.join("/"), fragment))
}
