use std::fs;
use std::io;
use std::path::Path;

use tempfile::TempDir;

use super::FolderSource;
use crate::post::{Code, ContentPath};
use crate::source::{ContentSource, Listing};

const LIMIT: u64 = 64;

/// A folder `posts` in a temporary one, with these files.
fn folder(files: &[&str]) -> TempDir {
    let temporary = tempfile::tempdir().unwrap();
    let root = temporary.path().join("posts");
    fs::create_dir(&root).unwrap();
    for file in files {
        let path = root.join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, "# text").unwrap();
    }
    temporary
}

fn source(temporary: &TempDir) -> FolderSource {
    FolderSource::new(temporary.path().join("posts"), LIMIT)
}

fn files(listing: &Listing) -> Vec<&str> {
    listing.files.iter().map(ContentPath::as_str).collect()
}

fn assets(listing: &Listing) -> Vec<&str> {
    listing.assets.iter().map(ContentPath::as_str).collect()
}

fn refused(listing: &Listing) -> Vec<(&str, Code)> {
    listing.refused.iter().map(|refused| (refused.path.as_str(), refused.code)).collect()
}

#[test]
fn posts_are_found_in_the_order_of_their_paths() {
    let temporary = folder(&[
        "b.md",
        "a/z.Markdown",
        "a.MD",
        "_drafts/d.md",
        "_no.md",
        ".hidden/x.md",
        ".x.md",
        "cover.png",
        "中文/内存.md",
    ]);
    let listing = source(&temporary).list().unwrap();
    assert_eq!(files(&listing), ["_drafts/d.md", "a.MD", "a/z.Markdown", "b.md", "中文/内存.md"]);
    assert!(listing.refused.is_empty());
}

#[test]
fn what_is_neither_markdown_nor_hidden_is_an_asset() {
    let temporary = folder(&[
        "b.md",
        "README.md",
        "_draft.md",
        "_draft.png",
        "b.png",
        "a/b.tar.gz",
        "a/Makefile",
        ".env",
        ".git/config.png",
        "inkstone.toml",
        "a/inkstone.toml",
        "中文/图.webp",
    ]);
    let source = source(&temporary);
    let listing = source.list().unwrap();
    assert_eq!(
        assets(&listing),
        ["_draft.png", "a/Makefile", "a/b.tar.gz", "b.png", "中文/图.webp"]
    );
    assert!(listing.refused.is_empty());
    for path in &listing.assets {
        let mut text = String::new();
        let mut file = source.open(path).unwrap();
        assert_eq!(file.version().unwrap().bytes(), 6);
        file.read_to_string(&mut text).unwrap();
        assert_eq!(text, "# text");
    }
}

#[test]
fn what_is_no_asset_is_not_opened_as_one() {
    let temporary = folder(&["a.md", "b.png", ".env", "inkstone.toml", "a/b.png"]);
    fs::write(temporary.path().join("secret.png"), "secret").unwrap();
    let source = source(&temporary);
    let absolute = temporary.path().join("secret.png");
    for path in [
        "a.md",
        ".env",
        "inkstone.toml",
        "a",
        "none.png",
        "b.png/c.png",
        "../secret.png",
        "a/../../secret.png",
        absolute.to_str().unwrap(),
        "b.png\0",
        "",
    ] {
        let error = source.open(&ContentPath::new(path)).err().unwrap();
        assert_eq!(error.kind(), io::ErrorKind::NotFound, "{path}");
    }
}

#[test]
fn a_large_asset_is_no_large_post() {
    let temporary = folder(&["a.png"]);
    fs::write(temporary.path().join("posts/a.png"), "x".repeat(65)).unwrap();
    let file = source(&temporary).open(&ContentPath::new("a.png")).unwrap();
    assert_eq!(file.version().unwrap().bytes(), 65);
}

#[test]
fn a_missing_folder_and_a_file_are_named_as_given() {
    let missing = FolderSource::new("no/such/folder", LIMIT).list().unwrap_err();
    assert_eq!(missing.0, "the content folder `no/such/folder`: there is no such folder");
    let temporary = folder(&["a.md"]);
    let file = FolderSource::new(temporary.path().join("posts/a.md"), LIMIT).list().unwrap_err();
    assert!(file.0.ends_with("this is a file, not a folder"), "{file}");
}

#[test]
fn a_file_over_the_limit_is_refused_with_both_sizes() {
    let temporary = folder(&["a.md"]);
    let path = temporary.path().join("posts/a.md");
    fs::write(&path, "x".repeat(64)).unwrap();
    let source = source(&temporary);
    assert_eq!(source.read(&ContentPath::new("a.md")).unwrap().len(), 64);
    fs::write(&path, "x".repeat(65)).unwrap();
    let refused = source.read(&ContentPath::new("a.md")).unwrap_err();
    assert_eq!(refused.code, Code::FileTooLarge);
    assert!(refused.message.contains("65 bytes"), "{}", refused.message);
    assert!(refused.expected.unwrap().contains("64 bytes"));
}

#[test]
fn a_path_out_of_the_folder_is_not_read() {
    let temporary = folder(&["a.md"]);
    fs::write(temporary.path().join("secret.md"), "secret").unwrap();
    let source = source(&temporary);
    let absolute = temporary.path().join("secret.md");
    for path in ["../secret.md", absolute.to_str().unwrap()] {
        assert!(source.read(&ContentPath::new(path)).is_err(), "{path}");
    }
}

#[cfg(unix)]
mod on_unix {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::{PermissionsExt, symlink};
    use std::process::Command;

    use super::*;

    fn link(temporary: &TempDir, target: impl AsRef<Path>, at: &str) {
        symlink(target, temporary.path().join("posts").join(at)).unwrap();
    }

    #[test]
    fn the_folder_itself_may_be_a_link() {
        let temporary = folder(&["a.md"]);
        symlink("posts", temporary.path().join("current")).unwrap();
        let source = FolderSource::new(temporary.path().join("current"), LIMIT);
        assert_eq!(files(&source.list().unwrap()), ["a.md"]);
        assert_eq!(source.read(&ContentPath::new("a.md")).unwrap(), b"# text");
    }

    #[test]
    fn links_inside_the_folder_are_followed() {
        let temporary = folder(&["a.md", "en/b.md", "..data/c.md"]);
        link(&temporary, "a.md", "again.md");
        link(&temporary, "en", "zh");
        link(&temporary, "..data/c.md", "c.md");
        let source = source(&temporary);
        let listing = source.list().unwrap();
        assert_eq!(files(&listing), ["a.md", "again.md", "c.md", "en/b.md", "zh/b.md"]);
        assert!(listing.refused.is_empty(), "{:?}", listing.refused);
        for path in &listing.files {
            assert_eq!(source.read(path).unwrap(), b"# text");
        }
    }

    #[test]
    fn links_out_of_the_folder_are_refused_and_never_read() {
        let temporary = folder(&["a.md"]);
        fs::create_dir(temporary.path().join("posts-of-others")).unwrap();
        fs::write(temporary.path().join("posts-of-others/b.md"), "secret").unwrap();
        link(&temporary, "../posts-of-others/b.md", "b.md");
        link(&temporary, "../posts-of-others", "others");
        link(&temporary, "/dev/zero", "zero.md");
        link(&temporary, "../posts-of-others/b.md", "picture.png");
        let source = source(&temporary);
        let listing = source.list().unwrap();
        assert_eq!(files(&listing), ["a.md"]);
        let outside = Code::LinkOutside;
        assert_eq!(
            refused(&listing),
            [("b.md", outside), ("others", outside), ("zero.md", outside)]
        );
        assert!(listing.refused[0].message.contains("`../posts-of-others/b.md`"));
        for path in ["b.md", "others/b.md", "zero.md"] {
            let refused = source.read(&ContentPath::new(path)).unwrap_err();
            assert_eq!(refused.code, Code::LinkOutside, "{path}");
        }
    }

    #[test]
    fn a_link_to_an_asset_is_held_to_the_rules_at_both_ends() {
        let temporary = folder(&["b.png", "..data/c.png", "_draft.md", ".env", "inkstone.toml"]);
        fs::write(temporary.path().join("secret.png"), "secret").unwrap();
        link(&temporary, "b.png", "again.png");
        link(&temporary, "..data/c.png", "c.png");
        for (target, at) in [
            ("b.png", "picture.md"),
            ("_draft.md", "draft.png"),
            (".env", "env.png"),
            ("inkstone.toml", "settings.png"),
            ("../secret.png", "outside.png"),
            ("gone", "gone.png"),
            ("loop.png", "loop.png"),
        ] {
            link(&temporary, target, at);
        }
        let source = source(&temporary);
        let listing = source.list().unwrap();
        assert_eq!(assets(&listing), ["again.png", "b.png", "c.png"]);
        assert!(listing.refused.is_empty(), "{:?}", listing.refused);
        for path in ["draft.png", "env.png", "settings.png", "outside.png", "gone.png", "loop.png"]
        {
            let error = source.open(&ContentPath::new(path)).err().unwrap();
            assert_eq!(error.kind(), io::ErrorKind::NotFound, "{path}");
        }
    }

    #[test]
    fn special_files_are_no_assets() {
        let temporary = folder(&["a.png"]);
        let fifo = temporary.path().join("posts/pipe.png");
        assert!(Command::new("mkfifo").arg(fifo).status().unwrap().success());
        link(&temporary, "pipe.png", "linked.png");
        let source = source(&temporary);
        assert_eq!(assets(&source.list().unwrap()), ["a.png"]);
        // Would hang for ever, were it opened as a file.
        for path in ["pipe.png", "linked.png"] {
            let error = source.open(&ContentPath::new(path)).err().unwrap();
            assert_eq!(error.kind(), io::ErrorKind::NotFound, "{path}");
        }
    }

    #[test]
    fn a_version_tells_a_file_from_the_one_that_took_its_place() {
        let temporary = folder(&["a.png", "b.png"]);
        let root = temporary.path().join("posts");
        let path = ContentPath::new("a.png");
        let source = source(&temporary);
        let old = source.open(&path).unwrap();
        let before = old.version().unwrap();
        assert_eq!(source.open(&path).unwrap().version().unwrap(), before);
        fs::rename(root.join("b.png"), root.join("a.png")).unwrap();
        assert_ne!(source.open(&path).unwrap().version().unwrap(), before);
        assert!(old.version().unwrap().is_unwritten_since(&before));
        fs::write(root.join("a.png"), "longer text").unwrap();
        let file = source.open(&path).unwrap();
        assert!(!file.version().unwrap().is_unwritten_since(&before));
    }

    #[test]
    fn links_to_nothing_are_reported_where_they_may_have_been_posts() {
        let temporary = folder(&["a.md"]);
        link(&temporary, "gone.md", "b.md");
        link(&temporary, "gone", "folder");
        link(&temporary, "gone.png", "picture.png");
        link(&temporary, "self.md", "self.md");
        link(&temporary, "a.md/x", "through-a-file.md");
        link(&temporary, "gone.md", "_draft.md");
        let listing = source(&temporary).list().unwrap();
        let broken = Code::LinkBroken;
        assert_eq!(
            refused(&listing),
            [
                ("b.md", broken),
                ("folder", broken),
                ("self.md", broken),
                ("through-a-file.md", broken)
            ]
        );
    }

    #[test]
    fn a_link_to_a_folder_that_contains_it_is_a_loop() {
        let temporary = folder(&["a/b/c.md"]);
        link(&temporary, "..", "a/b/up");
        link(&temporary, ".", "here");
        link(&temporary, ".", "a/v1.0.md");
        let listing = source(&temporary).list().unwrap();
        assert_eq!(files(&listing), ["a/b/c.md"]);
        let looped = Code::LinkLoop;
        assert_eq!(
            refused(&listing),
            [("a/b/up", looped), ("a/v1.0.md", looped), ("here", looped)]
        );
    }

    #[test]
    fn folders_that_link_to_each_other_end() {
        let temporary = folder(&["a/x.md", "b/y.md"]);
        link(&temporary, "../b", "a/to-b");
        link(&temporary, "../a", "b/to-a");
        let listing = source(&temporary).list().unwrap();
        assert_eq!(files(&listing), ["a/to-b/y.md", "a/x.md", "b/to-a/x.md", "b/y.md"]);
        assert_eq!(
            refused(&listing),
            [("a/to-b/to-a", Code::LinkLoop), ("b/to-a/to-b", Code::LinkLoop)]
        );
    }

    #[test]
    fn a_mesh_of_links_does_not_explode() {
        let temporary = folder(&[]);
        for from in 0..24 {
            fs::create_dir(temporary.path().join(format!("posts/{from}"))).unwrap();
        }
        for from in 0..24 {
            for to in 0..24 {
                link(&temporary, format!("../{to}"), &format!("{from}/{to}"));
            }
        }
        let listing = source(&temporary).list().unwrap();
        assert!(listing.files.is_empty());
        assert!(listing.refused.len() < 24 * 24 * 33, "{}", listing.refused.len());
    }

    #[test]
    fn special_files_with_a_posts_name_are_refused_unopened() {
        let temporary = folder(&["a.md"]);
        for name in ["pipe.md", "pipe", "pipe.png"] {
            let path = temporary.path().join("posts").join(name);
            assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
        }
        link(&temporary, "pipe", "linked.md");
        let source = source(&temporary);
        let listing = source.list().unwrap();
        assert_eq!(files(&listing), ["a.md"]);
        assert_eq!(
            refused(&listing),
            [("linked.md", Code::FileSpecial), ("pipe.md", Code::FileSpecial)]
        );
        // Would hang for ever, were it opened as a file.
        let refused = source.read(&ContentPath::new("pipe.md")).unwrap_err();
        assert_eq!(refused.code, Code::FileSpecial);
    }

    #[test]
    fn names_that_are_not_utf8_are_shown_lossily() {
        let temporary = folder(&["a.md"]);
        let root = temporary.path().join("posts");
        if fs::write(root.join(OsStr::from_bytes(b"\xff.md")), "").is_err() {
            return; // This file system takes UTF-8 alone.
        }
        fs::write(root.join(OsStr::from_bytes(b"\xff.png")), "").unwrap();
        fs::create_dir(root.join(OsStr::from_bytes(b"d\xff"))).unwrap();
        let listing = source(&temporary).list().unwrap();
        assert_eq!(
            refused(&listing),
            [("d\u{fffd}", Code::PathNotUtf8), ("\u{fffd}.md", Code::PathNotUtf8)]
        );
    }

    #[test]
    fn what_the_system_refuses_is_told_in_plain_words() {
        let temporary = folder(&["a.md", "closed/b.md"]);
        let root = temporary.path().join("posts");
        for name in ["a.md", "closed"] {
            fs::set_permissions(root.join(name), fs::Permissions::from_mode(0o000)).unwrap();
        }
        if fs::read(root.join("a.md")).is_ok() {
            return; // This user may read everything.
        }
        let source = source(&temporary);
        let listing = source.list().unwrap();
        assert_eq!(refused(&listing), [("closed", Code::FileUnreadable)]);
        let refused = source.read(&ContentPath::new("a.md")).unwrap_err();
        assert_eq!(refused.message, "it cannot be read: permission denied");
        fs::set_permissions(root.join("closed"), fs::Permissions::from_mode(0o700)).unwrap();
    }

    #[test]
    fn a_deep_tree_is_walked_without_recursion() {
        let temporary = folder(&[]);
        let deep = "d/".repeat(500);
        let root = temporary.path().join("posts");
        fs::create_dir_all(root.join(&deep)).unwrap();
        fs::write(root.join(&deep).join("a.md"), "# text").unwrap();
        let listing = source(&temporary).list().unwrap();
        assert_eq!(listing.files.len(), 1);
    }
}
