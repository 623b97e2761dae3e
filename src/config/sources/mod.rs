//! Where settings come from.

pub(super) mod environment;
pub(super) mod file;

pub use environment::CONFIG_VARIABLE;
pub use file::DEFAULT_FILE;
