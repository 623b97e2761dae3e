//! Values are from the OpenAPI specifications 3.0.3 and 3.1.0, and from the guide "Upgrading from OpenAPI 3.0 to
//! 3.1" of the OpenAPI Initiative, read backwards.

use serde_json::{Value, json};

use super::{to_version_3_0, unsupported};

fn converted(schema: Value) -> Value {
    super::schema(&schema, "").expect("a schema that 3.0 can express")
}

#[test]
fn null_becomes_a_flag() {
    for (schema, expected) in [
        (json!({ "type": ["string", "null"] }), json!({ "type": "string", "nullable": true })),
        (json!({ "type": ["null", "string"] }), json!({ "type": "string", "nullable": true })),
        (json!({ "type": ["string"] }), json!({ "type": "string" })),
        // 3.0.3, "nullable": null must be in `enum` too.
        (
            json!({ "type": ["string", "null"], "enum": ["left", null] }),
            json!({ "type": "string", "nullable": true, "enum": ["left", null] }),
        ),
        (
            json!({ "description": "A or null.", "anyOf": [{ "$ref": "#/a" }, { "type": "null" }] }),
            json!({ "description": "A or null.", "allOf": [{ "$ref": "#/a" }], "nullable": true }),
        ),
        (
            json!({ "oneOf": [{ "$ref": "#/a" }, { "$ref": "#/b" }] }),
            json!({ "oneOf": [{ "$ref": "#/a" }, { "$ref": "#/b" }] }),
        ),
    ] {
        assert_eq!(converted(schema), expected);
    }
}

#[test]
fn keywords_of_3_1_become_those_of_3_0() {
    for (schema, expected) in [
        (json!({ "type": "string", "const": "a" }), json!({ "type": "string", "enum": ["a"] })),
        (json!({ "examples": ["a", "b"] }), json!({ "example": "a" })),
        (json!({ "exclusiveMinimum": 7 }), json!({ "minimum": 7, "exclusiveMinimum": true })),
        (json!({ "exclusiveMaximum": 7 }), json!({ "maximum": 7, "exclusiveMaximum": true })),
        (
            json!({ "type": "string", "contentMediaType": "application/octet-stream" }),
            json!({ "type": "string", "format": "binary" }),
        ),
        (
            json!({ "type": "string", "contentMediaType": "image/png", "contentEncoding": "base64" }),
            json!({ "type": "string", "format": "byte" }),
        ),
        (
            json!({ "$ref": "#/a", "description": "An A." }),
            json!({ "allOf": [{ "$ref": "#/a" }], "description": "An A." }),
        ),
        (json!({ "$ref": "#/a" }), json!({ "$ref": "#/a" })),
        (json!({ "properties": { "const": true } }), json!({ "properties": { "const": {} } })),
        (
            json!({ "additionalProperties": { "type": ["integer", "null"] } }),
            json!({ "additionalProperties": { "type": "integer", "nullable": true } }),
        ),
    ] {
        assert_eq!(converted(schema), expected);
    }
}

#[test]
fn what_3_0_cannot_express_is_an_error_with_its_place() {
    for (schema, place) in [
        (json!({ "type": ["string", "integer"] }), "/type"),
        (json!({ "type": "null" }), "/type"),
        (json!({ "anyOf": [{ "$ref": "#/a" }, {}, { "type": "null" }] }), "/anyOf"),
        (json!({ "properties": { "a/b": { "prefixItems": [] } } }), "/properties/a~1b/prefixItems"),
        (json!({ "items": { "if": {} } }), "/items/if"),
        (json!({ "$ref": "#/a", "allOf": [] }), "/allOf"),
        (json!({ "minimum": 1, "exclusiveMinimum": 0 }), "/exclusiveMinimum"),
        (json!({ "example": 1, "examples": [2] }), "/examples"),
        (json!(false), ""),
    ] {
        let error = super::schema(&schema, "").unwrap_err();
        assert_eq!(error.place, place, "{schema}");
    }
    for (document, place) in [
        (json!({ "jsonSchemaDialect": "x" }), "/jsonSchemaDialect"),
        (json!({ "info": { "summary": "x" } }), "/info/summary"),
        (json!({ "components": { "pathItems": {} } }), "/components/pathItems"),
        (json!({ "paths": { "/a": { "post": {} } } }), "/paths/~1a/post"),
        (
            json!({ "components": { "securitySchemes": { "a": { "type": "mutualTLS" } } } }),
            "/components/securitySchemes/a",
        ),
        (
            json!({ "paths": { "/a": { "parameters": [{ "$ref": "#/a", "description": "x" }] } } }),
            "/paths/~1a/parameters/0",
        ),
    ] {
        assert_eq!(to_version_3_0(&document).unwrap_err().place, place, "{document}");
    }
}

#[test]
fn a_reference_or_null_has_the_type_of_the_reference() {
    // 3.0.3: `nullable` takes effect only if `type` is defined within the same schema.
    let document = |kind: Value| {
        let reference = json!({ "$ref": "#/components/schemas/A" });
        json!({ "components": { "schemas": {
            "A": { "type": kind },
            "B": { "properties": { "a": { "anyOf": [reference, { "type": "null" }] } } }
        } } })
    };
    let converted = to_version_3_0(&document(json!("object"))).expect("a document of 3.0");
    let property = &converted["components"]["schemas"]["B"]["properties"]["a"];
    assert_eq!(property["type"], "object");
    assert_eq!(property["nullable"], true);
    assert_eq!(property["allOf"][0]["$ref"], "#/components/schemas/A");
    let mut unknown = document(json!("object"));
    unknown["components"]["schemas"]["A"] = json!({ "oneOf": [] });
    let error = to_version_3_0(&unknown).unwrap_err();
    assert_eq!(error.place, "#/components/schemas/A");
}

#[test]
fn values_next_to_a_reference_must_be_its_own_and_null() {
    let document = |values: Value| {
        let options = json!([{ "$ref": "#/components/schemas/A" }, { "type": "null" }]);
        json!({ "components": { "schemas": {
            "A": { "type": "string", "enum": ["left", "right"] },
            "B": { "type": ["string", "null"], "enum": values, "anyOf": options }
        } } })
    };
    let converted = to_version_3_0(&document(json!(["left", "right", null]))).expect("3.0");
    assert_eq!(
        converted["components"]["schemas"]["B"],
        json!({ "type": "string", "nullable": true, "allOf": [{ "$ref": "#/components/schemas/A" }] })
    );
    assert!(to_version_3_0(&document(json!(["left", null]))).is_err());
}

#[test]
fn the_default_becomes_errors_and_the_identifier_of_a_license_is_left_out() {
    let document = json!({
        "openapi": "3.1.0",
        "info": { "title": "A", "version": "1", "license": { "name": "MIT", "identifier": "MIT" } },
        "paths": { "/a": { "get": { "responses": {
            "200": { "description": "A." },
            "default": { "$ref": "#/components/responses/P" }
        } } } }
    });
    assert_eq!(
        to_version_3_0(&document),
        Ok(json!({
            "openapi": "3.0.3",
            "info": { "title": "A", "version": "1", "license": { "name": "MIT" } },
            "paths": { "/a": { "get": { "responses": {
                "200": { "description": "A." },
                "4XX": { "$ref": "#/components/responses/P" },
                "5XX": { "$ref": "#/components/responses/P" }
            } } } }
        }))
    );
}

#[test]
fn webhooks_are_left_out() {
    let document = json!({ "openapi": "3.1.0", "webhooks": { "a": { "post": {} } }, "paths": {} });
    assert_eq!(to_version_3_0(&document), Ok(json!({ "openapi": "3.0.3", "paths": {} })));
}

#[test]
fn an_error_says_what_and_why() {
    let error = unsupported("/a", "the field is unknown").unwrap_err();
    assert_eq!(error.to_string(), "OpenAPI 3.0 cannot express `/a`: the field is unknown");
}
