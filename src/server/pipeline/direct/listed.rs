//! Lists of posts that are made without the framework.
//!
//! There are more different lists than can be cached, and to join one from cached posts takes less time than the
//! framework takes to decode its request, find its handler and copy its body. The same functions are called as by the
//! handler and in [`make`](crate::server::pipeline::make).

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use bytes::Bytes;

use super::lines::Lines;
use crate::api::answer::Body;
use crate::api::answer::response_cache::{CacheKey, CachedResponse};
use crate::api::body::portions::LONG;
use crate::api::handler::listing::Asked;
use crate::api::handler::ready_list::ReadyList;
use crate::api::moment::Moment;
use crate::api::state::State;
use crate::ops::observe::OperationId;
use crate::protocol::paths::API;
use crate::protocol::problem::{Problem, ProblemKind};
use crate::server::pipeline::reply::{self, Plan, Ranges};
use crate::server::pipeline::{cached, make, purge};

/// A list of posts that is made at once.
pub struct ListedPosts {
    list: Box<ReadyList>,
    moment: Moment,
}

/// What is sent of a list.
pub struct ListReply {
    /// The response without its body.
    pub described: Arc<CachedResponse>,
    /// Whether the body is sent.
    pub plan: Plan,
    /// The body; empty if it is not sent.
    pub body: Bytes,
}

/// Returns whether a path is that of the lists.
pub fn is_list(path: &str) -> bool {
    path.strip_prefix(API) == Some("/posts")
}

impl ListedPosts {
    /// Prepares the list that a request for a path and query is for. `None` if the framework has to handle the request,
    /// because the list is long, something has to be awaited, or the body has to be encoded.
    pub fn prepare(
        target: &str,
        query: &str,
        lines: &Lines,
        moment: Moment,
        state: &State,
    ) -> Option<Self> {
        if state.options.compression && lines.codings.preferred().is_some() {
            return None;
        }
        let asked = Asked { target, query, media: lines.key().media };
        let prepare = || ReadyList::prepare(asked, LONG, &moment, state);
        // If it panics, it does so again in the framework, and the problem is reported there.
        let list = catch_unwind(AssertUnwindSafe(prepare)).ok()??;
        Some(Self { list, moment })
    }

    /// Makes the list, and caches it if that is worthwhile.
    ///
    /// # Errors
    /// Returns the problem of a list that is too large or not acceptable, or for which there is no memory.
    pub fn reply(
        self,
        key: &CacheKey<'_>,
        lines: &Lines,
        operation: OperationId,
        state: &State,
    ) -> Result<ListReply, Problem> {
        let Self { list, moment } = self;
        let written = catch_unwind(AssertUnwindSafe(|| list.write(state)));
        let mut answer = written.unwrap_or_else(|_| {
            tracing::error!("a list panicked; the message is on standard error");
            Err(Problem::new(ProblemKind::Internal, ProblemKind::Internal.meaning()))
        })?;
        make::hold(&mut answer, state)?;
        let policy = make::policy(&answer, operation, &moment, state);
        let (name, viewer) = (state.observer.operations().name(operation), moment.viewer());
        purge::write(state.options.purge, &mut answer, policy, name, &state.renders, viewer);
        let described = cached::describe(&mut answer, policy, operation, &moment, state);
        let described = Arc::new(described.expect("a list has a body"));
        let Body::Bytes(written) = answer.body else { unreachable!("a list is in memory") };
        let (ranges, now) = (Ranges::Unsupported, moment.now);
        let plan = reply::plan_in(lines.codings, &lines.own, &described, ranges, now);
        if policy.is_shared() {
            make::cache(key, &described, &written, plan.as_ref().ok(), state);
        }
        let plan = plan?;
        let body = if plan == Plan::Whole(None) { written.bytes } else { Bytes::new() };
        Ok(ListReply { described, plan, body })
    }
}
