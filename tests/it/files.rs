//! Which files are posts, by the contract's section 1.

use inkstone::source::{Exclude, FolderSource};

use crate::process::{Server, folder, run, text};
use crate::support::Service;

const POST: &str = "---\ntitle: 文\nlang: zh\n---\n正文。\n";

const FILES: [(&str, &str); 9] = [
    ("a.md", POST),
    ("_draft.md", POST),
    ("_part.mdx", POST),
    (".hidden.md", POST),
    (".obsidian/x.md", POST),
    ("node_modules/p/README.md", POST),
    ("README.md", ""),
    ("old/b.md", POST),
    ("old/c/d.markdown", POST),
];

#[test]
fn what_is_left_out_is_counted_by_reason() {
    let folder = folder(&FILES);
    let path = folder.path().to_str().expect("UTF-8");
    let checked = run(&["check", path, "--exclude", "old"]);
    let out = text(&checked.stdout);
    assert_eq!(checked.status.code(), Some(0), "{out}");
    let line = "not posts: 2 files that begin with `_`, 2 files by `exclude`, \
        1 README without front matter, 1 hidden file, 2 folders (hidden or node_modules)";
    assert!(out.contains(line), "{out}");
    assert!(out.contains("1 post, 0 errors"), "{out}");
    assert!(text(&run(&["check", path]).stdout).contains("3 posts, 0 errors"));
}

#[test]
fn excluded_files_are_not_served() {
    let folder = folder(&FILES);
    std::fs::write(folder.path().join("old/b.png"), "png").unwrap();
    let server = Server::start(folder.path(), &["--exclude", "old/,*.draft.md"]);
    let (_, body) = server.get("/api/v1/posts?fields=slug");
    assert!(body.contains("\"a\"") && !body.contains("\"b\"") && !body.contains("\"d\""), "{body}");
    assert_eq!(server.get("/assets/old/b.png").0, 404);
    assert_eq!(server.end("-TERM"), Some(0));
}

#[test]
fn a_malformed_glob_stops_the_start() {
    let folder = folder(&FILES);
    let output = run(&["check", folder.path().to_str().expect("UTF-8"), "--exclude", "a["]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("`a[` is not a glob"), "{}", text(&output.stderr));
}

#[test]
fn a_link_into_an_excluded_folder_is_missing() {
    let folder = folder(&[("a.md", "---\ntitle: A\n---\n[b](old/b.md)\n"), ("old/b.md", POST)]);
    let exclude = Exclude::new(vec!["old".to_owned()]).unwrap();
    let source = FolderSource::new(folder.path(), 1 << 20).excluding(exclude);
    let service = Service::over(source, |options| options.diagnostics = true);
    let found = service.api("/diagnostics")["data"].to_string();
    assert!(found.contains("link_missing"), "{found}");
}

#[test]
fn a_post_names_its_file_and_its_revision() {
    let service = Service::new(&[("2025/a.md", POST), ("b.mdx", POST)]);
    let summary = &service.api("/posts?slug=a")["data"][0];
    let single = &service.api("/posts/a")["data"];
    assert_eq!(summary["sourcePath"], "2025/a.md");
    assert_eq!(single["sourcePath"], "2025/a.md");
    let revision = summary["revision"].as_str().unwrap();
    assert_eq!(revision, single["revision"].as_str().unwrap());
    assert!(!revision.is_empty() && revision.bytes().all(|byte| byte.is_ascii_alphanumeric()));
    let changed = Service::new(&[("2025/a.md", &format!("{POST}。")), ("b.mdx", POST)]);
    assert_ne!(&changed.api("/posts/a?fields=revision")["data"]["revision"], revision);
    let other = &service.api("/posts/b?fields=revision")["data"]["revision"];
    assert_eq!(&changed.api("/posts/b?fields=revision")["data"]["revision"], other);
}

#[test]
fn the_excerpt_is_made_of_whole_paragraphs() {
    let long = "长".repeat(90);
    let service = Service::new(&[
        ("a.md", "---\ntitle: A\n---\n短句。\n\n另一句。\n\n## 标题\n\nThird.\n"),
        ("b.md", &format!("---\ntitle: B\n---\n{long}\n\n不要。\n")),
        ("c.md", "---\ntitle: C\ndescription: 说明\n---\n正文。\n"),
        ("d.md", "---\ntitle: D\ndescription: 说明\n---\n前。\n\n{/* truncate */}\n\n后。\n"),
    ]);
    let excerpt = |slug: &str| service.api(&format!("/posts/{slug}"))["data"]["excerpt"].clone();
    assert_eq!(excerpt("a"), "短句。另一句。Third.");
    assert_eq!(excerpt("b"), long);
    assert_eq!(excerpt("c"), "说明");
    assert_eq!(excerpt("d"), "前。");
}
