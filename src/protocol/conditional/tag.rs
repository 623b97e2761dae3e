//! Entity tags: how they are written, read and compared.

use actix_http::header::HeaderValue;

use crate::protocol::coding::Coding;
use crate::protocol::hex;
use crate::text::Revision;

/// A strong entity tag (RFC 9110, section 8.8.3): equal for equal bytes, on every replica. Of one
/// content each coding has a tag of its own, as section 8.8.3.3 demands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EntityTag {
    /// The identity of the content before it is encoded.
    pub revision: Revision,
    /// The coding of the representation.
    pub coding: Option<Coding>,
}

/// How many digits stand for a revision.
const DIGITS: usize = 32;

/// Quotes, digits, a dash and the longest name of a coding.
const LONGEST: usize = 2 + DIGITS + 1 + 4;

impl EntityTag {
    /// The value of `ETag`.
    pub fn header(self) -> HeaderValue {
        let mut text = [b'"'; LONGEST];
        let mut end = 1 + DIGITS;
        hex::write(self.revision.as_bytes(), &mut text[1..end]);
        if let Some(coding) = self.coding {
            let name = coding.name().as_bytes();
            text[end] = b'-';
            text[end + 1..][..name.len()].copy_from_slice(name);
            end += 1 + name.len();
        }
        text[end] = b'"';
        HeaderValue::from_bytes(&text[..=end]).unwrap_or_else(|_| HeaderValue::from_static("\"\""))
    }
}

/// One tag as it was sent.
pub(super) struct Given<'a> {
    pub(super) is_weak: bool,
    opaque: &'a [u8],
}

impl Given<'_> {
    /// Which representation of a content it names, weakness aside: the one in this coding. Nothing
    /// where it names another content.
    pub(super) fn coding_of(&self, revision: Revision) -> Option<Option<Coding>> {
        let (given, rest) = self.opaque.split_at_checked(DIGITS)?;
        let mut digits = [0; DIGITS];
        hex::write(revision.as_bytes(), &mut digits);
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
