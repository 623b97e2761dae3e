//! Facts about operations. Each operation declares its facts next to its handler; routes, the OpenAPI
//! document, limits, the index, metrics and the response cache read them.

use actix_web::dev::HttpServiceFactory;
use utoipa::Path;
use utoipa_actix_web::OpenApiFactory;

use crate::ops::cache_policy::{CacheKind, CachePolicy};
use crate::ops::observe::OperationId;
use crate::protocol::paths::API;
use crate::protocol::problem::ProblemKind;

/// An operation: a handler with its route and its documentation.
pub trait Operation: HttpServiceFactory + OpenApiFactory + Path + 'static {
    /// The operationId, such as `listPosts`.
    const ID: &str;
    /// The facts about it.
    const FACTS: Facts;
}

/// Facts about an operation, besides its documentation.
#[derive(Debug, Clone, Copy)]
pub struct Facts {
    /// Who may cache its responses, unless a handler decides otherwise for one of them.
    pub cache: CachePolicy,
    /// Which posts its responses show.
    pub shows: Shows,
    /// Whether it is for probes and scrapers, which are exempt from limits.
    pub is_exempt: bool,
    /// Whether its responses are files, which can change on disk and therefore bypass the response
    /// cache.
    pub is_file: bool,
    /// Whether its responses contain absolute URLs even if `public_url` is not set. They depend on the host of the
    /// request then.
    pub is_absolute: bool,
    /// The problems that it decides itself, besides those of any request.
    pub problems: &'static [ProblemKind],
    /// How the index at `/` lists it.
    pub index: Index,
}

/// Which posts a response shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shows {
    /// None.
    Nothing,
    /// Several posts.
    Posts,
    /// One post, or related data in the language of the post.
    Post,
}

/// How the index at `/` lists an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Index {
    /// It does not.
    Hidden,
    /// With this name.
    Link(&'static str),
    /// With this name and this path, which is one of several paths of the operation.
    LinkTo(&'static str, &'static str),
    /// With this name, as a URI template (RFC 6570) with this expression after the path.
    Template(&'static str, &'static str),
}

impl Facts {
    /// The facts of most operations outside the API.
    pub const DOCUMENT: Self = Self {
        cache: CachePolicy::Public(CacheKind::Document),
        shows: Shows::Nothing,
        is_exempt: false,
        is_file: false,
        is_absolute: false,
        problems: &[],
        index: Index::Hidden,
    };

    /// The facts of most lists in the API.
    pub const LIST: Self = Self {
        cache: CachePolicy::Public(CacheKind::List),
        problems: &[ProblemKind::InvalidParameter, ProblemKind::Unauthorized],
        ..Self::DOCUMENT
    };

    /// The facts of operations that return pages of posts.
    pub const POST_LIST: Self = Self {
        shows: Shows::Posts,
        problems: &[
            ProblemKind::InvalidParameter,
            ProblemKind::CursorMismatch,
            ProblemKind::Unauthorized,
            ProblemKind::AnswerTooLarge,
        ],
        ..Self::LIST
    };

    /// The facts of operations on one post.
    pub const POST: Self = Self {
        cache: CachePolicy::Public(CacheKind::Post),
        shows: Shows::Post,
        problems: &[
            ProblemKind::InvalidParameter,
            ProblemKind::Unauthorized,
            ProblemKind::AnswerTooLarge,
            ProblemKind::PostNotFound,
        ],
        ..Self::LIST
    };

    /// The facts of operations for probes and scrapers.
    pub const PROBE: Self = Self { cache: CachePolicy::Private, is_exempt: true, ..Self::DOCUMENT };
}

/// An operation in the table.
#[derive(Debug)]
pub struct Entry {
    /// The operationId.
    pub id: &'static str,
    /// The path template, such as `/api/v1/posts/{slug}`.
    pub path: String,
    /// The facts about it.
    pub facts: Facts,
}

impl Entry {
    /// Creates the entry of an operation under `prefix`.
    pub fn of<O: Operation>(prefix: &str) -> Self {
        Self { id: O::ID, path: format!("{prefix}{}", O::path()), facts: O::FACTS }
    }

    /// Whether it belongs to the API, so that its responses depend on the preview token.
    pub fn is_in_api(&self) -> bool {
        self.path.starts_with(API)
    }

    /// The path before its first parameter.
    fn literal_prefix(&self) -> &str {
        self.path.find('{').map_or(self.path.as_str(), |at| &self.path[..at])
    }
}

/// Returns whether a path begins with one of some prefixes, none of which is empty. This runs for every request, and
/// nearly all prefixes differ from it in their last byte already.
fn begins(path: &str, prefixes: &[String]) -> bool {
    prefixes.iter().any(|prefix| {
        let last = prefix.len() - 1;
        path.as_bytes().get(last) == prefix.as_bytes().last() && path.starts_with(prefix)
    })
}

/// All operations, in the order of the routes.
#[derive(Debug)]
pub struct OperationTable {
    entries: Vec<Entry>,
    /// The prefixes of paths whose responses depend on `Accept-Language`.
    negotiating_language: Vec<String>,
    /// The prefixes of paths of files.
    files: Vec<String>,
    /// The prefixes of paths whose responses contain absolute URLs.
    absolute: Vec<String>,
}

impl OperationTable {
    /// Creates a table of operations.
    pub fn new(entries: Vec<Entry>) -> Self {
        let prefixes = |is_wanted: fn(&Facts) -> bool| {
            let wanted = entries.iter().filter(|entry| is_wanted(&entry.facts));
            let mut prefixes: Vec<_> =
                wanted.map(|entry| entry.literal_prefix().to_owned()).collect();
            prefixes.dedup();
            prefixes
        };
        Self {
            negotiating_language: prefixes(|facts| facts.shows == Shows::Post),
            files: prefixes(|facts| facts.is_file),
            absolute: prefixes(|facts| facts.is_absolute),
            entries,
        }
    }

    /// All operations.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Returns an operation by its number; `None` for requests without an operation.
    pub fn find(&self, id: OperationId) -> Option<&Entry> {
        self.entries.get(id.position()?)
    }

    /// Returns the operation of a path template.
    ///
    /// # Panics
    /// Panics if no operation has this template: templates come from this table.
    pub fn at(&self, path: &str) -> &Entry {
        let entry = self.entries.iter().find(|entry| entry.path == path);
        entry.expect("the document has the paths of the table")
    }

    /// Whether responses at a path depend on `Accept-Language`.
    pub fn negotiates_language(&self, path: &str) -> bool {
        begins(path, &self.negotiating_language)
    }

    /// Whether the response at a path is a file.
    pub fn is_file(&self, path: &str) -> bool {
        begins(path, &self.files)
    }

    /// Whether the response at a path contains absolute URLs.
    pub fn is_absolute(&self, path: &str) -> bool {
        begins(path, &self.absolute)
    }

    /// The paths of operations that are exempt from limits.
    pub fn exempt_paths(&self) -> Vec<String> {
        let exempt = self.entries.iter().filter(|entry| entry.facts.is_exempt);
        exempt.map(|entry| entry.path.clone()).collect()
    }
}
