//! Text.

use utoipa::openapi::schema::Type;
use utoipa::openapi::{ObjectBuilder, RefOr, Schema};

use crate::api::params::argument::{Argument, MAX_VALUES};
use crate::api::params::kind::{Kind, list_of};

/// The maximum length of a value of a list, in characters.
const MAX_ITEM_LENGTH: usize = 200;

/// A text.
#[derive(Debug, Clone, Copy)]
pub struct Text {
    /// The maximum length in characters.
    pub max_length: usize,
}

impl Kind for Text {
    type Value = Option<String>;

    fn parse(&self, argument: &mut Argument<'_>) -> Option<String> {
        let value = argument.single()?;
        if is_longer(value, self.max_length) {
            let message = format!("must be at most {} characters long", self.max_length);
            argument.fail("too_long", Some(value), &message);
            return None;
        }
        Some(value.to_owned())
    }

    fn schema(&self) -> RefOr<Schema> {
        text().max_length(Some(self.max_length)).into()
    }
}

/// A text that must be present and contain more than whitespace.
#[derive(Debug, Clone, Copy)]
pub struct RequiredText {
    /// The maximum length in characters.
    pub max_length: usize,
}

impl Kind for RequiredText {
    /// Empty if the parameter is missing or invalid, which is an error.
    type Value = String;

    const IS_REQUIRED: bool = true;

    fn parse(&self, argument: &mut Argument<'_>) -> String {
        if argument.is_absent() {
            argument.fail("missing", None, "is required and must not be blank");
        }
        Text { max_length: self.max_length }.parse(argument).unwrap_or_default()
    }

    fn schema(&self) -> RefOr<Schema> {
        let text = text().min_length(Some(1)).max_length(Some(self.max_length));
        // Whitespace alone counts as missing.
        text.pattern(Some("\\S")).into()
    }
}

/// A list of texts. They are not split at commas, because a name may contain one: queries split those
/// that they don't know as a whole.
#[derive(Debug, Clone, Copy)]
pub struct TextList;

impl Kind for TextList {
    type Value = Vec<String>;

    const IS_LIST: bool = true;

    fn parse(&self, argument: &mut Argument<'_>) -> Vec<String> {
        let values: Vec<String> = argument.values().map(str::to_owned).collect();
        // In so few bytes, with a comma after each value, no item is too long, and they are not too many.
        const { assert!(MAX_ITEM_LENGTH <= 2 * MAX_VALUES) };
        let bytes: usize = values.iter().map(|value| value.len() + 1).sum();
        if bytes > MAX_ITEM_LENGTH {
            check_items(argument);
        }
        values
    }

    fn schema(&self) -> RefOr<Schema> {
        list_of(text().max_length(Some(MAX_ITEM_LENGTH))).into()
    }
}

/// Reports the items of a list that are too long, or that they are too many.
fn check_items(argument: &mut Argument<'_>) {
    for item in argument.items() {
        if is_longer(item, MAX_ITEM_LENGTH) {
            let message = format!("accepts values of at most {MAX_ITEM_LENGTH} characters");
            argument.fail("too_long", Some(item), &message);
        }
    }
}

fn text() -> ObjectBuilder {
    ObjectBuilder::new().schema_type(Type::String)
}

fn is_longer(text: &str, max_length: usize) -> bool {
    text.chars().nth(max_length).is_some()
}
