//! Filters by keys of the front matter that a schema declares.

use std::borrow::Cow;

use serde_json::Value;

use super::extra_names::{Part, has_bounds, write};
use super::kinds::{ExtraBound, ExtraTexts, ExtraValues};
use super::reader::Reader;
use crate::compile::{ExtraKey, ExtraSchema, ScalarKind};
use crate::query::ExtraFilter;

/// Declares the filters by declared keys with a single value.
pub fn extra_filters(reader: &mut Reader) -> Vec<ExtraFilter> {
    let Some((schema, keys)) = reader.extra() else { return Vec::new() };
    let filters = keys.into_iter().filter_map(|key| {
        let values = schema.key(key).values.as_ref().ok()?;
        let name = |part| write(&schema, key, part).into();
        let mut filter = ExtraFilter::new(key);
        let text = match values.kind {
            ScalarKind::Boolean => "Only posts whose key `KEY` has this value.",
            _ => "Only posts whose key `KEY` has **any** of these values.",
        };
        let any = || describe(&schema, key, text);
        if values.kind == ScalarKind::Text {
            filter.texts = reader.declare(name(Part::Value), ExtraTexts(values), any);
        } else {
            filter.values = reader.declare(name(Part::Value), ExtraValues(values), any);
        }
        if has_bounds(values.kind) {
            let bound = |part| ExtraBound { kind: values.kind, part };
            filter.min = reader.declare(name(Part::Min), bound(Part::Min), || {
                describe(&schema, key, "Only posts whose key `KEY` is at least this value.")
            });
            filter.max = reader.declare(name(Part::Max), bound(Part::Max), || {
                describe(&schema, key, "Only posts whose key `KEY` is at most this value.")
            });
        }
        Some(filter).filter(|filter| !filter.is_empty())
    });
    filters.collect()
}

/// Returns a description with the one in the schema, if any.
fn describe(schema: &ExtraSchema, key: ExtraKey, text: &str) -> Cow<'static, str> {
    let mut text = text.replace("KEY", &schema.key(key).name);
    let own = schema.declaration(key).get("description");
    if let Some(own) = own.and_then(Value::as_str) {
        text.push_str("\n\n");
        text.push_str(own);
    }
    text.into()
}
