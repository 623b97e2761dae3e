//! Sort orders.

use utoipa::openapi::schema::Type;
use utoipa::openapi::{ObjectBuilder, RefOr, Schema};

use crate::api::params::argument::Argument;
use crate::api::params::kind::{Kind, list_of};
use crate::api::view::names::Named;
use crate::query::Direction;

/// A list of sort keys. The prefix `-` means descending.
#[derive(Debug, Clone, Copy)]
pub struct Order<K> {
    excluded: Option<K>,
    default: Option<(K, Direction)>,
}

impl<K: Named> Order<K> {
    /// Accepts all keys.
    pub fn all() -> Self {
        Self { excluded: None, default: None }
    }

    /// Does not accept `key`.
    pub fn without(self, key: K) -> Self {
        Self { excluded: Some(key), ..self }
    }

    /// Documents the meaning of an empty list, which remains empty.
    pub fn or(self, key: K, direction: Direction) -> Self {
        Self { default: Some((key, direction)), ..self }
    }

    /// Parses a key with its direction.
    pub(super) fn parse_key(&self, name: &str) -> Option<(K, Direction)> {
        let (name, direction) = match name.strip_prefix('-') {
            Some(name) => (name, Direction::Descending),
            None => (name, Direction::Ascending),
        };
        let key = K::from_name(name).filter(|key| Some(*key) != self.excluded)?;
        Some((key, direction))
    }

    /// Returns all keys in both directions.
    pub(super) fn names(&self) -> impl Iterator<Item = String> + use<K> {
        let excluded = self.excluded;
        let allowed = K::ALL.iter().filter(move |key| Some(**key) != excluded);
        let directions = [Direction::Ascending, Direction::Descending];
        allowed.flat_map(move |&key| directions.map(|direction| name(key, direction)))
    }
}

impl<K: Named> Kind for Order<K> {
    type Value = Vec<(K, Direction)>;

    const IS_LIST: bool = true;

    fn parse(&self, argument: &mut Argument<'_>) -> Vec<(K, Direction)> {
        let mut keys = Vec::new();
        for item in argument.items() {
            match self.parse_key(item) {
                Some(key) if keys.contains(&key) => {}
                Some(key) => keys.push(key),
                None => argument.not_allowed(item, self.names()),
            }
        }
        keys
    }

    fn schema(&self) -> RefOr<Schema> {
        let item = ObjectBuilder::new().schema_type(Type::String).enum_values(Some(self.names()));
        list_of(item).into()
    }

    fn default_list(&self) -> Option<String> {
        self.default.map(|(key, direction)| name(key, direction))
    }
}

fn name<K: Named>(key: K, direction: Direction) -> String {
    match direction {
        Direction::Ascending => key.name().to_owned(),
        Direction::Descending => format!("-{}", key.name()),
    }
}
