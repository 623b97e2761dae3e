//! Parsing of `Forwarded` (RFC 7239, section 4) and `X-Forwarded-For` from right to left.
//!
//! Each proxy appends on the right, so the rightmost member is that of the nearest proxy. What a client
//! sent is to its left and cannot change how it is read, neither by an unclosed quote nor by a very long
//! list.

use std::net::{IpAddr, Ipv6Addr};

/// The number of bytes that are read of a list, from its right end. This is enough for any chain of
/// proxies and takes a few microseconds.
const MAX_BYTES: usize = 2048;

/// The members of a list from the last to the first, without empty ones (RFC 9110, section 5.6.1.2). The
/// iterator ends after [`MAX_BYTES`].
#[derive(Debug)]
pub struct Members<'a, L> {
    lines: L,
    line: &'a [u8],
    budget: usize,
}

impl<'a, L: Iterator<Item = &'a [u8]>> Members<'a, L> {
    /// Iterates over the members of all lines of a header, which must be in reverse order.
    pub fn new(lines: L) -> Self {
        Self { lines, line: b"", budget: MAX_BYTES }
    }
}

impl<'a, L: Iterator<Item = &'a [u8]>> Iterator for Members<'a, L> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<&'a [u8]> {
        loop {
            while self.line.is_empty() {
                self.line = self.lines.next()?;
                self.budget = self.budget.checked_sub(1)?;
            }
            let comma = last_unquoted(self.line, b',', self.budget);
            let start = comma.map_or(0, |comma| comma + 1);
            let (rest, member) = self.line.split_at(start);
            self.budget = self.budget.checked_sub(member.len() + 1)?;
            self.line = rest.strip_suffix(b",").unwrap_or(rest);
            let member = member.trim_ascii();
            if !member.is_empty() {
                return Some(member);
            }
        }
    }
}

/// Returns the last position of a byte outside quoted strings, among the last `max` bytes.
///
/// A quote after an odd number of backslashes belongs to the string (RFC 9110, section 5.6.4). Outside
/// strings backslashes are not allowed, so well-formed text has the same meaning from both ends.
fn last_unquoted(text: &[u8], wanted: u8, max: usize) -> Option<usize> {
    let mut quoted = false;
    let mut at = text.len();
    let end = text.len().saturating_sub(max);
    while at > end {
        at -= 1;
        match text[at] {
            b'"' => {
                let before = text[end..at].iter().rev();
                let slashes = before.take_while(|&&byte| byte == b'\\').count();
                quoted ^= slashes % 2 == 0;
                at -= slashes;
            }
            byte if byte == wanted && !quoted => return Some(at),
            _ => {}
        }
    }
    None
}

/// Returns the address in `for` of a member of `Forwarded`. `None` if the member is malformed or has no
/// address: `unknown` and names that begin with `_` are not addresses (section 6).
///
/// Section 4 requires quotes around values that contain a colon, but some proxies omit them, so they are
/// optional here.
pub fn forwarded_for(member: &[u8]) -> Option<IpAddr> {
    let mut address = None;
    let mut rest = member;
    loop {
        let semicolon = last_unquoted(rest, b';', rest.len());
        let pair = rest[semicolon.map_or(0, |at| at + 1)..].trim_ascii();
        if !pair.is_empty() {
            let equals = pair.iter().position(|&byte| byte == b'=')?;
            if pair[..equals].eq_ignore_ascii_case(b"for") {
                // A parameter must not occur twice in a member (section 4).
                if address.is_some() {
                    return None;
                }
                address = Some(node(&unquoted(&pair[equals + 1..])?)?);
            }
        }
        match semicolon {
            Some(at) => rest = &rest[..at],
            None => return address,
        }
    }
}

/// Returns the address in a member of `X-Forwarded-For`, with or without a port. No standard defines how
/// IPv6 is written there, so brackets are optional.
pub fn x_forwarded_for(member: &[u8]) -> Option<IpAddr> {
    let text = std::str::from_utf8(member).ok()?;
    text.parse().ok().or_else(|| node(text))
}

/// Returns the address of a node: IPv4 or IPv6 in brackets, optionally with a port (RFC 7239, section
/// 6).
fn node(text: &str) -> Option<IpAddr> {
    let (address, rest) = if let Some(bracketed) = text.strip_prefix('[') {
        let (address, rest) = bracketed.split_once(']')?;
        (IpAddr::V6(address.parse::<Ipv6Addr>().ok()?), rest)
    } else {
        let end = text.find(':').unwrap_or(text.len());
        (IpAddr::V4(text[..end].parse().ok()?), &text[end..])
    };
    (rest.is_empty() || rest.strip_prefix(':').is_some_and(is_port)).then_some(address)
}

/// Whether the text is one to five digits, or an obfuscated port (section 6).
fn is_port(text: &str) -> bool {
    match text.strip_prefix('_') {
        Some(name) => {
            let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
            !name.is_empty() && name.bytes().all(allowed)
        }
        None => (1..=5).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit()),
    }
}

/// Returns the text of a token or a quoted string; `None` if a string is malformed.
fn unquoted(value: &[u8]) -> Option<String> {
    let Some(quoted) = value.strip_prefix(b"\"") else {
        return String::from_utf8(value.to_vec()).ok();
    };
    let mut text = Vec::with_capacity(quoted.len());
    let mut bytes = quoted.iter();
    loop {
        match *bytes.next()? {
            b'\\' => text.push(*bytes.next()?),
            b'"' => break,
            byte => text.push(byte),
        }
    }
    bytes.next().is_none().then(|| String::from_utf8(text).ok())?
}

#[cfg(test)]
mod tests {
    use std::net::IpAddr;

    use proptest::prelude::*;

    use super::{MAX_BYTES, Members, forwarded_for, x_forwarded_for};

    fn members<'a>(lines: &[&'a str]) -> Vec<&'a str> {
        let lines = lines.iter().rev().map(|line| line.as_bytes());
        Members::new(lines).map(|member| std::str::from_utf8(member).unwrap()).collect()
    }

    fn address(text: &str) -> Option<IpAddr> {
        Some(text.parse().unwrap())
    }

    #[test]
    fn all_lines_are_read_from_the_end() {
        assert_eq!(members(&["a, b", "", " c ,,\td,"]), ["d", "c", "b", "a"]);
        assert_eq!(members(&[r#"a;x="1,\"2", b"#]), ["b", r#"a;x="1,\"2""#]);
        assert_eq!(members(&[r#"x="\\", b"#]), ["b", r#"x="\\""#]);
    }

    #[test]
    fn an_unclosed_quote_on_the_left_changes_nothing_on_the_right() {
        assert_eq!(members(&["for=\"evil", "for=192.0.2.1"])[0], "for=192.0.2.1");
        assert_eq!(members(&["for=\"evil, for=192.0.2.1"])[0], "for=192.0.2.1");
        assert_eq!(members(&["for=\"\\, for=192.0.2.1"])[0], "for=192.0.2.1");
    }

    #[test]
    fn a_long_list_is_read_in_part() {
        let long = "a,".repeat(MAX_BYTES);
        assert!(members(&[&long]).len() <= MAX_BYTES / 2);
        assert!(members(&[&"b".repeat(MAX_BYTES)]).is_empty());
        assert!(members(&[&"b".repeat(MAX_BYTES), "c"]) == ["c"]);
    }

    /// The examples of RFC 7239, sections 4, 6.1, 6.3 and 7.1.
    #[test]
    fn the_examples_of_the_standard_are_parsed() {
        for (member, expected) in [
            (r#"for="_gazonk""#, None),
            (r#"For="[2001:db8:cafe::17]:4711""#, address("2001:db8:cafe::17")),
            ("for=192.0.2.60;proto=http;by=203.0.113.43", address("192.0.2.60")),
            ("for=192.0.2.43", address("192.0.2.43")),
            ("for=198.51.100.17", address("198.51.100.17")),
            (r#"for="192.0.2.43:47011""#, address("192.0.2.43")),
            (r#"for="[2001:db8:cafe::17]""#, address("2001:db8:cafe::17")),
            ("for=_hidden", None),
            ("for=_SEVKISEK", None),
            (r#"for="_mdn.example:80""#, None),
            ("for=unknown", None),
        ] {
            assert_eq!(forwarded_for(member.as_bytes()), expected, "{member}");
        }
    }

    #[test]
    fn a_malformed_member_has_no_address() {
        for (member, expected) in [
            ("proto=https;FOR=192.0.2.1", address("192.0.2.1")),
            (";for=192.0.2.1;;", address("192.0.2.1")),
            (r#"for="192.0.2.1:_x.y-z";host="a;for=b""#, address("192.0.2.1")),
            (r#"for="\192.0.2.1""#, address("192.0.2.1")),
            ("for=192.0.2.1:80", address("192.0.2.1")),
            ("for=[::1]", address("::1")),
            ("proto=https", None),
            ("for=", None),
            ("for=192.0.2.1;for=192.0.2.2", None),
            ("for=192.0.2.1;rubbish", None),
            ("for =192.0.2.1", None),
            ("for=192.0.2.300", None),
            ("for=010.0.0.1", None),
            (r#"for="192.0.2.1"#, None),
            (r#"for="192.0.2.1"x"#, None),
            (r#"for="192.0.2.1\""#, None),
            (r#"for="192.0.2.1:""#, None),
            (r#"for="192.0.2.1:123456""#, None),
            (r#"for="192.0.2.1:8o""#, None),
            (r#"for="192.0.2.1:_""#, None),
            (r#"for="2001:db8::1""#, None),
            (r#"for="[192.0.2.1]""#, None),
            (r#"for="[::1]80""#, None),
            (r#"for="[fe80::1%eth0]""#, None),
        ] {
            assert_eq!(forwarded_for(member.as_bytes()), expected, "{member}");
        }
    }

    #[test]
    fn the_older_header_is_parsed_as_proxies_write_it() {
        for (member, expected) in [
            ("192.0.2.1", address("192.0.2.1")),
            ("192.0.2.1:4711", address("192.0.2.1")),
            ("2001:db8::1", address("2001:db8::1")),
            ("[2001:db8::1]", address("2001:db8::1")),
            ("[2001:db8::1]:4711", address("2001:db8::1")),
            ("unknown", None),
            ("192.0.2.1 192.0.2.2", None),
            ("for=192.0.2.1", None),
            ("", None),
        ] {
            assert_eq!(x_forwarded_for(member.as_bytes()), expected, "{member}");
        }
    }

    proptest! {
        #[test]
        fn any_bytes_are_parsed_without_panic(lines in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..80), 0..4)) {
            for member in Members::new(lines.iter().map(Vec::as_slice)) {
                let _ = (forwarded_for(member), x_forwarded_for(member));
            }
        }

        #[test]
        fn almost_valid_lists_are_parsed_without_panic(line in r#"(for|by|[;,="\\\[\]:. ]|[0-9]{1,3}){0,30}"#) {
            for member in Members::new([line.as_bytes()].into_iter()) {
                let _ = (forwarded_for(member), x_forwarded_for(member));
            }
        }

        #[test]
        fn any_address_is_parsed_in_the_form_of_the_standard(
            address in any::<IpAddr>(),
            port in prop::option::of(any::<u16>()),
            before in "[a-z]=[a-z]{0,3}",
        ) {
            let node = match address {
                IpAddr::V4(address) => address.to_string(),
                IpAddr::V6(address) => format!("[{address}]"),
            };
            let port = port.map(|port| format!(":{port}")).unwrap_or_default();
            let member = format!("{before};for=\"{node}{port}\"");
            prop_assert_eq!(forwarded_for(member.as_bytes()), Some(address));
            prop_assert_eq!(x_forwarded_for(format!("{node}{port}").as_bytes()), Some(address));
        }
    }
}
