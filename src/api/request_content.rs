//! The content of a request.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{Error, FromRequest, HttpMessage, HttpRequest};
use bytes::Bytes;

/// The content of a request, up to 64 KiB; empty unless it has a meaning. Connections read it before a handler is
/// called.
#[derive(Debug, Clone)]
pub struct RequestContent(pub Bytes);

impl FromRequest for RequestContent {
    type Error = Error;
    type Future = Ready<Result<Self, Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let content = request.extensions_mut().remove::<Self>();
        ready(Ok(content.expect("the pipeline gives each request its content")))
    }
}
