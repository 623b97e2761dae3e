//! Whether a body is worth encoding.

use super::head::Head;
use crate::protocol::media_type;

/// Bodies below so many bytes are sent as they are: the head of an answer is as long, and both go in
/// one packet.
const SMALLEST_ENCODED: u64 = 512;

/// Whether the bytes of a body can be encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// They cannot: they are not held in memory, or the setting says so.
    Never,
    /// They can, but it gains nothing.
    IfDemanded,
    /// It makes the answer smaller.
    IfLiked,
}

impl Encoding {
    /// Whether it is worth while for a held body of this type and length.
    pub fn of_held(head: &Head, bytes: u64) -> Self {
        if bytes >= SMALLEST_ENCODED && media_type::is_compressible(head.content_type()) {
            Self::IfLiked
        } else {
            Self::IfDemanded
        }
    }
}
