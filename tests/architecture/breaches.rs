//! Tests of the rules: each kind of breach is found, with file and line.

use std::collections::BTreeMap;

use crate::check;

const PAGE: &str = "\
| floor | what it answers | imports | without |
|---|---|---|---|
| `text` | | | I/O, clock, async, state |
| `post` | | everything above | I/O, clock, async, state |
| `protocol` | | `text` | I/O |
| `api` | | everything above | |

| package | where | why |
|---|---|---|
| `serde` | anywhere | data |
| `comrak` | `post/markdown` | one dialect |
| `actix-http` | `api` | requests and responses |
| `actix-http::header` | `protocol` | names of headers |

| file | has | why |
|---|---|---|
| `text/pinyin.rs` | state | a table |
";

const MANIFEST: &str = "\
[dependencies]
serde = \"1\"
comrak = { version = \"0.59\" }
actix-http = \"3\"

[dev-dependencies]
proptest = \"1\"
";

/// Sources that follow the rules.
const SOURCES: [(&str, &str); 9] = [
    ("lib.rs", "mod api;\nmod post;\nmod protocol;\nmod text;\n"),
    ("text/mod.rs", "mod pinyin;\npub use pinyin::Pinyin;\n"),
    ("text/pinyin.rs", "pub struct Pinyin;\nstatic TABLE: LazyLock<u8> = LazyLock::new(f);\n"),
    ("post/mod.rs", "pub mod markdown;\nuse crate::text::Pinyin;\n"),
    ("post/markdown.rs", "use comrak::Arena;\n"),
    ("protocol.rs", "use actix_http::header::RANGE;\n"),
    ("api/mod.rs", "mod state;\nmod view;\npub use state::State;\n"),
    ("api/state.rs", "use actix_http::Request;\npub struct State;\n"),
    ("api/view.rs", "use super::State;\nuse crate::post::markdown;\n"),
];

/// Checks the sources with some of them replaced or added.
fn found(changes: &[(&str, &str)]) -> Vec<String> {
    found_with(PAGE, MANIFEST, changes)
}

fn found_with(page: &str, manifest: &str, changes: &[(&str, &str)]) -> Vec<String> {
    let sources: BTreeMap<_, _> = SOURCES
        .iter()
        .chain(changes)
        .map(|(path, text)| ((*path).to_owned(), (*text).to_owned()))
        .collect();
    check(page, manifest, &sources).iter().map(ToString::to_string).collect()
}

#[test]
fn code_that_follows_the_rules_has_no_breach() {
    assert_eq!(found(&[]), [""; 0]);
}

#[test]
fn an_upward_import_is_a_breach() {
    let expected = "src/text/mod.rs:2: `text` must not import from `api`: \
        `crate::api::State` is in src/api/state.rs";
    for import in [
        "use crate::api::State;",
        "use crate::{api::State as Other};",
        "use super::api::{self, State};",
        "fn f() { crate::api::State::new(); }",
        "impl From<crate::api::State> for u8 {}",
        "#[derive(crate::api::State)] struct S;",
        "fn f() { vec![(1, crate::api::State)]; }",
        "macro_rules! m { () => { $crate::api::State }; }",
        "#[cfg(test)] mod tests { use crate::api::State; }",
    ] {
        let text = format!("mod pinyin;\n{import}\npub use pinyin::Pinyin;\n");
        let found = found(&[("text/mod.rs", &text)]);
        let breach = &found.first().unwrap_or_else(|| panic!("{import}"));
        let (place, _) = expected.split_once("`crate").expect("a path");
        assert!(
            breach.starts_with(place) && breach.ends_with("src/api/state.rs"),
            "{import}: {breach}"
        );
    }
}

#[test]
fn a_floor_beside_the_others_imports_only_what_is_listed() {
    let found =
        found(&[("protocol.rs", "use actix_http::header::RANGE;\n\nuse crate::post::Post;\n")]);
    let expected = "src/protocol.rs:3: `protocol` must not import from `post`: \
        `crate::post::Post` is in src/post/mod.rs";
    assert_eq!(found, [expected]);
}

#[test]
fn a_folder_that_is_not_in_the_table_is_a_breach() {
    let lib = "mod api;\nmod common;\nmod post;\nmod protocol;\nmod text;\n";
    let found = found(&[("lib.rs", lib), ("common/mod.rs", "")]);
    assert_eq!(
        found,
        ["src/common/mod.rs:1: `common` is not in the table of floors in ARCHITECTURE.md"]
    );
}

#[test]
fn files_that_import_each_other_are_a_breach() {
    let found = found(&[(
        "api/state.rs",
        "use actix_http::Request;\nuse super::view::View;\npub struct State;\n",
    )]);
    let expected = "src/api/state.rs:2: an import cycle among 2 files; the shortest:
    src/api/state.rs:2 imports src/api/view.rs
    src/api/view.rs:1 imports src/api/state.rs";
    assert_eq!(found, [expected]);
}

#[test]
fn a_child_that_imports_from_its_parent_is_in_a_cycle() {
    let found = found(&[
        ("api/mod.rs", "mod state;\nmod view;\npub use state::State;\npub struct Error;\n"),
        ("api/state.rs", "use actix_http::Request;\npub struct State(super::Error);\n"),
    ]);
    let expected = "src/api/mod.rs:3: an import cycle among 2 files; the shortest:
    src/api/mod.rs:3 imports src/api/state.rs
    src/api/state.rs:2 imports src/api/mod.rs";
    assert_eq!(found, [expected]);
}

#[test]
fn a_cycle_through_tests_is_allowed() {
    let state =
        "use actix_http::Request;\npub struct State;\n#[cfg(test)]\nuse super::view::View;\n";
    assert_eq!(found(&[("api/state.rs", state)]), [""; 0]);
    let files = [
        ("api/state.rs", "use actix_http::Request;\npub struct State;\n#[cfg(test)]\nmod tests;\n"),
        ("api/state/tests.rs", "use super::super::view::View;\n"),
    ];
    assert_eq!(found(&files), [""; 0]);
}

#[test]
fn a_package_out_of_place_is_a_breach() {
    for (text, path) in [
        ("use comrak::{\n    Arena};", "comrak::Arena"),
        ("use comrak as md;\nfn f() { md::parse(); }", "comrak::parse"),
        ("\nfn f() { ::comrak::parse(); }", "comrak::parse"),
        ("#[cfg(test)]\nuse comrak::Arena;", "comrak::Arena"),
    ] {
        let text = format!("use serde::Serialize;\npub mod markdown;\n{text}\n");
        let expected = format!("src/post/mod.rs:4: `{path}` must not be used here");
        assert!(found(&[("post/mod.rs", &text)]).contains(&expected), "{expected}");
    }
}

#[test]
fn a_module_with_the_name_of_a_package_is_not_the_package() {
    let api = "mod comrak;\nmod state;\nmod view;\npub use state::State;\nuse comrak::Arena;\n";
    assert_eq!(found(&[("api/mod.rs", api), ("api/comrak.rs", "pub struct Arena;")]), [""; 0]);
}

#[test]
fn a_package_can_be_allowed_in_part() {
    let protocol = "use actix_http::header::RANGE;\nuse actix_http::Response;\n";
    let expected = "src/protocol.rs:2: `actix_http::Response` must not be used here";
    assert_eq!(found(&[("protocol.rs", protocol)]), [expected]);
}

#[test]
fn each_dependency_is_in_the_table() {
    let manifest = format!("{MANIFEST}\n[target.'cfg(unix)'.dependencies]\nlibc = \"0.2\"\n");
    let expected = "Cargo.toml:10: `libc` is not in the table of packages in ARCHITECTURE.md";
    assert_eq!(found_with(PAGE, &manifest, &[]), [expected]);
}

#[test]
fn effects_are_breaches_on_floors_without_them() {
    for (text, what, effect) in [
        ("use std::fs;", "`std::fs`", "I/O"),
        ("fn f() { std::env::var(\"A\"); }", "`std::env::var`", "I/O"),
        ("fn f() { println!(\"a\"); }", "`println!`", "I/O"),
        (
            "fn f() { std::net::TcpStream::connect(\"a\"); }",
            "`std::net::TcpStream::connect`",
            "I/O",
        ),
        ("fn f() { std::println!(\"a\"); }", "`std::println`", "I/O"),
        ("use std::time::Instant;", "`std::time::Instant`", "clock"),
        (
            "fn f() { assert!(std::time::SystemTime::now() > t); }",
            "`std::time::SystemTime::now`",
            "clock",
        ),
        ("fn f() { start.elapsed(); }", "`.elapsed()`", "clock"),
        ("fn f() { assert!(start.elapsed() < limit); }", "`.elapsed()`", "clock"),
        ("async fn f() {}", "async code", "async"),
        ("fn f() { g.map(async |x| x) }", "async code", "async"),
        ("fn f() { join!(g.await) }", "async code", "async"),
        ("fn f() { std::thread::spawn(g); }", "`std::thread::spawn`", "async"),
        ("static mut COUNT: u32 = 0;", "the static `COUNT`", "state"),
        ("fn f() { static ONCE: OnceLock<u32> = OnceLock::new(); }", "the static `ONCE`", "state"),
        ("thread_local! { static LAST: Cell<u8> = Cell::new(0); }", "the static `LAST`", "state"),
    ] {
        let text = format!("pub mod markdown;\n\n{text}\n");
        let expected = format!("src/post/mod.rs:3: {what}: `post` is without {effect}");
        let found = found(&[("post/mod.rs", &text)]);
        assert!(found.contains(&expected), "{expected}\n{}", found.join("\n"));
    }
}

#[test]
fn tests_constants_and_network_addresses_have_no_effect() {
    let post = "pub mod markdown;
        use std::net::IpAddr;
        static NAMES: [&'static str; 2] = [\"a\", \"b\"];
        impl Post {
            #[cfg(test)]
            fn read() { std::fs::read(\"a\"); }
        }
        #[test]
        fn it_is_fast() { std::time::Instant::now(); }
        #[cfg(all(test, unix))]
        mod tests { use std::fs; }\n";
    assert_eq!(found(&[("post/mod.rs", post)]), [""; 0]);
}

#[test]
fn rows_that_no_code_needs_are_breaches() {
    let changes = [("post/markdown.rs", ""), ("text/pinyin.rs", "pub struct Pinyin;\n")];
    let expected = [
        "ARCHITECTURE.md:11: `post/markdown` does not use `comrak`",
        "ARCHITECTURE.md:17: `text/pinyin.rs` needs no exception for state",
    ];
    assert_eq!(found(&changes), expected);
}

#[test]
fn mistakes_in_the_tables_are_breaches() {
    let page =
        PAGE.replace("| `text` | I/O |", "| `api` | files |").replace("| one dialect |", "| |");
    let expected = [
        "ARCHITECTURE.md:5: `api` is not a floor in a row above",
        "ARCHITECTURE.md:5: unknown effect `files`",
        "ARCHITECTURE.md:11: a package needs a place and a reason",
    ];
    assert_eq!(found_with(&page, MANIFEST, &[]), expected);
    let missing = found_with("", MANIFEST, &[]);
    assert_eq!(missing[0], "ARCHITECTURE.md:1: no table whose first column is `file`");
}

#[test]
fn sources_that_cannot_be_read_are_breaches() {
    let changes = [
        ("post/mod.rs", "pub mod markdown;\nmod missing;\n"),
        ("text/other.rs", ""),
        ("protocol.rs", "use actix_http::header::RANGE;\nfn f( {}\n"),
    ];
    let found = found(&changes);
    assert!(found.contains(&"src/post/mod.rs:2: the module `missing` has no file".to_owned()));
    assert!(
        found.contains(&"src/text/other.rs:1: no `mod` declaration includes this file".to_owned())
    );
    assert!(found.iter().any(|breach| breach.starts_with("src/protocol.rs:2: ")), "{found:?}");
}
