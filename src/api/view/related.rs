//! Related posts as JSON.

use serde::Serialize;
use utoipa::ToSchema;

use super::envelope::{Links, Meta};
use super::post::PostSource;
use super::schema::PostSummarySchema;
use super::summary::Summaries;
use crate::api::body::writer::TooLarge;
use crate::query::{Reasons, Related};

/// What two posts have in common. Every list is sorted by significance, most significant first. A list is
/// empty if they have nothing of its kind in common.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RelatedReasons)]
pub struct ReasonsView<'a> {
    /// Tag names, in their most frequent spelling.
    #[schema(example = json!(["内存管理", "性能优化"]))]
    pub tag: Vec<&'a str>,
    /// Category names.
    #[schema(example = json!(["Python"]))]
    pub category: Vec<&'a str>,
    /// The name of the series, if both posts are in the same one.
    #[schema(max_items = 1, example = json!(["CPython 内部"]))]
    pub series: Vec<&'a str>,
    /// Words that occur in both texts and in few others, as spelled in the requested post.
    #[schema(max_items = 8, example = json!(["计数", "对象", "getrefcount"]))]
    pub text: Vec<&'a str>,
}

impl<'a> From<&'a Reasons> for ReasonsView<'a> {
    fn from(reasons: &'a Reasons) -> Self {
        let names = |names: &'a [std::sync::Arc<str>]| names.iter().map(|name| &**name).collect();
        Self {
            tag: names(&reasons.tags),
            category: names(&reasons.categories),
            series: names(&reasons.series),
            text: reasons.words.iter().map(|word| &**word).collect(),
        }
    }
}

/// The fields of a related post besides the post itself.
#[derive(Debug, Serialize)]
struct RelatedView<'a> {
    score: f64,
    reasons: ReasonsView<'a>,
}

/// Writes a related post, whose source is `source`, as a JSON object.
///
/// # Errors
/// Returns an error if the post is longer than `room` bytes.
pub fn write_related(
    related: &Related,
    source: &PostSource<'_>,
    summaries: &Summaries,
    room: usize,
    out: &mut Vec<u8>,
) -> Result<(), TooLarge> {
    let score = f64::from(related.score) / f64::from(Related::BEST);
    let rest = RelatedView { score, reasons: ReasonsView::from(&related.reasons) };
    summaries.write_with(source, &rest, room, out)
}

/// A related post.
#[derive(Debug, ToSchema)]
#[schema(as = RelatedPost)]
#[expect(dead_code, reason = "only the schema is used: `PostSource` writes posts")]
pub struct RelatedSchema<'a> {
    /// The post, by default with the same keys as in a list.
    post: PostSummarySchema,
    /// The similarity, greater than 0 and at most 1. Only the order of scores is meaningful.
    #[schema(minimum = 0, maximum = 1, example = 0.47415)]
    score: f64,
    /// What both posts have in common.
    reasons: ReasonsView<'a>,
}

/// Posts that are related to a post.
#[derive(Debug, ToSchema)]
#[schema(as = RelatedList)]
#[expect(dead_code, reason = "only the schema is used: `PostSource` writes posts")]
pub struct RelatedListSchema<'a> {
    /// The posts, most similar first. Equally similar posts are sorted by date, newest first.
    data: Vec<RelatedSchema<'a>>,
    /// Metadata of the response.
    meta: Meta,
    /// URLs of related responses.
    links: Links,
}
