//! The bytes of a file from which a post was compiled.

use crate::post::Post;

/// The part of a file that its post does not have, from which the whole can be put together again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Original {
    /// What is before the body.
    Head(Box<[u8]>),
    /// All of it, because the body was not taken over byte for byte.
    Whole(Box<[u8]>),
}

impl Original {
    pub(super) fn new(bytes: &[u8], post: &Post) -> Self {
        match bytes.strip_suffix(post.body.markdown().as_bytes()) {
            Some(head) => Self::Head(head.into()),
            None => Self::Whole(bytes.into()),
        }
    }

    /// Returns all bytes.
    pub(super) fn bytes(&self, post: &Post) -> Vec<u8> {
        match self {
            Self::Head(head) => [head, post.body.markdown().as_bytes()].concat(),
            Self::Whole(bytes) => bytes.to_vec(),
        }
    }
}
