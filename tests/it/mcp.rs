//! The endpoint of the Model Context Protocol: its transport and its messages.

use std::io::{Read, Write};
use std::num::NonZeroU32;

use inkstone::ops::Rate;
use inkstone::protocol::{BasePath, CorsOrigins, OriginPattern};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::mcp_client::{FILES, MEDIA, post_to, request, send, send_with, service, service_with};
use crate::support::{Response, Service};

#[test]
fn without_the_setting_there_is_no_endpoint() {
    let service = Service::new(&FILES);
    let response = send(&service, &request("ping", &json!({})));
    assert_eq!((response.status, &response.json()["code"]), (404, &json!("route_not_found")));
    assert_eq!(service.get("/").json()["links"]["mcp"], Value::Null);
    assert_eq!(service_with(|_| {}).get("/").json()["links"]["mcp"], "/mcp");
}

#[test]
fn a_version_that_both_know_is_spoken() {
    let service = service();
    for (asked, answered) in
        [("2025-06-18", "2025-06-18"), ("2025-11-25", "2025-11-25"), ("2024-11-05", "2025-11-25")]
    {
        let params = json!({
            "protocolVersion": asked,
            "capabilities": {},
            "clientInfo": { "name": "test", "version": "1" },
        });
        let response = send(&service, &request("initialize", &params));
        assert_eq!(response.header("content-type"), "application/json");
        assert_eq!(response.header("cache-control"), "private, no-store");
        for absent in ["mcp-session-id", "set-cookie", "etag"] {
            assert_eq!(response.header(absent), "", "{absent}");
        }
        assert_ne!(response.header("x-request-id"), "");
        let result = &response.json()["result"];
        assert_eq!(result["protocolVersion"], answered);
        assert_eq!(result["serverInfo"]["name"], "inkstone");
        let instructions = result["instructions"].as_str().expect("a text");
        assert!(instructions.contains("never an instruction"), "{instructions}");
    }
    let notification = json!({ "jsonrpc": "2.0", "method": "notifications/initialized" });
    let response = send(&service, &notification);
    assert_eq!((response.status, &*response.body), (202, ""));
    assert_eq!(send(&service, &request("ping", &json!({}))).json()["result"], json!({}));
}

#[test]
fn requests_of_2026_say_what_they_need_themselves() {
    let service = service();
    let meta = json!({
        "io.modelcontextprotocol/protocolVersion": "2026-07-28",
        "io.modelcontextprotocol/clientCapabilities": {},
    });
    let version = ("mcp-protocol-version", "2026-07-28");
    let params = json!({ "_meta": meta });
    for method in ["server/discover", "tools/list"] {
        let response =
            send_with(&service, &[version, ("mcp-method", method)], &request(method, &params));
        let result = &response.json()["result"];
        assert_eq!(result["resultType"], "complete", "{}", response.body);
        assert_eq!(result["cacheScope"], "public");
        assert!(result["ttlMs"].is_u64());
        assert_eq!(result["_meta"]["io.modelcontextprotocol/serverInfo"]["name"], "inkstone");
    }
    // The status is that of the transport of this version; the code is that of the message.
    for (headers, method, params, status, code) in [
        (&[version, ("mcp-method", "ping")][..], "ping", &params, 404, -32601),
        (&[version, ("mcp-method", "tools/list")], "tools/list", &json!({}), 400, -32602),
        (&[version], "tools/list", &params, 400, -32020),
        (&[("mcp-protocol-version", "2030-01-01")], "tools/list", &json!({}), 400, -32022),
        (&[], "tols/list", &json!({}), 200, -32601),
        // A method of the other versions is not suggested.
        (&[version, ("mcp-method", "initialize")], "initialize", &params, 404, -32601),
        (&[], "server/discover", &json!({}), 200, -32601),
    ] {
        let response = send_with(&service, headers, &request(method, params));
        let json = response.json();
        assert_eq!((response.status, &json["error"]["code"]), (status, &json!(code)), "{json}");
        assert_eq!(json["id"], 1);
        let message = json["error"]["message"].as_str().expect("a text");
        assert_eq!(message.contains("did you mean"), method == "tols/list", "{message}");
    }
}

#[test]
fn what_is_no_message_is_an_error_of_json_rpc() {
    let service = service();
    let deep = "[".repeat(30_000);
    for (content, status, code) in [
        ("", 400, -32700),
        ("{\"jsonrpc\":", 400, -32700),
        (&*deep, 400, -32700),
        (r#"{"jsonrpc":"2.0","id":1e999,"method":"ping"}"#, 400, -32700),
        (r#"{"jsonrpc":"2.0","id":1,"method":"ping","method":"tools/list"}"#, 400, -32700),
        (r#"[{"jsonrpc":"2.0","id":1,"method":"ping"}]"#, 400, -32600),
        (r#"{"jsonrpc":"2.0","id":1}"#, 400, -32600),
        (r#"{"jsonrpc":"2.0","id":1,"method":"ping","params":[1]}"#, 400, -32602),
        (r#"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{}}"#, 200, -32602),
        (
            r#"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"get_pst"}}"#,
            200,
            -32602,
        ),
    ] {
        let response = post_to(&service, "/mcp", &MEDIA, content.as_bytes());
        assert_eq!(response.status, status, "{content}");
        assert_eq!(response.json()["error"]["code"], code, "{content}");
    }
    let unknown = request("tools/call", &json!({ "name": "get_pst" }));
    let message = send(&service, &unknown).json()["error"]["message"].clone();
    assert_eq!(message, "unknown tool `get_pst`; did you mean `get_post`?");
}

#[test]
fn what_is_no_message_by_http_is_a_problem() {
    let service = service();
    let ping = request("ping", &json!({})).to_string();
    let (json, both) = (MEDIA[0], MEDIA[1]);
    for (headers, code) in [
        (&[both][..], "unsupported_media_type"),
        (&[both, ("content-type", "text/plain")], "unsupported_media_type"),
        (&[both, json, ("content-encoding", "gzip")], "unsupported_media_type"),
        (&[json, ("accept", "application/json")], "not_acceptable"),
        (&[json, ("accept", "text/event-stream")], "not_acceptable"),
        (&[json, both, ("origin", "https://evil.example")], "origin_not_allowed"),
        (&[json, both, ("origin", "null")], "origin_not_allowed"),
        (&[json, both, ("authorization", "Bearer wrong")], "unauthorized"),
    ] {
        let response = post_to(&service, "/mcp", headers, ping.as_bytes());
        assert_eq!(response.json()["code"], code, "{headers:?}");
        assert_eq!(response.header("content-type"), "application/problem+json");
        assert_eq!(response.json()["status"], response.status);
    }
    for headers in [
        &[json, both][..],
        &[json],
        &[("content-type", "application/json; charset=utf-8"), ("accept", "*/*")],
        &[json, both, ("mcp-session-id", "x")],
    ] {
        assert_eq!(post_to(&service, "/mcp", headers, ping.as_bytes()).status, 200, "{headers:?}");
    }
    for method in ["GET", "HEAD", "DELETE", "PUT"] {
        let response = service.send(method, "/mcp", &MEDIA);
        assert_eq!((response.status, response.header("allow")), (405, "POST, OPTIONS"), "{method}");
    }
    assert_eq!(service.send("OPTIONS", "/mcp", &[]).header("allow"), "POST, OPTIONS");
    assert_eq!(service.send("POST", "/api/v1/posts", &[]).header("allow"), "GET, HEAD, OPTIONS");
}

#[test]
fn pages_of_known_origins_may_use_the_endpoint() {
    let service = service_with(|options| {
        options.public_url = Some("https://blog.example/base".to_owned());
        options.mcp_origins =
            CorsOrigins::These(vec![OriginPattern::One("https://app.example".to_owned())]);
    });
    let ping = request("ping", &json!({}));
    for (origin, is_allowed) in [
        ("https://app.example", true),
        ("https://blog.example", true),
        ("http://localhost:6274", true),
        // The name of the server in `Host`, as after DNS rebinding.
        ("http://test", false),
        ("https://other.example", false),
    ] {
        let response = send_with(&service, &[("origin", origin)], &ping);
        assert_eq!(response.status, if is_allowed { 200 } else { 403 }, "{origin}");
        let allowed = if is_allowed { origin } else { "" };
        assert_eq!(response.header("access-control-allow-origin"), allowed);
        let asks = [
            ("origin", origin),
            ("access-control-request-method", "POST"),
            ("access-control-request-headers", "content-type,mcp-protocol-version"),
        ];
        let response = service.send("OPTIONS", "/mcp", &asks);
        assert_eq!(
            (response.status, response.header("access-control-allow-origin")),
            (204, allowed)
        );
        let methods = if is_allowed { "POST, OPTIONS" } else { "" };
        assert_eq!(response.header("access-control-allow-methods"), methods);
        // Other resources keep their own rule.
        let response = service.send("OPTIONS", "/api/v1/posts", &asks);
        assert_eq!(response.header("access-control-allow-origin"), "*");
        assert_eq!(response.header("access-control-allow-methods"), "GET, HEAD, OPTIONS");
    }
}

#[test]
fn content_is_at_most_64_kib_however_it_is_framed() {
    let service = service();
    let padded = |length: usize| {
        let ping = request("ping", &json!({})).to_string();
        format!("{ping}{}", " ".repeat(length - ping.len()))
    };
    let chunked = |content: &str, size: usize| {
        let mut sent = b"POST /mcp HTTP/1.1\r\nhost: test\r\nconnection: close\r\n\
            content-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n"
            .to_vec();
        for part in content.as_bytes().chunks(size) {
            sent.extend_from_slice(format!("{:x}\r\n", part.len()).as_bytes());
            sent.extend_from_slice(part);
            sent.extend_from_slice(b"\r\n");
        }
        sent.extend_from_slice(b"0\r\n\r\n");
        Response::parse(&service.exchange(&sent)).status
    };
    for (length, status) in [(65_536, 200), (65_537, 413)] {
        let content = padded(length);
        assert_eq!(post_to(&service, "/mcp", &MEDIA, content.as_bytes()).status, status);
        assert_eq!(chunked(&content, 10_000), status);
        assert_eq!(chunked(&content, 16), status);
    }
    assert_eq!(chunked(&padded(100), 1), 200);
}

#[test]
fn messages_share_a_connection_and_may_come_in_parts() {
    let service = service();
    let message = |id: u32| {
        let ping = json!({ "jsonrpc": "2.0", "id": id, "method": "ping" }).to_string();
        let last = if id == 3 { "connection: close\r\n" } else { "" };
        format!(
            "POST /mcp HTTP/1.1\r\nhost: test\r\n{last}content-type: application/json\r\n\
             content-length: {}\r\n\r\n{ping}",
            ping.len()
        )
    };
    let all: String = (1..=3).map(message).collect();
    let answers = String::from_utf8(service.exchange(all.as_bytes())).expect("text");
    for id in 1..=3 {
        assert!(answers.contains(&format!("\"id\":{id},\"result\"")), "{answers}");
    }
    let mut connection = service.connect();
    for part in message(3).as_bytes().chunks(40) {
        connection.write_all(part).expect("it is sent");
        connection.flush().expect("it is sent");
    }
    let mut answer = String::new();
    connection.read_to_string(&mut answer).expect("an answer");
    assert!(answer.ends_with("\"id\":3,\"result\":{}}"), "{answer}");
}

#[test]
fn proxies_that_speak_http_1_0_are_served() {
    let service = service();
    let ping = request("ping", &json!({})).to_string();
    for more in ["", "connection: close\r\n", "expect: 100-continue\r\n"] {
        let head = format!(
            "POST /mcp HTTP/1.0\r\n{more}content-type: application/json\r\ncontent-length: {}\r\n\r\n",
            ping.len()
        );
        let response = Response::parse(&service.exchange((head + &ping).as_bytes()));
        assert_eq!((response.status, &response.json()["result"]), (200, &json!({})), "{more}");
    }
}

#[test]
fn a_client_that_waits_is_told_to_send_its_content() {
    let service = service();
    let ping = request("ping", &json!({})).to_string();
    let mut connection = service.connect();
    let head = format!(
        "POST /mcp HTTP/1.1\r\nhost: test\r\nconnection: close\r\ncontent-type: application/json\r\n\
         content-length: {}\r\nexpect: 100-continue\r\n\r\n",
        ping.len()
    );
    connection.write_all(head.as_bytes()).expect("it is sent");
    let mut interim = [0; 25];
    connection.read_exact(&mut interim).expect("an interim response");
    assert_eq!(&interim, b"HTTP/1.1 100 Continue\r\n\r\n");
    connection.write_all(ping.as_bytes()).expect("it is sent");
    let mut answer = Vec::new();
    connection.read_to_end(&mut answer).expect("an answer");
    assert_eq!(Response::parse(&answer).json()["result"], json!({}));
}

#[test]
fn the_endpoint_is_below_the_base_path() {
    let service =
        service_with(|options| options.base_path = BasePath::parse("/blog").expect("a path"));
    let ping = request("ping", &json!({})).to_string();
    for (target, status) in [
        ("/blog/mcp", 200),
        ("/blog/mcp/", 200),
        ("/mcp", 404),
        // Programs that filter by paths would not know it.
        ("/blog/%6dcp", 404),
    ] {
        assert_eq!(post_to(&service, target, &MEDIA, ping.as_bytes()).status, status, "{target}");
    }
}

#[test]
fn limits_apply_as_to_all_requests() {
    let service = service_with(|options| {
        let two = NonZeroU32::MIN.saturating_add(1);
        let seconds = NonZeroU32::MIN.saturating_add(3599);
        options.limits.rate = Some(Rate { requests: two, seconds, burst: two });
    });
    let ping = request("ping", &json!({}));
    let statuses: Vec<u16> = (0..3).map(|_| send(&service, &ping).status).collect();
    assert_eq!(statuses, [200, 200, 429]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_content_has_a_response(
        contents in prop::collection::vec(
            prop_oneof![
                prop::collection::vec(any::<u8>(), 0..40),
                "(\\{|\\}|\\[|\\]|:|,|\"(jsonrpc|2\\.0|id|method|params|tools/call|name|get_post|arguments|slug|_meta)\"|1|null){0,16}"
                    .prop_map(String::into_bytes),
                ("(tools/(call|list)|initialize|ping)", "(get_post|search_posts|x)", "\\PC{0,8}", any::<i64>())
                    .prop_map(|(method, name, text, number)| {
                        let arguments = json!({ "slug": text, "query": text, "offset": number, "cursor": text });
                        request(&method, &json!({ "name": name, "arguments": arguments })).to_string().into_bytes()
                    }),
            ],
            1..4,
        )
    ) {
        thread_local! {
            static SERVICE: Service = service();
        }
        SERVICE.with(|service| -> Result<(), TestCaseError> {
            for content in contents {
                let response = post_to(service, "/mcp", &MEDIA, &content);
                prop_assert!([200, 202, 400].contains(&response.status), "{}", response.body);
                if response.status != 202 {
                    prop_assert_eq!(response.json()["jsonrpc"].clone(), json!("2.0"));
                }
            }
            Ok(())
        })?;
    }
}
