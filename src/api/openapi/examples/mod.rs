//! Examples from the content, so that the first click on "Try it out" returns data. Each example
//! response is the actual response at its `links.self`.

mod answers;
mod choice;
mod events;
mod extra;
mod feeds;
mod sync;
mod terms;

use std::collections::HashMap;

use serde_json::{Value, json};

use super::content::Content;
use crate::api::view::post::Key;
use crate::catalog::{DocId, Taxonomy};
use crate::protocol::percent::encode_component;
use extra::ExtraValue;

/// The maximum length of `q` in characters, the lower one of `suggest` and `search`.
const LONGEST_TEXT: usize = 100;

/// Examples of parameters and responses.
#[derive(Debug, Default)]
pub struct Examples {
    /// By operation and name.
    parameters: Vec<(&'static str, String, Value)>,
    /// By operation.
    responses: Vec<(&'static str, Value)>,
    /// Values of keys of the front matter.
    extra: Vec<ExtraValue>,
}

/// The maximum number of keys of the front matter by which the first click filters.
const MOST_SENT: usize = 3;

impl Examples {
    /// Takes examples from the public part of some content. Search results are left out until the search
    /// index is ready.
    pub fn new(content: &Content<'_>) -> Self {
        let mut examples = Self { extra: content.extra(), ..Self::default() };
        if let Some(id) = content.example_post() {
            examples.add_post(content, id);
        }
        if let Some(tag) = content.first_term(Taxonomy::Tag) {
            let text = short(&tag.name);
            examples.parameter("suggest", "q", json!(text));
            examples.response("suggest", content.suggestion(&text));
        }
        examples.add_terms(content);
        examples.parameter("getAsset", "path", json!(content.asset()));
        examples.add_sync(content);
        for (operation, example) in content.feeds() {
            examples.response(operation, Some(example));
        }
        examples.response("getArchive", Some(content.archive()));
        examples.response("getSite", Some(content.site()));
        examples.response("listDiagnostics", Some(content.diagnostics()));
        examples
    }

    fn add_post(&mut self, content: &Content<'_>, id: DocId) {
        let post = content.snapshot.post(id);
        let slug = post.slug.as_str();
        for operation in ["getPost", "getPostMarkdown", "getPostNeighbors", "listRelatedPosts"] {
            self.parameter(operation, "slug", json!(slug));
        }
        let path = format!("/posts/{}", encode_component(slug));
        self.response("getPost", Some(content.single(&path, content.post(id, Key::FULL))));
        self.response("getPostMarkdown", Some(json!(&*post.body.markdown())));
        let neighbors = content.single(&format!("{path}/neighbors"), content.neighbors(id));
        self.response("getPostNeighbors", Some(neighbors));
        let related = content.most_related(id);
        let related = related.map(|list| content.single(&format!("{path}/related?limit=1"), list));
        self.response("listRelatedPosts", related);
        self.response("streamEvents", Some(content.event(id)));

        let filters = content.filters_of(post);
        for (name, value) in &filters {
            self.parameter("listPosts", name, json!([value]));
        }
        // Like tag and category, they are sent by the first click, so all of them are those of one post.
        for value in content.extra_of(id).into_iter().take(MOST_SENT) {
            self.parameter("listPosts", &value.name, value.sent());
        }
        self.response("listPosts", Some(content.posts(&filters)));
        let text = short(post.tags.first().map_or(&*post.title, |tag| tag));
        self.parameter("search", "q", json!(text));
        self.response("search", content.hits(&text));
    }

    fn add_sync(&mut self, content: &Content<'_>) {
        let manifest = content.manifest();
        let bucket = content.example_post().map(|id| content.bucket_of(id));
        self.parameter("getManifest", "bucket", json!(bucket.iter().collect::<Vec<_>>()));
        self.response("getManifest", Some(content.manifest_rows(&manifest, bucket.as_deref())));
        let token = manifest.token().to_string();
        self.response("listChanges", Some(content.no_changes(&token)));
        self.parameter("listChanges", "since", json!(token));
    }

    fn add_terms(&mut self, content: &Content<'_>) {
        for (taxonomy, name, plural, get, list) in [
            (Taxonomy::Tag, "tag", "tags", "getTag", "listTags"),
            (Taxonomy::Category, "category", "categories", "getCategory", "listCategories"),
            (Taxonomy::Author, "author", "authors", "getAuthor", "listAuthors"),
            (Taxonomy::Series, "series", "series", "getSeries", "listSeries"),
        ] {
            if let Some(term) = content.first_term(taxonomy) {
                self.parameter(get, name, json!(term.slug));
                let path = format!("/{plural}/{}", encode_component(&term.slug));
                self.response(get, Some(content.single(&path, json!(term))));
            }
            self.response(list, Some(content.term_page(taxonomy, &format!("/{plural}"))));
        }
    }

    fn parameter(&mut self, operation: &'static str, name: &str, value: Value) {
        self.parameters.push((operation, name.to_owned(), value));
    }

    fn response(&mut self, operation: &'static str, value: Option<Value>) {
        self.responses.extend(value.map(|value| (operation, value)));
    }

    /// Inserts the examples into a document.
    pub fn insert(&self, document: &mut Value) {
        let extra =
            self.extra.iter().flat_map(|value| value.names().map(move |name| (name, value)));
        let extra: HashMap<&str, &ExtraValue> = extra.collect();
        let paths = document["paths"].as_object_mut().expect("a document has paths");
        for operation in paths.values_mut().filter_map(|item| item.get_mut("get")) {
            let id = operation["operationId"].as_str().expect("operations have an id").to_owned();
            if let Some((_, value)) = self.responses.iter().find(|(operation, _)| *operation == id)
            {
                let content = operation["responses"]["200"]["content"].as_object_mut();
                let media_type = content.and_then(|content| content.values_mut().next());
                media_type.expect("a response with an example has a body")["example"] =
                    value.clone();
            }
            // Indexing would add `parameters: null` to an operation without parameters.
            let parameters = operation.get_mut("parameters").and_then(Value::as_array_mut);
            for parameter in parameters.into_iter().flatten() {
                let example = self.parameters.iter().find(|(operation, name, _)| {
                    *operation == id && parameter["name"].as_str() == Some(name.as_str())
                });
                if let Some((_, _, value)) = example {
                    parameter["example"] = value.clone();
                }
                if let Some(name) = parameter["name"].as_str()
                    && let Some(value) = extra.get(name)
                {
                    value.insert(&mut parameter["schema"]);
                }
            }
        }
    }
}

/// Shortens a name to the maximum length of `q`.
fn short(name: &str) -> String {
    let cut: String = name.chars().take(LONGEST_TEXT).collect();
    cut.trim().to_owned()
}
