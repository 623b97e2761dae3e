//! Proxies: addresses, networks and words for some of them.

use std::net::IpAddr;

use ipnet::IpNet;

/// Networks by their words: loopback (RFC 6890), and networks that are not routed on the internet
/// (RFC 1918, RFC 4193).
const WORDS: [(&str, &[&str]); 2] = [
    ("loopback", &["127.0.0.0/8", "::1/128"]),
    ("private", &["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"]),
];

/// Reads an address, a network in CIDR notation (RFC 4632) or a word.
pub(super) fn parse(item: &str) -> Option<Vec<IpNet>> {
    if let Some((_, networks)) = WORDS.iter().find(|(word, _)| word.eq_ignore_ascii_case(item)) {
        return networks.iter().map(|network| network.parse().ok()).collect();
    }
    let network = match item.parse::<IpAddr>() {
        Ok(address) => address.into(),
        Err(_) => item.parse().ok()?,
    };
    Some(vec![network])
}

/// Whether a network is written as one of IPv4 addresses in IPv6 (RFC 4291, section 2.5.5.2), but with a
/// prefix shorter than theirs. Peers with IPv4 addresses are IPv4 and never in it.
pub(super) fn spans_families(network: &IpNet) -> bool {
    const MAPPED_BITS: u8 = 96;
    matches!(network, IpNet::V6(network)
        if network.addr().to_ipv4_mapped().is_some() && network.prefix_len() < MAPPED_BITS)
}

#[cfg(test)]
mod tests {
    use super::{parse, spans_families};

    #[test]
    fn a_network_is_of_one_family() {
        for (item, spans) in [
            ("::ffff:0:0/90", true),
            ("::ffff:10.0.0.0/95", true),
            ("::ffff:0:0/96", false),
            ("::ffff:10.0.0.0/104", false),
            ("::/0", false),
            ("0.0.0.0/0", false),
        ] {
            let networks = parse(item).unwrap();
            assert_eq!(networks.iter().any(spans_families), spans, "{item}");
        }
    }

    fn networks(item: &str) -> Vec<String> {
        parse(item).unwrap_or_default().iter().map(ToString::to_string).collect()
    }

    #[test]
    fn addresses_networks_and_words_are_read() {
        assert_eq!(networks("192.0.2.1"), ["192.0.2.1/32"]);
        assert_eq!(networks("2001:db8::/32"), ["2001:db8::/32"]);
        assert_eq!(networks("Loopback"), ["127.0.0.0/8", "::1/128"]);
        assert_eq!(networks("private").len(), 4);
        for wrong in ["", "localhost", "10.0.0.0/33", "10.0.0", "::1/129", "10.0.0.1:80", "*"] {
            assert_eq!(parse(wrong), None, "{wrong}");
        }
    }
}
