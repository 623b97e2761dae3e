mod assets;
mod scan;

use std::fs;
use std::path::Path;

use tempfile::TempDir;

use super::FolderSource;
use crate::post::{Code, ContentPath};
use crate::source::{ContentSource, Listing};

const LIMIT: u64 = 64;

/// Creates a folder `posts` with these files in a temporary folder.
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

fn rejected(listing: &Listing) -> Vec<(&str, Code)> {
    listing.rejected.iter().map(|rejected| (rejected.path.as_str(), rejected.code)).collect()
}

#[test]
fn posts_are_sorted_by_path() {
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
    assert!(listing.rejected.is_empty());
}

#[test]
fn a_reader_stays_in_its_folder_if_another_one_takes_its_place() {
    let temporary = folder(&["a.md", "b/c.md"]);
    let source = source(&temporary);
    let reader = source.reader();
    let [a, c] = ["a.md", "b/c.md"].map(ContentPath::new);
    assert_eq!(reader(&a).unwrap().bytes, b"# text");
    assert_eq!(reader(&c).unwrap().bytes, b"# text");
    fs::rename(temporary.path().join("posts"), temporary.path().join("old")).unwrap();
    fs::create_dir(temporary.path().join("posts")).unwrap();
    fs::write(temporary.path().join("posts/a.md"), "new").unwrap();
    assert_eq!(
        [source.read(&a).unwrap().bytes, source.reader()(&a).unwrap().bytes],
        [b"new", b"new"]
    );
    #[cfg(target_os = "linux")]
    assert_eq!(reader(&a).unwrap().bytes, b"# text");
    assert_eq!(source.reader()(&c).unwrap_err().code, Code::FileUnreadable);
}

#[test]
fn a_missing_folder_and_a_file_are_reported_with_the_given_path() {
    let missing = FolderSource::new("no/such/folder", LIMIT).list().unwrap_err();
    assert_eq!(missing.0, "the content folder `no/such/folder`: the folder does not exist");
    let temporary = folder(&["a.md"]);
    let file = FolderSource::new(temporary.path().join("posts/a.md"), LIMIT).list().unwrap_err();
    assert!(file.0.ends_with("this is a file, not a folder"), "{file}");
}

#[test]
fn a_file_over_the_limit_is_rejected_with_both_sizes() {
    let temporary = folder(&["a.md"]);
    let path = temporary.path().join("posts/a.md");
    fs::write(&path, "x".repeat(64)).unwrap();
    let source = source(&temporary);
    assert_eq!(source.read(&ContentPath::new("a.md")).unwrap().bytes.len(), 64);
    fs::write(&path, "x".repeat(65)).unwrap();
    let rejected = source.read(&ContentPath::new("a.md")).unwrap_err();
    assert_eq!(rejected.code, Code::FileTooLarge);
    assert!(rejected.message.contains("65 bytes"), "{}", rejected.message);
    assert!(rejected.expected.unwrap().contains("64 bytes"));
}

#[test]
fn a_path_outside_the_folder_is_not_read() {
    let temporary = folder(&["a.md"]);
    fs::write(temporary.path().join("secret.md"), "secret").unwrap();
    let source = source(&temporary);
    let absolute = temporary.path().join("secret.md");
    for path in ["../secret.md", absolute.to_str().unwrap()] {
        assert!(source.read(&ContentPath::new(path)).is_err(), "{path}");
    }
}

#[cfg(unix)]
fn link(temporary: &TempDir, target: impl AsRef<Path>, at: &str) {
    std::os::unix::fs::symlink(target, temporary.path().join("posts").join(at)).unwrap();
}

#[cfg(unix)]
mod on_unix {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::{PermissionsExt, symlink};
    use std::process::Command;

    use super::*;

    #[test]
    fn the_folder_itself_may_be_a_link() {
        let temporary = folder(&["a.md"]);
        symlink("posts", temporary.path().join("current")).unwrap();
        let source = FolderSource::new(temporary.path().join("current"), LIMIT);
        assert_eq!(files(&source.list().unwrap()), ["a.md"]);
        assert_eq!(source.read(&ContentPath::new("a.md")).unwrap().bytes, b"# text");
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
        assert!(listing.rejected.is_empty(), "{:?}", listing.rejected);
        for path in &listing.files {
            assert_eq!(source.read(path).unwrap().bytes, b"# text");
        }
    }

    #[test]
    fn links_out_of_the_folder_are_rejected_and_never_read() {
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
            rejected(&listing),
            [("b.md", outside), ("others", outside), ("zero.md", outside)]
        );
        assert!(listing.rejected[0].message.contains("`../posts-of-others/b.md`"));
        for path in ["b.md", "others/b.md", "zero.md"] {
            let rejected = source.read(&ContentPath::new(path)).unwrap_err();
            assert_eq!(rejected.code, Code::LinkOutside, "{path}");
        }
    }

    #[test]
    fn broken_links_are_reported_if_they_may_have_been_posts() {
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
            rejected(&listing),
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
            rejected(&listing),
            [("a/b/up", looped), ("a/v1.0.md", looped), ("here", looped)]
        );
    }

    #[test]
    fn folders_that_link_to_each_other_terminate() {
        let temporary = folder(&["a/x.md", "b/y.md"]);
        link(&temporary, "../b", "a/to-b");
        link(&temporary, "../a", "b/to-a");
        let listing = source(&temporary).list().unwrap();
        assert_eq!(files(&listing), ["a/to-b/y.md", "a/x.md", "b/to-a/x.md", "b/y.md"]);
        assert_eq!(
            rejected(&listing),
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
        assert!(listing.rejected.len() < 24 * 24 * 33, "{}", listing.rejected.len());
    }

    #[test]
    fn special_files_named_like_posts_are_rejected_without_opening() {
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
            rejected(&listing),
            [("linked.md", Code::FileSpecial), ("pipe.md", Code::FileSpecial)]
        );
        // Opening it as a file would block forever.
        let rejected = source.read(&ContentPath::new("pipe.md")).unwrap_err();
        assert_eq!(rejected.code, Code::FileSpecial);
    }

    #[test]
    fn names_that_are_not_utf8_are_reported_lossily() {
        let temporary = folder(&["a.md"]);
        let root = temporary.path().join("posts");
        if fs::write(root.join(OsStr::from_bytes(b"\xff.md")), "").is_err() {
            return; // This file system accepts only UTF-8.
        }
        fs::write(root.join(OsStr::from_bytes(b"\xff.png")), "").unwrap();
        fs::create_dir(root.join(OsStr::from_bytes(b"d\xff"))).unwrap();
        let listing = source(&temporary).list().unwrap();
        assert_eq!(
            rejected(&listing),
            [("d\u{fffd}", Code::PathNotUtf8), ("\u{fffd}.md", Code::PathNotUtf8)]
        );
    }

    #[test]
    fn system_errors_are_reported_in_plain_words() {
        let temporary = folder(&["a.md", "closed/b.md"]);
        let root = temporary.path().join("posts");
        for name in ["a.md", "closed"] {
            fs::set_permissions(root.join(name), fs::Permissions::from_mode(0o000)).unwrap();
        }
        if fs::read(root.join("a.md")).is_ok() {
            return; // This user can read everything.
        }
        let source = source(&temporary);
        let listing = source.list().unwrap();
        assert_eq!(rejected(&listing), [("closed", Code::FileUnreadable)]);
        let rejected = source.read(&ContentPath::new("a.md")).unwrap_err();
        assert_eq!(rejected.message, "the file or folder cannot be read: permission denied");
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
