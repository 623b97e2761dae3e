//! Posts that are near to one, as JSON.

use serde::Serialize;
use utoipa::ToSchema;

use super::envelope::{Links, Meta};
use super::post::{PostSource, Selection};
use super::schema::PostSchema;
use crate::query::{Reasons, Related};

/// What two posts share. In every list what tells most comes first; a list is empty where they share
/// nothing of its kind.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RelatedReasons)]
pub struct ReasonsView<'a> {
    /// Names of tags, in their most frequent spelling.
    #[schema(example = json!(["内存管理", "性能优化"]))]
    pub tag: Vec<&'a str>,
    /// Names of categories.
    #[schema(example = json!(["Python"]))]
    pub category: Vec<&'a str>,
    /// The name of the series, where both are of one.
    #[schema(max_items = 1, example = json!(["CPython 内部"]))]
    pub series: Vec<&'a str>,
    /// Words that both texts hold and few others do, as the post that was asked about writes them.
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

/// What is said of a related post beside itself.
#[derive(Debug, Serialize)]
struct RelatedView<'a> {
    score: f64,
    reasons: ReasonsView<'a>,
}

/// Writes a related post as a JSON object. `source` is that of the post itself.
pub fn write_related(
    related: &Related,
    source: &PostSource<'_>,
    selection: &Selection,
    out: &mut Vec<u8>,
) {
    let score = f64::from(related.score) / f64::from(Related::BEST);
    let rest = RelatedView { score, reasons: ReasonsView::from(&related.reasons) };
    source.write_beside(selection, &rest, out);
}

/// A post that is near to another one.
#[derive(Debug, ToSchema)]
#[schema(as = RelatedPost)]
#[allow(dead_code, reason = "only its schema is used: posts are written by the key table")]
pub struct RelatedSchema<'a> {
    /// The post, with the keys of a summary unless `fields` and `include` say otherwise.
    post: PostSchema,
    /// How near it is, above 0 and up to 1. Only the order means something.
    #[schema(minimum = 0, maximum = 1, example = 0.47415)]
    score: f64,
    /// What both posts share.
    reasons: ReasonsView<'a>,
}

/// The posts that are near to one.
#[derive(Debug, ToSchema)]
#[schema(as = RelatedList)]
#[allow(dead_code, reason = "only its schema is used: posts are written by the key table")]
pub struct RelatedListSchema<'a> {
    /// The posts, the nearest first; of those that are as near the newest first.
    data: Vec<RelatedSchema<'a>>,
    /// What is said about them.
    meta: Meta,
    /// Where related answers are.
    links: Links,
}
