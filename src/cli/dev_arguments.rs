//! The arguments of `inkstone dev`.

use std::path::PathBuf;

use clap::{ArgMatches, Args, FromArgMatches, ValueHint};

use super::flags;
use crate::config::Key;

/// The description of the command.
pub(super) const LONG_ABOUT: &str = "\
Serve the posts to their author, with drafts, on this machine only

The server is for writing posts and for building a site that shows them:

- Drafts and scheduled posts are shown like all others, without a token; their `status` tells them
  apart. Diagnostics are shown too.
- Links and images are absolute URLs of this server, so `html` works on pages of other origins, such
  as the development server of a front end.
- Browsers do not use a response again without asking the server.
- Only this machine can connect, and only pages of this machine may read responses: pages of
  `localhost` and of loopback addresses, or of the origins in `--cors-origins`. Requests for other
  hosts are refused.

Posts are read when the server starts. Restart it to show changes.";

/// How settings differ from those of `serve`.
pub(super) const AFTER_HELP: &str = "\
`inkstone.toml` and variables are often those of a deployed server. `dev` takes from them what is about
the content and the site, and the port. For everything else it has the flags above and the defaults.";

/// The content folder and the settings for authors.
#[derive(Debug, Clone, Default, Args)]
pub(super) struct DevArguments {
    /// The folder that contains the posts; overrides the setting `content`
    #[arg(id = "folder", value_name = "CONTENT", value_hint = ValueHint::DirPath)]
    pub folder: Option<PathBuf>,
    /// The settings.
    #[command(flatten)]
    pub flags: DevFlags,
}

/// `--config` and a flag for each setting that is for authors.
#[derive(Debug, Clone, Default)]
pub(super) struct DevFlags {
    /// The settings file.
    pub config: Option<PathBuf>,
    /// Values of flags, unchecked.
    pub values: Vec<(Key, String)>,
}

fn keys() -> impl Iterator<Item = Key> {
    Key::ALL.iter().copied().filter(|key| key.is_for_dev())
}

impl Args for DevFlags {
    fn augment_args(command: clap::Command) -> clap::Command {
        flags::declare(command, keys())
    }

    fn augment_args_for_update(command: clap::Command) -> clap::Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for DevFlags {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let mut flags = Self::default();
        flags.update_from_arg_matches(matches)?;
        Ok(flags)
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        self.config = flags::config(matches).or(self.config.take());
        self.values.extend(flags::values(matches, keys()));
        Ok(())
    }
}
