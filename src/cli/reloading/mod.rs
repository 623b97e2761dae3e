//! Reloads while the server runs.

mod log;

use std::fs;
use std::path::Path;

use super::failure::Failure;
use crate::catalog::Audience;
use crate::config::Settings;
use crate::live::{Now, ReloadOptions, Report, Scratch, StateDir};
use crate::ops::Clock;

/// Returns the options of reloads. A folder for the state that cannot be used is logged.
pub(super) fn options(settings: &Settings) -> Result<ReloadOptions, Failure> {
    let state_dir = settings.state_dir.as_deref().map(|path| state_dir(settings, path));
    let state_dir = state_dir.transpose()?.flatten();
    let temporary = || settings.temporary_files.then(Scratch::temporary).flatten();
    Ok(ReloadOptions {
        compile: settings.compile_options(),
        catalog: settings.catalog_options(),
        on_invalid: settings.on_invalid,
        scratch: state_dir.clone().map(Scratch::state).or_else(temporary),
        state_dir,
        confirm_after: ReloadOptions::CONFIRM_AFTER,
    })
}

fn state_dir(settings: &Settings, path: &Path) -> Result<Option<StateDir>, Failure> {
    let state = match StateDir::open(path) {
        Ok(state) => state,
        Err(error) => {
            let path = path.display();
            tracing::warn!("`state_dir` `{path}` cannot be used, so nothing is stored: {error}");
            return Ok(None);
        }
    };
    let real = |path: &Path| fs::canonicalize(path).ok();
    let is_content = real(&settings.content)
        .zip(real(path))
        .is_some_and(|(content, state)| state.starts_with(content));
    if is_content {
        return Err(Failure::usage(format!(
            "`state_dir` `{}` is in the content folder\nhelp: choose a folder outside of it",
            path.display()
        )));
    }
    Ok(Some(state))
}

/// Returns the clock by which posts are published and expire.
pub(super) fn now(clock: &Clock) -> Now {
    let clock = clock.clone();
    Box::new(move || clock.now())
}

/// Returns what logs reloads.
pub(super) fn report(settings: &Settings) -> Report {
    let is_for_author = settings.everyone == Audience::Preview;
    Box::new(move |event| log::log(event, is_for_author))
}
