//! Examples out of the content, so that the first click on "Try it out" finds something. Each answer is
//! the one that its own `links.self` has.

mod answers;
mod choice;

use serde_json::{Value, json};

use crate::api::view::post::Key;
use crate::catalog::{DocId, Taxonomy};
use crate::protocol::paths::API;
use crate::protocol::percent::encode_component;

pub use answers::Content;

/// How many characters `suggest` and `search` read of `q`, whichever is fewer.
const LONGEST_TEXT: usize = 100;

/// Values for parameters and answers.
#[derive(Debug, Default)]
pub struct Examples {
    /// Path parameters by operation and name, and query parameters of lists of posts.
    parameters: Vec<(&'static str, &'static str, Value)>,
    /// Answers by path.
    answers: Vec<(String, Value)>,
}

impl Examples {
    /// Takes examples from what everybody may see of some content. What the search finds is left out
    /// until posts can be searched.
    pub fn new(content: &Content<'_>) -> Self {
        let mut examples = Self::default();
        if let Some(id) = content.telling_post() {
            examples.add_post(content, id);
        }
        if let Some(tag) = content.terms(Taxonomy::Tag).first() {
            let text = short(&tag.name);
            examples.parameter("suggest", "q", json!(text));
            examples.answer("/suggest", content.suggestion(&text));
        }
        examples.add_terms(content);
        examples.parameter("getAsset", "path", json!(content.asset()));
        examples.answer("/archive", Some(content.archive()));
        examples.answer("/site", Some(content.site()));
        examples.answer("/diagnostics", Some(content.diagnostics()));
        examples
    }

    fn add_post(&mut self, content: &Content<'_>, id: DocId) {
        let post = content.snapshot.post(id);
        let slug = post.slug.as_str();
        for operation in ["getPost", "getPostNeighbors", "listRelatedPosts"] {
            self.parameter(operation, "slug", json!(slug));
        }
        let path = format!("/posts/{}", encode_component(slug));
        self.answer("/posts/{slug}", Some(content.single(&path, content.post(id, Key::FULL))));
        let beside = content.single(&format!("{path}/neighbors"), content.neighbors(id));
        self.answer("/posts/{slug}/neighbors", Some(beside));
        let near = content.nearest(id);
        let near = near.map(|near| content.single(&format!("{path}/related?limit=1"), near));
        self.answer("/posts/{slug}/related", near);

        let filters = content.filters_of(post);
        for (name, value) in &filters {
            self.parameter("listPosts", name, json!([value]));
        }
        self.answer("/posts", content.posts(&filters));
        let text = short(post.tags.first().map_or(&*post.title, |tag| tag));
        self.parameter("search", "q", json!(text));
        self.answer("/search", content.hits(&text));
    }

    fn add_terms(&mut self, content: &Content<'_>) {
        for (taxonomy, name, plural, operation) in [
            (Taxonomy::Tag, "tag", "tags", "getTag"),
            (Taxonomy::Category, "category", "categories", "getCategory"),
            (Taxonomy::Author, "author", "authors", "getAuthor"),
            (Taxonomy::Series, "series", "series", "getSeries"),
        ] {
            if let Some(term) = content.terms(taxonomy).first() {
                self.parameter(operation, name, json!(term.slug));
                let answer = content.term(taxonomy, plural, &term.slug);
                self.answer(&format!("/{plural}/{{{name}}}"), answer);
            }
            let plural = format!("/{plural}");
            self.answer(&plural, content.term_page(taxonomy, &plural));
        }
    }

    fn parameter(&mut self, operation: &'static str, name: &'static str, value: Value) {
        self.parameters.push((operation, name, value));
    }

    fn answer(&mut self, path: &str, value: Option<Value>) {
        self.answers.extend(value.map(|value| (format!("{API}{path}"), value)));
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

/// As much of a name as can be asked for.
fn short(name: &str) -> String {
    let cut: String = name.chars().take(LONGEST_TEXT).collect();
    cut.trim().to_owned()
}
