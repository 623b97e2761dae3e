//! The visibility of posts at a given time.

use std::borrow::Cow;
use std::sync::{Arc, OnceLock};

use jiff::Timestamp;
use roaring::RoaringBitmap;

use super::audience::Audience;
use super::bits::Bits;
use super::calendar::Calendar;
use super::collation::CollationChoice;
use super::doc_id::DocId;
use super::duplicates::Duplicates;
use super::langs::Langs;
use super::tally::Tally;
use super::taxonomy::Taxonomy;
use super::terms::Terms;
use crate::post::{Post, Status};
use crate::text::Revision;

/// The posts that are published, scheduled and drafts, during a period in which this does not change.
/// Expired posts are in none of the sets. Of posts that share a slug and language, each set has only
/// the one whose path sorts first.
#[derive(Debug)]
pub struct Visible {
    everyone: Audience,
    published: RoaringBitmap,
    scheduled: RoaringBitmap,
    draft: RoaringBitmap,
    preview: RoaringBitmap,
    duplicates: Arc<Duplicates>,
    from: Option<Timestamp>,
    holds_until: Option<Timestamp>,
    until: Option<Timestamp>,
    tallies: [OnceLock<Tally>; 4],
    sorted: [OnceLock<Box<[DocId]>>; Self::ORDERS],
    collation: OnceLock<CollationChoice>,
    id: OnceLock<Revision>,
    bits: OnceLock<Bits>,
}

impl Visible {
    /// The number of orders in which the public posts are kept: by five keys in two directions.
    pub(crate) const ORDERS: usize = 10;

    /// From this offset on, the public posts are sorted, which takes 4 bytes per post and order. Pages before it are
    /// found as fast without that.
    const FAR: usize = 256;

    /// Returns the posts with a status.
    pub fn docs(&self, status: Status) -> &RoaringBitmap {
        match status {
            Status::Published => &self.published,
            Status::Scheduled => &self.scheduled,
            Status::Draft => &self.draft,
        }
    }

    /// Returns the posts that an audience may see.
    pub fn to(&self, audience: Audience) -> &RoaringBitmap {
        match audience {
            Audience::Public => self.public(),
            Audience::Preview => &self.preview,
        }
    }

    /// Removes posts whose slug and language another one of `docs` has, but not `kept`.
    pub(super) fn without_duplicates(&self, mut docs: RoaringBitmap, kept: DocId) -> RoaringBitmap {
        self.duplicates.remove_from(&mut docs);
        // Of a file that gives two posts, one of which has a date in its slug, the other one may remain.
        docs.insert(kept);
        docs
    }

    /// Returns the posts that anyone may see: the published ones, unless everyone is an author.
    pub fn public(&self) -> &RoaringBitmap {
        match self.everyone {
            Audience::Public => &self.published,
            Audience::Preview => &self.preview,
        }
    }

    /// Returns [`Self::public`] as a bit for each of the `posts` of the snapshot. Computed once.
    pub(crate) fn public_bits(&self, posts: usize) -> &Bits {
        self.bits.get_or_init(|| Bits::new(self.public(), posts))
    }

    /// Returns the posts with any of some statuses; no status means those that anyone may see.
    pub fn with_statuses(&self, statuses: &[Status]) -> Cow<'_, RoaringBitmap> {
        match statuses {
            [] => Cow::Borrowed(self.public()),
            [one] => Cow::Borrowed(self.docs(*one)),
            several => {
                let sets = several.iter().map(|&status| self.docs(status));
                let mut docs = sets.fold(RoaringBitmap::new(), |docs, set| docs | set);
                self.duplicates.remove_from(&mut docs);
                Cow::Owned(docs)
            }
        }
    }

    /// Returns whether [`Self::with_statuses`] returns [`Self::public`].
    pub fn is_public_only(&self, statuses: &[Status]) -> bool {
        match statuses {
            [] => true,
            [Status::Published] => self.everyone == Audience::Public,
            _ => false,
        }
    }

    /// Returns whether anyone may see a post.
    pub fn is_public(&self, doc: DocId) -> bool {
        self.public().contains(doc)
    }

    /// Returns the last time at which a post appeared or disappeared.
    pub fn since(&self) -> Option<Timestamp> {
        self.from
    }

    /// Returns the next time at which a post is published or disappears.
    pub fn until(&self) -> Option<Timestamp> {
        self.until
    }

    /// Returns whether `now` is in the period.
    pub(super) fn holds_at(&self, now: Timestamp) -> bool {
        self.from.is_none_or(|from| from <= now) && self.holds_until.is_none_or(|until| now < until)
    }

    /// Returns the identity of what is public, calling `make` once.
    pub(super) fn id(&self, make: impl FnOnce() -> Revision) -> Revision {
        *self.id.get_or_init(make)
    }

    /// Returns the public posts in one of the orders, calling `make` once. `None` if nobody has requested them from a
    /// large offset on.
    pub(crate) fn sorted(
        &self,
        order: usize,
        offset: usize,
        make: impl FnOnce() -> Box<[DocId]>,
    ) -> Option<&[DocId]> {
        let sorted = &self.sorted[order];
        if offset < Self::FAR { sorted.get() } else { Some(sorted.get_or_init(make)) }
            .map(|docs| &**docs)
    }

    /// Returns the collation that suits the languages of the public posts. Computed once.
    pub(super) fn collation(&self, langs: &Langs) -> CollationChoice {
        *self.collation.get_or_init(|| CollationChoice::new(langs, self.public()))
    }

    /// Returns the number of public posts with each term of a taxonomy. Computed once.
    pub(crate) fn tally(&self, taxonomy: Taxonomy, terms: &Terms, calendar: &Calendar) -> &Tally {
        self.tallies[taxonomy as usize].get_or_init(|| terms.tally(self.public(), calendar))
    }
}

/// The times at which posts appear and disappear.
#[derive(Debug)]
pub(super) struct Timeline {
    everyone: Audience,
    drafts: RoaringBitmap,
    duplicates: Arc<Duplicates>,
    /// Posts that expire, earliest first.
    expiries: Box<[(Timestamp, DocId)]>,
}

impl Timeline {
    pub(super) fn new(
        posts: &[Arc<Post>],
        duplicates: Arc<Duplicates>,
        everyone: Audience,
    ) -> Self {
        let docs = || (0..).zip(posts);
        let mut expiries: Box<[(Timestamp, DocId)]> = docs()
            .filter_map(|(doc, post)| Some((post.expires_at.as_ref()?.timestamp(), doc)))
            .collect();
        expiries.sort_unstable();
        let drafts = docs().filter(|(_, post)| post.draft).map(|(doc, _)| doc).collect();
        Self { everyone, drafts, duplicates, expiries }
    }

    /// Returns the times after posts have changed, but not which of them are duplicates.
    pub(super) fn with(&self, posts: &[Arc<Post>]) -> Self {
        Self::new(posts, Arc::clone(&self.duplicates), self.everyone)
    }

    /// Returns the number of posts whose slug and language another post has that is counted.
    pub(super) fn surplus(&self) -> usize {
        self.duplicates.surplus()
    }

    /// Returns which of this number of posts anyone may see at some time.
    pub(super) fn ever_public(&self, posts: usize) -> RoaringBitmap {
        let mut docs = RoaringBitmap::new();
        docs.insert_range(0..posts as u32);
        match self.everyone {
            Audience::Public => docs - &self.drafts,
            Audience::Preview => docs,
        }
    }

    /// Returns which posts are visible at `now`. The default order starts with the latest posts, so
    /// scheduled ones are a prefix of it.
    pub(super) fn visible(&self, posts: &[Arc<Post>], now: Timestamp) -> Visible {
        let start = |doc: usize| Some(posts.get(doc)?.published_at?.timestamp());
        let future =
            posts.partition_point(|post| post.published_at.is_some_and(|at| at.timestamp() > now));
        let gone = self.expiries.partition_point(|&(expiry, _)| expiry <= now);
        let expired: RoaringBitmap = self.expiries[..gone].iter().map(|&(_, doc)| doc).collect();
        let hidden = &self.drafts | &expired;
        let range = |from: usize, to: usize| {
            let mut docs = RoaringBitmap::new();
            docs.insert_range(from as u32..to as u32);
            docs - &hidden
        };
        let scheduled = range(0, future);
        let next_start = scheduled.max().and_then(|doc| start(doc as usize));
        let next_expiry = self.expiries.get(gone).map(|&(expiry, _)| expiry);
        // Whether it may become public at all: clients see when cached responses expire.
        let appears = |&doc: &DocId| {
            let expiry = posts[doc as usize].expires_at.map(|at| at.timestamp());
            expiry.is_none_or(|expiry| start(doc as usize).is_some_and(|start| start < expiry))
        };
        let next_public_start =
            scheduled.iter().rev().find(appears).and_then(|doc| start(doc as usize));
        let last_expiry = gone.checked_sub(1).and_then(|last| self.expiries.get(last));
        let published = range(future, posts.len());
        let draft = &self.drafts - &expired;
        let preview = &(&published | &scheduled) | &draft;
        let [published, scheduled, draft, preview] =
            [published, scheduled, draft, preview].map(|mut docs| {
                self.duplicates.remove_from(&mut docs);
                docs
            });
        let next_public_expiry =
            self.expiries[gone..].iter().find(|&&(_, doc)| published.contains(doc));
        let next_public_expiry = next_public_expiry.map(|&(expiry, _)| expiry);
        Visible {
            everyone: self.everyone,
            published,
            scheduled,
            draft,
            preview,
            duplicates: Arc::clone(&self.duplicates),
            from: start(future).max(last_expiry.map(|&(expiry, _)| expiry)),
            holds_until: next_start.into_iter().chain(next_expiry).min(),
            until: next_public_start.into_iter().chain(next_public_expiry).min(),
            tallies: Default::default(),
            sorted: Default::default(),
            collation: OnceLock::new(),
            id: OnceLock::new(),
            bits: OnceLock::new(),
        }
    }
}
