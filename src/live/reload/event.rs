//! What the engine reports, for the log.

use std::io;

use super::doubt::Doubt;
use super::status::Stages;
use crate::live::files::FileChange;
use crate::post::{ContentPath, Diagnostic};
use crate::source::SourceError;

/// Something that an operator may want to know.
#[derive(Debug)]
pub enum ReloadEvent<'a> {
    /// The snapshot was replaced.
    Reloaded(&'a Reloaded),
    /// The source was examined, and nothing has changed.
    Unchanged {
        /// The number of states of the source that were examined.
        settled: u64,
        /// The current generation.
        generation: u64,
        /// The number of files that were read although their content is the same, such as those that were saved a
        /// moment ago and may have been saved again.
        read: usize,
    },
    /// The state of the source is not believed, and the current content remains. Reported once per reason.
    Doubted(Doubt, Option<&'a SourceError>),
    /// A state that was doubted is believed, because a later scan agreed.
    Confirmed(Doubt),
    /// The source is again as it was, or nearly so.
    Recovered,
    /// Last valid versions of files cannot be stored. Reported once until it succeeds again.
    StateFailed(&'a io::Error),
    /// A fault of Inkstone ended a reload; the current content remains.
    Panicked,
}

/// A reload that replaced the snapshot.
#[derive(Debug)]
pub struct Reloaded {
    /// The number of states of the source that were examined so far.
    pub settled: u64,
    /// The generation of the new snapshot.
    pub generation: u64,
    /// What happened to files, sorted by path.
    pub changes: Vec<(ContentPath, FileChange)>,
    /// The number of assets that are new, changed or gone.
    pub assets: usize,
    /// How long the stages took.
    pub stages: Stages,
    /// The number of posts.
    pub posts: usize,
    /// The number of posts that are the last valid version of a file with an error.
    pub kept: usize,
    /// The problems of the files that changed, and those of other files that are new.
    pub diagnostics: Vec<Diagnostic>,
    /// The number of all errors.
    pub errors: usize,
    /// The number of all warnings.
    pub warnings: usize,
}

impl Reloaded {
    /// Returns the number of files to which this happened.
    pub fn count(&self, change: FileChange) -> usize {
        self.changes.iter().filter(|(_, happened)| *happened == change).count()
    }
}

#[cfg(test)]
mod tests {
    use super::Reloaded;
    use crate::live::files::FileChange;
    use crate::post::ContentPath;

    #[test]
    fn what_happened_to_files_is_counted() {
        let changes = [FileChange::Added, FileChange::Edited, FileChange::Added];
        let reloaded = Reloaded {
            settled: 1,
            generation: 1,
            changes: changes.map(|change| (ContentPath::new("a.md"), change)).to_vec(),
            assets: 0,
            stages: Default::default(),
            posts: 0,
            kept: 0,
            diagnostics: Vec::new(),
            errors: 0,
            warnings: 0,
        };
        assert_eq!(reloaded.count(FileChange::Added), 2);
    }
}
