//! The one table of settings. The file's keys, the variables, the flags, the help text and the
//! suggestions for misspelt names all come from it.

use std::sync::LazyLock;

/// What the name of every variable begins with.
pub const ENV_PREFIX: &str = "INKSTONE_";

/// Declares [`Key`] from one table: variant, name, value name, default, meaning.
macro_rules! settings {
    ($($variant:ident $name:literal $value:literal $default:literal $about:literal;)*) => {
        /// A setting.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Key {
            $(#[doc = $about] $variant,)*
        }

        impl Key {
            /// Every setting, in the order of the documentation.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The name in `inkstone.toml`.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// What stands for its value in the help text; empty for a switch.
            pub fn value_name(self) -> &'static str {
                match self { $(Self::$variant => $value,)* }
            }

            /// The default as text; empty where there is none.
            pub fn default_text(self) -> &'static str {
                match self { $(Self::$variant => $default,)* }
            }

            /// One sentence on what it does.
            pub fn about(self) -> &'static str {
                match self { $(Self::$variant => $about,)* }
            }
        }
    };
}

settings! {
    Content "content" "FOLDER" "posts" "The folder of posts.";
    Listen "listen" "HOST:PORT" "127.0.0.1:8080" "Where the server listens; port 0 takes a free one.";
    PublicUrl "public_url" "URL" "" "The address under which clients see this API; makes links absolute.";
    SiteUrl "site_url" "URL" "" "The address of the site on which the posts are read.";
    PostPath "post_path" "PATH" "/posts/{slug}" "The path of a post on the site, with {slug} and perhaps {lang}.";
    Title "title" "TEXT" "Inkstone" "The site's title.";
    Description "description" "TEXT" "" "What the site is about.";
    Timezone "timezone" "ZONE" "UTC" "The time zone of dates without an offset, such as Asia/Shanghai.";
    Lang "lang" "TAG" "en" "The language of posts that do not tell theirs.";
    Languages "languages" "TAGS" "" "Languages that `name.zh.md` or a first folder `zh/` may name, separated by commas.";
    SlugFrom "slug_from" "stem|path" "stem" "Whether a slug is made from the file's name alone or from its folders too.";
    RawHtml "raw_html" "sanitize|escape|trust" "sanitize" "What happens to HTML in posts.";
    Highlight "highlight" "" "true" "Mark the tokens of code, for the stylesheet /highlight.css.";
    MaxFileSize "max_file_size" "SIZE" "8MiB" "The largest post that is read, in bytes or as 8MiB or 500KB.";
    Strict "strict" "" "false" "Refuse to start when any post has an error.";
    PreviewToken "preview_token" "SECRET" "" "The secret that shows drafts and scheduled posts, 16 characters or more; other users of the machine can see flags, so prefer the variable.";
    Diagnostics "diagnostics" "" "false" "Show content problems to everyone at /api/v1/diagnostics.";
    Workers "workers" "NUMBER" "" "Threads that answer requests, 1 to 512; one a core where not given.";
    LogFormat "log_format" "text|json" "text" "How the log on standard error is written.";
    Log "log" "LEVEL" "info" "What is logged: error, warn, info, debug or trace.";
    RenderCache "render_cache" "SIZE" "64MiB" "How many bytes of rendered posts are kept in memory; 0 keeps none.";
    ShutdownTimeout "shutdown_timeout" "SECONDS" "30" "How long open requests may take once the server is told to stop.";
    AnswerCache "answer_cache" "SIZE" "64MiB" "How many bytes of whole answers are kept in memory, as they are and compressed; 0 keeps none.";
    CacheLists "cache_lists" "DIRECTIVES" "max-age=60, stale-while-revalidate=600, stale-if-error=86400" "How long lists may be kept by clients and caches: max-age, and if wanted s-maxage, stale-while-revalidate and stale-if-error, in seconds.";
    CachePosts "cache_posts" "DIRECTIVES" "max-age=60, stale-while-revalidate=600, stale-if-error=86400" "The same for single posts.";
    CacheSearch "cache_search" "DIRECTIVES" "max-age=60, stale-while-revalidate=600, stale-if-error=86400" "The same for the search and completions.";
    CacheAssets "cache_assets" "DIRECTIVES" "max-age=60, stale-while-revalidate=600, stale-if-error=86400" "The same for files beside posts whose URL does not name their version.";
    CacheDocs "cache_docs" "DIRECTIVES" "max-age=60, stale-while-revalidate=600, stale-if-error=86400" "The same for the documentation, the OpenAPI document and the stylesheet.";
    PurgeHeaders "purge_headers" "off|cache-tag|surrogate-key|both" "off" "Name the posts and terms of each answer in headers, so that a CDN can be told what to drop.";
    CorsOrigins "cors_origins" "ORIGINS" "*" "Pages of which origins may read answers, separated by commas; * is any, none is none.";
    Compression "compression" "" "true" "Compress answers with br, zstd or gzip for clients that take them.";
    TrustedProxies "trusted_proxies" "ADDRESSES" "" "Proxies whose Forwarded or X-Forwarded-For is believed: addresses, networks, loopback or private, separated by commas.";
    RateLimit "rate_limit" "RATE" "off" "How many requests a client may send, such as 100/1m, or 100/1m burst 20 for no more than 20 at once.";
    MaxInFlight "max_in_flight" "NUMBER" "512" "How many requests are worked on at once; more are refused.";
    MaxUrl "max_url" "SIZE" "16KiB" "The longest URL that is read, 1KiB to 64KiB.";
    MaxHeaders "max_headers" "SIZE" "32KiB" "The most that the header lines of a request may have, 4KiB to 60KiB.";
    Metrics "metrics" "" "true" "Count requests, and show metrics for Prometheus at /metrics.";
    ServerTiming "server_timing" "" "true" "Tell clients by Server-Timing how long each answer took and whether it was kept.";
    AccessLog "access_log" "" "true" "Log each request, at the level info.";
    OtlpEndpoint "otlp_endpoint" "URL" "" "The OpenTelemetry collector that traces are sent to, such as http://127.0.0.1:4318; only in builds with the feature `otel`.";
    TlsCertificate "tls_certificate" "FILE" "" "The certificate for HTTPS with its chain, in PEM; taken anew when it changes.";
    TlsKey "tls_key" "FILE" "" "The private key of the certificate, in PEM.";
    OpsListen "ops_listen" "HOST:PORT" "" "A second listener, for probes and metrics alone, always plain HTTP; none where not given.";
    MaxConnections "max_connections" "NUMBER" "25000" "How many connections are open at most; others wait.";
    KeepAlive "keep_alive" "SECONDS" "75" "How long a connection may be idle between requests; with 0 it has one request only.";
    HeaderTimeout "header_timeout" "SECONDS" "10" "How long the head of a request may take, and the handshake of TLS.";
    WriteTimeout "write_timeout" "SECONDS" "30" "How long a client may take nothing of its answer.";
    ShutdownDelay "shutdown_delay" "SECONDS" "2" "How long requests are still taken after SIGTERM, while /readyz says no.";
}

/// Variable and flag names, in the order of [`Key::ALL`].
static NAMES: LazyLock<Vec<(String, String)>> = LazyLock::new(|| {
    Key::ALL
        .iter()
        .map(|key| {
            let variable = format!("{ENV_PREFIX}{}", key.name().to_ascii_uppercase());
            (variable, key.name().replace('_', "-"))
        })
        .collect()
});

impl Key {
    /// The setting of this name in `inkstone.toml`.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|key| key.name() == name)
    }

    /// The setting of this variable.
    pub fn from_variable(variable: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|key| key.variable() == variable)
    }

    /// The name of its variable, such as `INKSTONE_PUBLIC_URL`.
    pub fn variable(self) -> &'static str {
        &NAMES[self as usize].0
    }

    /// The name of its flag without the dashes, such as `public-url`.
    pub fn flag(self) -> &'static str {
        &NAMES[self as usize].1
    }

    /// Whether it is on or off.
    pub fn is_switch(self) -> bool {
        self.value_name().is_empty()
    }

    /// Whether its value must never be shown.
    pub fn is_secret(self) -> bool {
        self == Self::PreviewToken
    }
}

#[cfg(test)]
mod tests {
    use super::Key;

    #[test]
    fn the_three_names_of_a_setting_agree() {
        assert_eq!(Key::PublicUrl.variable(), "INKSTONE_PUBLIC_URL");
        assert_eq!(Key::PublicUrl.flag(), "public-url");
        for &key in Key::ALL {
            assert_eq!(Key::from_name(key.name()), Some(key));
            assert_eq!(Key::from_variable(key.variable()), Some(key));
        }
    }
}
