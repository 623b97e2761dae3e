//! The operations of the API by number, for counters.

use std::collections::HashMap;

use crate::protocol::paths::route_pattern;

/// The number of an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct OperationId(u16);

impl OperationId {
    /// For requests without an operation, such as those for an unknown path.
    pub const NONE: Self = Self(0);

    /// Returns the index in a table with a row for each operation, after one for [`Self::NONE`].
    pub(super) fn index(self) -> usize {
        usize::from(self.0)
    }

    /// Returns the position in the list of operations; `None` for [`Self::NONE`].
    pub fn position(self) -> Option<usize> {
        self.index().checked_sub(1)
    }
}

/// An operation.
#[derive(Debug)]
struct Operation {
    name: Box<str>,
    #[cfg_attr(not(feature = "otel"), allow(dead_code, reason = "only spans have it"))]
    route: Box<str>,
}

/// All operations.
#[derive(Debug)]
pub struct Operations {
    all: Vec<Operation>,
    by_pattern: HashMap<String, OperationId>,
}

impl Operations {
    /// The label of requests without an operation.
    pub const NO_NAME: &'static str = "none";

    /// Creates the table from operationIds and path templates.
    ///
    /// # Panics
    /// Panics if there are more than 65,534.
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

    /// Returns the operation of a route, given the router's pattern.
    pub fn find(&self, match_pattern: &str) -> OperationId {
        self.by_pattern.get(match_pattern).copied().unwrap_or(OperationId::NONE)
    }

    /// Returns the operationId, such as `listPosts`; [`Self::NO_NAME`] for [`OperationId::NONE`].
    pub fn name(&self, id: OperationId) -> &str {
        &self.all[id.index()].name
    }

    /// Returns the path template, such as `/api/v1/posts/{slug}`; empty for [`OperationId::NONE`].
    #[cfg_attr(not(feature = "otel"), allow(dead_code, reason = "only spans have it"))]
    pub fn route(&self, id: OperationId) -> &str {
        &self.all[id.index()].route
    }

    /// Returns the number of rows of a table with a row for each operation.
    pub(super) fn count(&self) -> usize {
        self.all.len()
    }

    /// Returns all operations with their names, [`OperationId::NONE`] first.
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
    fn operations_are_found_by_route_pattern() {
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
    fn numbers_are_unique() {
        let operations = operations();
        let (mut ids, names): (Vec<_>, Vec<_>) = operations.iter().unzip();
        assert_eq!(ids.len(), operations.count());
        ids.dedup();
        assert_eq!(ids.len(), names.len());
        assert_eq!((names[0], ids[0].position()), ("none", None));
        assert_eq!(ids[1].position(), Some(0));
    }
}
