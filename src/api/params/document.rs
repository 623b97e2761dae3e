//! The parameter tables as OpenAPI parameters.

use serde_json::json;
use utoipa::openapi::path::{Parameter, ParameterBuilder, ParameterIn, ParameterStyle};
use utoipa::openapi::schema::{KnownFormat, SchemaFormat, Type};
use utoipa::openapi::{ArrayBuilder, ObjectBuilder, RefOr, Required, Schema};

use super::spec::{Kind, LONGEST_TEXT, MOST_VALUES, Param};

/// A year, a month or a day that exists; the last two alternatives are 29 February of leap years.
const PERIOD_PATTERN: &str = "^[0-9]{4}$|^[0-9]{4}-(0[1-9]|1[0-2])$|^[0-9]{4}-((0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])|(0[13-9]|1[0-2])-(29|30)|(0[13578]|1[02])-31)$|^[0-9]{2}(0[48]|[2468][048]|[13579][26])-02-29$|^([02468][048]|[13579][26])00-02-29$";

/// Language, script and region of BCP 47.
const LANG_PATTERN: &str = "^[A-Za-z]{2,3}(-[A-Za-z]{4})?(-([A-Za-z]{2}|[0-9]{3}))?$";

/// Describes query parameters in the order of their tables.
pub fn query_params(specs: &[&[Param]]) -> Vec<Parameter> {
    specs
        .iter()
        .flat_map(|group| group.iter())
        .map(|param| {
            let required = match param.kind {
                Kind::Required(_) => Required::True,
                _ => Required::False,
            };
            let parameter = ParameterBuilder::new()
                .name(param.name)
                .parameter_in(ParameterIn::Query)
                .required(required)
                .description(Some(param.description))
                .schema(Some(schema(param.kind)));
            if param.kind.is_set() {
                parameter.style(Some(ParameterStyle::Form)).explode(Some(true)).build()
            } else {
                parameter.build()
            }
        })
        .collect()
}

fn schema(kind: Kind) -> RefOr<Schema> {
    let text = ObjectBuilder::new().schema_type(Type::String);
    let set = |items: ObjectBuilder| {
        ArrayBuilder::new()
            .items(RefOr::T(Schema::Object(items.build())))
            .max_items(Some(MOST_VALUES))
    };
    match kind {
        Kind::Texts => set(text.max_length(Some(LONGEST_TEXT))).into(),
        Kind::Text(longest) => text.max_length(Some(longest)).into(),
        // A text of blanks is as if absent.
        Kind::Required(longest) => {
            text.min_length(Some(1)).max_length(Some(longest)).pattern(Some("\\S")).into()
        }
        Kind::Integer { min, max, default } => ObjectBuilder::new()
            .schema_type(Type::Integer)
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::Int32)))
            .minimum(Some(f64::from(min)))
            .maximum(Some(f64::from(max)))
            .default(default.map(|number| json!(number)))
            .into(),
        Kind::Choices { allowed, default } => set(text.enum_values(Some(allowed.iter().copied())))
            .default(default.map(|name| json!([name])))
            .into(),
        Kind::Switch { default } => {
            ObjectBuilder::new().schema_type(Type::Boolean).default(Some(json!(default))).into()
        }
        Kind::Choice { allowed, default } => {
            text.enum_values(Some(allowed.iter().copied())).default(Some(json!(default))).into()
        }
        Kind::Period => text.pattern(Some(PERIOD_PATTERN)).into(),
        Kind::Instant => text.format(Some(SchemaFormat::KnownFormat(KnownFormat::DateTime))).into(),
        Kind::Language => text.pattern(Some(LANG_PATTERN)).into(),
    }
}
