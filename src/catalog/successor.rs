//! The snapshot after some files have changed.

use std::cmp::Ordering;
use std::sync::Arc;

use super::assembly::Parts;
use super::assets::Assets;
use super::edit::{Edit, have_same_names};
use super::options::CatalogOptions;
use super::snapshot::Snapshot;
use crate::post::{Diagnostic, Post};

impl Snapshot {
    /// Returns the snapshot of other posts, which equals one that [`Self::build`] makes of them. What the change
    /// does not affect is shared with this snapshot. `options` are those of this snapshot.
    ///
    /// Quick if posts change in place, keeping their paths, slugs, languages, times of publication and aliases.
    /// A post with the path and the [`Post::revision`] of one in this snapshot is unchanged.
    pub fn successor(
        &self,
        mut posts: Vec<Arc<Post>>,
        diagnostics: Vec<Diagnostic>,
        assets: Assets,
        options: &CatalogOptions,
    ) -> Self {
        if !posts.is_sorted_by(|a, b| is_in_order(a, b)) {
            posts.sort_by(|a, b| (&a.path, a.revision).cmp(&(&b.path, b.revision)));
        }
        let has_same_files = self.reuse(&mut posts);
        let parts = if has_same_files { self.edit(&posts, &diagnostics, &assets) } else { None };
        let mut after = match parts {
            Some(parts) => Self::assemble(parts, diagnostics, assets, options),
            None => {
                let after = Self::build_after(Some(self), posts, diagnostics, assets, options);
                after.prepare_orders();
                after
            }
        };
        after.indexed = Arc::clone(&self.indexed);
        after.packing = Arc::clone(&self.packing);
        after
    }

    /// Replaces posts that are equal to one of this snapshot by it. Returns whether the files are the same.
    fn reuse(&self, posts: &mut [Arc<Post>]) -> bool {
        let mut old = self.compiled.iter().peekable();
        let mut has_same_files = self.compiled.len() == posts.len();
        for post in posts {
            if old.next_if(|old| Arc::ptr_eq(old, post)).is_some() {
                continue;
            }
            while old.next_if(|old| old.path < post.path).is_some() {
                has_same_files = false;
            }
            match old.next_if(|old| old.path == post.path) {
                Some(old) if old.revision == post.revision => *post = Arc::clone(old),
                Some(_) => {}
                None => has_same_files = false,
            }
        }
        has_same_files
    }

    /// Returns the parts of the snapshot of the same files with other content. `None` if the change may affect
    /// more than the posts that change.
    fn edit(&self, posts: &[Arc<Post>], rejected: &[Diagnostic], assets: &Assets) -> Option<Parts> {
        if !assets.has_paths_of(self.assets()) {
            return None;
        }
        let mut edited = self.posts().to_vec();
        let mut edits = Vec::new();
        for (old, new) in
            self.compiled.iter().zip(posts).filter(|(old, new)| !Arc::ptr_eq(old, new))
        {
            let &[doc] = self.naming.of_file(self.posts(), new.path.as_str()) else { return None };
            // It may have been given another slug.
            if !Arc::ptr_eq(old, &self.posts()[doc as usize]) || !have_same_names(old, new) {
                return None;
            }
            edited[doc as usize] = Arc::clone(new);
            edits.push(Edit { doc, old: Arc::clone(old), new: Arc::clone(new) });
        }
        edits.sort_unstable_by_key(|edit| edit.doc);
        self.edited(posts.to_vec(), edited, &edits, rejected)
    }
}

/// Returns whether two posts are sorted by path.
fn is_in_order(a: &Post, b: &Post) -> bool {
    match a.path.cmp(&b.path) {
        Ordering::Less => true,
        Ordering::Equal => a.revision <= b.revision,
        Ordering::Greater => false,
    }
}

#[cfg(test)]
mod tests;
