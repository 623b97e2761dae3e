//! Tests of last valid versions that are stored.

use super::{BAD, Test};
use crate::live::reload::options::ReloadOptions;
use crate::live::state_dir::StateDir;
use crate::post::Code;
use crate::post::test_store::TestStore;

/// Returns a post with some 10 KB of text.
fn long(name: &str) -> String {
    let lines = (0..400).map(|line| format!("{name} 的第 {line} 行，{}\n", line * 7919 % 104_729));
    format!("# {name}\n\n[next](b.md#part)\n\n{}", lines.collect::<String>())
}

#[test]
fn bodies_that_are_lost_are_read_from_their_files_again() {
    let files: Vec<(String, String)> =
        (0..150).map(|n| (format!("{n:03}.md"), long(&format!("T{n}")))).collect();
    let borrowed: Vec<_> = files.iter().map(|(path, text)| (&**path, &**text)).collect();
    let mut test = Test::new(&borrowed);
    let store = TestStore::default();
    let snapshot = test.current().snapshot;
    snapshot.store_bodies_in(store.shared());
    snapshot.pack_bodies();
    assert!(snapshot.posts().iter().all(|post| post.body.held_bytes() == 0));
    store.damage(true);
    assert!(snapshot.posts()[..9].iter().all(|post| post.body.read().is_err()));
    assert_eq!(test.step(), ["unchanged"]);
    // All are, whether their loss was noticed or not.
    assert!(snapshot.posts().iter().all(|post| post.body.read().is_ok()));
    // A change for which a text is needed is made again once it is restored.
    snapshot.pack_bodies();
    assert!(snapshot.posts().iter().all(|post| post.body.held_bytes() == 0));
    test.insert("000.md", &long("new"));
    assert!((0..20).any(|_| !test.step().is_empty()));
    let current = test.current().snapshot;
    assert!(test.titles().contains(&"new".to_owned()));
    assert!(current.search().unwrap().index_bytes().is_ok());
    for post in current.posts() {
        assert!(!post.body.is_lost());
    }
}

#[test]
fn last_valid_versions_survive_a_restart_if_there_is_a_state_folder() {
    let folder = tempfile::tempdir().unwrap();
    let state = || Some(StateDir::open(folder.path()).unwrap());
    let change = |options: &mut ReloadOptions| options.state_dir = state();
    let mut test = Test::with(&[("a.md", "# A"), ("b.md", "# B")], change, true);
    test.insert("a.md", BAD);
    test.step();
    let files = [("a.md", BAD), ("b.md", "# B")];
    let restarted = Test::with(&files, change, true);
    assert_eq!(restarted.titles(), ["A", "B"]);
    assert!(restarted.has(Code::LastValidServed));
    assert_eq!(restarted.figures().kept, 1);
    let fresh = Test::with(&files, |_| {}, true);
    assert_eq!(fresh.titles(), ["B"]);
    // Once the file is valid, the old version is forgotten.
    Test::with(&[("a.md", "# C"), ("b.md", "# B")], change, true);
    let later = Test::with(&files, change, true);
    assert_eq!(later.titles(), ["B"]);
}

#[test]
fn a_state_folder_that_fails_is_reported_once_and_harmless() {
    let folder = tempfile::tempdir().unwrap();
    let state = StateDir::open(folder.path().join("state")).unwrap();
    let change = |options: &mut ReloadOptions| options.state_dir = Some(state.clone());
    let mut test = Test::with(&[("a.md", "# A"), ("b.md", "# B")], change, true);
    std::fs::remove_dir_all(state.path()).unwrap();
    std::fs::write(state.path(), "a file").unwrap();
    test.insert("a.md", BAD);
    assert_eq!(test.step(), ["state failed", "Broken a.md assets=0"]);
    test.insert("b.md", BAD);
    assert_eq!(test.step(), ["Broken b.md assets=0"]);
    assert_eq!(test.titles(), ["A", "B"]);
}
