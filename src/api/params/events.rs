//! Parameters of `streamEvents`.

use super::kinds::Text;
use super::query_params::QueryParams;
use super::reader::Reader;
use super::sync::SINCE;

/// The maximum length of a token, in characters: more than any version has.
const MAX_TOKEN_LENGTH: usize = 100;

/// The query parameters of `streamEvents`.
#[derive(Debug)]
pub struct StreamEventsParams {
    /// The token of the content that the client has; `None` if events begin now.
    pub since: Option<String>,
}

impl QueryParams for StreamEventsParams {
    fn declare(reader: &mut Reader) -> Self {
        Self {
            since: reader.param(
                SINCE,
                Text { max_length: MAX_TOKEN_LENGTH },
                "The sync token of the content that the client has, from `meta.syncToken` or an event. If the content \
                 has changed since, the first event is the difference. The header `Last-Event-ID` takes precedence. By \
                 default, events begin with the next change.",
            ),
        }
    }
}
