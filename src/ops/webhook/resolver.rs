//! Name resolution that returns only allowed addresses.

use std::net::{IpAddr, SocketAddr};

use ureq::Error;
use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{ArrayVec, DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::NextTimeout;

use super::address::is_public;

/// Resolves names to addresses on the public internet. The client connects to exactly these, so a name that has
/// another address a moment later (DNS rebinding) makes no difference.
#[derive(Debug, Default)]
pub struct PublicResolver(DefaultResolver);

/// A host has no address on the public internet.
#[derive(Debug)]
pub struct NotPublic(pub IpAddr);

impl std::fmt::Display for NotPublic {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} is not on the public internet", self.0)
    }
}

impl std::error::Error for NotPublic {}

impl Resolver for PublicResolver {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, Error> {
        public(&self.0.resolve(uri, config, timeout)?, self.empty())
    }
}

/// Adds the public ones of `found` to `allowed`.
fn public(
    found: &[SocketAddr],
    mut allowed: ArrayVec<SocketAddr, 16>,
) -> Result<ResolvedSocketAddrs, Error> {
    for address in found.iter().filter(|address| is_public(address.ip())) {
        allowed.push(*address);
    }
    match found.first() {
        Some(first) if allowed.is_empty() => Err(Error::Other(Box::new(NotPublic(first.ip())))),
        _ => Ok(allowed),
    }
}

#[cfg(test)]
mod tests {
    use std::net::SocketAddr;

    use ureq::unversioned::resolver::Resolver;

    use super::{PublicResolver, public};

    fn allowed(found: &[&str]) -> Result<Vec<String>, String> {
        let found: Vec<SocketAddr> = found.iter().map(|text| text.parse().unwrap()).collect();
        public(&found, PublicResolver::default().empty())
            .map(|allowed| allowed.iter().map(ToString::to_string).collect())
            .map_err(|error| error.to_string())
    }

    #[test]
    fn private_addresses_are_left_out() {
        let mixed = ["10.0.0.1:443", "1.1.1.1:443", "[::1]:443", "[2606:4700:4700::1111]:443"];
        let expected = ["1.1.1.1:443", "[2606:4700:4700::1111]:443"].map(str::to_owned);
        assert_eq!(allowed(&mixed), Ok(expected.to_vec()));
        let message = allowed(&["[::ffff:127.0.0.1]:80", "10.0.0.1:80"]).unwrap_err();
        assert!(message.contains("::ffff:127.0.0.1 is not on the public internet"), "{message}");
    }
}
