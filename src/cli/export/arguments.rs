//! The arguments of `inkstone export`.

use std::path::PathBuf;

use clap::{Args, ValueEnum, ValueHint};

/// The text of `inkstone export --help` before the arguments.
pub(in crate::cli) const LONG_ABOUT: &str = "\
Write the API as files that a static host can serve

Every file has the bytes that the server sends for its target: all posts (`.json`, `.md`), lists by page, every
tag, category, author and series, the archive, feeds, the sitemap, the OpenAPI document, stylesheets, and the
assets in posts. Drafts, scheduled and expired posts are left out. `export.json` lists the file of each target, and
`search/` is an index for browsers.

Only files whose content changes are written. Files that the last export wrote and that are gone are removed; all
others in OUT are left alone. Nothing in OUT changes before every new file is complete.";

/// The text of `inkstone export --help` after the arguments.
pub(in crate::cli) const AFTER_HELP: &str = "\
Examples:
  inkstone export public                        Write the API of the folder `posts`
  inkstone export public content --host nginx   Write that of another folder, with rules for nginx
  inkstone export public --check                List what would change; exit with 1 if anything would
  inkstone export public --public-url https://api.example.com

Exit codes:
  0  Success, or nothing would change (`--check`)
  1  Something would change (`--check`), posts have errors (`--strict`), or a file cannot be written
  2  Invalid usage or settings, or OUT cannot be used";

/// What is written, and where.
#[derive(Debug, Clone, Args)]
pub(in crate::cli) struct ExportArguments {
    /// The folder to write to; created if it does not exist
    #[arg(value_name = "OUT", value_hint = ValueHint::DirPath)]
    pub out: PathBuf,
    /// List what would change, and write nothing; exits with 1 if anything would
    #[arg(long, help_heading = "Export")]
    pub check: bool,
    /// Write into a folder with other files, and over files that were changed since the last export
    #[arg(long, help_heading = "Export")]
    pub force: bool,
    /// A host to write rules for; several are separated by commas
    #[arg(long, value_name = "HOST", value_enum, value_delimiter = ',', help_heading = "Export")]
    pub host: Vec<Host>,
    /// What to leave out; several are separated by commas
    #[arg(long, value_name = "PART", value_enum, value_delimiter = ',', help_heading = "Export")]
    pub without: Vec<Part>,
}

/// A host whose rules can be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum Host {
    /// `_redirects` and `_headers` of Netlify
    Netlify,
    /// `_redirects` and `_headers` of Cloudflare Pages
    Cloudflare,
    /// `_nginx.conf`, to be included in a `server` block
    Nginx,
    /// `.nojekyll` of GitHub Pages
    Github,
}

/// A part that can be left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum Part {
    /// Related posts
    Related,
    /// Previous and next posts
    Neighbors,
    /// The search index and the texts that it needs
    Search,
}

impl ExportArguments {
    /// Whether a part is written.
    pub(super) fn includes(&self, part: Part) -> bool {
        !self.without.contains(&part)
    }
}
