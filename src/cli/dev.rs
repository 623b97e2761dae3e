//! `inkstone dev`.

use std::process::ExitCode;

use super::arguments::ContentArguments;
use super::failure::Failure;
use super::{gather, serve};

/// Serves until a signal stops the server.
pub(super) fn run(arguments: &ContentArguments) -> Result<ExitCode, Failure> {
    // Flags before the command may be any.
    if let Some((key, _)) = arguments.flags.values.iter().find(|(key, _)| !key.is_for_dev()) {
        return Err(Failure::usage(format!(
            "`--{}` is for `inkstone serve` and has no effect in `inkstone dev`\nhelp: leave it out",
            key.flag()
        )));
    }
    serve::run_with(&gather::dev_settings(arguments)?, arguments)
}
