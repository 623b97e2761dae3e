//! Lists that are joined from cached posts equal those that are written afresh.

use std::collections::HashMap;

use proptest::prelude::*;

use crate::support::{Response, Service, TOKEN};

/// A step of a test.
#[derive(Debug, Clone)]
enum Step {
    /// Requests a list, with the preview token or without.
    Get { target: String, is_preview: bool },
    /// Sets the clock to a second after noon.
    Time(u32),
    /// Replaces the posts by another version of them.
    Replace(usize),
}

/// Returns files of a version: some posts have a cover, some link to a post that is public later, some have
/// translations and terms with several spellings.
fn files(version: usize) -> Vec<(String, String)> {
    let mut files: Vec<(String, String)> = (0..6)
        .map(|n| {
            let edited = if n == version { "edited" } else { "same" };
            let cover = if n % 2 == 0 { "cover: a.svg\n" } else { "" };
            let tag = if (n + version).is_multiple_of(2) { "Rust" } else { "rust" };
            let text = format!(
                "---\ntitle: 第 {n} \"{edited}\"\ndate: 2025-01-0{}\n{cover}tags: [{tag}]\nkey: {n}\n---\n\n[l](later.md)\n",
                n + 1,
            );
            (format!("p{n}.md"), text)
        })
        .collect();
    let later = "---\ntitle: Later\ndate: 2026-01-01T12:00:10Z\ntags: [RUST]\n---\n\nL\n";
    let brief = "---\ntitle: Brief\ndate: 2025-02-01\nexpires: 2026-01-01T12:00:20Z\n---\n\nB\n";
    files.push(("later.md".to_owned(), later.to_owned()));
    files.push(("brief.md".to_owned(), brief.to_owned()));
    files.push(("p0.en.md".to_owned(), "---\nslug: p0\nlang: en\ntitle: T\n---\n\nT\n".to_owned()));
    files.push((
        "draft.md".to_owned(),
        "---\ntitle: D\ndraft: true\ncover: a.svg\n---\n\nD\n".to_owned(),
    ));
    let width = 10 + version;
    files.push(("a.svg".to_owned(), format!("<svg width='{width}' height='10'/>")));
    files
}

fn step() -> impl Strategy<Value = Step> {
    let selection = prop::sample::select(vec![
        "",
        "",
        "&fields=title",
        "&fields=title,cover,status",
        "&fields=revision",
        "&include=terms",
        "&include=translations,backlinks",
        "&include=neighbors",
        "&include=text",
        "&sort=title",
        "&status=published",
    ]);
    let get = (0..4_u32, 1..3_u32, selection, any::<bool>()).prop_map(
        |(limit, page, selection, is_preview)| Step::Get {
            target: format!("/api/v1/posts?limit={}&page={page}{selection}", limit * 3),
            is_preview,
        },
    );
    prop_oneof![8 => get, 1 => (0..30_u32).prop_map(Step::Time), 1 => (0..3_usize).prop_map(Step::Replace)]
}

/// Returns everything of a response that a client can rely on.
fn seen(response: &Response) -> (u16, &str, [&str; 5]) {
    let headers = ["etag", "last-modified", "cache-control", "x-total-count", "link"];
    (response.status, &response.body, headers.map(|name| response.header(name)))
}

fn serve(version: usize, cache: usize) -> Service {
    let files = files(version);
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (&**path, &**text)).collect();
    Service::with(&files, |options| options.answer_cache_bytes = cache)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn lists_are_the_same_with_and_without_caches(
        steps in proptest::collection::vec(step(), 1..60),
        cache in prop::sample::select(vec![4 * 1024, 1 << 20]),
    ) {
        let services = [serve(0, cache), serve(0, 0)];
        let mut tags: HashMap<String, String> = HashMap::new();
        let mut bodies: HashMap<String, String> = HashMap::new();
        for step in steps {
            match step {
                Step::Time(second) => {
                    let now = format!("2026-01-01T12:00:{second:02}Z");
                    services.iter().for_each(|service| service.set_now(&now));
                }
                Step::Replace(version) => {
                    let files = files(version);
                    let files: Vec<(&str, &str)> =
                        files.iter().map(|(path, text)| (&**path, &**text)).collect();
                    services.iter().for_each(|service| service.replace(&files));
                }
                Step::Get { target, is_preview } => {
                    let token = format!("Bearer {TOKEN}");
                    let headers = [("authorization", &*token)];
                    let headers = if is_preview { &headers[..] } else { &[] };
                    let [cached, fresh] =
                        services.each_ref().map(|service| service.send("GET", &target, headers));
                    prop_assert_eq!(seen(&cached), seen(&fresh), "{}", target);
                    // Equal bodies have equal tags, and different ones different tags.
                    let (tag, body) = (cached.header("etag").to_owned(), cached.body);
                    prop_assert_eq!(tags.entry(body.clone()).or_insert_with(|| tag.clone()), &tag);
                    prop_assert_eq!(bodies.entry(tag).or_insert_with(|| body.clone()), &body);
                }
            }
        }
    }
}

#[test]
fn a_list_is_not_modified_until_one_of_its_posts_is() {
    let service = serve(0, 1 << 20);
    let target = "/api/v1/posts?limit=3";
    let tag = service.get(target).header("etag").to_owned();
    let status = || service.send("GET", target, &[("if-none-match", &tag)]).status;
    assert_eq!(status(), 304);
    let change = |version: usize| {
        let files = files(version);
        let files: Vec<(&str, &str)> =
            files.iter().map(|(path, text)| (&**path, &**text)).collect();
        service.replace(&files);
    };
    change(5);
    assert_eq!(status(), 200);
    change(0);
    assert_eq!(status(), 304);
}
