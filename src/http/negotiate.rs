//! What a client wants: media types and languages (RFC 9110, section 12.5).

use actix_web::HttpRequest;
use actix_web::http::header::{ACCEPT, ACCEPT_LANGUAGE};

use super::problem::{Problem, ProblemKind};
use crate::text::Lang;

/// The media type of answers.
pub const JSON: &str = "application/json";
/// The media type of source Markdown (RFC 7763).
pub const MARKDOWN: &str = "text/markdown";
/// The media type of stylesheets (RFC 2318).
pub const CSS: &str = "text/css";
/// The media type of pages.
pub const HTML: &str = "text/html";

/// Chooses the offer that a request prefers. Of equals the first offer wins.
///
/// # Errors
/// `not_acceptable` where the request refuses every offer.
pub fn media_type(request: &HttpRequest, offers: &[&'static str]) -> Result<&'static str, Problem> {
    let accept = joined_header(request, &ACCEPT);
    choose(&accept, offers).ok_or_else(|| {
        let detail = format!("this resource is {}", offers.join(" or "));
        Problem::new(ProblemKind::NotAcceptable, detail)
    })
}

/// The languages that a request accepts, the most wanted first.
pub fn languages(request: &HttpRequest) -> Vec<Lang> {
    let header = joined_header(request, &ACCEPT_LANGUAGE);
    let mut wanted: Vec<(f32, Lang)> = header
        .split(',')
        .take(MOST_RANGES)
        .filter_map(|range| {
            let (tag, quality) = split_quality(range);
            (quality > 0.0).then(|| Lang::parse(tag).ok().map(|lang| (quality, lang)))?
        })
        .collect();
    wanted.sort_by(|one, other| other.0.total_cmp(&one.0));
    wanted.into_iter().map(|(_, lang)| lang).collect()
}

/// How many ranges of a header are read; no honest client sends more.
const MOST_RANGES: usize = 64;

/// All lines of a header as one list (RFC 9110, section 5.3).
fn joined_header(request: &HttpRequest, name: &actix_web::http::header::HeaderName) -> String {
    let lines: Vec<&str> =
        request.headers().get_all(name).filter_map(|line| line.to_str().ok()).collect();
    lines.join(",")
}

/// Splits `value;q=0.5` into the value and its weight. A broken weight counts as 1.
fn split_quality(range: &str) -> (&str, f32) {
    let mut parts = range.split(';').map(str::trim);
    let value = parts.next().unwrap_or("");
    let quality = parts
        .find_map(|part| part.strip_prefix("q=").or_else(|| part.strip_prefix("Q=")))
        .and_then(|weight| weight.trim().parse::<f32>().ok())
        .filter(|weight| (0.0..=1.0).contains(weight))
        .unwrap_or(1.0);
    (value, quality)
}

fn choose(accept: &str, offers: &[&'static str]) -> Option<&'static str> {
    let ranges: Vec<(&str, f32)> = accept
        .split(',')
        .take(MOST_RANGES)
        .map(split_quality)
        .filter(|(range, _)| range.contains('/'))
        .collect();
    if ranges.is_empty() {
        return offers.first().copied();
    }
    let mut best: Option<(&'static str, f32)> = None;
    for &offer in offers {
        let quality = quality_of(offer, &ranges);
        if quality > 0.0 && best.is_none_or(|(_, most)| quality > most) {
            best = Some((offer, quality));
        }
    }
    best.map(|(offer, _)| offer)
}

/// The weight of an offer: that of the most specific range that matches it.
fn quality_of(offer: &str, ranges: &[(&str, f32)]) -> f32 {
    let kind = offer.split('/').next().unwrap_or(offer);
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
        .filter_map(|&(range, quality)| specificity(range).map(|rank| (rank, quality)))
        .max_by_key(|&(rank, _)| rank)
        .map_or(0.0, |(_, quality)| quality)
}

#[cfg(test)]
mod tests {
    use super::{HTML, JSON, MARKDOWN, choose};

    #[test]
    fn no_wish_takes_the_first_offer() {
        assert_eq!(choose("", &[JSON, MARKDOWN]), Some(JSON));
        assert_eq!(choose("*/*", &[JSON, MARKDOWN]), Some(JSON));
    }

    #[test]
    fn the_more_specific_range_decides() {
        // RFC 9110, section 12.5.1: the most specific reference has precedence.
        assert_eq!(
            choose("text/*;q=0.3, text/markdown;q=0.9, */*;q=0.5", &[JSON, MARKDOWN]),
            Some(MARKDOWN)
        );
        assert_eq!(choose("application/json;q=0, */*", &[JSON]), None);
    }

    #[test]
    fn a_browser_wants_a_page() {
        let accept = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
        assert_eq!(choose(accept, &[JSON, HTML]), Some(HTML));
        assert_eq!(choose(accept, &[JSON]), Some(JSON));
    }

    #[test]
    fn what_is_refused_is_not_served() {
        assert_eq!(choose("image/png", &[JSON, MARKDOWN]), None);
    }
}
