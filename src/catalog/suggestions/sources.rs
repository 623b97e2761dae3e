//! The names of a snapshot that are indexed.

use std::cmp::Ordering;
use std::sync::Arc;

use roaring::RoaringBitmap;

use super::entry::SuggestionKind;
use crate::catalog::pairing::{Pairing, default_order};
use crate::catalog::terms::Terms;
use crate::post::Post;

/// What names are taken from.
pub(in crate::catalog) struct Sources<'a> {
    pub(in crate::catalog) posts: &'a [Arc<Post>],
    /// The posts whose titles and terms are indexed: those that anyone may see at some time.
    pub(in crate::catalog) docs: RoaringBitmap,
    pub(in crate::catalog) tags: &'a Terms,
    pub(in crate::catalog) categories: &'a Terms,
}

/// A name that is indexed.
#[derive(Clone, Copy)]
pub(super) struct Name<'a> {
    kind: SuggestionKind,
    /// The number of its entry among those of all kinds.
    pub(super) entry: u32,
    pub(super) name: &'a str,
    owner: Owner<'a>,
}

/// What has a name.
#[derive(Clone, Copy)]
enum Owner<'a> {
    /// A term, given by its folded name.
    Term(&'a str),
    Post(&'a Post),
}

impl<'a> Sources<'a> {
    /// Returns whether it is obvious that these have the same names as `other` with the same numbers, as is usually
    /// the case after an edit.
    pub(super) fn share_names_with(&self, other: &Self) -> bool {
        let is_same = |(a, b): (&Arc<Post>, &Arc<Post>)| Arc::ptr_eq(a, b) || a.title == b.title;
        std::ptr::eq(self.tags, other.tags)
            && std::ptr::eq(self.categories, other.categories)
            && self.posts.len() == other.posts.len()
            && self.docs == other.docs
            && self.posts.iter().zip(other.posts).all(is_same)
    }

    /// Returns all names, in the order of their entries.
    pub(super) fn names(&self) -> Vec<Name<'a>> {
        let mut names = Vec::new();
        let mut first = 0;
        for (kind, terms) in
            [(SuggestionKind::Tag, self.tags), (SuggestionKind::Category, self.categories)]
        {
            for term in 0..terms.len() {
                let used = terms.spellings(term).filter(|(_, docs)| !docs.is_disjoint(&self.docs));
                let owner = Owner::Term(terms.folded(term));
                names.extend(used.map(|(name, _)| Name { kind, entry: first + term, name, owner }));
            }
            first += terms.len();
        }
        names.extend(self.docs.iter().map(|doc| {
            let post = &self.posts[doc as usize];
            let (kind, owner) = (SuggestionKind::Title, Owner::Post(post));
            Name { kind, entry: first + doc, name: &post.title, owner }
        }));
        names
    }
}

/// Pairs equal names of two snapshots.
pub(super) fn pair(old: &[Name<'_>], new: &[Name<'_>]) -> Pairing {
    let order = |a: &Name<'_>, b: &Name<'_>| {
        a.kind.cmp(&b.kind).then_with(|| match (a.owner, b.owner) {
            (Owner::Post(a), Owner::Post(b)) if std::ptr::eq(a, b) => Ordering::Equal,
            (Owner::Post(a), Owner::Post(b)) => default_order(a, b),
            (Owner::Term(folded), Owner::Term(other)) => (folded, a.name).cmp(&(other, b.name)),
            (Owner::Term(_), Owner::Post(_)) => Ordering::Less,
            (Owner::Post(_), Owner::Term(_)) => Ordering::Greater,
        })
    };
    Pairing::pair(old, new, order, |a, b| a.name == b.name)
}
