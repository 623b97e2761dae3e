//! Checks that the code follows ARCHITECTURE.md: parses every file under `src/` and fails with the file
//! and line of each breach. The rules are the tables of that page.
//!
//! | file | contents |
//! |---|---|
//! | `page` | the tables of ARCHITECTURE.md |
//! | `manifest` | the dependencies in Cargo.toml |
//! | `code` | the modules, their imports and the paths they use |
//! | `reader` | parses the sources into `code` |
//! | `tokens` | paths in macros and attributes |
//! | `resolve` | the file or package that a path refers to |
//! | `floors` | imports between floors |
//! | `cycles` | import cycles between files |
//! | `packages` | packages used outside their place |
//! | `effects` | I/O, clocks, async code and global state on floors without them |
//! | `breaches` | tests with small sources: each kind of breach is found |

mod breaches;
mod code;
mod cycles;
mod effects;
mod floors;
mod manifest;
mod packages;
mod page;
mod reader;
mod resolve;
mod tokens;

use std::collections::BTreeMap;
use std::fmt::{self, Display};
use std::fs;
use std::path::Path;

use code::Code;
use manifest::Manifest;
use page::Page;

/// A line that breaks a rule.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Breach {
    /// The path relative to the root of the repository.
    file: String,
    line: usize,
    message: String,
}

impl Breach {
    fn new(file: impl Into<String>, line: usize, message: impl Into<String>) -> Self {
        Self { file: file.into(), line, message: message.into() }
    }
}

impl Display for Breach {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.line, self.message)
    }
}

/// Checks sources, keyed by their path relative to `src/`, against the page and the manifest.
fn check(page: &str, manifest: &str, sources: &BTreeMap<String, String>) -> Vec<Breach> {
    let (page, mut breaches) = Page::parse(page);
    let manifest = Manifest::parse(manifest);
    let (code, unreadable) = Code::read(sources);
    breaches.extend(unreadable);
    let links = resolve::links(&code, &manifest);
    breaches.extend(floors::breaches(&page, &code, &links));
    breaches.extend(cycles::breaches(&code, &links));
    breaches.extend(packages::breaches(&page, &manifest, &code, &links));
    breaches.extend(effects::breaches(&page, &code, &links));
    breaches.sort();
    breaches.dedup();
    breaches
}

/// Reads the Rust files under a folder, keyed by their path relative to `root`.
fn read_sources(root: &Path, folder: &Path, sources: &mut BTreeMap<String, String>) {
    for entry in fs::read_dir(folder).expect("a readable folder") {
        let path = entry.expect("a readable entry").path();
        if path.is_dir() {
            read_sources(root, &path, sources);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let name = path.strip_prefix(root).expect("a path under the root");
            let name = name.to_str().expect("a UTF-8 path").replace('\\', "/");
            sources.insert(name, fs::read_to_string(&path).expect("a readable source"));
        }
    }
}

#[test]
fn the_code_follows_the_rules_of_architecture_md() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = |name| fs::read_to_string(root.join(name)).expect("a readable file");
    let mut sources = BTreeMap::new();
    read_sources(&root.join("src"), &root.join("src"), &mut sources);
    let breaches = check(&text("ARCHITECTURE.md"), &text("Cargo.toml"), &sources);
    let list: Vec<_> = breaches.iter().map(ToString::to_string).collect();
    assert!(breaches.is_empty(), "{} breaches\n{}", breaches.len(), list.join("\n"));
}
