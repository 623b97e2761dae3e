//! Values, bounds, sort keys and facets of the front matter keys that a schema declares.

use std::sync::Arc;

use serde_json::{Value, json};
use utoipa::openapi::schema::{KnownFormat, SchemaFormat, Type};
use utoipa::openapi::{ObjectBuilder, RefOr, Schema};

use super::date::{parse_instant, parse_period, period_schema};
use super::order::Order;
use super::text::TextList;
use crate::api::params::argument::Argument;
use crate::api::params::extra_names::{MOST_LISTED, Part, nearest_name, why_not};
use crate::api::params::kind::{Kind, list_of};
use crate::api::view::names::{Named, extra_name};
use crate::compile::{ExtraSchema, Number, Scalar, ScalarKind, ScalarValues};
use crate::protocol::problem::{ParameterError, shorten};
use crate::query::{Direction, Facet, SortKey};
use crate::text::suggest::meanings;

/// Texts of a key, of which some may be enumerated.
#[derive(Debug, Clone, Copy)]
pub struct ExtraTexts<'s>(pub &'s ScalarValues);

impl Kind for ExtraTexts<'_> {
    type Value = Vec<String>;

    const IS_LIST: bool = true;

    fn parse(&self, argument: &mut Argument<'_>) -> Vec<String> {
        let Some(options) = &self.0.options else { return TextList.parse(argument) };
        // Reports too many.
        argument.items();
        let mut texts = Vec::new();
        for value in argument.values().map(str::trim) {
            if self.0.has_option(value) {
                texts.push(value.to_owned());
                continue;
            }
            for item in value.split(',').map(str::trim).filter(|item| !item.is_empty()) {
                if self.0.has_option(item) {
                    texts.push(item.to_owned());
                } else {
                    not_allowed(argument, item, options, None);
                }
            }
        }
        texts
    }

    fn schema(&self) -> RefOr<Schema> {
        match &self.0.options {
            Some(options) => {
                let item = ObjectBuilder::new().schema_type(Type::String);
                list_of(item.enum_values(Some(options.to_vec()))).into()
            }
            None => TextList.schema(),
        }
    }
}

/// Values of a key that are not text.
#[derive(Debug, Clone, Copy)]
pub struct ExtraValues<'s>(pub &'s ScalarValues);

impl ExtraValues<'_> {
    fn check_bounds(&self, argument: &mut Argument<'_>, item: &str, value: Scalar) {
        let Scalar::Number(number) = value else { return };
        let ScalarValues { minimum, maximum, .. } = self.0;
        let message = match (minimum, maximum) {
            (Some(min), _) if number < *min => format!("must be at least {min}"),
            (_, Some(max)) if number > *max => format!("must be at most {max}"),
            _ => return,
        };
        argument.fail("out_of_range", Some(item), &message);
    }
}

impl Kind for ExtraValues<'_> {
    type Value = Vec<Scalar>;

    const IS_LIST: bool = true;

    fn parse(&self, argument: &mut Argument<'_>) -> Vec<Scalar> {
        let mut values = Vec::new();
        for item in argument.items() {
            let Some(value) = parse(self.0.kind, item) else {
                match &self.0.options {
                    Some(options) => not_allowed(argument, item, options, None),
                    None => wrong_kind(argument, item, self.0.kind),
                }
                continue;
            };
            if let Some(options) = &self.0.options
                && !self.0.has_option(&value.to_string())
            {
                not_allowed(argument, item, options, None);
                continue;
            }
            self.check_bounds(argument, item, value);
            if !values.contains(&value) {
                values.push(value);
            }
        }
        values
    }

    fn schema(&self) -> RefOr<Schema> {
        let item = object(self.0.kind);
        // A single flag is what clients send, and it is typed as one.
        if self.0.kind == ScalarKind::Boolean {
            return item.into();
        }
        let bound = |bound: Option<Number>| bound.map(Number::rounded);
        let mut item = item.minimum(bound(self.0.minimum)).maximum(bound(self.0.maximum));
        if let Some(options) = &self.0.options {
            let value = |text: &String| match self.0.kind {
                ScalarKind::Integer | ScalarKind::Number => {
                    serde_json::from_str(text).unwrap_or_else(|_| json!(text))
                }
                _ => json!(text),
            };
            item = item.enum_values(Some(options.iter().map(value).collect::<Vec<Value>>()));
        }
        list_of(item).into()
    }
}

/// The least or greatest value of a key.
#[derive(Debug, Clone, Copy)]
pub struct ExtraBound {
    /// The kind of its values.
    pub kind: ScalarKind,
    /// Which bound it is.
    pub part: Part,
}

impl Kind for ExtraBound {
    type Value = Option<Scalar>;

    fn parse(&self, argument: &mut Argument<'_>) -> Option<Scalar> {
        let text = argument.single()?;
        let bound = match self.kind {
            ScalarKind::Date => parse_period(text).map(|(first, last)| {
                Scalar::Date(if self.part == Part::Min { first } else { last })
            }),
            kind => parse(kind, text),
        };
        if bound.is_none() && self.kind == ScalarKind::Date {
            let message = "must be an existing day, month or year: YYYY-MM-DD, YYYY-MM or YYYY";
            argument.fail("invalid_date", Some(text), message);
        } else if bound.is_none() {
            wrong_kind(argument, text, self.kind);
        }
        bound
    }

    fn schema(&self) -> RefOr<Schema> {
        match self.kind {
            ScalarKind::Date => period_schema(),
            kind => object(kind).into(),
        }
    }
}

/// An order of posts, also by declared keys.
#[derive(Debug, Clone)]
pub struct PostOrder {
    order: Order<SortKey>,
    schema: Option<Arc<ExtraSchema>>,
}

impl PostOrder {
    /// Accepts the keys of an order and those of a schema.
    pub fn new(order: Order<SortKey>, schema: Option<&Arc<ExtraSchema>>) -> Self {
        Self { order, schema: schema.cloned() }
    }

    fn parse_key(&self, item: &str) -> Option<(SortKey, Direction)> {
        if let Some(key) = self.order.parse_key(item) {
            return Some(key);
        }
        let (name, direction) = match item.strip_prefix('-') {
            Some(name) => (name, Direction::Descending),
            None => (item, Direction::Ascending),
        };
        let mut keys = declared(self.schema.as_ref());
        keys.find(|(known, _)| known == name).map(|(_, key)| (SortKey::Extra(key), direction))
    }

    fn names(&self) -> Vec<String> {
        let extra = declared(self.schema.as_ref());
        let both = extra.flat_map(|(name, _)| [name.clone(), format!("-{name}")]);
        self.order.names().chain(both).collect()
    }
}

impl Kind for PostOrder {
    type Value = Vec<(SortKey, Direction)>;

    const IS_LIST: bool = true;

    fn parse(&self, argument: &mut Argument<'_>) -> Vec<(SortKey, Direction)> {
        let mut keys = Vec::new();
        for item in argument.items() {
            match self.parse_key(item) {
                Some(key) if keys.contains(&key) => {}
                Some(key) => keys.push(key),
                None => {
                    let name = item.strip_prefix('-').unwrap_or(item);
                    not_allowed(argument, item, &self.names(), why_no_key(name, &self.schema));
                }
            }
        }
        keys
    }

    fn schema(&self) -> RefOr<Schema> {
        let item = ObjectBuilder::new().schema_type(Type::String).enum_values(Some(self.names()));
        list_of(item).into()
    }

    fn default_list(&self) -> Option<String> {
        self.order.default_list()
    }
}

/// A list of facets, also of declared keys.
#[derive(Debug, Clone)]
pub struct FacetList(Option<Arc<ExtraSchema>>);

impl FacetList {
    /// Accepts all facets and the keys of a schema.
    pub fn new(schema: Option<&Arc<ExtraSchema>>) -> Self {
        Self(schema.cloned())
    }

    fn parse_name(&self, name: &str) -> Option<Facet> {
        let mut keys = declared(self.0.as_ref());
        let extra = || keys.find(|(known, _)| known == name).map(|(_, key)| Facet::Extra(key));
        Facet::from_name(name).or_else(extra)
    }

    fn names(&self) -> Vec<String> {
        let all = Facet::ALL.iter().map(|facet| facet.name().to_owned());
        all.chain(declared(self.0.as_ref()).map(|(name, _)| name)).collect()
    }
}

impl Kind for FacetList {
    type Value = Vec<Facet>;

    const IS_LIST: bool = true;

    fn parse(&self, argument: &mut Argument<'_>) -> Vec<Facet> {
        let mut facets = Vec::new();
        for item in argument.items() {
            match self.parse_name(item) {
                Some(facet) if facets.contains(&facet) => {}
                Some(facet) => facets.push(facet),
                None => not_allowed(argument, item, &self.names(), why_no_key(item, &self.0)),
            }
        }
        facets
    }

    fn schema(&self) -> RefOr<Schema> {
        let item = ObjectBuilder::new().schema_type(Type::String).enum_values(Some(self.names()));
        list_of(item).into()
    }
}

/// Returns the names of declared keys with a single value. A list cannot contain a name with a comma.
fn declared(
    schema: Option<&Arc<ExtraSchema>>,
) -> impl Iterator<Item = (String, crate::compile::ExtraKey)> + use<'_> {
    let keys = schema.into_iter().flat_map(|schema| schema.keys());
    let single = keys.filter(|(_, key)| key.kind().is_some() && !key.name.contains(','));
    single.map(|(key, declared)| (extra_name(&declared.name), key))
}

fn why_no_key(name: &str, schema: &Option<Arc<ExtraSchema>>) -> Option<String> {
    why_not(name, schema.as_deref()).map(|(_, reason)| reason)
}

/// Reports a value that is not one of the allowed ones, with a reason if there is a better one.
fn not_allowed(
    argument: &mut Argument<'_>,
    value: &str,
    allowed: &[String],
    reason: Option<String>,
) {
    argument.report(|name| {
        let near = |value: &str| nearest_name(value, allowed.iter().map(String::as_str));
        let suggestion = meanings(value).find_map(|value| near(&value).map(str::to_owned));
        let reason = reason.map_or(String::new(), |reason| format!(": {reason}"));
        ParameterError {
            location: "query",
            name: name.to_owned(),
            value: Some(shorten(value)),
            code: "not_allowed",
            message: format!("`{}` is not a valid value of `{name}`{reason}", shorten(value)),
            allowed: allowed.iter().take(MOST_LISTED).cloned().collect(),
            suggestion,
        }
    });
}

fn parse(kind: ScalarKind, text: &str) -> Option<Scalar> {
    match kind {
        ScalarKind::DateTime => parse_instant(text).map(Scalar::DateTime),
        kind => Scalar::parse(kind, text),
    }
}

fn wrong_kind(argument: &mut Argument<'_>, value: &str, kind: ScalarKind) {
    let (code, message) = match kind {
        ScalarKind::Boolean => {
            return not_allowed(argument, value, &["true", "false"].map(str::to_owned), None);
        }
        ScalarKind::Integer => ("not_an_integer", "must be an integer"),
        ScalarKind::Number => ("not_a_number", "must be a number, such as 3 or -0.5"),
        ScalarKind::Date => ("invalid_date", "must be an existing day: YYYY-MM-DD"),
        ScalarKind::DateTime | ScalarKind::Text => (
            "invalid_date",
            "must be a date and time with a UTC offset (RFC 3339), such as 2025-01-15T08:00:00Z",
        ),
    };
    argument.fail(code, Some(value), message);
}

fn object(kind: ScalarKind) -> ObjectBuilder {
    let object = ObjectBuilder::new();
    let format = |format| Some(SchemaFormat::KnownFormat(format));
    match kind {
        ScalarKind::Text => object.schema_type(Type::String),
        ScalarKind::Boolean => object.schema_type(Type::Boolean),
        ScalarKind::Integer => object.schema_type(Type::Integer).format(format(KnownFormat::Int64)),
        ScalarKind::Number => object.schema_type(Type::Number).format(format(KnownFormat::Double)),
        ScalarKind::Date => object.schema_type(Type::String).format(format(KnownFormat::Date)),
        ScalarKind::DateTime => {
            object.schema_type(Type::String).format(format(KnownFormat::DateTime))
        }
    }
}
