//! Addresses to listen on.

use std::fmt;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, ToSocketAddrs};

use super::socket_path::{self, PREFIX};
use crate::server::ListenAddress;

/// A host and a port, or the path of a Unix socket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listen(Place);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Place {
    Port {
        host: Host,
        port: u16,
    },
    /// The path of a Unix socket.
    Socket(String),
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Host {
    Address(IpAddr),
    Name(String),
}

impl Listen {
    /// Parses `host:port` or `unix:path`. `localhost` is 127.0.0.1 on every machine.
    ///
    /// # Errors
    /// Returns what is wrong with the text.
    ///
    /// ```
    /// use inkstone::config::Listen;
    /// assert_eq!(Listen::parse("localhost:8080").unwrap().to_string(), "127.0.0.1:8080");
    /// assert!(Listen::parse("8080").is_err());
    /// ```
    pub fn parse(text: &str) -> Result<Self, String> {
        match text.strip_prefix(PREFIX) {
            Some(path) => socket_path::parse(path).map(|path| Self(Place::Socket(path))),
            None => Ok(Self(host_and_port(text)?)),
        }
    }

    /// Returns the address under which a client on this machine reaches this one.
    pub fn local(&self) -> Self {
        let Place::Port { host: Host::Address(address), port } = &self.0 else {
            return self.clone();
        };
        let local = match address {
            IpAddr::V4(address) if address.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
            IpAddr::V6(address) if address.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
            address => *address,
        };
        Self(Place::Port { host: Host::Address(local), port: *port })
    }

    /// Returns the port, of which 0 stands for any free one; `None` for a Unix socket.
    pub fn port(&self) -> Option<u16> {
        match &self.0 {
            Place::Port { port, .. } => Some(*port),
            Place::Socket(_) => None,
        }
    }

    /// Returns the address, looking up a host name.
    ///
    /// # Errors
    /// Returns an error if the host name has no address.
    pub fn resolve(&self) -> io::Result<ListenAddress> {
        match &self.0 {
            Place::Port { host: Host::Address(address), port } => {
                Ok(SocketAddr::new(*address, *port).into())
            }
            Place::Port { host: Host::Name(name), port } => (name.as_str(), *port)
                .to_socket_addrs()?
                .next()
                .map(Into::into)
                .ok_or_else(|| io::Error::from(io::ErrorKind::AddrNotAvailable)),
            Place::Socket(path) => Ok(ListenAddress::Unix(path.into())),
        }
    }
}

fn host_and_port(text: &str) -> Result<Place, &'static str> {
    let (host, port) = text.rsplit_once(':').ok_or("the port is missing")?;
    let digits = !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit());
    let port =
        port.parse().ok().filter(|_| digits).ok_or("the port is not a number from 0 to 65535")?;
    let host = match host.strip_prefix('[') {
        Some(rest) => {
            let address = rest.strip_suffix(']').ok_or("the bracket is not closed")?;
            let address = address.parse().map_err(|_| "this is not an IPv6 address")?;
            Host::Address(IpAddr::V6(address))
        }
        None => host_name(host)?,
    };
    Ok(Place::Port { host, port })
}

fn host_name(host: &str) -> Result<Host, &'static str> {
    if host.is_empty() {
        return Err("the host is missing; `0.0.0.0` stands for all addresses of this machine");
    }
    if host.eq_ignore_ascii_case("localhost") {
        return Ok(Host::Address(IpAddr::V4(Ipv4Addr::LOCALHOST)));
    }
    if host.contains(':') {
        return Err("IPv6 addresses must be in brackets, as in `[::1]:8080`");
    }
    if host.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') {
        let address = host.parse().map_err(|_| "this is not an IPv4 address")?;
        return Ok(Host::Address(IpAddr::V4(address)));
    }
    let valid = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_');
    if host.len() > 253 || !host.bytes().all(valid) {
        return Err("this is not a host name");
    }
    Ok(Host::Name(host.to_owned()))
}

impl Default for Listen {
    fn default() -> Self {
        Self(Place::Port { host: Host::Address(IpAddr::V4(Ipv4Addr::LOCALHOST)), port: 0 })
    }
}

impl fmt::Display for Listen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Place::Port { host: Host::Address(address), port } => {
                SocketAddr::new(*address, *port).fmt(f)
            }
            Place::Port { host: Host::Name(name), port } => write!(f, "{name}:{port}"),
            Place::Socket(path) => write!(f, "{PREFIX}{path}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Listen;

    #[test]
    fn addresses_and_host_names_are_parsed() {
        for (text, shown) in [
            ("127.0.0.1:8080", "127.0.0.1:8080"),
            ("LocalHost:8080", "127.0.0.1:8080"),
            ("[::1]:8080", "[::1]:8080"),
            ("0.0.0.0:0", "0.0.0.0:0"),
            ("blog.example:80", "blog.example:80"),
        ] {
            assert_eq!(Listen::parse(text).unwrap().to_string(), shown);
        }
    }

    #[test]
    fn invalid_addresses_are_rejected() {
        for text in [
            "",
            "8080",
            ":8080",
            "127.0.0.1:",
            "127.0.0.1:65536",
            "127.0.0.1:+1",
            "::1:8080",
            "[::1:8080",
            "[x]:80",
            "256.0.0.1:80",
            "a b:80",
            "http://a:80",
            "a:80/",
        ] {
            assert!(Listen::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn an_unspecified_address_is_reached_over_loopback() {
        assert_eq!(Listen::parse("0.0.0.0:81").unwrap().local().to_string(), "127.0.0.1:81");
        assert_eq!(Listen::parse("[::]:81").unwrap().local().to_string(), "[::1]:81");
        assert_eq!(Listen::parse("10.1.2.3:81").unwrap().local().to_string(), "10.1.2.3:81");
    }
}
