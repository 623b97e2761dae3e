//! The version that `--version` prints.

use std::sync::LazyLock;

/// The commit from which the binary was built. `build.rs` reads it from a checkout, such as `abc1234`. The variable
/// has precedence, and may contain more, such as `abc1234 2026-11-30`.
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
