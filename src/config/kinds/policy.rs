//! How long clients and caches may store responses.

use crate::config::kind::{Describe, Kind, quoted, text};
use crate::config::value::Value;
use crate::protocol::Freshness;

/// Directives of `Cache-Control`.
pub(in crate::config) struct CacheDirectives;

impl Describe for CacheDirectives {
    fn placeholder(&self) -> String {
        "DIRECTIVES".to_owned()
    }
}

impl Kind<Freshness> for CacheDirectives {
    fn read(&self, value: &Value) -> Result<Freshness, String> {
        let found = text(value)?;
        Freshness::parse(found).map_err(|reason| {
            let found = quoted(found);
            format!("{found}: {reason}; expected directives such as max-age=60, s-maxage=600")
        })
    }
}
