//! The manifest and changes.

use serde_json::{Value, json};

use crate::support::{Response, Service, TOKEN, post, strings};

fn dated(title: &str, more: &str) -> String {
    post(&format!("title: {title}\ndate: 2025-01-15T08:00:00+08:00\nlang: en{more}"))
}

fn token(service: &Service) -> String {
    service.api("/manifest")["meta"]["syncToken"].as_str().expect("a token").to_owned()
}

fn changes(service: &Service, since: &str) -> Value {
    service.api(&format!("/changes?since={since}"))
}

/// The operations and slugs of changes, in order.
fn short(answer: &Value) -> Vec<String> {
    let one = |change: &Value| {
        let moved = change["movedTo"].as_str().map_or(String::new(), |to| format!(">{to}"));
        format!("{} {}{moved}", change["op"].as_str().unwrap(), change["slug"].as_str().unwrap())
    };
    answer["data"].as_array().unwrap().iter().map(one).collect()
}

#[test]
fn the_manifest_has_every_published_post_with_its_revision() {
    let zh = post("title: 内存\nlang: zh\nslug: b\nupdated: 2025-02-01");
    let files = [
        ("c.md", &*dated("C", "")),
        ("b.md", &dated("B", "")),
        ("zh.md", &zh),
        ("draft.md", &dated("Draft", "\ndraft: true")),
        ("later.md", &post("title: Later\ndate: 2027-01-01")),
        ("gone.md", &dated("Gone", "\nexpires: 2025-12-01")),
        ("undated.md", &post("title: Undated\nlang: en\nslug: \"a\\\"b\"")),
    ];
    let service = Service::new(&files);
    let manifest = service.api("/manifest");
    let rows = manifest["data"].as_array().unwrap();
    let names: Vec<_> = rows.iter().map(|row| (row["slug"].clone(), row["lang"].clone())).collect();
    let name = |slug: &str, lang: &str| (json!(slug), json!(lang));
    assert_eq!(names, [name("a\"b", "en"), name("b", "en"), name("b", "zh"), name("c", "en")]);
    for row in rows {
        let slug = row["slug"].as_str().unwrap().replace('"', "%22");
        let target = format!("/posts/{slug}?lang={}", row["lang"].as_str().unwrap());
        let post = &service.api(&target)["data"];
        assert_eq!((&row["etag"], &row["updatedAt"]), (&post["revision"], &post["updatedAt"]));
        assert_eq!(row.as_object().unwrap().len(), 4);
    }
    assert_eq!(rows[1]["updatedAt"], "2025-01-15T08:00:00+08:00");
    assert_eq!(rows[0]["updatedAt"], Value::Null);
    let links = &manifest["links"];
    assert_eq!(links["self"], "/api/v1/manifest");

    let replica = Service::new(&files);
    assert_eq!(replica.get("/api/v1/manifest").body, service.get("/api/v1/manifest").body);
    let fewer = Service::new(&files[..1]);
    assert_ne!(token(&fewer), token(&service));
}

#[test]
fn the_manifest_is_conditional_compressed_and_private_for_authors() {
    let files: Vec<(String, String)> =
        (0..40).map(|number| (format!("{number}.md"), dated(&format!("{number}"), ""))).collect();
    let files: Vec<_> = files.iter().map(|(path, text)| (&**path, &**text)).collect();
    let service = Service::new(&files);
    let plain = service.get("/api/v1/manifest");
    let etag = plain.header("etag").to_owned();
    assert_eq!(plain.header("cache-control").split(',').next(), Some("public"));
    assert_eq!(plain.header("last-modified"), "", "it would hide deletions");
    for _ in 0..2 {
        let same = service.send("GET", "/api/v1/manifest", &[("if-none-match", &etag)]);
        assert_eq!((same.status, same.bytes.len()), (304, 0));
        for coding in ["br", "zstd", "gzip"] {
            let encoded = service.send("GET", "/api/v1/manifest", &[("accept-encoding", coding)]);
            assert_eq!(encoded.header("content-encoding"), coding);
            assert!(encoded.bytes.len() < plain.bytes.len() / 2);
        }
        let head = service.send("HEAD", "/api/v1/manifest/", &[]);
        assert_eq!(head.header("content-length"), plain.bytes.len().to_string());
    }
    let secret = format!("Bearer {TOKEN}");
    let authors = service.send("GET", "/api/v1/manifest", &[("authorization", &secret)]);
    assert_eq!(authors.body, plain.body);
    assert_eq!(authors.header("cache-control"), "private, no-store");
    let wrong = service.send("GET", "/api/v1/manifest", &[("authorization", "Bearer wrong")]);
    assert_eq!(wrong.status, 401);
    assert_eq!(service.get("/api/v1/manifest?utm_source=x&_=1").body, plain.body);
}

#[test]
fn buckets_are_all_rows_and_the_tree_is_small() {
    let files: Vec<(String, String)> =
        (0..300).map(|number| (format!("p{number}.md"), dated("P", ""))).collect();
    let files: Vec<_> = files.iter().map(|(path, text)| (&**path, &**text)).collect();
    let service = Service::new(&files);
    let tree = service.get("/api/v1/manifest?tree=true");
    assert!((11_000..12_500).contains(&tree.bytes.len()), "{}", tree.bytes.len());
    let tree = tree.json();
    let hashes = strings_of(&tree["data"]);
    assert_eq!(hashes.len(), 1024);
    assert!(hashes.iter().all(|hash| hash.len() == 8));
    assert_eq!(tree["meta"]["syncToken"], token(&service));
    let mut rows = Vec::new();
    for chunk in (0..1024).collect::<Vec<u16>>().chunks(100) {
        let names: Vec<String> = chunk.iter().map(|number| format!("{number:x}")).collect();
        let answer = service.api(&format!("/manifest?bucket={}", names.join(",")));
        assert_eq!(answer["meta"]["syncToken"], token(&service));
        rows.extend(answer["data"].as_array().unwrap().clone());
    }
    rows.sort_by_key(|row| row["slug"].as_str().unwrap().to_owned());
    assert_eq!(Value::from(rows), service.api("/manifest")["data"]);
}

fn strings_of(array: &Value) -> Vec<&str> {
    array.as_array().unwrap().iter().map(|item| item.as_str().unwrap()).collect()
}

#[test]
fn changes_are_what_was_edited_added_removed_and_renamed() {
    let service = Service::new(&[
        ("a.md", &*dated("A", "")),
        ("b.md", &dated("B", "")),
        ("c.md", &dated("C", "")),
        ("d.md", &dated("D", "")),
        ("same.md", &dated("Same", "")),
    ]);
    let before = token(&service);
    let none = changes(&service, &before);
    assert_eq!((&none["data"], &none["meta"]["syncToken"]), (&json!([]), &json!(before)));
    service.replace(&[
        ("a.md", &*dated("A", "\nupdated: 2025-03-01")),
        ("b.md", &dated("B", "\nslug: new-b")),
        ("e.md", &dated("E", "\naliases: [c]")),
        ("d.md", &dated("D", "\ndraft: true")),
        ("same.md", &dated("Same", "")),
    ]);
    let answer = changes(&service, &before);
    let expected =
        ["upsert a", "delete b>new-b", "delete c>e", "delete d", "upsert e", "upsert new-b"];
    assert_eq!(short(&answer), expected);
    assert_eq!(answer["meta"]["syncToken"], token(&service));
    assert_eq!(answer["meta"]["pagination"]["total"], 6);
    assert_eq!(answer["meta"]["pagination"]["nextCursor"], Value::Null);
    let revision = &service.api("/posts/a")["data"]["revision"];
    let upsert = json!({
        "op": "upsert", "slug": "a", "lang": "en", "etag": revision, "updatedAt": "2025-03-01T00:00:00Z"
    });
    assert_eq!(answer["data"][0], upsert);
    assert_eq!(answer["data"][3], json!({ "op": "delete", "slug": "d", "lang": "en" }));
    let redirect = service.get("/api/v1/posts/c");
    assert_eq!(redirect.header("location"), "/api/v1/posts/e");
}

#[test]
fn pages_hold_their_place_when_content_changes_between_them() {
    let files = |count: usize, text: &str| -> Vec<(String, String)> {
        (0..count).map(|number| (format!("p{number}.md"), dated(text, ""))).collect()
    };
    let replace = |service: &Service, files: &[(String, String)]| {
        let files: Vec<_> = files.iter().map(|(path, text)| (&**path, &**text)).collect();
        service.replace(&files);
    };
    let service = Service::new(&[("p0.md", &*dated("0", ""))]);
    let before = token(&service);
    replace(&service, &files(5, "1"));
    let after = token(&service);
    let mut slugs = Vec::new();
    let mut target = format!("/changes?since={before}&limit=2");
    for page in 0.. {
        let response = service.get(&format!("/api/v1{target}"));
        assert_eq!(response.header("x-total-count"), "5");
        let answer = response.json();
        slugs.extend(strings(&answer["data"], "slug"));
        // Meanwhile, it changes again.
        replace(&service, &files(3, &format!("page {page}")));
        let next = answer["links"]["next"].as_str().map(str::to_owned);
        assert_eq!(next.is_some(), answer["meta"]["pagination"]["nextCursor"].is_string());
        assert_eq!(response.header("link").contains("rel=\"next\""), next.is_some());
        let Some(next) = next else {
            assert_eq!((page, &answer["meta"]["syncToken"]), (2, &json!(after)));
            break;
        };
        assert!(answer["meta"].as_object().unwrap().get("syncToken").is_none());
        target = next.strip_prefix("/api/v1").unwrap().to_owned();
    }
    assert_eq!(slugs, ["p0", "p1", "p2", "p3", "p4"]);
    assert_eq!(short(&changes(&service, &after)).len(), 5);
}

#[test]
fn scheduled_posts_appear_and_expire_in_sync_on_time() {
    let later = post(
        "title: Later\nslug: later\nlang: en\ndate: 2026-01-01T12:00:20Z\nexpires: 2026-01-01T12:00:40Z",
    );
    let service = Service::new(&[("a.md", &*dated("A", "")), ("later.md", &later)]);
    let before = token(&service);
    for path in ["/manifest".to_owned(), format!("/changes?since={before}")] {
        let response = service.get(&format!("/api/v1{path}"));
        assert!(response.header("cache-control").contains("max-age=20,"), "{path}");
    }
    service.set_now("2026-01-01T12:00:20Z");
    let shown = changes(&service, &before);
    assert_eq!(short(&shown), ["upsert later"]);
    let between = shown["meta"]["syncToken"].as_str().unwrap();
    assert_eq!(between, token(&service));
    service.set_now("2026-01-01T12:00:40Z");
    assert_eq!(short(&changes(&service, between)), ["delete later"]);
    assert_eq!(short(&changes(&service, &before)), [""; 0]);
    assert_eq!(token(&service), before);
}

#[test]
fn hidden_posts_have_no_influence() {
    let linking = "[b](b.md)";
    let base = [("a.md", format!("{}{linking}", dated("A", "")))];
    let with = |files: &[(&str, String)]| {
        let files: Vec<_> = files.iter().map(|(path, text)| (*path, &**text)).collect();
        Service::new(&files)
    };
    let alone = with(&base);
    let hidden = with(&[
        base[0].clone(),
        ("b.md", dated("B", "\ndraft: true\naliases: [x]")),
        ("c.md", post("title: C\ndate: 2030-01-01")),
    ]);
    assert_eq!(token(&alone), token(&hidden));
    let revision = |response: &Response| response.json()["data"]["revision"].clone();
    let public = hidden.get("/api/v1/posts/a");
    assert_eq!(revision(&public), revision(&alone.get("/api/v1/posts/a")));
    let secret = format!("Bearer {TOKEN}");
    let preview = hidden.send("GET", "/api/v1/posts/a", &[("authorization", &secret)]);
    assert_ne!(revision(&preview), revision(&public), "its link leads to the draft");
}

#[test]
fn a_post_changes_when_the_target_of_its_link_does() {
    let a = format!("{}[b](b.md)", dated("A", ""));
    let service = Service::new(&[("a.md", &*a), ("b.md", &dated("B", ""))]);
    let before = token(&service);
    let html = |service: &Service| service.api("/posts/a")["data"]["html"].clone();
    let linked = html(&service);
    service.replace(&[("a.md", &*a), ("b.md", &dated("B", "\nslug: other"))]);
    assert_ne!(html(&service), linked);
    assert_eq!(short(&changes(&service, &before)), ["upsert a", "delete b>other", "upsert other"]);
}

#[test]
fn unknown_tokens_lead_to_the_manifest_and_malformed_ones_are_errors() {
    let service = Service::new(&[("a.md", &*dated("A", ""))]);
    let foreign = "v1.AAAAAAAAAAAAAAAAAAAAAA";
    let response = service.get(&format!("/api/v1/changes?since={foreign}"));
    let problem = response.json();
    assert_eq!((response.status, &problem["code"]), (410, &json!("sync_token_expired")));
    assert_eq!(response.header("content-type"), "application/problem+json");
    assert_eq!(problem["links"], json!({ "manifest": "/api/v1/manifest" }));
    assert_eq!(service.get("/problems/sync_token_expired").status, 200);
    let own = token(&service);
    let truncated = &own[..own.len() - 1];
    let later = own.replace("v1.", "v2.");
    for token in [truncated, &later] {
        let response = service.get(&format!("/api/v1/changes?since={token}"));
        assert_eq!(
            (response.status, &response.json()["links"]),
            (410, &problem["links"]),
            "{token}"
        );
    }
    for (query, code) in [
        (String::new(), "missing"),
        (format!("since={}", &own[3..]), "malformed"),
        ("since=x".to_owned(), "malformed"),
        (format!("since={own}&since={foreign}"), "repeated"),
        (format!("since={own}&limit=0"), "out_of_range"),
        (format!("since={own}&tag=a"), "unknown"),
        (format!("since={own}&page=2"), "unknown"),
        (format!("since={own}&cursor=AAAA"), "malformed"),
    ] {
        let response = service.get(&format!("/api/v1/changes?{query}"));
        let problem = response.json();
        assert_eq!(
            (response.status, &problem["code"]),
            (400, &json!("invalid_parameter")),
            "{query}"
        );
        assert_eq!(problem["errors"][0]["code"], code, "{query}");
        assert!(problem.get("links").is_none());
    }
}

#[test]
fn a_cursor_belongs_to_its_token_and_expires_with_it() {
    let service = Service::new(&[("a.md", &*dated("A", ""))]);
    let before = token(&service);
    service.replace(&[("b.md", &*dated("B", "")), ("c.md", &dated("C", ""))]);
    let first = service.api(&format!("/changes?since={before}&limit=1"));
    let cursor = first["meta"]["pagination"]["nextCursor"].as_str().unwrap();
    let second = service.api(&format!("/changes?cursor={cursor}&limit=1"));
    assert_eq!(short(&second), ["upsert b"]);
    let other = token(&service);
    let mismatch = service.get(&format!("/api/v1/changes?since={other}&cursor={cursor}"));
    assert_eq!((mismatch.status, &mismatch.json()["code"]), (400, &json!("cursor_mismatch")));
    let elsewhere = Service::new(&[("a.md", &*dated("A", ""))]);
    assert_eq!(elsewhere.get(&format!("/api/v1/changes?cursor={cursor}")).status, 410);
}
