//! Entity tags: how they are written, read and compared.

use actix_web::http::header::HeaderValue;

use crate::http::coding::Coding;
use crate::http::hex;
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

/// A tag as it is written. Every request that has a condition meets some, so they need no memory of
/// their own.
struct Written {
    bytes: [u8; Self::LONGEST],
    length: usize,
}

impl Written {
    /// Quotes, 32 digits, a dash and the longest name of a coding.
    const LONGEST: usize = 2 + 32 + 1 + 4;

    fn as_bytes(&self) -> &[u8] {
        &self.bytes[..self.length]
    }
}

impl EntityTag {
    fn write(self) -> Written {
        let mut bytes = [b'"'; Written::LONGEST];
        hex::write(self.revision.as_bytes(), &mut bytes[1..33]);
        let mut length = 33;
        if let Some(coding) = self.coding {
            let name = coding.name().as_bytes();
            bytes[length] = b'-';
            bytes[length + 1..][..name.len()].copy_from_slice(name);
            length += 1 + name.len();
        }
        bytes[length] = b'"';
        Written { bytes, length: length + 1 }
    }

    /// The value of `ETag`.
    pub fn header(self) -> HeaderValue {
        HeaderValue::from_bytes(self.write().as_bytes())
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
        let written = tag.write();
        written.as_bytes()[1..written.length - 1] == *self.opaque
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
