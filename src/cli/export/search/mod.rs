//! The search index for browsers: `search/index.json` lists the posts and the shards, and a shard has the posts of
//! some terms. A query needs the list, one shard per term, and the texts of the posts that are shown.

mod terms;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::text::Revision;
use terms::{hash, terms};

/// The version of the format.
const VERSION: u32 = 1;

/// The folder of the shards below the base path, whose files never change.
pub(super) const SHARDS: &str = "search/shards";

/// The average size of a shard in bytes that is aimed at. Compressed, it takes less than half.
const SHARD_BYTES: usize = 24 << 10;

/// The largest number of shards.
const MAX_SHARDS: usize = 1024;

/// The number of digits in the name of a shard.
const NAME_DIGITS: usize = 10;

/// What is searched of a post.
#[derive(Debug)]
pub(super) struct SearchText {
    listed: Listed,
    /// Tags, categories, headings and the description, which count more than the text.
    strong: Vec<String>,
    text: String,
}

/// A post in the list.
#[derive(Debug, Serialize)]
struct Listed {
    slug: String,
    lang: String,
    title: String,
    date: Option<String>,
    /// The path of the post's files, below which `text.json` is.
    file: String,
}

#[derive(Debug, Deserialize)]
struct Answer {
    data: Texts,
}

#[derive(Debug, Deserialize)]
struct Texts {
    slug: String,
    lang: String,
    title: String,
    date: Option<String>,
    description: Option<String>,
    categories: Vec<String>,
    tags: Vec<String>,
    toc: Vec<Heading>,
    text: String,
}

#[derive(Debug, Deserialize)]
struct Heading {
    title: String,
    children: Vec<Heading>,
}

impl SearchText {
    /// Reads the answer of the server that has the keys that are searched; `None` if it lacks one.
    pub(super) fn read(body: &[u8], file: &str) -> Option<Self> {
        let Answer { data } = serde_json::from_slice(body).ok()?;
        let Texts { slug, lang, title, date, description, categories, tags, toc, text } = data;
        let mut strong: Vec<String> = tags.into_iter().chain(categories).collect();
        strong.extend(description);
        let mut headings = toc;
        while let Some(Heading { title, children }) = headings.pop() {
            strong.push(title);
            headings.extend(children);
        }
        let listed = Listed { slug, lang, title, date, file: file.to_owned() };
        Some(Self { listed, strong, text })
    }
}

#[derive(Debug, Serialize)]
struct List<'a> {
    version: u32,
    shards: Vec<String>,
    posts: Vec<&'a Listed>,
}

/// The posts with a term: the distance from the one before, doubled, plus 1 if a strong text has the term.
type Postings = Vec<u32>;

/// Returns the files of the index of these posts, below the base path.
pub(super) fn index(mut posts: Vec<SearchText>) -> Vec<(String, Vec<u8>)> {
    // The oldest first, so that a new post does not move the numbers of others.
    posts.sort_by(|a, b| {
        let key = |post: &SearchText| {
            let Listed { date, slug, lang, .. } = &post.listed;
            (date.clone(), slug.clone(), lang.clone())
        };
        key(a).cmp(&key(b))
    });
    let mut index: BTreeMap<String, (u32, Postings)> = BTreeMap::new();
    for (number, post) in (0..).zip(&posts) {
        let strong = post.strong.iter().chain([&post.listed.title]);
        let mut found: BTreeMap<String, u32> = terms(&post.text).map(|term| (term, 0)).collect();
        found.extend(strong.flat_map(|text| terms(text)).map(|term| (term, 1)));
        for (term, is_strong) in found {
            let (last, postings) = index.entry(term).or_default();
            postings.push((number - *last) * 2 + is_strong);
            *last = number;
        }
    }
    // A number takes about three bytes with its comma.
    let bytes: usize = index.iter().map(|(term, (_, list))| term.len() + 6 + 3 * list.len()).sum();
    let count = (bytes / SHARD_BYTES).next_power_of_two().clamp(1, MAX_SHARDS);
    let mut shards: Vec<BTreeMap<String, Postings>> = vec![BTreeMap::new(); count];
    for (term, (_, postings)) in index {
        let shard = hash(&term) as usize % count;
        shards[shard].insert(term, postings);
    }
    let mut files: Vec<(String, Vec<u8>)> = Vec::with_capacity(count + 1);
    let mut names = Vec::with_capacity(count);
    for shard in &shards {
        let body = serde_json::to_vec(shard).expect("maps with text keys are JSON");
        // The name changes with the content, so that caches may keep a shard for ever.
        let name = Revision::of(&body).to_string()[..NAME_DIGITS].to_owned();
        files.push((format!("{SHARDS}/{name}.json"), body));
        names.push(name);
    }
    let posts = posts.iter().map(|post| &post.listed).collect();
    let list = List { version: VERSION, shards: names, posts };
    let body = serde_json::to_vec(&list).expect("lists of text are JSON");
    files.push(("search/index.json".to_owned(), body));
    files
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{SearchText, index};

    fn post(slug: &str, date: &str, tags: &[&str], text: &str) -> SearchText {
        let data = json!({
            "slug": slug, "lang": "zh", "title": slug, "date": date, "description": null, "categories": [],
            "tags": tags, "toc": [{"title": "概述", "children": [{"title": "Cow", "children": []}]}], "text": text,
        });
        let body = json!({ "data": data }).to_string();
        SearchText::read(body.as_bytes(), &format!("api/v1/posts/{slug}")).expect("all keys")
    }

    #[test]
    fn the_postings_are_distances_between_the_posts_in_order_of_date() {
        let posts = vec![
            post("new", "2025-01-01", &["内存"], "垃圾"),
            post("old", "2020-01-01", &[], "内存 rust"),
            post("middle", "2022-01-01", &[], "空"),
        ];
        let files = index(posts);
        assert_eq!(files.len(), 2, "a small index has one shard");
        let shard: Value = serde_json::from_slice(&files[0].1).unwrap();
        // `old` is 0 and `new` is 2, where a tag has it.
        assert_eq!(shard["内存"], json!([0, 5]));
        assert_eq!(shard["rust"], json!([0]));
        assert_eq!(shard["cow"], json!([1, 3, 3]));
        let list: Value = serde_json::from_slice(&files[1].1).unwrap();
        assert_eq!(list["posts"][2]["slug"], "new");
        assert_eq!(list["posts"][0]["file"], "api/v1/posts/old");
        let name = format!("search/shards/{}.json", list["shards"][0].as_str().unwrap());
        assert_eq!(files[0].0, name);
    }

    #[test]
    fn an_index_without_posts_has_one_empty_shard() {
        let files = index(Vec::new());
        assert_eq!(files[0].1, b"{}");
    }

    #[test]
    fn a_large_index_has_several_shards_and_each_term_in_one() {
        let text: String = (0..30_000).map(|number| format!("w{number} ")).collect();
        let files = index(vec![post("a", "2020-01-01", &[], &text)]);
        assert!(files.len() > 4);
        let holds = |body: &[u8]| {
            let shard: Value = serde_json::from_slice(body).unwrap();
            shard.get("w29999").is_some()
        };
        assert_eq!(files.iter().filter(|(_, body)| holds(body)).count(), 1);
    }
}
