//! `--config` and a flag for each setting.

use std::path::PathBuf;

use clap::{Arg, ArgAction, ArgMatches, Args, Command, FromArgMatches, ValueHint};

use crate::config::{CONFIG_VARIABLE, DEFAULT_FILE, Key};

/// `--config` and a flag for each setting of the table, or only for those of `inkstone dev`.
#[derive(Debug, Clone, Default)]
pub(super) struct SettingFlags<const DEV: bool = false> {
    /// The settings file.
    pub config: Option<PathBuf>,
    /// Values of flags, unchecked.
    pub values: Vec<(Key, String)>,
}

impl<const DEV: bool> SettingFlags<DEV> {
    fn keys() -> impl Iterator<Item = Key> {
        Key::ALL.iter().copied().filter(|key| !DEV || key.is_for_dev())
    }
}

impl<const DEV: bool> Args for SettingFlags<DEV> {
    fn augment_args(command: Command) -> Command {
        let config = Arg::new("config")
            .long("config")
            .value_name("FILE")
            .value_hint(ValueHint::FilePath)
            .value_parser(clap::value_parser!(PathBuf))
            .help("The settings file")
            .long_help(format!(
                "The settings file\n\n[env: {CONFIG_VARIABLE}] [default: {DEFAULT_FILE}, if it exists]"
            ));
        command.arg(config).args(Self::keys().flat_map(flags))
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl<const DEV: bool> FromArgMatches for SettingFlags<DEV> {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let mut flags = Self::default();
        flags.update_from_arg_matches(matches)?;
        Ok(flags)
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        self.config = matches.get_one("config").cloned().or(self.config.take());
        let value = |key: Key| {
            let negated = key.negated().filter(|(flag, _)| matches.get_flag(flag));
            let negated = negated.map(|(_, value)| value.to_owned());
            Some((key, negated.or_else(|| matches.get_one::<String>(key.name()).cloned())?))
        };
        self.values.extend(Self::keys().filter_map(value));
        Ok(())
    }
}

/// Returns the flag of a setting, and the one that negates it.
fn flags(key: Key) -> impl Iterator<Item = Arg> {
    let negation = key.negated().map(|(name, value)| {
        Arg::new(name)
            .long(name)
            .action(ArgAction::SetTrue)
            .overrides_with(key.name())
            .help_heading(key.section())
            .help(format!("The same as `--{}={value}`", key.flag()))
    });
    [flag(key)].into_iter().chain(negation)
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
    // The last one counts.
    let flag = match key.negated() {
        Some((negation, _)) => flag.overrides_with(negation),
        None => flag,
    };
    let placeholder = Some(key.placeholder()).filter(|placeholder| !placeholder.is_empty());
    let flag = flag.value_name(placeholder.unwrap_or("true|false"));
    match key.without_value() {
        Some(value) => flag.num_args(0..=1).require_equals(true).default_missing_value(value),
        None => flag,
    }
}
