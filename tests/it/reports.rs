//! What `check`, the log of `serve` and `/diagnostics` show of many problems, by the contract's sections 1 and 7.

use serde_json::Value;

use crate::process::{Server, folder, inkstone, run, text};
use crate::support::Service;

/// Thirty posts with a link to nothing, two with a title in a heading only, and one with an error.
fn many() -> Vec<(String, String)> {
    let link = |number| {
        let text = "---\ntitle: x\nlang: en\n---\n\n[x](gone.md)\n";
        (format!("{number:02}.md"), text.to_owned())
    };
    let mut files: Vec<_> = (0..30).map(link).collect();
    let bad = "---\ntitle: Bad\ndate: 2024-03-39\n---\n";
    let more = [("aa.md", bad), ("z1.md", "# One\n"), ("z2.md", "# Two\n")];
    files.extend(more.map(|(path, text)| (path.to_owned(), text.to_owned())));
    files
}

fn on_disk() -> tempfile::TempDir {
    let files = many();
    let files: Vec<_> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    folder(&files)
}

fn check(folder: &tempfile::TempDir, options: &[&str]) -> String {
    let path = folder.path().to_str().expect("UTF-8");
    let output = run(&[&["check", path], options].concat());
    assert_eq!(output.status.code(), Some(1), "{options:?}: {}", text(&output.stderr));
    text(&output.stdout)
}

fn places(report: &str) -> Vec<&str> {
    report.lines().filter_map(|line| line.strip_prefix(" --> ")).collect()
}

#[test]
fn check_ends_with_the_errors_and_counts_and_caps_repeats() {
    let folder = on_disk();
    let out = check(&folder, &[]);
    let expected = ["00.md:6:5", "01.md:6:5", "02.md:6:5", "03.md:6:5", "04.md:6:5", "aa.md:3:7"];
    assert_eq!(places(&out), expected, "{out}");
    let lines: Vec<&str> = out.lines().collect();
    let ending: Vec<_> = lines[lines.len() - 5..].iter().map(|line| line.trim()).collect();
    assert!(ending[0].starts_with("30  warning  link_missing"), "{out}");
    assert!(ending[1].starts_with("1  error    date_invalid"), "{out}");
    assert_eq!(ending[2], "2 notes not shown; `--severity note` shows them");
    assert_eq!(ending[4], "32 posts, 1 error, 30 warnings in 33 files");
    assert!(out.contains("… and 25 more link_missing; `--all` shows all\n"), "{out}");
    assert!(!out.contains("title_from_heading"), "{out}");
    assert_eq!(places(&check(&folder, &["--all"])).len(), 31);
}

#[test]
fn check_shows_the_severities_and_codes_that_are_asked_for() {
    let folder = on_disk();
    assert_eq!(places(&check(&folder, &["--severity", "error"])), ["aa.md:3:7"]);
    let notes = check(&folder, &["--severity", "note"]);
    assert_eq!(places(&notes)[..2], ["z1.md", "z2.md"], "{notes}");
    assert_eq!(places(&notes).last(), Some(&"aa.md:3:7"));
    let one = check(&folder, &["--code", "title_from_heading"]);
    assert_eq!(places(&one), ["z1.md", "z2.md"]);
    assert!(one.ends_with("32 posts, 1 error, 30 warnings in 33 files\n"), "{one}");

    let json = check(&folder, &["--format", "json"]);
    let json: Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(json["diagnostics"].as_array().map(Vec::len), Some(31), "repeats are not capped");
    assert_eq!(json["notes"], 2);
    let github = check(&folder, &["--format", "github"]);
    assert!(github.starts_with("::error file="), "{github}");
    assert_eq!(github.lines().filter(|line| line.starts_with("::warning ")).count(), 30);

    let path = folder.path().to_str().expect("UTF-8");
    let unknown = run(&["check", path, "--code", "link_mising"]);
    assert_eq!(unknown.status.code(), Some(2));
    assert!(text(&unknown.stderr).contains("did you mean `link_missing`?"));
}

#[test]
fn the_log_of_the_server_has_counts_and_errors() {
    let folder = on_disk();
    let server = Server::start(folder.path(), &["--access-log=false"]);
    let (_, log) = server.end_with_log("-TERM");
    assert!(log.contains("30 × link_missing: "), "{log}");
    assert!(log.contains("aa.md:3:7 date_invalid "), "{log}");
    assert!(log.contains("`inkstone check`"), "{log}");
    assert!(!log.contains("00.md") && !log.contains("title_from_heading"), "{log}");
}

#[test]
fn a_strict_server_reports_errors_only() {
    let folder = on_disk();
    let output = inkstone().arg(folder.path()).arg("--strict").output().expect("the binary runs");
    let report = text(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{report}");
    assert_eq!(places(&report), ["aa.md:3:7"], "{report}");
}

#[test]
fn notes_are_listed_on_request() {
    let files = many();
    let files: Vec<_> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let service = Service::with(&files, |options| options.diagnostics = true);
    let total = |query: &str| {
        let page = service.api(&format!("/diagnostics?limit=1{query}"));
        page["meta"]["pagination"]["total"].as_u64().expect("a number")
    };
    assert_eq!(total(""), 31);
    assert_eq!(total("&severity=note"), 2);
    assert_eq!(total("&severity=note,error"), 3);
    assert_eq!(total("&code=title_from_heading"), 2);
    assert_eq!(total("&code=title_from_heading&severity=warning"), 0);
}
