//! The limit of open files.

use crate::server::MAX_CONNECTIONS;

/// Files other than connections: content, assets, the search index, the log.
#[cfg(unix)]
const OTHER_FILES: u64 = 256;

/// A connection is a file, and so is the asset that it may be receiving.
#[cfg(unix)]
const FILES_PER_CONNECTION: u64 = 2;

/// Raises the limit of open files as far as permitted, and returns how many connections may be open at the
/// first listener: those that were configured, or the default number. Shells and supervisors set the soft limit
/// to 1024 for programs that use `select`. If the limit is too low, some files are reserved: otherwise
/// connections could take all of them, and the second listener could not even accept a probe.
#[cfg(unix)]
pub(super) fn room_for(configured: Option<usize>, has_operations: bool) -> usize {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let found = getrlimit(Resource::Nofile);
    let raised = Rlimit { current: found.maximum, maximum: found.maximum };
    let limit = match setrlimit(Resource::Nofile, raised) {
        Ok(()) => raised.current,
        Err(_) => found.current,
    };
    let operations = if has_operations { crate::server::OPERATIONS_CONNECTIONS as u64 } else { 0 };
    let reserve = OTHER_FILES + operations;
    let connections = configured.unwrap_or(MAX_CONNECTIONS);
    let room = limit.map_or(connections, |limit| share(connections, limit, reserve));
    if let Some(limit) = limit.filter(|_| room < connections) {
        if configured.is_none() {
            tracing::debug!(
                "limiting connections to {room}, as the limit of open files is {limit}"
            );
            return room;
        }
        tracing::warn!(
            "limiting connections to {room}: {connections} connections, their assets and other files need \
             {} open files, but the limit is {limit}; raise it (`ulimit -Hn`, `LimitNOFILE=`) or lower \
             `max_connections`",
            FILES_PER_CONNECTION.saturating_mul(connections as u64) + reserve
        );
    }
    room
}

/// Returns how many of `connections` fit a limit of open files, at least 1. The reserve takes at most
/// half of a low limit.
#[cfg(unix)]
fn share(connections: usize, limit: u64, reserve: u64) -> usize {
    let room = (limit - reserve.min(limit / 2)) / FILES_PER_CONNECTION;
    usize::try_from(room).unwrap_or(usize::MAX).clamp(1, connections)
}

#[cfg(not(unix))]
pub(super) fn room_for(configured: Option<usize>, _: bool) -> usize {
    configured.unwrap_or(MAX_CONNECTIONS)
}

#[cfg(all(test, unix))]
mod tests {
    use super::share;

    #[test]
    fn a_low_limit_leaves_files_for_assets_and_in_reserve() {
        for (connections, limit, reserve, expected) in [
            (25_000, 1_048_576, 256, 25_000),
            (25_000, 50_256, 256, 25_000),
            (25_000, 50_255, 256, 24_999),
            (25_000, 1024, 512, 256),
            (25_000, 300, 512, 75),
            (10, 1024, 512, 10),
            (10, 1, 512, 1),
        ] {
            assert_eq!(share(connections, limit, reserve), expected, "{connections} of {limit}");
        }
    }
}
