//! The command line.

use std::path::PathBuf;

use clap::builder::styling::{AnsiColor, Styles};
use clap::{Args, Parser, Subcommand, ValueEnum, ValueHint};
use clap_complete::Shell;

use super::dev_help::{AFTER_HELP, LONG_ABOUT as DEV_ABOUT};
use super::export::arguments::{
    AFTER_HELP as EXPORT_AFTER_HELP, ExportArguments, LONG_ABOUT as EXPORT_ABOUT,
};
use super::flags::SettingFlags;
use super::new::arguments::NewArguments;
use super::preview_link::arguments::{
    AFTER_HELP as LINK_AFTER_HELP, LONG_ABOUT as LINK_ABOUT, PreviewLinkArguments,
};
use super::report::ReportArguments;
use super::version::VERSION;
use super::webhook::arguments::WebhookCommand;

/// The colours of the help text.
const STYLES: Styles = Styles::styled()
    .header(AnsiColor::Green.on_default().bold())
    .usage(AnsiColor::Green.on_default().bold())
    .literal(AnsiColor::Cyan.on_default())
    .placeholder(AnsiColor::Cyan.on_default());

const LONG_ABOUT: &str = "\
Inkstone turns a folder of Markdown posts into a fast, typed, documented JSON API.

Without a command, it starts the server. Open the address that it prints to browse the documentation
with your own posts.";

const EXAMPLES: &str = "\
Examples:
  inkstone                                Serve the folder `posts` on 127.0.0.1:8080
  inkstone ~/blog/content                 Serve another folder
  inkstone serve --listen 0.0.0.0:80 --public-url https://api.blog.example
  inkstone dev ~/blog/content             Write posts and build a site for them, with drafts
  inkstone check posts --format github    Annotate a pull request with all problems
  inkstone export public                  Write the API as static files to the folder `public`
  inkstone new \"你好，世界\"               Create a post with front matter, dated today
  inkstone preview-link my-draft --for 2d Print a link that shows a draft to others for two days
  inkstone schema init                    Write a first `_schema.json` from the posts
  inkstone openapi --format yaml          Print the OpenAPI document
  inkstone openapi --openapi 3.0          Print it for tools that cannot read OpenAPI 3.1
  inkstone health                         Check the server on this machine
  inkstone webhook test                   Send a signed test message to the URLs of `webhook_url`

Settings:
  Every setting can be given in `inkstone.toml` (`public_url = \"…\"`), as an environment variable
  (`INKSTONE_PUBLIC_URL`) or as a flag (`--public-url`). Variables override the file, and flags
  override both. `inkstone.toml` is read from the current folder unless `--config` names another
  file. Invalid settings abort startup and are reported with file and line.

Exit codes:
  0  Success
  1  Posts have errors (`check`, `serve --strict`), files would change (`export --check`) or cannot be
     written, the server is not healthy (`health`), a receiver did not accept a message (`webhook test`), or
     the server failed
  2  Invalid usage or settings, no content folder, an address that is not available, or a file that
     exists already (`new`, `schema init`)";

/// The whole command line.
#[derive(Debug, Parser)]
#[command(
    name = "inkstone",
    version = VERSION.as_str(),
    about,
    long_about = LONG_ABOUT,
    after_help = "See `inkstone --help` for examples and exit codes.",
    after_long_help = EXAMPLES,
    styles = STYLES,
    max_term_width = 100,
    disable_help_subcommand = true
)]
pub(super) struct Arguments {
    /// Arguments before the command, or without one.
    #[command(flatten)]
    pub outer: ContentArguments,
    /// The command; `serve` if there is none.
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Serve the posts as a JSON API (default)
    #[command(after_help = "See `inkstone --help` for examples and exit codes.")]
    Serve(ContentArguments),
    /// Serve the posts to their author, with drafts, on this machine only
    #[command(long_about = DEV_ABOUT, after_help = AFTER_HELP)]
    Dev(ContentArguments<true>),
    /// Report the problems of all posts; exits with 1 if there are errors
    Check {
        /// The content folder and the settings.
        #[command(flatten)]
        inner: ContentArguments,
        /// The format of the report
        #[arg(long, value_enum, default_value_t = ReportFormat::Text)]
        format: ReportFormat,
        /// What the report contains.
        #[command(flatten)]
        chosen: ReportArguments,
    },
    /// Write the API as files that a static host can serve
    #[command(long_about = EXPORT_ABOUT, after_help = EXPORT_AFTER_HELP)]
    Export {
        /// What is written, and where.
        #[command(flatten)]
        export: ExportArguments,
        /// The content folder and the settings.
        #[command(flatten)]
        inner: ContentArguments,
    },
    /// Create a post with front matter, and print the path of its file
    #[command(after_help = "See `inkstone --help` for examples and exit codes.")]
    New {
        /// The post.
        #[command(flatten)]
        new: NewArguments,
        /// The content folder and the settings.
        #[command(flatten)]
        inner: ContentArguments,
    },
    /// Print a link that shows one draft without the preview token
    #[command(long_about = LINK_ABOUT, after_help = LINK_AFTER_HELP)]
    PreviewLink {
        /// The link.
        #[command(flatten)]
        link: PreviewLinkArguments,
        /// The content folder and the settings.
        #[command(flatten)]
        inner: ContentArguments,
    },
    /// Describe the keys of front matter that have no meaning to Inkstone
    #[command(subcommand)]
    Schema(SchemaCommand),
    /// Print the OpenAPI document
    Openapi {
        /// The format of the document
        #[arg(long, value_enum, default_value_t = DocumentFormat::Json)]
        format: DocumentFormat,
        /// The version of OpenAPI; 3.0 is for tools that cannot read 3.1
        #[arg(long, value_enum, default_value_t = OpenapiVersion::V31, value_name = "VERSION")]
        openapi: OpenapiVersion,
    },
    /// Check whether a running server is healthy; exits with 1 if it is not
    Health {
        /// The URL to request, or `unix:PATH` for a socket; `/healthz` is the default path [default: the
        /// server of the settings, on this machine]
        url: Option<String>,
    },
    /// Try the receivers of webhooks
    #[command(subcommand)]
    Webhook(WebhookCommand),
    /// Print a completion script for a shell
    Completions {
        /// The shell
        shell: Shell,
    },
    /// Print a manual page in roff
    Man {
        /// The command to describe [default: all of Inkstone]
        command: Option<String>,
    },
    /// Print third-party works in the binary with their licenses
    Acknowledgements,
}

/// The commands about the schema of the front matter.
#[derive(Debug, Subcommand)]
pub(super) enum SchemaCommand {
    /// Write a first `_schema.json` from the front matter of the posts, and print what was found
    #[command(after_help = "See `inkstone --help` for examples and exit codes.")]
    Init(ContentArguments),
}

/// The format of the report of `check`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ReportFormat {
    /// Human-readable, with source lines
    Text,
    /// A JSON document
    Json,
    /// Annotations for GitHub Actions
    Github,
}

/// The format of the document of `openapi`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum DocumentFormat {
    /// JSON
    Json,
    /// YAML
    Yaml,
}

/// A version of OpenAPI.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum OpenapiVersion {
    /// OpenAPI 3.1, as served
    #[value(name = "3.1")]
    V31,
    /// OpenAPI 3.0.3
    #[value(name = "3.0")]
    V30,
}

/// The content folder and the settings, or only those of `inkstone dev`.
#[derive(Debug, Clone, Default, Args)]
pub(super) struct ContentArguments<const DEV: bool = false> {
    /// The folder that contains the posts; overrides the setting `content`
    #[arg(id = "folder", value_name = "CONTENT", value_hint = ValueHint::DirPath)]
    pub folder: Option<PathBuf>,
    #[command(flatten)]
    pub flags: SettingFlags<DEV>,
}

impl ContentArguments<true> {
    /// Returns the same arguments as those of any command.
    pub(super) fn of_any_command(self) -> ContentArguments {
        let SettingFlags { config, values } = self.flags;
        ContentArguments { folder: self.folder, flags: SettingFlags { config, values } }
    }
}

impl ContentArguments {
    /// Merges the arguments before a command with those after it, which take precedence. Returns `None` if
    /// both name a folder.
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
    fn the_help_text_lists_every_setting_with_its_variable() {
        let help = Arguments::command().render_long_help().to_string();
        // Long lines are wrapped.
        let help = help.split_whitespace().collect::<Vec<_>>().join(" ");
        for key in Key::ALL {
            assert!(help.contains(&format!("--{}", key.flag())), "{key:?}");
            assert!(help.contains(key.variable()), "{key:?}");
            assert!(help.contains(key.default_text().unwrap_or_default()), "{key:?}");
        }
        assert!(help.contains("Exit codes"));
    }

    #[test]
    fn without_a_command_the_folder_is_served() {
        let arguments = parse("inkstone blog --strict --listen 127.0.0.1:0");
        assert!(arguments.command.is_none());
        assert_eq!(arguments.outer.folder.as_deref(), Some(Path::new("blog")));
        let values = [(Key::Strict, "true".to_owned()), (Key::Listen, "127.0.0.1:0".to_owned())];
        assert_eq!(arguments.outer.flags.values, values);
    }

    #[test]
    fn flags_are_accepted_before_and_after_the_command() {
        let arguments = parse("inkstone --lang zh --title a serve blog --title b --strict=false");
        let Some(Command::Serve(inner)) = arguments.command else { panic!("not `serve`") };
        let both = arguments.outer.followed_by(inner).unwrap();
        let values: Vec<_> =
            both.flags.values.iter().map(|(key, value)| (*key, &**value)).collect();
        let before = [(Key::Lang, "zh"), (Key::Title, "a")];
        assert_eq!(values, [&before[..], &[(Key::Strict, "false"), (Key::Title, "b")]].concat());
        assert_eq!(both.folder.as_deref(), Some(Path::new("blog")));
    }

    #[test]
    fn watching_is_switched_by_two_flags_of_which_the_last_counts() {
        let watch = |flags: &str| {
            let arguments = parse(&format!("inkstone serve{flags}"));
            let Some(Command::Serve(inner)) = arguments.command else { panic!("not `serve`") };
            inner.flags.values
        };
        for (flags, value) in [
            (" --watch", "auto"),
            (" --watch=poll", "poll"),
            (" --no-watch", "off"),
            (" --watch=poll --no-watch", "off"),
            (" --no-watch --watch", "auto"),
        ] {
            assert_eq!(watch(flags), [(Key::Watch, value.to_owned())], "{flags}");
        }
        assert_eq!(watch(""), []);
    }

    #[test]
    fn an_unknown_flag_is_invalid_usage() {
        let error = Arguments::try_parse_from(["inkstone", "--lissten", "x"]).unwrap_err();
        assert_eq!(error.exit_code(), 2);
        assert!(error.to_string().contains("--listen"));
    }
}
