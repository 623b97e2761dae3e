//! Everything that a client can do wrong. No answer is plain text or the framework's own.

use serde_json::json;

use crate::support::{Response, Service, TOKEN, post};

fn service() -> Service {
    Service::new(&[("hello.md", &post("title: Hello\ntags: [Rust]\nlang: en"))])
}

/// Checks what every problem must have, and gives its code.
pub fn code_of(response: &Response) -> String {
    assert_eq!(response.header("content-type"), "application/problem+json");
    let problem = response.json();
    assert_eq!(problem["status"], response.status);
    assert_eq!(problem["requestId"], response.header("x-request-id"));
    assert_eq!(response.header("x-content-type-options"), "nosniff");
    for key in ["type", "title", "detail", "instance"] {
        assert!(problem[key].as_str().is_some_and(|text| !text.is_empty()), "{key}: {problem}");
    }
    assert!(problem["errors"].is_array());
    problem["code"].as_str().expect("a code").to_owned()
}

#[test]
fn every_wrong_parameter_is_named_at_once() {
    let response = service()
        .get("/api/v1/posts?limit=-1&page=0&tga=rust&sort=datum&dateFrom=2024-02-30&utm_source=x");
    assert_eq!((response.status, code_of(&response)), (400, "invalid_parameter".to_owned()));
    let problem = response.json();
    let errors: Vec<_> = problem["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|error| {
            (
                error["in"].as_str().unwrap(),
                error["name"].as_str().unwrap(),
                error["code"].as_str().unwrap(),
            )
        })
        .collect();
    for expected in [
        ("query", "tga", "unknown"),
        ("query", "limit", "out_of_range"),
        ("query", "page", "out_of_range"),
        ("query", "sort", "not_allowed"),
        ("query", "dateFrom", "invalid_date"),
    ] {
        assert!(errors.contains(&expected), "{expected:?} in {errors:?}");
    }
    assert_eq!(errors.len(), 5);
    assert_eq!(problem["errors"][0]["suggestion"], "tag");
}

#[test]
fn without_a_text_all_posts_are_as_relevant() {
    let service = service();
    assert_eq!(service.slugs("/posts?sort=relevance"), service.slugs("/posts"));
    assert_eq!(service.slugs("/posts?sort=relevance,date"), service.slugs("/posts?sort=date"));
}

#[test]
fn paths_and_queries_with_broken_encoding_are_refused() {
    let service = service();
    for target in [
        "/api/v1/posts?tag=%zz",
        "/api/v1/posts?tag=%ff",
        "/api/v1/posts/%ff",
        "/api/v1/posts/%zz",
        "/api/v1/tags/%e4%bd",
    ] {
        let response = service.get(target);
        assert_eq!(
            (response.status, code_of(&response)),
            (400, "invalid_parameter".to_owned()),
            "{target}"
        );
    }
}

#[test]
fn a_cursor_must_be_one_and_belong_to_the_question() {
    let files: Vec<_> =
        (0..3).map(|n| (format!("{n}.md"), post(&format!("title: T{n}")))).collect();
    let files: Vec<_> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let service = Service::new(&files);
    let cursor = service.api("/posts?limit=1")["meta"]["pagination"]["nextCursor"]
        .as_str()
        .unwrap()
        .to_owned();
    assert_eq!(code_of(&service.get("/api/v1/posts?cursor=nonsense")), "invalid_parameter");
    assert_eq!(
        code_of(&service.get(&format!("/api/v1/posts?cursor={cursor}&page=2"))),
        "invalid_parameter"
    );
    assert_eq!(
        code_of(&service.get(&format!("/api/v1/posts?cursor={cursor}&sort=title"))),
        "cursor_mismatch"
    );
    for (query, message) in [
        ("cursor=nonsense", "nextCursor"),
        (&*format!("cursor={cursor}&page=2"), "`page=2`"),
        (&*format!("cursor={cursor}&sort=title"), "sort order"),
    ] {
        let problem = service.get(&format!("/api/v1/posts?{query}")).json();
        let errors = problem["errors"].as_array().unwrap();
        assert_eq!((errors.len(), &errors[0]["name"]), (1, &json!("cursor")), "{query}");
        assert!(errors[0]["message"].as_str().unwrap().contains(message), "{query}: {problem}");
    }
}

#[test]
fn what_client_libraries_send_is_understood() {
    let files: Vec<_> =
        (0..3).map(|n| (format!("{n}.md"), post(&format!("title: T{n}\ntags: [t{n}]")))).collect();
    let files: Vec<_> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let service = Service::new(&files);
    let total = |query: &str| {
        service.api(&format!("/posts?{query}"))["meta"]["pagination"]["total"].clone()
    };
    for query in [
        "tag=t0&tag=t1",
        "tag=t0,t1",
        "tag[]=t0&tag[]=t1",
        "tag%5B%5D=t0&tag%5B%5D=t1",
        "tag[]=t0&tag=t1",
    ] {
        assert_eq!(total(query), 2, "{query}");
    }
    for value in ["true", "True", "TRUE", "false", "False"] {
        assert_eq!(total(&format!("positions={value}")), 3, "{value}");
    }
    let several = service.get("/api/v1/posts?limit[]=1");
    assert_eq!(code_of(&several), "invalid_parameter");
    assert_eq!(several.json()["errors"][0]["suggestion"], "limit");

    let first = service.api("/posts?limit=1");
    let cursor = first["meta"]["pagination"]["nextCursor"].as_str().unwrap();
    let second = service.api(&format!("/posts?limit=1&page=1&cursor={cursor}"));
    assert_eq!(second["data"], service.api(&format!("/posts?limit=1&cursor={cursor}"))["data"]);
    let next = second["links"]["next"].as_str().unwrap();
    assert!(next.contains("cursor=") && !next.contains("page="), "{next}");
}

#[test]
fn parameters_of_files_are_for_others() {
    let files = [("a.md", post("title: A")), ("a.txt", "text".to_owned())];
    let files = files.each_ref().map(|(path, text)| (*path, text.as_str()));
    let service = Service::new(&files);
    for file in [
        "/assets/a.txt",
        "/highlight.css",
        "/prose.css",
        "/docs/",
        "/docs/swagger-ui.css",
        "/openapi.json",
        "/openapi.yaml",
        "/problems/internal",
        "/healthz",
        "/metrics",
    ] {
        let long = format!("v={}", "a".repeat(200));
        for query in ["ver=2", "w=640&fmt=webp", "v=1&v=2", "v=%zz&%=%ff", "tag[]=a", "", &long] {
            let target = format!("{file}?{query}");
            assert_eq!(service.get(&target).status, 200, "{target}");
        }
    }
    assert_eq!(service.get("/highlight.css?theme=neon").status, 400);
}

#[test]
fn a_missing_post_comes_with_near_ones() {
    let response = service().get("/api/v1/posts/helo");
    assert_eq!((response.status, code_of(&response)), (404, "post_not_found".to_owned()));
    assert_eq!(response.json()["suggestions"], json!(["hello"]));
}

#[test]
fn unknown_paths_and_wrong_methods_are_told_apart() {
    let service = service();
    for target in ["/nowhere", "/api/v1/nothing", "/api", "/docs/none.js", "/problems/none"] {
        let response = service.get(target);
        assert_eq!(
            (response.status, code_of(&response)),
            (404, "route_not_found".to_owned()),
            "{target}"
        );
    }
    for method in ["POST", "PUT", "DELETE", "PATCH", "BREW"] {
        for target in [
            "/api/v1/posts",
            "/api/v1/posts/hello/",
            "/openapi.json",
            "/healthz",
            "/",
            "/docs",
            "/docs/",
        ] {
            let response = service.send(method, target, &[]);
            assert_eq!(
                (response.status, code_of(&response)),
                (405, "method_not_allowed".to_owned()),
                "{method} {target}"
            );
            assert_eq!(response.header("allow"), "GET, HEAD, OPTIONS");
        }
    }
}

#[test]
fn options_and_head_are_answered() {
    let service = service();
    for target in ["/api/v1/posts", "/docs", "/docs/", "*"] {
        let options = service.send("OPTIONS", target, &[]);
        assert_eq!((options.status, options.header("allow")), (204, "GET, HEAD, OPTIONS"));
    }
    let get = service.get("/api/v1/posts");
    let head = service.send("HEAD", "/api/v1/posts", &[]);
    assert_eq!((head.status, head.body.as_str()), (200, ""));
    assert_eq!(head.header("content-length"), get.body.len().to_string());
    assert_eq!(head.header("x-total-count"), "1");
}

#[test]
fn an_unwanted_representation_is_not_acceptable() {
    let service = service();
    for target in ["/api/v1/posts", "/api/v1/posts/hello", "/api/v1/tags", "/api/v1/site"] {
        let response = service.send("GET", target, &[("accept", "image/png")]);
        assert_eq!(
            (response.status, code_of(&response)),
            (406, "not_acceptable".to_owned()),
            "{target}"
        );
    }
}

#[test]
fn a_long_url_is_refused_whatever_it_asks() {
    let response = service().get(&format!("/api/v1/posts?tag={}", "a".repeat(100_000)));
    assert_eq!((response.status, code_of(&response)), (414, "uri_too_long".to_owned()));
    assert!(response.body.len() < 2000, "the answer does not repeat the URL");
}

#[test]
fn what_the_parser_refuses_is_a_problem_behind_other_answers_too() {
    let service = service();
    let good = "GET /healthz HTTP/1.1\r\nhost: test\r\n\r\n";
    for (before, bad, instance, said) in
        [("", "GARBAGE\r\n\r\n", "/", "RFC 9112"), (good, "GARBAGE\r\n\r\n", "/", "RFC 9112")]
    {
        let bytes = service.exchange(format!("{before}{bad}").as_bytes());
        let start = bytes.windows(12).position(|window| window == b"HTTP/1.1 400").expect(bad);
        assert_eq!(start == 0, before.is_empty());
        let response = Response::parse(&bytes[start..]);
        assert_eq!(code_of(&response), "malformed_request");
        assert_eq!(response.json()["instance"], instance);
        assert!(response.json()["detail"].as_str().unwrap().contains(said), "{}", response.body);
        assert!(!response.header("server-timing").is_empty());
    }
}

#[test]
fn nobody_is_told_the_time_that_an_answer_took_where_that_is_switched_off() {
    let service = Service::with(&[("a.md", &post("title: A"))], |options| {
        options.observe.server_timing = false;
    });
    for target in ["/api/v1/posts", "/api/v1/posts", "/api/v1/posts?limit=-1", "/\u{1}"] {
        let response = service.get(target);
        assert!(!response.header("x-request-id").is_empty(), "{target}");
        assert_eq!(response.header("server-timing"), "", "{target}");
    }
}

#[test]
fn what_is_no_http_is_a_problem_too() {
    let service = service();
    for (method, target, headers, status, code) in [
        ("G E T", "/", vec![], 400, "malformed_request"),
        ("GET", "/", vec![("x", "y".repeat(200_000))], 431, "headers_too_large"),
        ("GET", "/\u{1}", vec![], 400, "malformed_request"),
    ] {
        let headers: Vec<_> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let response = service.send(method, target, &headers);
        assert_eq!((response.status, code_of(&response).as_str()), (status, code));
    }
}

#[test]
fn a_url_with_plain_chinese_is_understood() {
    let service = Service::new(&[("内存.md", &post("title: 内存\ntags: [管理]\nlang: zh"))]);
    assert_eq!(service.slugs("/posts?tag=管理"), ["内存"]);
    assert_eq!(service.api("/posts/内存")["data"]["title"], "内存");
    let long = format!("/api/v1/posts?tag={}", "管".repeat(10_000));
    assert_eq!(code_of(&service.get(&long)), "uri_too_long");
}

#[test]
fn a_problem_type_leads_to_its_explanation() {
    let service = service();
    let problem = service.get("/api/v1/posts/none").json();
    let page = service.get(problem["type"].as_str().unwrap());
    assert_eq!(page.status, 200);
    assert_eq!(page.json()["code"], problem["code"]);
    assert_eq!(page.json()["title"], problem["title"]);
}

#[test]
fn diagnostics_need_the_token_unless_they_are_open() {
    let bad = [("bad.md", "---\ntitle: x\n")];
    let closed = Service::new(&bad);
    assert_eq!(code_of(&closed.get("/api/v1/diagnostics")), "unauthorized");
    let wrong = closed.send("GET", "/api/v1/diagnostics", &[("authorization", "Bearer wrong")]);
    assert_eq!((wrong.status, code_of(&wrong)), (401, "unauthorized".to_owned()));
    assert!(wrong.header("www-authenticate").starts_with("Bearer"));
    let site = closed.send("GET", "/api/v1/site", &[("authorization", "Bearer wrong")]);
    assert_eq!((site.status, code_of(&site)), (401, "unauthorized".to_owned()));
    let token = format!("Bearer {TOKEN}");
    let shown = closed.send("GET", "/api/v1/diagnostics", &[("authorization", &token)]);
    assert_eq!(shown.header("cache-control"), "private, no-store");
    let open = Service::with(&bad, |options| options.diagnostics = true);
    let first = &open.api("/diagnostics?severity=error")["data"][0];
    assert_eq!(
        (&first["code"], &first["path"], &first["line"]),
        (&json!("front_matter_unclosed"), &json!("bad.md"), &json!(1))
    );
    assert_eq!(first, &shown.json()["data"][0]);
}

#[test]
fn a_client_can_name_its_request() {
    let response = service().send("GET", "/api/v1/site", &[("x-request-id", "trace-42")]);
    assert_eq!(response.header("x-request-id"), "trace-42");
}
