//! The bytes of a file from which a post was compiled.

use std::io;

use crate::post::Post;

/// Where the bytes of the file of a post are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Original {
    /// The body of the post holds them.
    InBody,
    /// Here, because the body was not taken over byte for byte.
    Whole(Box<[u8]>),
}

impl Original {
    /// Has the body of the post hold the bytes of its file, if possible.
    pub(super) fn new(bytes: &[u8], post: &mut Post) -> Self {
        let head = bytes.strip_suffix(post.body.markdown().as_bytes());
        match head.and_then(|head| std::str::from_utf8(head).ok()) {
            Some(head) => {
                post.body = post.body.after_head(head);
                Self::InBody
            }
            None => Self::Whole(bytes.into()),
        }
    }

    /// Returns all bytes.
    ///
    /// # Errors
    /// Returns an error if the body cannot be read.
    pub(super) fn bytes(&self, post: &Post) -> io::Result<Vec<u8>> {
        match self {
            Self::InBody => post.body.read_file(),
            Self::Whole(bytes) => Ok(bytes.to_vec()),
        }
    }
}
