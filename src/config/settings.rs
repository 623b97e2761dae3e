//! Checked settings, and what each floor is told of them.

use std::fmt;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use jiff::tz::TimeZone;

use super::given::Value;
use super::{Key, Listen, check};
use crate::api::HttpOptions;
use crate::catalog::CatalogOptions;
use crate::compile::markdown::{RawHtml, RenderOptions};
use crate::compile::{CompileOptions, SlugFrom};
use crate::ops::CacheOptions;
use crate::ops::LimitOptions;
use crate::ops::PurgeHeaders;
use crate::ops::{LostLines, ObserveOptions};
use crate::post::Revision;
use crate::protocol::CorsOrigins;
use crate::server::ListenOptions;
use crate::server::TlsFiles;
use crate::text::Lang;

/// How the log is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    /// For people.
    Text,
    /// One JSON object a line.
    Json,
}

/// A text that is never shown, not even by `{:?}`.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(pub String);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// What the operator asked for, checked. What each field means stands in [`Key`].
#[derive(Debug, Clone)]
pub struct Settings {
    /// [`Key::Content`].
    pub content: PathBuf,
    /// [`Key::Listen`].
    pub listen: Listen,
    /// [`Key::PublicUrl`], without a trailing slash.
    pub public_url: Option<String>,
    /// [`Key::SiteUrl`], without a trailing slash.
    pub site_url: Option<String>,
    /// [`Key::PostPath`].
    pub post_path: String,
    /// [`Key::Title`].
    pub title: String,
    /// [`Key::Description`].
    pub description: Option<String>,
    /// [`Key::Timezone`].
    pub time_zone: TimeZone,
    /// [`Key::Lang`].
    pub lang: Lang,
    /// [`Key::Languages`].
    pub languages: Vec<Lang>,
    /// [`Key::SlugFrom`].
    pub slug_from: SlugFrom,
    /// [`Key::RawHtml`].
    pub raw_html: RawHtml,
    /// [`Key::Highlight`].
    pub highlight: bool,
    /// [`Key::MaxFileSize`], in bytes.
    pub max_file_size: u64,
    /// [`Key::Strict`].
    pub strict: bool,
    /// [`Key::PreviewToken`].
    pub preview_token: Option<Secret>,
    /// [`Key::Diagnostics`].
    pub diagnostics: bool,
    /// [`Key::Workers`].
    pub workers: Option<usize>,
    /// [`Key::LogFormat`].
    pub log_format: LogFormat,
    /// [`Key::Log`].
    pub log: tracing::Level,
    /// [`Key::RenderCache`], in bytes.
    pub render_cache_bytes: usize,
    /// [`Key::AnswerCache`], in bytes.
    pub answer_cache_bytes: usize,
    /// [`Key::CacheLists`] and the settings behind it.
    pub cache: CacheOptions,
    /// [`Key::PurgeHeaders`].
    pub purge_headers: PurgeHeaders,
    /// [`Key::CorsOrigins`].
    pub cors_origins: CorsOrigins,
    /// [`Key::Compression`].
    pub compression: bool,
    /// [`Key::TrustedProxies`], [`Key::RateLimit`], [`Key::MaxInFlight`], [`Key::MaxUrl`] and
    /// [`Key::MaxHeaders`].
    pub limits: LimitOptions,
    /// [`Key::Metrics`].
    pub metrics: bool,
    /// [`Key::ServerTiming`].
    pub server_timing: bool,
    /// [`Key::AccessLog`].
    pub access_log: bool,
    /// [`Key::OtlpEndpoint`], without a trailing slash.
    pub otlp_endpoint: Option<String>,
    /// [`Key::ShutdownTimeout`].
    pub shutdown_timeout: Duration,
    /// [`Key::TlsCertificate`].
    pub tls_certificate: Option<PathBuf>,
    /// [`Key::TlsKey`]; there where the certificate is.
    pub tls_key: Option<PathBuf>,
    /// [`Key::OpsListen`].
    pub ops_listen: Option<Listen>,
    /// [`Key::MaxConnections`].
    pub max_connections: usize,
    /// [`Key::KeepAlive`].
    pub keep_alive: Duration,
    /// [`Key::HeaderTimeout`].
    pub header_timeout: Duration,
    /// [`Key::WriteTimeout`].
    pub write_timeout: Duration,
    /// [`Key::ShutdownDelay`].
    pub shutdown_delay: Duration,
}

/// Bounds of [`Key::MaxFileSize`]: 1 KiB to 1 GiB.
const FILE_SIZES: std::ops::RangeInclusive<u64> = 1 << 10..=1 << 30;

/// Bounds of [`Key::MaxInFlight`].
const IN_FLIGHT: std::ops::RangeInclusive<u64> = 1..=65_536;

/// Bounds of [`Key::MaxUrl`]. With [`HEADERS`], a method and a version it stays below the 128 KiB that the
/// parser reads of a head.
const URLS: std::ops::RangeInclusive<u64> = 1 << 10..=64 << 10;

/// Bounds of [`Key::MaxHeaders`].
const HEADERS: std::ops::RangeInclusive<u64> = 4 << 10..=60 << 10;

/// Upper bound of [`Key::RenderCache`]: 64 GiB, or what this machine can address.
const LARGEST_CACHE: u64 = if usize::BITS < 64 { u32::MAX as u64 } else { 64 << 30 };

impl Settings {
    /// The settings before anything is said.
    pub(super) fn unset() -> Self {
        let compile = CompileOptions::default();
        Self {
            content: PathBuf::new(),
            listen: Listen::default(),
            public_url: None,
            site_url: None,
            post_path: String::new(),
            title: String::new(),
            description: None,
            time_zone: compile.time_zone,
            lang: compile.default_lang,
            languages: compile.languages,
            slug_from: compile.slug_from,
            raw_html: RawHtml::default(),
            highlight: false,
            max_file_size: *FILE_SIZES.end(),
            strict: false,
            preview_token: None,
            diagnostics: false,
            workers: None,
            log_format: LogFormat::Text,
            log: tracing::Level::INFO,
            render_cache_bytes: 0,
            answer_cache_bytes: 0,
            cache: CacheOptions::default(),
            purge_headers: PurgeHeaders::Off,
            cors_origins: CorsOrigins::Any,
            compression: true,
            limits: LimitOptions::default(),
            metrics: false,
            server_timing: false,
            access_log: false,
            otlp_endpoint: None,
            shutdown_timeout: Duration::ZERO,
            tls_certificate: None,
            tls_key: None,
            ops_listen: None,
            max_connections: 1,
            keep_alive: Duration::ZERO,
            header_timeout: Duration::ZERO,
            write_timeout: Duration::ZERO,
            shutdown_delay: Duration::ZERO,
        }
    }

    /// Checks one value and takes it over.
    pub(super) fn set(&mut self, key: Key, value: &Value) -> Result<(), String> {
        match key {
            Key::Content => self.content = check::filled_text(value)?.into(),
            Key::Listen => self.listen = check::listen(value)?,
            Key::PublicUrl => self.public_url = check::url(value)?,
            Key::SiteUrl => self.site_url = check::url(value)?,
            Key::PostPath => self.post_path = check::post_path(value)?,
            Key::Title => self.title = check::filled_text(value)?,
            Key::Description => self.description = check::optional_text(value)?,
            Key::Timezone => self.time_zone = check::time_zone(value)?,
            Key::Lang => self.lang = check::lang(value)?,
            Key::Languages => self.languages = check::languages(value)?,
            Key::SlugFrom => {
                let choices = [("stem", SlugFrom::Stem), ("path", SlugFrom::Path)];
                self.slug_from = check::choice(value, &choices)?;
            }
            Key::RawHtml => self.raw_html = check::choice(value, &RAW_HTML)?,
            Key::Highlight => self.highlight = check::switch(value)?,
            Key::MaxFileSize => self.max_file_size = check::bytes(value, FILE_SIZES)?,
            Key::Strict => self.strict = check::switch(value)?,
            Key::PreviewToken => self.preview_token = check::token(value)?.map(Secret),
            Key::Diagnostics => self.diagnostics = check::switch(value)?,
            Key::Workers => self.workers = Some(check::number(value, 1..=512)? as usize),
            Key::LogFormat => {
                let choices = [("text", LogFormat::Text), ("json", LogFormat::Json)];
                self.log_format = check::choice(value, &choices)?;
            }
            Key::Log => self.log = check::choice(value, &LEVELS)?,
            Key::RenderCache => {
                self.render_cache_bytes = check::bytes(value, 0..=LARGEST_CACHE)? as usize;
            }
            Key::AnswerCache => {
                self.answer_cache_bytes = check::bytes(value, 0..=LARGEST_CACHE)? as usize;
            }
            Key::CacheLists => self.cache.list = check::freshness(value)?,
            Key::CachePosts => self.cache.post = check::freshness(value)?,
            Key::CacheSearch => self.cache.search = check::freshness(value)?,
            Key::CacheAssets => self.cache.asset = check::freshness(value)?,
            Key::CacheDocs => self.cache.document = check::freshness(value)?,
            Key::PurgeHeaders => self.purge_headers = check::choice(value, &PURGE_HEADERS)?,
            Key::CorsOrigins => self.cors_origins = check::origins(value)?,
            Key::Compression => self.compression = check::switch(value)?,
            Key::TrustedProxies => self.limits.trusted_proxies = check::proxies(value)?,
            Key::RateLimit => self.limits.rate = check::rate(value)?,
            Key::MaxInFlight => {
                self.limits.max_in_flight = check::number(value, IN_FLIGHT)? as usize;
            }
            Key::MaxUrl => self.limits.head.max_url = check::bytes(value, URLS)? as usize,
            Key::MaxHeaders => {
                self.limits.head.max_headers = check::bytes(value, HEADERS)? as usize;
            }
            Key::Metrics => self.metrics = check::switch(value)?,
            Key::ServerTiming => self.server_timing = check::switch(value)?,
            Key::AccessLog => self.access_log = check::switch(value)?,
            Key::OtlpEndpoint => self.otlp_endpoint = check::collector(value)?,
            Key::ShutdownTimeout => self.shutdown_timeout = check::seconds(value, 0)?,
            Key::TlsCertificate => self.tls_certificate = check::path(value)?,
            Key::TlsKey => self.tls_key = check::path(value)?,
            Key::OpsListen => self.ops_listen = check::optional_listen(value)?,
            Key::MaxConnections => {
                self.max_connections = check::number(value, 1..=1_000_000)? as usize;
            }
            Key::KeepAlive => self.keep_alive = check::seconds(value, 0)?,
            Key::HeaderTimeout => self.header_timeout = check::seconds(value, 1)?,
            Key::WriteTimeout => self.write_timeout = check::seconds(value, 1)?,
            Key::ShutdownDelay => self.shutdown_delay = check::seconds(value, 0)?,
        }
        Ok(())
    }

    /// How files are read.
    pub fn compile_options(&self) -> CompileOptions {
        CompileOptions {
            time_zone: self.time_zone.clone(),
            default_lang: self.lang.clone(),
            languages: self.languages.clone(),
            slug_from: self.slug_from,
        }
    }

    /// How a snapshot is built.
    pub fn catalog_options(&self) -> CatalogOptions {
        CatalogOptions { default_lang: self.lang.clone(), settings: self.revision() }
    }

    /// How the service answers.
    pub fn http_options(&self) -> HttpOptions {
        HttpOptions {
            public_url: self.public_url.clone(),
            title: self.title.clone(),
            description: self.description.clone(),
            site_url: self.site_url.clone(),
            post_path: self.post_path.clone(),
            default_lang: self.lang.clone(),
            preview_token: self.preview_token.clone().map(|Secret(token)| token),
            diagnostics: self.diagnostics,
            render: RenderOptions { raw_html: self.raw_html, highlight: self.highlight },
            render_cache_bytes: self.render_cache_bytes,
            answer_cache_bytes: self.answer_cache_bytes,
            cache: self.cache,
            purge: self.purge_headers,
            cors: self.cors_origins.clone(),
            compression: self.compression,
            limits: self.limits.clone(),
            observe: ObserveOptions {
                metrics: self.metrics,
                server_timing: self.server_timing,
                access_log: self.access_log,
                otlp_endpoint: self.otlp_endpoint.clone(),
                lost_log_lines: LostLines::default(),
            },
        }
    }

    /// The setting that is missing beside one that needs it, with the one that does.
    pub(super) fn missing_half(&self) -> Option<(Key, Key)> {
        match (&self.tls_certificate, &self.tls_key) {
            (Some(_), None) => Some((Key::TlsKey, Key::TlsCertificate)),
            (None, Some(_)) => Some((Key::TlsCertificate, Key::TlsKey)),
            _ => None,
        }
    }

    /// The files of the certificate, where HTTPS is spoken.
    pub fn tls(&self) -> Option<TlsFiles> {
        let (certificate, key) = self.tls_certificate.clone().zip(self.tls_key.clone())?;
        Some(TlsFiles { certificate, key })
    }

    /// Where a server listens, the addresses of the hosts being known.
    pub fn listen_options(
        &self,
        address: SocketAddr,
        operations: Option<SocketAddr>,
    ) -> ListenOptions {
        ListenOptions {
            address,
            operations,
            tls: self.tls(),
            workers: self.workers,
            max_connections: self.max_connections,
            keep_alive: self.keep_alive,
            head_timeout: self.header_timeout,
            write_timeout: self.write_timeout,
            delay: self.shutdown_delay,
            patience: self.shutdown_timeout,
        }
    }

    /// The identity of all settings that decide how content is answered. A missing one differs from
    /// an empty one.
    fn revision(&self) -> Revision {
        let languages: Vec<&str> = self.languages.iter().map(Lang::as_str).collect();
        let languages = languages.join(",");
        let zone = self.time_zone.iana_name();
        let raw_html = word(self.raw_html, &RAW_HTML);
        let slug_from = match self.slug_from {
            SlugFrom::Stem => "stem",
            SlugFrom::Path => "path",
        };
        let fields = [
            ("raw_html", raw_html),
            ("highlight", Some(if self.highlight { "true" } else { "false" })),
            ("languages", Some(languages.as_str())),
            ("timezone", zone),
            ("lang", Some(self.lang.as_str())),
            ("slug_from", Some(slug_from)),
            ("site_url", self.site_url.as_deref()),
            ("post_path", Some(self.post_path.as_str())),
            ("public_url", self.public_url.as_deref()),
            ("title", Some(self.title.as_str())),
            ("description", self.description.as_deref()),
        ];
        let parts = fields
            .iter()
            .filter_map(|(name, value)| value.map(|value| [name.as_bytes(), value.as_bytes()]));
        Revision::of_parts(parts.flatten())
    }
}

const RAW_HTML: [(&str, RawHtml); 3] =
    [("sanitize", RawHtml::Sanitize), ("escape", RawHtml::Escape), ("trust", RawHtml::Trust)];

const PURGE_HEADERS: [(&str, PurgeHeaders); 4] = [
    ("off", PurgeHeaders::Off),
    ("cache-tag", PurgeHeaders::CacheTag),
    ("surrogate-key", PurgeHeaders::SurrogateKey),
    ("both", PurgeHeaders::Both),
];

const LEVELS: [(&str, tracing::Level); 5] = [
    ("error", tracing::Level::ERROR),
    ("warn", tracing::Level::WARN),
    ("info", tracing::Level::INFO),
    ("debug", tracing::Level::DEBUG),
    ("trace", tracing::Level::TRACE),
];

/// The word for a choice.
fn word<T: PartialEq>(wanted: T, choices: &[(&'static str, T)]) -> Option<&'static str> {
    choices.iter().find(|(_, choice)| *choice == wanted).map(|(word, _)| *word)
}
