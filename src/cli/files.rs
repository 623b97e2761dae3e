//! How many files and connections this process may have open.

/// What the process opens beside connections: content, the index, the log.
#[cfg(unix)]
const BESIDE: u64 = 256;

/// Raises the limit as far as this user may, and warns where it is too low for so many connections.
/// Shells and supervisors set it to 1024 for programs that cannot bear more.
#[cfg(unix)]
pub(super) fn raise_limit(connections: usize) {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let found = getrlimit(Resource::Nofile);
    let raised = Rlimit { current: found.maximum, maximum: found.maximum };
    let limit = match setrlimit(Resource::Nofile, raised) {
        Ok(()) => raised.current,
        Err(_) => found.current,
    };
    let wanted = connections as u64 + BESIDE;
    if let Some(limit) = limit.filter(|&limit| limit < wanted) {
        tracing::warn!(
            "{connections} connections need {wanted} open files, and {limit} are allowed: raise the \
             limit (`ulimit -Hn`, `LimitNOFILE=`) or lower `max_connections`"
        );
    }
}

#[cfg(not(unix))]
pub(super) fn raise_limit(_: usize) {}
