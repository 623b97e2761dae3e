//! Lists of posts that are made at once.

use super::listing::{Asked, Listing};
use super::write_list::SurveyedList;
use crate::api::answer::Answer;
use crate::api::moment::Moment;
use crate::api::params::ListPostsParams;
use crate::api::state::State;
use crate::api::view::summary::is_joined;
use crate::protocol::problem::Problem;

/// The bytes that most summaries take, or more.
const SUMMARY: usize = 768;

/// A list of posts for which nothing has to be awaited. It is boxed, because it takes a kilobyte, and is passed on
/// several times.
#[derive(Debug)]
pub struct ReadyList {
    listing: Listing,
    surveyed: SurveyedList,
}

impl ReadyList {
    /// Prepares the list that a request is for, of about `longest` bytes at most. `None` if it is another one:
    /// one that is searched, has to be rendered, depends on files that have not been read, or is a problem.
    pub fn prepare(
        asked: Asked<'_>,
        longest: usize,
        moment: &Moment,
        state: &State,
    ) -> Option<Box<Self>> {
        let (ListPostsParams { text, query, selection }, query_string) = asked.read(moment).ok()?;
        let is_long = query.window.limit().saturating_mul(SUMMARY) > longest;
        if text.is_some() || is_long || !is_joined(&selection) {
            return None;
        }
        let listing = Listing::new(asked, query, query_string, moment, state).ok()?;
        let surveyed = listing.survey(selection, state);
        let is_ready = surveyed.bytes() <= longest && surveyed.is_ready();
        is_ready.then(|| Box::new(Self { listing, surveyed }))
    }

    /// Writes the list.
    ///
    /// # Errors
    /// Returns the problem of a response that is too large, or for which there is no memory.
    pub fn write(self: Box<Self>, state: &State) -> Result<Answer, Problem> {
        let Self { listing, surveyed } = *self;
        let written = surveyed.write(state)?;
        listing.finish(written, state)
    }
}
