//! Who has a slug, an alias, a translation or a file is decided among the posts that the client may see.

use serde_json::{Value, json};

use crate::assets::assert_not_found;
use crate::support::{Response, Service, TOKEN, post, strings};

/// The front matter of posts that are hidden at noon of 2026-01-01: a draft, a scheduled and an
/// expired one.
const HIDDEN: [&str; 3] = ["draft: true", "date: 2026-02-01", "expires: 2025-12-31"];

fn preview(service: &Service, target: &str) -> Response {
    let token = format!("Bearer {TOKEN}");
    service.send("GET", target, &[("authorization", &token)])
}

/// The HTML of the post `from`.
fn html(response: &Response) -> String {
    response.json()["data"]["html"].as_str().expect("HTML").to_owned()
}

#[test]
fn a_hidden_post_does_not_take_the_slug_of_a_public_one() {
    for hidden in HIDDEN {
        let first = post(&format!("title: Hidden\nslug: x\n{hidden}"));
        let public = post("title: Public\nslug: x\ndate: 2025-01-01\ntags: [t]");
        let service = Service::new(&[("aaa.md", &first), ("zzz.md", &public)]);
        assert_eq!(service.api("/posts/x")["data"]["title"], "Public", "{hidden}");
        assert_eq!(service.slugs("/posts"), ["x"], "{hidden}");
        assert_eq!(service.slugs("/posts?slug=x"), ["x"], "{hidden}");
        assert_eq!(service.slugs("/posts?q=public"), ["x"], "{hidden}");
        assert_eq!(service.api("/tags/t")["data"]["count"], 1, "{hidden}");
        assert_eq!(service.api("/site")["data"]["totals"]["posts"], 1, "{hidden}");
    }
}

#[test]
fn of_two_public_posts_with_one_slug_only_the_first_exists() {
    let first = post("title: First\nslug: x\ndate: 2026-02-01\ntags: [a]");
    let second = post("title: Second\nslug: x\ntags: [b]");
    let service = Service::new(&[("aaa.md", &first), ("zzz.md", &second)]);
    assert_eq!(service.api("/posts/x")["data"]["title"], "Second");
    service.set_now("2026-02-01T00:00:00Z");
    assert_eq!(service.api("/posts/x")["data"]["title"], "First");
    assert_eq!(strings(&service.api("/posts?slug=x")["data"], "title"), ["First"]);
    assert_eq!(strings(&service.api("/tags")["data"], "name"), ["a"]);
    assert_eq!(service.api("/posts?limit=0")["meta"]["pagination"]["total"], 1);
    assert_eq!(service.get("/api/v1/tags/b").status, 404);
}

#[test]
fn the_holder_of_the_token_gets_the_first_path_of_all_statuses() {
    let draft = post("title: Draft\nslug: x\ndraft: true");
    let public = post("title: Public\nslug: x");
    let service = Service::new(&[("aaa.md", &draft), ("zzz.md", &public)]);
    assert_eq!(preview(&service, "/api/v1/posts/x").json()["data"]["title"], "Draft");
    let both = preview(&service, "/api/v1/posts?status=draft,published").json();
    assert_eq!(strings(&both["data"], "title"), ["Draft"]);
    let published = preview(&service, "/api/v1/posts").json();
    assert_eq!(strings(&published["data"], "title"), ["Public"]);
}

#[test]
fn a_date_is_kept_where_two_public_posts_share_the_rest_of_the_name() {
    let hidden = HIDDEN.map(|hidden| post(&format!("title: Hidden\n{hidden}")));
    let public = post("title: Public\ntags: [t]");
    for (hidden, first) in hidden.iter().zip(HIDDEN) {
        let service =
            Service::new(&[("2013-01-01-x.md", hidden), ("blog/2014-01-01-x.md", &public)]);
        assert_eq!(service.api("/posts/x")["data"]["title"], "Public", "{first}");
        assert_eq!(service.slugs("/posts"), ["x"], "{first}");
        assert_eq!(service.get("/api/v1/posts/2014-01-01-x").status, 404, "{first}");
        assert_eq!(service.api("/site")["data"]["totals"]["posts"], 1, "{first}");
    }
    let scheduled = &hidden[1];
    let service =
        Service::new(&[("2013-01-01-x.md", scheduled), ("blog/2014-01-01-x.md", &public)]);
    assert_eq!(preview(&service, "/api/v1/posts/x").json()["data"]["title"], "Hidden");
    let dated = preview(&service, "/api/v1/posts/2014-01-01-x").json();
    assert_eq!(dated["data"]["title"], "Public");
    service.set_now("2026-02-01T00:00:00Z");
    assert_eq!(service.api("/posts/x")["data"]["title"], "Hidden");
    assert_eq!(service.api("/posts/2014-01-01-x")["data"]["title"], "Public");
    assert_eq!(service.slugs("/posts?tag=t"), ["2014-01-01-x"]);
}

#[test]
fn the_path_in_a_slug_leads_to_the_post() {
    let text = post("title: X\nslug: /notes/2023/First note");
    let service = Service::new(&[("a.md", &text)]);
    assert_eq!(service.api("/posts/First-note")["data"]["title"], "X");
    let moved = service.get("/api/v1/posts/notes%2F2023%2FFirst%20note");
    assert_eq!((moved.status, moved.header("location")), (301, "/api/v1/posts/First-note"));
}

#[test]
fn a_hidden_post_does_not_take_an_alias() {
    for hidden in HIDDEN {
        let public = post("title: Public\nslug: new\naliases: [old]");
        let location = |files: &[(&str, &str)]| {
            let service = Service::new(files);
            let response = service.get("/api/v1/posts/old");
            (response.status, response.header("location").to_owned())
        };
        let moved = (301, "/api/v1/posts/new".to_owned());
        let by_slug = post(&format!("title: Hidden\nslug: old\n{hidden}"));
        assert_eq!(location(&[("aaa.md", &by_slug), ("zzz.md", &public)]), moved, "{hidden}");
        let by_alias = post(&format!("title: Hidden\nslug: other\naliases: [old]\n{hidden}"));
        assert_eq!(location(&[("aaa.md", &by_alias), ("zzz.md", &public)]), moved, "{hidden}");
        let copy = post(&format!("title: Hidden\nslug: new\naliases: [old]\n{hidden}"));
        assert_eq!(location(&[("aaa.md", &copy), ("zzz.md", &public)]), moved, "{hidden}");
    }
}

#[test]
fn a_hidden_post_does_not_take_the_slug_of_a_tag() {
    for hidden in HIDDEN {
        let public = post("title: Public\nlang: en\ntags: [web dev]");
        let other = post(&format!("title: Hidden\nlang: en\ntags: [web-dev]\n{hidden}"));
        let service = Service::new(&[("aaa.md", &other), ("zzz.md", &public)]);
        assert_eq!(strings(&service.api("/tags")["data"], "slug"), ["web-dev"], "{hidden}");
        assert_eq!(service.api("/tags/web-dev")["data"]["name"], "web dev", "{hidden}");
        assert_eq!(service.slugs("/posts?tag=web-dev"), ["zzz"], "{hidden}");
        let facets = service.api("/posts?facets=tag")["meta"]["facets"]["tag"].clone();
        assert_eq!(strings(&facets, "slug"), ["web-dev"], "{hidden}");
        let suggested = service.api("/suggest?q=web")["data"].clone();
        assert_eq!(strings(&suggested, "slug"), ["web-dev"], "{hidden}");
    }
}

#[test]
fn a_hidden_post_does_not_take_the_place_of_a_translation() {
    for hidden in HIDDEN {
        let en = post("title: A\nlang: en\ntranslationKey: k");
        let zh = post(&format!("title: Hidden\nlang: zh\ntranslationKey: k\n{hidden}"));
        let other = post("title: 乙\nlang: zh\ntranslationKey: k");
        let service = Service::new(&[("en.md", &en), ("zh-1.md", &zh), ("zh-2.md", &other)]);
        let translations = |slug: &str| {
            service.api(&format!("/posts/{slug}?include=translations"))["data"]["translations"]
                .clone()
        };
        assert_eq!(strings(&translations("en"), "slug"), ["zh-2"], "{hidden}");
        assert_eq!(strings(&translations("zh-2"), "slug"), ["en"], "{hidden}");
    }
}

#[test]
fn a_link_to_a_hidden_post_leads_nowhere() {
    let from = "---\ntitle: From\n---\n[x](files/target.md#part) ![[files/target]]\n";
    for hidden in HIDDEN {
        let target = post(&format!("title: Target\nslug: very-secret\n{hidden}"));
        let service = Service::new(&[("from.md", from), ("files/target.md", &target)]);
        let absent = Service::new(&[("from.md", from)]);
        for target in [
            "/api/v1/posts/from",
            "/api/v1/posts/from?include=blocks,text,markdown,backlinks",
            "/api/v1/posts?include=html",
        ] {
            let answer = service.get(target);
            assert!(!answer.body.contains("very-secret"), "{hidden}: {}", answer.body);
            let expected = absent.get(target);
            let revision = |response: &Response| {
                (response.json()["data"].clone(), response.header("etag").to_owned())
            };
            assert_eq!(revision(&answer), revision(&expected), "{hidden}");
        }
        if !hidden.starts_with("expires") {
            let seen = html(&preview(&service, "/api/v1/posts/from"));
            assert!(seen.contains("href=\"/posts/very-secret#part\""), "{hidden}: {seen}");
            assert!(!html(&service.get("/api/v1/posts/from")).contains("very-secret"));
        }
    }
}

#[test]
fn a_link_leads_to_a_scheduled_post_from_its_time_on() {
    let from = "---\ntitle: From\n---\n[x](later.md)\n";
    let later = post("title: Later\nslug: revealed\ndate: 2026-02-01\nexpires: 2026-03-01");
    let service = Service::new(&[("from.md", from), ("later.md", &later)]);
    let leads = || html(&service.get("/api/v1/posts/from")).contains("/posts/revealed");
    for (now, expected) in [
        ("2026-01-31T23:59:59Z", false),
        ("2026-02-01T00:00:00Z", true),
        ("2026-02-28T23:59:59Z", true),
        ("2026-03-01T00:00:00Z", false),
    ] {
        service.set_now(now);
        assert_eq!(leads(), expected, "{now}");
    }
}

#[test]
fn a_link_leads_to_the_next_candidate_if_the_first_is_hidden() {
    let from = "---\ntitle: From\n---\n[x](page)\n";
    let index = post("title: Index\nslug: index-of-page");
    for hidden in HIDDEN {
        let page = post(&format!("title: Page\nslug: hidden-page\n{hidden}"));
        let files = [("from.md", from), ("page.md", &page), ("page/index.md", &index)];
        let service = Service::new(&files);
        let html = html(&service.get("/api/v1/posts/from"));
        assert!(html.contains("href=\"/posts/index-of-page\""), "{hidden}: {html}");
        let answer = service.api("/posts/index-of-page?include=backlinks");
        assert_eq!(strings(&answer["data"]["backlinks"], "slug"), ["from"], "{hidden}");
    }
    let page = post("title: Page\nslug: public-page");
    let files = [("from.md", from), ("page.md", &page), ("page/index.md", &index)];
    let answer = Service::new(&files).api("/posts/index-of-page?include=backlinks");
    assert_eq!(answer["data"]["backlinks"], json!([]));
}

#[test]
fn a_link_to_a_scheduled_or_expired_post_is_reported_while_it_leads_nowhere() {
    let from = "---\ntitle: From\n---\n\n[x](later.md) [y](gone.md) [z](twin.md)\n";
    let later = post("title: Later\ndate: 2026-02-01");
    let gone = post("title: Gone\nexpires: 2025-12-31");
    let twin = post("title: Twin\nslug: from");
    let service = Service::new(&[
        ("from.md", from),
        ("later.md", &later),
        ("gone.md", &gone),
        ("twin.md", &twin),
    ]);
    let found = |service: &Service| -> Vec<(Value, String)> {
        let answer = preview(service, "/api/v1/diagnostics?code=link_missing").json();
        let diagnostics = answer["data"].as_array().expect("diagnostics").clone();
        let message = |found: &Value| found["message"].as_str().expect("a message").to_owned();
        diagnostics.iter().map(|found| (found["column"].clone(), message(found))).collect()
    };
    let texts = [
        (5, "`later.md` links to a post that is not published until 2026-02-01T00:00:00Z"),
        (19, "`gone.md` links to a post that expired at 2025-12-31T00:00:00Z"),
        (32, "`twin.md` links to a post whose slug another post has"),
    ];
    let expected = texts.map(|(column, text)| (json!(column), text.to_owned()));
    assert_eq!(found(&service), expected);
    service.set_now("2026-02-01T00:00:00Z");
    assert_eq!(found(&service), expected[1..]);
}

#[test]
fn a_file_to_which_only_hidden_posts_refer_requires_the_token() {
    let public = "---\ntitle: Public\n---\n![x](images/public.png) ![x](images/shared.png)\n";
    for hidden in HIDDEN {
        let post = format!(
            "---\ntitle: Hidden\n{hidden}\n---\n![x](images/private.png) ![x](images/shared.png)\n"
        );
        let service = Service::new(&[
            ("public.md", public),
            ("hidden.md", &post),
            ("images/public.png", "public"),
            ("images/private.png", "private"),
            ("images/shared.png", "shared"),
            ("images/unused.png", "unused"),
        ]);
        for name in ["public", "shared", "unused"] {
            let response = service.get(&format!("/assets/images/{name}.png"));
            assert_eq!((response.status, response.body.as_str()), (200, name), "{hidden}");
        }
        let target = "/assets/images/private.png";
        assert_not_found(&service.get(target));
        assert_eq!(service.get("/assets/images/private.pn").json()["suggestions"], json!([]));
        assert_eq!(service.get("/assets/images/unuse.png").json()["suggestions"], json!([]));
        let near = service.get("/assets/images/publik.png").json();
        assert_eq!(near["suggestions"], json!(["images/public.png"]), "{hidden}");
        let response = preview(&service, target);
        assert_eq!((response.status, response.body.as_str()), (200, "private"), "{hidden}");
        assert_eq!(response.header("cache-control"), "private, no-store", "{hidden}");
        assert_not_found(&service.get(target));
    }
}
