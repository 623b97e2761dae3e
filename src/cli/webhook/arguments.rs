//! The arguments of `inkstone webhook`.

use clap::Subcommand;

use crate::cli::flags::SettingFlags;

/// The commands about webhooks.
#[derive(Debug, Subcommand)]
pub(in crate::cli) enum WebhookCommand {
    /// Send a signed message of the type `webhook.test`; exits with 1 if it is not accepted
    #[command(after_help = "See `inkstone --help` for examples and exit codes.")]
    Test {
        /// The URL of a receiver [default: each URL of the setting `webhook_url`]
        url: Option<String>,
        /// The settings.
        #[command(flatten)]
        flags: SettingFlags,
    },
}
