//! Whether a loss of content is believed.

use std::time::{Duration, Instant};

/// The minimum number of posts of which losing more than half is doubted. Of fewer, an author may well delete most.
const LEAST_POSTS: usize = 10;

/// Why the state of a source is not believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doubt {
    /// The source doesn't exist or cannot be read.
    SourceUnavailable,
    /// There are no posts any more.
    SourceEmpty,
    /// More than half of the posts are gone.
    PostsLost,
}

impl Doubt {
    /// All reasons.
    pub const ALL: &'static [Self] = &[Self::SourceUnavailable, Self::SourceEmpty, Self::PostsLost];

    /// Returns the stable name in snake case.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SourceUnavailable => "source_unavailable",
            Self::SourceEmpty => "source_empty",
            Self::PostsLost => "posts_lost",
        }
    }
}

/// The number of posts in a source; `None` if it cannot be read.
pub(super) type Found = Option<usize>;

/// Doubts a loss of most content until a later scan finds the same.
#[derive(Debug)]
pub(super) struct Doubts {
    confirm_after: Duration,
    /// What was found first, and when.
    first: Option<(Found, Instant)>,
}

/// Whether what a scan found is believed.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It is no loss of most content.
    Believed,
    /// It is a loss, which a later scan has found again.
    Confirmed,
    /// Another scan is needed at this time.
    Doubted(Doubt, Instant),
}

impl Doubts {
    pub(super) fn new(confirm_after: Duration) -> Self {
        Self { confirm_after, first: None }
    }

    /// Judges what a scan found at `now`, with `before` posts in the last state that was believed.
    pub(super) fn judge(&mut self, before: usize, found: Found, now: Instant) -> Verdict {
        let Some(doubt) = doubt(before, found) else {
            self.first = None;
            return Verdict::Believed;
        };
        let since = match self.first {
            Some((first, since)) if first == found => since,
            // A source that still changes is not believed yet.
            Some(_) | None => now,
        };
        let confirm_at = since + self.confirm_after;
        if since < now && now >= confirm_at {
            self.first = None;
            return Verdict::Confirmed;
        }
        self.first = Some((found, since));
        Verdict::Doubted(doubt, confirm_at)
    }
}

fn doubt(before: usize, found: Found) -> Option<Doubt> {
    match found {
        None => Some(Doubt::SourceUnavailable),
        Some(0) if before > 0 => Some(Doubt::SourceEmpty),
        Some(after) if before >= LEAST_POSTS && after * 2 < before => Some(Doubt::PostsLost),
        Some(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::{Doubt, Doubts, Verdict, doubt};

    #[test]
    fn a_loss_of_more_than_half_of_ten_posts_is_doubted() {
        for (before, found, expected) in [
            (100, Some(100), None),
            (100, Some(50), None),
            (100, Some(49), Some(Doubt::PostsLost)),
            (10, Some(4), Some(Doubt::PostsLost)),
            (9, Some(1), None),
            (9, Some(0), Some(Doubt::SourceEmpty)),
            (1, Some(0), Some(Doubt::SourceEmpty)),
            (0, Some(0), None),
            (0, Some(5), None),
            (0, None, Some(Doubt::SourceUnavailable)),
        ] {
            assert_eq!(doubt(before, found), expected, "{before} {found:?}");
        }
    }

    #[test]
    fn a_loss_is_believed_once_a_later_scan_agrees() {
        let (start, second) = (Instant::now(), Duration::from_secs(1));
        let mut doubts = Doubts::new(second * 10);
        let doubted = |doubt, at: u32| Verdict::Doubted(doubt, start + second * at);
        let mut judge = |found, at: u32| doubts.judge(20, found, start + second * at);
        assert_eq!(judge(Some(0), 0), doubted(Doubt::SourceEmpty, 10));
        assert_eq!(judge(Some(0), 9), doubted(Doubt::SourceEmpty, 10));
        assert_eq!(judge(Some(3), 10), doubted(Doubt::PostsLost, 20), "it still changes");
        assert_eq!(judge(None, 15), doubted(Doubt::SourceUnavailable, 25));
        assert_eq!(judge(Some(20), 20), Verdict::Believed, "it is back");
        assert_eq!(judge(Some(3), 21), doubted(Doubt::PostsLost, 31));
        assert_eq!(judge(Some(3), 31), Verdict::Confirmed);
    }
}
