//! Related posts: by tags, text, categories and series.

mod score;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use jiff::Timestamp;
use roaring::RoaringBitmap;

use crate::catalog::{
    DocId, NearPost, Nearest, NearestKey, Search, SearchError, Snapshot, Taxonomy, Visible,
};
use score::Scores;

/// A query for related posts.
#[derive(Debug, Clone, Copy)]
pub struct RelatedQuery {
    /// The post.
    pub doc: DocId,
    /// Includes posts in every language, not only the post's own.
    pub in_all_languages: bool,
    /// The maximum number of posts, up to [`RelatedQuery::MOST`].
    pub limit: usize,
}

impl RelatedQuery {
    /// The maximum number of related posts.
    pub const MOST: usize = 100;

    /// The number of related posts included with a post.
    pub const INCLUDED: usize = 5;

    /// Returns the query for the related posts included with a post: a few in its own language.
    pub fn of_post(doc: DocId) -> Self {
        Self { doc, in_all_languages: false, limit: Self::INCLUDED }
    }
}

/// A related post.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Related {
    /// The post.
    pub doc: DocId,
    /// How closely it is related, greater than 0 and up to [`Related::BEST`].
    pub score: u32,
    /// What the posts have in common.
    pub reasons: Reasons,
}

impl Related {
    /// The best score.
    pub const BEST: u32 = score::BEST;
}

/// What two posts have in common, most significant first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reasons {
    /// Names of tags, in their most frequent spelling.
    pub tags: Vec<Arc<str>>,
    /// Names of categories.
    pub categories: Vec<Arc<str>>,
    /// Names of series; at most one.
    pub series: Vec<Arc<str>>,
    /// Words of both texts, in the spelling of the source post; at most
    /// [`Reasons::MAX_WORDS`].
    pub words: Vec<Box<str>>,
}

impl Reasons {
    /// The maximum number of words.
    pub const MAX_WORDS: usize = 8;
}

/// Returns the public posts related to a post, by score, then newest first. Excludes the post itself
/// and its translations.
///
/// # Errors
/// Returns [`SearchError`] if the texts could not be compared.
pub fn related(
    snapshot: &Snapshot,
    search: &Search,
    query: &RelatedQuery,
    now: Timestamp,
) -> Result<Vec<Related>, SearchError> {
    let &RelatedQuery { doc, in_all_languages, limit } = query;
    let visible = snapshot.visible(now);
    let of = NearestKey { doc, in_all_languages, until: visible.until() };
    let nearest = search.nearest(of, || {
        let among = candidates(snapshot, &visible, query, now);
        find(snapshot, search, &visible, doc, &among)
    })?;
    let found = nearest.posts.iter().take(limit);
    Ok(found.map(|near| explained(snapshot, &visible, doc, &nearest, near)).collect())
}

/// Returns the posts that may be related to a post.
fn candidates(
    snapshot: &Snapshot,
    visible: &Visible,
    query: &RelatedQuery,
    now: Timestamp,
) -> RoaringBitmap {
    let mut among = visible.public().clone();
    if !query.in_all_languages {
        let lang = snapshot.post(query.doc).lang.as_str();
        let of_lang = snapshot.langs().find(lang);
        let (_, docs) = of_lang.expect("the language of every post is indexed");
        among &= docs;
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
    let public = visible.public();
    let similarities = search.compare((doc, snapshot.post(doc)), among, public)?;
    let scores = Scores::new(snapshot, visible, doc, among, &similarities);
    let near = |(doc, score)| NearPost { doc, score, words: similarities.of(doc).words };
    let posts = scores.nearest(RelatedQuery::MOST).into_iter().map(near);
    Ok(Nearest { posts: posts.collect(), words: similarities.words.into() })
}

/// Adds the reasons to a related post.
fn explained(
    snapshot: &Snapshot,
    visible: &Visible,
    source: DocId,
    nearest: &Nearest,
    near: &NearPost,
) -> Related {
    let public = visible.public();
    let shared = |taxonomy| {
        let terms = snapshot.terms(taxonomy);
        let shared = score::weighed_terms(snapshot, visible, taxonomy, source).into_iter();
        let shared = shared.filter(|(term, _)| terms.docs(*term).contains(near.doc));
        shared.map(|(term, _)| Arc::clone(terms.name(term, public))).collect()
    };
    let words = (0..).zip(&nearest.words).filter(|(bit, _)| near.words >> bit & 1 == 1);
    Related {
        doc: near.doc,
        score: near.score,
        reasons: Reasons {
            tags: shared(Taxonomy::Tag),
            categories: shared(Taxonomy::Category),
            series: shared(Taxonomy::Series),
            words: words.map(|(_, word)| word.clone()).take(Reasons::MAX_WORDS).collect(),
        },
    }
}
