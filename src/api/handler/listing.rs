//! A list of posts, from its parameters to its answer.

use std::sync::Arc;

use actix_web::dev::RequestHead;
use actix_web::http::uri::PathAndQuery;

use super::facet_room::FacetRoom;
use super::paging::{describe, end_early};
use super::request::check_status;
use super::write_list::{List, SurveyedList, WrittenList};
use super::write_posts::unwritten;
use crate::api::answer::Answer;
use crate::api::moment::Moment;
use crate::api::params::{ListPostsParams, QueryParams, QueryString, cursor_problem};
use crate::api::state::State;
use crate::api::view::post::Selection;
use crate::catalog::Snapshot;
use crate::protocol::negotiate::{Media, MediaPreferences};
use crate::protocol::problem::Problem;
use crate::query::{self, PostAnswer, PostQuery};

/// What a request states of the list that it is for, besides who sends it.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// The path and query.
    pub target: &'a str,
    /// The query.
    pub query: &'a str,
    /// The preferences in `Accept`.
    pub media: MediaPreferences,
}

impl<'a> Asked<'a> {
    /// Returns what a request with this head states.
    pub fn of(request: &'a RequestHead) -> Self {
        let target = request.uri.path_and_query().map_or("/", PathAndQuery::as_str);
        let query = request.uri.query().unwrap_or_default();
        Self { target, query, media: MediaPreferences::of(&request.headers) }
    }

    /// Reads the parameters.
    ///
    /// # Errors
    /// Returns the problem of a request that the moment does not permit, or whose parameters are invalid.
    pub fn read(&self, moment: &Moment) -> Result<(ListPostsParams, QueryString), Problem> {
        let (params, query_string) =
            ListPostsParams::read_for(self.query, moment.snapshot().schema())?;
        self.media.require(&[Media::Json])?;
        moment.audience()?;
        check_status(&params.query.filters, moment)?;
        Ok((params, query_string))
    }
}

/// A list whose posts are known and not written yet.
#[derive(Debug)]
pub struct Listing {
    snapshot: Arc<Snapshot>,
    query: PostQuery,
    answer: PostAnswer,
    query_string: QueryString,
    target: String,
    room: FacetRoom,
    moment: Moment,
    is_simple: bool,
}

impl Listing {
    /// Runs a query, whose search has been done. The time that this takes hardly depends on the number of posts, unless
    /// facets are counted or similar terms are searched.
    ///
    /// # Errors
    /// Returns the problem of a cursor that cannot be used.
    pub fn new(
        asked: Asked<'_>,
        query: PostQuery,
        query_string: QueryString,
        moment: &Moment,
        state: &State,
    ) -> Result<Self, Problem> {
        let snapshot = Arc::clone(moment.snapshot());
        let answer = query::list_posts(&snapshot, &query, moment.now);
        let mut answer = answer.map_err(cursor_problem)?;
        let (target, most) = (asked.target.to_owned(), state.limits.max_answer());
        let room = FacetRoom::new(&mut answer, &target, most, snapshot.schema());
        // Searching, counting facets and finding similar terms take longer than writing the list.
        let is_simple =
            query.search.is_none() && query.facets.is_empty() && answer.unknown.is_empty();
        let moment = moment.clone();
        Ok(Self { snapshot, query, answer, query_string, target, room, moment, is_simple })
    }

    /// Finds out which of the posts have been written with the same keys before.
    pub fn survey(&self, selection: Selection, state: &State) -> SurveyedList {
        let list = List {
            snapshot: Arc::clone(&self.snapshot),
            ids: self.answer.docs.clone(),
            selection,
            viewer: self.moment.viewer(),
            reserved: self.room.bytes(),
        };
        SurveyedList::new(state, list)
    }

    /// Returns the answer, once the posts are written.
    ///
    /// # Errors
    /// Returns `overloaded` if too many bodies are in memory.
    pub fn finish(mut self, written: WrittenList, state: &State) -> Result<Answer, Problem> {
        let WrittenList { body, count, selection, settled, is_joined } = written;
        let Self { snapshot, query, query_string, target, room, moment, is_simple, .. } = self;
        let cursor = end_early(&mut self.answer, count, &snapshot, &query, moment.now);
        let docs = std::mem::take(&mut self.answer.docs);
        let place = (&query.window, cursor);
        let (meta, links) =
            describe(state, &target, "/posts", &query_string, place, room, self.answer);
        let written = body.finish_list(|out| meta.write(out), |out| links.write(out), &links.this);
        let mut written = written.map_err(|error| unwritten(error, &selection, &state.limits))?;
        written.is_cheap = is_simple && is_joined;
        let shown = (snapshot, docs, selection);
        Ok(Answer::written(written).list(&meta, &links).shows(shown).settled(settled))
    }
}
