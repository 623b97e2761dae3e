//! Compares indexes of names that were derived step by step with those made at once.

use std::collections::BTreeMap;
use std::sync::Arc;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use crate::catalog::Snapshot;
use crate::catalog::test_support::{Sample, post, snapshot};

const NAMES: [&str; 16] = [
    "Rust",
    "rust",
    "RUST",
    "C++",
    "内存",
    "内存管理",
    "管理 内存",
    "行长",
    "記憶體",
    "记忆体",
    "a",
    "HTTPServer",
    "Python 3.12",
    "🚀",
    "",
    " x ",
];

/// What is known of a post without its name.
#[derive(Debug, Clone)]
struct Facts {
    title: String,
    tags: Vec<&'static str>,
    categories: Vec<&'static str>,
    day: u8,
    draft: bool,
}

fn facts() -> impl Strategy<Value = Facts> {
    let title = vec(select(&NAMES[..]), 1..4).prop_map(|names| names.join(" "));
    let terms = || vec(select(&NAMES[..]), 0..3);
    (title, terms(), terms(), 0..5_u8, prop::bool::weighted(0.2)).prop_map(
        |(title, tags, categories, day, draft)| Facts { title, tags, categories, day, draft },
    )
}

fn built(files: &BTreeMap<u8, Facts>) -> Snapshot {
    snapshot(files.iter().map(|(name, facts)| {
        let made: Sample = post(&format!("p{name}")).title(&facts.title);
        let made = made.tag_list(&facts.tags).category_list(&facts.categories);
        let made = if facts.draft { made.draft() } else { made };
        if facts.day == 0 { made } else { made.date(&format!("2025-01-0{}", facts.day)) }
    }))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn a_derived_index_of_names_equals_a_fresh_one(
        files in vec((any::<u8>(), facts()), 0..60),
        edits in vec(vec((0..80_u8, proptest::option::of(facts())), 0..3), 1..8),
    ) {
        let mut files: BTreeMap<u8, Facts> = files.into_iter().collect();
        let mut before = built(&files);
        before.prepare_suggestions();
        for edits in edits {
            for (name, facts) in edits {
                match facts {
                    Some(facts) => drop(files.insert(name, facts)),
                    None => drop(files.remove(&name)),
                }
            }
            let [derived, fresh] = [built(&files), built(&files)];
            prop_assert!(derived.derive_suggestions(&before));
            fresh.prepare_suggestions();
            let [a, b] = [&derived, &fresh].map(|snapshot| snapshot.suggestions.get().unwrap().all());
            prop_assert_eq!(a, b);
            before = derived;
        }
    }
}

#[test]
fn the_index_is_shared_while_no_name_changes() {
    let posts = |minutes| snapshot([post("a").tags(["x"]).minutes(minutes), post("b").draft()]);
    let [old, new] = [posts(1), posts(2)];
    assert!(!new.derive_suggestions(&old), "nothing to derive it from");
    old.prepare_suggestions();
    assert!(new.derive_suggestions(&old));
    let [old, new] = [&old, &new].map(|snapshot| snapshot.suggestions.get().unwrap().all());
    assert!(Arc::ptr_eq(old, new));
}
