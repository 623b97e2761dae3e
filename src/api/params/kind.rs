//! What a kind of query parameter is.

use utoipa::openapi::{ArrayBuilder, ObjectBuilder, RefOr, Schema};

use super::argument::{Argument, MAX_VALUES};

/// A kind of parameter: how values are parsed, and their schema.
pub trait Kind {
    /// The type of the parsed value. It represents an absent or invalid parameter too.
    type Value;

    /// Whether the parameter is required.
    const IS_REQUIRED: bool = false;

    /// Whether the parameter takes a list of values, repeated or separated by commas.
    const IS_LIST: bool = false;

    /// Parses the values in a request and reports those that are invalid.
    fn parse(&self, argument: &mut Argument<'_>) -> Self::Value;

    /// Returns the schema for the OpenAPI document.
    fn schema(&self) -> RefOr<Schema>;

    /// Returns the default of a list, for the description. It is not part of the schema, because generated
    /// clients send the defaults in schemas, some of them in a form that is not a list.
    fn default_list(&self) -> Option<String> {
        None
    }
}

/// Returns the schema of a list.
pub fn list_of(items: ObjectBuilder) -> ArrayBuilder {
    ArrayBuilder::new().items(RefOr::T(Schema::Object(items.build()))).max_items(Some(MAX_VALUES))
}
