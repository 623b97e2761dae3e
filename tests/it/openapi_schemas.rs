//! The schemas have the form that client generators handle.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::support::{Service, post};

fn document() -> Value {
    inkstone::api::openapi_document()
}

/// Calls `visit` with every object outside examples, and its JSON pointer.
fn each_object(at: &str, value: &Value, visit: &mut impl FnMut(&str, &Value)) {
    match value {
        Value::Object(object) => {
            visit(at, value);
            for (key, value) in object.iter().filter(|(key, _)| !key.starts_with("example")) {
                each_object(&format!("{at}/{key}"), value, visit);
            }
        }
        Value::Array(items) => {
            for (position, item) in items.iter().enumerate() {
                each_object(&format!("{at}/{position}"), item, visit);
            }
        }
        _ => {}
    }
}

fn names(value: &Value) -> BTreeSet<&str> {
    match value {
        Value::Array(items) => items.iter().filter_map(Value::as_str).collect(),
        Value::Object(object) => object.keys().map(String::as_str).collect(),
        _ => BTreeSet::new(),
    }
}

#[test]
fn no_component_can_be_null_itself() {
    let document = document();
    for (name, schema) in document["components"]["schemas"].as_object().expect("schemas") {
        let kind = &schema["type"];
        // Those without a discriminator are unions of other components.
        let is_union = schema["oneOf"].as_array().is_some_and(|options| {
            schema["discriminator"].is_object()
                || options.iter().all(|option| option["$ref"].is_string())
        });
        assert!(kind == "object" || kind == "string" || is_union, "{name}: {kind}");
    }
    let or_null = |name: &str| json!([{ "$ref": format!("#/components/schemas/{name}") }, { "type": "null" }]);
    for (schema, key, name) in [
        ("Post", "cover", "Cover"),
        ("PostSummary", "cover", "Cover"),
        ("PostNeighbors", "previous", "PostSummary"),
        ("PostNeighbors", "next", "PostSummary"),
        ("NeighborLinks", "previous", "PostLink"),
        ("NeighborLinks", "next", "PostLink"),
        ("SearchHit", "section", "HitSection"),
    ] {
        let property = &document["components"]["schemas"][schema]["properties"][key];
        assert_eq!(property["anyOf"], or_null(name), "{schema}.{key}");
        assert!(property["description"].is_string(), "{schema}.{key}");
        assert!(names(&document["components"]["schemas"][schema]["required"]).contains(key));
    }
}

#[test]
fn a_type_with_one_value_is_a_constant_and_null_is_not_an_alternative_of_one() {
    each_object("", &document(), &mut |at, schema| {
        if let Some(values) = schema["enum"].as_array() {
            assert!(values.len() > 1, "{at}");
        }
        if let Some(options) = schema["oneOf"].as_array() {
            assert!(!options.contains(&json!({ "type": "null" })), "{at}");
        }
    });
    let document = document();
    let heading = &document["components"]["schemas"]["MdastHeading"]["properties"]["type"];
    assert_eq!((&heading["type"], &heading["const"]), (&json!("string"), &json!("heading")));
    let schemas = &document["components"]["schemas"];
    assert_eq!(schemas["MdastAlign"]["enum"], json!(["left", "right", "center"]));
    let align = &schemas["MdastTable"]["properties"]["align"]["items"];
    assert_eq!(align["type"], json!(["string", "null"]));
    assert_eq!(align["enum"], json!(["left", "right", "center", null]));
}

#[test]
fn neither_the_page_nor_a_list_has_a_default_that_clients_would_send() {
    let document = document();
    for (path, item) in document["paths"].as_object().expect("paths") {
        for parameter in item["get"]["parameters"].as_array().into_iter().flatten() {
            let (name, schema) = (&parameter["name"], &parameter["schema"]);
            if name == "page" || schema["type"] == "array" {
                assert_eq!(schema.get("default"), None, "{path} {name}");
            }
            if name == "status" {
                let text = parameter["description"].as_str().expect("a description");
                assert!(text.ends_with("The default is `published`."), "{path}: {text}");
            }
        }
    }
}

#[test]
fn posts_require_the_keys_that_they_have_by_default() {
    let service = Service::new(&[("a.md", &post("title: A"))]);
    let document = service.get("/openapi.json").json();
    let schemas = &document["components"]["schemas"];
    let (summary, single) = (&schemas["PostSummary"], &schemas["Post"]);
    let list = service.api("/posts");
    assert_eq!(names(&summary["required"]), names(&list["data"][0]));
    assert_eq!(names(&single["required"]), names(&service.api("/posts/a")["data"]));
    assert!(names(&summary["required"]).is_subset(&names(&single["required"])));
    for (key, schema) in summary["properties"].as_object().expect("properties") {
        assert_eq!(&single["properties"][key], schema, "{key}");
    }
    for key in ["revision", "sourcePath"] {
        assert!(names(&summary["required"]).contains(key), "{key}");
    }
    for (key, name) in [
        ("/PostPage/properties/data/items", "PostSummary"),
        ("/PostAnswer/properties/data", "Post"),
    ] {
        let reference = &schemas.pointer(key).expect(key)["$ref"];
        assert_eq!(reference, &json!(format!("#/components/schemas/{name}")), "{key}");
    }
    for schema in [summary, single] {
        let optional = &names(&schema["properties"]) - &names(&schema["required"]);
        for key in
            ["markdown", "text", "blocks", "related", "neighbors", "backlinks", "translations"]
        {
            assert!(optional.contains(key), "{key}");
        }
        assert!(schema["description"].as_str().is_some_and(|text| text.contains("`fields`")));
    }
}

/// Names of types in the standard libraries of languages that clients are generated for, which a generated type
/// of the same name would hide.
const TAKEN: [&str; 36] = [
    "Any",
    "Array",
    "Boolean",
    "Bool",
    "Character",
    "Class",
    "Client",
    "Collection",
    "Data",
    "Date",
    "Entry",
    "Enum",
    "Error",
    "Exception",
    "File",
    "Float",
    "Function",
    "Index",
    "Integer",
    "Iterator",
    "List",
    "Map",
    "None",
    "Number",
    "Object",
    "Option",
    "Optional",
    "Range",
    "Result",
    "Set",
    "String",
    "Struct",
    "Type",
    "Union",
    "Void",
    "Warning",
];

#[test]
fn no_component_has_the_name_of_a_type_of_a_language() {
    let document = document();
    for name in names(&document["components"]["schemas"]) {
        assert!(!TAKEN.contains(&name), "{name}");
        // In C#, a member cannot have the name of its type.
        let properties = &document["components"]["schemas"][name]["properties"];
        let clash = names(properties).into_iter().find(|key| key.eq_ignore_ascii_case(name));
        assert_eq!(clash, None, "{name}");
    }
}

#[test]
fn an_operation_declares_the_token_only_to_ignore_it() {
    let document = document();
    assert_eq!(document["security"], json!([{}, { "previewToken": [] }]));
    for (path, item) in document["paths"].as_object().expect("paths") {
        let reads_token = path.starts_with("/api/v1/") || path.starts_with("/assets/");
        let expected = if reads_token { None } else { Some(json!([])) };
        assert_eq!(item["get"].get("security"), expected.as_ref(), "{path}");
    }
}

#[test]
fn descriptions_have_no_line_breaks_within_paragraphs_and_items() {
    each_object("", &document(), &mut |at, value| {
        if let Some(text) = value["description"].as_str() {
            let rest = text.replace("\n\n", " ").replace("\n- ", " ");
            assert!(!rest.contains('\n'), "{at}: {text}");
        }
    });
}

#[test]
fn an_empty_manifest_has_one_meaning() {
    // Generated clients in Go and Java read each alternative, and fail if two fit, as `{"data": []}` did.
    let schemas = &document()["components"]["schemas"];
    let items = &schemas["Manifest"]["properties"]["data"]["items"];
    assert_eq!(items["$ref"], "#/components/schemas/ManifestItem");
    let options = schemas["ManifestItem"]["oneOf"].as_array().expect("alternatives");
    let kinds: Vec<_> = options
        .iter()
        .map(|option| option["$ref"].as_str().expect("a component").rsplit('/').next().unwrap())
        .map(|name| schemas[name]["type"].as_str().expect("a type"))
        .collect();
    assert_eq!(kinds, ["object", "string"]);
}

#[test]
fn webhooks_have_no_tag_of_an_operation() {
    // openapi-generator writes a file for each tag, and that of the webhooks replaced the one of the operations.
    let document = document();
    let mut tags = BTreeSet::new();
    for item in document["paths"].as_object().expect("paths").values() {
        tags.extend(names(&item["get"]["tags"]));
    }
    for item in document["webhooks"].as_object().expect("webhooks").values() {
        assert!(names(&item["post"]["tags"]).is_disjoint(&tags));
    }
}
