//! Choices among named values.

use serde_json::json;
use utoipa::openapi::schema::Type;
use utoipa::openapi::{ObjectBuilder, RefOr, Schema};

use crate::api::params::argument::Argument;
use crate::api::params::kind::{Kind, list_of};
use crate::api::view::names::Named;

/// A list of values, without duplicates and in the order in which they were sent.
#[derive(Debug, Clone, Copy)]
pub struct AnyOf<T: 'static> {
    allowed: &'static [T],
    default: Option<T>,
}

impl<T: Named> AnyOf<T> {
    /// Accepts all values of the type.
    pub fn all() -> Self {
        Self::only(T::ALL)
    }

    /// Accepts these values.
    pub fn only(allowed: &'static [T]) -> Self {
        Self { allowed, default: None }
    }

    /// Documents the meaning of an empty list, which remains empty.
    pub fn or(self, default: T) -> Self {
        Self { default: Some(default), ..self }
    }

    fn names(&self) -> impl Iterator<Item = &'static str> + use<T> {
        self.allowed.iter().map(|value| value.name())
    }
}

impl<T: Named> Kind for AnyOf<T> {
    type Value = Vec<T>;

    const IS_LIST: bool = true;

    fn parse(&self, argument: &mut Argument<'_>) -> Vec<T> {
        let mut chosen = Vec::new();
        for item in argument.items() {
            match T::from_name(item).filter(|value| self.allowed.contains(value)) {
                Some(value) if chosen.contains(&value) => {}
                Some(value) => chosen.push(value),
                None => argument.not_allowed(item, self.names()),
            }
        }
        chosen
    }

    fn schema(&self) -> RefOr<Schema> {
        let item = ObjectBuilder::new().schema_type(Type::String).enum_values(Some(self.names()));
        list_of(item).into()
    }

    fn default_list(&self) -> Option<String> {
        self.default.map(|value| value.name().to_owned())
    }
}

/// One value.
#[derive(Debug, Clone, Copy)]
pub struct OneOf<T> {
    /// The value if the parameter is absent.
    pub default: T,
}

impl<T: Named> Kind for OneOf<T> {
    type Value = T;

    fn parse(&self, argument: &mut Argument<'_>) -> T {
        let Some(value) = argument.single() else { return self.default };
        T::from_name(value).unwrap_or_else(|| {
            argument.not_allowed(value, T::ALL.iter().map(|choice| choice.name()));
            self.default
        })
    }

    fn schema(&self) -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .enum_values(Some(T::ALL.iter().map(|choice| choice.name())))
            .default(Some(json!(self.default.name())))
            .into()
    }
}

/// `true` or `false`, in any case, because Python libraries write `True`.
#[derive(Debug, Clone, Copy)]
pub struct Flag {
    /// The value if the parameter is absent.
    pub default: bool,
}

impl Kind for Flag {
    type Value = bool;

    fn parse(&self, argument: &mut Argument<'_>) -> bool {
        match argument.single() {
            None => self.default,
            Some(value) if value.eq_ignore_ascii_case("true") => true,
            Some(value) if value.eq_ignore_ascii_case("false") => false,
            Some(other) => {
                argument.not_allowed(other, ["true", "false"]);
                self.default
            }
        }
    }

    fn schema(&self) -> RefOr<Schema> {
        ObjectBuilder::new().schema_type(Type::Boolean).default(Some(json!(self.default))).into()
    }
}
