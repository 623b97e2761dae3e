//! Tests of the files of segments.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tantivy::directory::TerminatingWrite;

use super::MappedSegments;
use crate::catalog::test_support::{options, post};
use crate::catalog::{Assets, DocId, Question, SegmentStore, Snapshot};
use crate::live::scratch::Scratch;
use crate::live::state_dir::StateDir;
use crate::post::{Body, Dialect, Post};
use crate::text::Revision;

/// The name of a file like those of tantivy.
const SEGMENT: &str = "0123456789abcdef0123456789abcdef.pos";

fn store(folder: &Path) -> Arc<dyn SegmentStore> {
    Arc::new(MappedSegments::new(&Scratch::state(StateDir::open(folder).unwrap())))
}

/// Returns a store that has taken its folder.
fn taken(folder: &Path) -> Arc<dyn SegmentStore> {
    let store = store(folder);
    store.directory().unwrap();
    store
}

/// Returns the names of all files below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path).iter().map(|below| path.join(below)));
        } else {
            found.push(path);
        }
    }
    found.sort();
    found.iter().map(|path| path.strip_prefix(folder).unwrap().to_owned()).collect()
}

/// Returns a word that is similar to none of the others.
fn word(n: u8) -> String {
    Revision::of(&[n]).to_string()
}

/// Returns posts, each with a word of its own. They are so long that their segments are stored.
fn snapshot() -> Snapshot {
    let made = (0..20).map(|n| {
        let body = format!("{} 内存管理 ", word(n)) + &"memory and 引用计数. ".repeat(4_300);
        Post { body: Body::new(&body, Dialect::default()), ..Post::from(post(&format!("p{n:02}"))) }
    });
    Snapshot::build(made, Vec::new(), Assets::default(), &options())
}

fn found(snapshot: &Snapshot, text: &str) -> u64 {
    let all = &(0..snapshot.posts().len() as DocId).collect();
    let search = snapshot.search().unwrap();
    search.find(&Question::parse(text), all).unwrap().docs().len()
}

fn assert_complete(snapshot: &Snapshot) {
    assert!((0..20).all(|n| found(snapshot, &word(n)) == 1));
    assert_eq!(found(snapshot, "内存管理"), 20);
}

#[test]
fn an_index_has_no_names_once_it_is_mapped() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(folder.path());
    let snapshot = snapshot();
    snapshot.prepare_search_in(Some(Arc::clone(&store)), &|_| {});
    assert_eq!(files(folder.path()), [Path::new("search/0/lock")]);
    #[cfg(target_os = "linux")]
    {
        let maps = fs::read_to_string("/proc/self/maps").unwrap();
        let path = folder.path().canonicalize().unwrap().join("search/0/");
        assert!(maps.contains(path.to_str().unwrap()), "the index is mapped");
    }
    assert_complete(&snapshot);
    // Not even the store and its folder are needed any more.
    drop(store);
    drop(folder);
    assert_complete(&snapshot);
}

#[test]
fn what_a_killed_process_left_is_removed_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    drop(taken(folder.path()));
    let own = folder.path().join("search/0");
    for name in [SEGMENT, "notes.txt", "0123.pos"] {
        fs::write(own.join(name), "content").unwrap();
    }
    fs::write(folder.path().join(SEGMENT), "content").unwrap();
    let _store = taken(folder.path());
    let left = [SEGMENT, "search/0/0123.pos", "search/0/lock", "search/0/notes.txt"];
    assert_eq!(files(folder.path()), left.map(PathBuf::from));
}

#[test]
fn servers_that_share_a_folder_leave_each_other_alone() {
    let folder = tempfile::tempdir().unwrap();
    let first = store(folder.path());
    let mut writer = first.directory().unwrap().open_write(Path::new(SEGMENT)).unwrap();
    let file = Path::new("search/0").join(SEGMENT);
    // As it has no directory any more, it would be removed.
    assert!(!files(folder.path()).contains(&file));
    writer.write_all(b"content").unwrap();
    let directory = first.directory().unwrap();
    directory.open_write(Path::new(SEGMENT)).unwrap().terminate().unwrap();
    let second = taken(folder.path());
    assert!(files(folder.path()).contains(&file));
    assert!(files(folder.path()).contains(&PathBuf::from("search/1/lock")));
    drop((first, directory));
    assert!(!files(folder.path()).contains(&file));
    let third = taken(folder.path());
    assert_eq!(files(folder.path()), ["search/0/lock", "search/1/lock"].map(PathBuf::from));
    drop((second, third));
}

#[cfg(unix)]
#[test]
fn only_this_user_can_read_the_files() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let store = store(folder.path());
    let directory = store.directory().unwrap();
    directory.open_write(Path::new(SEGMENT)).unwrap().terminate().unwrap();
    let mode = |path: PathBuf| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let own = folder.path().join("search/0");
    assert_eq!(mode(own.join(SEGMENT)), 0o600);
    assert_eq!(mode(own.join("lock")), 0o600);
    assert_eq!(mode(own), 0o700);
    assert_eq!(mode(folder.path().join("search")), 0o700);
}

#[cfg(unix)]
#[test]
fn links_and_special_files_are_not_followed() {
    use std::os::unix::fs::symlink;
    let other = tempfile::tempdir().unwrap();
    fs::write(other.path().join(SEGMENT), "content").unwrap();
    let folder = tempfile::tempdir().unwrap();
    let store = store(folder.path());
    fs::create_dir(folder.path().join("search")).unwrap();
    let own = folder.path().join("search/0");
    symlink(other.path(), &own).unwrap();
    assert!(store.directory().is_err());
    assert_eq!(files(other.path()), [Path::new(SEGMENT)]);
    fs::remove_file(&own).unwrap();
    fs::create_dir(&own).unwrap();
    symlink(other.path().join("new"), own.join("lock")).unwrap();
    assert!(store.directory().is_err());
    assert_eq!(files(other.path()), [Path::new(SEGMENT)]);
}

#[test]
fn without_the_folder_the_index_is_in_memory() {
    let folder = tempfile::tempdir().unwrap();
    let state = folder.path().join("state");
    let store = store(&state);
    fs::write(state.join("search"), "a file").unwrap();
    let first = snapshot();
    first.prepare_search_in(Some(store), &|_| {});
    assert_complete(&first);
    assert_eq!(files(&state), [Path::new("search")]);
}

#[test]
fn a_folder_that_was_removed_is_created_again() {
    let folder = tempfile::tempdir().unwrap();
    let store = taken(folder.path());
    fs::remove_dir_all(folder.path().join("search")).unwrap();
    let snapshot = snapshot();
    snapshot.prepare_search_in(Some(store), &|_| {});
    assert_complete(&snapshot);
    assert_eq!(files(folder.path()), [Path::new("search/0/lock")]);
}

#[test]
fn changes_share_what_is_mapped() {
    let folder = tempfile::tempdir().unwrap();
    let first = snapshot();
    first.prepare_search_in(Some(store(folder.path())), &|_| {});
    let mut posts = first.posts().to_vec();
    let body = Body::new("内存管理 novel7x", Dialect::default());
    let revision = Revision::of(b"other");
    posts[3] = Arc::new(Post { body, revision, ..(*posts[3]).clone() });
    let next = first.successor(posts, Vec::new(), Assets::default(), &options());
    assert!(next.derive_search(&first));
    drop(first);
    assert_eq!(found(&next, "novel7x"), 1);
    assert_eq!((found(&next, &word(3)), found(&next, &word(4))), (0, 1));
    assert_eq!(found(&next, "内存管理"), 20);
    assert_eq!(files(folder.path()), [Path::new("search/0/lock")]);
}
