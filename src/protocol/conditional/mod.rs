//! Conditions of a request on what the client has already (RFC 9110, section 13).

mod tag;

use std::time::{Duration, SystemTime};

use actix_http::header::{
    HeaderMap, HeaderName, HeaderValue, HttpDate, IF_MATCH, IF_MODIFIED_SINCE, IF_NONE_MATCH,
    IF_RANGE, IF_UNMODIFIED_SINCE,
};
use jiff::Timestamp;

use super::coding::Coding;
use crate::text::Revision;
use tag::Tags;

pub use tag::EntityTag;

/// When an answer's content changed last: a whole second, as HTTP dates are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct LastModified(SystemTime);

impl LastModified {
    /// The second of an instant; nothing before 1970.
    pub fn of(instant: Timestamp) -> Option<Self> {
        let seconds = u64::try_from(instant.as_second()).ok()?;
        Some(Self(SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)))
    }

    /// Whether it is not still to come. A server does not tell such a time (RFC 9110, section
    /// 8.8.2.1).
    pub fn is_past(self, now: Timestamp) -> bool {
        Self::of(now).is_some_and(|now| self <= now)
    }

    /// The value of `Last-Modified`.
    pub fn header(self) -> Option<HeaderValue> {
        HeaderValue::from_str(&HttpDate::from(self.0).to_string()).ok()
    }
}

/// What the conditions of a request are compared with.
#[derive(Debug, Clone, Copy)]
pub struct Validators<T> {
    /// The identity of the content.
    pub revision: Revision,
    /// The coding of the representation that would be sent.
    pub selected: Option<Coding>,
    /// Whether a coding is acceptable, so that its representation could be selected as well.
    pub takes: T,
    /// When the content changed last, where that is known.
    pub last_modified: Option<LastModified>,
}

/// What the conditions of a request come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The request is answered as if there were none.
    Proceed,
    /// The client has this very representation: 304.
    NotModified(EntityTag),
    /// The client wants another representation than there is: 412.
    PreconditionFailed,
}

/// Weighs the conditions of a reading request in the order of RFC 9110, section 13.2.2.
///
/// Where the client has the content in a coding that it takes, although another one would have been
/// chosen, the one that it has is selected: the content is the same, and nothing need be sent.
pub fn evaluate<T>(headers: &HeaderMap, validators: &Validators<T>) -> Verdict
where
    T: Fn(Option<Coding>) -> bool,
{
    if headers.contains_key(IF_MATCH) {
        if named(headers, &IF_MATCH, validators, Comparison::Strong).is_none() {
            return Verdict::PreconditionFailed;
        }
    } else if let Some((modified, date)) = dates(headers, &IF_UNMODIFIED_SINCE, validators)
        && modified > date
    {
        return Verdict::PreconditionFailed;
    }
    if headers.contains_key(IF_NONE_MATCH) {
        if let Some(tag) = named(headers, &IF_NONE_MATCH, validators, Comparison::Weak) {
            return Verdict::NotModified(tag);
        }
    } else if let Some((modified, date)) = dates(headers, &IF_MODIFIED_SINCE, validators)
        && modified <= date
    {
        let Validators { revision, selected: coding, .. } = *validators;
        return Verdict::NotModified(EntityTag { revision, coding });
    }
    Verdict::Proceed
}

/// Both dates of a condition on one. It is ignored where the resource has no date, where the header
/// holds none, and where it holds several (sections 13.1.3 and 13.1.4).
fn dates<T>(
    headers: &HeaderMap,
    name: &HeaderName,
    validators: &Validators<T>,
) -> Option<(SystemTime, SystemTime)> {
    let modified = validators.last_modified?;
    let mut lines = headers.get_all(name);
    let (Some(line), None) = (lines.next(), lines.next()) else { return None };
    let date: HttpDate = line.to_str().ok()?.trim().parse().ok()?;
    Some((modified.0, date.into()))
}

/// Whether `Range` holds: there is no `If-Range`, or it names this very representation. A date
/// never does: it is no strong validator here. Neither does a weak tag (RFC 9110, section 13.1.5).
pub fn range_holds(headers: &HeaderMap, tag: EntityTag) -> bool {
    let mut lines = headers.get_all(IF_RANGE);
    let Some(line) = lines.next() else { return true };
    let mut tags = Tags(line.as_bytes());
    let (Some(only), None, None) = (tags.next(), tags.next(), lines.next()) else { return false };
    !only.is_weak && only.coding_of(tag.revision) == Some(tag.coding)
}

/// How tags are compared (RFC 9110, section 8.8.3.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Comparison {
    Strong,
    Weak,
}

/// The representation that a header names in its list, or by `*` the one that would be sent.
fn named<T>(
    headers: &HeaderMap,
    name: &HeaderName,
    validators: &Validators<T>,
    comparison: Comparison,
) -> Option<EntityTag>
where
    T: Fn(Option<Coding>) -> bool,
{
    let &Validators { revision, selected, ref takes, .. } = validators;
    let coding = headers.get_all(name).find_map(|line| {
        let line = line.as_bytes().trim_ascii();
        if line == b"*" {
            return Some(selected);
        }
        Tags(line)
            .filter(|given| !given.is_weak || comparison == Comparison::Weak)
            .filter_map(|given| given.coding_of(revision))
            .find(|&coding| coding == selected || takes(coding))
    })?;
    Some(EntityTag { revision, coding })
}

#[cfg(test)]
mod tests;
