//! Preview links: one draft for someone without the token, and nothing else.

use std::process::Output;

use inkstone::api::{ApiOptions, PreviewLink, PreviewLinks};
use inkstone::text::{Lang, Slug};
use serde_json::Value;

use crate::process::{Server, folder, inkstone, text};
use crate::support::{Response, Service, TOKEN, strings};

const PICTURE: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"8\" height=\"4\"/>";

const DRAFT: &str = "---\ntitle: Draft\nlang: en\ndraft: true\ntags: [Secret, Rust]\ncover: c.svg\n\
    translationKey: pair\n---\n\n![a](a.svg) ![shared](shared.svg) [other](other.md) [public](public.md)\n";
const OTHER: &str =
    "---\ntitle: Other\nlang: en\ndraft: true\ntags: [secret]\n---\n\n![o](o.svg) [d](draft.md)\n";
const PUBLIC: &str =
    "---\ntitle: Public\nlang: en\ndate: 2025-01-01\ntags: [Rust]\n---\n\n![s](shared.svg)\n";
const ZH: &str = "---\ntitle: 草稿\nlang: zh\nslug: draft\ndate: 2025-01-02\n---\n\n文字。\n";
const ZH_DRAFT: &str =
    "---\ntitle: 译文\nlang: zh\ndraft: true\ntranslationKey: pair\n---\n\n文字。\n";

fn files() -> [(&'static str, &'static str); 10] {
    [
        ("draft.md", DRAFT),
        ("other.md", OTHER),
        ("public.md", PUBLIC),
        ("draft.zh.md", ZH),
        ("pair.md", ZH_DRAFT),
        ("later.md", "---\ntitle: Later\nlang: en\ndate: 2026-01-02\nexpires: 2026-01-03\n---\n"),
        ("a.svg", PICTURE),
        ("c.svg", PICTURE),
        ("o.svg", PICTURE),
        ("shared.svg", PICTURE),
    ]
}

fn service() -> Service {
    Service::new(&files())
}

/// Returns the value of `preview` for a post, as an API with these options has it.
pub fn signed(slug: &str, lang: &str, until: &str, change: impl FnOnce(&mut ApiOptions)) -> String {
    let mut options = ApiOptions { preview_token: Some(TOKEN.to_owned()), ..ApiOptions::default() };
    change(&mut options);
    PreviewLinks::of(&options).expect("a token").to_post(&PreviewLink {
        slug: Slug::new(slug).expect("a slug"),
        lang: Lang::parse(lang).expect("a tag"),
        until: until.parse().expect("a time"),
    })
}

fn link(slug: &str, lang: &str) -> String {
    format!("preview={}", signed(slug, lang, "2026-01-03T12:00:00Z", |_| {}))
}

/// Returns the URLs of assets in a response.
fn assets(body: &Value) -> Vec<String> {
    let data = &body["data"];
    let html = data["html"].as_str().expect("html").replace("&amp;", "&");
    let in_html =
        html.split("src=\"").skip(1).map(|rest| rest[..rest.find('"').unwrap()].to_owned());
    let blocks = data["blocks"]["children"][0]["children"].as_array().expect("a paragraph");
    let images = blocks.iter().filter(|node| node["type"] == "image");
    let in_blocks = images.map(|node| node["url"].as_str().expect("a URL").to_owned());
    let cover = data["cover"]["src"].as_str().expect("a cover").to_owned();
    in_html.chain(in_blocks).chain([cover]).collect()
}

fn is_private(response: &Response) {
    assert_eq!(response.status, 200, "{}", response.body);
    assert_eq!(response.header("cache-control"), "private, no-store");
    assert_eq!(response.header("x-robots-tag"), "noindex");
    assert_eq!(response.header("referrer-policy"), "no-referrer");
}

#[test]
fn a_link_shows_a_draft_with_its_assets() {
    let service = service();
    let link = link("draft", "en");
    let response = service.get(&format!("/api/v1/posts/draft?include=blocks&{link}"));
    is_private(&response);
    let body = response.json();
    assert_eq!(
        (&body["data"]["title"], &body["data"]["status"]),
        (&"Draft".into(), &"draft".into())
    );
    assert_eq!(response.header("content-language"), "en");
    let assets = assets(&body);
    assert_eq!(assets.len(), 5, "{assets:?}");
    for asset in &assets {
        let found = service.get(asset);
        assert_eq!((found.status, &*found.body), (200, PICTURE), "{asset}");
        // A file to which a public post refers needs no signature.
        let is_public = asset.starts_with("/assets/shared.svg?");
        assert_eq!(asset.contains("&preview="), !is_public, "{asset}");
        if is_public {
            assert!(found.header("cache-control").contains("immutable"));
        } else {
            is_private(&found);
            assert_eq!(service.get(asset.split('?').next().expect("a path")).status, 404);
        }
    }
    for (target, accept) in [("draft.md", "*/*"), ("draft", "text/markdown")] {
        let target = format!("/api/v1/posts/{target}?{link}");
        let source = service.send("GET", &target, &[("accept", accept)]);
        is_private(&source);
        assert!(source.body.contains("![a](a.svg)"), "{}", source.body);
    }
    let own = body["links"]["self"].as_str().expect("a link");
    is_private(&service.get(own));
    is_private(&service.send("HEAD", own, &[]));
    let tag = response.header("etag");
    assert_eq!(service.send("GET", own, &[("if-none-match", tag)]).status, 304);
}

/// A browser sends no token with the images of a page that was made with it.
#[test]
fn responses_to_the_token_have_urls_of_assets_that_work_without_it() {
    let service = service();
    let token = format!("Bearer {TOKEN}");
    let target = "/api/v1/posts/draft?include=blocks&lang=en";
    let ask = || service.send("GET", target, &[("authorization", &token)]);
    let response = ask();
    let assets = assets(&response.json());
    for asset in &assets {
        assert_eq!(service.get(asset).status, 200, "{asset}");
        assert_eq!(asset.contains("&preview="), !asset.starts_with("/assets/shared.svg?"));
    }
    // They are the same for the rest of the day, and valid to the end of the next one.
    service.set_now("2026-01-01T23:59:59Z");
    assert_eq!(ask().header("etag"), response.header("etag"));
    service.set_now("2026-01-02T23:59:59Z");
    assert!(assets.iter().all(|asset| service.get(asset).status == 200));
    service.set_now("2026-01-03T00:00:00Z");
    let ended: Vec<_> = assets.iter().filter(|asset| service.get(asset).status == 401).collect();
    assert_eq!(ended.len(), 3, "{ended:?}");
}

#[test]
fn a_link_shows_a_scheduled_post_until_one_of_them_expires() {
    let service = service();
    let target = format!("/api/v1/posts/later?{}", link("later", "en"));
    assert_eq!(service.get(&target).json()["data"]["status"], "scheduled");
    service.set_now("2026-01-02T00:00:00Z");
    let published = service.get(&target);
    is_private(&published);
    assert_eq!(published.json()["data"]["status"], "published");
    service.set_now("2026-01-03T00:00:00Z");
    assert_eq!(service.get(&target).status, 404, "the post has expired");
    service.set_now("2026-01-03T12:00:00Z");
    let response = service.get(&target);
    assert_eq!(response.status, 401);
    let detail = response.json()["detail"].as_str().expect("a text").to_owned();
    assert!(detail.contains("expired at 2026-01-03T12:00:00Z"), "{detail}");
}

#[test]
fn a_link_is_for_one_language_whatever_the_client_prefers() {
    let service = service();
    let target = format!("/api/v1/posts/draft?{}", link("draft", "en"));
    let response = service.send("GET", &target, &[("accept-language", "zh")]);
    assert_eq!(response.json()["data"]["title"], "Draft");
    assert_eq!(service.get(&format!("{target}&lang=en")).status, 200);
    let other = service.get(&format!("{target}&lang=zh"));
    assert_eq!(other.status, 401, "{}", other.body);
    // The version that is public stays so.
    assert_eq!(service.api("/posts/draft")["data"]["title"], "草稿");
}

#[test]
fn nothing_else_becomes_visible() {
    let service = service();
    let link = link("draft", "en");
    let include = "include=translations,backlinks,neighbors,related,terms";
    let body = service.get(&format!("/api/v1/posts/draft?{include}&{link}")).json();
    let data = &body["data"];
    let html = data["html"].as_str().expect("html");
    assert!(html.contains("href=\"/posts/public\"") && !html.contains("/posts/other"), "{html}");
    assert_eq!(strings(&data["translations"], "slug"), [] as [&str; 0]);
    assert_eq!(strings(&data["backlinks"], "slug"), [] as [&str; 0]);
    assert_eq!(strings(&data["terms"]["tags"], "slug"), ["secret", "rust"]);
    for target in ["other", "later", "pair", "other.md"] {
        let response = service.get(&format!("/api/v1/posts/{target}?{link}"));
        assert_eq!(response.status, 401, "{target}");
        assert!(!response.body.contains("Other"), "{}", response.body);
    }
    let signed = data["cover"]["src"].as_str().expect("a cover");
    let (_, signature) = signed.split_once("preview=").expect("a signature");
    for target in ["/assets/o.svg", "/assets/a.svg", "/assets/none.svg", "/api/v1/posts/draft"] {
        let response = service.get(&format!("{target}?preview={signature}"));
        assert_eq!(response.status, 401, "{target}");
    }
    assert_eq!(service.get(&format!("/assets/c.svg?{link}")).status, 401, "it is for the post");
    // Lists do not change, nor do others accept the parameter.
    for target in [
        "posts",
        "search?q=draft",
        "suggest?q=dra",
        "tags",
        "site",
        "archive",
        "posts/draft/related",
    ] {
        let separator = if target.contains('?') { '&' } else { '?' };
        let response = service.get(&format!("/api/v1/{target}{separator}{link}"));
        assert_eq!(response.status, 400, "{target}");
        assert_eq!(response.json()["errors"][0]["name"], "preview");
    }
}

#[test]
fn an_invalid_link_does_not_reveal_whether_there_is_a_post() {
    let service = service();
    let valid = signed("draft", "en", "2026-01-03T12:00:00Z", |_| {});
    let until = "2026-01-03T12:00:00Z";
    let foreign = |change: fn(&mut ApiOptions)| signed("draft", "en", until, change);
    for value in [
        "x".to_owned(),
        valid[..valid.len() - 1].to_owned(),
        valid.replace("v1.", "v2."),
        format!("{valid}AAAA"),
        foreign(|options| options.preview_token = Some("the-token-before-it".to_owned())),
        foreign(|options| options.public_url = Some("https://another.example".to_owned())),
        signed("draft", "en", "2026-01-01T12:00:00Z", |_| {}),
    ] {
        let answers = ["draft", "none", "public"].map(|slug| {
            let response = service.get(&format!("/api/v1/posts/{slug}?preview={value}"));
            let mut body = response.json();
            body["instance"] = Value::Null;
            body["requestId"] = Value::Null;
            assert!(response.header("www-authenticate").starts_with("Bearer"));
            (response.status, response.header("cache-control").to_owned(), body)
        });
        assert_eq!((answers[0].0, &*answers[0].1), (401, "no-store"), "{value}");
        assert_eq!(answers[0].2["code"], "unauthorized");
        assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:?}");
    }
    let empty = service.get("/api/v1/posts/other?preview=");
    assert_eq!(empty.status, 404, "an empty value is as if absent");
    let twice = service.get(&format!("/api/v1/posts/draft?preview={valid}&preview={valid}"));
    assert_eq!(twice.status, 400);
}

#[test]
fn caches_do_not_mix_those_who_have_a_link_with_others() {
    let service = service();
    for slug in ["draft", "public"] {
        let plain = format!("/api/v1/posts/{slug}?lang=en");
        let by_link = format!("{plain}&{}", link(slug, "en"));
        let before = service.get(&plain);
        for _ in 0..3 {
            is_private(&service.get(&by_link));
            let again = service.get(&plain);
            assert_eq!(
                (again.status, &again.header("cache-control")),
                (before.status, &before.header("cache-control"))
            );
            if before.status == 200 {
                assert_eq!(again.body, before.body);
            }
        }
    }
    // Whoever has the token sees more, so the link does not matter.
    let token = format!("Bearer {TOKEN}");
    let both = service.send(
        "GET",
        &format!("/api/v1/posts/other?{}", link("draft", "en")),
        &[("authorization", &token)],
    );
    assert_eq!(both.json()["data"]["title"], "Other");
}

#[test]
fn a_server_without_a_token_accepts_no_links() {
    let service = Service::with(&files(), |options| options.preview_token = None);
    let response = service.get(&format!("/api/v1/posts/draft?{}", link("draft", "en")));
    assert_eq!(response.status, 401);
    assert!(response.body.contains("no preview token"), "{}", response.body);
}

#[test]
fn stricter_rules_for_search_engines_hold_for_previews() {
    let index = inkstone::protocol::Robots::of(&["index"]).expect("a rule");
    let service = Service::with(&files(), |options| options.robots = index);
    is_private(&service.get(&format!("/api/v1/posts/draft?{}", link("draft", "en"))));
    assert_eq!(service.get("/api/v1/posts/public").header("x-robots-tag"), "");
}

/// Runs `preview-link` with a token and these arguments.
fn print_link(folder: &tempfile::TempDir, arguments: &[&str]) -> Output {
    let mut command = inkstone();
    command.current_dir(folder.path()).env("INKSTONE_PREVIEW_TOKEN", TOKEN);
    command.arg("preview-link").args(arguments).output().expect("the binary runs")
}

fn blog() -> tempfile::TempDir {
    folder(&files().map(|(path, text)| (path, text)))
}

#[test]
fn a_printed_link_opens_the_draft_and_its_secret_is_not_logged() {
    let folder = blog();
    for public_url in [None, Some("https://api.example/blog")] {
        let mut settings = vec!["--preview-token", TOKEN];
        settings.extend(public_url.iter().flat_map(|url| ["--public-url", url]));
        let server = Server::start(folder.path(), &settings);
        let own = public_url.unwrap_or(&server.origin);
        let arguments = ["draft", ".", "--for", "30m", "--lang", "en", "--public-url", own];
        let output = print_link(&folder, &arguments);
        let printed = text(&output.stdout);
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
        let target = printed.trim_end().strip_prefix(own).expect("the URL of the API");
        let response = server.send("GET", target, &[]);
        assert_eq!(response.status, 200, "{}", response.body);
        let elsewhere = ["draft", ".", "--lang", "en", "--public-url", "https://another.example"];
        let foreign = text(&print_link(&folder, &elsewhere).stdout);
        let foreign = foreign.trim_end().strip_prefix("https://another.example").expect("its URL");
        assert_eq!(server.send("GET", foreign, &[]).status, 401);
        let (code, log) = server.end_with_log("-TERM");
        assert_eq!(code, Some(0));
        let (_, secret) = target.split_once("preview=").expect("a link");
        assert!(log.contains("preview=REDACTED") && !log.contains(secret), "{log}");
    }
}

#[test]
fn the_page_of_the_site_can_be_printed() {
    let folder = blog();
    let site = ["--site-url", "https://blog.example", "--post-path", "/{lang}/p/{slug}"];
    let arguments = [&["draft", ".", "--lang", "en", "--page"], &site[..]].concat();
    let page = text(&print_link(&folder, &arguments).stdout);
    assert!(page.starts_with("https://blog.example/en/p/draft?preview=v1."), "{page}");
}

#[test]
fn what_cannot_be_linked_to_is_explained() {
    let folder = blog();
    for (arguments, parts) in [
        (&["drafft", "."][..], &["no post", "`draft`"][..]),
        (&["other.md", "."], &["no post", "`other`"]),
        (&["later", ".", "--for", "91d"], &["--for 91d", "too long", "90d"]),
        (&["later", ".", "--for", "2"], &["the unit is missing"]),
        (&["draft", ".", "--lang", "fr"], &["`fr`", "`en`, `zh`"]),
        (&["draft", ".", "--lang", "english!"], &["--lang", "zh-TW"]),
        (&["other", ".", "--page"], &["site_url"]),
        (&["other", "nowhere"], &["nowhere"]),
    ] {
        let output = print_link(&folder, arguments);
        let error = text(&output.stderr);
        assert_eq!(
            (output.status.code(), text(&output.stdout)),
            (Some(2), String::new()),
            "{error}"
        );
        for part in parts {
            assert!(error.contains(part), "{part} in {error}");
        }
    }
    let output = print_link(&folder, &["public", ".", "--public-url", "https://api.example"]);
    assert_eq!(output.status.code(), Some(0));
    assert!(text(&output.stderr).contains("public already"));
    // The only version that is not public.
    let output = print_link(&folder, &["draft", ".", "--public-url", "https://api.example"]);
    assert!(text(&output.stderr).contains("draft.md (en)"), "{}", text(&output.stderr));
    let mut without = inkstone();
    without.args(["preview-link", "draft"]).arg(folder.path());
    let output = without.output().expect("the binary runs");
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("INKSTONE_PREVIEW_TOKEN"));
}
