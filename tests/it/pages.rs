//! The pages of the documentation: their links, the commands and settings that they name, and the index.

mod commands;
mod links;
mod markdown;
mod settings;

use std::fs;
use std::path::{Path, PathBuf};

use markdown::Page;

/// The folder of the package.
const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// Returns the pages in `docs/`, and those in other folders that somebody reads.
fn pages() -> Vec<Page> {
    let root = Path::new(ROOT);
    let mut files = Vec::new();
    collect(&root.join("docs"), usize::MAX, &mut files);
    for folder in ["", "website", "tests/conformance"] {
        collect(&root.join(folder), 0, &mut files);
    }
    for folder in ["clients", "examples"] {
        for entry in fs::read_dir(root.join(folder)).into_iter().flatten() {
            collect(&entry.expect("an entry").path(), 0, &mut files);
        }
    }
    files.sort();
    let relative = |path: &Path| {
        let path = path.strip_prefix(root).expect("a path in the package");
        path.to_str().expect("UTF-8").replace('\\', "/")
    };
    files
        .iter()
        .map(|path| Page::new(relative(path), &fs::read_to_string(path).expect("a page")))
        .collect()
}

/// Adds the Markdown files of a folder, and of folders in it down to a depth.
fn collect(folder: &Path, depth: usize, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.expect("an entry").path();
        if path.is_dir() && depth > 0 {
            collect(&path, depth - 1, files);
        } else if path.extension().is_some_and(|extension| extension == "md") {
            files.push(path);
        }
    }
}

#[test]
fn every_link_leads_somewhere() {
    let pages = pages();
    assert!(pages.len() > 30, "{}", pages.len());
    let dead: Vec<String> =
        pages.iter().flat_map(|page| links::dead(page, &pages, Path::new(ROOT))).collect();
    assert!(dead.is_empty(), "\n{}", dead.join("\n"));
}

/// An index of a language lists the pages of that language.
#[test]
fn every_page_is_in_an_index() {
    let pages = pages();
    let index = |name: &str| pages.iter().find(|page| page.path == name).expect("an index");
    let indexes = [index("docs/README.md"), index("docs/zh/README.md")];
    let listed: Vec<String> = indexes.iter().flat_map(|index| links::targets(index)).collect();
    for page in pages.iter().filter(|page| page.path.starts_with("docs/")) {
        let is_index = page.path.ends_with("/README.md");
        assert!(is_index || listed.contains(&page.path), "{} is in no index", page.path);
    }
}

#[test]
fn every_command_is_one_that_inkstone_accepts() {
    let wrong: Vec<String> = pages().iter().flat_map(commands::refused).collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn every_setting_exists() {
    let wrong: Vec<String> = pages().iter().flat_map(settings::unknown).collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// A check that finds nothing to check, or accepts everything, would pass as well.
#[test]
fn what_is_wrong_is_found() {
    let page = Page::new(
        "docs/a.md".to_owned(),
        "# Ünïcode & `code`\n\n# Again\n\n# Again\n\n[a](#again-1) [b](#again-2) [c](gone.md) [d](../Cargo.toml)\n\n\
         `inkstone check --sort` and `inkstone new`\n\n```sh\ncd x && inkstone serve --bind 1   # no\n\
         INKSTONE_PROT=1 inkstone \\\n    check posts | head\n```\n\nThe setting `prot` and the settings `listen`.\n\n\
         ```toml\nlisten = \"x\"\nprot = 1\n```\n\n```toml\n# hugo.toml\nother = 1\n```\n\n[e](#ünïcode--code)\n",
    );
    let pages = [page];
    let dead = links::dead(&pages[0], &pages, Path::new(ROOT));
    assert_eq!(dead.len(), 2, "{dead:?}");
    let refused = commands::refused(&pages[0]);
    assert_eq!(refused.len(), 2, "{refused:?}");
    let unknown = settings::unknown(&pages[0]);
    assert_eq!(unknown.len(), 3, "{unknown:?}");
}
