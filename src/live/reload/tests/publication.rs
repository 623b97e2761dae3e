//! Tests of what becomes current, and when.

use std::sync::{Arc, Mutex};

use super::Test;

#[test]
fn subscribers_hear_when_posts_are_published_and_expire() {
    let mut test = Test::new(&[
        ("a.md", "---\ntitle: A\ndate: 2026-02-01\nexpires: 2026-03-01\n---\n"),
        ("b.md", "# B"),
    ]);
    let heard = Arc::new(Mutex::new(Vec::new()));
    let hear = Arc::clone(&heard);
    test.live.subscribe(move |publication| {
        hear.lock()
            .unwrap()
            .push((publication.current.generation, publication.visible.public().len()));
    });
    let mut step = |now: &str| {
        *test.now.lock().unwrap() = now.parse().unwrap();
        test.step();
        std::mem::take(&mut *heard.lock().unwrap())
    };
    assert_eq!(step("2026-01-01T00:00:00Z"), [(0, 1)], "at the start");
    assert_eq!(step("2026-01-31T23:59:59Z"), []);
    assert_eq!(step("2026-02-01T00:00:00Z"), [(0, 2)]);
    assert_eq!(step("2026-03-01T00:00:00Z"), [(0, 1)]);
    assert_eq!(step("2026-02-15T00:00:00Z"), [(0, 2)], "the clock was set back");
    test.insert("c.md", "# C");
    test.step();
    assert_eq!(*heard.lock().unwrap(), [(1, 3)], "once per swap");
}

#[test]
fn the_first_search_index_does_not_hold_up_reloads() {
    let mut test = Test::with(&[("a.md", "# A")], |_| {}, false);
    let first = test.current().snapshot;
    test.insert("a.md", "# B");
    test.step();
    assert!(test.current().snapshot.search().is_none());
    first.prepare_search();
    test.step();
    assert!(test.current().snapshot.search().is_some());
    assert_eq!(test.current().generation, 1);
}
