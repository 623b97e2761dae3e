//! Examples out of the content, so that the first click on "Try it out" finds something.

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::catalog::{DocId, Matches, Question, Snapshot, SuggestionKind, Taxonomy};
use crate::http::HttpOptions;
use crate::http::links::{self, API};
use crate::http::params::{QueryString, encode_component};
use crate::http::render::Renderer;
use crate::http::view::archive::YearView;
use crate::http::view::diagnostic::DiagnosticView;
use crate::http::view::envelope::{Meta, PageMeta, Pagination};
use crate::http::view::post::{Key, PostSource, Selection};
use crate::http::view::related::write_related;
use crate::http::view::search::HitView;
use crate::http::view::site::SiteView;
use crate::http::view::suggestion::SuggestionView;
use crate::http::view::term::TermView;
use crate::post::{Post, Status};
use crate::query::{
    self, Filters, Highlighter, NeighborQuery, Neighbors, RelatedQuery, Suggestion, TermQuery,
    Window,
};

/// How many of the newest posts are looked at for one that shows much and is short.
const LOOKED_AT: usize = 50;

/// Values for parameters and answers.
#[derive(Debug)]
pub struct Examples {
    /// Path parameters by operation and name, and query parameters of lists of posts.
    parameters: Vec<(&'static str, &'static str, Value)>,
    /// Answers by path.
    answers: Vec<(String, Value)>,
}

impl Examples {
    /// Takes examples from what is published at `now`.
    pub fn new(
        snapshot: &Snapshot,
        options: &HttpOptions,
        renderer: &Renderer,
        now: Timestamp,
    ) -> Self {
        let mut examples = Self { parameters: Vec::new(), answers: Vec::new() };
        let envelope = |target: &str, data: Value| json!({ "data": data, "meta": Meta::default(), "links": links::single(options, target) });
        let list = |path: &str, data: Vec<Value>, total: u64| {
            let place = Pagination::new(Some(1), 20, total.min(20), None);
            let links = links::pages(options, path, path, &QueryString::default(), &place);
            let meta = PageMeta::new(place);
            json!({ "data": data, "meta": meta, "links": links })
        };

        if let Some(id) = telling_post(snapshot, now) {
            let post = snapshot.post(id);
            let path = format!("{API}/posts/{}", encode_component(post.slug.as_str()));
            let source = PostSource { snapshot, id, now, renderer };
            examples.parameter("getPost", "slug", json!(post.slug.as_str()));
            examples.answer("/posts/{slug}", envelope(&path, parsed(&source, Key::FULL)));
            examples.parameter("getPostNeighbors", "slug", json!(post.slug.as_str()));
            let beside = neighbors(&source);
            examples
                .answer("/posts/{slug}/neighbors", envelope(&format!("{path}/neighbors"), beside));
            let summary = parsed(&source, Key::SUMMARY);
            examples.answer("/posts", list(&format!("{API}/posts"), vec![summary], 1));
            examples.filters(snapshot, post, now);
            let text = post.tags.first().map_or(&*post.title, |tag| tag);
            let target = format!("{API}/search?q={}", encode_component(text));
            let mut found = list(&target, vec![hit(&source, text)], 1);
            found["links"]["self"] = json!(links::single(options, &target).this);
            examples.parameter("search", "q", json!(text));
            examples.answer("/search", found);
            let data = nearest(&source).into_iter().collect::<Vec<Value>>();
            examples.parameter("listRelatedPosts", "slug", json!(post.slug.as_str()));
            let answer = envelope(&format!("{path}/related?limit=1"), json!(data));
            examples.answer("/posts/{slug}/related", answer);
        }
        if let Some(tag) = most_used(snapshot, Taxonomy::Tag, now).into_iter().next() {
            let path = format!("{API}/suggest?q={}&limit=1", encode_component(&tag.name));
            examples.parameter("suggest", "q", json!(tag.name));
            examples.answer("/suggest", envelope(&path, json!([whole_name(tag)])));
        }
        for (taxonomy, name, plural, operation) in [
            (Taxonomy::Tag, "tag", "tags", "getTag"),
            (Taxonomy::Category, "category", "categories", "getCategory"),
            (Taxonomy::Author, "author", "authors", "getAuthor"),
            (Taxonomy::Series, "series", "series", "getSeries"),
        ] {
            let terms = most_used(snapshot, taxonomy, now);
            if let Some(term) = terms.first() {
                let path = format!("{API}/{plural}/{}", encode_component(&term.slug));
                examples.parameter(operation, name, json!(term.slug));
                examples.answer(&format!("/{plural}/{{{name}}}"), envelope(&path, json!(term)));
            }
            let total = terms.len() as u64;
            let data = terms.iter().map(|term| json!(term)).collect();
            let path = format!("{API}/{plural}");
            examples.answer(&format!("/{plural}"), list(&path, data, total));
        }
        if let Some((_, path)) = snapshot.assets().iter().next() {
            examples.parameter("getAsset", "path", json!(path.as_str()));
        }
        let years = query::archive(snapshot, &Filters::default(), now).years;
        let years: Vec<Value> =
            years.into_iter().take(2).map(|year| json!(YearView::from(year))).collect();
        examples.answer("/archive", envelope(&format!("{API}/archive"), json!(years)));
        let site = SiteView::new(snapshot, options, now);
        examples.answer("/site", envelope(&format!("{API}/site"), json!(site)));
        let problems: Vec<Value> = snapshot
            .diagnostics()
            .iter()
            .take(1)
            .map(|diagnostic| json!(DiagnosticView::from(diagnostic)))
            .collect();
        let total = problems.len() as u64;
        let path = format!("{API}/diagnostics");
        examples.answer("/diagnostics", list(&path, problems, total));
        examples
    }

    /// A tag and a category of one post, so that both together still find it.
    fn filters(&mut self, snapshot: &Snapshot, post: &Post, now: Timestamp) {
        let slug_of = |taxonomy, name: Option<&str>| {
            name.and_then(|name| query::find_term(snapshot, taxonomy, name, now).ok())
                .map(|term| json!([&*term.slug]))
        };
        let tag = slug_of(Taxonomy::Tag, post.tags.first().map(|tag| &**tag));
        let category = slug_of(Taxonomy::Category, post.category().map(|name| &**name));
        for (name, value) in [("tag", tag), ("category", category)] {
            if let Some(value) = value {
                self.parameter("listPosts", name, value);
            }
        }
    }

    fn parameter(&mut self, operation: &'static str, name: &'static str, value: Value) {
        self.parameters.push((operation, name, value));
    }

    fn answer(&mut self, path: &str, value: Value) {
        self.answers.push((format!("{API}{path}"), value));
    }

    /// Puts the examples into a document.
    pub fn insert(&self, document: &mut Value) {
        let Some(paths) = document["paths"].as_object_mut() else { return };
        for operation in paths.values_mut().filter_map(|item| item.get_mut("get")) {
            let id = operation["operationId"].as_str().unwrap_or_default().to_owned();
            // Indexing would write `parameters: null` into an operation that takes none.
            let parameters = operation.get_mut("parameters").and_then(Value::as_array_mut);
            let Some(parameters) = parameters else { continue };
            for parameter in parameters {
                let name = parameter["name"].as_str().unwrap_or_default();
                let example = self
                    .parameters
                    .iter()
                    .find(|(operation, parameter, _)| *operation == id && *parameter == name);
                if let Some((_, _, value)) = example {
                    parameter["example"] = value.clone();
                }
            }
        }
        for (path, value) in &self.answers {
            let Some(operation) = paths.get_mut(path).and_then(|item| item.get_mut("get")) else {
                continue;
            };
            operation["responses"]["200"]["content"]["application/json"]["example"] = value.clone();
        }
    }
}

/// Among the newest published posts one with tags and a category, and of these the shortest.
fn telling_post(snapshot: &Snapshot, now: Timestamp) -> Option<DocId> {
    let published = snapshot
        .posts()
        .iter()
        .zip(0..)
        .filter(|(post, _)| post.status(now) == Some(Status::Published));
    published
        .take(LOOKED_AT)
        .min_by_key(|(post, _)| {
            let bare = post.tags.is_empty() || post.categories.is_empty();
            (bare, post.body.markdown().len())
        })
        .map(|(_, id)| id)
}

/// The posts beside a post, as `getPostNeighbors` gives them by default.
fn neighbors(source: &PostSource<'_>) -> Value {
    let query = NeighborQuery { post: source.id, filters: Filters::default(), sort: Vec::new() };
    let Neighbors { previous, next } =
        query::neighbors(source.snapshot, &query, source.now).neighbors;
    let summary =
        |id: Option<DocId>| id.map(|id| parsed(&PostSource { id, ..*source }, Key::SUMMARY));
    json!({ "previous": summary(previous), "next": summary(next) })
}

/// A post as the search shows it. What finds it is made later, so how good it is is made up.
fn hit(source: &PostSource<'_>, text: &str) -> Value {
    const GOOD: u32 = Matches::BEST / 4 * 3;
    let question = Question::parse(text);
    let highlights =
        Highlighter::new(&question, &Matches::default()).show(source.snapshot.post(source.id));
    let mut hit = json!({ "post": parsed(source, Key::SUMMARY) });
    let rest = json!(HitView::new(GOOD, Matches::BEST, highlights));
    if let (Some(hit), Value::Object(rest)) = (hit.as_object_mut(), rest) {
        hit.extend(rest);
    }
    hit
}

/// The post that is nearest to one, as an item of a list; none where there is no such post, or where
/// posts cannot be searched yet.
fn nearest(source: &PostSource<'_>) -> Option<Value> {
    let &PostSource { snapshot, id, now, .. } = source;
    let query = RelatedQuery { limit: 1, ..RelatedQuery::beside(id) };
    let found = query::related(snapshot, snapshot.search()?, &query, now).ok()?;
    let related = found.first()?;
    let mut bytes = Vec::new();
    let post = PostSource { id: related.doc, ..*source };
    write_related(related, &post, &Selection::of(Key::SUMMARY), &mut bytes);
    serde_json::from_slice(&bytes).ok()
}

fn most_used(snapshot: &Snapshot, taxonomy: Taxonomy, now: Timestamp) -> Vec<TermView> {
    let query = TermQuery {
        taxonomy,
        filters: Filters::default(),
        prefix: None,
        sort: Vec::new(),
        window: Window::Page { page: 1, limit: 3 },
    };
    let answer = query::list_terms(snapshot, &query, now);
    answer.map_or_else(|_| Vec::new(), |answer| answer.terms.into_iter().map(Into::into).collect())
}

/// What is suggested first to somebody who types the name of the most frequent tag. It is known without
/// asking, so the document does not wait for the search.
fn whole_name(tag: TermView) -> SuggestionView {
    let marks = std::iter::once(0..tag.name.len()).collect();
    let (text, slug, count) = (tag.name, tag.slug, Some(tag.count));
    Suggestion { kind: SuggestionKind::Tag, text, slug, lang: None, count, marks }.into()
}

fn parsed(source: &PostSource<'_>, keys: &[Key]) -> Value {
    let mut bytes = Vec::new();
    source.write(&Selection::of(keys), &mut bytes);
    serde_json::from_slice(&bytes).unwrap_or_default()
}
