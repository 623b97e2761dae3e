//! Works of others that are in the binary without being packages of their own.

/// One work.
pub(super) struct Work {
    /// What its authors call it.
    pub name: &'static str,
    /// The SPDX expression of its licence, or words where SPDX has none.
    pub licence: &'static str,
    /// What it is here for.
    pub purpose: &'static str,
    /// Where it is kept.
    pub origin: &'static str,
    /// What must be passed on with it; empty where nothing must.
    pub notice: &'static str,
}

/// All but the grammars, whose notices come with them.
pub(super) const WORKS: &[Work] = &[
    Work {
        name: "Swagger UI",
        licence: "Apache-2.0",
        purpose: "the pages below /docs/, with the packages that they are made of",
        origin: "https://github.com/swagger-api/swagger-ui",
        notice: include_str!("notice/swagger-ui.txt"),
    },
    Work {
        name: "Unicode data",
        licence: "Unicode-3.0",
        purpose: "properties of characters, normal forms, collation (CLDR), segmentation",
        origin: "https://www.unicode.org/",
        notice: include_str!("notice/unicode.txt"),
    },
    Work {
        name: "ICU's dictionaries",
        licence: "Unicode-3.0 AND BSD-3-Clause AND BSD-2-Clause AND NAIST-2003",
        purpose: "words of languages that are written without blanks",
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
        purpose: "Simplified for Traditional Chinese characters",
        origin: "https://github.com/tyrchen/fast2s, https://github.com/bosondata/simplet2s-rs",
        notice: include_str!("notice/fast2s.txt"),
    },
    Work {
        name: "The IANA time zone database",
        licence: "public domain",
        purpose: "offsets of time zones",
        origin: "https://www.iana.org/time-zones",
        notice: "",
    },
    Work {
        name: "Oniguruma",
        licence: "BSD-2-Clause",
        purpose: "the regular expressions of grammars",
        origin: "https://github.com/kkos/oniguruma",
        notice: include_str!("notice/oniguruma.txt"),
    },
    Work {
        name: "mimalloc",
        licence: "MIT",
        purpose: "the allocator",
        origin: "https://github.com/microsoft/mimalloc",
        notice: include_str!("notice/mimalloc.txt"),
    },
    Work {
        name: "Zstandard",
        licence: "BSD-3-Clause",
        purpose: "one of the codings of answers",
        origin: "https://github.com/facebook/zstd",
        notice: include_str!("notice/zstd.txt"),
    },
    Work {
        name: "BoringSSL and fiat-crypto, by ring",
        licence: "Apache-2.0 AND ISC",
        purpose: "the cryptography of TLS",
        origin: "https://github.com/briansmith/ring",
        notice: include_str!("notice/ring.txt"),
    },
    #[cfg(feature = "otel")]
    Work {
        name: "Mozilla's root certificates",
        licence: "CDLA-Permissive-2.0",
        purpose: "trust in collectors of traces",
        origin: "https://github.com/rustls/webpki-roots",
        notice: include_str!("notice/root-certificates.txt"),
    },
    Work {
        name: "The Rust standard library",
        licence: "MIT OR Apache-2.0",
        purpose: "what every Rust program begins with",
        origin: "https://github.com/rust-lang/rust",
        notice: "",
    },
];

/// The text to which works under this licence refer.
pub(super) const APACHE: &str = include_str!("../../../LICENSE-APACHE");
