//! Classification of files by name. Names are treated as bytes, because file systems need not encode them
//! in UTF-8.

use std::path::Path;

use super::left_out::Reason;
use crate::post::ContentPath;

/// The maximum length of an extension that indicates the type of a file.
const MAX_EXTENSION_LENGTH: usize = 5;

/// Returns whether a file or folder is hidden.
pub(super) fn is_hidden(name: &[u8]) -> bool {
    name.first() == Some(&b'.')
}

/// The extensions of posts.
const EXTENSIONS: [&[u8]; 3] = [b"md", b"markdown", b"mdx"];

/// The folder of packages, which have README files.
const PACKAGES: &[u8] = b"node_modules";

/// Returns whether a folder with this name is not entered. Packages are neither posts nor assets.
pub(super) fn is_closed_folder(name: &[u8]) -> bool {
    is_hidden(name) || name == PACKAGES
}

/// Returns whether a file with this name may be a post.
pub(super) fn is_post(name: &[u8]) -> bool {
    !is_hidden(name) && name.first() != Some(&b'_') && has_text(name)
}

/// Returns whether a file has the extension of a post.
pub(super) fn has_text(name: &[u8]) -> bool {
    extension(name).is_some_and(is_markdown)
}

/// Returns why a file with the extension of a post is not one, judged by its name; `None` if it may be one.
pub(super) fn reason_by_name(name: &[u8]) -> Option<Reason> {
    match name.first() {
        Some(b'.') => Some(Reason::Hidden),
        Some(b'_') => Some(Reason::Underscore),
        _ => None,
    }
}

/// Returns whether the name indicates another type of file, such as `cover.png`; not `2024`, `notes` or
/// `v1.2`.
pub(super) fn is_other_type(name: &[u8]) -> bool {
    !is_post(name)
        && extension(name).is_some_and(|extension| {
            extension.len() <= MAX_EXTENSION_LENGTH
                && extension.iter().all(u8::is_ascii_alphanumeric)
                && extension.iter().any(u8::is_ascii_alphabetic)
        })
}

/// Returns whether a file is in a folder that is not entered.
pub(super) fn is_in_closed_folder(path: &ContentPath) -> bool {
    path.folders().any(|folder| is_closed_folder(folder.as_bytes()))
}

/// Returns whether a file at this path may be a post: the name of a post in folders that are entered.
pub(super) fn may_be_post(path: &ContentPath) -> bool {
    is_post(path.file_name().as_bytes()) && !is_in_closed_folder(path)
}

/// Files that belong to the project of a site, in lower case. They may contain secrets, and are in the
/// content folder if it is also the project folder.
const SITE_FILES: [&str; 22] = [
    "astro.config.js",
    "astro.config.mjs",
    "astro.config.ts",
    "compose.yaml",
    "compose.yml",
    "composer.json",
    "config.toml",
    "config.yaml",
    "config.yml",
    "docker-compose.yaml",
    "docker-compose.yml",
    "docusaurus.config.js",
    "docusaurus.config.ts",
    "gatsby-config.js",
    "gemfile",
    "hugo.toml",
    "hugo.yaml",
    "netlify.toml",
    "package-lock.json",
    "package.json",
    "vercel.json",
    "wrangler.toml",
];

/// What names of backups, versions and lock files have after the name of the file.
const COPIES: [&str; 7] = ["", "~", ".bak", ".lock", ".old", ".orig", ".save"];

/// Returns whether a file with this name belongs to the project of a site, such as `_config.yml` or
/// `package.json`.
pub(super) fn is_site_file(name: &[u8]) -> bool {
    let name = name.to_ascii_lowercase();
    let is_config = name.starts_with(b"_config.")
        && [&b".yml"[..], b".yaml", b".toml", b".json"]
            .iter()
            .any(|ending| contains(&name, ending));
    is_config
        || SITE_FILES.iter().any(|file| {
            let rest = name.strip_prefix(file.as_bytes());
            rest.is_some_and(|rest| COPIES.iter().any(|copy| copy.as_bytes() == rest))
        })
}

/// Returns whether a name contains an extension that is not the beginning of a longer one.
fn contains(name: &[u8], ending: &[u8]) -> bool {
    memchr::memmem::find_iter(name, ending)
        .any(|at| !name.get(at + ending.len()).is_some_and(u8::is_ascii_alphanumeric))
}

/// The extensions of source files of the site, and of files of environment variables. A name that contains
/// one, followed by anything but a letter or digit, is that of a source file or of a backup or version of
/// one: `draft.md~`, `#a.md#`, `a.md.1`.
const SOURCES: [&[u8]; 4] = [b".md", b".markdown", b".mdx", b".env"];

/// Returns whether a file with this name may be an asset: not hidden, not a file of the project or server,
/// and not Markdown of any kind, so that drafts and secrets are never served as they are.
pub(super) fn is_asset(name: &[u8]) -> bool {
    let name = name.to_ascii_lowercase();
    // If the content folder is also the project folder, the settings file may contain a secret.
    let is_settings = name.starts_with(b"inkstone") && contains(&name, b".toml");
    !name.is_empty()
        && !is_hidden(&name)
        && !is_settings
        && !is_site_file(&name)
        && !SOURCES.iter().any(|ending| contains(&name, ending))
}

/// Returns whether a file at this path may be an asset: the name of an asset in folders that are entered.
pub(super) fn may_be_asset(path: &ContentPath) -> bool {
    is_asset(path.file_name().as_bytes()) && !is_in_closed_folder(path)
}

/// Returns whether a link with the name of an asset may lead to this file. Its folders may be hidden, because
/// container platforms mount files through such folders; the file itself must obey the rules, so that a link
/// with another name cannot expose a draft.
pub(super) fn is_asset_target(real: &Path) -> bool {
    real.file_name().is_some_and(|name| is_asset(name.as_encoded_bytes()))
}

fn is_markdown(extension: &[u8]) -> bool {
    EXTENSIONS.iter().any(|known| extension.eq_ignore_ascii_case(known))
}

fn extension(name: &[u8]) -> Option<&[u8]> {
    let dot = name.iter().rposition(|&byte| byte == b'.')?;
    (dot > 0).then(|| &name[dot + 1..])
}

#[cfg(test)]
mod tests {
    use super::{is_asset, is_other_type, is_post, may_be_asset, may_be_post};
    use crate::post::ContentPath;

    #[test]
    fn posts_end_in_md_markdown_or_mdx_in_any_case() {
        for name in ["a.md", "B.MD", "c.Markdown", "内存.md", "a.b.md", "a.mdx", "index.zh.MDX"] {
            assert!(is_post(name.as_bytes()), "{name}");
        }
        for name in [".md", ".a.md", "_a.md", "_a.mdx", "a.md.bak", "md", "a.", ""] {
            assert!(!is_post(name.as_bytes()), "{name}");
        }
    }

    #[test]
    fn underscored_folders_are_included_and_hidden_ones_are_not() {
        assert!(may_be_post(&ContentPath::new("_posts/a.md")));
        assert!(!may_be_post(&ContentPath::new(".git/a.md")));
        assert!(!may_be_post(&ContentPath::new("a/node_modules/b/README.md")));
    }

    #[test]
    fn markdown_hidden_files_and_settings_are_never_assets() {
        for name in ["a.png", "Makefile", "_a.svg", "a.bak", "a.mdb", "inkstone.png", "图.webp"]
            .into_iter()
            .chain(["gemfile.png", "package.json.png", "data.json", "_config.png", "a.envelope"])
        {
            assert!(is_asset(name.as_bytes()), "{name}");
        }
        for name in
            ["a.md", "_draft.MD", "README.md", "b.Markdown", ".env", ".md", "Inkstone.toml", ""]
                .into_iter()
                .chain(["a.mdx", "draft.md~", "a.MD.bak", "#a.md#", "a.md.~1~", "a.md,v", "a.md.1"])
                .chain([
                    "_config.yml",
                    "_config.next.YAML~",
                    "Gemfile",
                    "Gemfile.lock",
                    "package.json",
                ])
                .chain(["config.toml", "hugo.toml.bak", "prod.env", "prod.env.local"])
                .chain(["inkstone.toml.bak", "inkstone.local.toml", "Inkstone.TOML~"])
        {
            assert!(!is_asset(name.as_bytes()), "{name}");
        }
        assert!(may_be_asset(&ContentPath::new("a/b.png")));
        assert!(!may_be_asset(&ContentPath::new(".git/b.png")));
        assert!(!may_be_asset(&ContentPath::new("node_modules/a/b.png")));
    }

    #[test]
    fn an_image_has_another_type_and_a_version_number_does_not() {
        assert!(is_other_type(b"cover.png"));
        assert!(!is_other_type(b"v1.2"));
        assert!(!is_other_type(b"notes"));
        assert!(!is_other_type(b"a.md"));
    }
}
