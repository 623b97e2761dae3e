//! Reads `_schema.json`, and reports what is wrong with it at its place.

use serde_json::Value;

use super::expand::{Refused, child, expand};
use super::extra::{ExtraSchema, MAX_SCHEMA_BYTES};
use super::fault;
use super::locate::locate;
use crate::compile::matter::{self, Entry};
use crate::compile::report::{Problem, Report, Span};
use crate::compile::{encoding, fields};
use crate::post::{Code, ContentPath, Diagnostic};
use crate::text::Revision;

/// Identifies the dialect; other dialects are refused.
const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";

/// The maximum number of problems that are reported.
const MAX_PROBLEMS: usize = 20;

impl ExtraSchema {
    /// Reads a schema.
    ///
    /// # Errors
    /// Returns all problems of the file if it is not JSON, not a schema of an object, or exceeds a limit.
    pub fn read(path: &ContentPath, bytes: &[u8]) -> Result<Self, Vec<Diagnostic>> {
        if bytes.len() > MAX_SCHEMA_BYTES {
            let message = format!("the schema has more than {MAX_SCHEMA_BYTES} bytes");
            let mut report = Report::new(path, "");
            report.push(
                invalid(None, message)
                    .expected(format!("at most {MAX_SCHEMA_BYTES} bytes"))
                    .help("declare fewer keys, or describe them more briefly"),
            );
            return Err(report.finish());
        }
        let text = encoding::decode(path, bytes).map_err(|found| vec![*found])?;
        let mut report = Report::new(path, text);
        let (value, entries) = match parse(text) {
            Ok(parsed) => parsed,
            Err(problems) => {
                report.extend(problems);
                return Err(report.finish());
            }
        };
        let problems = match check(&value) {
            Ok(expanded) => match Self::new(expanded, Revision::of(bytes)) {
                Ok(schema) => return Ok(schema),
                Err(error) => vec![Refused {
                    pointer: error.schema_path().as_str().to_owned(),
                    message: format!("{error}"),
                    expected: "a keyword of JSON Schema 2020-12 with a valid value".to_owned(),
                    help: "regular expressions have no lookaround and no backreferences".to_owned(),
                }],
            },
            Err(problems) => problems,
        };
        for found in problems {
            let path = fault::steps(&found.pointer);
            let span = locate(&entries, path.iter().map(String::as_str));
            let start = text.find('{').unwrap_or(0);
            let span = span.unwrap_or(Span::new(start, start + 1));
            report.push(invalid(span, found.message).expected(found.expected).help(found.help));
        }
        Err(report.finish())
    }
}

fn invalid(span: impl Into<Option<Span>>, message: impl Into<String>) -> Problem {
    Problem::new(Code::SchemaInvalid, span, message)
}

/// Returns the value, and the same with locations.
fn parse(text: &str) -> Result<(Value, Vec<Entry<'_>>), Vec<Problem>> {
    let json = text.strip_prefix(encoding::BOM).unwrap_or(text);
    let base = text.len() - json.len();
    if !json.trim_start().starts_with('{') {
        let start = base + json.len() - json.trim_start().len();
        let problem = invalid(Span::new(start, start + 1), "the schema is not a JSON object");
        return Err(vec![
            problem
                .expected("a JSON Schema, such as {\"type\": \"object\", \"properties\": {}}")
                .help("`inkstone schema init` writes a first one from the posts"),
        ]);
    }
    let (entries, problems) = matter::read_json(json, base);
    if !problems.is_empty() {
        return Err(problems
            .into_iter()
            .map(|problem| problem.with_code(Code::SchemaInvalid))
            .collect());
    }
    match serde_json::from_str(json) {
        Ok(value) => Ok((value, entries)),
        // The only difference is the range of numbers.
        Err(error) => {
            Err(vec![invalid(None, format!("invalid JSON: {error}")).expected("valid JSON")])
        }
    }
}

/// Returns the schema without references.
fn check(schema: &Value) -> Result<Value, Vec<Refused>> {
    let one = |pointer: &str, message: String, expected: &str, help: &str| {
        let (expected, help) = (expected.to_owned(), help.to_owned());
        vec![Refused { pointer: pointer.to_owned(), message, expected, help }]
    };
    if let Some(dialect) = schema.get("$schema")
        && dialect.as_str().map(|dialect| dialect.trim_end_matches('#')) != Some(DIALECT)
    {
        let message = format!("{dialect} is another dialect of JSON Schema");
        let help = "write the schema in JSON Schema 2020-12, or leave out `$schema`";
        return Err(one("/$schema", message, DIALECT, help));
    }
    if let Some(kind) = schema.get("type").filter(|kind| *kind != "object") {
        let message = format!("the type is {kind}, but front matter is a map");
        return Err(one("/type", message, "\"object\"", "declare the keys under `properties`"));
    }
    let expanded = expand(schema).map_err(|refused| vec![refused])?;
    let meta = jsonschema::draft202012::meta::validator();
    let errors = meta.iter_errors(schema).take(MAX_PROBLEMS);
    let mut problems: Vec<Refused> = errors
        .map(|error| Refused {
            pointer: error.instance_path().as_str().to_owned(),
            message: format!("{error}"),
            expected: "a keyword of JSON Schema 2020-12 with a valid value".to_owned(),
            help: "see https://json-schema.org/understanding-json-schema/reference".to_owned(),
        })
        .collect();
    problems.extend(known_keys(schema));
    if problems.is_empty() { Ok(expanded) } else { Err(problems) }
}

/// Returns the declared keys that have a meaning: they are never in `extra`, so no post would be valid if they were
/// required.
fn known_keys(schema: &Value) -> Vec<Refused> {
    let declared = schema.get("properties").and_then(Value::as_object);
    let declared = declared.into_iter().flatten();
    let declared = declared.map(|(key, _)| (child("/properties", key), key.as_str()));
    let required = schema.get("required").and_then(Value::as_array).into_iter().flatten();
    let required = required
        .enumerate()
        .filter_map(|(at, key)| Some((format!("/required/{at}"), key.as_str()?)));
    let known = declared.chain(required).filter(|(_, key)| fields::is_known(key));
    known
        .map(|(pointer, key)| Refused {
            pointer,
            message: format!("`{key}` is a key with a meaning, which is not part of `extra`"),
            expected: "only keys that Inkstone does not know".to_owned(),
            help: "delete it; docs/front-matter.md lists the known keys".to_owned(),
        })
        .collect()
}
