//! The posts that are near to one: by tags, by text, by categories and by series.

mod score;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use jiff::Timestamp;
use roaring::RoaringBitmap;

use crate::catalog::{
    DocId, NearPost, Nearest, NearestOf, Search, SearchError, Snapshot, Taxonomy, Visible,
};
use score::Scores;

/// A question for what is near to a post.
#[derive(Debug, Clone, Copy)]
pub struct RelatedQuery {
    /// The post.
    pub doc: DocId,
    /// Posts in every language count, not only those in the post's own.
    pub in_all_languages: bool,
    /// How many posts are wanted; at most [`RelatedQuery::MOST`] are given.
    pub limit: usize,
}

impl RelatedQuery {
    /// How many posts are near to one at most.
    pub const MOST: usize = 100;

    /// How many posts a post shows beside itself.
    pub const BESIDE: usize = 5;

    /// What a post shows beside itself: a few posts in its own language.
    pub fn beside(doc: DocId) -> Self {
        Self { doc, in_all_languages: false, limit: Self::BESIDE }
    }
}

/// A post that is near to another one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Related {
    /// The post.
    pub doc: DocId,
    /// How near it is, above 0 and up to [`Related::BEST`].
    pub score: u32,
    /// What both share.
    pub reasons: Reasons,
}

impl Related {
    /// The best score.
    pub const BEST: u32 = score::BEST;
}

/// What two posts share; what tells most comes first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reasons {
    /// Names of tags, in their usual spelling.
    pub tags: Vec<Arc<str>>,
    /// Names of categories.
    pub categories: Vec<Arc<str>>,
    /// Names of series; a post has one at most.
    pub series: Vec<Arc<str>>,
    /// Words of both texts, as the post that was asked about writes them; at most
    /// [`Reasons::MOST_WORDS`].
    pub words: Vec<Box<str>>,
}

impl Reasons {
    /// How many words are told at most.
    pub const MOST_WORDS: usize = 8;
}

/// The published posts that are near to one, the nearest first, then the newest. A post is not near to
/// itself or to its translations.
///
/// # Errors
/// [`SearchError`] where texts could not be compared.
pub fn related(
    snapshot: &Snapshot,
    search: &Search,
    query: &RelatedQuery,
    now: Timestamp,
) -> Result<Vec<Related>, SearchError> {
    let &RelatedQuery { doc, in_all_languages, limit } = query;
    let visible = snapshot.visible(now);
    let of = NearestOf { doc, in_all_languages, until: visible.until() };
    let nearest = search.nearest(of, || {
        let among = candidates(snapshot, &visible, query, now);
        find(snapshot, search, &visible, doc, &among)
    })?;
    let found = nearest.posts.iter().take(limit);
    Ok(found.map(|near| explained(snapshot, &visible, doc, &nearest, near)).collect())
}

/// The posts that may be near to one.
fn candidates(
    snapshot: &Snapshot,
    visible: &Visible,
    query: &RelatedQuery,
    now: Timestamp,
) -> RoaringBitmap {
    let mut among = visible.docs(crate::post::Status::Published).clone();
    if !query.in_all_languages {
        let lang = snapshot.post(query.doc).lang.as_str();
        if let Some((_, docs)) = snapshot.langs().find(lang) {
            among &= docs;
        }
    }
    among.remove(query.doc);
    for translation in snapshot.translations(query.doc, now) {
        among.remove(translation);
    }
    among
}

fn find(
    snapshot: &Snapshot,
    search: &Search,
    visible: &Visible,
    doc: DocId,
    among: &RoaringBitmap,
) -> Result<Nearest, SearchError> {
    let likeness = search.compare(snapshot.post(doc), among)?;
    let scores = Scores::new(snapshot, visible, doc, among, &likeness);
    let near = |(doc, score)| NearPost { doc, score, words: likeness.of(doc).words };
    let posts = scores.nearest(RelatedQuery::MOST).into_iter().map(near);
    Ok(Nearest { posts: posts.collect(), words: likeness.words.into() })
}

/// A post with what it shares.
fn explained(
    snapshot: &Snapshot,
    visible: &Visible,
    asked: DocId,
    nearest: &Nearest,
    near: &NearPost,
) -> Related {
    let published = visible.docs(crate::post::Status::Published);
    let shared = |taxonomy| {
        let terms = snapshot.terms(taxonomy);
        let shared = score::weighed_terms(snapshot, visible, taxonomy, asked).into_iter();
        let shared = shared.filter(|(term, _)| terms.docs(*term).contains(near.doc));
        shared.map(|(term, _)| Arc::clone(terms.name(term, published))).collect()
    };
    let words = (0..).zip(&nearest.words).filter(|(bit, _)| near.words >> bit & 1 == 1);
    Related {
        doc: near.doc,
        score: near.score,
        reasons: Reasons {
            tags: shared(Taxonomy::Tag),
            categories: shared(Taxonomy::Category),
            series: shared(Taxonomy::Series),
            words: words.map(|(_, word)| word.clone()).take(Reasons::MOST_WORDS).collect(),
        },
    }
}
