//! The address of the client: the peer's, or the one reported by trusted proxies.

use std::net::IpAddr;

use actix_http::header::{FORWARDED, HeaderMap, HeaderName, HeaderValue, X_FORWARDED_FOR};
use ipnet::IpNet;

use crate::protocol::forwarded::{Members, forwarded_for, x_forwarded_for};

/// The proxies that are trusted to report the addresses of their clients.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TrustedProxies(Vec<IpNet>);

impl FromIterator<IpNet> for TrustedProxies {
    /// Converts networks of IPv4-mapped IPv6 addresses to IPv4 networks.
    fn from_iter<I: IntoIterator<Item = IpNet>>(networks: I) -> Self {
        Self(networks.into_iter().map(canonical).collect())
    }
}

fn canonical(network: IpNet) -> IpNet {
    const MAPPED_BITS: u8 = 96;
    let address = network.addr().to_canonical();
    let length = network.prefix_len();
    match network {
        IpNet::V6(_) if address.is_ipv4() && length >= MAPPED_BITS => {
            IpNet::new(address, length - MAPPED_BITS).expect("the rest is at most 32 bits")
        }
        _ => network,
    }
}

impl TrustedProxies {
    /// Returns whether the address is that of a trusted proxy.
    fn contains(&self, address: IpAddr) -> bool {
        self.0.iter().any(|network| network.contains(&address))
    }

    /// Returns the client of a request: the right-most address in `Forwarded` (RFC 7239) or
    /// `X-Forwarded-For` that is not a trusted proxy. If an element is invalid or has no address, or if
    /// all addresses are trusted, it is the last known trusted proxy. The headers are ignored if the
    /// peer is not trusted.
    ///
    /// A proxy writes one of the headers and passes the other on as the client sent it. So if both are
    /// present and disagree, one of them may be forged, and the result is the peer.
    ///
    /// The peer is `None` at a Unix socket. It is trusted: only programs on this machine that may write to the
    /// socket can connect, and that is the proxy.
    ///
    /// IPv4-mapped IPv6 addresses are converted to IPv4.
    pub fn client(&self, peer: Option<IpAddr>, headers: &HeaderMap) -> Option<IpAddr> {
        let peer = peer.map(|peer| peer.to_canonical());
        if peer.is_some_and(|peer| !self.contains(peer)) {
            return peer;
        }
        let standard = self.walk(peer, headers, &FORWARDED, forwarded_for);
        let older = self.walk(peer, headers, &X_FORWARDED_FOR, x_forwarded_for);
        match (headers.contains_key(&FORWARDED), headers.contains_key(&X_FORWARDED_FOR)) {
            (true, true) if standard != older => peer,
            (true, _) => standard,
            (false, _) => older,
        }
    }

    /// Returns the client according to one header; the peer if it is absent.
    fn walk(
        &self,
        peer: Option<IpAddr>,
        headers: &HeaderMap,
        name: &HeaderName,
        read: fn(&[u8]) -> Option<IpAddr>,
    ) -> Option<IpAddr> {
        let lines = headers.get_all(name).rev().map(HeaderValue::as_bytes);
        let mut client = peer;
        for member in Members::new(lines) {
            let Some(address) = read(member) else { break };
            let address = address.to_canonical();
            client = Some(address);
            if !self.contains(address) {
                break;
            }
        }
        client
    }
}

#[cfg(test)]
mod tests {
    use std::net::IpAddr;

    use actix_http::header::{FORWARDED, HeaderMap, HeaderName, HeaderValue, X_FORWARDED_FOR};
    use proptest::prelude::*;

    use super::TrustedProxies;

    /// A trusted proxy.
    const PROXY: &str = "10.0.0.1";

    fn trusted() -> TrustedProxies {
        ["10.0.0.0/8", "2001:db8:1::/48", "::ffff:192.168.0.0/112"]
            .iter()
            .map(|network| network.parse().unwrap())
            .collect()
    }

    fn headers(lines: &[(HeaderName, &[u8])]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            if let Ok(value) = HeaderValue::from_bytes(value) {
                headers.append(name.clone(), value);
            }
        }
        headers
    }

    fn client(peer: &str, lines: &[(HeaderName, &str)]) -> String {
        let lines: Vec<_> =
            lines.iter().map(|(name, value)| (name.clone(), value.as_bytes())).collect();
        trusted().client(peer.parse().ok(), &headers(&lines)).unwrap().to_string()
    }

    #[test]
    fn the_peer_of_a_unix_socket_is_trusted() {
        let client = |lines: &[(HeaderName, &[u8])]| {
            let client = TrustedProxies::default().client(None, &headers(lines));
            client.map(|client| client.to_string())
        };
        let of = |address: &str| Some(address.to_owned());
        assert_eq!(client(&[]), None);
        assert_eq!(client(&[(X_FORWARDED_FOR, b"198.51.100.9, 192.0.2.1")]), of("192.0.2.1"));
        assert_eq!(client(&[(FORWARDED, b"for=\"[2001:db8::1]\"")]), of("2001:db8::1"));
        assert_eq!(client(&[(FORWARDED, b"for=unknown")]), None);
        let forged = (X_FORWARDED_FOR, &b"192.0.2.1"[..]);
        assert_eq!(client(&[(FORWARDED, b"for=unknown"), forged.clone()]), None);
        assert_eq!(client(&[(FORWARDED, b"for=192.0.2.2"), forged]), None);
        let proxies =
            trusted().client(None, &headers(&[(X_FORWARDED_FOR, b"192.0.2.1, 10.0.0.7")]));
        assert_eq!(proxies.map(|client| client.to_string()), of("192.0.2.1"));
    }

    #[test]
    fn the_client_is_the_right_most_address_that_is_not_a_trusted_proxy() {
        for (forwarded, expected) in [
            // RFC 7239, sections 4 and 7.1.
            ("for=192.0.2.43, for=198.51.100.17", "198.51.100.17"),
            ("for=192.0.2.43,for=\"[2001:db8:1::17]\",for=unknown", PROXY),
            ("for=192.0.2.43, for=\"[2001:db8:1::17]\"", "192.0.2.43"),
            ("for=_hidden, for=10.0.0.9", "10.0.0.9"),
            ("for=198.51.100.1, for=_SEVKISEK, for=10.0.0.9", "10.0.0.9"),
            ("for=198.51.100.1, proto=https, for=10.0.0.9", "10.0.0.9"),
            ("for=10.0.0.7, for=10.0.0.8", "10.0.0.7"),
            ("for=\"[::ffff:192.0.2.7]:80\"", "192.0.2.7"),
            ("for=198.51.100.1, for=\"[::ffff:10.0.0.9]\"", "198.51.100.1"),
            ("for=198.51.100.1, for=192.168.0.9", "198.51.100.1"),
            ("", PROXY),
        ] {
            assert_eq!(client(PROXY, &[(FORWARDED, forwarded)]), expected, "{forwarded}");
        }
        assert_eq!(client(PROXY, &[]), PROXY);
        assert_eq!(client("::ffff:10.0.0.1", &[(FORWARDED, "for=192.0.2.1")]), "192.0.2.1");
    }

    #[test]
    fn multiple_lines_are_one_list() {
        let lines = ["for=192.0.2.1", "for=192.0.2.2, for=10.0.0.3", "for=10.0.0.2"];
        assert_eq!(client(PROXY, &lines.map(|line| (FORWARDED, line))), "192.0.2.2");
    }

    #[test]
    fn the_older_header_counts_if_the_other_is_absent_or_agrees() {
        let older = (X_FORWARDED_FOR, "192.0.2.9, 192.0.2.2, 10.0.0.3:4711");
        assert_eq!(client(PROXY, std::slice::from_ref(&older)), "192.0.2.2");
        assert_eq!(client(PROXY, &[(FORWARDED, "for=192.0.2.2"), older.clone()]), "192.0.2.2");
        assert_eq!(client(PROXY, &[(FORWARDED, "for=192.0.2.77"), older]), PROXY, "one is forged");
    }

    #[test]
    fn headers_of_an_untrusted_peer_are_ignored() {
        let lines = [(FORWARDED, "for=192.0.2.1"), (X_FORWARDED_FOR, "192.0.2.1")];
        assert_eq!(client("203.0.113.5", &lines), "203.0.113.5");
        assert_eq!(client("::ffff:203.0.113.5", &lines), "203.0.113.5");
        let nobody = TrustedProxies::default();
        let lines = headers(&[(FORWARDED, b"for=192.0.2.1")]);
        assert_eq!(nobody.client(PROXY.parse().ok(), &lines), PROXY.parse().ok());
    }

    proptest! {
        #[test]
        fn an_untrusted_peer_is_the_client(
            peer in any::<IpAddr>(),
            forwarded in prop::collection::vec(any::<u8>(), 0..60),
            older in prop::collection::vec(any::<u8>(), 0..60),
        ) {
            let peer = peer.to_canonical();
            let trusted = trusted();
            let headers = headers(&[(FORWARDED, &forwarded), (X_FORWARDED_FOR, &older)]);
            let client = trusted.client(Some(peer), &headers).unwrap();
            prop_assert!(client == peer || trusted.contains(peer));
        }

        /// Whatever the client sends, in the same line or another one, the proxy's element counts.
        #[test]
        fn clients_cannot_hide(
            sent in prop_oneof![
                r#"(for=|[0-9]{1,3}\.|[",;\\= ]|\[::1\]|unknown){0,20}"#.prop_map(String::into_bytes),
                prop::collection::vec(any::<u8>(), 0..60),
            ],
            same_line in any::<bool>(),
        ) {
            for (name, element) in [(FORWARDED, "for=192.0.2.1"), (X_FORWARDED_FOR, "192.0.2.1")] {
                let joined = [&sent, &b", "[..], element.as_bytes()].concat();
                let lines = if same_line {
                    headers(&[(name, &joined)])
                } else {
                    headers(&[(name.clone(), &sent), (name, element.as_bytes())])
                };
                let client = trusted().client(PROXY.parse().ok(), &lines).unwrap();
                // A line with control characters is not a valid header.
                prop_assert!(client.to_string() == "192.0.2.1" || lines.is_empty());
            }
        }
    }
}
