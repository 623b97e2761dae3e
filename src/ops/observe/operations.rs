//! The operations of the API, by number: what counters are indexed by.

use std::collections::HashMap;

use crate::protocol::paths::route_pattern;

/// The number of an operation; it is as cheap to keep and to compare as a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct OperationId(u16);

impl OperationId {
    /// Of requests that no operation answers, such as those for a path that is not there.
    pub const NONE: Self = Self(0);

    /// Its place in a table that has a row for each operation and a first one for [`Self::NONE`].
    pub(super) fn index(self) -> usize {
        usize::from(self.0)
    }

    /// Its position in the list of operations; `None` for [`Self::NONE`].
    pub fn position(self) -> Option<usize> {
        self.index().checked_sub(1)
    }
}

/// What is known of an operation.
#[derive(Debug)]
struct Operation {
    name: Box<str>,
    #[cfg_attr(not(feature = "otel"), allow(dead_code, reason = "spans alone tell it"))]
    route: Box<str>,
}

/// All operations.
#[derive(Debug)]
pub struct Operations {
    all: Vec<Operation>,
    by_pattern: HashMap<String, OperationId>,
}

impl Operations {
    /// What `operation` says of a request that no operation answers.
    pub const NO_NAME: &'static str = "none";

    /// Operations by their operationId and path template.
    ///
    /// # Panics
    /// Panics if there are more than 65,534, far more than an API can have.
    pub fn new<'a>(operations: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let mut all = vec![Operation { name: Self::NO_NAME.into(), route: Box::default() }];
        let mut by_pattern = HashMap::new();
        for (name, route) in operations {
            let number = u16::try_from(all.len()).expect("an API has fewer operations");
            all.push(Operation { name: name.into(), route: route.into() });
            by_pattern.insert(route_pattern(route), OperationId(number));
        }
        Self { all, by_pattern }
    }

    /// The operation of a route, by the pattern that the router calls it by.
    pub fn find(&self, match_pattern: &str) -> OperationId {
        self.by_pattern.get(match_pattern).copied().unwrap_or(OperationId::NONE)
    }

    /// The operationId, such as `listPosts`; [`Self::NO_NAME`] for [`OperationId::NONE`].
    pub fn name(&self, id: OperationId) -> &str {
        self.all.get(id.index()).map_or(Self::NO_NAME, |operation| &operation.name)
    }

    /// The path as the document has it, such as `/api/v1/posts/{slug}`; empty for
    /// [`OperationId::NONE`].
    #[cfg_attr(not(feature = "otel"), allow(dead_code, reason = "spans alone tell it"))]
    pub fn route(&self, id: OperationId) -> &str {
        self.all.get(id.index()).map_or("", |operation| &operation.route)
    }

    /// How many rows a table needs that is indexed by operation.
    pub(super) fn count(&self) -> usize {
        self.all.len()
    }

    /// Every operation with its number, [`OperationId::NONE`] first.
    pub(super) fn iter(&self) -> impl Iterator<Item = (OperationId, &str)> {
        (0..).zip(&self.all).map(|(number, operation)| (OperationId(number), &*operation.name))
    }
}

#[cfg(test)]
mod tests {
    use super::{OperationId, Operations};

    fn operations() -> Operations {
        Operations::new([
            ("getIndex", "/"),
            ("listPosts", "/api/v1/posts"),
            ("getPost", "/api/v1/posts/{slug}"),
            ("getAsset", "/assets/{path}"),
            ("getDocsFile", "/docs/{file}"),
        ])
    }

    #[test]
    fn an_operation_is_found_by_the_pattern_of_its_route() {
        let operations = operations();
        for (pattern, name, route) in [
            ("/", "getIndex", "/"),
            ("/api/v1/posts", "listPosts", "/api/v1/posts"),
            ("/api/v1/posts/{slug}", "getPost", "/api/v1/posts/{slug}"),
            ("/assets/{path:.*}", "getAsset", "/assets/{path}"),
            ("/docs/{file:.*}", "getDocsFile", "/docs/{file}"),
        ] {
            let id = operations.find(pattern);
            assert_eq!((operations.name(id), operations.route(id)), (name, route));
        }
        assert_eq!(operations.find("/nowhere"), OperationId::NONE);
        assert_eq!(operations.name(OperationId::NONE), "none");
    }

    #[test]
    fn every_operation_has_its_own_number() {
        let operations = operations();
        let (mut ids, names): (Vec<_>, Vec<_>) = operations.iter().unzip();
        assert_eq!(ids.len(), operations.count());
        ids.dedup();
        assert_eq!(ids.len(), names.len());
        assert_eq!((names[0], ids[0].position()), ("none", None));
        assert_eq!(ids[1].position(), Some(0));
    }
}
