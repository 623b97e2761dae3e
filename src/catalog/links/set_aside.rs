//! Files that are not served because they have errors.

use std::collections::{HashMap, HashSet};
use std::ops::ControlFlow;

use super::find::{Files, INDEXES, for_each_page, for_each_path, is_file, path_of};
use crate::catalog::page_path::PagePath;
use crate::post::{ContentPath, Diagnostic, Post, Reference, Severity};

/// The paths of posts with errors.
pub(super) struct SetAside<'a> {
    paths: HashSet<&'a str>,
    /// The paths by the name from which the slug would be derived, in lower case.
    names: HashMap<String, &'a str>,
}

impl<'a> SetAside<'a> {
    /// Collects the paths of files with errors that are no posts, sorted.
    pub(super) fn paths(files: &Files<'_>, diagnostics: &'a [Diagnostic]) -> Vec<&'a ContentPath> {
        let failed = diagnostics.iter().filter(|found| {
            found.severity() == Severity::Error
                && is_file(found.path.as_str())
                && !files.is_post(found.path.as_str())
        });
        let mut paths: Vec<&ContentPath> = failed.map(|found| &found.path).collect();
        paths.sort_unstable();
        paths.dedup();
        paths
    }

    /// Indexes the result of [`Self::paths`].
    pub(super) fn new(paths: &[&'a ContentPath]) -> Self {
        // The path that sorts first has the name.
        let names = paths.iter().rev().map(|path| (name(path).to_lowercase(), path.as_str()));
        Self { names: names.collect(), paths: paths.iter().map(|path| path.as_str()).collect() }
    }

    /// Returns the path of the file that a link leads to.
    pub(super) fn find(
        &self,
        from: &Post,
        reference: &Reference,
        page_path: &PagePath,
    ) -> Option<&'a str> {
        if self.paths.is_empty() {
            return None;
        }
        let mut found = None;
        let _ = for_each_path(from, &reference.url, reference.to_use, |path| {
            let mut at = |path: &str| {
                found = self.paths.get(path).copied();
                if found.is_some() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            };
            at(path)?;
            for_each_page(path, &INDEXES, at)
        });
        found.or_else(|| {
            let (path, _) = path_of(&reference.url);
            let path = path.trim_matches('/');
            let slug = page_path.parse(path).map_or(path, |(slug, _)| slug);
            let slug = slug.strip_suffix(".html").unwrap_or(slug);
            self.names.get(&slug.to_lowercase()).copied()
        })
    }
}

/// Returns the name of a file, or of its folder for an index, without its date.
fn name(path: &ContentPath) -> &str {
    let stem = match path.stem() {
        "index" | "README" | "readme" => path.folders().next_back().unwrap_or(path.stem()),
        stem => stem,
    };
    let name = stem.trim_start_matches(|c: char| c.is_ascii_digit() || c == '-' || c == '_');
    if name.is_empty() { stem } else { name }
}
