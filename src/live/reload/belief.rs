//! What is believed about the source.

use std::time::{Duration, Instant};

use super::doubt::{Doubt, Doubts, Verdict};
use super::event::ReloadEvent;
use super::parts::Report;
use crate::source::SourceError;

/// Which states of the source are believed. Reports when that changes.
pub(super) struct Belief {
    confirm_after: Duration,
    doubts: Doubts,
    doubt: Option<Doubt>,
    /// When the source is examined again because its state is doubted.
    pub(super) confirm_at: Option<Instant>,
    /// Whether it is believed that the source cannot be read.
    pub(super) is_unavailable: bool,
}

impl Belief {
    pub(super) fn new(confirm_after: Duration) -> Self {
        Self {
            confirm_after,
            doubts: Doubts::new(confirm_after),
            doubt: None,
            confirm_at: None,
            is_unavailable: false,
        }
    }

    /// Returns why older content is served than the source seems to have, or why there is none.
    pub(super) fn doubt(&self) -> Option<Doubt> {
        self.doubt
    }

    /// Judges that the source, which had `before` posts, cannot be read. Returns whether that is believed from now
    /// on, so that there is no content.
    pub(super) fn accept_failure(
        &mut self,
        before: usize,
        error: &SourceError,
        report: &mut Report,
    ) -> bool {
        let now = Instant::now();
        if !self.is_unavailable {
            if let Verdict::Doubted(doubt, confirm_at) = self.doubts.judge(before, None, now) {
                self.be_doubtful(doubt, confirm_at, Some(error), report);
                return false;
            }
            report(&ReloadEvent::Confirmed(Doubt::SourceUnavailable));
        }
        self.confirm_at = Some(now + self.confirm_after);
        !std::mem::replace(&mut self.is_unavailable, true)
    }

    /// Judges that the source, which had `before` posts, has `found` ones. Returns whether that is believed.
    pub(super) fn accept(&mut self, before: usize, found: usize, report: &mut Report) -> bool {
        if self.is_unavailable {
            return true;
        }
        let event = match self.doubts.judge(before, Some(found), Instant::now()) {
            Verdict::Doubted(doubt, confirm_at) => {
                self.be_doubtful(doubt, confirm_at, None, report);
                return false;
            }
            Verdict::Confirmed => ReloadEvent::Confirmed,
            Verdict::Believed => |_| ReloadEvent::Recovered,
        };
        if let Some(doubt) = self.doubt.take() {
            self.confirm_at = None;
            report(&event(doubt));
        }
        true
    }

    fn be_doubtful(
        &mut self,
        doubt: Doubt,
        confirm_at: Instant,
        error: Option<&SourceError>,
        report: &mut Report,
    ) {
        self.confirm_at = Some(confirm_at);
        if self.doubt.replace(doubt) != Some(doubt) {
            report(&ReloadEvent::Doubted(doubt, error));
        }
    }
}
