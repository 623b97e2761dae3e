//! Tests of the folder for temporary files.

use std::fs;
use std::io;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};

use super::place::Place;
use super::temporary::{Temporary, is_suitable};
use super::{OwnFolder, Scratch};

/// Returns a folder for temporary files below `parent`, which needs some free space.
fn with_reserve(parent: &Path, reserve: u64) -> OwnFolder {
    let temporary = Temporary { parent: parent.to_owned(), reserve };
    OwnFolder::new(Scratch(Place::Temporary(temporary)), "kind", "files", |_| false)
}

fn own(parent: &Path) -> OwnFolder {
    with_reserve(parent, 0)
}

/// Returns the path of the folder of this user below `parent`.
fn path(parent: &Path) -> PathBuf {
    parent.join(format!("inkstone-{}", rustix::process::geteuid().as_raw()))
}

#[test]
fn nothing_is_created_before_it_is_needed_and_then_for_this_user_alone() {
    let parent = tempfile::tempdir().unwrap();
    let own = own(parent.path());
    assert!(!path(parent.path()).exists());
    let taken = own.take().unwrap();
    assert_eq!(taken.path(), path(parent.path()).join("kind/0"));
    let mode = fs::metadata(path(parent.path())).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode, 0o700);
    // It is taken once.
    assert_eq!(own.take().unwrap().path(), taken.path());
}

#[test]
fn what_others_may_have_created_is_not_used() {
    let parent = tempfile::tempdir().unwrap();
    let (own, path) = (own(parent.path()), path(parent.path()));
    fs::create_dir(&path).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    assert!(own.take().is_err());
    assert_eq!(fs::read_dir(&path).unwrap().count(), 0);
    fs::remove_dir(&path).unwrap();
    let elsewhere = tempfile::tempdir().unwrap();
    symlink(elsewhere.path(), &path).unwrap();
    assert!(own.take().is_err());
    assert_eq!(fs::read_dir(elsewhere.path()).unwrap().count(), 0);
    fs::remove_file(&path).unwrap();
    assert!(own.take().is_ok());
}

#[test]
fn a_disk_that_is_almost_full_is_not_filled() {
    let parent = tempfile::tempdir().unwrap();
    let error = with_reserve(parent.path(), u64::MAX).take().unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::StorageFull);
}

#[test]
fn only_a_folder_that_can_be_written_to_is_suitable() {
    let parent = tempfile::tempdir().unwrap();
    let folder = parent.path().join("folder");
    assert!(!is_suitable(&folder));
    fs::create_dir(&folder).unwrap();
    let is_suitable_at_first = is_suitable(&folder);
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o555)).unwrap();
    // The superuser may write to any folder, unless the file system is read-only.
    let is_superuser = rustix::process::geteuid().is_root();
    assert_eq!(is_suitable(&folder), is_suitable_at_first && is_superuser);
    fs::write(parent.path().join("file"), "").unwrap();
    assert!(!is_suitable(&parent.path().join("file")));
}

#[cfg(target_os = "linux")]
#[test]
fn file_systems_in_memory_are_not_suitable() {
    // The columns are the device, where it is mounted, and its type (fstab(5)).
    let mounts = fs::read_to_string("/proc/self/mounts").unwrap();
    for mount in mounts.lines().map(|line| line.split(' ').collect::<Vec<_>>()) {
        if mount[1] == "/dev/shm" && mount[2] == "tmpfs" {
            assert!(!is_suitable(Path::new(mount[1])));
        }
    }
}
