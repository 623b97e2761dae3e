//! Assets in a real folder: changes on disk, links and special files.

use std::fs;
use std::path::Path;

use inkstone::api::asset_path;
use inkstone::post::ContentPath;
use inkstone::source::FolderSource;
use inkstone::text::Revision;

use crate::assets::{IMMUTABLE, PUBLIC, assert_not_found};
use crate::support::{Service, tag};

fn folder(path: &Path) -> Service {
    Service::over(FolderSource::new(path, 1 << 20), |_| {})
}

#[test]
fn a_modified_file_changes_its_tag_and_is_not_immutable() {
    let content = tempfile::tempdir().unwrap();
    for length in [10, 300_000] {
        let path = content.path().join("a.bin");
        fs::write(&path, vec![1; length]).unwrap();
        let service = folder(content.path());
        let hash = Revision::of(&vec![1; length]);
        let target = asset_path(&ContentPath::new("a.bin"), hash);
        let before = service.get(&target);
        assert_eq!(before.header("cache-control"), IMMUTABLE);

        fs::write(&path, vec![2; length]).unwrap();
        let after = service.send("GET", &target, &[("if-none-match", before.header("etag"))]);
        assert_eq!((after.status, after.header("cache-control")), (200, PUBLIC));
        assert_eq!(after.header("etag"), tag(&vec![2; length]));
        assert!(after.bytes == vec![2; length]);

        fs::write(&path, b"short").unwrap();
        assert_eq!(service.get(&target).body, "short");
        fs::remove_file(&path).unwrap();
        assert_not_found(&service.get(&target));
        fs::create_dir(&path).unwrap();
        let gone = service.get(&target);
        assert_not_found(&gone);
        assert!(!gone.body.contains(&*content.path().to_string_lossy()), "{}", gone.body);
        fs::remove_dir(&path).unwrap();
    }
}

#[cfg(unix)]
mod on_unix {
    use std::os::unix::fs::symlink;
    use std::process::Command;

    use super::*;

    #[test]
    fn links_are_followed_only_inside_the_folder() {
        let temporary = tempfile::tempdir().unwrap();
        let content = temporary.path().join("posts");
        fs::create_dir_all(content.join("images")).unwrap();
        fs::create_dir_all(content.join("..data")).unwrap();
        fs::write(temporary.path().join("key.png"), "secret").unwrap();
        for (path, text) in [
            ("images/a.png", "picture"),
            ("..data/mounted.png", "picture"),
            ("_draft.md", "secret"),
            (".env", "secret"),
            ("inkstone.toml", "secret"),
        ] {
            fs::write(content.join(path), text).unwrap();
        }
        for (target, at) in [
            ("images/a.png", "inside.png"),
            ("..data/mounted.png", "mounted.png"),
            ("images", "pictures"),
            ("../key.png", "outside.png"),
            ("..", "up"),
            ("_draft.md", "draft.png"),
            (".env", "env.png"),
            ("inkstone.toml", "settings.png"),
            ("/dev/zero", "zero.png"),
        ] {
            symlink(target, content.join(at)).unwrap();
        }
        let service = folder(&content);
        for path in ["images/a.png", "inside.png", "mounted.png", "pictures/a.png"] {
            assert_eq!(service.get(&format!("/assets/{path}")).body, "picture", "{path}");
        }
        for path in [
            "outside.png",
            "up/key.png",
            "draft.png",
            "env.png",
            "settings.png",
            "zero.png",
            "..data/mounted.png",
        ] {
            assert_not_found(&service.get(&format!("/assets/{path}")));
        }
        // The folder may change after it was listed.
        for target in ["../key.png", "_draft.md", ".env"] {
            fs::remove_file(content.join("images/a.png")).unwrap();
            let target = content.join(target);
            symlink(target, content.join("images/a.png")).unwrap();
            assert_not_found(&service.get("/assets/images/a.png"));
        }
    }

    #[test]
    fn special_files_are_never_opened() {
        let content = tempfile::tempdir().unwrap();
        let path = content.path().join("b.png");
        fs::write(&path, "picture").unwrap();
        let mkfifo = |path: &Path| {
            assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
        };
        mkfifo(&content.path().join("a.png"));
        symlink("a.png", content.path().join("link.png")).unwrap();
        let service = folder(content.path());
        // Opening them would block forever.
        for path in ["a.png", "link.png"] {
            assert_not_found(&service.get(&format!("/assets/{path}")));
        }
        assert_eq!(service.get("/assets/b.png").body, "picture");
        fs::remove_file(&path).unwrap();
        mkfifo(&path);
        assert_not_found(&service.get("/assets/b.png"));
    }
}
