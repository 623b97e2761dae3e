//! Counters of requests. Every request updates them, so an update does not lock, allocate or format: it
//! finds its counters by arithmetic.

use std::cell::Cell;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::thread::available_parallelism;
use std::time::Duration;

use super::operations::OperationId;
use super::record::{RequestRecord, Source};
use super::tables::{self, DURATION_BOUNDS, METHODS, Statuses};

/// More shards are not worth their memory, some 70 KB each.
const MAX_SHARDS: usize = 16;

/// The last bucket has no bound.
const BUCKETS: usize = DURATION_BOUNDS.len() + 1;

/// All counters. Each thread adds to one of several shards, so that workers do not contend for the same
/// cache lines; readers add the shards up.
#[derive(Debug)]
pub struct Counters {
    statuses: Statuses,
    shards: Box<[Shard]>,
}

/// The counters of some threads, aligned so that no two shards share a cache line.
#[derive(Debug)]
#[repr(align(128))]
struct Shard {
    /// By operation, method and status.
    requests: Box<[AtomicU64]>,
    /// By operation and bucket; a request counts in the first bucket whose bound it does not exceed.
    durations: Box<[AtomicU64]>,
    /// By operation.
    nanoseconds: Box<[AtomicU64]>,
    /// By operation.
    bytes: Box<[AtomicU64]>,
    responses: [AtomicU64; Source::ALL.len()],
    started: AtomicU64,
    finished: AtomicU64,
}

impl Shard {
    fn new(operations: usize, statuses: usize) -> Self {
        let zeros = |count| (0..count).map(|_| AtomicU64::new(0)).collect();
        Self {
            requests: zeros(operations * METHODS.len() * statuses),
            durations: zeros(operations * BUCKETS),
            nanoseconds: zeros(operations),
            bytes: zeros(operations),
            responses: Default::default(),
            started: AtomicU64::new(0),
            finished: AtomicU64::new(0),
        }
    }
}

fn add(counter: &AtomicU64, amount: u64) {
    counter.fetch_add(amount, Ordering::Relaxed);
}

impl Counters {
    /// Creates counters for this number of operations.
    pub fn new(operations: usize) -> Self {
        let statuses = Statuses::new();
        let shards = available_parallelism().map_or(1, usize::from).min(MAX_SHARDS);
        let shard = |_| Shard::new(operations, statuses.all().len());
        Self { shards: (0..shards).map(shard).collect(), statuses }
    }

    /// Returns the shard of this thread.
    fn shard(&self) -> &Shard {
        static THREADS: AtomicUsize = AtomicUsize::new(0);
        thread_local! {
            static NUMBER: Cell<usize> = Cell::new(THREADS.fetch_add(1, Ordering::Relaxed));
        }
        &self.shards[NUMBER.get() % self.shards.len()]
    }

    /// Counts a completed request.
    pub fn count(&self, record: &RequestRecord<'_>) {
        let shard = self.shard();
        let operation = record.operation.index();
        let method = tables::method(record.method);
        let status = self.statuses.index(record.status);
        let row = operation * METHODS.len() + method;
        add(&shard.requests[row * self.statuses.all().len() + status], 1);
        add(&shard.durations[operation * BUCKETS + bucket(record.elapsed)], 1);
        let nanoseconds = u64::try_from(record.elapsed.as_nanos()).expect("less than 584 years");
        add(&shard.nanoseconds[operation], nanoseconds);
        add(&shard.bytes[operation], record.body_bytes.unwrap_or(0));
        add(&shard.responses[record.source as usize], 1);
    }

    /// Counts a request that arrives.
    pub fn start(&self) {
        add(&self.shard().started, 1);
    }

    /// Counts a request that is no longer in progress.
    pub fn finish(&self) {
        add(&self.shard().finished, 1);
    }

    fn sum<'a>(&'a self, counter: impl Fn(&'a Shard) -> &'a AtomicU64) -> u64 {
        self.shards.iter().map(|shard| counter(shard).load(Ordering::Relaxed)).sum()
    }

    /// Returns the number of requests in progress.
    pub fn in_flight(&self) -> u64 {
        // A request starts before it finishes, so the finished ones are read first.
        let finished = self.sum(|shard| &shard.finished);
        self.sum(|shard| &shard.started).saturating_sub(finished)
    }

    /// Returns the methods and statuses of an operation's requests, each with its count.
    pub fn requests(
        &self,
        operation: OperationId,
    ) -> impl Iterator<Item = (&'static str, &str, u64)> {
        let statuses = self.statuses.all();
        let first = operation.index() * METHODS.len() * statuses.len();
        let pairs =
            METHODS.iter().flat_map(move |method| statuses.iter().map(move |s| (method, s)));
        pairs.enumerate().filter_map(move |(index, (method, status))| {
            let count = self.sum(|shard| &shard.requests[first + index]);
            (count > 0).then_some((*method, &**status, count))
        })
    }

    /// Returns the durations of an operation's requests: the number in each bucket, of which the last
    /// one is for those above all of [`DURATION_BOUNDS`], and the sum.
    pub fn durations(&self, operation: OperationId) -> ([u64; BUCKETS], Duration) {
        let first = operation.index() * BUCKETS;
        let counts = std::array::from_fn(|index| self.sum(|shard| &shard.durations[first + index]));
        let sum = self.sum(|shard| &shard.nanoseconds[operation.index()]);
        (counts, Duration::from_nanos(sum))
    }

    /// Returns the number of bytes in an operation's response bodies.
    pub fn bytes(&self, operation: OperationId) -> u64 {
        self.sum(|shard| &shard.bytes[operation.index()])
    }

    /// Returns the number of responses from a source.
    pub fn responses(&self, source: Source) -> u64 {
        self.sum(|shard| &shard.responses[source as usize])
    }
}

/// Returns the first bucket whose bound a duration does not exceed.
fn bucket(elapsed: Duration) -> usize {
    DURATION_BOUNDS.partition_point(|&bound| bound < elapsed)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{BUCKETS, bucket};

    #[test]
    fn bounds_are_inclusive() {
        assert_eq!(bucket(Duration::ZERO), 0);
        assert_eq!(bucket(Duration::from_micros(50)), 0);
        assert_eq!(bucket(Duration::from_nanos(50_001)), 1);
        assert_eq!(bucket(Duration::from_secs(10)), BUCKETS - 2);
        assert_eq!(bucket(Duration::from_nanos(10_000_000_001)), BUCKETS - 1);
    }
}
