//! Tests of the files of bodies.

use std::fs;
use std::io;
use std::path::Path;
use std::sync::Arc;

use super::StoredBodies;
use crate::live::scratch::Scratch;
use crate::live::state_dir::StateDir;
use crate::post::BodyStore;

fn store(folder: &Path) -> Arc<dyn BodyStore> {
    StoredBodies::open(&Scratch::state(StateDir::open(folder).unwrap())).unwrap()
}

/// Returns a store that has taken its folder.
fn taken(folder: &Path) -> Arc<dyn BodyStore> {
    let store = store(folder);
    store.create().unwrap();
    store
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder.join("bodies/0")).unwrap();
    entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

#[test]
fn a_file_has_no_name_and_is_read_where_it_was_written() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(folder.path());
    let (first, second) = (store.create().unwrap(), store.create().unwrap());
    assert_eq!(names(folder.path()), ["lock"]);
    assert_eq!(first.append(b"abc").unwrap(), 0);
    assert_eq!(second.append(b"xyz").unwrap(), 0);
    assert_eq!(first.append(b"defg").unwrap(), 3);
    // Not even the store and its folder are needed any more.
    drop(store);
    fs::remove_dir_all(folder.path()).unwrap();
    let mut bytes = [0; 4];
    first.read(2, &mut bytes).unwrap();
    assert_eq!(&bytes, b"cdef");
    second.read(1, &mut bytes[..2]).unwrap();
    assert_eq!(&bytes, b"yzef");
    assert_eq!(first.read(4, &mut bytes).unwrap_err().kind(), io::ErrorKind::UnexpectedEof);
}

#[test]
fn what_a_killed_process_left_is_removed_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    drop(taken(folder.path()));
    for name in ["packed", "notes.txt"] {
        fs::write(folder.path().join("bodies/0").join(name), "content").unwrap();
    }
    let first = taken(folder.path());
    let mut left = names(folder.path());
    left.sort_unstable();
    assert_eq!(left, ["lock", "notes.txt"]);
    // Another process has its own folder.
    let second = taken(folder.path());
    assert!(folder.path().join("bodies/1/lock").exists());
    assert!(first.create().is_ok() && second.create().is_ok());
}

#[test]
fn a_folder_that_cannot_be_used_is_an_error_until_it_can() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(folder.path());
    fs::write(folder.path().join("bodies"), "a file").unwrap();
    assert!(store.create().is_err());
    fs::remove_file(folder.path().join("bodies")).unwrap();
    assert!(store.create().is_ok());
}

#[test]
fn links_are_not_followed() {
    let (folder, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let store = taken(folder.path());
    let target = other.path().join("new");
    std::os::unix::fs::symlink(&target, folder.path().join("bodies/0/packed")).unwrap();
    assert!(store.create().is_err());
    assert!(!target.exists());
}
