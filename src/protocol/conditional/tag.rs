//! Entity tags.

use actix_http::header::HeaderValue;
use data_encoding::HEXLOWER;

use crate::protocol::coding::Coding;
use crate::text::Revision;

/// A strong entity tag (RFC 9110, section 8.8.3), equal for equal bytes on all replicas. Each coding of
/// the same content has its own tag, as section 8.8.3.3 requires.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EntityTag {
    /// The hash of the unencoded content.
    pub revision: Revision,
    /// The coding of the representation.
    pub coding: Option<Coding>,
}

/// The number of digits of a content hash.
const DIGITS: usize = 32;

/// The maximum length: quotes, digits, a dash and the longest name of a coding.
const LONGEST: usize = 2 + DIGITS + 1 + 4;

impl EntityTag {
    /// The value of `ETag`.
    pub fn header(self) -> HeaderValue {
        let mut text = [b'"'; LONGEST];
        let mut end = 1 + DIGITS;
        HEXLOWER.encode_mut(self.revision.as_bytes(), &mut text[1..end]);
        if let Some(coding) = self.coding {
            let name = coding.name().as_bytes();
            text[end] = b'-';
            text[end + 1..][..name.len()].copy_from_slice(name);
            end += 1 + name.len();
        }
        text[end] = b'"';
        HeaderValue::from_bytes(&text[..=end]).expect("digits and names of codings are ASCII")
    }
}

/// An entity tag that a client sent.
pub(super) struct Given<'a> {
    pub(super) is_weak: bool,
    opaque: &'a [u8],
}

impl Given<'_> {
    /// Returns the coding of the representation, ignoring weakness; `None` if it is the tag of other
    /// content.
    pub(super) fn coding_of(&self, revision: Revision) -> Option<Option<Coding>> {
        let (given, rest) = self.opaque.split_at_checked(DIGITS)?;
        let mut digits = [0; DIGITS];
        HEXLOWER.encode_mut(revision.as_bytes(), &mut digits);
        if given != digits {
            return None;
        }
        if rest.is_empty() {
            return Some(None);
        }
        let name = rest.strip_prefix(b"-")?;
        Coding::ALL.into_iter().find(|coding| coding.name().as_bytes() == name).map(Some)
    }
}

/// Iterates over a list of tags until the first malformed one. A comma between quotes is part of a tag;
/// empty elements are skipped (RFC 9110, section 5.6.1.2).
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
