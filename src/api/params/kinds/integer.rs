//! Integers.

use serde_json::json;
use utoipa::openapi::schema::{KnownFormat, SchemaFormat, Type};
use utoipa::openapi::{ObjectBuilder, RefOr, Schema};

use crate::api::params::argument::Argument;
use crate::api::params::kind::Kind;

/// An integer within inclusive bounds.
#[derive(Debug, Clone, Copy)]
pub struct Integer {
    min: u32,
    max: u32,
}

/// An integer with a default value.
#[derive(Debug, Clone, Copy)]
pub struct DefaultedInteger {
    integer: Integer,
    default: u32,
}

impl Integer {
    /// Accepts integers from `min` to `max`.
    pub fn between(min: u32, max: u32) -> Self {
        Self { min, max }
    }

    /// Uses `default` if the parameter is absent.
    pub fn or(self, default: u32) -> DefaultedInteger {
        DefaultedInteger { integer: self, default }
    }

    fn object(&self) -> ObjectBuilder {
        ObjectBuilder::new()
            .schema_type(Type::Integer)
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::Int32)))
            .minimum(Some(f64::from(self.min)))
            .maximum(Some(f64::from(self.max)))
    }
}

impl Kind for Integer {
    type Value = Option<u32>;

    fn parse(&self, argument: &mut Argument<'_>) -> Option<u32> {
        let Self { min, max } = self;
        let value = argument.single()?;
        let digits = value.strip_prefix('-').unwrap_or(value);
        if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            let message = format!("must be an integer from {min} to {max}");
            argument.fail("not_an_integer", Some(value), &message);
            return None;
        }
        let number = value.parse().ok().filter(|number| (min..=max).contains(&number));
        if number.is_none() {
            let message = format!("must be from {min} to {max}");
            argument.fail("out_of_range", Some(value), &message);
        }
        number
    }

    fn schema(&self) -> RefOr<Schema> {
        self.object().into()
    }
}

impl Kind for DefaultedInteger {
    type Value = u32;

    fn parse(&self, argument: &mut Argument<'_>) -> u32 {
        self.integer.parse(argument).unwrap_or(self.default)
    }

    fn schema(&self) -> RefOr<Schema> {
        self.integer.object().default(Some(json!(self.default))).into()
    }
}
