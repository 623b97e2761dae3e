//! Reading `Forwarded` (RFC 7239, section 4) and `X-Forwarded-For` from right to left.
//!
//! Each proxy adds to the right, so what stands there was written by the nearest one. What a client
//! sent stands to the left of it, and reading never gets so far that it could do harm: neither an
//! open quote nor an endless list changes what the proxy said.

use std::net::{IpAddr, Ipv6Addr};

/// How many bytes of a list are read, from its right end: as many addresses as any chain of
/// proxies has, and work for a few microseconds.
const MOST_BYTES: usize = 2048;

/// The members of a list, the last one first; empty ones are skipped (RFC 9110, section 5.6.1.2).
/// It ends where [`MOST_BYTES`] have been read.
#[derive(Debug)]
pub struct Members<'a, L> {
    lines: L,
    line: &'a [u8],
    budget: usize,
}

impl<'a, L: Iterator<Item = &'a [u8]>> Members<'a, L> {
    /// The members of all header lines of one name, which are one list. The last line comes first.
    pub fn new(lines: L) -> Self {
        Self { lines, line: b"", budget: MOST_BYTES }
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

/// The last place of a byte outside quoted strings, among the last `most` bytes.
///
/// A quote with an odd number of backslashes before it belongs to the string (RFC 9110, section
/// 5.6.4). Outside strings a backslash is not allowed, so well-formed text reads alike from both ends.
fn last_unquoted(text: &[u8], wanted: u8, most: usize) -> Option<usize> {
    let mut quoted = false;
    let mut at = text.len();
    let end = text.len().saturating_sub(most);
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

/// The address in `for` of one member of `Forwarded`. Nothing where the member is malformed or does
/// not tell: `unknown` and names beginning with `_` are no addresses (section 6).
///
/// Section 4 wants quotes around what holds a colon; some proxies leave them out, and they are not
/// missed.
pub fn forwarded_for(member: &[u8]) -> Option<IpAddr> {
    let mut address = None;
    let mut rest = member;
    loop {
        let semicolon = last_unquoted(rest, b';', rest.len());
        let pair = rest.get(semicolon.map_or(0, |at| at + 1)..).unwrap_or_default().trim_ascii();
        if !pair.is_empty() {
            let equals = pair.iter().position(|&byte| byte == b'=')?;
            if pair[..equals].eq_ignore_ascii_case(b"for") {
                // A parameter stands once in a member (section 4).
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

/// The address in one member of `X-Forwarded-For`, alone or with a port. No standard says how IPv6
/// is written there: both ways are read.
pub fn x_forwarded_for(member: &[u8]) -> Option<IpAddr> {
    let text = std::str::from_utf8(member).ok()?;
    text.parse().ok().or_else(|| node(text))
}

/// A node's address: IPv4 or bracketed IPv6, perhaps with a port (RFC 7239, section 6).
fn node(text: &str) -> Option<IpAddr> {
    let (address, behind) = if let Some(bracketed) = text.strip_prefix('[') {
        let (address, behind) = bracketed.split_once(']')?;
        (IpAddr::V6(address.parse::<Ipv6Addr>().ok()?), behind)
    } else {
        let end = text.find(':').unwrap_or(text.len());
        (IpAddr::V4(text[..end].parse().ok()?), &text[end..])
    };
    (behind.is_empty() || behind.strip_prefix(':').is_some_and(is_port)).then_some(address)
}

/// One to five digits, or an obfuscated port (section 6).
fn is_port(text: &str) -> bool {
    match text.strip_prefix('_') {
        Some(name) => {
            let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
            !name.is_empty() && name.bytes().all(allowed)
        }
        None => (1..=5).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit()),
    }
}

/// The text of a token or a quoted string. Nothing where a string does not end at its last quote.
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

    use super::{MOST_BYTES, Members, forwarded_for, x_forwarded_for};

    fn members<'a>(lines: &[&'a str]) -> Vec<&'a str> {
        let lines = lines.iter().rev().map(|line| line.as_bytes());
        Members::new(lines).map(|member| std::str::from_utf8(member).unwrap()).collect()
    }

    fn address(text: &str) -> Option<IpAddr> {
        Some(text.parse().unwrap())
    }

    #[test]
    fn a_list_is_read_from_its_end_over_all_lines() {
        assert_eq!(members(&["a, b", "", " c ,,\td,"]), ["d", "c", "b", "a"]);
        assert_eq!(members(&[r#"a;x="1,\"2", b"#]), ["b", r#"a;x="1,\"2""#]);
        assert_eq!(members(&[r#"x="\\", b"#]), ["b", r#"x="\\""#]);
    }

    #[test]
    fn an_open_quote_to_the_left_changes_nothing_to_the_right() {
        assert_eq!(members(&["for=\"evil", "for=192.0.2.1"])[0], "for=192.0.2.1");
        assert_eq!(members(&["for=\"evil, for=192.0.2.1"])[0], "for=192.0.2.1");
        assert_eq!(members(&["for=\"\\, for=192.0.2.1"])[0], "for=192.0.2.1");
    }

    #[test]
    fn an_endless_list_is_read_in_part() {
        let long = "a,".repeat(MOST_BYTES);
        assert!(members(&[&long]).len() <= MOST_BYTES / 2);
        assert!(members(&[&"b".repeat(MOST_BYTES)]).is_empty());
        assert!(members(&[&"b".repeat(MOST_BYTES), "c"]) == ["c"]);
    }

    /// The examples of RFC 7239, sections 4, 6.1, 6.3 and 7.1.
    #[test]
    fn the_examples_of_the_standard_are_read() {
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
    fn a_member_of_any_other_form_is_no_address() {
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
    fn the_older_header_is_read_as_proxies_write_it() {
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
        fn no_bytes_make_it_panic(lines in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..80), 0..4)) {
            for member in Members::new(lines.iter().map(Vec::as_slice)) {
                let _ = (forwarded_for(member), x_forwarded_for(member));
            }
        }

        #[test]
        fn neither_does_what_looks_like_a_list(line in r#"(for|by|[;,="\\\[\]:. ]|[0-9]{1,3}){0,30}"#) {
            for member in Members::new([line.as_bytes()].into_iter()) {
                let _ = (forwarded_for(member), x_forwarded_for(member));
            }
        }

        #[test]
        fn what_is_written_as_the_standard_says_is_read(
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
