//! Conditional requests (RFC 9110, section 13).

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

/// The time of the latest change of a representation, in whole seconds like HTTP dates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct LastModified(SystemTime);

impl LastModified {
    /// Truncates an instant to seconds. Returns `None` before 1970.
    pub fn of(instant: Timestamp) -> Option<Self> {
        let seconds = u64::try_from(instant.as_second()).ok()?;
        Some(Self(SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)))
    }

    /// Whether the time is not in the future. Servers must not send a future time (RFC 9110, section
    /// 8.8.2.1).
    pub fn is_past(self, now: Timestamp) -> bool {
        Self::of(now).is_some_and(|now| self <= now)
    }

    /// The value of `Last-Modified`.
    pub fn header(self) -> HeaderValue {
        let date = HttpDate::from(self.0).to_string();
        HeaderValue::from_str(&date).expect("HTTP dates are ASCII")
    }
}

/// What the conditions of a request are evaluated against.
#[derive(Debug, Clone, Copy)]
pub struct Validators<T> {
    /// The content hash.
    pub revision: Revision,
    /// The coding of the selected representation.
    pub selected: Option<Coding>,
    /// Whether a coding is acceptable, so that its representation could also be selected.
    pub accepts: T,
    /// The time of the latest change, if it is known.
    pub last_modified: Option<LastModified>,
}

/// The result of evaluating the conditions of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The request proceeds as if it had no conditions.
    Proceed,
    /// The client has this representation: 304.
    NotModified(EntityTag),
    /// A precondition is false: 412.
    PreconditionFailed,
}

/// Evaluates the conditions of a GET or HEAD request in the order of RFC 9110, section 13.2.2.
///
/// If the client has the content in another acceptable coding than the selected one, that coding is
/// selected instead: the content is the same, so it does not have to be sent.
pub fn evaluate<T>(headers: &HeaderMap, validators: &Validators<T>) -> Verdict
where
    T: Fn(Option<Coding>) -> bool,
{
    if headers.contains_key(IF_MATCH) {
        if listed(headers, &IF_MATCH, validators, Comparison::Strong).is_none() {
            return Verdict::PreconditionFailed;
        }
    } else if let Some((modified, date)) = dates(headers, &IF_UNMODIFIED_SINCE, validators)
        && modified > date
    {
        return Verdict::PreconditionFailed;
    }
    if headers.contains_key(IF_NONE_MATCH) {
        if let Some(tag) = listed(headers, &IF_NONE_MATCH, validators, Comparison::Weak) {
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

/// Returns whether the preconditions of a request are true for a representation without an entity tag and a date:
/// `If-Match` lists none of its tags, unless it is `*` (RFC 9110, section 13.1.1).
pub fn holds_without_validators(headers: &HeaderMap) -> bool {
    headers.get_all(IF_MATCH).all(|line| line.as_bytes().trim_ascii() == b"*")
}

/// Returns the date of the resource and that of a condition. The condition is ignored if the resource
/// has no date, or if the header is not exactly one valid date (sections 13.1.3 and 13.1.4).
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

/// Whether `Range` applies: there is no `If-Range`, or it is the strong tag of this representation. A
/// date never matches, because it is not a strong validator here (RFC 9110, section 13.1.5).
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

/// Returns the acceptable representation that a header lists. For `*`, that is the selected one.
fn listed<T>(
    headers: &HeaderMap,
    name: &HeaderName,
    validators: &Validators<T>,
    comparison: Comparison,
) -> Option<EntityTag>
where
    T: Fn(Option<Coding>) -> bool,
{
    let &Validators { revision, selected, ref accepts, .. } = validators;
    let coding = headers.get_all(name).find_map(|line| {
        let line = line.as_bytes().trim_ascii();
        if line == b"*" {
            return Some(selected);
        }
        Tags(line)
            .filter(|given| !given.is_weak || comparison == Comparison::Weak)
            .filter_map(|given| given.coding_of(revision))
            .find(|&coding| coding == selected || accepts(coding))
    })?;
    Some(EntityTag { revision, coding })
}

#[cfg(test)]
mod tests;
