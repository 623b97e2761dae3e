//! `docs/cli.md`, from the definition of the command line.

use std::fmt::Write;

use clap::{Arg, Command};
use inkstone::config::Key;

use super::compare;

#[test]
fn every_command_is_documented() {
    let mut all = inkstone::cli::command().bin_name("inkstone").term_width(100);
    all.build();
    let mut page = String::new();
    for command in all.get_subcommands() {
        describe(command, "##", &mut page);
    }
    let help = all.get_after_long_help().expect("examples, settings and exit codes").to_string();
    let codes = help.split_once("Exit codes:\n").expect("the exit codes are last").1;
    let _ = write!(page, "\n## Exit codes\n\n```text\n{codes}\n```\n\n");
    compare("cli.md", &page);
}

/// Adds a section about a command, and one for each of its own commands.
fn describe(command: &Command, heading: &str, page: &mut String) {
    let name = command.get_bin_name().expect("the command is built");
    if command.has_subcommands() {
        for inner in command.get_subcommands().filter(|inner| inner.get_name() != "help") {
            describe(inner, heading, page);
        }
        return;
    }
    let about = command.get_long_about().or(command.get_about()).expect("a description");
    let about = about.to_string();
    let stop = if about.ends_with('.') { "" } else { "." };
    // The first line has no full stop in the help text.
    let about = match about.split_once("\n\n") {
        Some((first, rest)) => format!("{first}.\n\n{rest}"),
        None => format!("{about}{stop}"),
    };
    let usage = command.clone().render_usage().to_string();
    let usage = usage.trim_start_matches("Usage: ");
    let _ = write!(page, "\n{heading} `{name}`\n\n{about}\n\n```text\n{usage}\n```\n");
    let sections: Vec<&str> = Key::ALL.iter().map(|key| key.section()).collect();
    let is_setting =
        |arg: &&Arg| arg.get_help_heading().is_some_and(|heading| sections.contains(&heading));
    let own = command.get_arguments().filter(|arg| !is_setting(arg) && !arg.is_hide_set());
    let own: Vec<&Arg> = own.filter(|arg| arg.get_id() != "help").collect();
    if !own.is_empty() {
        page.push_str("\n| argument | meaning |\n|---|---|\n");
        for arg in own {
            let _ = writeln!(page, "| {} | {} |", synopsis(arg), meaning(arg));
        }
    }
    let settings: Vec<String> = command
        .get_arguments()
        .filter(is_setting)
        .map(|arg| format!("`--{}`", arg.get_long().expect("settings have long flags")))
        .collect();
    if settings.len() > Key::ALL.len() {
        page.push_str("\nAll [settings](settings.md) are flags, too.\n");
    } else if !settings.is_empty() {
        let _ = write!(
            page,
            "\nThese [settings](settings.md) are flags, too: {}.\n",
            settings.join(", ")
        );
    }
}

/// Returns how an argument is written, such as `--format <FORMAT>`.
fn synopsis(arg: &Arg) -> String {
    let value = arg.get_value_names().and_then(|names| names.first());
    let value = value.filter(|_| arg.get_action().takes_values());
    match (arg.get_long(), value) {
        (None, value) => {
            format!("`{}`", value.map_or(arg.get_id().as_str(), |value| value.as_str()))
        }
        (Some(flag), None) => format!("`--{flag}`"),
        (Some(flag), Some(value)) => format!("`--{flag} {value}`"),
    }
}

/// Returns the help on one line, with the values that are possible and the default.
fn meaning(arg: &Arg) -> String {
    let help = arg.get_help().expect("every argument has a description").to_string();
    let mut text = help.split_whitespace().collect::<Vec<_>>().join(" ").replace('|', "\\|");
    // Shells and formats, but not `true` and `false` of switches.
    let values = arg.get_possible_values();
    if arg.get_action().takes_values() && !values.is_empty() {
        let names: Vec<String> =
            values.iter().map(|value| format!("`{}`", value.get_name())).collect();
        let _ = write!(text, ": {}", names.join(", "));
    }
    let default = arg.get_default_values().first().filter(|_| arg.get_action().takes_values());
    if let Some(default) = default {
        let _ = write!(text, "; default: `{}`", default.to_string_lossy());
    }
    text
}
