//! Settings: file, variables and flags → checked options for each floor.
//!
//! Sources are read in increasing order of precedence: `inkstone.toml`, variables that start with
//! `INKSTONE_`, and flags. Every value is checked, even one that another source overrides, and all
//! problems are reported at once. [`Key`] is the table of settings.

mod dev;
mod given;
mod key;
mod kind;
mod kinds;
mod listen;
mod options;
mod resolve;
mod settings;
mod socket_path;
mod sources;
mod table;
mod value;

pub use dev::resolve_for_dev;
pub use given::Problem;
pub use key::ENV_PREFIX;
pub use listen::Listen;
pub use resolve::{SettingsFile, resolve};
pub use settings::{LogFormat, Secret, Settings};
pub use socket_path::PREFIX as UNIX_PREFIX;
pub use sources::{CONFIG_VARIABLE, DEFAULT_FILE};
pub use table::Key;

#[cfg(test)]
mod tests;
