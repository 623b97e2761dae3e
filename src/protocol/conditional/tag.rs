//! Entity tags.

use actix_http::header::HeaderValue;

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

/// The number of characters that 64 bits of the content hash have in base64: enough that no two versions of a resource
/// share a tag by accident.
const DIGITS: usize = 11;

/// The maximum length: quotes, digits and a suffix.
const LONGEST: usize = 2 + DIGITS + 2;

/// Returns what distinguishes the tag of a coding. It is short, because each response has a tag.
fn suffix(coding: Coding) -> &'static [u8; 2] {
    match coding {
        Coding::Brotli => b"-b",
        Coding::Zstd => b"-z",
        Coding::Gzip => b"-g",
    }
}

/// The digits of base64 in URLs (RFC 4648, section 5).
const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// Returns the beginning of a content hash as text. Each condition of a request is compared with it, and for so few
/// bytes a general encoder takes ten times as long.
fn digits(revision: Revision) -> [u8; DIGITS] {
    let (first, _) = revision.as_bytes().split_first_chunk().expect("a hash is longer");
    // The last digit has four bits of the hash and two of nothing.
    let bits = u128::from(u64::from_be_bytes(*first)) << 2;
    std::array::from_fn(|at| ALPHABET[(bits >> (6 * (DIGITS - 1 - at))) as usize % 64])
}

impl EntityTag {
    /// The value of `ETag`.
    pub fn header(self) -> HeaderValue {
        let mut text = [b'"'; LONGEST];
        let mut end = 1 + DIGITS;
        text[1..end].copy_from_slice(&digits(self.revision));
        if let Some(coding) = self.coding {
            text[end..end + 2].copy_from_slice(suffix(coding));
            end += 2;
        }
        text[end] = b'"';
        HeaderValue::from_bytes(&text[..=end]).expect("digits and suffixes are ASCII")
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
        if given != digits(revision) {
            return None;
        }
        if rest.is_empty() {
            return Some(None);
        }
        Coding::ALL.into_iter().find(|&coding| suffix(coding) == rest).map(Some)
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
