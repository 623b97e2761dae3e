//! Writing lists of posts.

use std::sync::Arc;

use super::search_index::prepare_related;
use super::write_posts::{are_short, unwritten};
use crate::api::answer::Settled;
use crate::api::body::render::Renderer;
use crate::api::body::writer::{BodyWriter, Unwritten};
use crate::api::state::State;
use crate::api::view::post::{PostSource, Selection};
use crate::api::view::summary::{Summaries, Survey};
use crate::catalog::{DocId, Snapshot, Viewer};
use crate::protocol::problem::Problem;

/// The bytes that the usual metadata and links take.
const METADATA: usize = 1024;

/// What to write.
#[derive(Debug)]
pub struct List {
    /// The snapshot with the posts.
    pub snapshot: Arc<Snapshot>,
    /// The posts, in order.
    pub ids: Vec<DocId>,
    /// The keys of each.
    pub selection: Selection,
    /// Who views them, and when.
    pub viewer: Viewer,
    /// The bytes to reserve for metadata and links.
    pub reserved: usize,
}

/// A list whose metadata are not written yet.
#[derive(Debug)]
pub struct WrittenList {
    /// The body.
    pub body: BodyWriter,
    /// The number of the first posts that fit.
    pub count: usize,
    /// The keys of each.
    pub selection: Selection,
    /// What is known of these posts.
    pub settled: Settled,
    /// Whether most of the list was joined from cached fragments.
    pub is_joined: bool,
}

/// A list of which is known what there is already.
#[derive(Debug)]
pub struct SurveyedList {
    snapshot: Arc<Snapshot>,
    ids: Vec<DocId>,
    viewer: Viewer,
    reserved: usize,
    renderer: Arc<Renderer>,
    summaries: Summaries,
    survey: Survey,
}

impl SurveyedList {
    /// Finds out what there is of a list.
    pub fn new(state: &State, list: List) -> Self {
        let List { snapshot, ids, selection, viewer, reserved } = list;
        let summaries = Summaries::new(selection, &state.fragments, &snapshot, viewer);
        let survey = summaries.survey(&ids);
        let renderer = Arc::clone(&state.renders);
        Self { snapshot, ids, viewer, reserved, renderer, summaries, survey }
    }

    /// Returns whether nothing has to be rendered or read from files, and nothing that has to be copied is long, so
    /// that the list is written in less time than it takes to have another thread write it.
    pub fn is_ready(&self) -> bool {
        let (absent, selection) = (&self.survey.absent, &self.summaries.selection);
        absent.iter().all(|&id| self.source(id).is_ready(selection))
            && are_short(&self.snapshot, absent, selection)
    }

    /// Returns about how many bytes the body takes, with the usual metadata.
    pub fn bytes(&self) -> usize {
        METADATA + self.survey.bytes + self.reserved
    }

    /// Writes the list.
    ///
    /// # Errors
    /// Returns `not_ready` if related posts are selected while posts are being indexed, `answer_too_large` if the
    /// first post does not fit, and `overloaded` if too many bodies are in memory.
    pub fn write(self, state: &State) -> Result<WrittenList, Problem> {
        let mut body = BodyWriter::recycled(&state.limits, &state.buffers, self.bytes());
        prepare_related(&self.snapshot, &self.summaries.selection, &self.ids, self.viewer.now)?;
        body.reserve(self.reserved);
        let mut settled = Settled { is_settled: true, newest: None };
        let written = body.hashed_array(&self.ids, |&id, room, out| {
            let summary = self.summaries.write(&self.source(id), room, out)?;
            settled.is_settled &= summary.is_settled;
            settled.newest = settled.newest.max(summary.updated);
            Ok(summary.revision)
        });
        let problem = |error: Unwritten| unwritten(error, &self.summaries.selection, &state.limits);
        let count = written.map_err(problem)?;
        let is_joined = self.survey.absent.len() < self.ids.len().div_ceil(2);
        let selection = self.summaries.selection;
        Ok(WrittenList { body, count, selection, settled, is_joined })
    }

    fn source(&self, id: DocId) -> PostSource<'_> {
        let (snapshot, renderer) = (&self.snapshot, &self.renderer);
        PostSource { snapshot, id, viewer: self.viewer, renderer }
    }
}
