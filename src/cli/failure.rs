//! Why a command failed.

/// A failure with its exit code.
#[derive(Debug)]
pub(super) struct Failure {
    /// The exit code.
    pub code: u8,
    /// The message for standard error; empty if it has been printed already.
    pub message: String,
}

impl Failure {
    /// Invalid usage or settings, or an environment that does not match them: exit code 2.
    pub(super) fn usage(message: impl Into<String>) -> Self {
        Self { code: 2, message: message.into() }
    }

    /// Content with errors, or a server that is not healthy or fails: exit code 1.
    pub(super) fn negative(message: impl Into<String>) -> Self {
        Self { code: 1, message: message.into() }
    }
}
