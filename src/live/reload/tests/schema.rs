//! Tests of a schema of the front matter that changes.

use super::Test;
use crate::live::reload::options::{OnInvalid, ReloadOptions};
use crate::post::Code;
use crate::query::{Direction, Facet, Filters, PostQuery, SortKey, Window, list_posts};

const SCHEMA: &str = "_schema.json";
const FLAG: &str = r#"{"properties": {"featured": {"type": "boolean"}}}"#;
const TEXT: &str = r#"{"properties": {"featured": {"type": "string"}}}"#;

fn flagged(featured: &str) -> String {
    format!("---\ntitle: {featured}\nfeatured: {featured}\n---\n")
}

fn is_described(test: &Test) -> bool {
    test.current().snapshot.schema().is_some()
}

#[test]
fn posts_are_checked_again_when_the_schema_comes_changes_and_goes() {
    let (flag, text) = (flagged("true"), flagged("often"));
    let mut test = Test::new(&[("a.md", &flag), ("b.md", &text)]);
    test.insert(SCHEMA, FLAG);
    assert_eq!(test.step(), ["Broken b.md assets=1"]);
    assert_eq!(test.titles(), ["true"], "what was valid before is not as declared now");
    assert!(test.has(Code::ExtraInvalid) && is_described(&test));
    assert_eq!(test.step(), ["unchanged"]);

    test.insert(SCHEMA, TEXT);
    assert_eq!(test.step(), ["Broken a.md Mended b.md assets=1"]);
    assert_eq!(test.titles(), ["often"]);

    test.remove(SCHEMA);
    assert_eq!(test.step(), ["Mended a.md assets=1"]);
    assert_eq!(test.titles(), ["often", "true"]);
    assert!(!test.has(Code::ExtraInvalid) && !is_described(&test));
}

#[test]
fn an_edited_post_keeps_a_version_that_is_as_declared() {
    let (flag, text) = (flagged("true"), flagged("often"));
    let mut test = Test::new(&[("a.md", &flag), (SCHEMA, FLAG)]);
    test.insert("a.md", &text);
    assert_eq!(test.step(), ["Broken a.md assets=0"]);
    assert_eq!(test.titles(), ["true"]);
    test.insert(SCHEMA, r#"{"properties": {"featured": {"const": false}}}"#);
    test.step();
    test.step();
    assert_eq!(test.titles(), [""; 0], "not even the version that was kept");
}

#[test]
fn a_schema_that_becomes_invalid_stays_in_use_unless_errors_remove() {
    let (flag, text) = (flagged("true"), flagged("often"));
    let mut test = Test::new(&[("a.md", &flag), ("b.md", &text), (SCHEMA, FLAG)]);
    test.insert(SCHEMA, "{");
    // Nobody had asked for the asset, so it is not known to differ.
    assert_eq!(test.step(), [" assets=0"]);
    assert!(test.has(Code::SchemaInvalid) && is_described(&test));
    assert_eq!(test.titles(), ["true"]);
    test.insert(SCHEMA, FLAG);
    test.step();
    assert!(!test.has(Code::SchemaInvalid));

    let change = |options: &mut ReloadOptions| options.on_invalid = OnInvalid::Remove;
    let mut test = Test::with(&[("a.md", &flag), ("b.md", &text), (SCHEMA, FLAG)], change, true);
    test.insert(SCHEMA, "{");
    assert_eq!(test.step(), ["Mended b.md assets=0"]);
    assert!(test.has(Code::SchemaInvalid) && !is_described(&test));
    assert_eq!(test.titles(), ["often", "true"]);
}

#[test]
fn an_invalid_schema_at_the_start_checks_nothing() {
    let test = Test::new(&[("a.md", &flagged("often")), (SCHEMA, "[]")]);
    assert!(test.has(Code::SchemaInvalid) && !is_described(&test));
    assert_eq!(test.titles(), ["often"]);
}

#[test]
fn values_that_were_asked_for_are_those_of_the_current_posts_and_schema() {
    let weighed = |slug: &str, weight: &str| {
        format!("---\ntitle: {slug}\nslug: {slug}\nlang: en\nweight: {weight}\n---\n")
    };
    let schema = |kind: &str| format!(r#"{{"properties": {{"weight": {{"type": {kind}}}}}}}"#);
    let by_weight = |test: &Test| {
        let snapshot = &test.current().snapshot;
        let key = snapshot.schema().and_then(|schema| schema.find("weight")).expect("a key");
        let query = PostQuery {
            filters: Filters::default(),
            search: None,
            sort: vec![(SortKey::Extra(key), Direction::Ascending)],
            window: Window::Page { page: 1, limit: 9 },
            facets: vec![Facet::Extra(key)],
        };
        let answer = list_posts(snapshot, &query, jiff::Timestamp::UNIX_EPOCH).expect("no cursor");
        let slugs = answer.docs.iter().map(|&doc| snapshot.post(doc).slug.to_string());
        let counts = answer.facets[0].1.iter().map(|facet| facet.name.clone());
        (slugs.collect::<Vec<_>>().concat(), counts.collect::<Vec<_>>().join(" "))
    };
    let shown = |slugs: &str, counts: &str| (slugs.to_owned(), counts.to_owned());
    let (a, b) = (weighed("a", "3"), weighed("b", "20"));
    let mut test = Test::new(&[("a.md", &a), ("b.md", &b), (SCHEMA, &schema("\"integer\""))]);
    assert_eq!(by_weight(&test), shown("ab", "3 20"));
    test.insert("a.md", &weighed("a", "30"));
    test.step();
    assert_eq!(by_weight(&test), shown("ba", "20 30"));
    test.insert("c.md", &weighed("c", "25"));
    test.step();
    assert_eq!(by_weight(&test), shown("bca", "20 25 30"));
    test.insert(SCHEMA, &schema("[\"string\", \"integer\"]"));
    test.insert("c.md", &weighed("c", "3 kg"));
    test.step();
    assert_eq!(by_weight(&test), shown("bca", "20 3 kg 30"), "text is sorted as text");
}
