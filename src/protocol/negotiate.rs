//! Content negotiation: media types and languages (RFC 9110, section 12.5).

use std::cmp::Reverse;
use std::hash::{Hash, Hasher};

use actix_http::header::{ACCEPT, ACCEPT_LANGUAGE, HeaderMap, HeaderName};

use super::preference::{FULL, Preference, Weight};
use super::problem::{Problem, ProblemKind};
use crate::text::Lang;

/// A media type that can be negotiated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Media {
    /// JSON (RFC 8259).
    Json,
    /// Markdown (RFC 7763).
    Markdown,
    /// Stylesheets (RFC 2318).
    Css,
    /// HTML.
    Html,
    /// Event streams (HTML Standard, section 9.2).
    EventStream,
}

impl Media {
    const ALL: [Self; 5] = [Self::Json, Self::Markdown, Self::Css, Self::Html, Self::EventStream];

    /// The registered name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::Markdown => "text/markdown",
            Self::Css => "text/css",
            Self::Html => "text/html",
            Self::EventStream => "text/event-stream",
        }
    }
}

/// The weight of each media type for a request, in thousandths. Requests with equal preferences get the
/// same representation, whatever their `Accept` looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MediaPreferences([Weight; 5]);

impl Hash for MediaPreferences {
    /// Hashes one number, because each cached response is found by it.
    fn hash<H: Hasher>(&self, state: &mut H) {
        let weights = self.0.iter().map(|&weight| u64::from(weight));
        state.write_u64(weights.fold(0, |number, weight| number * u64::from(FULL + 1) + weight));
    }
}

impl MediaPreferences {
    /// Reads `Accept` (RFC 9110, section 12.5.1). If it is missing or malformed, all media types have
    /// the same weight.
    pub fn of(headers: &HeaderMap) -> Self {
        let mut lines = headers.get_all(ACCEPT);
        match (lines.next(), lines.next()) {
            (None, _) => Self::ANY,
            (Some(line), None) if line == "*/*" => Self::ANY,
            (Some(line), None) => line.to_str().map_or(Self::ANY, Self::read),
            _ => Self::read(&joined_header(headers, &ACCEPT)),
        }
    }

    const ANY: Self = Self([FULL; 5]);

    fn read(accept: &str) -> Self {
        let ranges: Vec<_> =
            Preference::all(accept).filter(|range| range.name.contains('/')).collect();
        if ranges.is_empty() {
            return Self::ANY;
        }
        Self(Media::ALL.map(|media| weight_of(media.name(), &ranges)))
    }

    /// Returns the preferred offer like [`media_type`].
    ///
    /// # Errors
    /// Returns `not_acceptable` if none is acceptable.
    pub fn require(self, offers: &[Media]) -> Result<Media, Problem> {
        self.choose(offers).ok_or_else(|| {
            let names: Vec<&str> = offers.iter().map(|offer| offer.name()).collect();
            let detail = format!("this resource is available as {}", names.join(" or "));
            Problem::new(ProblemKind::NotAcceptable, detail)
        })
    }

    /// Returns the first of the offers with the highest weight; `None` if none is acceptable.
    fn choose(self, offers: &[Media]) -> Option<Media> {
        let weight = |media: Media| self.0[media as usize];
        let mut best: Option<Media> = None;
        for &offer in offers {
            if weight(offer) > best.map_or(0, weight) {
                best = Some(offer);
            }
        }
        best
    }
}

/// Returns the offer that a request prefers. If it prefers several equally, the first one is chosen.
///
/// # Errors
/// Returns `not_acceptable` if none is acceptable.
pub fn media_type(request: &HeaderMap, offers: &[Media]) -> Result<Media, Problem> {
    MediaPreferences::of(request).require(offers)
}

/// Returns the languages that a request accepts, most preferred first.
pub fn languages(request: &HeaderMap) -> Vec<Lang> {
    let header = joined_header(request, &ACCEPT_LANGUAGE);
    let mut wanted: Vec<(Weight, Lang)> = Preference::all(&header)
        .filter(|range| range.weight > 0)
        .filter_map(|range| Some((range.weight, Lang::parse(range.name).ok()?)))
        .collect();
    wanted.sort_by_key(|&(weight, _)| Reverse(weight));
    wanted.into_iter().map(|(_, lang)| lang).collect()
}

/// Joins all lines of a header to one list (RFC 9110, section 5.3).
fn joined_header(headers: &HeaderMap, name: &HeaderName) -> String {
    let lines: Vec<&str> = headers.get_all(name).filter_map(|line| line.to_str().ok()).collect();
    lines.join(",")
}

/// Returns the weight of an offer: that of the most specific range that matches it.
///
/// A range with parameters matches only representations that have them, and none here does. Therefore it
/// cannot exclude an offer, but it can include one: a client that accepts some kind of JSON probably
/// prefers this JSON to an error.
fn weight_of(offer: &str, ranges: &[Preference<'_>]) -> Weight {
    let (kind, _) = offer.split_once('/').expect("a media type has a slash");
    let specificity = |range: &str| {
        if range.eq_ignore_ascii_case(offer) {
            Some(2)
        } else if range.strip_suffix("/*").is_some_and(|range| range.eq_ignore_ascii_case(kind)) {
            Some(1)
        } else if range == "*/*" {
            Some(0)
        } else {
            None
        }
    };
    ranges
        .iter()
        .filter(|range| !range.is_narrowed || range.weight > 0)
        .filter_map(|range| Some((specificity(range.name)?, range.weight)))
        .max()
        .map_or(0, |(_, weight)| weight)
}

#[cfg(test)]
mod tests {
    use super::Media::{Html, Json, Markdown};
    use super::{Media, MediaPreferences};

    fn choose(accept: &str, offers: &[Media]) -> Option<Media> {
        MediaPreferences::read(accept).choose(offers)
    }

    #[test]
    fn the_first_offer_is_the_default() {
        assert_eq!(choose("", &[Json, Markdown]), Some(Json));
        assert_eq!(choose("*/*", &[Json, Markdown]), Some(Json));
    }

    #[test]
    fn the_most_specific_range_takes_precedence() {
        // RFC 9110, section 12.5.1: the most specific reference has precedence.
        assert_eq!(
            choose("text/*;q=0.3, text/markdown;q=0.9, */*;q=0.5", &[Json, Markdown]),
            Some(Markdown)
        );
        assert_eq!(choose("application/json;q=0, */*", &[Json]), None);
        assert_eq!(
            choose("application/json;q=0.5, text/markdown;q=2", &[Json, Markdown]),
            Some(Json)
        );
    }

    #[test]
    fn a_range_with_parameters_excludes_nothing() {
        assert_eq!(choose("application/json, application/json;v=2;q=0", &[Json]), Some(Json));
        assert_eq!(choose("application/json;profile=x;q=0, */*", &[Json, Markdown]), Some(Json));
        assert_eq!(choose("application/json;odata=verbose", &[Json, Markdown]), Some(Json));
        assert_eq!(choose("text/markdown;charset=utf-8", &[Json, Markdown]), Some(Markdown));
    }

    #[test]
    fn browsers_prefer_html() {
        let accept = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
        assert_eq!(choose(accept, &[Json, Html]), Some(Html));
        assert_eq!(choose(accept, &[Json]), Some(Json));
    }

    #[test]
    fn no_acceptable_offer_is_an_error() {
        assert_eq!(choose("image/png", &[Json, Markdown]), None);
    }
}
