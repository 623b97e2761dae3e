//! Answers as the operations give them.

use std::borrow::Cow;

use jiff::civil::date;
use serde_json::{Value, json};

use super::terms::{TERMS, first_terms};
use crate::api::links;
use crate::api::openapi::content::Content;
use crate::api::openapi::sample;
use crate::api::params::QueryString;
use crate::api::view::archive::YearView;
use crate::api::view::diagnostic::DiagnosticView;
use crate::api::view::envelope::{Meta, PageMeta, Pagination};
use crate::api::view::post::{Key, PostSource, Selection};
use crate::api::view::related::write_related;
use crate::api::view::search::write_hit;
use crate::api::view::site::SiteView;
use crate::api::view::suggestion::SuggestionView;
use crate::api::view::term::TermView;
use crate::catalog::{DocId, Question, Taxonomy};
use crate::protocol::paths::API;
use crate::protocol::percent::encode_component;
use crate::query::{
    self, Filters, Highlighter, NeighborQuery, Neighbors, PostQuery, RelatedQuery, Searched,
    SuggestQuery, Window,
};

/// A part of a list, beside its data.
struct Part<'a> {
    /// The path of the list below the API.
    path: &'a str,
    /// The filters that are set.
    filters: &'a [(&'static str, String)],
    limit: u32,
    total: u64,
    next: Option<String>,
}

impl Content<'_> {
    /// An answer that is not a part of a list, at a path below the API.
    pub fn single(&self, path: &str, data: Value) -> Value {
        let links = links::single(self.options, &format!("{API}{path}"));
        json!({ "data": data, "meta": Meta::default(), "links": links })
    }

    /// The first part of a list.
    fn page(&self, part: Part<'_>, data: Value) -> Value {
        let filters = part.filters.iter().fold(QueryString::default(), |query, (name, value)| {
            query.with(&[], name, Some(value))
        });
        let query = filters.with(&[], "limit", Some(&part.limit.to_string()));
        let path = format!("{API}{}", part.path);
        let target = format!("{path}{}", query.encode());
        let place = Pagination::new(Some(1), part.limit, part.total, part.next);
        let links = links::pages(self.options, &path, &target, &query, &place);
        json!({ "data": data, "meta": PageMeta::new(place), "links": links })
    }

    fn source(&self, id: DocId) -> PostSource<'_> {
        PostSource { snapshot: self.snapshot, id, now: self.now, renderer: self.renderer }
    }

    /// A post.
    pub fn post(&self, id: DocId, keys: &[Key]) -> Value {
        written(|out| self.source(id).write(&Selection::of(keys), out))
    }

    /// The posts beside a post, as `getPostNeighbors` gives them by default.
    pub fn neighbors(&self, post: DocId) -> Value {
        let query = NeighborQuery { post, filters: Filters::default(), sort: Vec::new() };
        let Neighbors { previous, next } =
            query::neighbors(self.snapshot, &query, self.now).neighbors;
        let summary = |id: Option<DocId>| id.map(|id| self.post(id, Key::SUMMARY));
        json!({ "previous": summary(previous), "next": summary(next) })
    }

    /// The post that is nearest to one, as a list; nothing where posts cannot be searched yet.
    pub fn nearest(&self, id: DocId) -> Option<Value> {
        let query = RelatedQuery { limit: 1, ..RelatedQuery::beside(id) };
        let found =
            query::related(self.snapshot, self.snapshot.search()?, &query, self.now).ok()?;
        let summary = Selection::of(Key::SUMMARY);
        let related = found.iter().map(|related| {
            written(|out| write_related(related, &self.source(related.doc), &summary, out))
        });
        Some(related.collect())
    }

    /// The first post with a tag and a category.
    pub fn posts(&self, filters: &[(&'static str, String)]) -> Option<Value> {
        let of = |wanted: &str| {
            let values = filters.iter().filter(|(name, _)| *name == wanted);
            values.map(|(_, value)| value.clone()).collect()
        };
        let wanted = Filters { tag: of("tag"), category: of("category"), ..Filters::default() };
        let answer = query::list_posts(self.snapshot, &first_post(wanted, None), self.now).ok()?;
        let data = answer.docs.iter().map(|&id| self.post(id, Key::SUMMARY)).collect();
        let (total, next) = (answer.total, answer.next);
        Some(self.page(Part { path: "/posts", filters, limit: 1, total, next }, data))
    }

    /// What the search finds first; nothing where posts cannot be searched yet.
    pub fn hits(&self, text: &str) -> Option<Value> {
        let question = Question::parse(text);
        let matches = self.snapshot.search()?.find(&question).ok()?;
        let query =
            first_post(Filters::default(), Some(Searched { text: text.to_owned(), matches }));
        let answer = query::list_posts(self.snapshot, &query, self.now).ok()?;
        let matches = &query.search.as_ref()?.matches;
        let highlighter = Highlighter::new(&question, matches);
        let summary = Selection::of(Key::SUMMARY);
        let hit =
            |&id| written(|out| write_hit(&self.source(id), &highlighter, matches, &summary, out));
        let data = answer.docs.iter().map(hit).collect();
        let (total, next) = (answer.total, answer.next);
        let filters = &[("q", text.to_owned())];
        Some(self.page(Part { path: "/search", filters, limit: 1, total, next }, data))
    }

    /// What is suggested first; nothing where posts cannot be searched yet.
    pub fn suggestion(&self, text: &str) -> Option<Value> {
        let query =
            SuggestQuery { text: text.to_owned(), limit: 1, kinds: Vec::new(), langs: Vec::new() };
        let answer = query::suggest(self.snapshot, self.snapshot.search()?, &query, self.now);
        let data: Vec<SuggestionView> = answer.suggestions.into_iter().map(Into::into).collect();
        let path = format!("/suggest?q={}&limit=1", encode_component(text));
        Some(self.single(&path, json!(data)))
    }

    /// A term, by the plural of its kind and its slug.
    pub fn term(&self, taxonomy: Taxonomy, plural: &str, slug: &str) -> Option<Value> {
        let term = query::find_term(self.snapshot, taxonomy, slug, self.now).ok()?;
        let path = format!("/{plural}/{}", encode_component(slug));
        Some(self.single(&path, json!(TermView::from(term))))
    }

    /// The most frequent terms.
    pub fn term_page(&self, taxonomy: Taxonomy, path: &str) -> Option<Value> {
        let answer = query::list_terms(self.snapshot, &first_terms(taxonomy), self.now).ok()?;
        let (total, next) = (answer.total, answer.next);
        let data = answer.terms.into_iter().map(|term| json!(TermView::from(term))).collect();
        Some(self.page(Part { path, filters: &[], limit: TERMS, total, next }, data))
    }

    /// The archive, of the last two years where there are more.
    pub fn archive(&self) -> Value {
        let ask = |filters| query::archive(self.snapshot, &filters, self.now).years;
        let all = ask(Filters::default());
        let (path, years) = match all.as_slice() {
            [_, second, _, ..] if let Some(year) = second.year => {
                let date_from = Some(date(year, 1, 1));
                let years = ask(Filters { date_from, ..Filters::default() });
                (format!("/archive?dateFrom={year:04}"), years)
            }
            _ => ("/archive".to_owned(), all),
        };
        self.single(&path, years.into_iter().map(|year| json!(YearView::from(year))).collect())
    }

    /// The site.
    pub fn site(&self) -> Value {
        self.single("/site", json!(SiteView::new(self.snapshot, self.options, self.now)))
    }

    /// What is wrong first: with this content, where everybody may know, else with an invented one.
    pub fn diagnostics(&self) -> Value {
        let found = if self.options.diagnostics {
            Cow::Borrowed(self.snapshot.diagnostics())
        } else {
            Cow::Owned(sample::diagnostics())
        };
        let data = found.iter().take(1).map(|found| json!(DiagnosticView::from(found))).collect();
        let total = found.len() as u64;
        let part = Part { path: "/diagnostics", filters: &[], limit: 1, total, next: None };
        self.page(part, data)
    }
}

/// The question for the first post.
fn first_post(filters: Filters, search: Option<Searched>) -> PostQuery {
    let window = Window::Page { page: 1, limit: 1 };
    PostQuery { filters, search, sort: Vec::new(), window, facets: Vec::new() }
}

fn written(write: impl FnOnce(&mut Vec<u8>)) -> Value {
    let mut bytes = Vec::new();
    write(&mut bytes);
    serde_json::from_slice(&bytes).expect("views are written as JSON")
}
