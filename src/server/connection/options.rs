//! The options that the connections of a listener share.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use actix_web::web::Data;

use super::head::Receiver;
use crate::api::state::State;
use crate::server::dates::Dates;
use crate::server::pipeline::PipelineLayer;

/// What the connections of a listener share.
#[derive(Debug)]
pub struct ConnectionOptions {
    /// The prefix of a problem's `type`.
    pub origin: Arc<str>,
    /// The scheme that requests are sent over: `http` or `https`.
    pub scheme: &'static str,
    /// The service's state, for its limits and for counting refused requests.
    pub state: Data<State>,
    /// The values of `Date`.
    pub dates: Rc<Dates>,
    /// Responds to requests, some of them without the framework.
    pub pipeline: PipelineLayer,
    /// Which requests have content with a meaning.
    pub receiver: Receiver,
    /// How long the head of a request may take, with content that has a meaning.
    pub head_timeout: Duration,
    /// How long a connection may be idle between requests.
    pub keep_alive: Duration,
    /// The memory that connections read to, one after the other.
    pub buffer: RefCell<Vec<u8>>,
}
