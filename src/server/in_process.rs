//! The application without a listener: requests of this process get the responses that the server would send.

use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;

use actix_http::{Request, Response};
use actix_service::{Service as _, ServiceFactory, apply, map_config};
use actix_web::App;
use actix_web::body::{BoxBody, to_bytes};
use actix_web::dev::AppConfig;
use actix_web::http::header::{CONTENT_TYPE, ETAG, HOST, HeaderMap, HeaderName, HeaderValue};
use actix_web::http::{StatusCode, Uri};
use actix_web::web::{Data, to};
use bytes::Bytes;
use jiff::Timestamp;

use super::changes;
use super::dates::Dates;
use super::pipeline::{MomentSource, PipelineLayer};
use crate::api::document;
use crate::api::handler::fallback;
use crate::api::options::ApiOptions;
use crate::api::routes;
use crate::api::state::State;
use crate::live::Live;
use crate::ops::clock::Clock;
use crate::ops::life::Life;
use crate::ops::listener::Listener;
use crate::protocol::problem::{Problem, ProblemKind};
use crate::source::ContentSource;

/// A response that is being made.
type Responding = Pin<Box<dyn Future<Output = Response<BoxBody>>>>;

/// The application with the pipeline around it, at one moment. Its requests come from the public, through no
/// connection.
pub struct InProcess {
    respond: Box<dyn Fn(Request) -> Responding>,
    host: HeaderValue,
}

/// A response without a content coding.
#[derive(Debug)]
pub struct Received {
    /// The status.
    pub status: StatusCode,
    /// The body.
    pub body: Bytes,
    headers: HeaderMap,
}

impl Received {
    /// Returns the media type; empty if there is none.
    pub fn content_type(&self) -> &str {
        self.header(CONTENT_TYPE)
    }

    /// Returns the entity tag with its quotes; empty if there is none.
    pub fn etag(&self) -> &str {
        self.header(ETAG)
    }

    fn header(&self, name: HeaderName) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }
}

impl InProcess {
    /// Prepares the application, which responds as at the time `now` to requests for `host`. Must be called in
    /// a runtime of actix.
    pub async fn new(
        live: Arc<Live>,
        source: Arc<dyn ContentSource>,
        options: ApiOptions,
        now: Timestamp,
        host: &str,
    ) -> Self {
        let clock = Clock::new(move || now);
        let scheme = options.scheme;
        let changes = (Arc::clone(live.history()), changes::events(&live, &clock));
        let (life, at) = (Arc::new(Life::default()), Listener::Main);
        let state = State::new(document::described(), source, options, &clock, life, at, changes);
        let state = Data::new(state);
        let app = App::new()
            .app_data(state.clone())
            .configure(routes::configure)
            .default_service(to(fallback::fallback));
        let app = map_config(app, |()| AppConfig::default());
        let dates = Rc::new(Dates::new(clock.clone()));
        let moments = Arc::new(MomentSource::new(live, clock));
        let layer = PipelineLayer::new(state, moments, dates, at, scheme);
        let pipeline = apply(layer, app).new_service(()).await;
        let pipeline = pipeline.unwrap_or_else(|()| unreachable!("no part of it can fail"));
        let respond = move |request| -> Responding {
            let responding = pipeline.call(request);
            Box::pin(
                async move { responding.await.unwrap_or_else(|infallible| match infallible {}) },
            )
        };
        let host = HeaderValue::from_str(host);
        let host = host.unwrap_or_else(|_| HeaderValue::from_static("localhost"));
        Self { respond: Box::new(respond), host }
    }

    /// Requests a target, which begins with the base path and is percent-encoded.
    ///
    /// # Errors
    /// Returns a problem if the target is no URI or the body cannot be read. A response with another status than 200
    /// is none.
    pub async fn get(&self, target: &str) -> Result<Received, Problem> {
        let internal = |detail: String| Problem::new(ProblemKind::Internal, detail);
        let uri: Uri = target.parse().map_err(|error| internal(format!("`{target}`: {error}")))?;
        let mut request = Request::new();
        let head = request.head_mut();
        head.uri = uri;
        head.headers.insert(HOST, self.host.clone());
        let (head, body) = (self.respond)(request).await.into_parts();
        let body = to_bytes(body).await;
        let body = body.map_err(|error| internal(format!("`{target}`: {error}")))?;
        Ok(Received { status: head.status(), body, headers: head.headers().clone() })
    }
}
