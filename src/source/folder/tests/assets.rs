//! Tests of assets.

use std::fs;
use std::io;

use super::{folder, source};
use crate::post::ContentPath;
use crate::source::{ContentSource, Listing};

fn assets(listing: &Listing) -> Vec<&str> {
    listing.assets.iter().map(ContentPath::as_str).collect()
}

#[test]
fn everything_but_markdown_settings_and_hidden_files_is_an_asset() {
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
    assert!(listing.rejected.is_empty());
    for path in &listing.assets {
        let mut text = String::new();
        let mut file = source.open(path).unwrap();
        assert_eq!(file.version().unwrap().bytes(), 6);
        file.read_to_string(&mut text).unwrap();
        assert_eq!(text, "# text");
    }
}

#[test]
fn other_files_cannot_be_opened_as_assets() {
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
fn assets_may_be_larger_than_posts() {
    let temporary = folder(&["a.png"]);
    fs::write(temporary.path().join("posts/a.png"), "x".repeat(65)).unwrap();
    let file = source(&temporary).open(&ContentPath::new("a.png")).unwrap();
    assert_eq!(file.version().unwrap().bytes(), 65);
}

#[cfg(unix)]
mod on_unix {
    use std::process::Command;

    use super::super::link;
    use super::*;

    #[test]
    fn a_link_to_an_asset_must_obey_the_rules_at_both_ends() {
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
        assert!(listing.rejected.is_empty(), "{:?}", listing.rejected);
        for path in ["draft.png", "env.png", "settings.png", "outside.png", "gone.png", "loop.png"]
        {
            let error = source.open(&ContentPath::new(path)).err().unwrap();
            assert_eq!(error.kind(), io::ErrorKind::NotFound, "{path}");
        }
    }

    #[test]
    fn special_files_are_not_assets() {
        let temporary = folder(&["a.png"]);
        let fifo = temporary.path().join("posts/pipe.png");
        assert!(Command::new("mkfifo").arg(fifo).status().unwrap().success());
        link(&temporary, "pipe.png", "linked.png");
        let source = source(&temporary);
        assert_eq!(assets(&source.list().unwrap()), ["a.png"]);
        // Opening it as a file would block forever.
        for path in ["pipe.png", "linked.png"] {
            let error = source.open(&ContentPath::new(path)).err().unwrap();
            assert_eq!(error.kind(), io::ErrorKind::NotFound, "{path}");
        }
    }

    #[test]
    fn a_replaced_file_has_another_version() {
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
}
