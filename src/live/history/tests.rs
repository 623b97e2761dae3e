use std::fs;
use std::sync::{Arc, Mutex};

use super::{History, HistoryOptions};
use crate::catalog::test_support::{Sample, at, post, snapshot};
use crate::live::{Live, PublicContent, StateDir};
use crate::sync::{Change, ContentEvent, Op, SyncToken};

/// Content, a history of it, and the events that it told.
struct Fixture {
    live: Live,
    events: Arc<Mutex<Vec<Arc<ContentEvent>>>>,
}

impl Fixture {
    fn new(posts: impl IntoIterator<Item = Sample>, options: HistoryOptions) -> Self {
        let live = Live::with_history(snapshot(posts), History::new(options));
        let events: Arc<Mutex<Vec<Arc<ContentEvent>>>> = Arc::default();
        let heard = Arc::clone(&events);
        live.history().subscribe(move |event| heard.lock().unwrap().push(Arc::clone(event)));
        Self { live, events }
    }

    fn content(&self, now: &str) -> PublicContent {
        let (current, now) = (self.live.current(), at(now));
        let visible = current.snapshot.visible(now);
        let (generation, snapshot) = (current.generation, current.snapshot);
        PublicContent { generation, snapshot, visible, now }
    }

    fn token(&self, now: &str) -> SyncToken {
        self.live.history().manifest(&self.content(now)).token()
    }

    fn replace(&self, posts: impl IntoIterator<Item = Sample>, now: &str) {
        self.live.replace(Arc::new(snapshot(posts)));
        self.live.announce(at(now));
    }

    /// Returns the changes between two tokens in short form.
    fn changes(&self, from: SyncToken, to: SyncToken, now: &str) -> Option<Vec<String>> {
        let content = self.content(now);
        let found = self.live.history().changes((from, to), &content.snapshot, &content.visible)?;
        Some(found.iter().map(short).collect())
    }

    /// Returns the changes in each event so far.
    fn heard(&self) -> Vec<Vec<String>> {
        let events = self.events.lock().unwrap();
        events.iter().map(|event| event.changes.iter().map(short).collect()).collect()
    }
}

fn short(change: &Change) -> String {
    let sign = if change.op == Op::Upsert { '+' } else { '-' };
    let moved = change.moved_to.as_ref().map_or(String::new(), |slug| format!(">{slug}"));
    format!("{sign}{}{moved}", change.slug)
}

const NOW: &str = "2026-01-01";

#[test]
fn a_publication_that_changes_something_public_is_an_event() {
    let content = Fixture::new([post("a"), post("d").draft()], HistoryOptions::default());
    content.live.announce(at(NOW));
    assert!(content.heard().is_empty(), "nothing is known to have been before");
    content.replace([post("a"), post("d").draft().revised(b"2")], NOW);
    assert!(content.heard().is_empty(), "a draft is not public");
    let before = content.token(NOW);
    content.replace([post("a").revised(b"2"), post("b")], NOW);
    assert_eq!(content.heard(), [["+a", "+b"]]);
    let events = content.events.lock().unwrap();
    assert_eq!((events[0].previous, events[0].token), (before, content.token(NOW)));
    let now = content.content(NOW);
    assert_eq!(events[0].snapshot, now.snapshot.public_id(&now.visible));
}

#[test]
fn the_moments_at_which_posts_appear_and_expire_are_events() {
    let posts = [post("a"), post("b").date("2026-02-01").expires("2026-03-01")];
    let content = Fixture::new(posts, HistoryOptions::default());
    for now in ["2026-01-01", "2026-02-01", "2026-02-02", "2026-03-01"] {
        content.live.announce(at(now));
    }
    assert_eq!(content.heard(), [["+b"], ["-b"]]);
    assert_eq!(content.token("2026-01-01"), content.token("2026-03-01"));
}

#[test]
fn a_request_before_the_announcement_records_what_it_sees_once() {
    let posts = [post("a"), post("b").date("2026-02-01")];
    let content = Fixture::new(posts, HistoryOptions::default());
    let first = content.token("2026-01-01");
    let second = content.token("2026-02-01");
    assert_eq!(content.heard(), [["+b"]]);
    content.live.announce(at("2026-02-01"));
    // A request that began before.
    assert_eq!(content.token("2026-01-31"), first);
    assert_eq!(content.live.history().token(), Some(second));
    assert_eq!(content.heard().len(), 1);
    assert_eq!(content.changes(first, second, "2026-02-01").unwrap(), ["+b"]);
    // For it, the other direction is right.
    assert_eq!(content.changes(second, first, "2026-01-31").unwrap(), ["-b"]);
}

#[test]
fn a_clock_that_was_set_back_is_announced_like_any_change() {
    let posts = [post("a"), post("b").date("2026-02-01")];
    let content = Fixture::new(posts, HistoryOptions::default());
    content.live.announce(at("2026-02-01"));
    content.live.announce(at("2026-01-01"));
    assert_eq!(content.heard(), [["-b"]]);
    content.live.announce(at("2026-02-01"));
    assert_eq!(content.heard(), [["-b"], ["+b"]]);
}

#[test]
fn aliases_and_renames_tell_where_a_post_is_now() {
    let content = Fixture::new([post("a"), post("b")], HistoryOptions::default());
    let first = content.token(NOW);
    content.replace([post("c").path("a.md"), post("d").aliases(["b"])], NOW);
    assert_eq!(content.heard(), [["-a>c", "-b>d", "+c", "+d"]]);
    let last = content.token(NOW);
    assert_eq!(content.changes(first, last, NOW).unwrap(), ["-a>c", "-b>d", "+c", "+d"]);
    let now = content.content(NOW);
    let event = content.live.history().event_since(first, &now).unwrap();
    assert_eq!((event.previous, event.token), (first, last));
    assert_eq!(event.changes, content.events.lock().unwrap()[0].changes);
    let unknown = SyncToken::new([7; 16]);
    assert!(content.live.history().event_since(unknown, &now).is_none());
}

fn stored_in(folder: &std::path::Path) -> HistoryOptions {
    HistoryOptions { state_dir: Some(StateDir::open(folder).unwrap()), ..HistoryOptions::default() }
}

#[test]
fn tokens_survive_a_restart_with_a_folder() {
    let folder = tempfile::tempdir().unwrap();
    let before = Fixture::new([post("a"), post("b")], stored_in(folder.path()));
    let first = before.token(NOW);
    before.replace([post("a"), post("c")], NOW);
    let second = before.token(NOW);
    before.live.history().close();

    let after = Fixture::new([post("a").revised(b"2"), post("c")], stored_in(folder.path()));
    let third = after.token(NOW);
    assert_eq!(after.heard(), [["+a"]]);
    assert_eq!(after.changes(second, third, NOW).unwrap(), ["+a"]);
    assert_eq!(after.changes(first, third, NOW).unwrap(), ["+a", "-b", "+c"]);
    after.live.history().close();

    let unchanged = Fixture::new([post("a").revised(b"2"), post("c")], stored_in(folder.path()));
    assert_eq!(unchanged.token(NOW), third);
    assert!(unchanged.heard().is_empty());
    assert_eq!(unchanged.changes(first, third, NOW).unwrap(), ["+a", "-b", "+c"]);
}

#[test]
fn a_damaged_file_and_an_unusable_folder_are_harmless() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("sync-history");
    for damage in [&b""[..], b"{}", b"inkstone state 1 and no checksum of it"] {
        fs::write(&file, damage).unwrap();
        let content = Fixture::new([post("a")], stored_in(folder.path()));
        let first = content.token(NOW);
        content.replace([post("b")], NOW);
        assert_eq!(content.changes(first, content.token(NOW), NOW).unwrap(), ["-a", "+b"]);
        content.live.history().close();
        assert_ne!(fs::read(&file).unwrap(), damage);
    }
    let options = stored_in(folder.path());
    fs::remove_dir_all(folder.path()).unwrap();
    let content = Fixture::new([post("a")], options);
    let first = content.token(NOW);
    content.replace([post("b")], NOW);
    content.live.history().close();
    assert!(content.changes(first, content.token(NOW), NOW).is_some());
}
