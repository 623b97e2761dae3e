//! The hashes of posts as a viewer sees them.

use rayon::prelude::*;
use roaring::RoaringBitmap;

use super::doc_id::DocId;
use super::links::LinkTarget;
use super::snapshot::Snapshot;
use crate::text::Revision;

/// Ends each part of the input of a hash. Slugs, languages and paths don't contain it.
const END: u8 = 0;

/// The number of posts for which another thread is worthwhile.
const HASHED_AT_ONCE: usize = 1024;

impl Snapshot {
    /// Returns the hash of everything that the default form of a post depends on for those who see the posts
    /// `among`: its file, its slug, the settings, and where its links lead. It includes the paths of files to
    /// which the post refers but not their content, like [`Self::id`].
    pub fn revision(&self, id: DocId, among: &RoaringBitmap) -> Revision {
        let post = self.post(id);
        let slug = post.slug.as_str().as_bytes();
        let mut input = Vec::with_capacity(64 + slug.len());
        input.extend_from_slice(self.settings.as_bytes());
        input.extend_from_slice(post.revision.as_bytes());
        input.extend_from_slice(slug);
        input.push(END);
        if !post.references.is_empty() {
            self.add_targets(id, among, &mut input);
        }
        Revision::of(&input)
    }

    /// Returns [`Self::revision`] of several posts, in their order.
    pub fn revisions(&self, docs: &[DocId], among: &RoaringBitmap) -> Vec<Revision> {
        let docs = docs.par_iter().with_min_len(HASHED_AT_ONCE);
        docs.map(|&doc| self.revision(doc, among)).collect()
    }

    fn add_targets(&self, id: DocId, among: &RoaringBitmap, input: &mut Vec<u8>) {
        let targets: Vec<Option<LinkTarget>> = self.link_targets(id, among).collect();
        for target in &targets {
            match target {
                None => input.push(b'-'),
                Some(LinkTarget::Post(other)) => {
                    let other = self.post(*other);
                    input.push(b'p');
                    input.extend_from_slice(other.slug.as_str().as_bytes());
                    input.push(END);
                    input.extend_from_slice(other.lang.as_str().as_bytes());
                }
                Some(LinkTarget::Asset(asset)) => {
                    input.push(b'a');
                    input.extend_from_slice(self.assets().path(*asset).as_str().as_bytes());
                }
            }
            input.push(END);
        }
        for (position, target) in self.raw_ids(id) {
            if targets[position as usize] == Some(LinkTarget::Post(target)) {
                input.extend_from_slice(&position.to_le_bytes());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::test_support::{at, options};
    use crate::catalog::{Assets, Audience, CatalogOptions};
    use crate::compile::{CompileOptions, compile};
    use crate::post::ContentPath;

    fn snapshot(files: &[(&str, &str)], assets: &[&str], options: &CatalogOptions) -> Snapshot {
        let compiled = files.iter().map(|(path, text)| {
            compile(&ContentPath::new(path), text.as_bytes(), &CompileOptions::default())
        });
        let posts = compiled.map(|compiled| compiled.post.unwrap());
        let assets = assets.iter().copied().map(ContentPath::new).collect();
        Snapshot::build(posts, Vec::new(), Assets::new(assets), options)
    }

    fn revision_for(audience: Audience, snapshot: &Snapshot) -> Revision {
        let visible = snapshot.visible(at("2026-01-01"));
        let among = visible.to(audience);
        let doc = snapshot.versions("a").iter().copied().find(|&doc| among.contains(doc));
        snapshot.revision(doc.unwrap(), among)
    }

    fn revision(files: &[(&str, &str)], assets: &[&str]) -> Revision {
        revision_for(Audience::Public, &snapshot(files, assets, &options()))
    }

    const LINKING: (&str, &str) = ("a.md", "[b](b.md) ![i](i.png)");

    #[test]
    fn it_changes_with_the_targets_of_links_and_with_nothing_else_in_other_files() {
        let base = revision(&[LINKING], &[]);
        let to_post = revision(&[LINKING, ("b.md", "B")], &[]);
        let to_other_slug = revision(&[LINKING, ("b.md", "---\nslug: c\n---\nB")], &[]);
        let to_other_lang = revision(&[LINKING, ("b.md", "---\nlang: fr\n---\nB")], &[]);
        let to_asset = revision(&[LINKING], &["i.png"]);
        let all = [base, to_post, to_other_slug, to_other_lang, to_asset];
        for (number, one) in all.iter().enumerate() {
            assert!(!all[..number].contains(one), "{number}");
        }
        assert_eq!(revision(&[LINKING, ("b.md", "Other")], &[]), to_post);
        assert_eq!(revision(&[LINKING, ("c.md", "C")], &["j.png"]), base);
        assert_ne!(revision(&[("a.md", "[b](b.md) ![i](i.png)!")], &[]), base);
    }

    #[test]
    fn a_draft_changes_it_only_for_those_who_see_the_draft() {
        let draft = ("b.md", "---\ndraft: true\n---\nB");
        let snapshot = snapshot(&[LINKING, draft], &[], &options());
        assert_eq!(revision_for(Audience::Public, &snapshot), revision(&[LINKING], &[]));
        let seen = revision(&[LINKING, ("b.md", "B")], &[]);
        assert_eq!(revision_for(Audience::Preview, &snapshot), seen);
    }

    #[test]
    fn it_changes_with_ids_in_raw_html_that_links_lead_to() {
        let linking = ("a.md", "[b](b.md#x)");
        let with = revision(&[linking, ("b.md", "<p id=\"x\">B</p>")], &[]);
        assert_ne!(with, revision(&[linking, ("b.md", "B")], &[]));
    }

    #[test]
    fn it_changes_with_the_settings() {
        let other = CatalogOptions { settings: Revision::of(b"other"), ..options() };
        let changed = revision_for(Audience::Public, &snapshot(&[LINKING], &[], &other));
        assert_ne!(changed, revision(&[LINKING], &[]));
    }
}
