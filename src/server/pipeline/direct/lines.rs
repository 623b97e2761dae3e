//! What the header lines of a request decide.

use std::mem::MaybeUninit;
use std::net::{IpAddr, SocketAddr};

use actix_web::dev::RequestHead;
use actix_web::http::header::{
    AUTHORIZATION, COOKIE, FORWARDED, HeaderMap, HeaderName, HeaderValue, IF_MATCH,
    IF_MODIFIED_SINCE, IF_NONE_MATCH, IF_UNMODIFIED_SINCE, REFERER, USER_AGENT, X_FORWARDED_FOR,
};
use memchr::{memchr, memchr_iter};

use crate::api::links::host;
use crate::api::state::State;
use crate::ops::limits::headers_size;
use crate::protocol::coding::AcceptedCodings;
use crate::protocol::cors::{CorsGrant, CorsOrigins};
use crate::protocol::negotiate::MediaPreferences;
use crate::protocol::request_id::X_REQUEST_ID;
use crate::protocol::trace_context::TRACEPARENT;
use crate::server::connection::head::MAX_HEADERS;
use crate::server::pipeline::cached::{KeyLines, language};

/// The headers of which each request has values of its own, so that they are read each time.
const OWN: [HeaderName; 8] = [
    IF_NONE_MATCH,
    IF_MODIFIED_SINCE,
    IF_MATCH,
    IF_UNMODIFIED_SINCE,
    X_REQUEST_ID,
    TRACEPARENT,
    FORWARDED,
    X_FORWARDED_FOR,
];

/// Headers that decide nothing. Those of several clients differ on the same connection of a proxy.
const FREE: [HeaderName; 3] = [USER_AGENT, REFERER, COOKIE];

/// The longest lines that are remembered, in bytes.
const LONGEST: usize = 4 << 10;

/// The header lines of a request and what they decide, whatever its target is. A client repeats most of its lines in each
/// request of a connection, and comparing them takes a fraction of the time that reading them takes.
#[derive(Debug)]
pub struct Lines {
    /// The lines, and the empty one after them.
    bytes: Box<[u8]>,
    /// Their number, without the empty one.
    count: usize,
    /// The size that is limited.
    pub size: usize,
    /// The headers of [`OWN`].
    pub own: HeaderMap,
    /// The codings that the client accepts.
    pub codings: AcceptedCodings,
    /// The origin that may read responses.
    pub grant: CorsGrant,
    /// The address of the peer.
    peer: Option<SocketAddr>,
    media: MediaPreferences,
    language: Option<Box<[u8]>>,
    host: Box<str>,
}

impl Lines {
    /// Reads lines, which end with an empty one, from a peer. `None` if the response depends on the connection or on a
    /// token, or if the lines are invalid.
    fn read(bytes: &[u8], peer: Option<SocketAddr>, cors: &CorsOrigins) -> Option<Self> {
        // `compare` knows one end of lines; nearly all clients send it (RFC 9112, section 2.2).
        if memchr_iter(b'\n', bytes).any(|end| !bytes[..end].ends_with(b"\r")) {
            return None;
        }
        let mut parsed = [const { MaybeUninit::uninit() }; MAX_HEADERS];
        let mut request = httparse::Request::new(&mut []);
        let head = [b"GET / HTTP/1.1\r\n", bytes].concat();
        request
            .parse_with_uninit_headers(&head, &mut parsed)
            .ok()
            .filter(|status| *status == httparse::Status::Complete(head.len()))?;
        // A request without a target, for the functions that read headers.
        let mut request_head = RequestHead::default();
        let headers = &mut request_head.headers;
        for header in &*request.headers {
            if concerns_connection(header.name, header.value) {
                return None;
            }
            let name = HeaderName::from_bytes(header.name.as_bytes()).ok()?;
            headers.append(name, HeaderValue::from_bytes(header.value).ok()?);
        }
        let headers = &request_head.headers;
        if headers.contains_key(AUTHORIZATION) {
            return None;
        }
        let mut own = HeaderMap::new();
        for name in OWN {
            for value in headers.get_all(&name) {
                own.append(name.clone(), value.clone());
            }
        }
        Some(Self {
            bytes: bytes.into(),
            count: request.headers.len(),
            size: headers_size(headers),
            own,
            codings: AcceptedCodings::of(headers),
            grant: cors.grant(headers),
            peer,
            media: MediaPreferences::of(headers),
            language: language(headers).map(Into::into),
            host: host(&request_head).into(),
        })
    }

    /// Returns what the lines state of a cache key.
    pub fn key(&self) -> KeyLines<'_> {
        let language = self.language.as_deref();
        KeyLines { media: self.media, language, host: &self.host }
    }

    /// Returns the address of the client.
    pub fn client(&self, state: &State) -> Option<IpAddr> {
        state.limits.client(self.peer, &self.own)
    }

    /// Returns whether these bytes are the same lines and the empty one, except for those of [`OWN`], which are read
    /// again, and of [`FREE`]. Nothing changes if they are not; they may be anything then.
    fn follow(&mut self, bytes: &[u8]) -> bool {
        if *bytes == *self.bytes {
            return true;
        }
        let Some((own, count, difference)) = compare(&self.bytes, bytes) else { return false };
        let Some(size) = self.size.checked_add_signed(difference) else { return false };
        let count = self.count.saturating_add_signed(count);
        if count > MAX_HEADERS || bytes.len() > LONGEST {
            return false;
        }
        (self.own, self.size, self.count) = (own, size, count);
        self.bytes = bytes.into();
        true
    }
}

/// The lines of the latest request of a connection.
#[derive(Debug, Default)]
pub struct Remembered(Option<Box<Lines>>);

impl Remembered {
    /// Returns the lines if these bytes are the same ones; see [`Lines::follow`].
    pub fn find(&mut self, bytes: &[u8]) -> Option<&Lines> {
        let lines = self.0.as_deref_mut()?;
        if lines.follow(bytes) { Some(lines) } else { None }
    }

    /// Returns lines, which are valid, of a request from `peer`; `None` if the framework has to handle it.
    pub fn find_or_read(
        &mut self,
        bytes: &[u8],
        peer: Option<SocketAddr>,
        state: &State,
    ) -> Option<&Lines> {
        if !self.0.as_deref_mut().is_some_and(|lines| lines.follow(bytes)) {
            self.0 = Lines::read(bytes, peer, &state.options.cors).map(Box::new);
        }
        self.0.as_deref()
    }

    /// Forgets lines that take much memory.
    pub fn forget_long(&mut self) {
        self.0.take_if(|lines| lines.bytes.len() > LONGEST);
    }
}

/// Returns the headers of [`OWN`] in `new`, the difference in the number of lines, and that in their size. `None` if other
/// lines differ, or if the lines of `new` are not exactly up to an empty one.
fn compare(mut old: &[u8], mut new: &[u8]) -> Option<(HeaderMap, isize, isize)> {
    let mut own = HeaderMap::new();
    let (mut count, mut size) = (0, 0);
    while !(old.is_empty() && new.is_empty()) {
        let (sent, after) = first_line(new);
        if let Some((name, value)) = varying_header(sent) {
            (count, size) = (count + 1, size + line_size(&name, &value));
            if OWN.contains(&name) {
                own.append(name, value);
            }
            new = after;
            continue;
        }
        let (known, rest) = first_line(old);
        if let Some((name, value)) = varying_header(known) {
            (count, size) = (count - 1, size - line_size(&name, &value));
        } else if known == sent {
            new = after;
        } else {
            return None;
        }
        old = rest;
    }
    Some((own, count, size))
}

/// Returns the first line with its end, and the rest.
fn first_line(lines: &[u8]) -> (&[u8], &[u8]) {
    lines.split_at(memchr(b'\n', lines).map_or(lines.len(), |end| end + 1))
}

/// Returns the header of a valid line, if it is one of [`OWN`] or [`FREE`].
fn varying_header(line: &[u8]) -> Option<(HeaderName, HeaderValue)> {
    // Nearly all other lines begin differently.
    let first = line.first()?.to_ascii_lowercase();
    if !matches!(first, b'i' | b'x' | b't' | b'f' | b'u' | b'r' | b'c') {
        return None;
    }
    let (name, value) = line.split_at_checked(memchr(b':', line)?)?;
    let mut names = OWN.into_iter().chain(FREE);
    let name = names.find(|own| own.as_str().as_bytes().eq_ignore_ascii_case(name))?;
    let value = value.strip_prefix(b":")?.strip_suffix(b"\r\n")?;
    let is_space = |byte: &u8| matches!(byte, b' ' | b'\t');
    let begin = value.iter().position(|byte| !is_space(byte)).unwrap_or(value.len());
    let end = value.iter().rposition(|byte| !is_space(byte)).map_or(begin, |last| last + 1);
    Some((name, HeaderValue::from_bytes(&value[begin..end]).ok()?))
}

/// Returns the size of a line that is limited.
fn line_size(name: &HeaderName, value: &HeaderValue) -> isize {
    (name.as_str().len() + value.len() + ": \r\n".len()).cast_signed()
}

/// Returns whether a header line changes how the connection is used.
fn concerns_connection(name: &str, value: &[u8]) -> bool {
    let is = |other: &str| name.eq_ignore_ascii_case(other);
    match name.len() {
        6 => is("expect"),
        7 => is("upgrade"),
        10 => is("connection") && !value.eq_ignore_ascii_case(b"keep-alive"),
        14 => is("content-length"),
        17 => is("transfer-encoding"),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::HeaderValue;
    use proptest::prelude::*;

    use super::Lines;
    use crate::protocol::cors::CorsOrigins;

    fn read(bytes: &[u8]) -> Option<Lines> {
        Lines::read(bytes, None, &CorsOrigins::ThisMachine)
    }

    /// Everything that lines decide.
    fn decisions(lines: &Lines) -> String {
        let Lines { count, size, codings, grant, media, language, host, own, .. } = lines;
        let mut own: Vec<(&str, &HeaderValue)> =
            own.iter().map(|(name, value)| (name.as_str(), value)).collect();
        // The order among different names has no meaning.
        own.sort_by_key(|(name, _)| *name);
        format!("{count} {size} {codings:?} {grant:?} {media:?} {language:?} {host} {own:?}")
    }

    #[test]
    fn only_lines_that_vary_may_differ() {
        let browser =
            "Host: a.example\r\nAccept: application/json\r\nAccept-Encoding: gzip, br\r\n";
        let mut lines = read(format!("{browser}\r\n").as_bytes()).unwrap();
        for (sent, is_like) in [
            (format!("{browser}\r\n"), true),
            (format!("{browser}If-None-Match: \"a\"\r\n\r\n"), true),
            (format!("{browser}if-none-match:\"b\" \r\n\r\n"), true),
            (format!("X-Request-Id: 1\r\n{browser}traceparent: 2\r\n\r\n"), true),
            (format!("{browser}\r\n"), true),
            (
                format!("User-Agent: a\r\n{browser}Cookie: b\r\nForwarded: for=192.0.2.1\r\n\r\n"),
                true,
            ),
            (format!("user-agent: b\r\n{browser}\r\n"), true),
            (format!("{browser}Range: bytes=0-1\r\n\r\n"), false),
            (format!("{browser}Authorization: Bearer a\r\n\r\n"), false),
            (format!("{browser}If-None-Match: \"a\"\n\r\n"), false),
            (format!("{browser}If-None-Match : \"a\"\r\n\r\n"), false),
            (format!("{browser}If-None-Match: \"a\"\r\n b\r\n\r\n"), false),
            (format!("{browser}If-None-Match: \u{1}\r\n\r\n"), false),
            (browser.to_owned(), false),
            (format!("{browser}\r\nGET / HTTP/1.1\r\n"), false),
            (browser.replace("br", "zstd") + "\r\n", false),
            (format!("{browser}\r\n"), true),
        ] {
            let before = decisions(&lines);
            assert_eq!(lines.follow(sent.as_bytes()), is_like, "{sent}");
            let expected =
                if is_like { decisions(&read(sent.as_bytes()).unwrap()) } else { before };
            assert_eq!(decisions(&lines), expected, "{sent}");
        }
    }

    #[test]
    fn lines_about_the_connection_and_tokens_are_left_to_the_framework() {
        for (lines, is_read) in [
            ("Host: a\r\n\r\n", true),
            ("Host: a\r\nConnection: keep-alive\r\n\r\n", true),
            ("Host: a\r\nConnection: close\r\n\r\n", false),
            ("Host: a\r\nUpgrade: h2c\r\n\r\n", false),
            ("Host: a\r\nAuthorization: Basic a\r\n\r\n", false),
            ("Host: a\nAccept: */*\r\n\r\n", false),
            ("Host: a\r\n", false),
            ("Host: a\r\n\r\nGET", false),
        ] {
            assert_eq!(read(lines.as_bytes()).is_some(), is_read, "{lines:?}");
        }
    }

    fn line() -> impl Strategy<Value = String> {
        let names = "Host|Accept|accept-encoding|Accept-Language|Origin|Forwarded|User-Agent|X-Real-Ip|Referer|Cookie|X-Forwarded-For|\
            If-None-Match|if-modified-since|If-Match|X-Request-Id|traceparent|Range";
        let values = r#"(\"a\"|br|zh|\*/\*|192\.0\.2\.1|http://localhost|[ -~\t]{0,4}){0,3}"#;
        (names, values).prop_map(|(name, value)| format!("{name}: {value}\r\n"))
    }

    fn joined(lines: &[String]) -> String {
        lines.concat() + "\r\n"
    }

    proptest! {
        #[test]
        fn lines_that_follow_decide_what_they_would_alone(
            first in prop::collection::vec(line(), 0..6),
            own in prop::collection::vec(("If-None-Match|x-request-id|traceparent|Cookie", "[ -~]{0,5}"), 0..3),
            at in any::<prop::sample::Index>(),
            other in prop::collection::vec(line(), 0..2),
        ) {
            let Some(mut lines) = read(joined(&first).as_bytes()) else { return Ok(()) };
            let mut next = first;
            for (name, value) in own {
                next.insert(at.index(next.len() + 1), format!("{name}: {value}\r\n"));
            }
            prop_assert!(lines.follow(joined(&next).as_bytes()));
            let alone = read(joined(&next).as_bytes()).expect("they are valid");
            prop_assert_eq!(decisions(&lines), decisions(&alone));

            next.extend(other);
            if lines.follow(joined(&next).as_bytes()) {
                let alone = read(joined(&next).as_bytes()).expect("they are valid");
                prop_assert_eq!(decisions(&lines), decisions(&alone));
            }
        }

        #[test]
        fn bytes_that_follow_are_valid_lines(
            first in prop::collection::vec(line(), 0..4),
            changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0..3_u8), 1..4),
        ) {
            let Some(mut lines) = read(joined(&first).as_bytes()) else { return Ok(()) };
            let mut bytes = joined(&first).into_bytes();
            for (at, byte, kind) in changes {
                let at = at.index(bytes.len());
                match kind {
                    0 => bytes[at] = byte,
                    1 => bytes.insert(at, byte),
                    _ if bytes.len() > 1 => drop(bytes.remove(at)),
                    _ => {}
                }
            }
            if lines.follow(&bytes) {
                let alone = read(&bytes).expect("they are valid");
                prop_assert_eq!(decisions(&lines), decisions(&alone));
            }
        }
    }
}
