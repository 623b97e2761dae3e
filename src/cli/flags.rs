//! `--config` and a flag for each setting.

use std::path::PathBuf;

use clap::{Arg, ArgAction, ArgMatches, Command, ValueHint};

use crate::config::{CONFIG_VARIABLE, DEFAULT_FILE, Key};

/// Declares `--config` and the flags of these settings.
pub(super) fn declare(command: Command, keys: impl IntoIterator<Item = Key>) -> Command {
    let config = Arg::new("config")
        .long("config")
        .value_name("FILE")
        .value_hint(ValueHint::FilePath)
        .value_parser(clap::value_parser!(PathBuf))
        .help("The settings file")
        .long_help(format!(
            "The settings file\n\n[env: {CONFIG_VARIABLE}] [default: {DEFAULT_FILE}, if it exists]"
        ));
    command.arg(config).args(keys.into_iter().map(flag))
}

/// Returns the settings file that was given.
pub(super) fn config(matches: &ArgMatches) -> Option<PathBuf> {
    matches.get_one("config").cloned()
}

/// Returns the values that were given, unchecked. The flags of all `keys` must be declared.
pub(super) fn values(
    matches: &ArgMatches,
    keys: impl IntoIterator<Item = Key>,
) -> Vec<(Key, String)> {
    let value = |key: Key| Some((key, matches.get_one::<String>(key.name())?.clone()));
    keys.into_iter().filter_map(value).collect()
}

fn flag(key: Key) -> Arg {
    let mut help = format!("{}\n\n[env: {}]", key.help(), key.variable());
    for (label, text) in [("default", key.default_text()), ("range", key.range())] {
        if let Some(text) = text {
            help.push_str(&format!(" [{label}: {text}]"));
        }
    }
    let flag = Arg::new(key.name())
        .long(key.flag())
        .action(ArgAction::Set)
        .help_heading(key.section())
        .help(key.summary().trim_end_matches('.'))
        .long_help(help);
    if key.is_switch() {
        let flag = flag.value_name("true|false").num_args(0..=1).require_equals(true);
        flag.default_missing_value("true")
    } else {
        flag.value_name(key.placeholder())
    }
}
