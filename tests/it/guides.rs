//! The guides of native apps: their code handles every type of node that the server can send.

use std::collections::BTreeSet;
use std::fs;

/// Returns the values of `type` of all nodes of `blocks`. Nodes of hast are data of HTML writers.
fn node_types() -> BTreeSet<String> {
    let document = inkstone::api::openapi_document();
    let schemas = document["components"]["schemas"].as_object().expect("there are schemas");
    let nodes = schemas.iter().filter(|(name, _)| {
        name.starts_with("Mdast") && !name.starts_with("MdastHast") && *name != "MdastRoot"
    });
    let types = nodes.filter_map(|(_, schema)| schema["properties"]["type"]["const"].as_str());
    types.map(str::to_owned).collect()
}

/// Returns the strings in the code of a guide that follow one of the beginnings.
fn named(guide: &str, before: &str) -> BTreeSet<String> {
    let path = format!("{}/docs/guides/{guide}", env!("CARGO_MANIFEST_DIR"));
    let page = fs::read_to_string(path).expect("the guide is committed");
    let parts = page.split(before).skip(1);
    parts.map(|part| part.split('"').next().expect("a string ends").to_owned()).collect()
}

#[test]
fn guides_handle_every_type_of_node() {
    let types = node_types();
    assert!(types.len() > 20 && types.contains("footnoteReference"), "{types:?}");
    assert_eq!(named("compose.md", "@SerialName(\""), types);
    assert_eq!(named("swiftui.md", "case \""), types);
}
