//! The version that `--version` prints.

use std::sync::LazyLock;

/// The commit from which the binary was built and its date, such as `abc1234 2026-11-30`. A release sets it; other
/// builds leave it out, so that a new commit does not compile everything again, and equal sources give equal
/// binaries without git.
const COMMIT: Option<&str> = option_env!("BUILD_COMMIT");

/// The version, followed by the commit if it is known.
pub(super) static VERSION: LazyLock<String> =
    LazyLock::new(|| with_commit(env!("CARGO_PKG_VERSION"), COMMIT));

fn with_commit(version: &str, commit: Option<&str>) -> String {
    match commit.map(str::trim).filter(|commit| !commit.is_empty()) {
        Some(commit) => format!("{version} ({commit})"),
        None => version.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::with_commit;

    #[test]
    fn a_commit_that_is_known_follows_the_version() {
        assert_eq!(with_commit("0.1.0", Some("abc1234 2026-11-30")), "0.1.0 (abc1234 2026-11-30)");
        assert_eq!(with_commit("0.1.0", Some("")), "0.1.0");
        assert_eq!(with_commit("0.1.0", None), "0.1.0");
    }
}
