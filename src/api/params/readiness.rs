//! Parameters of `getReadiness`.

use super::kinds::Flag;
use super::query_params::QueryParams;
use super::reader::Reader;

/// The query parameters of `getReadiness`.
#[derive(Debug)]
pub struct ReadinessParams {
    /// Whether the service is ready only once search is.
    pub search: bool,
}

impl QueryParams for ReadinessParams {
    fn declare(reader: &mut Reader) -> Self {
        Self {
            search: reader.param(
                "search",
                Flag { default: true },
                "Whether the posts must be indexed for search. With `false`, the service is ready as soon as \
                 it accepts connections, and operations that need search may respond with 503.",
            ),
        }
    }
}
