//! The table of settings.
//!
//! An entry is all there is to a setting: its name in the file, from which those of the variable and the
//! flag follow, its help text, its kind with the bounds that are checked, its default, and the option
//! that it sets. Everything else about settings reads this table.

use tracing::Level;

use super::kind::{Canonical, Describe, Kind};
use super::kinds::{
    CacheDirectives, Choice, CollectorUrl, FileMode, Globs, HostPort, Hosts, HttpUrl, Integer,
    Language, Languages, Origins, PathPrefix, PostPath, Proxies, RequestRate, RobotsRules, Seconds,
    Size, Switch, Text, TimeZoneName, Token, ToolSyntax, Watching, WebhookSecrets, WebhookUrls,
};
use super::settings::{LogFormat, Settings};
use super::value::Value;
use crate::compile::markdown::RawHtml;
use crate::compile::{SlugDate, SlugFrom};
use crate::feed::FeedContent;
use crate::live::OnInvalid;
use crate::ops::PurgeHeaders;
use crate::post::Math;

const KIB: u64 = 1 << 10;
const GIB: u64 = 1 << 30;
/// 64 GiB, or what this machine can address.
const LARGEST_CACHE: u64 = if usize::BITS < 64 { u32::MAX as u64 } else { 64 * GIB };
const HOUR: u64 = 3600;

/// Declares [`Key`] from the table. `sets` is a place in [`Settings`]; `in_revision` marks settings that
/// content and responses depend on. The first sentence of a help text is its summary.
macro_rules! settings {
    ($($section:literal {$(
        $(#[doc = $help:literal])+
        $key:ident {
            name: $name:literal,
            kind: $kind:expr,
            $(default: $default:literal,)?
            sets: $($place:ident).+
            $(, in_revision: $in_revision:tt)?
        }
    )+})+) => {
        /// A setting.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Key {
            $($($(#[doc = $help])+ $key,)+)+
        }

        impl Key {
            /// All settings, in the order of the documentation.
            pub const ALL: &'static [Self] = &[$($(Self::$key,)+)+];

            /// Returns the name in `inkstone.toml`, such as `public_url`.
            pub fn name(self) -> &'static str {
                match self { $($(Self::$key => $name,)+)+ }
            }

            /// Returns the title of the section that the setting belongs to.
            pub fn section(self) -> &'static str {
                match self { $($(Self::$key => $section,)+)+ }
            }

            /// Returns what the setting does, in one or a few sentences.
            pub fn help(self) -> &'static str {
                match self { $($(Self::$key => concat!($($help),+),)+)+ }.trim_ascii_start()
            }

            /// Returns the default; `None` if the setting is unset by default.
            pub fn default_text(self) -> Option<&'static str> {
                match self { $($(Self::$key => [$($default)?].first().copied(),)+)+ }
            }

            /// Returns the description of the setting's values.
            pub(super) fn kind(self) -> &'static dyn Describe {
                match self { $($(Self::$key => const { &$kind },)+)+ }
            }

            /// Checks a value and stores it.
            pub(super) fn set(self, settings: &mut Settings, value: &Value) -> Result<(), String> {
                match self {
                    $($(Self::$key => settings.$($place).+ = Kind::read(&$kind, value)?,)+)+
                }
                Ok(())
            }

            /// Returns the value in its canonical form; `None` if it is unset, or if content and responses do
            /// not depend on it.
            pub(super) fn canonical(self, settings: &Settings) -> Option<String> {
                match self {
                    $($(Self::$key => settings!(
                        @canonical [$($in_revision)?] $kind, settings.$($place).+
                    ),)+)+
                }
            }
        }
    };
    (@canonical [] $kind:expr, $place:expr) => {
        None
    };
    (@canonical [true] $kind:expr, $place:expr) => {
        Canonical::canonical(&$kind, &$place)
    };
}

settings! {
    "Content" {
        /// The folder that contains the posts.
        Content { name: "content", kind: Text("FOLDER"), default: "posts", sets: content }
        /// The language of posts that do not declare one.
        Lang { name: "lang", kind: Language, default: "en", sets: compile.default_lang, in_revision: true }
        /// Languages that a file name such as `name.zh.md` or a top-level folder such as `zh/` may declare,
        /// separated by commas.
        Languages { name: "languages", kind: Languages, sets: compile.languages, in_revision: true }
        /// The time zone of dates without a UTC offset, such as Asia/Shanghai.
        Timezone { name: "timezone", kind: TimeZoneName, default: "UTC", sets: compile.time_zone, in_revision: true }
        /// Whether slugs are derived from the file name only or from its folders too.
        SlugFrom {
            name: "slug_from",
            kind: Choice(&[("stem", SlugFrom::Stem), ("path", SlugFrom::Path)]),
            default: "stem",
            sets: compile.slug_from,
            in_revision: true
        }
        /// Whether slugs have the date prefix of their file: only where another post has the slug without it
        /// (drop), or always (keep).
        SlugDate {
            name: "slug_date",
            kind: Choice(&[("drop", SlugDate::Drop), ("keep", SlugDate::Keep)]),
            default: "drop",
            sets: compile.slug_date,
            in_revision: true
        }
        /// What dollar signs mean: math if there is no whitespace inside of them (strict), also if there is
        /// (loose), or text (off). With auto, posts whose front matter has `math: true` are read as loose and
        /// others as strict.
        Math {
            name: "math",
            kind: Choice(&[
                ("auto", None),
                ("strict", Some(Math::Strict)),
                ("loose", Some(Math::Loose)),
                ("off", Some(Math::Off)),
            ]),
            default: "auto",
            sets: compile.math,
            in_revision: true
        }
        /// The syntax of other tools that is understood: auto for all of it, none, or a list of containers,
        /// wikilinks, liquid, shortcodes, kramdown.
        Dialect { name: "dialect", kind: ToolSyntax, default: "auto", sets: compile.tools, in_revision: true }
        /// Globs of files and folders in the content folder to ignore, separated by commas. A glob without a
        /// slash names files and folders anywhere, as in a .gitignore file.
        Exclude { name: "exclude", kind: Globs, sets: exclude }
        /// How raw HTML in posts is handled.
        RawHtml {
            name: "raw_html",
            kind: Choice(&[
                ("sanitize", RawHtml::Sanitize),
                ("escape", RawHtml::Escape),
                ("trust", RawHtml::Trust),
            ]),
            default: "sanitize",
            sets: http.render.raw_html,
            in_revision: true
        }
        /// Hosts whose pages posts may embed with `<iframe>`, separated by commas; subdomains are included, and
        /// `none` allows none. Other pages become links. Never list the host of the site itself.
        EmbedHosts {
            name: "embed_hosts",
            kind: Hosts,
            default: "youtube.com,youtube-nocookie.com,player.vimeo.com,dailymotion.com,player.twitch.tv,clips.twitch.tv,embed.ted.com,embed.nicovideo.jp,player.bilibili.com,v.qq.com,player.youku.com,open.iqiyi.com",
            sets: http.render.embeds,
            in_revision: true
        }
        /// Mark up the tokens of code blocks for the stylesheet /highlight.css.
        Highlight { name: "highlight", kind: Switch, default: "true", sets: http.render.highlight, in_revision: true }
        /// The largest post to read. Larger files are reported as errors.
        MaxFileSize { name: "max_file_size", kind: Size(KIB..=GIB), default: "8MiB", sets: max_file_size }
        /// Refuse to start if any post has an error.
        Strict { name: "strict", kind: Switch, default: "false", sets: strict }
        /// How changes of files are noticed. By events of the system, or by polling where there are none, as on
        /// network file systems (auto, or true); by events even there (events); by polling (poll); or only on SIGHUP
        /// (off, or false). `--no-watch` is the same as `--watch=off`.
        Watch { name: "watch", kind: Watching, default: "auto", sets: watch.mode }
        /// How often the whole content folder is scanned for changes without an event. With 0, it never is.
        ScanInterval { name: "scan_interval", kind: Seconds(0..=24 * HOUR), default: "60", sets: watch.scan_interval }
        /// What is served of a file in which an error appears while the server runs: its last valid version (keep),
        /// or nothing (remove), so that replicas and restarted servers agree.
        OnInvalid {
            name: "on_invalid",
            kind: Choice(&[("keep", OnInvalid::Keep), ("remove", OnInvalid::Remove)]),
            default: "keep",
            sets: on_invalid
        }
        /// A folder in which the server stores what should survive a restart, such as the last valid versions of
        /// files that have an error. Large search indexes and the text of posts are also in files there, instead of in
        /// memory. It is created if it does not exist. Without it, nothing survives a restart.
        StateDir { name: "state_dir", kind: Text("FOLDER"), sets: state_dir }
        /// Without `state_dir`, hold large search indexes and the text of posts in temporary files instead of in memory:
        /// in TMPDIR if it is set, otherwise in /var/tmp or /tmp, if that is on a local disk with free space. They end
        /// with the server.
        TemporaryFiles { name: "temporary_files", kind: Switch, default: "true", sets: temporary_files }
        /// How many past versions of the content are remembered, so that clients with their sync tokens get only
        /// what has changed since. With 0, they compare manifests.
        SyncHistory { name: "sync_history", kind: Integer(0..=100_000), default: "1000", sets: sync_history.count }
        /// The maximum memory for these versions, of which only the differences are stored: about 100 bytes for
        /// each change of a post.
        SyncHistoryBytes { name: "sync_history_bytes", kind: Size(0..=GIB), default: "16MiB", sets: sync_history.bytes }
    }
    "Site" {
        /// The title of the site.
        Title { name: "title", kind: Text("TEXT"), default: "Inkstone", sets: http.title, in_revision: true }
        /// The description of the site.
        Description { name: "description", kind: Text("TEXT"), sets: http.description, in_revision: true }
        /// The URL under which clients see this API. If it is set, links in responses are absolute.
        PublicUrl { name: "public_url", kind: HttpUrl, sets: http.public_url, in_revision: true }
        /// The path under which a proxy forwards requests, if it does not remove it, such as /blog. It is part of
        /// all links. Probes and metrics are available without it too.
        BasePath { name: "base_path", kind: PathPrefix, sets: http.base_path, in_revision: true }
        /// The URL of the site on which the posts are published.
        SiteUrl { name: "site_url", kind: HttpUrl, sets: http.site_url, in_revision: true }
        /// The path of a post on the site. {slug} and {lang} are replaced.
        PostPath { name: "post_path", kind: PostPath, default: "/posts/{slug}", sets: http.post_path, in_revision: true }
        /// What the entries of feeds contain: the whole post and its summary, or only the summary.
        FeedContent {
            name: "feed_content",
            kind: Choice(&[("full", FeedContent::Full), ("summary", FeedContent::Summary)]),
            default: "full",
            sets: http.feed_content,
            in_revision: true
        }
    }
    "Server" {
        /// The address to listen on. Port 0 picks a free port, and `unix:PATH` is a Unix socket. If it is not
        /// set, the variable `PORT` sets `0.0.0.0` with this port.
        Listen { name: "listen", kind: HostPort, default: "127.0.0.1:8080", sets: listen }
        /// The address of a second listener, which serves only probes and metrics, over plain HTTP.
        OpsListen { name: "ops_listen", kind: HostPort, sets: ops_listen }
        /// The permissions of the Unix sockets that the server listens on. Whoever may write to the file may connect.
        SocketMode { name: "socket_mode", kind: FileMode, default: "666", sets: connections.socket_mode }
        /// The certificate for HTTPS followed by its chain, as a PEM file. It is reloaded when it changes.
        /// Requires `tls_key`.
        TlsCertificate { name: "tls_certificate", kind: Text("FILE"), sets: tls_certificate }
        /// The private key of the certificate, as a PEM file. Requires `tls_certificate`.
        TlsKey { name: "tls_key", kind: Text("FILE"), sets: tls_key }
        /// The number of threads that handle requests. Defaults to the number of CPU cores.
        Workers { name: "workers", kind: Integer(1..=512), sets: connections.workers }
        /// The maximum number of open connections. Further ones wait. Defaults to 25000, or fewer if the limit of
        /// open files requires it.
        MaxConnections { name: "max_connections", kind: Integer(1..=1_000_000), sets: connections.max_connections }
        /// How long a connection may be idle between requests. With 0, it is closed after each response.
        KeepAlive { name: "keep_alive", kind: Seconds(0..=HOUR), default: "75", sets: connections.keep_alive }
        /// How long a client may take to send the head of a request, including the TLS handshake.
        HeaderTimeout { name: "header_timeout", kind: Seconds(1..=HOUR), default: "10", sets: connections.head_timeout }
        /// How long a client may go without reading any of its response.
        WriteTimeout { name: "write_timeout", kind: Seconds(1..=HOUR), default: "30", sets: connections.write_timeout }
        /// How long requests are still accepted after SIGTERM, while /readyz reports that the server is not
        /// ready.
        ShutdownDelay { name: "shutdown_delay", kind: Seconds(0..=HOUR), default: "2", sets: connections.shutdown_delay }
        /// How long requests in progress may take to complete during shutdown.
        ShutdownTimeout { name: "shutdown_timeout", kind: Seconds(0..=HOUR), default: "30", sets: connections.shutdown_timeout }
    }
    "Access and limits" {
        /// The token that gives access to drafts and scheduled posts, and by which preview links are signed.
        /// Command-line flags are visible to other users of the machine, so prefer the variable or the file.
        PreviewToken { name: "preview_token", kind: Token, sets: preview_token }
        /// Make content problems public at /api/v1/diagnostics.
        Diagnostics { name: "diagnostics", kind: Switch, default: "false", sets: http.diagnostics }
        /// Origins of web pages that may read responses, separated by commas, such as `https://blog.example`,
        /// `https://*.example.com` for all subdomains, or `capacitor://localhost` for an app; `*` allows all,
        /// `none` allows none.
        CorsOrigins { name: "cors_origins", kind: Origins, default: "*", sets: http.cors }
        /// Serve the posts to language models by the Model Context Protocol, at /mcp.
        Mcp { name: "mcp", kind: Switch, default: "false", sets: http.mcp }
        /// Origins of web pages that may use /mcp, in the same form as `cors_origins`. Pages of this machine and of
        /// `public_url` always may. With `*`, pages of any website may reach a server that only this machine can.
        McpOrigins { name: "mcp_origins", kind: Origins, default: "none", sets: http.mcp_origins }
        /// What search engines may do with responses below /api/v1, as rules of X-Robots-Tag, separated by commas;
        /// `index` sends none.
        Robots { name: "robots", kind: RobotsRules, default: "noindex", sets: http.robots }
        /// Proxies whose Forwarded or X-Forwarded-For header is trusted: addresses, networks, `loopback` or
        /// `private`, separated by commas.
        TrustedProxies { name: "trusted_proxies", kind: Proxies, sets: http.limits.trusted_proxies }
        /// The number of requests that a client may send per period, such as 100/1m, or 100/1m burst 20 to
        /// allow at most 20 at once.
        RateLimit { name: "rate_limit", kind: RequestRate, default: "off", sets: http.limits.rate }
        /// The maximum number of requests in progress. Further ones are rejected.
        MaxInFlight { name: "max_in_flight", kind: Integer(1..=65_536), default: "512", sets: http.limits.max_in_flight }
        /// The maximum size of a response that contains posts. A page that would be larger ends early, and its
        /// cursor continues after it. Facets take at most half of it.
        MaxAnswer { name: "max_answer", kind: Size(64 * KIB..=GIB), default: "8MiB", sets: http.limits.max_answer, in_revision: true }
        /// The maximum total size of responses that clients have not finished reading, in addition to the
        /// response cache. Further long ones are rejected. At least twice `max_answer` is used.
        MaxInFlightBytes { name: "max_in_flight_bytes", kind: Size(0..=LARGEST_CACHE), default: "256MiB", sets: http.limits.max_in_flight_bytes }
        /// How many clients may listen to events at a time. 0 turns events off. Streams take at most half of
        /// `max_connections`.
        EventListeners { name: "event_listeners", kind: Integer(0..=1_000_000), default: "1000", sets: http.limits.event_listeners }
        // With `max_headers`, a method and a version, it stays below the 128 KiB that the parser reads of a
        // head.
        /// The longest URL that is accepted.
        MaxUrl { name: "max_url", kind: Size(KIB..=64 * KIB), default: "16KiB", sets: http.limits.head.max_url }
        /// The maximum total size of a request's header lines.
        MaxHeaders { name: "max_headers", kind: Size(4 * KIB..=60 * KIB), default: "32KiB", sets: http.limits.head.max_headers }
    }
    "Caching and compression" {
        /// The size of the cache of rendered posts. 0 disables it.
        RenderCache { name: "render_cache", kind: Size(0..=LARGEST_CACHE), default: "64MiB", sets: http.render_cache_bytes }
        /// The size of the cache of responses, plain and compressed. Up to a quarter more than that is used for the posts of lists. 0 disables both.
        AnswerCache { name: "answer_cache", kind: Size(0..=LARGEST_CACHE), default: "64MiB", sets: http.answer_cache_bytes }
        /// How long clients and shared caches may store lists, feeds and sitemaps: max-age and, optionally,
        /// s-maxage, stale-while-revalidate and stale-if-error, in seconds.
        CacheLists {
            name: "cache_lists",
            kind: CacheDirectives,
            default: "max-age=60, stale-while-revalidate=600, stale-if-error=86400",
            sets: http.cache.list
        }
        /// Like `cache_lists`, for single posts.
        CachePosts {
            name: "cache_posts",
            kind: CacheDirectives,
            default: "max-age=60, stale-while-revalidate=600, stale-if-error=86400",
            sets: http.cache.post
        }
        /// Like `cache_lists`, for search results and completions.
        CacheSearch {
            name: "cache_search",
            kind: CacheDirectives,
            default: "max-age=60, stale-while-revalidate=600, stale-if-error=86400",
            sets: http.cache.search
        }
        /// Like `cache_lists`, for assets whose URL does not contain a version.
        CacheAssets {
            name: "cache_assets",
            kind: CacheDirectives,
            default: "max-age=60, stale-while-revalidate=600, stale-if-error=86400",
            sets: http.cache.asset
        }
        /// Like `cache_lists`, for the documentation, the OpenAPI document, schemas and stylesheets.
        CacheDocs {
            name: "cache_docs",
            kind: CacheDirectives,
            default: "max-age=60, stale-while-revalidate=600, stale-if-error=86400",
            sets: http.cache.document
        }
        /// List the posts and terms of each response in headers by which a CDN can purge it.
        PurgeHeaders {
            name: "purge_headers",
            kind: Choice(&[
                ("off", PurgeHeaders::Off),
                ("cache-tag", PurgeHeaders::CacheTag),
                ("surrogate-key", PurgeHeaders::SurrogateKey),
                ("both", PurgeHeaders::Both),
            ]),
            default: "off",
            sets: http.purge
        }
        /// Compress responses with br, zstd or gzip for clients that accept it.
        Compression { name: "compression", kind: Switch, default: "true", sets: http.compression }
    }
    "Webhooks" {
        /// The URLs to which each change of the public content is posted, separated by commas. Requires
        /// `webhook_secret`.
        WebhookUrl { name: "webhook_url", kind: WebhookUrls, sets: webhooks.endpoints }
        /// The secrets that sign webhooks, separated by commas: `whsec_` and random bytes in base64. Each signs
        /// every message, so that receivers can change from one to the next. Command-line flags are visible to
        /// other users of the machine, so prefer the variable or the file.
        WebhookSecret { name: "webhook_secret", kind: WebhookSecrets, sets: webhooks.secrets }
        /// Allow webhooks to addresses that are not on the public internet, such as private networks and this
        /// machine, and over plain HTTP.
        WebhookAllowPrivate { name: "webhook_allow_private", kind: Switch, default: "false", sets: webhooks.allow_private }
    }
    "Logs and metrics" {
        /// The most detailed level to log.
        Log {
            name: "log",
            kind: Choice(&[
                ("error", Level::ERROR),
                ("warn", Level::WARN),
                ("info", Level::INFO),
                ("debug", Level::DEBUG),
                ("trace", Level::TRACE),
            ]),
            default: "info",
            sets: log
        }
        /// The format of the log on standard error.
        LogFormat {
            name: "log_format",
            kind: Choice(&[("text", LogFormat::Text), ("json", LogFormat::Json)]),
            default: "text",
            sets: log_format
        }
        /// Log each request at the level `info`.
        AccessLog { name: "access_log", kind: Switch, default: "true", sets: http.observe.access_log }
        /// Count requests and expose metrics for Prometheus at /metrics.
        Metrics { name: "metrics", kind: Switch, default: "true", sets: http.observe.metrics }
        /// Report to clients in the Server-Timing header how long each response took and whether it was
        /// cached.
        ServerTiming { name: "server_timing", kind: Switch, default: "true", sets: http.observe.server_timing }
        /// The OpenTelemetry collector to which traces are sent, such as `http://127.0.0.1:4318`. Requires a
        /// build with the feature `otel`.
        OtlpEndpoint { name: "otlp_endpoint", kind: CollectorUrl, sets: http.observe.otlp_endpoint }
    }
}
