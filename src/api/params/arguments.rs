//! Arguments of tools: the same parameters as those of a query string, sent as a JSON object.

use serde_json::{Map, Number, Value, json};
use utoipa::openapi::Required;

use super::query_params::QueryParams;
use super::query_string::{MAX_ERRORS, QueryString};
use super::reader::Reader;
use crate::protocol::problem::{ParameterError, Problem, shorten};

/// Reads the arguments of a tool. A list is an array, and null is as if absent.
///
/// # Errors
/// Returns `invalid_parameter` with the errors of all arguments.
pub fn read_arguments<P: QueryParams>(arguments: &Map<String, Value>) -> Result<P, Problem> {
    let (mut pairs, mut malformed) = (Vec::new(), Vec::new());
    for (name, value) in arguments {
        let values = match value {
            Value::Null => continue,
            Value::Array(items) => items.iter().map(text).collect(),
            value => text(value).map(|value| vec![value]),
        };
        match values {
            Some(values) => {
                pairs.extend(values.into_iter().map(|value| (name.clone(), value)));
            }
            None if malformed.len() < MAX_ERRORS => malformed.push(ParameterError {
                location: "query",
                name: shorten(name),
                value: Some(shorten(&value.to_string())),
                code: "malformed",
                message: format!(
                    "`{}` must be a string, a number, a boolean or an array of these",
                    shorten(name)
                ),
                allowed: Vec::new(),
                suggestion: None,
            }),
            None => {}
        }
    }
    let mut reader = Reader::of(QueryString::of(pairs), malformed);
    let params = P::declare(&mut reader);
    reader.finish().map(|_| params)
}

/// Returns a scalar as it would be in a query string; `None` if the value is none.
fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(digits(number)),
        Value::Bool(flag) => Some(flag.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// Returns a number without a fraction that is zero: some clients write every number as `5.0`.
fn digits(number: &Number) -> String {
    let text = number.to_string();
    text.strip_suffix(".0").map_or_else(|| text.clone(), str::to_owned)
}

/// Returns the JSON Schema (2020-12) of arguments.
pub fn input_schema<P: QueryParams>() -> Value {
    let (mut properties, mut required) = (Map::new(), Vec::new());
    for parameter in Reader::document(P::declare, None) {
        let mut schema = serde_json::to_value(&parameter.schema).expect("a schema is JSON");
        let object = schema.as_object_mut().expect("a schema of a parameter is an object");
        object.remove("format");
        object.insert("description".to_owned(), json!(parameter.description));
        if matches!(parameter.required, Required::True) {
            required.push(parameter.name.clone());
        }
        properties.insert(parameter.name, schema);
    }
    json!({
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": false,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::{input_schema, read_arguments};
    use crate::api::params::{
        GetPostArguments, ListChangesArguments, ListTermsArguments, SearchPostsArguments,
    };

    fn search(arguments: &Value) -> Result<SearchPostsArguments, Vec<(String, &'static str)>> {
        let read = read_arguments(arguments.as_object().unwrap());
        read.map_err(|problem| {
            problem.errors.into_iter().map(|error| (error.name, error.code)).collect()
        })
    }

    #[test]
    fn values_are_read_whatever_their_json_type() {
        for limit in [json!(5), json!(5.0), json!("5"), json!([5])] {
            let read = search(&json!({ "limit": limit, "tag": ["a, b", 3.10], "query": null }));
            let read = read.unwrap();
            assert_eq!(read.query.filters.tag, ["a, b", "3.1"], "{limit}");
        }
    }

    #[test]
    fn all_wrong_arguments_are_reported() {
        let wrong =
            json!({ "qery": "a", "limit": 0, "tag": [["a"]], "dateFrom": {}, "cursor": 1e300 });
        let errors = search(&wrong).unwrap_err();
        let expected = [
            ("tag", "malformed"),
            ("dateFrom", "malformed"),
            ("qery", "unknown"),
            ("limit", "out_of_range"),
        ];
        let errors: Vec<_> = errors.iter().map(|(name, code)| (name.as_str(), *code)).collect();
        assert_eq!(errors, expected);
    }

    #[test]
    fn schemas_have_descriptions_and_are_closed() {
        for schema in [
            input_schema::<SearchPostsArguments>(),
            input_schema::<GetPostArguments>(),
            input_schema::<ListTermsArguments>(),
            input_schema::<ListChangesArguments>(),
        ] {
            assert_eq!(schema["additionalProperties"], false);
            for (name, property) in schema["properties"].as_object().unwrap() {
                assert!(
                    property["description"].as_str().is_some_and(|it| !it.is_empty()),
                    "{name}"
                );
            }
        }
        assert_eq!(input_schema::<GetPostArguments>()["required"], json!(["slug"]));
    }

    fn any_json() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<f64>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            "\\PC{0,12}".prop_map(Value::from),
        ];
        leaf.prop_recursive(3, 16, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                prop::collection::hash_map("[a-z]{0,4}", inner, 0..4)
                    .prop_map(|map| map.into_iter().collect()),
            ]
        })
    }

    proptest! {
        #[test]
        fn any_arguments_are_read_or_refused(
            arguments in prop::collection::hash_map(
                "query|tag|lang|dateTo|limit|cursor|slug|section|offset|since|sort|[a-z]{0,3}",
                any_json(),
                0..6,
            ),
        ) {
            let arguments = arguments.into_iter().collect();
            let _ = read_arguments::<SearchPostsArguments>(&arguments);
            let _ = read_arguments::<GetPostArguments>(&arguments);
            let _ = read_arguments::<ListTermsArguments>(&arguments);
            let _ = read_arguments::<ListChangesArguments>(&arguments);
        }
    }
}
