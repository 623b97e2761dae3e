//! Tests of last valid versions that are stored.

use super::{BAD, Test};
use crate::live::reload::options::ReloadOptions;
use crate::live::state_dir::StateDir;
use crate::post::Code;

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
