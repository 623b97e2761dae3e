//! The changes of the content, for event streams.

use std::sync::Arc;

use crate::api::events::{ChangeLog, EventHub, Version};
use crate::live::{Live, PublicContent};
use crate::ops::clock::Clock;
use crate::sync::{ContentEvent, SyncToken};

/// Returns a hub that is told of each change of the content.
pub fn events(live: &Arc<Live>, clock: &Clock) -> Arc<EventHub> {
    let changes = Changes { live: Arc::clone(live), clock: clock.clone() };
    let hub = Arc::new(EventHub::new(Arc::new(changes)));
    let told = Arc::downgrade(&hub);
    live.history().subscribe(move |event| {
        // The hub has the history, so it must not be the other way round, too.
        if let Some(hub) = told.upgrade() {
            hub.publish(event);
        }
    });
    hub
}

/// The history of the content, and what is current in it.
#[derive(Debug)]
struct Changes {
    live: Arc<Live>,
    clock: Clock,
}

impl Changes {
    fn content(&self) -> PublicContent {
        self.live.public_content(self.clock.now())
    }
}

impl ChangeLog for Changes {
    fn current(&self) -> Version {
        let content = self.content();
        let token = self.live.history().manifest(&content).token();
        Version { token, snapshot: content.snapshot.public_id(&content.visible) }
    }

    fn since(&self, token: SyncToken) -> Option<ContentEvent> {
        self.live.history().event_since(token, &self.content())
    }
}
