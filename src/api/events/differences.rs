//! Recently computed differences. After a restart of a proxy, all its listeners resume from the same token.

use std::sync::{Mutex, PoisonError};

use bytes::Bytes;

use crate::sync::SyncToken;

/// The maximum number of blocks, each of some ten KiB. Listeners that were too slow have one of the last few tokens.
const MAX_BLOCKS: usize = 16;

/// The blocks that lead to the current token.
#[derive(Debug, Default)]
pub struct Differences(Mutex<Vec<Difference>>);

#[derive(Debug)]
struct Difference {
    since: SyncToken,
    /// The token that was current when the block was requested.
    requested_at: SyncToken,
    block: (SyncToken, Bytes),
}

impl Differences {
    /// Returns the block since a token and the token that it leads to; `compute` is called if it is not there. Other
    /// callers wait meanwhile, so that each block is computed once.
    pub fn get(
        &self,
        since: SyncToken,
        current: SyncToken,
        compute: impl FnOnce() -> (SyncToken, Bytes),
    ) -> (SyncToken, Bytes) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.retain(|known| known.requested_at == current);
        if let Some(found) = known.iter().find(|known| known.since == since) {
            return found.block.clone();
        }
        let block = compute();
        if known.len() == MAX_BLOCKS {
            known.remove(0);
        }
        known.push(Difference { since, requested_at: current, block: block.clone() });
        block
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::{Differences, MAX_BLOCKS};
    use crate::sync::SyncToken;

    fn token(number: u8) -> SyncToken {
        SyncToken::new([number; 16])
    }

    #[test]
    fn a_difference_is_computed_once_for_each_pair_of_tokens() {
        let differences = Differences::default();
        let ask = |since: u8, current: u8| {
            let mut is_new = false;
            let block = differences.get(token(since), token(current), || {
                is_new = true;
                (token(current), Bytes::from(vec![since, current]))
            });
            assert_eq!(block, (token(current), Bytes::from(vec![since, current])));
            is_new
        };
        assert!(ask(1, 9) && !ask(1, 9) && ask(2, 9) && !ask(1, 9));
        assert!(ask(1, 10) && !ask(1, 10), "another token is current");
        assert!(ask(2, 10));
        for since in 20..20 + MAX_BLOCKS as u8 {
            assert!(ask(since, 10));
        }
        assert_eq!(differences.0.lock().unwrap().len(), MAX_BLOCKS);
        assert!(ask(1, 10), "the oldest was dropped");
    }
}
