//! Names of this machine in `Host` and `Origin`.

use std::net::{Ipv4Addr, Ipv6Addr};

/// Returns whether a host with an optional port is this machine, whatever DNS says: `localhost` or a name
/// below it (RFC 6761, section 6.3), or a loopback address.
pub fn is_this_machine(authority: &str) -> bool {
    if let Some(rest) = authority.strip_prefix('[') {
        let Some((address, port)) = rest.split_once(']') else { return false };
        let is_loopback = |address: Ipv6Addr| address.is_loopback();
        return address.parse().is_ok_and(is_loopback) && (port.is_empty() || is_port(port));
    }
    let (host, port) = authority.split_at(authority.find(':').unwrap_or(authority.len()));
    let name = host.strip_suffix('.').unwrap_or(host).to_ascii_lowercase();
    let is_local = name == "localhost"
        || name.ends_with(".localhost")
        || host.parse().is_ok_and(|address: Ipv4Addr| address.is_loopback());
    is_local && (port.is_empty() || is_port(port))
}

fn is_port(text: &str) -> bool {
    let digits = text.strip_prefix(':');
    digits.is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Returns whether an origin (RFC 6454) is a page of this machine, with any scheme and port.
pub fn is_page_of_this_machine(origin: &str) -> bool {
    origin.split_once("://").is_some_and(|(_, authority)| is_this_machine(authority))
}

#[cfg(test)]
mod tests {
    use super::{is_page_of_this_machine, is_this_machine};

    #[test]
    fn only_names_that_dns_cannot_change_are_this_machine() {
        for host in [
            "localhost",
            "LOCALHOST:8080",
            "localhost.:80",
            "blog.localhost:5173",
            "127.0.0.1:8080",
            "127.9.9.9",
            "[::1]:8080",
        ] {
            assert!(is_this_machine(host), "{host}");
        }
        for host in [
            "",
            "example.org",
            "localhost.example.org",
            "notlocalhost",
            "127.0.0.1.nip.io",
            "127.0.0.1@example.org",
            "localhost:80@example.org",
            "0.0.0.0:8080",
            "192.168.1.2",
            "[::2]:80",
            "[::1",
            "[::1]x",
            "[::ffff:127.0.0.1]",
        ] {
            assert!(!is_this_machine(host), "{host}");
        }
    }

    #[test]
    fn pages_of_this_machine_have_its_host() {
        for origin in ["http://localhost:5173", "https://127.0.0.1", "capacitor://localhost"] {
            assert!(is_page_of_this_machine(origin), "{origin}");
        }
        for origin in ["null", "https://example.org", "http://localhost.example.org", "localhost"] {
            assert!(!is_page_of_this_machine(origin), "{origin}");
        }
    }
}
