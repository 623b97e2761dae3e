//! Counts the requests of each client.

use actix_http::header::HeaderValue;
use std::hash::{BuildHasher, RandomState};
use std::net::IpAddr;

use super::gcra::Spenders;
use super::rate::Rate;
use super::verdict;
use super::verdict::{RateVerdict, whole_seconds};
use crate::ops::clock::Clock;

/// In how many parts the table of clients is, so that workers seldom wait for each other.
const PARTS: usize = 64;
/// How many clients each part holds; 65,536 in all, in some three megabytes.
const MOST_IN_A_PART: usize = 1024;
/// How many counters there are for networks.
const NETWORKS: usize = 1024;

/// Counts the requests of each client.
///
/// A client that has regained all its requests is like one that never came, and is forgotten when its
/// part of the table is full. Where a part stays full, because more clients than it can hold send
/// requests just now, those that are not in it are counted by network (the first 16 bits of IPv4, 32 of
/// IPv6) in a fixed number of counters: whoever has many addresses runs out of requests, and all others
/// share theirs with few. The addresses of one subscriber are all in one part, so that no more than that
/// can be filled with them.
#[derive(Debug)]
pub struct RateLimit {
    rate: Rate,
    policy: HeaderValue,
    clock: Clock,
    hasher: RandomState,
    parts: Vec<Spenders<ClientKey>>,
    networks: Spenders<usize>,
}

impl RateLimit {
    /// A table without clients.
    pub fn new(rate: Rate, clock: &Clock) -> Self {
        Self {
            rate,
            policy: verdict::policy(rate),
            hasher: RandomState::new(),
            parts: (0..PARTS).map(|_| Spenders::new(MOST_IN_A_PART)).collect(),
            networks: Spenders::new(NETWORKS),
            clock: clock.clone(),
        }
    }

    /// Counts a request of a client. Clients without an address are one client.
    pub fn check(&self, client: Option<IpAddr>) -> RateVerdict {
        let key = ClientKey::of(client);
        let place = |key: ClientKey, places| self.hasher.hash_one(key) as usize % places;
        let (pace, now) = (self.rate.pace(), self.clock.elapsed());
        let of_network = |_| self.networks.spend(place(key.network(), NETWORKS), pace, now);
        let outcome = self.parts[place(key.site(), PARTS)].spend(key, pace, now);
        let policy = self.policy.clone();
        // There is room for every counter of networks.
        match outcome.or_else(of_network).unwrap_or(Err(pace.interval)) {
            Ok(left) => RateVerdict::within(policy, left, whole_seconds(pace.interval)),
            Err(wait) => RateVerdict::over(policy, self.rate, whole_seconds(wait)),
        }
    }
}

/// What is counted as one client: an IPv4 address, or the network of 64 bits that one subscriber of
/// IPv6 has at least (RFC 6177).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum ClientKey {
    Unknown,
    V4(u32),
    V6(u64),
}

impl ClientKey {
    fn of(client: Option<IpAddr>) -> Self {
        match client {
            None => Self::Unknown,
            Some(IpAddr::V4(address)) => Self::V4(address.to_bits()),
            Some(IpAddr::V6(address)) => Self::V6((address.to_bits() >> 64) as u64),
        }
    }

    /// The network of a subscriber, who has 48 bits of IPv6 at most (RFC 6177, section 2).
    fn site(self) -> Self {
        match self {
            Self::Unknown | Self::V4(_) => self,
            Self::V6(network) => Self::V6(network >> 16),
        }
    }

    /// The network at large.
    fn network(self) -> Self {
        match self {
            Self::Unknown => Self::Unknown,
            Self::V4(address) => Self::V4(address >> 16),
            Self::V6(network) => Self::V6(network >> 32),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
    use std::num::NonZeroU32;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicI64, Ordering};

    use actix_http::header::HeaderMap;
    use jiff::Timestamp;

    use super::{MOST_IN_A_PART, PARTS, Rate, RateLimit};
    use crate::ops::clock::Clock;
    use crate::ops::limits::RateVerdict;

    fn number(number: u32) -> NonZeroU32 {
        NonZeroU32::new(number).unwrap()
    }

    fn rate(requests: u32, seconds: u32, burst: u32) -> Rate {
        Rate { requests: number(requests), seconds: number(seconds), burst: number(burst) }
    }

    /// A table whose clock stands still until it is moved, in milliseconds.
    fn table(rate: Rate) -> (RateLimit, Arc<AtomicI64>) {
        let now = Arc::new(AtomicI64::new(0));
        let moved = Arc::clone(&now);
        let clock =
            Clock::new(move || Timestamp::from_millisecond(moved.load(Ordering::Relaxed)).unwrap());
        (RateLimit::new(rate, &clock), now)
    }

    fn v4(address: u32) -> Option<IpAddr> {
        Some(Ipv4Addr::from_bits(address).into())
    }

    fn v6(text: &str) -> Option<IpAddr> {
        Some(text.parse::<Ipv6Addr>().unwrap().into())
    }

    fn left(verdict: &RateVerdict) -> String {
        let mut headers = HeaderMap::new();
        verdict.write_headers(&mut headers);
        headers.get("ratelimit").unwrap().to_str().unwrap().to_owned()
    }

    fn retry_after(verdict: &RateVerdict) -> Option<u64> {
        verdict.problem().and_then(|problem| problem.retry_after)
    }

    #[test]
    fn a_burst_is_spent_and_regained_evenly() {
        let (table, now) = table(rate(60, 60, 2));
        assert_eq!(left(&table.check(v4(1))), "\"default\";r=1;t=1");
        assert_eq!(left(&table.check(v4(1))), "\"default\";r=0;t=1");
        let over = table.check(v4(1));
        assert_eq!((left(&over).as_str(), retry_after(&over)), ("\"default\";r=0;t=1", Some(1)));
        now.store(999, Ordering::Relaxed);
        assert!(table.check(v4(1)).problem().is_some());
        now.store(1000, Ordering::Relaxed);
        assert!(table.check(v4(1)).problem().is_none());
        assert!(table.check(v4(1)).problem().is_some());
        now.store(60_000, Ordering::Relaxed);
        assert_eq!(left(&table.check(v4(1))), "\"default\";r=1;t=1");
    }

    #[test]
    fn the_time_to_wait_is_rounded_up() {
        let (table, now) = table(rate(2, 60, 1));
        assert_eq!(left(&table.check(v4(1))), "\"default\";r=0;t=30");
        now.store(1, Ordering::Relaxed);
        assert_eq!(retry_after(&table.check(v4(1))), Some(30));
        now.store(1000, Ordering::Relaxed);
        assert_eq!(retry_after(&table.check(v4(1))), Some(29));
        now.store(29_999, Ordering::Relaxed);
        assert_eq!(retry_after(&table.check(v4(1))), Some(1));
    }

    #[test]
    fn clients_are_addresses_of_ipv4_and_networks_of_ipv6() {
        let (table, _) = table(rate(1, 3600, 1));
        for (client, is_new) in [
            (v4(1), true),
            (v4(2), true),
            (v4(1), false),
            (v6("2001:db8::1"), true),
            (v6("2001:db8::ffff:0:0:2"), false),
            (v6("2001:db8:0:1::1"), true),
            (v6("::1"), true),
            (None, true),
            (None, false),
        ] {
            assert_eq!(table.check(client).problem().is_none(), is_new, "{client:?}");
        }
    }

    #[test]
    fn the_slowest_and_the_fastest_rates_can_be_counted() {
        // The bounds of the setting.
        const MOST: u32 = 1_000_000;
        const DAY: u32 = 86_400;
        for (requests, seconds, burst, left) in [
            (1, DAY, MOST, "\"default\";r=999999;t=86400"),
            (1, DAY, 1, "\"default\";r=0;t=86400"),
            (MOST, 1, MOST, "\"default\";r=999999;t=1"),
            (MOST, DAY, 1, "\"default\";r=0;t=1"),
        ] {
            let (table, now) = table(rate(requests, seconds, burst));
            now.store(86_400_000_000, Ordering::Relaxed);
            assert_eq!(self::left(&table.check(v4(1))), left);
        }
    }

    #[test]
    fn one_subscriber_fills_no_more_than_its_part_and_a_spent_client_stays_spent() {
        let (table, _) = table(rate(1, 3600, 1));
        let within = |site: u128, number: u32| {
            Some(IpAddr::from(Ipv6Addr::from_bits(site | u128::from(number) << 64)))
        };
        let (site, other) = (0x2001_0db8_0001_u128 << 80, 0x2001_0db8_0002_u128 << 80);
        let first = within(site, 0);
        assert!(table.check(first).problem().is_none());
        let most = MOST_IN_A_PART as u32;
        let admitted =
            (1..4 * most).filter(|&number| table.check(within(site, number)).problem().is_none());
        assert_eq!(admitted.count() as u32, most, "all others of its part, and one of its network");
        assert!(table.check(first).problem().is_some(), "it is known though its part is full");
        let full = table.parts.iter().filter(|part| part.len() > 0).count();
        assert_eq!(full, 1);
        // One of 64 is in the same part.
        let is_apart = |site| {
            [0, 1].iter().all(|&number| table.check(within(site, number)).problem().is_none())
        };
        assert!((0..4_u128).map(|number| other + (number << 80)).any(is_apart));
    }

    #[test]
    fn the_table_is_bounded_and_many_addresses_gain_nothing() {
        let (table, now) = table(rate(10, 3600, 10));
        let most = (PARTS * MOST_IN_A_PART) as u64;
        // More networks than there is room for, all of one provider.
        let attacker = |number: u64| {
            Some(IpAddr::from(Ipv6Addr::from_bits(
                u128::from(0x2001_0db8_0000_0000 | number) << 64,
            )))
        };
        let admitted = (0..most + most / 4)
            .filter(|&number| table.check(attacker(number)).problem().is_none());
        assert!(admitted.count() as u64 <= most + 10);
        assert!(table.parts.iter().all(|part| part.len() <= MOST_IN_A_PART));
        assert!(table.networks.len() <= 1024);
        // Others are still answered, and everything is as before when the attack is over.
        assert!(table.check(v4(7 << 16)).problem().is_none());
        now.store(7_200_000, Ordering::Relaxed);
        assert_eq!(left(&table.check(v4(7 << 16))), "\"default\";r=9;t=360");
    }
}
