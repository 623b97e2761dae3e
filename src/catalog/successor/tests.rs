use std::collections::BTreeMap;
use std::sync::Arc;

use proptest::prelude::*;
use proptest::sample::{Index, select, subsequence};

use crate::catalog::test_support::options;
use crate::catalog::{Assets, Snapshot};
use crate::compile::{CompileOptions, Compiled, ExtraSchema, SCHEMA_FILE, compile};
use crate::post::ContentPath;

/// The files of a content folder, by path.
type Folder = BTreeMap<String, String>;

#[derive(Debug, Clone)]
enum Step {
    /// Writes a file.
    Write(String, String),
    /// Changes one part of a file that exists.
    Mend(Index, &'static str, &'static str),
    /// Removes a file.
    Remove(Index),
    /// Renames a file.
    Rename(Index, String),
}

const PATHS: [&str; 10] = [
    "a.md",
    "b.md",
    "2024-01-02-c.md",
    "2023-05-06-c.md",
    "sub/d.md",
    "sub/index.md",
    "e.zh.md",
    "e.md",
    "x/a.md",
    "bad.md",
];

/// Lines of front matter.
const MATTER: [&str; 22] = [
    "title: One",
    "title: 二",
    "date: 2024-03-01",
    "date: 2031-01-01",
    "updated: 2024-06-01",
    "tags: [Rust, 并发]",
    "tags: [rust, C++, web dev]",
    "category: Notes",
    "author: Ann",
    "series: S",
    "draft: true",
    "aliases: [old, b]",
    "slug: b",
    "lang: zh",
    "translationKey: k",
    "expires: 2030-01-01",
    "url: /blog/one/",
    "cover: pic.png",
    "weight: 3",
    "level: Easy",
    "event: 2026-01-31",
    "note: 7",
];

const SCHEMA: &str = r#"{"properties": {
    "weight": {"type": "number"}, "level": {"type": "string"}, "event": {"type": "string", "format": "date"},
    "note": {"type": ["string", "integer"]}, "list": {"type": "array"}
}}"#;

fn schema() -> Option<Arc<ExtraSchema>> {
    let schema = ExtraSchema::read(&ContentPath::new(SCHEMA_FILE), SCHEMA.as_bytes());
    Some(Arc::new(schema.unwrap()))
}

const BODY: [&str; 14] = [
    "# Heading\n",
    "## 标题\n",
    "## Other {#other}\n",
    "[a](a.md)\n",
    "[b](b.md#heading)\n",
    "[c](/posts/c)\n",
    "[other](sub/d.md#other)\n",
    "[gone](gone.md)\n",
    "[typo](bb.md)\n",
    "[[One]]\n",
    "![pic](pic.png)\n",
    "[own](#heading)\n",
    "<b id=\"raw\">raw</b> [raw](e.md#raw)\n",
    "内存管理与垃圾回收。 plain words\n",
];

fn text() -> impl Strategy<Value = String> {
    let parts = (subsequence(&MATTER[..], 0..6), subsequence(&BODY[..], 0..6));
    let text = parts.prop_map(|(matter, body)| {
        let mut seen = Vec::new();
        let matter = matter.into_iter().filter(|line| {
            let key = line.split_once(':').map(|(key, _)| key);
            !seen.contains(&key) && {
                seen.push(key);
                true
            }
        });
        let matter: String = matter.map(|line| format!("{line}\n")).collect();
        format!("---\n{matter}---\n\n{}", body.concat())
    });
    prop_oneof![9 => text, 1 => Just("---\ndate: never\n---\n".to_owned())]
}

fn step() -> impl Strategy<Value = Step> {
    let path = || select(&PATHS[..]).prop_map(str::to_owned);
    let change = select(vec![
        ("One", "Uno"),
        ("plain", "other plain words, and more of them"),
        ("Rust", "Go"),
        ("2024-06-01", "2024-07-01"),
        ("weight: 3", "weight: 2.5"),
        ("weight: 3\n", ""),
        ("level: Easy", "level: 难"),
        ("level: Easy", "level: easy"),
        ("2026-01-31", "2026-02-01"),
        ("# Heading", "# Changed"),
        ("bb.md", "b.md"),
        ("2030", "2029"),
        ("---\n\n", "---\n\nmore\n\n"),
        ("Ann", "Bob"),
        ("/blog/one/", "/blog/two/"),
    ]);
    prop_oneof![
        3 => (path(), text()).prop_map(|(path, text)| Step::Write(path, text)),
        6 => (any::<Index>(), change).prop_map(|(at, (from, to))| Step::Mend(at, from, to)),
        1 => any::<Index>().prop_map(Step::Remove),
        1 => (any::<Index>(), path()).prop_map(|(at, path)| Step::Rename(at, path)),
    ]
}

fn apply(folder: &mut Folder, step: Step) {
    let name = |folder: &Folder, at: Index| folder.keys().nth(at.index(folder.len())).cloned();
    match step {
        Step::Write(path, text) => drop(folder.insert(path, text)),
        _ if folder.is_empty() => {}
        Step::Mend(at, from, to) => {
            let text = name(folder, at).and_then(|path| folder.get_mut(&path));
            let text = text.expect("the folder is not empty");
            *text = text.replacen(from, to, 1);
        }
        Step::Remove(at) => drop(name(folder, at).and_then(|path| folder.remove(&path))),
        Step::Rename(at, to) => {
            let text = name(folder, at).and_then(|path| folder.remove(&path));
            folder.extend(text.map(|text| (to, text)));
        }
    }
}

fn compiled(folder: &Folder) -> Vec<Compiled> {
    let settings = CompileOptions::default();
    let file = |(path, text): (&String, &String)| {
        compile(&ContentPath::new(path), text.as_bytes(), &settings)
    };
    folder.iter().map(file).collect()
}

fn assets() -> Assets {
    Assets::new(vec![ContentPath::new("pic.png")])
}

/// Describes everything that the answers of a snapshot depend on.
fn essence(snapshot: &Snapshot) -> Vec<String> {
    let posts = snapshot.posts().iter().map(|post| format!("{post:?}"));
    let diagnostics = snapshot.diagnostics().iter().map(|found| format!("{found:?}"));
    let parts = snapshot.parts().into_iter();
    posts
        .chain(diagnostics)
        .chain(parts)
        .chain([snapshot.id().to_string(), snapshot.describe_columns()])
        .collect()
}

fn build(folder: &Folder) -> Snapshot {
    let files = compiled(folder);
    let diagnostics = files.iter().flat_map(|file| file.diagnostics.clone()).collect();
    let posts = files.into_iter().filter_map(|file| file.post);
    Snapshot::build(posts, diagnostics, assets(), &options()).with_schema(schema())
}

fn succeed(before: &Snapshot, folder: &Folder) -> Snapshot {
    let files = compiled(folder);
    let diagnostics = files.iter().flat_map(|file| file.diagnostics.clone()).collect();
    let posts = files.into_iter().filter_map(|file| file.post).map(Arc::new).collect();
    let after = before.successor(posts, diagnostics, assets(), &options()).with_schema(schema());
    after.derive_columns(before);
    after
}

#[test]
fn posts_that_do_not_change_are_shared() {
    let mut folder = Folder::from(
        [("a.md", "one"), ("b.md", "two")].map(|(path, text)| (path.to_owned(), text.to_owned())),
    );
    let before = build(&folder);
    folder.insert("b.md".to_owned(), "three".to_owned());
    let after = succeed(&before, &folder);
    assert!(Arc::ptr_eq(&before.posts()[0], &after.posts()[0]));
    assert_eq!(&*after.posts()[1].body.markdown(), "three");
    assert_eq!(&*before.posts()[1].body.markdown(), "two");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn a_successor_equals_a_new_snapshot(
        start in prop::collection::btree_map(select(&PATHS[..]).prop_map(str::to_owned), text(), 0..10),
        steps in prop::collection::vec(step(), 1..8),
    ) {
        let mut folder = start;
        let mut snapshot = build(&folder);
        for step in steps {
            apply(&mut folder, step);
            snapshot = succeed(&snapshot, &folder);
            prop_assert_eq!(essence(&snapshot), essence(&build(&folder)));
        }
    }
}
