//! Tests of the declarations of all operations.

use super::filters::{filters, neighbor_filters};
use super::query_params::QueryParams;
use super::reader::Reader;
use super::{ALL, GetPostParams, ListPostsParams};
use crate::api::view::names::Named;
use crate::api::view::post::Key;
use crate::protocol::problem::Problem;

fn names(keys: &[Key]) -> Vec<&'static str> {
    keys.iter().map(|key| key.name()).collect()
}

/// The names that an operation accepts, as an error lists them.
fn accepted(query_string: &str, declare: impl FnOnce(&mut Reader)) -> Vec<String> {
    let mut reader = Reader::new(&format!("unknown=&{query_string}"));
    declare(&mut reader);
    reader.finish().unwrap_err().errors.remove(0).allowed
}

fn first_code(result: Result<ListPostsParams, Problem>) -> Option<&'static str> {
    result.err().map(|problem| problem.errors[0].code)
}

#[test]
fn declarations_are_documented_and_do_not_depend_on_values() {
    for declare in ALL {
        let documented: Vec<String> =
            Reader::document(declare, None).into_iter().map(|parameter| parameter.name).collect();
        assert!(!documented.is_empty());
        // Files ignore other parameters, so no error lists theirs.
        if ["v", "theme"].contains(&documented[0].as_str()) {
            continue;
        }
        for value in ["", "x", "1", "true", "2024-01-01", "slug", "-date"] {
            let all: Vec<String> =
                documented.iter().map(|name| format!("{name}={value}")).collect();
            assert_eq!(accepted(&all.join("&"), declare), documented);
        }
    }
}

#[test]
fn all_filters_of_lists_apply_to_neighbors_except_lang_and_slug() {
    let mut expected = accepted("", |reader| drop(filters(reader)));
    expected.retain(|name| !["lang", "slug"].contains(&name.as_str()));
    assert_eq!(accepted("", |reader| drop(neighbor_filters(reader))), expected);
}

#[test]
fn fields_are_exact_except_for_slug_and_lang() {
    let params = ListPostsParams::read("fields=title,tags").unwrap();
    assert_eq!(names(&params.selection.keys), ["slug", "lang", "title", "tags"]);
}

#[test]
fn include_adds_to_the_default_keys() {
    let summary = ListPostsParams::read("").unwrap();
    let more = ListPostsParams::read("include=text&include=toc").unwrap();
    let mut expected = names(&summary.selection.keys);
    expected.extend(["toc", "text"]);
    let mut got = names(&more.selection.keys);
    expected.sort_unstable();
    got.sort_unstable();
    assert_eq!(got, expected);
}

#[test]
fn a_post_has_html_and_toc_and_every_key_of_a_summary() {
    let list = ListPostsParams::read("").unwrap().selection.keys;
    let post = GetPostParams::read("").unwrap().selection.keys;
    let more: Vec<Key> = post.iter().copied().filter(|key| !list.contains(key)).collect();
    assert_eq!(names(&more), ["html", "toc"]);
    assert!(list.iter().all(|key| post.contains(key)));
}

#[test]
fn more_than_a_hundred_values_are_an_error_in_both_notations() {
    for (name, value) in [("slug", "a"), ("tag", "a"), ("lang", "a"), ("fields", "title")] {
        let commas = |count| format!("{name}={}", vec![value; count].join(","));
        let repeats = vec![format!("{name}={value}"); 101].join("&");
        for raw in [commas(101), repeats, format!("{name}={value}&{}", commas(100))] {
            assert_eq!(first_code(ListPostsParams::read(&raw)), Some("too_many"));
        }
        let raw = format!("{},,&{name}=", commas(100));
        assert_eq!(first_code(ListPostsParams::read(&raw)), None);
    }
}
