//! The manifests of the current and past content, for clients that keep a copy of it.

mod file;
mod public_content;
mod store;

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use arc_swap::ArcSwapOption;
use jiff::Timestamp;

use super::state_dir::StateDir;
use crate::catalog::{Snapshot, Visible};
use crate::sync::{Bounds, Change, ContentEvent, Manifest, Past, SyncToken};
use crate::text::{Lang, Revision, Slug};
use store::Store;

pub use public_content::PublicContent;

/// How much of the past is remembered, and where.
#[derive(Debug, Clone)]
pub struct HistoryOptions {
    /// The maximum number of past manifests, and of the memory that they take.
    pub bounds: Bounds,
    /// Where they are stored, so that they survive a restart; `None` if they are not.
    pub state_dir: Option<StateDir>,
}

impl Default for HistoryOptions {
    /// Returns the defaults of the settings, without a folder.
    fn default() -> Self {
        Self { bounds: Bounds { count: 1000, bytes: 16 << 20 }, state_dir: None }
    }
}

type Listener = Box<dyn Fn(&Arc<ContentEvent>) + Send + Sync>;

/// Remembers the manifests of what was public. Content is recorded when it is published, or when the first request
/// needs it, whichever comes first.
pub struct History {
    inner: Mutex<Inner>,
    /// The manifest that was recorded last, for requests.
    latest: ArcSwapOption<Recorded>,
    /// Locked while content is recorded and listeners are called, so that these hear of events in their order.
    recording: Mutex<()>,
    listeners: RwLock<Vec<Listener>>,
    store: Option<Store>,
}

#[derive(Debug)]
struct Inner {
    past: Past,
    /// `None` until content is recorded for the first time and if none was stored.
    current: Option<Arc<Manifest>>,
}

/// A recorded manifest, and the content that it is of.
#[derive(Debug)]
struct Recorded {
    generation: u64,
    /// The time since which the same posts are public.
    since: Option<Timestamp>,
    /// The time at which it was recorded.
    now: Timestamp,
    manifest: Arc<Manifest>,
    /// The identity of the public content.
    snapshot: Revision,
}

impl Recorded {
    fn is_of(&self, content: &PublicContent) -> bool {
        (self.generation, self.since) == (content.generation, content.visible.since())
    }

    fn is_before(&self, content: &PublicContent) -> bool {
        (self.generation, self.now) <= (content.generation, content.now)
    }
}

impl History {
    /// Creates a history with what was stored. A file that is damaged or cannot be read is logged and ignored.
    pub fn new(options: HistoryOptions) -> Self {
        let store = options.state_dir.map(Store::new);
        let read = store.as_ref().and_then(|store| store.read(options.bounds));
        let (current, past) = match read {
            Some((manifest, past)) => (Some(Arc::new(manifest)), past),
            None => (None, Past::new(options.bounds)),
        };
        Self {
            inner: Mutex::new(Inner { past, current }),
            latest: ArcSwapOption::empty(),
            recording: Mutex::new(()),
            listeners: RwLock::default(),
            store,
        }
    }

    /// Adds a function that is called after each change of the public content with what changed. It should return
    /// quickly, and must not [record](Self::record) content.
    pub fn subscribe(&self, listener: impl Fn(&Arc<ContentEvent>) + Send + Sync + 'static) {
        self.listeners.write().unwrap_or_else(PoisonError::into_inner).push(Box::new(listener));
    }

    /// Records content that has become current. Listeners are called if what is public has changed since the
    /// content that was recorded before, in this process or, if it was stored, in the one before.
    pub fn record(&self, content: &PublicContent) {
        let _recording = self.recording.lock().unwrap_or_else(PoisonError::into_inner);
        if self.find(content).is_none() {
            self.record_manifest(content, self.make(content));
        }
    }

    /// Returns the manifest of some content, if it is the one that was recorded last.
    pub fn find(&self, content: &PublicContent) -> Option<Arc<Manifest>> {
        let latest = self.latest.load();
        let recorded = latest.as_ref().filter(|recorded| recorded.is_of(content))?;
        Some(Arc::clone(&recorded.manifest))
    }

    /// Returns the manifest of what a request sees, and records it if it is new. That of a request which has
    /// begun before content was replaced is not recorded again.
    pub fn manifest(&self, content: &PublicContent) -> Arc<Manifest> {
        if let Some(manifest) = self.find(content) {
            return manifest;
        }
        let _recording = self.recording.lock().unwrap_or_else(PoisonError::into_inner);
        // Another request may have recorded it.
        if let Some(manifest) = self.find(content) {
            return manifest;
        }
        let manifest = self.make(content);
        let is_new = self.latest.load().as_ref().is_none_or(|latest| latest.is_before(content));
        if is_new || !self.knows(manifest.token()) {
            return self.record_manifest(content, manifest);
        }
        manifest
    }

    /// Returns the token of the content that was recorded last; `None` if there is none.
    pub fn token(&self) -> Option<SyncToken> {
        self.latest.load().as_ref().map(|latest| latest.manifest.token())
    }

    /// Returns the changes from one manifest to another one, sorted by slug and language; `None` if one of them is
    /// unknown. Aliases are those of what is `visible` in a snapshot.
    pub fn changes(
        &self,
        tokens: (SyncToken, SyncToken),
        snapshot: &Snapshot,
        visible: &Visible,
    ) -> Option<Vec<Change>> {
        let (past, current) = self.remembered();
        past.changes(tokens, &*current?, &|slug, lang| find_alias(snapshot, visible, slug, lang))
    }

    /// Returns the event of all changes since a past manifest; `None` if that is unknown. Aliases are those of the
    /// current content.
    pub fn event_since(&self, token: SyncToken, content: &PublicContent) -> Option<ContentEvent> {
        self.manifest(content);
        let latest = self.latest.load_full()?;
        let (past, current) = self.remembered();
        let (snapshot, visible) = (&content.snapshot, &content.visible);
        let alias = |slug: &Slug, lang: &Lang| find_alias(snapshot, visible, slug, lang);
        ContentEvent::since(&past, token, &*current?, latest.snapshot, &alias)
    }

    /// Waits until what is remembered is stored, at the end of the process. Nothing is stored afterwards.
    pub fn close(&self) {
        if let Some(store) = &self.store {
            store.close();
        }
    }

    fn make(&self, content: &PublicContent) -> Arc<Manifest> {
        // The one that was stored shares no posts.
        let previous = self.latest.load_full();
        let previous = previous.as_ref().map(|latest| &*latest.manifest);
        Arc::new(Manifest::of(&content.snapshot, &content.visible, previous))
    }

    fn knows(&self, token: SyncToken) -> bool {
        let inner = self.inner();
        inner.current.as_ref().is_some_and(|current| inner.past.knows(token, current))
    }

    /// Records the manifest of some content, and tells listeners if it differs from the last one.
    fn record_manifest(&self, content: &PublicContent, made: Arc<Manifest>) -> Arc<Manifest> {
        let (snapshot, visible) = (&content.snapshot, &*content.visible);
        let id = snapshot.public_id(visible);
        let mut inner = self.inner();
        let previous = inner.current.replace(Arc::clone(&made));
        if let Some(previous) = &previous
            && previous.token() != made.token()
        {
            inner.past.record(previous, &made);
        }
        let is_unchanged = previous.as_ref().is_some_and(|last| last.token() == made.token());
        if !is_unchanged && let Some(store) = &self.store {
            store.write(Arc::clone(&made), inner.past.clone());
        }
        drop(inner);
        self.latest.store(Some(Arc::new(Recorded {
            generation: content.generation,
            since: visible.since(),
            now: content.now,
            manifest: Arc::clone(&made),
            snapshot: id,
        })));
        let alias = |slug: &Slug, lang: &Lang| find_alias(snapshot, visible, slug, lang);
        let event =
            previous.and_then(|previous| ContentEvent::between(&previous, &made, id, &alias));
        if let Some(event) = event.map(Arc::new) {
            for listener in &*self.listeners.read().unwrap_or_else(PoisonError::into_inner) {
                listener(&event);
            }
        }
        made
    }

    /// Returns what is remembered, for use without the lock.
    fn remembered(&self) -> (Past, Option<Arc<Manifest>>) {
        let inner = self.inner();
        (inner.past.clone(), inner.current.clone())
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Default for History {
    fn default() -> Self {
        Self::new(HistoryOptions::default())
    }
}

impl fmt::Debug for History {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("History").field("token", &self.token()).finish_non_exhaustive()
    }
}

/// Returns the slug of the public post that has a slug as an alias. If posts in other languages still have the
/// slug, the alias leads nowhere, but a post in this language replaces the one that disappeared.
fn find_alias(snapshot: &Snapshot, visible: &Visible, slug: &Slug, lang: &Lang) -> Option<Slug> {
    let public = visible.public();
    let post = snapshot.post(snapshot.alias(slug.as_str(), public)?);
    let is_replaced = post.lang == *lang
        || snapshot.versions(slug.as_str()).iter().all(|&doc| !public.contains(doc));
    is_replaced.then(|| post.slug.clone())
}

#[cfg(test)]
mod tests;
