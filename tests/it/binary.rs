//! The real binary: its commands, exit codes, first line and end.

use std::fs;
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::process::{Server, folder, inkstone, run, send_signal, text};

const GOOD: &str = "---\ntitle: Good\nlang: en\n---\n\nText.\n";
const BAD: &str = "---\ntitle: Bad\ndate: 2024-03-39\n---\n";

#[test]
fn the_sample_posts_have_no_problems() {
    // One of them has a translation with the same slug.
    let posts = concat!(env!("CARGO_MANIFEST_DIR"), "/posts");
    let output = run(&["check", posts, "--post-path", "/{lang}/posts/{slug}"]);
    let out = text(&output.stdout);
    assert_eq!(output.status.code(), Some(0), "{out}");
    assert!(out.contains("0 errors, 0 warnings"), "{out}");
}

#[test]
fn check_names_file_line_and_column_in_every_format() {
    let folder = folder(&[("bad.md", BAD), ("good.md", GOOD)]);
    let path = folder.path().to_str().expect("UTF-8");

    let plain = run(&["check", path]);
    assert_eq!(plain.status.code(), Some(1));
    let out = text(&plain.stdout);
    assert!(out.contains("error[date_invalid]") && out.contains("bad.md:3:7"), "{out}");
    assert!(out.contains("1 post, 1 error, 0 warnings in 2 files"), "{out}");

    let json = run(&["check", path, "--format", "json"]);
    let report: Value = serde_json::from_slice(&json.stdout).expect("JSON");
    let first = &report["diagnostics"][0];
    assert_eq!((first["line"].as_u64(), first["column"].as_u64()), (Some(3), Some(7)));
    assert_eq!((&report["errors"], &report["files"]), (&Value::from(1), &Value::from(2)));

    let github = text(&run(&["check", path, "--format", "github"]).stdout);
    assert!(
        github
            .lines()
            .any(|line| line.starts_with("::error file=") && line.contains("line=3,col=7")),
        "{github}"
    );
}

#[test]
fn a_bad_file_is_set_aside_unless_the_server_is_strict() {
    let folder = folder(&[("bad.md", BAD), ("good.md", GOOD)]);
    let server = Server::start(folder.path(), &[]);
    let (status, body) = server.get("/api/v1/posts?fields=slug");
    assert_eq!(status, 200);
    assert!(body.contains("\"good\"") && !body.contains("\"bad\""), "{body}");
    assert_eq!(server.end("-TERM"), Some(0));

    let strict = run(&[
        "serve",
        folder.path().to_str().expect("UTF-8"),
        "--strict",
        "--listen",
        "127.0.0.1:0",
    ]);
    assert_eq!(strict.status.code(), Some(1));
    assert!(text(&strict.stdout).is_empty(), "it does not listen");
    assert!(text(&strict.stderr).contains("bad.md:3:7"));
}

#[test]
fn both_signals_end_the_server_cleanly() {
    let folder = folder(&[("good.md", GOOD)]);
    for signal in ["-INT", "-TERM"] {
        assert_eq!(Server::start(folder.path(), &[]).end(signal), Some(0), "{signal}");
    }
}

/// The first process of a container is not even sent a signal that it does not catch.
#[cfg(target_os = "linux")]
#[test]
fn a_signal_ends_it_while_it_still_reads_the_content() {
    const TERM: u32 = 15;
    let folder = folder(&[]);
    let large = format!("# Long\n\n{}", "Some *text* and [a link](good.md).\n\n".repeat(10_000));
    for number in 0..64 {
        fs::write(folder.path().join(format!("{number}.md")), &large).expect("a file");
    }
    let mut child = inkstone()
        .arg(folder.path())
        .args(["--listen", "127.0.0.1:0"])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("the binary runs");
    let status = format!("/proc/{}/status", child.id());
    loop {
        let status = fs::read_to_string(&status).expect("it runs");
        let caught = status.lines().find_map(|line| line.strip_prefix("SigCgt:")).expect("a mask");
        let caught = u64::from_str_radix(caught.trim(), 16).expect("a mask");
        if caught & (1 << (TERM - 1)) != 0 {
            break;
        }
        assert!(child.try_wait().expect("it is known").is_none(), "it has ended by itself");
        std::thread::yield_now();
    }
    send_signal(&child, "-TERM");
    let output = child.wait_with_output().expect("it ends");
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(text(&output.stdout), "", "it never listens");
}

#[test]
fn health_asks_a_running_server() {
    let folder = folder(&[("good.md", GOOD)]);
    let server = Server::start(folder.path(), &[]);
    assert_eq!(run(&["health", &server.origin]).status.code(), Some(0));
    let origin = server.origin.clone();
    assert_eq!(server.end("-TERM"), Some(0));
    assert_eq!(run(&["health", &origin]).status.code(), Some(1));
}

#[test]
fn a_missing_folder_and_a_wrong_setting_stop_everything() {
    let missing = run(&["/no/such/folder"]);
    assert_eq!(missing.status.code(), Some(2));
    assert!(text(&missing.stderr).contains("/no/such/folder"));

    let folder = folder(&[("inkstone.toml", "lissten = \"x\"\n"), ("posts/good.md", GOOD)]);
    let output = inkstone()
        .current_dir(folder.path())
        .env("INKSTONE_TIMEZONE", "Mars/Phobos")
        .args(["--workers", "0"])
        .output()
        .expect("the binary runs");
    let err = text(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{err}");
    for part in ["inkstone.toml:1:1", "`listen`", "INKSTONE_TIMEZONE", "--workers"] {
        assert!(err.contains(part), "{part} in {err}");
    }
}

#[test]
fn an_empty_folder_is_served_with_a_warning() {
    let folder = folder(&[]);
    let server = Server::start(folder.path(), &["--diagnostics"]);
    assert!(server.get("/api/v1/posts").1.contains("\"total\":0"));
    assert!(server.get("/api/v1/diagnostics").1.contains("\"no_posts\""));
    assert_eq!(server.end("-TERM"), Some(0));
}

#[test]
fn openapi_is_printed_as_json_and_as_yaml() {
    let json: Value = serde_json::from_slice(&run(&["openapi"]).stdout).expect("JSON");
    assert_eq!(json["openapi"], "3.1.0");
    let yaml = text(&run(&["openapi", "--format", "yaml"]).stdout);
    assert!(yaml.contains("operationId: listPosts"), "{yaml}");
}

#[test]
fn openapi_is_also_printed_as_version_3_0() {
    let run_json = |arguments: &[&str]| -> Value {
        serde_json::from_slice(&run(arguments).stdout).expect("JSON")
    };
    assert_eq!(run_json(&["openapi", "--openapi", "3.1"]), run_json(&["openapi"]));
    let document = run_json(&["openapi", "--openapi", "3.0"]);
    assert_eq!(document["openapi"], "3.0.3");
    let cover = &document["components"]["schemas"]["Post"]["properties"]["cover"];
    assert_eq!((&cover["type"], &cover["nullable"]), (&"object".into(), &true.into()));
    let responses = document["paths"]["/api/v1/posts"]["get"]["responses"].as_object();
    let statuses: Vec<_> = responses.expect("responses").keys().map(String::as_str).collect();
    assert!(statuses.contains(&"4XX") && statuses.contains(&"5XX"), "{statuses:?}");
    assert!(!statuses.contains(&"default"), "{statuses:?}");
    let yaml = text(&run(&["openapi", "--openapi", "3.0", "--format", "yaml"]).stdout);
    assert!(yaml.lines().next().is_some_and(|line| line.contains("3.0.3")), "{yaml}");
}

#[test]
fn what_others_made_is_acknowledged() {
    let output = run(&["acknowledgements"]);
    assert_eq!(output.status.code(), Some(0));
    let out = text(&output.stdout);
    for part in ["Swagger UI (Apache-2.0)", "Grammar: TypeScript (Apache-2.0)", "Unicode, Inc."] {
        assert!(out.contains(part), "{part}");
    }
}

/// Links, devices, and files that are empty or too large are rejected, and affect no post.
#[cfg(unix)]
#[test]
fn links_devices_and_giants_are_refused() {
    use std::os::unix::fs::symlink;

    let outside = folder(&[("secret.md", "---\ntitle: Secret\n---\n")]);
    let folder = folder(&[("good.md", GOOD), ("sub/also.md", GOOD), ("empty.md", "")]);
    let at = |name: &str| folder.path().join(name);
    symlink(outside.path().join("secret.md"), at("outside.md")).expect("a link");
    symlink(outside.path(), at("elsewhere")).expect("a link");
    symlink(folder.path(), at("sub/loop")).expect("a link");
    symlink(at("nowhere.md"), at("broken.md")).expect("a link");
    let fifo = Command::new("mkfifo").arg(at("pipe.md")).status().expect("mkfifo runs");
    assert!(fifo.success());
    let giant = fs::File::create(at("giant.md")).expect("a file");
    giant.set_len(100 << 20).expect("a sparse file");

    let output = run(&["check", folder.path().to_str().expect("UTF-8"), "--format", "json"]);
    let report: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let mut found: Vec<_> = report["diagnostics"]
        .as_array()
        .expect("diagnostics")
        .iter()
        .map(|one| (one["path"].as_str().expect("a path"), one["code"].as_str().expect("a code")))
        .collect();
    found.sort_unstable();
    assert_eq!(
        found,
        [
            ("broken.md", "link_broken"),
            ("elsewhere", "link_outside"),
            ("empty.md", "file_empty"),
            ("giant.md", "file_too_large"),
            ("outside.md", "link_outside"),
            ("pipe.md", "file_special"),
            ("sub/loop", "link_loop"),
        ]
    );
    assert_eq!(report["posts"], 2);
    assert!(!text(&output.stdout).contains("Secret"));
}

#[test]
fn posts_that_collide_are_both_named() {
    let folder = folder(&[
        ("2023/tips.md", "---\ntitle: Tips\nlang: en\naliases: [good]\n---\n"),
        ("2024/tips.md", "---\ntitle: Tips again\nlang: en\n---\n"),
        ("a.md", "---\ntitle: A\nlang: en\ntranslationKey: k\n---\n"),
        ("b.md", "---\ntitle: B\nlang: en\ntranslationKey: k\n---\n"),
        ("good.md", GOOD),
    ]);
    let path = folder.path().to_str().expect("UTF-8");
    let output = run(&["check", path]);
    let out = text(&output.stdout);
    assert_eq!(output.status.code(), Some(1));
    for part in [
        "error[slug_duplicate]",
        "2023/tips.md",
        "2024/tips.md",
        "slug_from",
        "warning[alias_taken]",
        "warning[translation_duplicate]",
    ] {
        assert!(out.contains(part), "{part} in {out}");
    }
    let by_path = run(&["check", path, "--slug-from", "path"]);
    assert_eq!(by_path.status.code(), Some(0), "{}", text(&by_path.stdout));
}
