//! The values of one key.

use std::sync::Arc;

use super::text::TextColumn;
use crate::catalog::doc_id::DocId;
use crate::catalog::order::Order;
use crate::compile::{DeclaredKey, Scalar, ScalarKind, text_of};
use crate::post::Post;
use crate::text::Lang;

/// The values of one key in all posts.
#[derive(Debug)]
pub(crate) enum Column {
    /// Texts.
    Text(Box<TextColumn>),
    /// The posts by value. The values themselves are in the posts.
    Values(Order),
}

impl Column {
    /// Collects the values of a key. `names` are the positions of the posts in the order by name.
    pub(crate) fn new(declared: &DeclaredKey, posts: &[Arc<Post>], names: &[u32]) -> Self {
        if declared.kind() == Some(ScalarKind::Text) {
            let texts = posts.iter().map(|post| text(declared, post)).collect();
            return Self::Text(TextColumn::new(texts).into());
        }
        let values: Vec<_> = posts.iter().map(|post| scalar(declared, post)).collect();
        Self::Values(Order::new(&values, names))
    }

    /// Returns the values after those of some posts, given in ascending order, have changed. `names` have not.
    pub(crate) fn with(
        &self,
        declared: &DeclaredKey,
        changed: &[DocId],
        posts: &[Arc<Post>],
        names: &[u32],
    ) -> Self {
        match self {
            Self::Text(_) => Self::new(declared, posts, names),
            Self::Values(order) => {
                let value = |doc: DocId| scalar(declared, &posts[doc as usize]);
                Self::Values(order.with(changed, value, names))
            }
        }
    }

    /// Makes the orders that another column of the same kind has.
    pub(crate) fn prepare_like(&self, other: &Self, default_lang: &Lang, names: &[u32]) {
        if let (Self::Text(own), Self::Text(other)) = (self, other) {
            for choice in other.choices() {
                own.by(choice, default_lang, names);
            }
        }
    }

    /// Returns whether two posts have the same value.
    pub(crate) fn have_same_value(declared: &DeclaredKey, a: &Post, b: &Post) -> bool {
        let [a, b] =
            [a, b].map(|post| post.extra.as_ref().and_then(|extra| extra.get(&*declared.name)));
        a == b
    }
}

/// Returns the value of a key in a post, unless it is text.
pub(crate) fn scalar(declared: &DeclaredKey, post: &Post) -> Option<Scalar> {
    Scalar::of(declared.kind()?, post.extra.as_ref()?.get(&*declared.name)?)
}

fn text(declared: &DeclaredKey, post: &Post) -> Option<Arc<str>> {
    text_of(post.extra.as_ref()?.get(&*declared.name)?)
}
