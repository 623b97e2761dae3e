//! The moment of a request: the content, the time and the credentials.

use std::future::{Ready, ready};
use std::sync::Arc;

use actix_web::dev::Payload;
use actix_web::http::header::HeaderMap;
use actix_web::{Error, FromRequest, HttpMessage, HttpRequest};
use jiff::Timestamp;

use super::audience::Credentials;
use super::options::ApiOptions;
use crate::catalog::{Snapshot, Visible};
use crate::live::{Current, PublicContent};
use crate::ops::listener::Listener;
use crate::protocol::problem::Problem;
use crate::query::{Audience, Viewer};

/// The content, the time and the credentials of a request, taken once when it arrives. Handlers receive
/// it as an argument and cannot take another one, so that a response is consistent.
#[derive(Debug, Clone)]
pub struct Moment {
    /// The time.
    pub now: Timestamp,
    /// The content.
    pub current: Current,
    /// The posts that are public at that time.
    pub visible: Arc<Visible>,
    /// The listener at which the request arrived.
    pub listener: Listener,
    credentials: Credentials,
}

impl Moment {
    /// Creates the moment of a request with these headers.
    pub fn new(
        current: Current,
        now: Timestamp,
        listener: Listener,
        headers: &HeaderMap,
        options: &ApiOptions,
    ) -> Self {
        let visible = current.snapshot.visible(now);
        let credentials = Credentials::read(headers, options);
        Self { now, current, visible, listener, credentials }
    }

    /// The content.
    pub fn snapshot(&self) -> &Arc<Snapshot> {
        &self.current.snapshot
    }

    /// Returns what is public at the moment.
    pub fn public_content(&self) -> PublicContent {
        let (snapshot, visible) = (Arc::clone(self.snapshot()), Arc::clone(&self.visible));
        let generation = self.current.generation;
        PublicContent { generation, snapshot, visible, now: self.now }
    }

    /// Returns which posts the request may see.
    ///
    /// # Errors
    /// Returns `unauthorized` if a wrong token was sent.
    pub fn audience(&self) -> Result<Audience, Problem> {
        self.credentials.audience()
    }

    /// Returns which posts the request may see, ignoring a wrong token.
    pub fn audience_or_public(&self) -> Audience {
        self.audience().unwrap_or(Audience::Public)
    }

    /// Returns who views the content, and when, as if a wrong token had not been sent.
    pub fn viewer(&self) -> Viewer {
        Viewer::new(self.audience_or_public(), self.now)
    }

    /// Requires the preview token.
    ///
    /// # Errors
    /// Returns `unauthorized` with `reason` if the token was not sent.
    pub fn require_preview(&self, reason: &str) -> Result<(), Problem> {
        self.credentials.require_preview(reason)
    }
}

impl FromRequest for Moment {
    type Error = Error;
    type Future = Ready<Result<Self, Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let moment = request.extensions().get::<Self>().cloned();
        ready(Ok(moment.expect("the pipeline gives each request its moment")))
    }
}
