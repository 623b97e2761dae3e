//! Checked settings, stored as the options of each floor.

use std::fmt;
use std::path::PathBuf;

use super::listen::Listen;
use crate::api::ApiOptions;
use crate::catalog::Audience;
use crate::compile::CompileOptions;
use crate::live::{OnInvalid, WatchOptions};
use crate::ops::WebhookOptions;
use crate::server::ListenOptions;
use crate::source::Exclude;
use crate::sync::Bounds;

/// The format of the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    /// Human-readable lines.
    Text,
    /// One JSON object per line.
    Json,
}

/// A string that is never shown, not even by `{:?}`.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(pub String);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// Checked settings.
///
/// Each entry of the [table](super::Key) fills a field of this struct or of the options in it, so a new
/// option of a floor needs nothing here.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The folder that contains the posts.
    pub content: PathBuf,
    /// Files and folders that are ignored.
    pub exclude: Exclude,
    /// The largest post in bytes.
    pub max_file_size: u64,
    /// Whether errors in posts prevent startup.
    pub strict: bool,
    /// How changes of files are noticed.
    pub watch: WatchOptions,
    /// What is served of a file that becomes invalid.
    pub on_invalid: OnInvalid,
    /// The folder for what survives a restart.
    pub state_dir: Option<PathBuf>,
    /// Whether temporary files are used instead of memory if there is no `state_dir`.
    pub temporary_files: bool,
    /// How much of the past is remembered for clients that sync.
    pub sync_history: Bounds,
    /// The format of the log.
    pub log_format: LogFormat,
    /// The most detailed level that is logged.
    pub log: tracing::Level,
    /// The address of the API.
    pub listen: Listen,
    /// Whether the address of the API is that of the variable `PORT`.
    pub is_listen_from_port: bool,
    /// The problem of a `PORT` that would be the address of the API. The variable belongs to the platform, so it
    /// only concerns commands that use the address.
    pub invalid_port: Option<String>,
    /// The address of the second listener.
    pub ops_listen: Option<Listen>,
    /// The names of variables that look like settings, but describe services of a container platform.
    pub service_links: Vec<String>,
    /// What anyone may see.
    pub everyone: Audience,
    /// Where changes are sent.
    pub webhooks: WebhookOptions,
    /// The problem of webhooks that cannot be sent. It only concerns commands that send them: the secret is often in a
    /// variable of the server.
    pub unusable_webhooks: Option<String>,
    pub(super) tls_certificate: Option<PathBuf>,
    pub(super) tls_key: Option<PathBuf>,
    pub(super) preview_token: Option<Secret>,
    pub(super) compile: CompileOptions,
    /// Without the language and the token; see [`Self::api_options`].
    pub(super) http: ApiOptions,
    /// Without addresses and the certificate; see [`Self::listen_options`].
    pub(super) connections: ListenOptions,
}

impl Settings {
    /// Returns settings to which the defaults of the table have not been applied yet.
    pub(super) fn blank() -> Self {
        Self {
            content: PathBuf::new(),
            exclude: Exclude::default(),
            max_file_size: 0,
            strict: false,
            watch: WatchOptions::default(),
            on_invalid: OnInvalid::Keep,
            state_dir: None,
            temporary_files: true,
            sync_history: Bounds { count: 0, bytes: 0 },
            log_format: LogFormat::Text,
            log: tracing::Level::INFO,
            listen: Listen::default(),
            is_listen_from_port: false,
            invalid_port: None,
            ops_listen: None,
            service_links: Vec::new(),
            everyone: Audience::Public,
            webhooks: WebhookOptions::default(),
            unusable_webhooks: None,
            tls_certificate: None,
            tls_key: None,
            preview_token: None,
            compile: CompileOptions::default(),
            http: ApiOptions::default(),
            connections: ListenOptions::default(),
        }
    }
}
