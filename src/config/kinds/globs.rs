//! Globs of files and folders.

use crate::config::kind::{Canonical, Describe, Kind, items};
use crate::config::value::Value;
use crate::source::Exclude;

/// A list of globs.
pub(in crate::config) struct Globs;

impl Describe for Globs {
    fn placeholder(&self) -> String {
        "GLOBS".to_owned()
    }
}

impl Kind<Exclude> for Globs {
    fn read(&self, value: &Value) -> Result<Exclude, String> {
        let globs = items(value, "globs")?;
        Exclude::new(globs.into_iter().map(str::to_owned).collect())
    }
}

impl Canonical<Exclude> for Globs {
    fn canonical(&self, value: &Exclude) -> Option<String> {
        (!value.globs().is_empty()).then(|| value.globs().join(","))
    }
}
