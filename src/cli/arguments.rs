//! What may stand on the command line.

use std::path::PathBuf;

use clap::builder::styling::{AnsiColor, Styles};
use clap::{Arg, ArgAction, ArgMatches, Args, FromArgMatches, Parser, Subcommand, ValueEnum};

use crate::config::{CONFIG_VARIABLE, DEFAULT_FILE, Key};

/// The colours of the help text.
const STYLES: Styles = Styles::styled()
    .header(AnsiColor::Green.on_default().bold())
    .usage(AnsiColor::Green.on_default().bold())
    .literal(AnsiColor::Cyan.on_default())
    .placeholder(AnsiColor::Cyan.on_default());

const LONG_ABOUT: &str = "\
Inkstone turns a folder of Markdown posts into a fast, typed, documented JSON API.

Without a command it serves. Open the address that it prints: the documentation is there, over
your own posts.";

const EXAMPLES: &str = "\
Examples:
  inkstone                                 serve the folder `posts` on 127.0.0.1:8080
  inkstone ~/blog/content                  serve another folder
  inkstone serve --listen 0.0.0.0:80 --public-url https://api.blog.example
  inkstone check posts --format github     annotate a pull request with every problem
  inkstone openapi --format yaml           print the API's description
  inkstone health                          ask the server on this machine how it is

Settings:
  Each setting can stand in `inkstone.toml` (`public_url = \"…\"`), in a variable
  (`INKSTONE_PUBLIC_URL`) or in a flag (`--public-url`). Variables override the file, flags
  override both. `inkstone.toml` is read from the current folder unless `--config` names another
  file. A wrong setting is named with its place, and nothing starts.

Exit codes:
  0  success
  1  posts have errors (`check`, `serve --strict`), or the server is not healthy (`health`)
  2  wrong usage or settings, no content folder, or an address that cannot be listened on";

/// The whole command line.
#[derive(Debug, Parser)]
#[command(
    name = "inkstone",
    version,
    about,
    long_about = LONG_ABOUT,
    after_help = "See `inkstone --help` for examples and exit codes.",
    after_long_help = EXAMPLES,
    styles = STYLES,
    disable_help_subcommand = true
)]
pub(super) struct Arguments {
    /// What stands before the command, or without one.
    #[command(flatten)]
    pub outer: ContentArguments,
    /// The command; `serve` where there is none.
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Serve the posts as a JSON API [default]
    #[command(after_help = "See `inkstone --help` for examples and exit codes.")]
    Serve(ContentArguments),
    /// Show every problem of every post with its line; exit 1 when there are errors
    Check {
        /// Where the posts are.
        #[command(flatten)]
        inner: ContentArguments,
        /// How problems are written
        #[arg(long, value_enum, default_value_t = ReportFormat::Text)]
        format: ReportFormat,
    },
    /// Print the OpenAPI document of the API
    Openapi {
        /// How the document is written
        #[arg(long, value_enum, default_value_t = DocumentFormat::Json)]
        format: DocumentFormat,
    },
    /// Ask a running server whether it is healthy; exit 1 when it is not
    Health {
        /// The address to ask; `/healthz` is added to a bare origin. Default: this machine, at the
        /// port of the setting `listen`
        url: Option<String>,
    },
    /// Print what of others is in the binary, with its licences
    Acknowledgements,
}

/// How `check` writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ReportFormat {
    /// For people: each problem with its line and a caret
    Text,
    /// One JSON document
    Json,
    /// Annotations of GitHub Actions
    Github,
}

/// How `openapi` writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum DocumentFormat {
    /// JSON
    Json,
    /// YAML
    Yaml,
}

/// The content folder and the settings.
#[derive(Debug, Clone, Default, Args)]
pub(super) struct ContentArguments {
    /// The folder of posts [default: the setting `content`, else `posts`]
    #[arg(id = "folder", value_name = "CONTENT")]
    pub folder: Option<PathBuf>,
    /// The settings.
    #[command(flatten)]
    pub flags: SettingFlags,
}

impl ContentArguments {
    /// Joins what stands before a command with what stands behind it, which overrides. Nothing
    /// where both name a folder.
    pub(super) fn followed_by(mut self, inner: Self) -> Option<Self> {
        if self.folder.is_some() && inner.folder.is_some() {
            return None;
        }
        self.folder = self.folder.or(inner.folder);
        self.flags.config = inner.flags.config.or(self.flags.config);
        self.flags.values.extend(inner.flags.values);
        Some(self)
    }
}

/// One flag for each setting of the table, and `--config`.
#[derive(Debug, Clone, Default)]
pub(super) struct SettingFlags {
    /// The settings file that is named.
    pub config: Option<PathBuf>,
    /// What the flags say, unchecked.
    pub values: Vec<(Key, String)>,
}

impl Args for SettingFlags {
    fn augment_args(command: clap::Command) -> clap::Command {
        let config = Arg::new("config")
            .long("config")
            .value_name("FILE")
            .value_parser(clap::value_parser!(PathBuf))
            .help_heading("Settings")
            .help(format!(
                "The settings file. [env: {CONFIG_VARIABLE}] [default: {DEFAULT_FILE}, if there is one]"
            ));
        command.arg(config).args(Key::ALL.iter().map(|&key| flag(key)))
    }

    fn augment_args_for_update(command: clap::Command) -> clap::Command {
        Self::augment_args(command)
    }
}

fn flag(key: Key) -> Arg {
    let default = match key.default_text() {
        "" => String::new(),
        default => format!(" [default: {default}]"),
    };
    let help = format!("{} [env: {}]{default}", key.about(), key.variable());
    let flag = Arg::new(key.name())
        .long(key.flag())
        .action(ArgAction::Set)
        .help_heading("Settings")
        .help(help);
    if key.is_switch() {
        let flag = flag.value_name("true|false").num_args(0..=1).require_equals(true);
        flag.default_missing_value("true")
    } else {
        flag.value_name(key.value_name())
    }
}

impl FromArgMatches for SettingFlags {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let mut flags = Self::default();
        flags.update_from_arg_matches(matches)?;
        Ok(flags)
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        self.config = matches.get_one("config").cloned().or(self.config.take());
        let given = Key::ALL
            .iter()
            .filter_map(|&key| Some((key, matches.get_one::<String>(key.name())?.clone())));
        self.values.extend(given);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use clap::{CommandFactory, Parser};

    use super::{Arguments, Command};
    use crate::config::Key;

    fn parse(line: &str) -> Arguments {
        Arguments::try_parse_from(line.split(' ')).unwrap()
    }

    #[test]
    fn the_command_line_is_consistent() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn the_help_text_names_every_setting_with_its_variable() {
        let help = Arguments::command().render_long_help().to_string();
        for key in Key::ALL {
            assert!(help.contains(&format!("--{}", key.flag())), "{key:?}");
            assert!(help.contains(key.variable()), "{key:?}");
            assert!(help.contains(key.default_text()), "{key:?}");
        }
        assert!(help.contains("Exit codes"));
    }

    #[test]
    fn a_folder_alone_is_served() {
        let arguments = parse("inkstone blog --strict --listen 127.0.0.1:0");
        assert!(arguments.command.is_none());
        assert_eq!(arguments.outer.folder.as_deref(), Some(Path::new("blog")));
        let values = [(Key::Listen, "127.0.0.1:0".to_owned()), (Key::Strict, "true".to_owned())];
        assert_eq!(arguments.outer.flags.values, values);
    }

    #[test]
    fn flags_may_stand_before_and_behind_the_command() {
        let arguments = parse("inkstone --lang zh --title a serve blog --title b --strict=false");
        let Some(Command::Serve(inner)) = arguments.command else { panic!("not served") };
        let both = arguments.outer.followed_by(inner).unwrap();
        let words: Vec<&str> = both.flags.values.iter().map(|(_, value)| value.as_str()).collect();
        assert_eq!(words, ["a", "zh", "b", "false"]);
        assert_eq!(both.folder.as_deref(), Some(Path::new("blog")));
    }

    #[test]
    fn an_unknown_flag_is_wrong_usage() {
        let error = Arguments::try_parse_from(["inkstone", "--lissten", "x"]).unwrap_err();
        assert_eq!(error.exit_code(), 2);
        assert!(error.to_string().contains("--listen"));
    }
}
