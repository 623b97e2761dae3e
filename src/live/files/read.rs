//! Reading and compiling files in parallel.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use rayon::prelude::*;

use super::original::Original;
use crate::catalog::{Snapshot, intern};
use crate::compile::{CompileOptions, Compiled, compile};
use crate::post::{Code, ContentPath, Diagnostic, Post};
use crate::source::ContentSource;
use crate::text::Revision;

/// What was read of a file.
#[derive(Debug)]
pub struct FileRead {
    pub(super) revision: Option<Revision>,
    pub(super) post: Option<Arc<Post>>,
    pub(super) diagnostics: Box<[Diagnostic]>,
    pub(super) original: Option<Original>,
}

/// How files are read.
#[derive(Debug, Clone, Copy)]
pub struct ReadOptions<'a> {
    /// How files are compiled.
    pub compile: &'a CompileOptions,
    /// Whether the bytes of a post can be put together again later.
    pub keeps_originals: bool,
}

impl FileRead {
    /// Compiles the content of a file, unless it has the revision `known`.
    pub fn of(
        path: &ContentPath,
        bytes: &[u8],
        known: Option<Revision>,
        options: ReadOptions<'_>,
    ) -> Option<Self> {
        let compiled = |path: &ContentPath, bytes: &[u8]| compile(path, bytes, options.compile);
        Self::compiled_by(compiled, path, bytes, known, options.keeps_originals)
    }

    pub(super) fn compiled_by(
        compile: impl Fn(&ContentPath, &[u8]) -> Compiled,
        path: &ContentPath,
        bytes: &[u8],
        known: Option<Revision>,
        keeps_originals: bool,
    ) -> Option<Self> {
        if known.is_some_and(|known| known == revision(path, bytes)) {
            return None;
        }
        // The file is the only input, so a panic concerns no other one.
        let Compiled { mut post, diagnostics } =
            catch_unwind(AssertUnwindSafe(|| compile(path, bytes)))
                .unwrap_or_else(|_| Compiled { post: None, diagnostics: vec![failed(path)] });
        let original = post.as_mut().filter(|_| keeps_originals);
        let original = original.map(|post| Original::new(bytes, post));
        let revision = post.as_ref().map_or_else(|| revision(path, bytes), |post| post.revision);
        Some(Self {
            revision: Some(revision),
            post: post.map(Arc::new),
            diagnostics: diagnostics.into(),
            original,
        })
    }

    fn unreadable(diagnostic: Diagnostic) -> Self {
        let diagnostics = Box::new([diagnostic]);
        Self { revision: None, post: None, diagnostics, original: None }
    }
}

/// Makes the terms of posts share memory, also with those of an earlier snapshot.
pub fn share_terms(read: &mut [Option<FileRead>], earlier: Option<&Snapshot>) {
    let slots = read.iter_mut().flatten().map(|file| &mut file.post);
    let mut slots: Vec<&mut Option<Arc<Post>>> = slots.filter(|post| post.is_some()).collect();
    let mut posts: Vec<Arc<Post>> = slots.iter_mut().filter_map(|post| post.take()).collect();
    intern(&mut posts, earlier);
    for (slot, post) in slots.into_iter().zip(posts) {
        *slot = Some(post);
    }
}

/// Returns the hash of a path and content, which is that of a post.
fn revision(path: &ContentPath, bytes: &[u8]) -> Revision {
    Revision::of_parts([path.as_str().as_bytes(), Revision::of(bytes).as_bytes()])
}

/// Reads files in parallel; `None` is one with the revision that it is `known` by. `finished` is called after each
/// file, from any thread.
pub fn read_all(
    source: &dyn ContentSource,
    paths: &[&ContentPath],
    known: impl Fn(&ContentPath) -> Option<Revision> + Sync,
    options: ReadOptions<'_>,
    finished: &(dyn Fn() + Sync),
) -> Vec<Option<FileRead>> {
    let reader = source.reader();
    let read = |path: &&ContentPath| {
        let read = match reader(path) {
            Ok(file) => FileRead::of(path, &file.bytes, known(path), options),
            Err(rejected) => Some(FileRead::unreadable(*rejected)),
        };
        finished();
        read
    };
    paths.par_iter().map(read).collect()
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
