//! What a client may not see has no influence on any response: bodies, headers and statuses are those of a
//! folder without it.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use proptest::test_runner::{Config, RngSeed};

use crate::preview_links::signed;
use crate::support::{Response, Service, TOKEN, strings};

/// Words that are near to each other: prefixes, parts, typos, Chinese with shared characters and sounds.
const WORDS: [&str; 24] = [
    "memory",
    "memories",
    "memorial",
    "memroy",
    "rust",
    "rusty",
    "trust",
    "rustacean",
    "async",
    "asynchronous",
    "collector",
    "collection",
    "collect",
    "gammon",
    "gamma",
    "HashMap",
    "hash",
    "内存",
    "内存管理",
    "管理",
    "引用计数",
    "垃圾回收",
    "计数器",
    "纪录",
];
/// The last three compete for one slug.
const TERMS: [&str; 12] = [
    "Rust", "rust", "RUST", "rusty", "内存", "內存", "RustWeb", "Async", "asynk", "web dev",
    "web/dev", "web-dev",
];
const LANGS: [&str; 3] = ["en", "zh", "ja"];

/// Why a post is hidden.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Hidden {
    Draft,
    Scheduled,
    Expired,
    ExpiredDraft,
}

impl Hidden {
    /// Returns whether the holder of the preview token sees it.
    fn is_seen_by_holder(self) -> bool {
        matches!(self, Self::Draft | Self::Scheduled)
    }
}

#[derive(Debug, Clone)]
struct Draw {
    title: Vec<&'static str>,
    body: Vec<&'static str>,
    tags: Vec<&'static str>,
    category: &'static str,
    author: &'static str,
    lang: &'static str,
    day: u8,
    hidden: Option<Hidden>,
}

/// The path of a file, on which its slug depends if the number is odd.
fn path(number: usize) -> String {
    match number % 2 {
        0 => format!("p{number:02}.md"),
        _ => format!("2024-01-{:02}-{}.md", number % 28 + 1, WORDS[number % 3]),
    }
}

fn words(count: std::ops::Range<usize>) -> impl Strategy<Value = Vec<&'static str>> {
    vec(select(&WORDS[..]), count)
}

fn draw(hidden: impl Strategy<Value = Option<Hidden>>) -> impl Strategy<Value = Draw> {
    let terms = (subsequence(&TERMS[..], 0..4), select(&TERMS[..]), select(&TERMS[..]));
    (words(1..4), words(0..40), terms, select(&LANGS[..]), 1..28_u8, hidden).prop_map(
        |(title, body, (tags, category, author), lang, day, hidden)| Draw {
            title,
            body,
            tags,
            category,
            author,
            lang,
            day,
            hidden,
        },
    )
}

impl Draw {
    /// Some posts share a slug, or the slug of one is an alias of another. Others share the name after the
    /// date of their file, from which their slug is derived.
    fn slug(&self, number: usize) -> String {
        match number % 2 {
            0 => format!("{}-{}", self.title[0], number % 3),
            _ => WORDS[number % 3].to_owned(),
        }
    }

    fn file(&self, number: usize) -> (String, String) {
        let Self { title, body, tags, category, author, lang, day, hidden } = self;
        let (year, rest) = match hidden {
            None => (2025, ""),
            Some(Hidden::Draft) => (2025, "\ndraft: true"),
            Some(Hidden::Scheduled) => (2027, ""),
            Some(Hidden::Expired) => (2025, "\nexpires: 2025-12-30"),
            Some(Hidden::ExpiredDraft) => (2025, "\ndraft: true\nexpires: 2025-12-30"),
        };
        let front_matter = format!(
            "title: {}\n{}aliases: [{}-0, {}-3]\ndate: {year}-03-{day:02}\ntags: [{}]\ncategory: {category}\n\
             author: {author}\nseries: {category}\nlang: {lang}\nupdated: 2025-06-{day:02}{rest}",
            title.join(" "),
            if number % 2 == 1 { String::new() } else { format!("slug: {}\n", self.slug(number)) },
            title[title.len() - 1],
            body.first().unwrap_or(&"none"),
            tags.join(", "),
        );
        let (first, second) = body.split_at(body.len() / 2);
        let links = format!("[a]({}) [b]({})", path(number + 1), path(number / 2));
        let text = format!(
            "{}\n\n## {}\n\n{} {links}",
            first.join(" "),
            title.join(" "),
            second.join(" ")
        );
        (path(number), format!("---\n{front_matter}\n---\n\n{text}\n"))
    }
}

fn corpus() -> impl Strategy<Value = Vec<Draw>> {
    let hidden = select(vec![
        Hidden::Draft,
        Hidden::Scheduled,
        Hidden::Scheduled,
        Hidden::Expired,
        Hidden::ExpiredDraft,
    ]);
    let public = vec(draw(Just(None)), 1..12);
    let hidden = vec(draw(hidden.prop_map(Some)), 1..12);
    // Hidden posts are before and after the public ones in every order.
    (public, hidden).prop_flat_map(|(mut public, hidden)| {
        public.extend(hidden);
        Just(public).prop_shuffle()
    })
}

fn serve(posts: &[Draw], keep: impl Fn(&Draw) -> bool) -> Service {
    serve_numbered(posts, |_, post| keep(post))
}

fn serve_numbered(posts: &[Draw], keep: impl Fn(usize, &Draw) -> bool) -> Service {
    let numbered = posts.iter().enumerate().filter(|&(number, post)| keep(number, post));
    let files: Vec<_> = numbered.map(|(number, post)| post.file(number)).collect();
    let files: Vec<_> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    Service::new(&files)
}

fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02x}")).collect()
}

/// The questions that are asked of every folder.
fn questions() -> Vec<String> {
    let mut questions: Vec<String> = WORDS.iter().map(ToString::to_string).collect();
    questions.extend(
        [
            "mem",
            "memoyr",
            "ust",
            "rustt",
            "asinchronous",
            "colect",
            "gam",
            "\"memory rus",
            "memory rus",
            "\"rust async\"",
            "-rust",
            "rust -memory",
            "title:rust",
            "tag:rust",
            "category:web",
            "引用",
            "用计",
            "垃圾收集",
            "内存 rust",
            "memory 计数",
            "map",
            "内存泄漏",
        ]
        .map(str::to_owned),
    );
    questions
}

fn targets(posts: &[Draw]) -> Vec<String> {
    let mut targets: Vec<String> = [
        "/",
        "/openapi.json",
        "/api/v1/site",
        "/api/v1/archive",
        "/api/v1/archive?tag=rst",
        "/api/v1/posts?limit=100&facets=tag,category,author,series,lang,year",
        "/api/v1/posts?limit=100&include=related,neighbors,backlinks,translations&fields=slug",
        "/api/v1/posts?limit=3&sort=title&lang=e",
        "/api/v1/posts?limit=3&sort=-updated,title&tag=rust,asyn,web",
        "/api/v1/posts?limit=2&tagNot=rust&tagAll=async,rustt",
        "/api/v1/tags?limit=100&sort=name",
        "/api/v1/tags?limit=2&prefix=r",
        "/api/v1/categories",
        "/api/v1/authors?sort=-latestDate",
        "/api/v1/series",
        "/api/v1/tags/rust",
        "/api/v1/tags/rustyy",
        "/api/v1/categories/asyn",
    ]
    .map(str::to_owned)
    .into();
    for text in questions() {
        let text = encoded(&text);
        targets.push(format!("/api/v1/search?q={text}&limit=50&facets=tag,lang"));
        targets.push(format!("/api/v1/posts?q={text}&sort=slug&limit=2"));
        targets.push(format!("/api/v1/suggest?q={text}"));
    }
    for (number, post) in posts.iter().enumerate() {
        let slug = post.slug(number);
        targets.push(format!("/api/v1/posts/{}", path(number).trim_end_matches(".md")));
        for rest in
            ["", "?include=html,backlinks,translations", "/related", "/neighbors?sort=title"]
        {
            targets.push(format!("/api/v1/posts/{}{rest}", encoded(&slug)));
        }
        let title = post.title.join(" ");
        let prefix: String = title.chars().take(title.chars().count() * 2 / 3).collect();
        targets.push(format!("/api/v1/suggest?q={}&limit=20", encoded(&prefix)));
        targets.push(format!("/api/v1/posts/{}", encoded(&slug[..slug.len() - 1])));
    }
    targets
}

/// Returns everything of a response that a client can observe, except the date and the time that it took.
fn observed(response: Response) -> (u16, Vec<(String, String)>, String) {
    let mut headers = response.headers;
    headers.retain(|(name, _)| name != "date" && name != "server-timing");
    headers.sort_unstable();
    (response.status, headers, response.body)
}

fn same(one: &Service, other: &Service, target: &str, authorization: Option<&str>) {
    let mut headers = vec![("x-request-id", "same")];
    headers.extend(authorization.map(|token| ("authorization", token)));
    let ask = |service: &Service| observed(service.send("GET", target, &headers));
    let [one, other] = [ask(one), ask(other)].map(|observed| format!("{observed:?}"));
    let differs = one.bytes().zip(other.bytes()).position(|(one, other)| one != other);
    let part = |text: &str| {
        let start = text.floor_char_boundary(differs.unwrap_or(0).saturating_sub(60));
        text[start..].chars().take(200).collect::<String>()
    };
    assert!(one == other, "{target}\n{}\n{}", part(&one), part(&other));
}

fn config(cases: u32) -> Config {
    Config { cases, rng_seed: RngSeed::Fixed(13), failure_persistence: None, ..Config::default() }
}

proptest! {
    #![proptest_config(config(20))]

    #[test]
    fn the_public_cannot_notice_hidden_posts(posts in corpus()) {
        let all = serve(&posts, |_| true);
        let public = serve(&posts, |post| post.hidden.is_none());
        for target in targets(&posts) {
            same(&all, &public, &target, None);
        }
    }
}

proptest! {
    #![proptest_config(config(10))]

    #[test]
    fn the_holder_of_the_token_cannot_notice_expired_posts(posts in corpus()) {
        let all = serve(&posts, |_| true);
        let seen = serve(&posts, |post| post.hidden.is_none_or(Hidden::is_seen_by_holder));
        let token = format!("Bearer {TOKEN}");
        for target in targets(&posts) {
            same(&all, &seen, &target, Some(&token));
            if let Some((path, query)) = target.split_once('?')
                && ["/search", "/posts", "/tags", "/archive"].iter().any(|end| path.ends_with(end))
            {
                for status in ["draft", "scheduled,draft,published"] {
                    same(&all, &seen, &format!("{path}?{query}&status={status}"), Some(&token));
                }
            }
        }
    }
}

proptest! {
    #![proptest_config(config(8))]

    #[test]
    fn the_holder_of_a_link_cannot_notice_other_hidden_posts(posts in corpus()) {
        let all = serve(&posts, |_| true);
        let is_shown = |post: &Draw| post.hidden.is_some_and(Hidden::is_seen_by_holder);
        let hidden = posts.iter().enumerate().filter(|(_, post)| is_shown(post));
        for (number, post) in hidden.take(3) {
            let only = serve_numbered(&posts, |other, post| post.hidden.is_none() || other == number);
            let (slug, lang) = (post.slug(number), post.lang);
            // Another post can have the slug.
            let token = [("authorization", &*format!("Bearer {TOKEN}"))];
            let target = format!("/api/v1/posts/{}?lang={lang}&fields=sourcePath", encoded(&slug));
            let is_it = |service: &Service| {
                let response = service.send("GET", &target, &token);
                response.status == 200 && response.json()["data"]["sourcePath"] == path(number)
            };
            if !is_it(&all) || !is_it(&only) {
                continue;
            }
            let link = signed(&slug, lang, "2026-01-03T12:00:00Z", |_| {});
            let include = "include=blocks,terms,translations,backlinks,neighbors,related";
            for rest in [format!("?preview={link}"), format!("?{include}&preview={link}"), format!(".md?preview={link}")] {
                let target = format!("/api/v1/posts/{}{rest}", encoded(&slug));
                assert_eq!(all.get(&target).status, 200, "{target}");
                same(&all, &only, &target, None);
            }
        }
    }
}

fn page(front_matter: &str, text: &str) -> String {
    format!("---\n{front_matter}\n---\n\n{text}\n")
}

#[test]
fn a_word_of_a_draft_does_not_decide_whether_similar_words_are_tried() {
    let draft = page("title: Plan\ndraft: true", "The secretword is here.");
    let public = page("title: Public\ndate: 2025-01-01", "Some mysecretwords.");
    let service = Service::new(&[("draft.md", &draft), ("public.md", &public)]);
    // Found as a part of another word, because no public post has the word itself.
    assert_eq!(strings(&service.api("/posts?q=secretword")["data"], "slug"), ["public"]);
    let token = format!("Bearer {TOKEN}");
    let target = "/api/v1/posts?q=secretword&status=draft,published";
    let response = service.send("GET", target, &[("authorization", &token)]);
    assert_eq!(strings(&response.json()["data"], "slug"), ["draft"]);
}

#[test]
fn the_site_of_the_public_has_the_identity_of_what_is_public() {
    let public = page("title: Public\ndate: 2025-01-01", "Text.");
    let later = page("title: Later\ndate: 2026-01-01T13:00:00Z", "![](later.png)");
    let snapshot = |service: &Service| service.api("/site")["data"]["snapshot"].clone();
    let service = Service::new(&[("a.md", &public), ("b.md", &later), ("later.png", "")]);
    let hidden = snapshot(&service);
    assert_eq!(hidden, snapshot(&Service::new(&[("a.md", &public)])));
    service.set_now("2026-01-01T13:00:00Z");
    assert_ne!(hidden, snapshot(&service));
    // A file to which no post refers is public.
    assert_ne!(hidden, snapshot(&Service::new(&[("a.md", &public), ("later.png", "")])));
}
