//! Files that were examined so soon after a write that another one may have left the same version.

use std::collections::HashMap;
use std::time::{Instant, SystemTime};

use crate::post::ContentPath;
use crate::source::{FileVersion, Scan};

/// Remembers these files until they can be read for certain.
#[derive(Debug, Default)]
pub(super) struct Settling(HashMap<ContentPath, (FileVersion, Instant)>);

impl Settling {
    /// Remembers those of the `changed` files of a scan that are not settled.
    pub fn add(&mut self, scan: &Scan, changed: &[ContentPath]) {
        let (now, clock) = (Instant::now(), SystemTime::now());
        for path in changed {
            let Some(version) = scan.version(path) else { continue };
            match version.unsettled_for(clock) {
                // If it was seen before, the time counts from then.
                Some(_) if self.0.get(path).is_some_and(|(known, _)| *known == version) => {}
                Some(wait) => {
                    self.0.insert(path.clone(), (version, now + wait));
                }
                None => {
                    self.0.remove(path);
                }
            }
        }
    }

    /// Returns when the next file is settled.
    pub fn next(&self) -> Option<Instant> {
        self.0.values().map(|(_, at)| *at).min()
    }

    /// Returns the files that have settled since, and still have the version.
    pub fn take(&mut self, scan: &Scan) -> Vec<ContentPath> {
        let now = Instant::now();
        let settled = self.0.extract_if(|_, (_, at)| *at <= now);
        settled
            .filter(|(path, (version, _))| scan.version(path) == Some(*version))
            .map(|(path, _)| path)
            .collect()
    }
}
