//! The arguments of `inkstone preview-link`.

use clap::Args;

/// The description of the command.
pub(in crate::cli) const LONG_ABOUT: &str = "\
Print a signed link that shows one draft or scheduled post to someone without the preview token

The link is valid until it expires, for this post in this language only, with its images and
files. Whoever has the link can pass it on. A new `preview_token` invalidates all links.

`preview_token`, `public_url` and `base_path` must be those of the server, so run the command with
its settings. The content is only read to check that the post exists.";

/// The help after the flags.
pub(in crate::cli) const AFTER_HELP: &str = "\
`--lang` is the language of the post, if it has several. That of the site is in the settings.";

/// What the link shows, and until when.
#[derive(Debug, Clone, Args)]
pub(in crate::cli) struct PreviewLinkArguments {
    /// The slug of the post
    #[arg(id = "preview_slug", value_name = "SLUG")]
    pub slug: String,
    /// How long the link is valid, from 1m to 90d: minutes (m), hours (h), days (d) or weeks (w)
    #[arg(
        id = "preview_for",
        long = "for",
        value_name = "DURATION",
        default_value = "2d",
        help_heading = "Link"
    )]
    pub validity: String,
    /// Print the page of the post on the site (`site_url` and `post_path`), which must pass `preview` to the API
    #[arg(id = "preview_page", long = "page", help_heading = "Link")]
    pub page: bool,
}
