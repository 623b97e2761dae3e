//! The posts of a result.

use std::borrow::Cow;
use std::cell::OnceCell;

use roaring::RoaringBitmap;

use crate::catalog::{Bits, DocId};

/// A set of posts, in the form in which it was made.
#[derive(Debug)]
pub(super) enum Docs<'a> {
    /// A compressed set.
    Set(Cow<'a, RoaringBitmap>),
    /// A bit for each post, and the compressed set if it was needed.
    Bits(Bits, OnceCell<RoaringBitmap>),
}

impl Docs<'_> {
    /// Returns the compressed set.
    pub(super) fn set(&self) -> &RoaringBitmap {
        match self {
            Self::Set(set) => set,
            Self::Bits(bits, set) => set.get_or_init(|| bits.to_bitmap()),
        }
    }

    /// Returns the number of posts.
    pub(super) fn len(&self) -> u64 {
        match self {
            Self::Set(set) => set.len(),
            Self::Bits(bits, _) => bits.len(),
        }
    }

    /// Returns the post before which there are `count` others, in the order of their numbers.
    pub(super) fn select(&self, count: usize) -> Option<DocId> {
        match self {
            Self::Set(set) => set.select(u32::try_from(count).ok()?),
            Self::Bits(bits, _) => bits.select(count),
        }
    }

    /// Returns at most `count` posts with numbers from `first` on, in their order.
    pub(super) fn starting_at(&self, first: DocId, count: usize) -> Vec<DocId> {
        match self {
            Self::Set(set) => set.range(first..).take(count).collect(),
            Self::Bits(bits, _) => bits.starting_at(first).take(count).collect(),
        }
    }
}

impl From<Bits> for Docs<'_> {
    fn from(bits: Bits) -> Self {
        Self::Bits(bits, OnceCell::new())
    }
}
