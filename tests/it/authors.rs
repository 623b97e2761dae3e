//! Commands for authors and shells: `new`, `completions`, `man` and `--version`, by the contract's section 7.

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use crate::process::{Server, folder, inkstone, run, text};

const DAY_LENGTH: usize = "2026-11-30".len();

/// Runs `inkstone new` in a folder.
fn new(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = inkstone();
    command.current_dir(folder).arg("new").args(arguments);
    command.stdin(Stdio::null()).output().expect("the binary runs")
}

/// Runs `inkstone new` successfully and returns the path that it prints.
fn created(folder: &Path, arguments: &[&str]) -> String {
    let output = new(folder, arguments);
    assert_eq!(output.status.code(), Some(0), "{arguments:?}: {}", text(&output.stderr));
    let out = text(&output.stdout);
    out.strip_suffix('\n').expect("one line").to_owned()
}

fn refused(folder: &Path, arguments: &[&str]) -> String {
    let output = new(folder, arguments);
    assert_eq!(output.status.code(), Some(2), "{arguments:?}");
    assert_eq!(text(&output.stdout), "", "{arguments:?}");
    text(&output.stderr)
}

fn files(folder: &Path) -> usize {
    fs::read_dir(folder).map_or(0, Iterator::count)
}

#[test]
fn a_new_post_is_served_under_its_title() {
    let folder = folder(&[]);
    let path = created(folder.path(), &["深入理解：引用 #计数 \"一\""]);
    // The content folder did not exist.
    let name = path.strip_prefix("posts/").expect("the default folder");
    assert_eq!(&name[DAY_LENGTH..], "-深入理解-引用-计数-一.md");

    let check =
        run(&["check", folder.path().join("posts").to_str().unwrap(), "--severity", "note"]);
    assert_eq!(text(&check.stdout), "1 post, 0 errors, 0 warnings in 1 file\n");
    let server = Server::start(&folder.path().join("posts"), &[]);
    let (_, body) = server.get("/api/v1/posts?fields=title,date,tags,status");
    let answer: serde_json::Value = serde_json::from_str(&body).expect("JSON");
    assert_eq!(answer["data"][0]["title"], "深入理解：引用 #计数 \"一\"");
    assert_eq!(answer["data"][0]["slug"], "深入理解-引用-计数-一");
    assert_eq!(answer["data"][0]["date"].as_str(), Some(&name[..DAY_LENGTH]));
    assert_eq!(answer["data"][0]["status"], "published");
}

#[test]
fn a_new_post_has_what_the_flags_say() {
    let folder = folder(&[]);
    let flags =
        ["Node.js", "--folder", "notes/2026", "--date", "2030-02-03 08:30", "--slug", "node.js"];
    let more = ["--tag", "C#,前端", "--tag", "3.10", "--draft", "--lang", "zh"];
    let path = created(folder.path(), &[&flags[..], &more].concat());
    assert_eq!(path, "posts/notes/2026/2030-02-03-node-js.md");
    assert_eq!(
        fs::read_to_string(folder.path().join(path)).unwrap(),
        "---\ntitle: Node.js\ndate: 2030-02-03 08:30\nslug: node.js\nlang: zh\ntags: [\"C#\", 前端, \"3.10\"]\ndraft: true\n---\n\n"
    );
}

#[test]
fn the_date_is_that_of_the_time_zone() {
    let folder = folder(&[]);
    // Between these zones there are 26 hours, so it is never the same day in both.
    let name = |zone: &str, title: &str| created(folder.path(), &[title, "--timezone", zone]);
    let (east, west) = (name("Pacific/Kiritimati", "a"), name("Etc/GMT+12", "b"));
    assert!(east > west, "{east} {west}");
}

#[test]
fn nothing_is_overwritten_and_no_slug_is_taken_twice() {
    let folder = folder(&[("posts/2020-01-01-hello.md", "---\ntitle: Old\nlang: en\n---\n")]);
    let message = refused(folder.path(), &["Hello"]);
    assert!(message.contains("`2020-01-01-hello.md` has the slug `hello`"), "{message}");
    let path = created(folder.path(), &["Hello", "--slug", "hello-again"]);
    fs::write(folder.path().join(&path), "mine").unwrap();
    let message = refused(folder.path(), &["Hello again"]);
    assert!(message.contains(&format!("`{path}` already exists")), "{message}");
    assert_eq!(fs::read_to_string(folder.path().join(path)).unwrap(), "mine");
    assert_eq!(files(&folder.path().join("posts")), 2);
}

#[test]
fn no_file_is_created_outside_of_the_content_folder_or_where_it_is_not_read() {
    let folder = folder(&[("posts/a.md", "---\ntitle: A\n---\n"), ("elsewhere/b.txt", "")]);
    let root = folder.path();
    for inside in
        ["..", "../elsewhere", "/tmp", "a/../../elsewhere", ".git", "node_modules/x", "a\\b"]
    {
        refused(root, &["Title", "--folder", inside]);
    }
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("../elsewhere", root.join("posts/link")).unwrap();
        let message = refused(root, &["Title", "--folder", "link/deeper"]);
        assert!(message.contains("outside of the content folder"), "{message}");
    }
    for slug in ["../x", "a/b", "a\\b", "..", ""] {
        refused(root, &["Title", "--slug", slug]);
    }
    let message = refused(root, &["Title", "--exclude", "*-title.md"]);
    assert!(message.contains("the setting `exclude`"), "{message}");
    assert_eq!(files(&root.join("elsewhere")), 1);
    assert!(created(root, &["../../etc/passwd"]).ends_with("-etc-passwd.md"));
}

#[test]
fn a_title_without_quotes_is_noticed() {
    let folder = folder(&[]);
    let message = refused(folder.path(), &["Hello", "World"]);
    assert!(
        message.contains("there is no folder `World`") && message.contains("in quotes"),
        "{message}"
    );
    for title in ["", " \n", "a\u{1b}b"] {
        refused(folder.path(), &[title]);
    }
    assert!(!folder.path().join("posts").exists() || files(&folder.path().join("posts")) == 0);
}

#[test]
fn every_command_and_setting_is_completed_in_every_shell() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = text(&run(&["completions", shell]).stdout);
        for word in ["acknowledgements", "check", "new", "public-url", "trusted-proxies"] {
            assert!(script.contains(word), "{word} in {shell}");
        }
    }
    assert_eq!(run(&["completions", "tcsh"]).status.code(), Some(2));
}

/// Asks bash for the completions of the last word, if there is a bash.
fn bash(words: &[&str]) -> Option<String> {
    let last = words.len() - 1;
    let line = format!(
        "{}\nCOMP_WORDS=({}); COMP_CWORD={last}; _inkstone inkstone {:?} {:?}; echo \"${{COMPREPLY[@]}}\"",
        text(&run(&["completions", "bash"]).stdout),
        words.join(" "),
        words[last],
        words[last - 1],
    );
    let output = Command::new("bash").args(["-c", &line]).output().ok()?;
    Some(text(&output.stdout).trim().to_owned())
}

#[test]
fn bash_completes_commands_and_flags() {
    for (words, expected) in [
        (["inkstone", "ch"].as_slice(), "check"),
        (&["inkstone", "serve", "--max-u"], "--max-url"),
        (&["inkstone", "completions", "f"], "fish"),
    ] {
        assert_eq!(bash(words).unwrap_or_else(|| expected.to_owned()), expected);
    }
}

#[test]
fn the_manual_has_a_page_for_each_command() {
    let page = text(&run(&["man"]).stdout);
    assert!(page.contains("\n.TH inkstone 1"), "{page}");
    for part in
        ["\\fB\\-\\-public\\-url\\fR", "INKSTONE_PUBLIC_URL", "inkstone\\-new(1)", "Exit codes"]
    {
        assert!(page.contains(part), "{part}");
    }
    let all = [
        "serve",
        "dev",
        "check",
        "new",
        "openapi",
        "health",
        "completions",
        "man",
        "acknowledgements",
    ];
    for command in all {
        let page = text(&run(&["man", command]).stdout);
        assert!(page.contains(&format!("\n.TH inkstone-{command} 1")), "{page}");
    }
    let unknown = run(&["man", "chekc"]);
    assert_eq!(unknown.status.code(), Some(2));
    assert!(text(&unknown.stderr).contains("did you mean `check`?"));
}

/// man fills lines as a paragraph unless a request of its own, such as `.IP`, begins each item (groff_man(7)).
#[test]
fn the_manual_keeps_the_items_of_lists_apart() {
    let page = text(&run(&["man", "dev"]).stdout);
    let lines: Vec<_> = page.lines().collect();
    let items = lines.windows(2).filter(|pair| pair[0] == ".IP \\(bu 2").map(|pair| pair[1]);
    assert!(items.clone().any(|item| item.starts_with("Drafts and scheduled posts")), "{page}");
    assert!(items.clone().any(|item| item.starts_with("Only this machine can connect")), "{page}");
    assert!(!lines.iter().any(|line| line.starts_with("\\- ") || line.starts_with("  ")), "{page}");
}

#[test]
fn without_the_default_folder_the_first_post_is_advised() {
    let folder = folder(&[]);
    let run = |arguments: &[&str]| {
        let mut command = inkstone();
        command.args(arguments).current_dir(folder.path()).output().expect("the binary runs")
    };
    for command in ["serve", "dev", "check"] {
        let output = run(&[command]);
        assert_eq!(output.status.code(), Some(2));
        let message = text(&output.stderr);
        assert!(message.contains("inkstone new \"Title\""), "{message}");
        assert!(!text(&run(&[command, "other"]).stderr).contains("inkstone new"));
    }
    // The advice works.
    assert!(run(&["new", "Title"]).status.success());
    assert!(run(&["check"]).status.success());
}

#[test]
fn the_version_is_followed_by_the_commit() {
    let version = text(&run(&["--version"]).stdout);
    let number = concat!("inkstone ", env!("CARGO_PKG_VERSION"));
    // As build.rs sets it, or whoever made the build; `None` outside of a checkout.
    let expected = match option_env!("BUILD_COMMIT") {
        Some(commit) => format!("{number} ({})\n", commit.trim()),
        None => format!("{number}\n"),
    };
    assert_eq!(version, expected);
    let is_checkout = Path::new(env!("CARGO_MANIFEST_DIR")).join(".git/refs/heads").is_dir();
    assert!(!is_checkout || version.contains('('), "{version}");
}
