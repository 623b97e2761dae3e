//! The arguments of `inkstone new`.

use clap::Args;

/// What an author decides about a new post.
#[derive(Debug, Clone, Args)]
pub(in crate::cli) struct NewArguments {
    /// The title of the post
    #[arg(id = "post_title", value_name = "TITLE")]
    pub title: String,
    /// A folder in the content folder [default: the content folder itself]
    #[arg(id = "post_folder", long = "folder", value_name = "FOLDER", help_heading = "Post")]
    pub folder: Option<String>,
    /// The date, such as 2024-01-15 or "2024-01-15 08:30" [default: today, in the time zone of the site]
    #[arg(id = "post_date", long = "date", value_name = "DATE", help_heading = "Post")]
    pub date: Option<String>,
    /// The slug [default: the words of the title]
    #[arg(id = "post_slug", long = "slug", value_name = "SLUG", help_heading = "Post")]
    pub slug: Option<String>,
    /// A tag; several are separated by commas, or given by several flags
    #[arg(id = "post_tag", long = "tag", value_name = "TAG", help_heading = "Post")]
    pub tags: Vec<String>,
    /// Hide the post until `draft: true` is deleted
    #[arg(id = "post_draft", long = "draft", help_heading = "Post")]
    pub draft: bool,
}
