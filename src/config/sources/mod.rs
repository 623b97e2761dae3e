//! Where settings come from.

pub(super) mod environment;
pub(super) mod file;
pub(super) mod port;
mod service_links;

pub use environment::CONFIG_VARIABLE;
pub use file::DEFAULT_FILE;
pub(super) use port::PORT;
