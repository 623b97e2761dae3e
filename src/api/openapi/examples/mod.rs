//! Examples out of the content, so that the first click on "Try it out" finds something. Each answer is
//! the one that its own `links.self` has.

mod answers;
mod choice;
mod terms;

use serde_json::{Value, json};

use super::content::Content;
use crate::api::view::post::Key;
use crate::catalog::{DocId, Taxonomy};
use crate::protocol::percent::encode_component;

/// How many characters `suggest` and `search` read of `q`, whichever is fewer.
const LONGEST_TEXT: usize = 100;

/// Values for parameters and answers.
#[derive(Debug, Default)]
pub struct Examples {
    /// Path parameters by operation and name, and query parameters of lists of posts.
    parameters: Vec<(&'static str, &'static str, Value)>,
    /// Responses by operation.
    answers: Vec<(&'static str, Value)>,
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
            examples.answer("suggest", content.suggestion(&text));
        }
        examples.add_terms(content);
        examples.parameter("getAsset", "path", json!(content.asset()));
        examples.answer("getArchive", Some(content.archive()));
        examples.answer("getSite", Some(content.site()));
        examples.answer("listDiagnostics", Some(content.diagnostics()));
        examples
    }

    fn add_post(&mut self, content: &Content<'_>, id: DocId) {
        let post = content.snapshot.post(id);
        let slug = post.slug.as_str();
        for operation in ["getPost", "getPostNeighbors", "listRelatedPosts"] {
            self.parameter(operation, "slug", json!(slug));
        }
        let path = format!("/posts/{}", encode_component(slug));
        self.answer("getPost", Some(content.single(&path, content.post(id, Key::FULL))));
        let beside = content.single(&format!("{path}/neighbors"), content.neighbors(id));
        self.answer("getPostNeighbors", Some(beside));
        let near = content.nearest(id);
        let near = near.map(|near| content.single(&format!("{path}/related?limit=1"), near));
        self.answer("listRelatedPosts", near);

        let filters = content.filters_of(post);
        for (name, value) in &filters {
            self.parameter("listPosts", name, json!([value]));
        }
        self.answer("listPosts", content.posts(&filters));
        let text = short(post.tags.first().map_or(&*post.title, |tag| tag));
        self.parameter("search", "q", json!(text));
        self.answer("search", content.hits(&text));
    }

    fn add_terms(&mut self, content: &Content<'_>) {
        for (taxonomy, name, plural, get, list) in [
            (Taxonomy::Tag, "tag", "tags", "getTag", "listTags"),
            (Taxonomy::Category, "category", "categories", "getCategory", "listCategories"),
            (Taxonomy::Author, "author", "authors", "getAuthor", "listAuthors"),
            (Taxonomy::Series, "series", "series", "getSeries", "listSeries"),
        ] {
            if let Some(term) = content.terms(taxonomy).first() {
                self.parameter(get, name, json!(term.slug));
                self.answer(get, content.term(taxonomy, plural, &term.slug));
            }
            self.answer(list, content.term_page(taxonomy, &format!("/{plural}")));
        }
    }

    fn parameter(&mut self, operation: &'static str, name: &'static str, value: Value) {
        self.parameters.push((operation, name, value));
    }

    fn answer(&mut self, operation: &'static str, value: Option<Value>) {
        self.answers.extend(value.map(|value| (operation, value)));
    }

    /// Puts the examples into a document.
    pub fn insert(&self, document: &mut Value) {
        let paths = document["paths"].as_object_mut().expect("a document has paths");
        for operation in paths.values_mut().filter_map(|item| item.get_mut("get")) {
            let id = operation["operationId"].as_str().expect("operations have an id").to_owned();
            if let Some((_, value)) = self.answers.iter().find(|(operation, _)| *operation == id) {
                operation["responses"]["200"]["content"]["application/json"]["example"] =
                    value.clone();
            }
            // Indexing would write `parameters: null` into an operation that takes none.
            let parameters = operation.get_mut("parameters").and_then(Value::as_array_mut);
            for parameter in parameters.into_iter().flatten() {
                let example = self.parameters.iter().find(|(operation, name, _)| {
                    *operation == id && parameter["name"].as_str() == Some(*name)
                });
                if let Some((_, _, value)) = example {
                    parameter["example"] = value.clone();
                }
            }
        }
    }
}

/// As much of a name as can be asked for.
fn short(name: &str) -> String {
    let cut: String = name.chars().take(LONGEST_TEXT).collect();
    cut.trim().to_owned()
}
