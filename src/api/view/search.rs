//! Search hits as JSON.

use serde::Serialize;
use utoipa::ToSchema;

use super::envelope::{Links, PageMeta};
use super::post::PostSource;
use super::schema::PostSummarySchema;
use super::summary::Summaries;
use crate::api::body::writer::TooLarge;
use crate::catalog::Matches;
use crate::query::{Highlighter, Highlights, Section};

/// The section of the post that contains the best passage.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = HitSection)]
pub struct SectionView {
    /// The `id` of the heading in `html`, for links.
    #[schema(example = "引用计数")]
    pub id: String,
    /// The heading as plain text.
    #[schema(example = "引用计数")]
    pub title: String,
}

impl From<Section> for SectionView {
    fn from(Section { id, title }: Section) -> Self {
        Self { id, title }
    }
}

/// The matches in context. All texts are HTML: escaped text with `<mark>` elements and no others.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = HitHighlights)]
pub struct HighlightsView {
    /// The title, with its matches marked.
    #[schema(example = "深入理解<mark>引用计数</mark>")]
    pub title: String,
    /// Up to three passages of `text`, best first. Empty if there are only matches elsewhere. A passage that is cut
    /// from a longer paragraph has `…` at that side; without it and the marks, and unescaped, each passage occurs
    /// literally in `text`.
    #[schema(max_items = 3, example = json!(["…，CPython 用<mark>引用计数</mark>管理对象。"]))]
    pub text: Vec<String>,
}

/// The fields of a hit besides the post.
#[derive(Debug, Serialize)]
struct HitView {
    score: f64,
    section: Option<SectionView>,
    highlights: HighlightsView,
}

/// Writes a hit as a JSON object. `source` is its post, which is one of `matches`.
///
/// # Errors
/// Returns an error if the post is longer than `room` bytes.
pub fn write_hit(
    source: &PostSource<'_>,
    highlighter: &Highlighter<'_>,
    matches: &Matches,
    summaries: &Summaries,
    room: usize,
    out: &mut Vec<u8>,
) -> Result<(), TooLarge> {
    let Highlights { title, passages, section } = highlighter.show(source.snapshot.post(source.id));
    let hit = HitView {
        score: f64::from(matches.score(source.id)) / f64::from(Matches::BEST),
        section: section.map(Into::into),
        highlights: HighlightsView { title, text: passages },
    };
    summaries.write_with(source, &hit, room, out)
}

/// A search hit.
#[derive(Debug, ToSchema)]
#[schema(as = SearchHit)]
#[expect(dead_code, reason = "only the schema is used: `PostSource` writes posts")]
pub struct HitSchema {
    /// The post, by default with the same keys as in a list.
    post: PostSummarySchema,
    /// The score, greater than 0 and at most 1. Hits that contain all words as searched are above 2/3, those
    /// with parts or prefixes of words above 1/3, and those with similar words below. Otherwise, only the
    /// order of scores is meaningful.
    #[schema(minimum = 0, maximum = 1, example = 0.74215)]
    score: f64,
    /// The section that contains the best passage, or null if the passage is before the first heading or
    /// there are no matches in the text.
    #[schema(required)]
    section: Option<SectionView>,
    /// The matches in context.
    highlights: HighlightsView,
}

/// A page of search hits.
#[derive(Debug, ToSchema)]
#[schema(as = SearchPage)]
#[expect(dead_code, reason = "only the schema is used: `PostSource` writes posts")]
pub struct SearchPageSchema {
    /// The hits of the page, in order.
    data: Vec<HitSchema>,
    /// Metadata of the response.
    meta: PageMeta,
    /// URLs of related responses.
    links: Links,
}
