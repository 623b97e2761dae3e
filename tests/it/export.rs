//! `inkstone export`: the same bytes as the server, and nothing lost.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Output;

use serde_json::Value;
use tempfile::TempDir;

use crate::process::{Server, folder, run, text};

const POSTS: [(&str, &str); 7] = [
    (
        "内存.md",
        "---\ntitle: 内存管理\ndate: 2024-01-02\ntags: [C++, 'C#', a/b]\n---\n\n![图](<图 1.png>)\n\n垃圾回收。\n",
    ),
    ("Hello.md", "---\ntitle: Hello\ndate: 2024-01-03\ntags: [C]\nlang: en\n---\n\nText.\n"),
    ("lower/hello.md", "---\ntitle: hello\nslug: hello\nlang: en\n---\n\nOther.\n"),
    ("two.en.md", "---\ntitle: Two\nslug: two\nlang: en\n---\n\nEnglish.\n"),
    ("two.zh.md", "---\ntitle: 二\nslug: two\nlang: zh\n---\n\n中文。\n"),
    ("draft.md", "---\ntitle: Secret\ndraft: true\n---\n\nHidden words.\n"),
    ("later.md", "---\ntitle: Secret\ndate: 2999-01-01\n---\n\nHidden words.\n"),
];

const ARGUMENTS: [&str; 4] =
    ["--public-url", "https://api.example", "--site-url", "https://site.example"];

/// A content folder and an empty one next to it.
struct Fixture {
    content: TempDir,
    parent: TempDir,
}

impl Fixture {
    fn new() -> Self {
        let content = folder(&POSTS);
        fs::write(content.path().join("图 1.png"), "not a picture").expect("a file");
        Self { content, parent: tempfile::tempdir().expect("a folder") }
    }

    fn out(&self) -> std::path::PathBuf {
        self.parent.path().join("out")
    }

    fn export(&self, more: &[&str]) -> Output {
        let (out, content) = (self.out(), self.content.path());
        let mut arguments = vec!["export", path(&out), path(content)];
        arguments.extend(ARGUMENTS);
        arguments.extend(more);
        run(&arguments)
    }

    /// Exports, which must succeed, and returns what was printed.
    fn exported(&self, more: &[&str]) -> String {
        let output = self.export(more);
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
        text(&output.stdout)
    }
}

fn path(path: &Path) -> &str {
    path.to_str().expect("UTF-8")
}

/// All files with their content, by path.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(folder).expect("it is below");
                let bytes = fs::read(&path).expect("a file");
                found.insert(name.to_str().expect("UTF-8").to_owned(), bytes);
            }
        }
    }
    found
}

#[test]
fn every_file_has_the_bytes_of_the_server() {
    let fixture = Fixture::new();
    fixture.exported(&[]);
    let files = files(&fixture.out());
    let index: Value = serde_json::from_slice(&files["export.json"]).expect("JSON");
    let targets = index["targets"].as_object().expect("an object");
    let server = Server::start(fixture.content.path(), &ARGUMENTS);
    // Related posts need the index.
    while server.get("/readyz").0 != 200 {}
    for (target, entry) in targets {
        let response = server.send("GET", target, &[]);
        assert_eq!(response.status, 200, "{target}");
        let file = &files[entry["file"].as_str().expect("a path")];
        assert!(response.bytes == *file, "{target} differs");
        assert_eq!(response.header("etag"), entry["etag"].as_str().expect("a tag"), "{target}");
        assert_eq!(response.header("content-type"), entry["type"].as_str().expect("a type"));
    }
    for (target, file) in [
        ("/", "index.json"),
        ("/api/v1/posts", "api/v1/posts.json"),
        ("/api/v1/posts/%E5%86%85%E5%AD%98", "api/v1/posts/内存.json"),
        ("/api/v1/posts/%E5%86%85%E5%AD%98.md", "api/v1/posts/内存.md"),
        ("/api/v1/posts/two", "api/v1/posts/two.json"),
        ("/api/v1/posts/two?lang=zh", "api/v1/posts/two/lang/zh.json"),
        ("/api/v1/posts/two/related?lang=en", "api/v1/posts/two/lang/en/related.json"),
        // Alike for a file system that ignores case.
        ("/api/v1/posts/hello", "api/v1/posts/hello.json"),
        ("/api/v1/posts/Hello", "api/v1/posts/~48ello.json"),
        ("/api/v1/tags/c%2B%2B", "api/v1/tags/c++.json"),
        ("/api/v1/tags/c%23", "api/v1/tags/c~23.json"),
        ("/api/v1/posts?tag=c%23", "api/v1/tags/c~23/posts.json"),
        ("/feed.xml", "feed.xml"),
        ("/sitemap-1.xml", "sitemap-1.xml"),
        ("/problems/not_ready", "problems/not_ready.json"),
        ("/assets/%E5%9B%BE%201.png", "assets/图~201.png"),
    ] {
        assert_eq!(targets.get(target).map(|entry| &entry["file"]), Some(&file.into()), "{target}");
    }
    for (name, bytes) in &files {
        let content = String::from_utf8_lossy(bytes);
        assert!(!content.contains("Secret") && !content.contains("Hidden words"), "{name}");
    }
}

#[test]
fn lists_have_all_pages() {
    let fixture = Fixture::new();
    for number in 0..45 {
        let post = format!("---\ntitle: P{number}\nlang: en\ntags: [many]\n---\n\nText.\n");
        fs::write(fixture.content.path().join(format!("p{number}.md")), post).expect("a file");
    }
    fixture.exported(&[]);
    for list in ["api/v1/posts", "api/v1/tags/many/posts"] {
        let page = |file: &str| -> Value {
            let path = fixture.out().join(format!("{list}{file}.json"));
            serde_json::from_slice(&fs::read(path).expect("a page")).expect("JSON")
        };
        assert_eq!(page("")["meta"]["pagination"]["page"], 1);
        assert_eq!(page("/page/3")["meta"]["pagination"]["page"], 3);
        assert_eq!(page("/page/3")["links"]["next"], Value::Null);
        assert!(!fixture.out().join(format!("{list}/page/4.json")).exists());
    }
}

#[test]
fn only_what_changed_is_written_and_what_is_gone_is_removed() {
    let fixture = Fixture::new();
    fixture.exported(&[]);
    let stamp = |file: &str| {
        let found = fs::metadata(fixture.out().join(file)).expect("a file");
        found.modified().expect("a time")
    };
    let before = stamp("api/v1/posts/two.json");
    assert_eq!(fixture.export(&["--check"]).status.code(), Some(0));
    let post = fixture.content.path().join("内存.md");
    fs::rename(&post, fixture.content.path().join("新.md")).expect("a file");
    fs::write(fixture.out().join("mine.html"), "mine").expect("a file");

    let check = fixture.export(&["--check"]);
    let out = text(&check.stdout);
    assert_eq!(check.status.code(), Some(1), "{out}");
    for line in [
        "remove api/v1/posts/内存.json\n",
        "add api/v1/posts/新.json\n",
        "change api/v1/posts.json\n",
    ] {
        assert!(out.contains(line), "{out}");
    }
    assert!(fixture.out().join("api/v1/posts/内存.json").exists(), "nothing was written");

    fixture.exported(&[]);
    let names = files(&fixture.out());
    assert!(names.keys().all(|name| !name.contains("内存")), "{:?}", names.keys());
    assert!(names.contains_key("api/v1/posts/新.md") && names.contains_key("mine.html"));
    assert!(!fixture.out().join("api/v1/posts/内存").exists(), "an empty folder");
    assert_eq!(stamp("api/v1/posts/two.json"), before);
    assert!(fixture.exported(&[]).contains("0 added, 0 changed, 0 removed"));
}

#[test]
fn files_of_somebody_else_are_not_lost() {
    let fixture = Fixture::new();
    fixture.exported(&[]);
    let changed = fixture.out().join("api/v1/site.json");
    fs::write(&changed, "edited").expect("a file");
    fs::write(fixture.out().join("robots.txt"), "edited").expect("a file");
    let refused = fixture.export(&["--title", "Other"]);
    let message = text(&refused.stderr);
    assert_eq!(refused.status.code(), Some(1));
    assert!(message.contains("2 files would be overwritten"), "{message}");
    assert!(message.contains("site.json was changed since the last export"), "{message}");
    assert!(message.contains("--force"), "{message}");
    assert_eq!(fs::read_to_string(&changed).expect("a file"), "edited");
    let index = fs::read_to_string(fixture.out().join("openapi.json")).expect("a file");
    assert!(!index.contains("\"Other\""), "nothing else was written");
    fixture.exported(&["--title", "Other", "--force"]);
    assert_ne!(fs::read_to_string(&changed).expect("a file"), "edited");

    let robots = fixture.out().join("robots.txt");
    fs::remove_file(&robots).and_then(|()| fs::create_dir(&robots)).expect("a folder");
    let refused = fixture.export(&["--force"]);
    let message = text(&refused.stderr);
    assert_eq!(refused.status.code(), Some(1), "{message}");
    assert!(message.contains("robots.txt is a folder"), "{message}");

    let other = tempfile::tempdir().expect("a folder");
    fs::write(other.path().join("thesis.txt"), "mine").expect("a file");
    let content = path(fixture.content.path());
    let refused = run(&["export", path(other.path()), content]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(text(&refused.stderr).contains("thesis.txt"), "{}", text(&refused.stderr));
    assert_eq!(files(other.path()).len(), 1);
    let forced = run(&["export", path(other.path()), content, "--force"]);
    assert_eq!(forced.status.code(), Some(0), "{}", text(&forced.stderr));
    assert_eq!(fs::read_to_string(other.path().join("thesis.txt")).expect("a file"), "mine");
}

#[test]
fn folders_that_overlap_the_content_are_refused() {
    let fixture = Fixture::new();
    let content = fixture.content.path();
    let count = files(content).len();
    let inside = content.join("public");
    for out in [content, &*inside, content.parent().expect("a parent")] {
        let refused = run(&["export", path(out), path(content)]);
        let message = text(&refused.stderr);
        assert_eq!(refused.status.code(), Some(2), "{message}");
        assert!(message.contains("the content folder") && message.contains("help: "), "{message}");
    }
    let file = fixture.parent.path().join("file");
    fs::write(&file, "").expect("a file");
    let refused = run(&["export", path(&file), path(content)]);
    assert!(text(&refused.stderr).contains("is a file"), "{}", text(&refused.stderr));
    assert_eq!(files(content).len(), count);
}

#[cfg(unix)]
#[test]
fn links_are_not_followed() {
    use std::os::unix::fs::symlink;
    let fixture = Fixture::new();
    let link = fixture.parent.path().join("link");
    symlink(fixture.content.path(), &link).expect("a link");
    let refused = run(&["export", path(&link), path(fixture.content.path())]);
    assert_eq!(refused.status.code(), Some(2), "{}", text(&refused.stderr));

    fixture.exported(&[]);
    let elsewhere = tempfile::tempdir().expect("a folder");
    let api = fixture.out().join("api");
    fs::rename(&api, elsewhere.path().join("api")).expect("a folder");
    symlink(elsewhere.path().join("api"), &api).expect("a link");
    let before = files(elsewhere.path());
    let refused = fixture.export(&["--title", "Other", "--force"]);
    let message = text(&refused.stderr);
    assert_eq!(refused.status.code(), Some(2), "{message}");
    assert!(message.contains("is a link"), "{message}");
    assert_eq!(files(elsewhere.path()), before);
}

#[test]
fn a_tag_longer_than_parameters_costs_only_its_list() {
    let fixture = Fixture::new();
    let tag = "t".repeat(201);
    let post = format!("---\ntitle: Long\nslug: long\nlang: en\ntags: [{tag}]\n---\n\nText.\n");
    fs::write(fixture.content.path().join("long.md"), post).expect("a file");
    let output = fixture.export(&[]);
    let message = text(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{message}");
    assert!(message.contains("is left out") && message.contains("200 characters"), "{message}");
    let files = files(&fixture.out());
    assert!(files.contains_key("api/v1/posts/long.json"), "{:?}", files.keys());
    assert!(files.contains_key("api/v1/series.json"), "what follows the tags");
}

/// Two exports at once would move each other's incomplete files to wrong paths.
#[cfg(unix)]
#[test]
fn a_folder_has_one_export_at_a_time() {
    let fixture = Fixture::new();
    fixture.exported(&[]);
    let before = files(&fixture.out());
    let other = fs::File::open(fixture.out()).expect("a folder");
    other.lock().expect("a lock, as another export has it");
    let refused = fixture.export(&["--title", "Other", "--force"]);
    let message = text(&refused.stderr);
    assert_eq!(refused.status.code(), Some(1), "{message}");
    assert!(message.contains("another `inkstone export` is writing to"), "{message}");
    assert_eq!(files(&fixture.out()), before);
    assert_eq!(fixture.export(&["--check"]).status.code(), Some(0), "it only reads");
    drop(other);
    fixture.exported(&["--title", "Other"]);
}

#[test]
fn bad_posts_are_reported_and_the_rest_is_exported() {
    let fixture = Fixture::new();
    fs::write(fixture.content.path().join("bad.md"), "---\ndate: 2024-03-39\n---\n")
        .expect("a file");
    let output = fixture.export(&[]);
    assert_eq!(output.status.code(), Some(0));
    assert!(text(&output.stderr).contains("bad.md:2:7"), "{}", text(&output.stderr));
    let strict = fixture.export(&["--strict"]);
    assert_eq!(strict.status.code(), Some(1));
}

#[test]
fn a_base_path_is_the_folder_of_all_files() {
    let fixture = Fixture::new();
    let (out, content) = (fixture.out(), fixture.content.path());
    let mut arguments = vec!["export", path(&out), path(content)];
    arguments.extend(["--base-path", "/blog", "--public-url", "https://a.example"]);
    arguments.extend(["--host", "netlify,nginx", "--without", "related,search"]);
    let output = run(&arguments);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let files = files(&fixture.out());
    assert!(files.contains_key("blog/api/v1/posts/two.json"));
    assert!(!files.keys().any(|name| name.contains("related") || name.contains("search/")));
    let rules = String::from_utf8_lossy(&files["_redirects"]);
    assert!(rules.contains("/blog/api/v1/* /blog/api/v1/:splat.json 200\n"), "{rules}");
    let posts: Value = serde_json::from_slice(&files["blog/api/v1/posts.json"]).expect("JSON");
    assert_eq!(posts["links"]["self"], "https://a.example/blog/api/v1/posts");
}
