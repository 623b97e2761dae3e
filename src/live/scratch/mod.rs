//! Where files are that no other process needs and that end with this one: what would otherwise take memory.

mod own_folder;
mod place;
#[cfg(unix)]
mod temporary;
#[cfg(all(test, unix))]
mod tests;

pub(super) use own_folder::OwnFolder;
pub use place::Scratch;
