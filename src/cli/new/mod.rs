//! `inkstone new`: the file of a new post.

pub(super) mod arguments;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{fs, io};

use super::arguments::ContentArguments;
use super::create::{cannot_create, create};
use super::failure::Failure;
use super::{gather, loading, output};
use crate::catalog::Snapshot;
use crate::compile::new_post::{NewFile, NewPost};
use crate::config::{Key, Settings};
use crate::ops::Clock;
use arguments::NewArguments;

/// Writes the file of a new post and prints its path. An existing file is never overwritten.
pub(super) fn run(arguments: &ContentArguments, new: &NewArguments) -> Result<ExitCode, Failure> {
    let settings = gather::settings(arguments)?;
    prepare(arguments, &settings)?;
    let folder = folder(new.folder.as_deref().unwrap_or_default())?;
    let options = settings.compile_options();
    let has_lang = arguments.flags.values.iter().any(|(key, _)| *key == Key::Lang);
    let post = NewPost {
        title: &new.title,
        today: Clock::system().now().to_zoned(options.time_zone.clone()).date(),
        date: new.date.as_deref(),
        slug: new.slug.as_deref(),
        lang: has_lang.then_some(&options.default_lang),
        tags: &new.tags,
        draft: new.draft,
        folder: &folder,
    };
    let file = post.file(&options).map_err(Failure::usage)?;
    if settings.exclude.contains(file.path.as_str()) {
        let message = format!("`{}` would be ignored because of the setting `exclude`", file.path);
        return Err(Failure::usage(message));
    }
    let loaded = loading::load(&settings, gather::private_files(arguments, &settings))?;
    if let Some(path) = owner_of_slug(&loaded.snapshot, &file) {
        let slug = &file.post.slug;
        let message =
            format!("the post `{path}` has the slug `{slug}`; choose another with `--slug`");
        return Err(Failure::usage(message));
    }
    let path = create_post(&settings.content, &file)?;
    output::print(&format!("{}\n", path.display()))?;
    Ok(ExitCode::SUCCESS)
}

/// Creates the content folder if no folder is named on the command line: a folder that is named is meant to
/// exist, and may be the second word of a title without quotes.
fn prepare(arguments: &ContentArguments, settings: &Settings) -> Result<(), Failure> {
    let content = &settings.content;
    match &arguments.folder {
        Some(folder) if !folder.exists() => Err(Failure::usage(format!(
            "there is no folder `{}`\nhelp: create it first, or, if this is a word of the title, put the title in quotes, as in \
             `inkstone new \"Hello World\"`",
            folder.display()
        ))),
        _ => fs::create_dir_all(content).map_err(|error| cannot_create(content, &error)),
    }
}

/// Returns a folder relative to the content folder, separated by `/`.
fn folder(text: &str) -> Result<String, Failure> {
    let invalid = |why: &str| Failure::usage(format!("`--folder {}` {why}", text.escape_debug()));
    if Path::new(text).has_root() || text.contains(['\\', ':']) {
        return Err(invalid("must be a path from the content folder, separated by `/`"));
    }
    let parts = || text.split('/').filter(|part| !matches!(*part, "" | "."));
    for part in parts() {
        if part == ".." {
            return Err(invalid("must not lead out of the content folder"));
        }
        if part.starts_with('.') || part == "node_modules" {
            return Err(invalid("is a folder in which posts are not read"));
        }
        if part.trim() != part || part.contains(char::is_control) {
            return Err(invalid("has a name with surrounding spaces or control characters"));
        }
    }
    Ok(parts().collect::<Vec<_>>().join("/"))
}

/// Returns the path of a post that has the slug and the language of the new one.
fn owner_of_slug<'s>(snapshot: &'s Snapshot, file: &NewFile) -> Option<&'s str> {
    let taken = snapshot.versions(file.post.slug.as_str()).iter().map(|&id| snapshot.post(id));
    let mut taken = taken.filter(|post| post.lang == file.post.lang && post.path != file.path);
    taken.next().map(|post| post.path.as_str())
}

/// Creates the file, and its folder if there is none.
fn create_post(content: &Path, file: &NewFile) -> Result<PathBuf, Failure> {
    let path = content.join(file.path.as_str());
    let folder = path.parent().expect("the path of a file has a parent");
    let is_inside = || {
        // The folder may not exist yet, but a link in its path may lead anywhere.
        let existing = folder.ancestors().find(|folder| folder.exists()).unwrap_or(content);
        io::Result::Ok(existing.canonicalize()?.starts_with(content.canonicalize()?))
    };
    if !is_inside().map_err(|error| cannot_create(&path, &error))? {
        let message = format!("`{}` is outside of the content folder", folder.display());
        return Err(Failure::usage(message));
    }
    fs::create_dir_all(folder).map_err(|error| cannot_create(folder, &error))?;
    create(&path, &file.text, || {
        let message =
            format!("`{}` already exists; choose another name with `--slug`", path.display());
        Failure::usage(message)
    })?;
    Ok(path)
}

#[cfg(test)]
mod tests {
    use super::folder;

    #[test]
    fn a_folder_is_a_path_inside_the_content_folder() {
        for (given, expected) in
            [("", ""), (".", ""), ("notes/2026/", "notes/2026"), ("./笔记//a b", "笔记/a b")]
        {
            assert_eq!(folder(given).unwrap(), expected);
        }
        for given in [
            "..",
            "a/../b",
            "/etc",
            "a\\b",
            "C:x",
            ".git",
            "a/.hidden",
            "a/node_modules",
            "a\nb",
            "a/ b",
        ] {
            assert_eq!(folder(given).unwrap_err().code, 2, "{given}");
        }
    }
}
