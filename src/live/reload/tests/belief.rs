//! Tests of a source that loses its content.

use std::time::Duration;

use super::{BAD, Test};
use crate::live::reload::doubt::Doubt;
use crate::live::reload::options::ReloadOptions;
use crate::post::Code;

#[test]
fn an_empty_source_is_believed_once_it_is_found_again() {
    let mut test = Test::new(&[("a.md", "# A")]);
    test.remove("a.md");
    assert_eq!(test.step(), ["doubted source_empty"]);
    assert_eq!((test.titles(), test.figures().doubt), (vec!["A".into()], Some(Doubt::SourceEmpty)));
    assert!(test.figures().is_pending);
    assert_eq!(test.step(), ["confirmed source_empty", "Removed a.md assets=0"]);
    assert_eq!((test.titles(), test.figures().doubt), (vec![], None));
    test.insert("a.md", "# A");
    assert_eq!(test.step(), ["Added a.md assets=0"]);
}

#[test]
fn a_source_that_comes_back_loses_nothing() {
    let change = |options: &mut ReloadOptions| options.confirm_after = Duration::from_secs(3600);
    let mut test = Test::with(&[("a.md", "# A"), ("b.md", "# B")], change, true);
    test.insert("b.md", BAD);
    test.step();
    let whole = test.folder.0.lock().unwrap().take();
    assert_eq!(test.step(), ["doubted source_unavailable"]);
    assert_eq!(test.step(), [""; 0], "once");
    let figures = test.figures();
    assert!(figures.has_failed && figures.doubt == Some(Doubt::SourceUnavailable));
    *test.folder.0.lock().unwrap() = whole;
    assert_eq!(test.step(), ["recovered", "unchanged"]);
    assert_eq!(test.titles(), ["A", "B"], "also a last valid version");
    let figures = test.figures();
    assert!(!figures.has_failed && figures.doubt.is_none());
}

#[test]
fn a_source_that_stays_away_is_believed_and_examined_again() {
    let mut test = Test::new(&[("a.md", "# A")]);
    let whole = test.folder.0.lock().unwrap().take();
    assert_eq!(test.step(), ["doubted source_unavailable"]);
    assert_eq!(test.titles(), ["A"]);
    assert_eq!(test.step(), ["confirmed source_unavailable", "Removed a.md assets=0"]);
    assert!(test.has(Code::FileUnreadable) && test.titles().is_empty());
    assert_eq!(test.step(), [""; 0]);
    assert_eq!(test.figures().doubt, Some(Doubt::SourceUnavailable), "it is still not right");
    *test.folder.0.lock().unwrap() = whole;
    assert_eq!(test.step(), ["recovered", "Added a.md assets=0"]);
    assert_eq!((test.titles(), test.figures().doubt), (vec!["A".into()], None));
}
