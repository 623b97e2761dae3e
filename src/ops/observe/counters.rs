//! Counts of requests. This is the hottest path there is, so nothing here waits, allocates or
//! formats: a number is found by arithmetic and added to.

use std::cell::Cell;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::thread::available_parallelism;
use std::time::Duration;

use super::operations::OperationId;
use super::record::{RequestRecord, Source};
use super::tables;
use super::tables::{DURATION_BOUNDS, METHODS, Statuses};

/// More shards than this are not worth their memory, some 70 KB each.
const MOST_SHARDS: usize = 16;

/// One more than there are bounds: the last bucket has none.
const BUCKETS: usize = DURATION_BOUNDS.len() + 1;

/// All counts. Each thread adds to one of several shards, so that workers do not take the same
/// memory away from each other; who reads adds the shards up.
#[derive(Debug)]
pub struct Counters {
    statuses: Statuses,
    shards: Box<[Shard]>,
}

/// Aligned so that no two of them share what processors take from memory at once.
#[derive(Debug)]
#[repr(align(128))]
struct Shard {
    /// By operation, method and status.
    requests: Box<[AtomicU64]>,
    /// By operation and bucket; a request counts in the first bucket whose bound it keeps.
    durations: Box<[AtomicU64]>,
    /// By operation.
    nanoseconds: Box<[AtomicU64]>,
    /// By operation.
    bytes: Box<[AtomicU64]>,
    answers: [AtomicU64; Source::ALL.len()],
    entered: AtomicU64,
    left: AtomicU64,
}

impl Shard {
    fn new(operations: usize, statuses: usize) -> Self {
        let zeros = |count| (0..count).map(|_| AtomicU64::new(0)).collect();
        Self {
            requests: zeros(operations * METHODS.len() * statuses),
            durations: zeros(operations * BUCKETS),
            nanoseconds: zeros(operations),
            bytes: zeros(operations),
            answers: Default::default(),
            entered: AtomicU64::new(0),
            left: AtomicU64::new(0),
        }
    }
}

fn add(counter: Option<&AtomicU64>, amount: u64) {
    if let Some(counter) = counter {
        counter.fetch_add(amount, Ordering::Relaxed);
    }
}

impl Counters {
    /// Counters at zero for so many operations.
    pub fn new(operations: usize) -> Self {
        let statuses = Statuses::new();
        let shards = available_parallelism().map_or(1, usize::from).min(MOST_SHARDS);
        let shard = |_| Shard::new(operations, statuses.all().len());
        Self { shards: (0..shards).map(shard).collect(), statuses }
    }

    /// The shard of this thread.
    fn shard(&self) -> &Shard {
        static THREADS: AtomicUsize = AtomicUsize::new(0);
        thread_local! {
            static NUMBER: Cell<usize> = Cell::new(THREADS.fetch_add(1, Ordering::Relaxed));
        }
        &self.shards[NUMBER.get() % self.shards.len()]
    }

    /// Counts a request that is answered.
    pub fn count(&self, record: &RequestRecord<'_>) {
        let shard = self.shard();
        let operation = record.operation.index();
        let method = tables::method(record.method);
        let status = self.statuses.index(record.status);
        let row = operation * METHODS.len() + method;
        add(shard.requests.get(row * self.statuses.all().len() + status), 1);
        add(shard.durations.get(operation * BUCKETS + bucket(record.elapsed)), 1);
        let nanoseconds = u64::try_from(record.elapsed.as_nanos()).unwrap_or(u64::MAX);
        add(shard.nanoseconds.get(operation), nanoseconds);
        add(shard.bytes.get(operation), record.body_bytes.unwrap_or(0));
        add(shard.answers.get(record.source as usize), 1);
    }

    /// Counts a request that comes in.
    pub fn enter(&self) {
        add(Some(&self.shard().entered), 1);
    }

    /// Counts a request that is done with.
    pub fn leave(&self) {
        add(Some(&self.shard().left), 1);
    }

    fn sum<'a>(&'a self, counter: impl Fn(&'a Shard) -> Option<&'a AtomicU64>) -> u64 {
        self.shards
            .iter()
            .filter_map(counter)
            .map(|counter| counter.load(Ordering::Relaxed))
            .fold(0, u64::wrapping_add)
    }

    /// How many requests are being answered.
    pub fn in_flight(&self) -> u64 {
        // Whoever left has entered before, so the leaving are read first.
        let left = self.sum(|shard| Some(&shard.left));
        self.sum(|shard| Some(&shard.entered)).saturating_sub(left)
    }

    /// Every method and status that an operation has met, with how often.
    pub fn requests(
        &self,
        operation: OperationId,
    ) -> impl Iterator<Item = (&'static str, &str, u64)> {
        let statuses = self.statuses.all();
        let first = operation.index() * METHODS.len() * statuses.len();
        let pairs =
            METHODS.iter().flat_map(move |method| statuses.iter().map(move |s| (method, s)));
        pairs.enumerate().filter_map(move |(place, (method, status))| {
            let count = self.sum(|shard| shard.requests.get(first + place));
            (count > 0).then_some((*method, &**status, count))
        })
    }

    /// How long the requests of an operation took: how many kept each of [`DURATION_BOUNDS`] and no
    /// smaller one, the last being those that kept none; and the sum.
    pub fn durations(&self, operation: OperationId) -> ([u64; BUCKETS], Duration) {
        let first = operation.index() * BUCKETS;
        let counts =
            std::array::from_fn(|place| self.sum(|shard| shard.durations.get(first + place)));
        let sum = self.sum(|shard| shard.nanoseconds.get(operation.index()));
        (counts, Duration::from_nanos(sum))
    }

    /// How many bytes of bodies an operation has answered.
    pub fn bytes(&self, operation: OperationId) -> u64 {
        self.sum(|shard| shard.bytes.get(operation.index()))
    }

    /// How many answers came about so.
    pub fn answers(&self, source: Source) -> u64 {
        self.sum(|shard| shard.answers.get(source as usize))
    }
}

/// The first bucket whose bound a duration keeps.
fn bucket(elapsed: Duration) -> usize {
    DURATION_BOUNDS.partition_point(|&bound| bound < elapsed)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{BUCKETS, bucket};

    #[test]
    fn a_bound_belongs_to_its_own_bucket() {
        assert_eq!(bucket(Duration::ZERO), 0);
        assert_eq!(bucket(Duration::from_micros(50)), 0);
        assert_eq!(bucket(Duration::from_nanos(50_001)), 1);
        assert_eq!(bucket(Duration::from_secs(10)), BUCKETS - 2);
        assert_eq!(bucket(Duration::from_nanos(10_000_000_001)), BUCKETS - 1);
    }
}
