//! How many files and connections this process may have open.

/// What the process opens beside connections: content, assets, the index, the log.
#[cfg(unix)]
const BESIDE: u64 = 256;

/// Raises the limit of open files as far as this user may, and tells how many of `connections` may be
/// open at the first listener. Shells and supervisors set the limit to 1024 for programs that cannot
/// bear more. Where it is too low, some files are kept for everything else: clients that only connect
/// would take them all, and no asset could be opened.
#[cfg(unix)]
pub(super) fn room_for(connections: usize, has_operations: bool) -> usize {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let found = getrlimit(Resource::Nofile);
    let raised = Rlimit { current: found.maximum, maximum: found.maximum };
    let limit = match setrlimit(Resource::Nofile, raised) {
        Ok(()) => raised.current,
        Err(_) => found.current,
    };
    let operations = if has_operations { crate::server::OPERATIONS_CONNECTIONS as u64 } else { 0 };
    let reserve = BESIDE + operations;
    let room = limit.map_or(connections, |limit| share(connections, limit, reserve));
    if let Some(limit) = limit.filter(|_| room < connections) {
        tracing::warn!(
            "no more than {room} connections will be open at once: {connections} and everything else \
             need {} open files, and {limit} are allowed; raise the limit (`ulimit -Hn`, \
             `LimitNOFILE=`) or lower `max_connections`",
            connections as u64 + reserve
        );
    }
    room
}

/// How many of `connections` have room below a limit of open files, 1 at least. The reserve takes no
/// more than half of a low limit.
#[cfg(unix)]
fn share(connections: usize, limit: u64, reserve: u64) -> usize {
    let room = limit - reserve.min(limit / 2);
    usize::try_from(room).unwrap_or(usize::MAX).clamp(1, connections)
}

#[cfg(not(unix))]
pub(super) fn room_for(connections: usize, _: bool) -> usize {
    connections
}

#[cfg(all(test, unix))]
mod tests {
    use super::share;

    #[test]
    fn a_low_limit_leaves_files_for_everything_else() {
        for (connections, limit, reserve, expected) in [
            (25_000, 1_048_576, 256, 25_000),
            (25_000, 25_256, 256, 25_000),
            (25_000, 25_255, 256, 24_999),
            (25_000, 1024, 512, 512),
            (25_000, 300, 512, 150),
            (10, 1024, 512, 10),
            (10, 1, 512, 1),
        ] {
            assert_eq!(share(connections, limit, reserve), expected, "{connections} of {limit}");
        }
    }
}
