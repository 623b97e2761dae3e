//! Paths of the API and patterns of routes.

use crate::text::suggest::nearest;

/// The prefix of the paths of the API.
pub const API: &str = "/api/v1";

/// The path of the endpoint of the Model Context Protocol.
pub const MCP: &str = "/mcp";

/// The path of the manifest under the API.
pub const MANIFEST: &str = "/manifest";

/// The path of changes under the API.
pub const CHANGES: &str = "/changes";

/// The prefix of the paths of assets.
pub const ASSETS: &str = "/assets";

/// The suffix of a post's path for the previous and next post.
pub const NEIGHBORS_SUFFIX: &str = "/neighbors";

/// The suffix of a post's path for related posts.
pub const RELATED_SUFFIX: &str = "/related";

/// The suffix of a post's path for its Markdown source.
pub const SOURCE_SUFFIX: &str = ".md";

/// The names of parameters that span several segments.
const SPANNING: [&str; 2] = ["file", "path"];

/// Returns the router's pattern of a path template in the OpenAPI document.
pub fn route_pattern(path: &str) -> String {
    SPANNING.iter().fold(path.to_owned(), |pattern, name| {
        pattern.replace(&format!("{{{name}}}"), &format!("{{{name}:.*}}"))
    })
}

/// The paths of all resources, for distinguishing between a wrong method and a wrong path.
#[derive(Debug)]
pub struct RouteTable {
    templates: Vec<String>,
}

impl RouteTable {
    /// Creates a table of these paths, which are templates such as `/posts/{slug}`.
    pub fn new<'a>(paths: impl IntoIterator<Item = &'a str>) -> Self {
        Self { templates: paths.into_iter().map(str::to_owned).collect() }
    }

    /// Whether a path matches a template.
    pub fn contains(&self, path: &str) -> bool {
        self.templates.iter().any(|template| matches(template, path))
    }

    /// Returns the template that is most similar to a path, if one is similar. Of several below the path, none is.
    pub fn nearest(&self, path: &str) -> Option<&str> {
        let is_below = |template: &&String| {
            template
                .strip_prefix(path.trim_end_matches('/'))
                .is_some_and(|rest| rest.starts_with('/'))
        };
        if self.templates.iter().filter(is_below).nth(1).is_some() {
            return None;
        }
        nearest(path, self.templates.iter().map(String::as_str))
    }
}

/// Whether a path matches a template. A parameter matches a segment or a part of one that is not empty, or
/// the rest of the path if it can span segments.
fn matches(template: &str, path: &str) -> bool {
    let mut segments = path.split('/');
    for part in template.split('/') {
        let Some(segment) = segments.next() else { return false };
        let parameter = part.split_once('{').and_then(|(before, rest)| {
            rest.split_once('}').map(|(name, after)| (before, name, after))
        });
        match parameter {
            Some((_, name, _)) if SPANNING.contains(&name) => return true,
            Some((before, _, after)) => {
                let rest = segment.strip_prefix(before).and_then(|rest| rest.strip_suffix(after));
                if rest.is_none_or(str::is_empty) {
                    return false;
                }
            }
            None if segment != part => return false,
            None => {}
        }
    }
    segments.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::RouteTable;

    #[test]
    fn the_beginning_of_several_paths_is_similar_to_none_of_them() {
        let table = RouteTable::new(["/api/v1/tags", "/api/v1/tags/{tag}", "/api/v1/posts"]);
        for beginning in ["/api", "/api/v1", "/api/v1/"] {
            assert_eq!(table.nearest(beginning), None, "{beginning}");
        }
        assert_eq!(table.nearest("/api/v1/tag"), Some("/api/v1/tags"));
        assert_eq!(table.nearest("/api/v1/post"), Some("/api/v1/posts"));
    }

    #[test]
    fn a_parameter_matches_a_segment_or_the_rest() {
        let table = RouteTable::new(["/", "/api/v1/posts/{slug}", "/assets/{path}", "/docs"]);
        for known in ["/", "/api/v1/posts/a", "/assets/", "/assets/a/b.png", "/docs"] {
            assert!(table.contains(known), "{known}");
        }
        for unknown in ["", "//", "/api/v1/posts", "/api/v1/posts/", "/api/v1/posts/a/b", "/assets"]
        {
            assert!(!table.contains(unknown), "{unknown}");
        }
        let source = RouteTable::new(["/api/v1/posts/{slug}.md"]);
        assert!(source.contains("/api/v1/posts/a.md") && source.contains("/api/v1/posts/a.md.md"));
        assert!(!source.contains("/api/v1/posts/.md") && !source.contains("/api/v1/posts/a"));
        assert_eq!(table.nearest("/api/v1/post/{slug}"), Some("/api/v1/posts/{slug}"));
    }
}
