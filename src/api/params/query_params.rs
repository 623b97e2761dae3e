//! What the query parameters of all operations have in common.

use std::sync::Arc;

use super::query_string::QueryString;
use super::reader::Reader;
use crate::compile::ExtraSchema;
use crate::protocol::problem::Problem;

/// The query parameters of an operation.
pub trait QueryParams: Sized {
    /// Declares all parameters and reads them. Every parameter must be declared in every call, regardless
    /// of the values of others, because the OpenAPI document is made by declaring without values.
    fn declare(reader: &mut Reader) -> Self;

    /// Reads a query string.
    ///
    /// # Errors
    /// Returns `invalid_parameter` with the errors of all parameters.
    fn read(query_string: &str) -> Result<Self, Problem> {
        Self::read_with_query(query_string).map(|(params, _)| params)
    }

    /// Reads a query string, and also returns it decoded, for links to other pages.
    ///
    /// # Errors
    /// Returns `invalid_parameter` with the errors of all parameters.
    fn read_with_query(query_string: &str) -> Result<(Self, QueryString), Problem> {
        Self::read_for(query_string, None)
    }

    /// Like [`Self::read_with_query`], with the keys of the front matter that a schema declares.
    ///
    /// # Errors
    /// Returns `invalid_parameter` with the errors of all parameters.
    fn read_for(
        query_string: &str,
        schema: Option<&Arc<ExtraSchema>>,
    ) -> Result<(Self, QueryString), Problem> {
        let mut reader = Reader::with_schema(query_string, schema);
        let params = Self::declare(&mut reader);
        Ok((params, reader.finish()?))
    }
}

/// The parameters of an operation without any.
#[derive(Debug)]
pub struct NoParams;

impl QueryParams for NoParams {
    fn declare(_: &mut Reader) -> Self {
        Self
    }
}
