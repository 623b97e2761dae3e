//! Tests of files that change.

use std::sync::atomic::Ordering;

use super::{BAD, Test};
use crate::live::reload::options::{OnInvalid, ReloadOptions};
use crate::post::Code;

#[test]
fn changed_files_replace_the_snapshot_and_others_share_their_posts() {
    let mut test = Test::new(&[("a.md", "# A"), ("b.md", "# B"), ("c.md", "# C"), ("i.png", "")]);
    assert_eq!(test.step(), ["unchanged"]);
    let before = test.current();
    test.insert("b.md", "# New");
    test.insert("d.md", "# D");
    test.insert("j.png", "");
    test.remove("c.md");
    assert_eq!(test.step(), ["Edited b.md Removed c.md Added d.md assets=1"]);
    let after = test.current();
    assert_eq!((before.generation, after.generation), (0, 1));
    assert_eq!(before.snapshot.posts().len(), 3, "requests in flight keep it");
    assert_eq!(test.titles(), ["A", "D", "New"]);
    assert!(after.snapshot.search().is_some(), "search is never lost");
    let figures = test.figures();
    assert_eq!((figures.settled, figures.reloads, figures.is_pending), (2, 1, false));
    test.remove("i.png");
    assert_eq!(test.step(), [" assets=1"]);
}

#[test]
fn a_touched_file_changes_nothing() {
    let mut test = Test::new(&[("a.md", "# A")]);
    test.insert("a.md", "# A");
    assert_eq!(test.step(), ["unchanged"]);
    assert_eq!(test.current().generation, 0);
}

#[test]
fn a_file_with_an_error_keeps_its_last_valid_version() {
    let mut test = Test::new(&[("a.md", "# A"), ("b.md", "# B")]);
    test.insert("a.md", BAD);
    assert_eq!(test.step(), ["Broken a.md assets=0"]);
    assert_eq!(test.titles(), ["A", "B"]);
    assert!(test.has(Code::LastValidServed) && test.has(Code::DateInvalid));
    assert_eq!(test.figures().kept, 1);
    test.insert("a.md", "# Mended");
    assert_eq!(test.step(), ["Mended a.md assets=0"]);
    assert_eq!((test.titles(), test.figures().kept), (vec!["B".into(), "Mended".into()], 0));
    assert!(!test.has(Code::LastValidServed));
}

#[test]
fn a_file_with_an_error_can_be_removed_instead() {
    let change = |options: &mut ReloadOptions| options.on_invalid = OnInvalid::Remove;
    let mut test = Test::with(&[("a.md", "# A"), ("b.md", "# B")], change, true);
    test.insert("a.md", BAD);
    assert_eq!(test.step(), ["Broken a.md assets=0"]);
    assert_eq!(test.titles(), ["B"]);
}

#[test]
fn a_file_that_could_not_be_read_is_tried_again_although_it_is_the_same() {
    let mut test = Test::new(&[("a.md", "# A")]);
    test.folder.fails().store(true, Ordering::Relaxed);
    assert_eq!(test.step(), ["Broken a.md assets=0"]);
    test.is_changed.store(false, Ordering::Relaxed);
    assert_eq!(test.step(), ["unchanged"]);
    test.folder.fails().store(false, Ordering::Relaxed);
    assert_eq!(test.step(), ["Mended a.md assets=0"]);
    assert_eq!(test.step(), ["unchanged"]);
}
