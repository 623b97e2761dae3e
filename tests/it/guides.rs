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

fn guide(name: &str) -> String {
    let path = format!("{}/docs/guides/{name}", env!("CARGO_MANIFEST_DIR"));
    fs::read_to_string(path).expect("the guide is committed")
}

/// Returns the strings in some code that follow a beginning.
fn named(code: &str, before: &str) -> BTreeSet<String> {
    let parts = code.split(before).skip(1);
    parts.map(|part| part.split('"').next().expect("a string ends").to_owned()).collect()
}

#[test]
fn guides_handle_every_type_of_node() {
    let types = node_types();
    assert!(types.len() > 20 && types.contains("footnoteReference"), "{types:?}");
    assert_eq!(named(&guide("compose.md"), "@SerialName(\""), types);
    let swift = guide("swiftui.md");
    let decoder = swift.split("switch try string(.type)").nth(1).expect("a decoder of nodes");
    let decoder = decoder.split("default:").next().expect("a case for other nodes");
    assert_eq!(named(decoder, "case \""), types);
}
