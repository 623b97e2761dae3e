//! Example responses.

use std::borrow::Cow;

use jiff::civil::date;
use serde_json::{Value, json};

use super::terms::TERMS;
use crate::api::body::writer::TooLarge;
use crate::api::links;
use crate::api::openapi::content::Content;
use crate::api::openapi::sample;
use crate::api::params::QueryString;
use crate::api::view::archive::YearView;
use crate::api::view::diagnostic::DiagnosticView;
use crate::api::view::envelope::{Meta, PageMeta};
use crate::api::view::pagination::Pagination;
use crate::api::view::post::{Key, PostSource, Selection};
use crate::api::view::related::write_related;
use crate::api::view::search::write_hit;
use crate::api::view::site::SiteView;
use crate::api::view::suggestion::SuggestionView;
use crate::api::view::summary::Summaries;
use crate::api::view::term::TermView;
use crate::catalog::{Audience, DocId, Question, Taxonomy, Viewer};
use crate::protocol::paths::API;
use crate::protocol::percent::encode_component;
use crate::query::{
    self, Filters, Highlighter, NeighborQuery, Neighbors, PostAnswer, PostQuery, RelatedQuery,
    Searched, SuggestQuery, Window,
};

/// The metadata of the first page of a list.
struct FirstPage<'a> {
    /// The path of the list under the API.
    path: &'a str,
    filters: &'a [(&'static str, String)],
    limit: u32,
    total: u64,
    next: Option<String>,
}

impl Content<'_> {
    /// Returns the envelope of a single resource at a path under the API.
    pub fn single(&self, path: &str, data: Value) -> Value {
        let links = links::single(self.options, &format!("{API}{path}"));
        json!({ "data": data, "meta": Meta::default(), "links": links })
    }

    /// Returns the envelope of the first page of a list.
    fn page(&self, page: FirstPage<'_>, data: Value) -> Value {
        let filters = page.filters.iter().fold(QueryString::default(), |query, (name, value)| {
            query.with(&[], name, Some(value))
        });
        let query = filters.with(&[], "limit", Some(&page.limit.to_string()));
        let target = format!("{API}{}{}", page.path, query.encode());
        let pagination = Pagination::new(Some(1), page.limit, page.total, page.next);
        let links = links::pages(self.options, page.path, &target, &query, &pagination);
        json!({ "data": data, "meta": PageMeta::new(pagination), "links": links })
    }

    fn source(&self, id: DocId) -> PostSource<'_> {
        let viewer = Viewer::new(Audience::Public, self.now);
        PostSource { snapshot: self.snapshot, id, viewer, renderer: self.renderer }
    }

    /// Returns a post with these keys.
    pub fn post(&self, id: DocId, keys: &[Key]) -> Value {
        written(|room, out| self.source(id).write(&Selection::of(keys), room, out))
    }

    /// Returns the previous and next post, as `getPostNeighbors` does by default.
    pub fn neighbors(&self, post: DocId) -> Value {
        let query = NeighborQuery { post, filters: Filters::default(), sort: Vec::new() };
        let Neighbors { previous, next } =
            query::neighbors(self.snapshot, &query, self.now).neighbors;
        let summary = |id: Option<DocId>| id.map(|id| self.post(id, Key::SUMMARY));
        json!({ "previous": summary(previous), "next": summary(next) })
    }

    /// Returns a list of the most related post; `None` until the search index is ready.
    pub fn most_related(&self, id: DocId) -> Option<Value> {
        let query = RelatedQuery { limit: 1, ..RelatedQuery::of_post(id) };
        let found =
            query::related(self.snapshot, self.snapshot.search()?, &query, self.now).ok()?;
        let summary = Summaries::uncached(Selection::of(Key::SUMMARY));
        let related = found.iter().map(|related| {
            written(|room, out| {
                write_related(related, &self.source(related.doc), &summary, room, out)
            })
        });
        Some(related.collect())
    }

    /// Returns a list of the first post with a tag and a category.
    pub fn posts(&self, filters: &[(&'static str, String)]) -> Value {
        let of = |wanted: &str| {
            let values = filters.iter().filter(|(name, _)| *name == wanted);
            values.map(|(_, value)| value.clone()).collect()
        };
        let wanted = Filters { tag: of("tag"), category: of("category"), ..Filters::default() };
        let answer = self.list(&first_post(wanted, None));
        let data = answer.docs.iter().map(|&id| self.post(id, Key::SUMMARY)).collect();
        let (total, next) = (answer.total, answer.next);
        self.page(FirstPage { path: "/posts", filters, limit: 1, total, next }, data)
    }

    /// Runs a query without a cursor.
    fn list(&self, query: &PostQuery) -> PostAnswer {
        let answer = query::list_posts(self.snapshot, query, self.now);
        answer.expect("only a query with a cursor can fail")
    }

    /// Returns a page of the first hit; `None` until the search index is ready.
    pub fn hits(&self, text: &str) -> Option<Value> {
        let question = Question::parse(text);
        let (search, filters) = (self.snapshot.search()?, Filters::default());
        let matches =
            query::find_matches(self.snapshot, search, &question, &filters, self.now).ok()?;
        let query = first_post(filters, Some(Searched { text: text.to_owned(), matches }));
        let answer = self.list(&query);
        let matches = &query.search.as_ref()?.matches;
        let highlighter = Highlighter::new(&question, matches);
        let summary = Summaries::uncached(Selection::of(Key::SUMMARY));
        let hit = |&id| {
            written(|room, out| {
                write_hit(&self.source(id), &highlighter, matches, &summary, room, out)
            })
        };
        let data = answer.docs.iter().map(hit).collect();
        let (total, next) = (answer.total, answer.next);
        let filters = &[("q", text.to_owned())];
        Some(self.page(FirstPage { path: "/search", filters, limit: 1, total, next }, data))
    }

    /// Returns the first completion; `None` until the search index is ready.
    pub fn suggestion(&self, text: &str) -> Option<Value> {
        let query =
            SuggestQuery { text: text.to_owned(), limit: 1, kinds: Vec::new(), langs: Vec::new() };
        self.snapshot.search()?;
        let answer = query::suggest(self.snapshot, &query, self.now);
        let data: Vec<SuggestionView> = answer.suggestions.into_iter().map(Into::into).collect();
        let path = format!("/suggest?q={}&limit=1", encode_component(text));
        Some(self.single(&path, json!(data)))
    }

    /// Returns the page of the most frequent terms.
    pub fn term_page(&self, taxonomy: Taxonomy, path: &str) -> Value {
        let answer = self.first_terms(taxonomy);
        let (total, next) = (answer.total, answer.next);
        let data = answer.terms.into_iter().map(|term| json!(TermView::from(term))).collect();
        self.page(FirstPage { path, filters: &[], limit: TERMS, total, next }, data)
    }

    /// Returns the archive, restricted to the latest two years.
    pub fn archive(&self) -> Value {
        let find = |filters| query::archive(self.snapshot, &filters, self.now).years;
        let all = find(Filters::default());
        let (path, years) = match all.as_slice() {
            [_, second, _, ..] if let Some(year) = second.year => {
                let date_from = Some(date(year, 1, 1));
                let years = find(Filters { date_from, ..Filters::default() });
                (format!("/archive?dateFrom={year:04}"), years)
            }
            _ => ("/archive".to_owned(), all),
        };
        self.single(&path, years.into_iter().map(|year| json!(YearView::from(year))).collect())
    }

    /// Returns the site.
    pub fn site(&self) -> Value {
        self.single("/site", json!(SiteView::new(self.snapshot, self.options, self.now)))
    }

    /// Returns the first diagnostic, of this content if diagnostics are public, otherwise of built-in
    /// posts.
    pub fn diagnostics(&self) -> Value {
        let found = if self.options.diagnostics {
            Cow::Borrowed(self.snapshot.diagnostics())
        } else {
            Cow::Owned(sample::diagnostics())
        };
        let data = found.iter().take(1).map(|found| json!(DiagnosticView::from(found))).collect();
        let total = found.len() as u64;
        let page = FirstPage { path: "/diagnostics", filters: &[], limit: 1, total, next: None };
        self.page(page, data)
    }
}

/// Returns a query for the first post.
fn first_post(filters: Filters, search: Option<Searched>) -> PostQuery {
    let window = Window::Page { page: 1, limit: 1 };
    PostQuery { filters, search, sort: Vec::new(), window, facets: Vec::new() }
}

fn written(write: impl FnOnce(usize, &mut Vec<u8>) -> Result<(), TooLarge>) -> Value {
    let mut bytes = Vec::new();
    write(usize::MAX, &mut bytes).expect("there is room for everything");
    serde_json::from_slice(&bytes).expect("views are written as JSON")
}
