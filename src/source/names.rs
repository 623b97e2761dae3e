//! Which names are posts' names. Names are looked at as bytes, because a file system need not
//! write them in UTF-8.

use std::path::Path;

use crate::post::ContentPath;

/// The longest ending, after the last dot, that is taken for the kind of a file.
const LONGEST_EXTENSION: usize = 5;

/// Whether a file or folder is hidden.
pub(super) fn is_hidden(name: &[u8]) -> bool {
    name.first() == Some(&b'.')
}

/// Whether a file of this name may be a post.
pub(super) fn is_post(name: &[u8]) -> bool {
    if is_hidden(name) || name.first() == Some(&b'_') {
        return false;
    }
    extension(name).is_some_and(is_markdown)
}

/// Whether the name says that this is a file of another kind, as `cover.png` does and `2024`,
/// `notes` or `v1.2` do not.
pub(super) fn is_other_kind(name: &[u8]) -> bool {
    !is_post(name)
        && extension(name).is_some_and(|extension| {
            extension.len() <= LONGEST_EXTENSION
                && extension.iter().all(u8::is_ascii_alphanumeric)
                && extension.iter().any(u8::is_ascii_alphabetic)
        })
}

/// Whether a file at this path may be a post: a post's name in folders that are not hidden.
pub(super) fn may_be_post(path: &ContentPath) -> bool {
    is_post(path.file_name().as_bytes())
        && !path.folders().any(|folder| is_hidden(folder.as_bytes()))
}

/// Endings that make a file a source of the site. A name that holds one, with anything but a letter or
/// digit behind it, is that of a source, of a backup or of a version of it: `draft.md~`, `#a.md#`,
/// `a.md.1`.
const SOURCES: [&[u8]; 3] = [b".md", b".markdown", b".mdx"];

/// Whether a file of this name may be an asset: neither hidden nor the settings nor Markdown of any
/// kind, so that a draft or a token is never handed out as it is.
pub(super) fn is_asset(name: &[u8]) -> bool {
    let name = name.to_ascii_lowercase();
    let holds = |ending: &[u8]| {
        memchr::memmem::find_iter(&name, ending)
            .any(|at| !name.get(at + ending.len()).is_some_and(u8::is_ascii_alphanumeric))
    };
    // Where the content folder is that of the project too, the settings may hold a secret.
    let is_settings = name.starts_with(b"inkstone") && holds(b".toml");
    !name.is_empty()
        && !is_hidden(&name)
        && !is_settings
        && !SOURCES.iter().any(|ending| holds(ending))
}

/// Whether a file at this path may be an asset: an asset's name in folders that are not hidden.
pub(super) fn may_be_asset(path: &ContentPath) -> bool {
    is_asset(path.file_name().as_bytes())
        && !path.folders().any(|folder| is_hidden(folder.as_bytes()))
}

/// Whether a link with an asset's name may lead to this file. Its folders may be hidden, as those
/// are through which container platforms mount files; the file itself is held to the rules, lest a
/// link with another name hand out a draft.
pub(super) fn is_asset_target(real: &Path) -> bool {
    real.file_name().is_some_and(|name| is_asset(name.as_encoded_bytes()))
}

fn is_markdown(extension: &[u8]) -> bool {
    extension.eq_ignore_ascii_case(b"md") || extension.eq_ignore_ascii_case(b"markdown")
}

fn extension(name: &[u8]) -> Option<&[u8]> {
    let dot = name.iter().rposition(|&byte| byte == b'.')?;
    (dot > 0).then(|| &name[dot + 1..])
}

#[cfg(test)]
mod tests {
    use super::{is_asset, is_other_kind, is_post, may_be_asset, may_be_post};
    use crate::post::ContentPath;

    #[test]
    fn posts_end_in_md_or_markdown_in_any_case() {
        for name in ["a.md", "B.MD", "c.Markdown", "内存.md", "a.b.md"] {
            assert!(is_post(name.as_bytes()), "{name}");
        }
        for name in [".md", ".a.md", "_a.md", "a.mdx", "a.md.bak", "md", "a.", ""] {
            assert!(!is_post(name.as_bytes()), "{name}");
        }
    }

    #[test]
    fn an_underscored_folder_is_entered_and_a_hidden_one_is_not() {
        assert!(may_be_post(&ContentPath::new("_posts/a.md")));
        assert!(!may_be_post(&ContentPath::new(".git/a.md")));
    }

    #[test]
    fn markdown_hidden_files_and_settings_are_never_assets() {
        for name in ["a.png", "Makefile", "_a.svg", "a.bak", "a.mdb", "inkstone.png", "图.webp"] {
            assert!(is_asset(name.as_bytes()), "{name}");
        }
        for name in
            ["a.md", "_draft.MD", "README.md", "b.Markdown", ".env", ".md", "Inkstone.toml", ""]
                .into_iter()
                .chain(["a.mdx", "draft.md~", "a.MD.bak", "#a.md#", "a.md.~1~", "a.md,v", "a.md.1"])
                .chain(["inkstone.toml.bak", "inkstone.local.toml", "Inkstone.TOML~"])
        {
            assert!(!is_asset(name.as_bytes()), "{name}");
        }
        assert!(may_be_asset(&ContentPath::new("a/b.png")));
        assert!(!may_be_asset(&ContentPath::new(".git/b.png")));
    }

    #[test]
    fn an_image_is_another_kind_and_a_version_is_not() {
        assert!(is_other_kind(b"cover.png"));
        assert!(!is_other_kind(b"v1.2"));
        assert!(!is_other_kind(b"notes"));
        assert!(!is_other_kind(b"a.md"));
    }
}
