//! What the search finds, as JSON.

use serde::Serialize;
use utoipa::ToSchema;

use super::envelope::{Links, PageMeta};
use super::post::{PostSource, Selection};
use super::schema::PostSchema;
use crate::catalog::Matches;
use crate::query::{Highlighter, Highlights, Section};

/// The section of a post in which the best passage stands.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = HitSection)]
pub struct SectionView {
    /// The `id` of its heading in `html`, to link to.
    #[schema(example = "引用计数")]
    pub id: String,
    /// The text of its heading.
    #[schema(example = "引用计数")]
    pub title: String,
}

impl From<Section> for SectionView {
    fn from(Section { id, title }: Section) -> Self {
        Self { id, title }
    }
}

/// What was found, in marks. Every text is HTML: escaped text with `<mark>` and no other element.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = HitHighlights)]
pub struct HighlightsView {
    /// The title, with marks where something was found in it.
    #[schema(example = "深入理解<mark>引用计数</mark>")]
    pub title: String,
    /// Up to three passages of `text`, the best one first; none where all was found elsewhere. Without
    /// marks and unescaped, each stands just so in `text`.
    #[schema(max_items = 3, example = json!(["CPython 用<mark>引用计数</mark>管理对象"]))]
    pub text: Vec<String>,
}

/// What is said of a hit beside its post.
#[derive(Debug, Serialize)]
struct HitView {
    score: f64,
    section: Option<SectionView>,
    highlights: HighlightsView,
}

/// Writes a hit as a JSON object. `source` is that of its post, which is among `matches`.
pub fn write_hit(
    source: &PostSource<'_>,
    highlighter: &Highlighter<'_>,
    matches: &Matches,
    selection: &Selection,
    out: &mut Vec<u8>,
) {
    let Highlights { title, passages, section } = highlighter.show(source.snapshot.post(source.id));
    let hit = HitView {
        score: f64::from(matches.score(source.id)) / f64::from(Matches::BEST),
        section: section.map(Into::into),
        highlights: HighlightsView { title, text: passages },
    };
    source.write_beside(selection, &hit, out);
}

/// The schema of a hit, whose post is written by the key table.
#[derive(Debug, ToSchema)]
#[schema(as = SearchHit)]
#[allow(dead_code, reason = "only its schema is used: posts are written by the key table")]
pub struct HitSchema {
    /// The post, with the keys of a summary unless `fields` and `include` say otherwise.
    post: PostSchema,
    /// How good the hit is, above 0 and up to 1. Only the order means something: a hit in which
    /// everything stands as it was asked for is above 2/3, one with parts and beginnings of words above
    /// 1/3, and one with something like it below.
    #[schema(minimum = 0, maximum = 1, example = 0.74215)]
    score: f64,
    /// The section in which the best passage stands; null where it stands before the first heading, or
    /// where everything was found outside of the text.
    #[schema(required)]
    section: Option<SectionView>,
    /// What was found.
    highlights: HighlightsView,
}

/// A part of the hits, the best ones first.
#[derive(Debug, ToSchema)]
#[schema(as = SearchPage)]
#[allow(dead_code, reason = "only its schema is used: posts are written by the key table")]
pub struct SearchPageSchema {
    /// The hits of this part, in order.
    data: Vec<HitSchema>,
    /// What is said about them.
    meta: PageMeta,
    /// Where related answers are.
    links: Links,
}
