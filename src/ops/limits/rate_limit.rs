//! The rate limit of each client.

use std::hash::{BuildHasher, RandomState};
use std::net::IpAddr;

use actix_http::header::HeaderValue;

use super::gcra::Buckets;
use super::rate::Rate;
use super::verdict::{self, RateVerdict, whole_seconds};
use crate::ops::clock::Clock;

/// The number of shards of the table, so that workers rarely wait for each other.
const SHARDS: usize = 64;

/// The maximum number of clients in a shard: 65,536 in all, in some three megabytes.
const CLIENTS_PER_SHARD: usize = 1024;

/// The number of counters for networks.
const NETWORKS: usize = 1024;

/// Counts the requests of each client.
///
/// A client that has regained all its requests is removed if its shard is full. If the shard stays full,
/// because more clients are active than it can hold, new ones are counted by network (the first 16 bits
/// of IPv4, 32 of IPv6) in a fixed number of counters: a client with many addresses runs out of
/// requests, and others share a counter with only a few. All addresses of one subscriber are in the same
/// shard, so that it cannot fill more than that.
#[derive(Debug)]
pub struct RateLimit {
    rate: Rate,
    policy: HeaderValue,
    clock: Clock,
    hasher: RandomState,
    shards: Vec<Buckets<ClientKey>>,
    networks: Buckets<usize>,
}

impl RateLimit {
    /// Creates a table without clients.
    pub fn new(rate: Rate, clock: &Clock) -> Self {
        Self {
            rate,
            policy: verdict::policy(rate),
            hasher: RandomState::new(),
            shards: (0..SHARDS).map(|_| Buckets::new(CLIENTS_PER_SHARD)).collect(),
            networks: Buckets::new(NETWORKS),
            clock: clock.clone(),
        }
    }

    /// Counts a request. All clients without an address count as one.
    pub fn check(&self, client: Option<IpAddr>) -> RateVerdict {
        let key = ClientKey::of(client);
        let index = |key: ClientKey, len| self.hasher.hash_one(key) as usize % len;
        let (pace, now) = (self.rate.pace(), self.clock.elapsed());
        let by_network = |_| self.networks.take(index(key.network(), NETWORKS), pace, now);
        let by_client = self.shards[index(key.site(), SHARDS)].take(key, pace, now);
        let policy = self.policy.clone();
        match by_client.or_else(by_network).expect("there is room for each counter of networks") {
            Ok(left) => RateVerdict::within(policy, left, whole_seconds(pace.interval)),
            Err(wait) => RateVerdict::over(policy, self.rate, whole_seconds(wait)),
        }
    }
}

/// What counts as one client: an IPv4 address, or an IPv6 /64 network, the smallest that a subscriber has
/// (RFC 6177).
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

    /// Returns the network of the subscriber: for IPv6 a /48 at most (RFC 6177, section 2).
    fn site(self) -> Self {
        match self {
            Self::Unknown | Self::V4(_) => self,
            Self::V6(network) => Self::V6(network >> 16),
        }
    }

    /// Returns the network for counting new clients of a full shard.
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

    use jiff::Timestamp;

    use super::{CLIENTS_PER_SHARD, Rate, RateLimit, SHARDS};
    use crate::ops::clock::Clock;
    use crate::ops::limits::RateVerdict;

    fn number(number: u32) -> NonZeroU32 {
        NonZeroU32::new(number).unwrap()
    }

    fn rate(requests: u32, seconds: u32, burst: u32) -> Rate {
        Rate { requests: number(requests), seconds: number(seconds), burst: number(burst) }
    }

    /// A table with a clock that has to be moved, in milliseconds.
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
        let [_, (name, state)] = verdict.headers().unwrap();
        assert_eq!(name, "ratelimit");
        state.to_str().unwrap().to_owned()
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
    fn clients_are_ipv4_addresses_and_ipv6_networks() {
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
    fn the_slowest_and_fastest_rates_work() {
        // The limits of the setting.
        const MAX: u32 = 1_000_000;
        const DAY: u32 = 86_400;
        for (requests, seconds, burst, left) in [
            (1, DAY, MAX, "\"default\";r=999999;t=86400"),
            (1, DAY, 1, "\"default\";r=0;t=86400"),
            (MAX, 1, MAX, "\"default\";r=999999;t=1"),
            (MAX, DAY, 1, "\"default\";r=0;t=1"),
        ] {
            let (table, now) = table(rate(requests, seconds, burst));
            now.store(86_400_000_000, Ordering::Relaxed);
            assert_eq!(self::left(&table.check(v4(1))), left);
        }
    }

    #[test]
    fn one_subscriber_cannot_fill_more_than_one_shard() {
        let (table, _) = table(rate(1, 3600, 1));
        let within = |site: u128, number: u32| {
            Some(IpAddr::from(Ipv6Addr::from_bits(site | u128::from(number) << 64)))
        };
        let (site, other) = (0x2001_0db8_0001_u128 << 80, 0x2001_0db8_0002_u128 << 80);
        let first = within(site, 0);
        assert!(table.check(first).problem().is_none());
        let max = CLIENTS_PER_SHARD as u32;
        let admitted =
            (1..4 * max).filter(|&number| table.check(within(site, number)).problem().is_none());
        assert_eq!(admitted.count() as u32, max, "the rest of its shard, and one for its network");
        assert!(
            table.check(first).problem().is_some(),
            "it is still known although the shard is full"
        );
        let used = table.shards.iter().filter(|shard| shard.len() > 0).count();
        assert_eq!(used, 1);
        // One site of 64 is in the same shard.
        let is_apart = |site| {
            [0, 1].iter().all(|&number| table.check(within(site, number)).problem().is_none())
        };
        assert!((0..4_u128).map(|number| other + (number << 80)).any(is_apart));
    }

    #[test]
    fn the_table_is_bounded_and_many_addresses_do_not_help() {
        let (table, now) = table(rate(10, 3600, 10));
        let max = (SHARDS * CLIENTS_PER_SHARD) as u64;
        // More networks than there is room for, all of one provider.
        let attacker = |number: u64| {
            Some(IpAddr::from(Ipv6Addr::from_bits(
                u128::from(0x2001_0db8_0000_0000 | number) << 64,
            )))
        };
        let admitted =
            (0..max + max / 4).filter(|&number| table.check(attacker(number)).problem().is_none());
        assert!(admitted.count() as u64 <= max + 10);
        assert!(table.shards.iter().all(|shard| shard.len() <= CLIENTS_PER_SHARD));
        assert!(table.networks.len() <= 1024);
        // Others are still served, and everything is as before after the attack.
        assert!(table.check(v4(7 << 16)).problem().is_none());
        now.store(7_200_000, Ordering::Relaxed);
        assert_eq!(left(&table.check(v4(7 << 16))), "\"default\";r=9;t=360");
    }
}
