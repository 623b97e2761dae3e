//! What changed between two snapshots, for clients that keep a copy of the content.

mod change;
mod event;
mod token;

pub use change::{Change, Op};
pub use event::ContentEvent;
pub use token::{SyncToken, SyncTokenError};
