//! Entity tags: how they are written, read and compared.

use actix_web::http::header::HeaderValue;

use crate::http::coding::Coding;
use crate::post::Revision;

/// A strong entity tag (RFC 9110, section 8.8.3): equal for equal bytes, on every replica. Of one
/// content each coding has a tag of its own, as section 8.8.3.3 demands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EntityTag {
    /// The identity of the content before it is encoded.
    pub revision: Revision,
    /// The coding of the representation.
    pub coding: Option<Coding>,
}

impl EntityTag {
    /// The value of `ETag`.
    pub fn header(self) -> HeaderValue {
        const DIGITS: &[u8; 16] = b"0123456789abcdef";
        // Quotes, 32 digits, a dash and the longest name of a coding.
        let mut text = Vec::with_capacity(48);
        text.push(b'"');
        for byte in self.revision.as_bytes() {
            text.push(DIGITS[usize::from(byte >> 4)]);
            text.push(DIGITS[usize::from(byte & 15)]);
        }
        if let Some(coding) = self.coding {
            text.push(b'-');
            text.extend_from_slice(coding.name().as_bytes());
        }
        text.push(b'"');
        HeaderValue::from_maybe_shared(bytes::Bytes::from(text))
            .unwrap_or_else(|_| HeaderValue::from_static("\"\""))
    }
}

/// One tag as it was sent.
pub(super) struct Given<'a> {
    pub(super) is_weak: bool,
    opaque: &'a [u8],
}

impl Given<'_> {
    /// Whether it is that of a representation, weakness aside.
    pub(super) fn names(&self, tag: EntityTag) -> bool {
        tag.header().as_bytes().get(1..).and_then(|rest| rest.strip_suffix(b"\""))
            == Some(self.opaque)
    }
}

/// Reads a list of tags up to its end or to the first that is none. A comma between quotes is part
/// of a tag; empty elements are passed over (RFC 9110, section 5.6.1.2).
pub(super) struct Tags<'a>(pub(super) &'a [u8]);

impl<'a> Iterator for Tags<'a> {
    type Item = Given<'a>;

    fn next(&mut self) -> Option<Self::Item> {
        let is_between = |byte: &u8| b", \t".contains(byte);
        let start = self.0.iter().position(|byte| !is_between(byte))?;
        let rest = &self.0[start..];
        let (is_weak, rest) = match rest.strip_prefix(b"W/") {
            Some(rest) => (true, rest),
            None => (false, rest),
        };
        let quoted = rest.strip_prefix(b"\"")?;
        let end = quoted.iter().position(|&byte| byte == b'"')?;
        self.0 = &quoted[end + 1..];
        let is_ended = self.0.first().is_none_or(is_between);
        is_ended.then_some(Given { is_weak, opaque: &quoted[..end] })
    }
}
