//! The path of a post on the site.

use crate::config::kind::{Canonical, Describe, Kind, quoted, text};
use crate::config::value::Value;

/// A path with the placeholder `{slug}` and, optionally, `{lang}`.
pub(in crate::config) struct PostPath;

impl Describe for PostPath {
    fn placeholder(&self) -> String {
        "PATH".to_owned()
    }
}

impl Kind<String> for PostPath {
    fn read(&self, value: &Value) -> Result<String, String> {
        let found = text(value)?;
        let rest = found.replace("{slug}", "").replace("{lang}", "");
        let reason = if !found.starts_with('/') || found.starts_with("//") {
            "the path must start with exactly one slash"
        } else if !found.contains("{slug}") {
            "`{slug}` is missing"
        } else if rest.contains(['{', '}']) {
            "only `{slug}` and `{lang}` are replaced"
        } else if rest.contains(|c: char| c.is_whitespace() || c.is_control()) {
            "the path must not contain whitespace"
        } else {
            return Ok(found.to_owned());
        };
        Err(format!("{}: {reason}; expected a path such as /posts/{{slug}}", quoted(found)))
    }
}

impl Canonical<String> for PostPath {
    fn canonical(&self, value: &String) -> Option<String> {
        Some(value.clone())
    }
}
