//! Trusted proxies: addresses, networks and names for groups of them.

use std::net::IpAddr;

use ipnet::IpNet;

use crate::config::kind::{Describe, Kind, items, quoted};
use crate::config::value::Value;
use crate::ops::TrustedProxies;

/// Named groups of networks: loopback (RFC 6890) and networks that are not routed on the internet
/// (RFC 1918, RFC 4193).
const GROUPS: [(&str, &[&str]); 2] = [
    ("loopback", &["127.0.0.0/8", "::1/128"]),
    ("private", &["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"]),
];

/// A list of addresses, networks and their named groups.
pub(in crate::config) struct Proxies;

impl Describe for Proxies {
    fn placeholder(&self) -> String {
        "ADDRESSES".to_owned()
    }
}

impl Kind<TrustedProxies> for Proxies {
    fn read(&self, value: &Value) -> Result<TrustedProxies, String> {
        let mut networks = Vec::new();
        for item in items(value, "addresses and networks")? {
            let found = parse(item).ok_or_else(|| {
                let item = quoted(item);
                format!("{item} is neither an address nor a network; expected items such as 192.0.2.1, 10.0.0.0/8, 2001:db8::/32, loopback or private")
            })?;
            if found.iter().any(spans_families) {
                let item = quoted(item);
                return Err(format!(
                    "{item} is wider than the range of IPv4-mapped addresses and would match none of them; expected an IPv4 network such as 10.0.0.0/8"
                ));
            }
            networks.extend(found);
        }
        Ok(networks.into_iter().collect())
    }
}

/// Parses an address, a network in CIDR notation (RFC 4632) or the name of a group.
fn parse(item: &str) -> Option<Vec<IpNet>> {
    if let Some((_, networks)) = GROUPS.iter().find(|(name, _)| name.eq_ignore_ascii_case(item)) {
        let network = |text: &&str| text.parse().expect("the groups contain valid networks");
        return Some(networks.iter().map(network).collect());
    }
    let network = match item.parse::<IpAddr>() {
        Ok(address) => address.into(),
        Err(_) => item.parse().ok()?,
    };
    Some(vec![network])
}

/// Returns whether a network starts at an IPv4-mapped address (RFC 4291, section 2.5.5.2) but has a prefix
/// shorter than theirs. IPv4 peers are matched as IPv4 addresses, so such a network would match none.
fn spans_families(network: &IpNet) -> bool {
    const MAPPED_BITS: u8 = 96;
    matches!(network, IpNet::V6(network)
        if network.addr().to_ipv4_mapped().is_some() && network.prefix_len() < MAPPED_BITS)
}

#[cfg(test)]
mod tests {
    use super::{parse, spans_families};

    #[test]
    fn a_network_must_not_span_address_families() {
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
        parse(item).expect("a network").iter().map(ToString::to_string).collect()
    }

    #[test]
    fn addresses_networks_and_groups_are_parsed() {
        assert_eq!(networks("192.0.2.1"), ["192.0.2.1/32"]);
        assert_eq!(networks("2001:db8::/32"), ["2001:db8::/32"]);
        assert_eq!(networks("Loopback"), ["127.0.0.0/8", "::1/128"]);
        assert_eq!(networks("private").len(), 4);
        for wrong in ["", "localhost", "10.0.0.0/33", "10.0.0", "::1/129", "10.0.0.1:80", "*"] {
            assert_eq!(parse(wrong), None, "{wrong}");
        }
    }
}
