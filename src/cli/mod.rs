//! The command line: one file per command.
//!
//! Exit codes: 0 for success, 1 where content has errors or a server is not healthy, 2 where the
//! command cannot be carried out as it was given.

mod acknowledgements;
mod arguments;
mod check;
mod files;
mod gather;
mod health;
mod loading;
mod logging;
mod openapi;
mod output;
mod report;
mod serve;
mod visible;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::Parser;

use arguments::{Arguments, Command, ContentArguments};

/// Why a command could not be carried out.
#[derive(Debug)]
struct Failure {
    /// The exit code.
    code: u8,
    /// What goes to standard error; nothing where it is there already.
    message: String,
}

impl Failure {
    /// Wrong usage, wrong settings, or a machine that is not as they say: exit code 2.
    fn usage(message: impl Into<String>) -> Self {
        Self { code: 2, message: message.into() }
    }

    /// The answer is no: exit code 1.
    fn negative(message: impl Into<String>) -> Self {
        Self { code: 1, message: message.into() }
    }
}

/// Runs the command that the arguments of this process ask for.
pub fn run() -> ExitCode {
    run_with(std::env::args_os())
}

fn run_with(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(error) => {
            // Help and version come this way too. A closed pipe is no reason to fail.
            let _ = error.print();
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
        }
    };
    match dispatch(arguments) {
        Ok(code) => code,
        Err(failure) => {
            if !failure.message.is_empty() {
                output::complain(&format!("error: {}", failure.message));
            }
            ExitCode::from(failure.code)
        }
    }
}

fn dispatch(arguments: Arguments) -> Result<ExitCode, Failure> {
    let outer = arguments.outer;
    let both = |inner: ContentArguments| {
        outer.clone().followed_by(inner).ok_or_else(|| Failure::usage("CONTENT is given twice"))
    };
    match arguments.command {
        None => serve::run(&outer),
        Some(Command::Serve(inner)) => serve::run(&both(inner)?),
        Some(Command::Check { inner, format }) => check::run(&both(inner)?, format),
        Some(Command::Openapi { format }) => openapi::run(format),
        Some(Command::Acknowledgements) => acknowledgements::run(),
        Some(Command::Health { url }) => health::run(url.as_deref(), &outer),
    }
}
