//! Whether a body can and should be encoded.

use super::head::Head;
use crate::protocol::media_type;

/// The minimum length in bytes of an encoded body. The head of a response is about as long, so a shorter
/// body fits into one packet with it anyway.
const SMALLEST_ENCODED: u64 = 512;

/// When a body is encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// Never: it is not in memory, or compression is disabled.
    Never,
    /// Only if the client does not accept it unencoded, as encoding gains nothing.
    IfRequired,
    /// If the client accepts a coding.
    IfAccepted,
}

impl Encoding {
    /// Returns when to encode a body in memory, by its media type and length.
    pub fn of_body(head: &Head, bytes: u64) -> Self {
        if bytes >= SMALLEST_ENCODED && media_type::is_compressible(head.content_type()) {
            Self::IfAccepted
        } else {
            Self::IfRequired
        }
    }
}
