//! Paths of the API and patterns of routes.

use crate::text::suggest::nearest;

/// The path under which the API is.
pub const API: &str = "/api/v1";

/// The path under which assets are.
pub const ASSETS: &str = "/assets";

/// What follows a slug to ask for the previous and next post.
pub const NEIGHBORS_SUFFIX: &str = "/neighbors";

/// What follows a slug to ask for related posts.
pub const RELATED_SUFFIX: &str = "/related";

/// What follows a slug to ask for the Markdown source.
pub const SOURCE_SUFFIX: &str = ".md";

/// The parameters that span several segments.
const SPANNING: [&str; 2] = ["file", "path"];

/// Returns the pattern by which the router knows a path template of the document.
pub fn route_pattern(path: &str) -> String {
    SPANNING.iter().fold(path.to_owned(), |pattern, name| {
        pattern.replace(&format!("{{{name}}}"), &format!("{{{name}:.*}}"))
    })
}

/// Every path that exists, so that a wrong method can be told from a wrong path.
#[derive(Debug)]
pub struct RouteTable {
    templates: Vec<String>,
}

impl RouteTable {
    /// A table of these paths, which are URI templates such as `/posts/{slug}`.
    pub fn new<'a>(paths: impl IntoIterator<Item = &'a str>) -> Self {
        Self { templates: paths.into_iter().map(str::to_owned).collect() }
    }

    /// Returns whether a path is that of a resource.
    pub fn knows(&self, path: &str) -> bool {
        self.templates.iter().any(|template| matches(template, path))
    }

    /// Returns the template that is nearest to a path, if one is near.
    pub fn near(&self, path: &str) -> Option<&str> {
        nearest(path, self.templates.iter().map(String::as_str))
    }
}

/// Whether a path is one of a template: a parameter is one segment that is not empty, or all that is left
/// if it is one that spans segments.
fn matches(template: &str, path: &str) -> bool {
    let mut segments = path.split('/');
    for part in template.split('/') {
        let Some(segment) = segments.next() else { return false };
        match part.strip_prefix('{').and_then(|part| part.strip_suffix('}')) {
            Some(name) if SPANNING.contains(&name) => return true,
            Some(_) if segment.is_empty() => return false,
            None if segment != part => return false,
            _ => {}
        }
    }
    segments.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::RouteTable;

    #[test]
    fn a_parameter_is_a_segment_or_all_that_is_left() {
        let table = RouteTable::new(["/", "/api/v1/posts/{slug}", "/assets/{path}", "/docs"]);
        for known in ["/", "/api/v1/posts/a", "/assets/", "/assets/a/b.png", "/docs"] {
            assert!(table.knows(known), "{known}");
        }
        for unknown in ["", "//", "/api/v1/posts", "/api/v1/posts/", "/api/v1/posts/a/b", "/assets"]
        {
            assert!(!table.knows(unknown), "{unknown}");
        }
        assert_eq!(table.near("/api/v1/post/{slug}"), Some("/api/v1/posts/{slug}"));
    }
}
