//! `inkstone schema`: the schema of the author's own front matter.

use std::fs;
use std::path::Path;
use std::process::ExitCode;

use super::arguments::ContentArguments;
use super::create::create;
use super::failure::Failure;
use super::{gather, loading, output};
use crate::compile::{Inferred, SCHEMA_FILE, infer};

/// Writes a schema that all posts satisfy. An existing file is never overwritten.
pub(super) fn init(arguments: &ContentArguments) -> Result<ExitCode, Failure> {
    let settings = gather::settings(arguments)?;
    let path = settings.content.join(SCHEMA_FILE);
    // Also a link that leads nowhere is somebody's file.
    if fs::symlink_metadata(&path).is_ok() {
        return Err(exists(&path));
    }
    let loaded = loading::load(&settings, gather::private_files(arguments, &settings))?;
    let posts = loaded.snapshot.posts();
    let inferred = infer(posts.iter().filter_map(|post| post.extra.as_deref()));
    create(&path, &format!("{:#}\n", inferred.schema), || exists(&path))?;
    output::print(&report(&path, &inferred, posts.len()))?;
    Ok(ExitCode::SUCCESS)
}

fn exists(path: &Path) -> Failure {
    Failure::usage(format!(
        "`{}` already exists\nhelp: edit it, or delete it first to write it anew",
        path.display()
    ))
}

fn report(path: &Path, inferred: &Inferred, posts: usize) -> String {
    let width = inferred.keys.iter().map(|(key, _, _)| key.chars().count()).max().unwrap_or(0);
    let mut text = format!("{}\n", path.display());
    for (key, count, kind) in &inferred.keys {
        let key = key.replace(char::is_control, " ");
        text += &format!("  {key:width$}  {kind}, in {count} of {posts} posts\n");
    }
    if inferred.keys.is_empty() {
        text += "no post has a key without a meaning; add some under `properties`\n";
    }
    if inferred.omitted > 0 {
        text +=
            &format!("{} more keys are left out, because a schema is bounded\n", inferred.omitted);
    }
    text
}
