//! Loads everything that a source contains.

use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::files::{Files, ReadOptions, SchemaFile, read_all, share_terms};
use super::reload::{OnInvalid, ReloadOptions, last_valid};
use crate::catalog::{Assets, CatalogOptions, Snapshot};
use crate::compile::CompileOptions;
use crate::source::{ContentSource, LeftOut, Listing, SourceError};

/// What a source contains.
#[derive(Debug)]
pub struct Loaded {
    /// The posts, the assets and the diagnostics.
    pub snapshot: Snapshot,
    /// The number of files that are not posts although they have the extension of one.
    pub left_out: LeftOut,
    /// The files, for reloading.
    pub files: Files,
    /// The listing of the source, for reloading.
    pub listing: Listing,
    /// Why last valid versions of files could not be read.
    pub state_error: Option<io::Error>,
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
    let listing = source.list()?;
    let schema = SchemaFile::read(source, &listing);
    let compile = CompileOptions { schema: schema.schema().cloned(), ..compile_options.clone() };
    let options = ReadOptions { compile: &compile, keeps_originals: false };
    let mut files = read(source, &listing, options, progress);
    files.schema = schema;
    Ok(build(files, listing, catalog_options, None))
}

/// Like [`load`], with a listing of the source, and with the last valid versions that an earlier process stored of
/// files that have an error.
pub fn load_listing(
    source: &dyn ContentSource,
    listing: Listing,
    options: &ReloadOptions,
    progress: &(dyn Fn(usize, usize) + Sync),
) -> Loaded {
    let schema = SchemaFile::read(source, &listing);
    let compile = CompileOptions { schema: schema.schema().cloned(), ..options.compile.clone() };
    let read_options = ReadOptions { compile: &compile, ..options.read_options() };
    let mut files = read(source, &listing, read_options, progress);
    files.schema = schema;
    let restored = match &options.state_dir {
        Some(state) if options.on_invalid == OnInvalid::Keep => {
            last_valid::restore(&mut files, state, read_options)
        }
        _ => Ok(()),
    };
    build(files, listing, &options.catalog, restored.err())
}

fn read(
    source: &dyn ContentSource,
    listing: &Listing,
    options: ReadOptions<'_>,
    progress: &(dyn Fn(usize, usize) + Sync),
) -> Files {
    let total = listing.files.len();
    let done = AtomicUsize::new(0);
    progress(0, total);
    let finished = || progress(done.fetch_add(1, Ordering::Relaxed) + 1, total);
    let paths: Vec<_> = listing.files.iter().collect();
    let mut read = read_all(source, &paths, |_| None, options, &finished);
    share_terms(&mut read, None);
    let read = read.into_iter().map(|read| read.expect("nothing is known before"));
    Files::new(paths.into_iter().zip(read))
}

fn build(
    files: Files,
    listing: Listing,
    options: &CatalogOptions,
    state_error: Option<io::Error>,
) -> Loaded {
    let contents = files.contents(&listing);
    let assets = Assets::new(listing.assets.clone());
    let snapshot = Snapshot::build(contents.posts, contents.diagnostics, assets, options)
        .with_schema(files.schema.schema().cloned());
    Loaded { snapshot, left_out: contents.left_out, files, listing, state_error }
}
