//! Third-party works in the binary that are not packages.

/// A third-party work.
pub(super) struct Work {
    pub name: &'static str,
    /// An SPDX expression, or words if SPDX has none.
    pub licence: &'static str,
    /// What Inkstone uses it for.
    pub purpose: &'static str,
    /// The URL of its project.
    pub origin: &'static str,
    /// The notice that must be distributed with it; empty if there is none.
    pub notice: &'static str,
}

/// All works but the grammars, whose notices are stored with them.
pub(super) const WORKS: &[Work] = &[
    Work {
        name: "Swagger UI",
        licence: "Apache-2.0",
        purpose: "the documentation at /docs/, including bundled packages",
        origin: "https://github.com/swagger-api/swagger-ui",
        notice: include_str!("notice/swagger-ui.txt"),
    },
    Work {
        name: "Unicode data",
        licence: "Unicode-3.0",
        purpose: "character properties, normalization, collation (CLDR), segmentation",
        origin: "https://www.unicode.org/",
        notice: include_str!("notice/unicode.txt"),
    },
    Work {
        name: "ICU's dictionaries",
        licence: "Unicode-3.0 AND BSD-3-Clause AND BSD-2-Clause AND NAIST-2003",
        purpose: "word segmentation of languages that are written without spaces",
        origin: "https://github.com/unicode-org/icu",
        notice: include_str!("notice/dictionaries.txt"),
    },
    Work {
        name: "pinyin-data",
        licence: "MIT",
        purpose: "the pronunciation of Chinese characters",
        origin: "https://github.com/mozillazg/pinyin-data",
        notice: include_str!("notice/pinyin.txt"),
    },
    Work {
        name: "The tables of fast2s and simplet2s",
        licence: "MIT",
        purpose: "conversion of Traditional to Simplified Chinese characters",
        origin: "https://github.com/tyrchen/fast2s, https://github.com/bosondata/simplet2s-rs",
        notice: include_str!("notice/fast2s.txt"),
    },
    Work {
        name: "The IANA time zone database",
        licence: "public domain",
        purpose: "time zone offsets",
        origin: "https://www.iana.org/time-zones",
        notice: "",
    },
    Work {
        name: "Oniguruma",
        licence: "BSD-2-Clause",
        purpose: "regular expressions of syntax grammars",
        origin: "https://github.com/kkos/oniguruma",
        notice: include_str!("notice/oniguruma.txt"),
    },
    Work {
        name: "mimalloc",
        licence: "MIT",
        purpose: "memory allocation",
        origin: "https://github.com/microsoft/mimalloc",
        notice: include_str!("notice/mimalloc.txt"),
    },
    Work {
        name: "Zstandard",
        licence: "BSD-3-Clause",
        purpose: "compression of responses",
        origin: "https://github.com/facebook/zstd",
        notice: include_str!("notice/zstd.txt"),
    },
    Work {
        name: "BoringSSL and fiat-crypto, by ring",
        licence: "Apache-2.0 AND ISC",
        purpose: "cryptography for TLS",
        origin: "https://github.com/briansmith/ring",
        notice: include_str!("notice/ring.txt"),
    },
    #[cfg(feature = "otel")]
    Work {
        name: "Mozilla's root certificates",
        licence: "CDLA-Permissive-2.0",
        purpose: "verification of OpenTelemetry collectors",
        origin: "https://github.com/rustls/webpki-roots",
        notice: include_str!("notice/root-certificates.txt"),
    },
    Work {
        name: "The Rust standard library",
        licence: "MIT OR Apache-2.0",
        purpose: "the runtime of every Rust program",
        origin: "https://github.com/rust-lang/rust",
        notice: "",
    },
];

/// The licence text that notices refer to.
pub(super) const APACHE: &str = include_str!("../../../LICENSE-APACHE");
