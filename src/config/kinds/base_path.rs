//! The prefix of paths.

use crate::config::kind::{Canonical, Describe, Kind, quoted, text};
use crate::config::value::Value;
use crate::protocol::BasePath;

/// Paths that are available without the prefix, so it must not begin with one of them.
const WITHOUT_PREFIX: [&str; 3] = ["/healthz", "/readyz", "/metrics"];

/// The prefix of the paths of requests.
pub(in crate::config) struct PathPrefix;

impl Describe for PathPrefix {
    fn placeholder(&self) -> String {
        "PATH".to_owned()
    }
}

impl Kind<BasePath> for PathPrefix {
    fn read(&self, value: &Value) -> Result<BasePath, String> {
        let found = text(value)?;
        let invalid = |reason: &str| {
            let found = quoted(found);
            format!("{found}: {reason}; expected a path such as /blog")
        };
        let path = BasePath::parse(found).map_err(invalid)?;
        match WITHOUT_PREFIX.iter().find(|fixed| path.strip(fixed) == Some("/")) {
            Some(fixed) if !path.as_str().is_empty() => {
                Err(invalid(&format!("the path {fixed} is that of a probe or of the metrics")))
            }
            _ => Ok(path),
        }
    }
}

impl Canonical<BasePath> for PathPrefix {
    fn canonical(&self, value: &BasePath) -> Option<String> {
        Some(value.as_str().to_owned()).filter(|path| !path.is_empty())
    }
}
