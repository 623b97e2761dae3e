//! Tests of work that is interrupted.

use std::sync::atomic::Ordering;

use super::Test;

#[test]
fn a_newer_change_interrupts_the_work_but_nothing_is_lost() {
    let mut test = Test::new(&[("a.md", "# A"), ("b.md", "# B")]);
    test.is_pending.store(true, Ordering::Relaxed);
    test.insert("a.md", "# New");
    assert_eq!(test.step(), [""; 0]);
    assert_eq!(test.current().generation, 0);
    assert!(test.figures().is_pending);
    test.insert("b.md", "# Newer");
    test.is_pending.store(false, Ordering::Relaxed);
    assert_eq!(test.step(), ["Edited a.md Edited b.md assets=0"]);
    assert_eq!(test.titles(), ["New", "Newer"]);
}

#[test]
fn interrupted_work_waits_while_the_source_is_away() {
    let mut test = Test::new(&[("a.md", "# A"), ("b.md", "# B")]);
    test.is_pending.store(true, Ordering::Relaxed);
    test.insert("a.md", "# New");
    assert_eq!(test.step(), [""; 0]);
    let whole = test.folder.0.lock().unwrap().take();
    test.is_pending.store(false, Ordering::Relaxed);
    // Reading would panic now.
    assert_eq!(test.step(), ["doubted source_unavailable"]);
    assert_eq!(test.titles(), ["A", "B"]);
    *test.folder.0.lock().unwrap() = whole;
    assert_eq!(test.step(), ["recovered", "Edited a.md assets=0"]);
    assert_eq!(test.titles(), ["B", "New"]);
}

#[test]
fn content_appears_even_if_it_changes_all_the_time() {
    let mut test = Test::new(&[("a.md", "# A")]);
    test.is_pending.store(true, Ordering::Relaxed);
    let mut steps = 0;
    while test.current().generation == 0 {
        steps += 1;
        test.insert("a.md", &format!("# {steps}"));
        test.step();
    }
    assert_eq!(test.titles(), [steps.to_string()]);
}

#[test]
fn after_a_fault_all_files_are_read_again() {
    let mut test = Test::new(&[("a.md", "# A")]);
    test.insert("a.md", "# B");
    test.reloader.recover();
    assert_eq!(test.step(), ["panicked", "Edited a.md assets=0"]);
    let figures = test.figures();
    assert_eq!((figures.failures, figures.has_failed), (1, false));
}
