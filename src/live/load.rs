//! Loads everything that a source contains.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;

use crate::catalog::{Assets, CatalogOptions, Snapshot};
use crate::compile::{CompileOptions, Compiled, compile};
use crate::post::{Code, ContentPath, Diagnostic, Post, Severity};
use crate::source::{ContentSource, LeftOut, Reason, SourceError};

/// What a source contains.
#[derive(Debug)]
pub struct Loaded {
    /// The posts, the assets and the diagnostics.
    pub snapshot: Snapshot,
    /// The number of files that are not posts although they have the extension of one.
    pub left_out: LeftOut,
}

/// Compiles all files of a source in parallel, and builds a snapshot of them. `progress` is called with
/// the number of finished files and the total, first with none finished; it may be called from any thread.
///
/// # Errors
/// Returns [`SourceError`] if the source as a whole is unusable. An invalid file is a diagnostic in the
/// snapshot.
pub fn load(
    source: &dyn ContentSource,
    compile_options: &CompileOptions,
    catalog_options: &CatalogOptions,
    progress: &(dyn Fn(usize, usize) + Sync),
) -> Result<Loaded, SourceError> {
    let read = read_all(source, |path, bytes| compile(path, bytes, compile_options), progress)?;
    let snapshot = Snapshot::build(read.posts, read.diagnostics, read.assets, catalog_options);
    Ok(Loaded { snapshot, left_out: read.left_out })
}

/// The content of all files, sorted by path.
struct Compilation {
    posts: Vec<Arc<Post>>,
    diagnostics: Vec<Diagnostic>,
    assets: Assets,
    left_out: LeftOut,
}

fn read_all(
    source: &dyn ContentSource,
    compile: impl Fn(&ContentPath, &[u8]) -> Compiled + Sync,
    progress: &(dyn Fn(usize, usize) + Sync),
) -> Result<Compilation, SourceError> {
    let listing = source.list()?;
    let read = source.reader();
    let total = listing.files.len();
    let done = AtomicUsize::new(0);
    progress(0, total);
    let compiled: Vec<Compiled> = listing
        .files
        .par_iter()
        .map(|path| {
            let compiled = match read(path) {
                // The file is the only input, so a panic concerns no other one.
                Ok(bytes) => catch_unwind(AssertUnwindSafe(|| compile(path, &bytes)))
                    .unwrap_or_else(|_| Compiled { post: None, diagnostics: vec![failed(path)] }),
                Err(rejected) => Compiled { post: None, diagnostics: vec![*rejected] },
            };
            progress(done.fetch_add(1, Ordering::Relaxed) + 1, total);
            compiled
        })
        .collect();
    let (mut diagnostics, mut left_out) = (listing.rejected, listing.left_out);
    let split = |file: Compiled| {
        if file.is_no_post() {
            left_out.add(Reason::Readme);
        }
        diagnostics.extend(file.diagnostics);
        file.post.map(Arc::new)
    };
    // Collected in place: the list is large, and the allocator would not return the memory of a copy.
    let posts: Vec<Arc<Post>> = compiled.into_iter().filter_map(split).collect();
    let failed = diagnostics.iter().any(|found| found.severity() == Severity::Error);
    if posts.is_empty() && !failed {
        diagnostics.push(no_posts());
    }
    Ok(Compilation { posts, diagnostics, assets: Assets::new(listing.assets), left_out })
}

fn failed(path: &ContentPath) -> Diagnostic {
    Diagnostic {
        code: Code::FileFailed,
        path: path.clone(),
        place: None,
        message: "the file cannot be read because of a fault in Inkstone".to_owned(),
        expected: None,
        help: Some("report the message on standard error, with the file if possible".to_owned()),
    }
}

fn no_posts() -> Diagnostic {
    Diagnostic {
        code: Code::NoPosts,
        path: ContentPath::new("."),
        place: None,
        message: "the content folder contains no posts".to_owned(),
        expected: Some("files with the extension `.md`, `.markdown` or `.mdx`".to_owned()),
        help: Some(
            "write a first post, as with `inkstone new \"Title\"`, or specify another folder"
                .to_owned(),
        ),
    }
}

#[cfg(test)]
mod tests {
    use std::io;
    use std::sync::Mutex;

    use super::{Compilation, read_all};
    use crate::compile::Compiled;
    use crate::post::{Code, ContentPath, Diagnostic};
    use crate::source::{AssetRead, ContentSource, Listing, MemorySource, Reason, SourceError};

    /// Reports every file as empty, with the path as the message.
    fn complain(path: &ContentPath, _: &[u8]) -> Compiled {
        let found = Diagnostic {
            code: Code::FileEmpty,
            path: path.clone(),
            place: None,
            message: path.to_string(),
            expected: None,
            help: None,
        };
        Compiled { post: None, diagnostics: vec![found] }
    }

    fn ignore(_: &ContentPath, _: &[u8]) -> Compiled {
        Compiled { post: None, diagnostics: Vec::new() }
    }

    fn codes(read: &Compilation) -> Vec<Code> {
        read.diagnostics.iter().map(|found| found.code).collect()
    }

    #[test]
    fn results_of_many_threads_are_sorted_by_path() {
        let source: MemorySource =
            (0..500).rev().map(|number| (format!("{number:03}.md"), "")).collect();
        let calls = Mutex::new(Vec::new());
        let read = read_all(&source, complain, &|done, total| {
            calls.lock().unwrap().push((done, total));
        })
        .unwrap();
        let found: Vec<&str> = read.diagnostics.iter().map(|found| found.path.as_str()).collect();
        assert!(found.is_sorted());
        assert_eq!(found.len(), 500);
        let mut calls = calls.into_inner().unwrap();
        assert_eq!(calls[0], (0, 500));
        calls.sort_unstable();
        assert!(calls.into_iter().eq((0..=500).map(|done| (done, 500))));
    }

    #[test]
    fn an_empty_source_gives_a_warning_unless_its_files_are_invalid() {
        let empty = read_all(&MemorySource::new(), ignore, &|_, _| {}).unwrap();
        assert_eq!(codes(&empty), [Code::NoPosts]);
        assert_eq!(empty.diagnostics[0].path.as_str(), ".");
        let readme = MemorySource::from_iter([("README.md", "")]);
        let read = read_all(&readme, ignore, &|_, _| {}).unwrap();
        assert_eq!((codes(&read), read.left_out.count(Reason::Readme)), (vec![Code::NoPosts], 1));
        assert_eq!(codes(&read_all(&readme, complain, &|_, _| {}).unwrap()), [Code::FileEmpty]);
    }

    /// A source that lists a file that cannot be read.
    #[derive(Debug)]
    struct Vanishing;

    impl ContentSource for Vanishing {
        fn list(&self) -> Result<Listing, SourceError> {
            let files = vec![ContentPath::new("gone.md")];
            Ok(Listing { files, ..Listing::default() })
        }

        fn read(&self, path: &ContentPath) -> Result<Vec<u8>, Box<Diagnostic>> {
            MemorySource::new().read(path)
        }

        fn open(&self, path: &ContentPath) -> io::Result<Box<dyn AssetRead>> {
            MemorySource::new().open(path)
        }
    }

    #[test]
    fn a_file_at_which_the_compiler_panics_does_not_affect_others() {
        let source = MemorySource::from_iter([("a.md", "a"), ("b.md", "b")]);
        let compile = |path: &ContentPath, bytes: &[u8]| {
            assert!(path.as_str() != "a.md", "a fault");
            complain(path, bytes)
        };
        let read = read_all(&source, compile, &|_, _| {}).unwrap();
        assert_eq!(codes(&read), [Code::FileFailed, Code::FileEmpty]);
    }

    #[test]
    fn an_unreadable_file_does_not_affect_others() {
        let read = read_all(&Vanishing, ignore, &|_, _| {}).unwrap();
        assert_eq!(codes(&read), [Code::FileUnreadable]);
    }
}
