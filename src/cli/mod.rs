//! The command line: one file per command.
//!
//! Exit codes: 0 for success, 1 if content has errors, a server is not healthy or a webhook is not accepted, 2 for
//! invalid usage or settings.

mod acknowledgements;
mod arguments;
mod check;
mod create;
mod dev;
mod dev_help;
mod export;
mod failure;
mod files;
mod flags;
mod gather;
mod health;
mod loading;
mod logging;
mod manual;
mod new;
mod openapi;
mod output;
mod pace;
mod preparation;
mod preview_link;
mod reloading;
mod report;
mod schema;
mod serve;
mod version;
mod visible;
mod webhook;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{CommandFactory, Parser};

use arguments::{Arguments, Command, ContentArguments, SchemaCommand};
use failure::Failure;
use webhook::arguments::WebhookCommand;

/// Returns the definition of the command line, with all commands and their flags.
pub fn command() -> clap::Command {
    Arguments::command()
}

/// Runs the command given by the arguments of this process.
pub fn run() -> ExitCode {
    run_with(std::env::args_os())
}

fn run_with(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(error) => {
            // This includes `--help` and `--version`. A closed pipe is not an error.
            let _ = error.print();
            return ExitCode::from(
                u8::try_from(error.exit_code()).expect("clap exits with 0 or 2"),
            );
        }
    };
    match dispatch(arguments) {
        Ok(code) => code,
        Err(failure) => {
            if !failure.message.is_empty() {
                output::print_error(&format!("error: {}", failure.message));
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
        Some(Command::Dev(inner)) => dev::run(&both(inner.of_any_command())?),
        Some(Command::Check { inner, format, chosen }) => {
            check::run(&both(inner)?, format, &chosen)
        }
        Some(Command::Export { export, inner }) => export::run(&both(inner)?, &export),
        Some(Command::New { new, inner }) => new::run(&both(inner)?, &new),
        Some(Command::PreviewLink { link, mut inner }) => {
            let lang = preview_link::take_lang(&mut inner);
            preview_link::run(&both(inner)?, lang.as_deref(), &link)
        }
        Some(Command::Schema(SchemaCommand::Init(inner))) => schema::init(&both(inner)?),
        Some(Command::Openapi { format, openapi }) => openapi::run(format, openapi),
        Some(Command::Acknowledgements) => acknowledgements::run(),
        Some(Command::Completions { shell }) => manual::completions(shell),
        Some(Command::Man { command }) => manual::page(command.as_deref()),
        Some(Command::Health { url }) => health::run(url.as_deref(), &outer),
        Some(Command::Webhook(WebhookCommand::Test { url, flags })) => {
            webhook::test(url, both(ContentArguments { folder: None, flags })?)
        }
    }
}
