//! Drafts, scheduled and expired posts: what is public depends on the moment of the request.

use crate::support::{Service, TOKEN, post, strings};

fn service() -> Service {
    Service::new(&[
        ("public.md", &post("title: Public\ndate: 2025-01-01\nlang: en")),
        ("later.md", &post("title: Later\ndate: 2026-01-01T13:00:00Z\ntags: [Soon]\nlang: en")),
        ("draft.md", &post("title: Draft\ndate: 2025-01-02\ndraft: true\nlang: en")),
        (
            "gone.md",
            &post("title: Gone\ndate: 2025-01-03\nexpires: 2026-01-01T12:30:00Z\nlang: en"),
        ),
    ])
}

#[test]
fn a_scheduled_post_appears_on_time_and_an_expired_one_disappears() {
    let service = service();
    assert_eq!(service.slugs("/posts"), ["gone", "public"]);
    assert_eq!(service.get("/api/v1/posts/later").status, 404);
    service.set_now("2026-01-01T12:30:00Z");
    assert_eq!(service.slugs("/posts"), ["public"]);
    assert_eq!(service.get("/api/v1/posts/gone").status, 404);
    service.set_now("2026-01-01T13:00:00Z");
    assert_eq!(service.slugs("/posts"), ["later", "public"]);
    assert_eq!(service.api("/posts/later")["data"]["status"], "published");
    assert_eq!(service.api("/tags/soon")["data"]["count"], 1);
}

#[test]
fn unpublished_posts_require_the_token() {
    let service = service();
    let target = "/api/v1/posts?status=draft,scheduled";
    assert_eq!(service.get(target).status, 401);
    let token = format!("Bearer {TOKEN}");
    let response = service.send("GET", target, &[("authorization", &token)]);
    assert_eq!(strings(&response.json()["data"], "slug"), ["later", "draft"]);
    assert_eq!(strings(&response.json()["data"], "status"), ["scheduled", "draft"]);
    assert_eq!(response.header("cache-control"), "private, no-store");
    let draft = service.send("GET", "/api/v1/posts/draft", &[("authorization", &token)]);
    assert_eq!(draft.json()["data"]["status"], "draft");
    assert_eq!(service.get("/api/v1/posts/draft").status, 404);
}

#[test]
fn a_hidden_post_leaves_no_trace() {
    let service = service();
    assert!(!service.get("/api/v1/posts/drat").body.contains("\"draft\""));
    assert_eq!(service.get("/api/v1/tags/soon").status, 404);
    let answer = service.api("/posts?tag=son");
    assert_eq!(answer["meta"]["warnings"][0]["suggestions"], serde_json::json!([]));
}
