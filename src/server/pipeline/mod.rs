//! The pipeline: a service around the application that all requests and responses pass.
//!
//! It identifies the request, takes its moment, and responds from the response cache if possible,
//! otherwise through the application. It turns what a handler returns, an
//! [`Answer`](crate::api::answer::Answer) or a [`Problem`](crate::protocol::problem::Problem), into a
//! response: it negotiates the coding, evaluates the conditions, and adds the headers that all responses
//! have.

mod application;
mod arrival;
mod base;
mod cached;
mod collapse;
pub mod direct;
mod exchange;
mod explain;
mod fast_path;
mod host;
mod make;
pub mod purge;
mod reply;
mod target;

use std::convert::Infallible;
use std::future::{Future, Ready};
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use actix_http::{Request, Response};
use actix_service::{Service, Transform};
use actix_web::body::BoxBody;
use actix_web::dev::RequestHead;
use actix_web::dev::ServiceResponse;
use actix_web::http::header::HeaderMap;
use actix_web::web::Data;
use actix_web::{Error, HttpMessage, HttpRequest};
use jiff::Timestamp;

use crate::api::answer::head_blocks::HeadBlocks;
use crate::api::answer::response_cache::ContentKey;
use crate::api::moment::Moment;
use crate::api::request_content::RequestContent;
use crate::api::state::State;
use crate::live::Live;
use crate::ops::clock::Clock;
use crate::ops::limits::request_body;
use crate::ops::listener::Listener;
use crate::ops::observe::{OperationId, Source};
use crate::server::connection::current_request::CurrentRequest;
use crate::server::dates::Dates;
use application::call;
use cached::key;
use collapse::{announce, retry};
use exchange::Exchange;
use fast_path::{FastPath, fast_path, preflight_or_refuse};

/// Takes the moments of requests. Only the pipeline has it, so each request gets a single moment.
#[derive(Debug)]
pub struct MomentSource {
    live: Arc<Live>,
    clock: Clock,
}

impl MomentSource {
    /// Creates a source of moments with this content and this clock.
    pub fn new(live: Arc<Live>, clock: Clock) -> Self {
        Self { live, clock }
    }

    /// Returns the time, and what a cached response depends on of the content.
    fn glance(&self) -> (Timestamp, ContentKey) {
        let now = self.clock.now();
        let key = self.live.with_current(|current| ContentKey {
            generation: current.generation,
            since: current.snapshot.public_since(now),
            is_searchable: current.snapshot.search().is_some(),
        });
        (now, key)
    }

    /// Returns the moment of a request without a token.
    fn public_moment(&self, now: Timestamp, listener: Listener, state: &State) -> Moment {
        Moment::new(self.live.current(), now, listener, &HeaderMap::new(), &state.options)
    }

    fn moment(&self, request: &RequestHead, listener: Listener, state: &State) -> Moment {
        let (headers, options) = (&request.headers, &state.options);
        Moment::new(self.live.current(), self.clock.now(), listener, headers, options)
    }
}

/// Puts a [`Pipeline`] around the application.
#[derive(Debug, Clone)]
pub struct PipelineLayer {
    state: Data<State>,
    moments: Arc<MomentSource>,
    dates: Rc<Dates>,
    listener: Listener,
    scheme: &'static str,
    /// Prepared parts of the heads of lists.
    list_heads: Rc<HeadBlocks>,
}

impl PipelineLayer {
    /// Creates the pipeline of a listener over `http` or `https`.
    pub fn new(
        state: Data<State>,
        moments: Arc<MomentSource>,
        dates: Rc<Dates>,
        listener: Listener,
        scheme: &'static str,
    ) -> Self {
        Self { state, moments, dates, listener, scheme, list_heads: Rc::default() }
    }
}

impl<S> Transform<S, Request> for PipelineLayer
where
    S: Service<Request, Response = ServiceResponse<BoxBody>, Error = Error> + 'static,
{
    type Response = Response<BoxBody>;
    type Error = Infallible;
    type Transform = Pipeline<S>;
    type InitError = ();
    type Future = Ready<Result<Self::Transform, Self::InitError>>;

    fn new_transform(&self, application: S) -> Self::Future {
        let application = Rc::new(application);
        std::future::ready(Ok(Pipeline { application, layer: self.clone() }))
    }
}

/// The service, one per worker.
#[derive(Debug)]
pub struct Pipeline<S> {
    application: Rc<S>,
    layer: PipelineLayer,
}

/// The future of a response.
pub enum Responding {
    /// The response, until it is returned.
    Ready(Option<Response<BoxBody>>),
    /// A response that is being made.
    Making(Pin<Box<dyn Future<Output = Response<BoxBody>>>>),
}

impl Future for Responding {
    type Output = Result<Response<BoxBody>, Infallible>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        match &mut *self {
            Self::Ready(response) => {
                Poll::Ready(Ok(response.take().expect("a future is not polled after completion")))
            }
            Self::Making(making) => Poll::Ready(Ok(ready!(making.as_mut().poll(context)))),
        }
    }
}

impl<S> Service<Request> for Pipeline<S>
where
    S: Service<Request, Response = ServiceResponse<BoxBody>, Error = Error> + 'static,
{
    type Response = Response<BoxBody>;
    type Error = Infallible;
    type Future = Responding;

    fn poll_ready(&self, context: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        // Errors of the application become responses.
        self.application.poll_ready(context).map(|_| Ok(()))
    }

    fn call(&self, mut request: Request) -> Self::Future {
        let PipelineLayer { state, moments, dates, listener, scheme, .. } = &self.layer;
        let sent = request.uri().clone();
        let outside = base::remove(&mut request, *listener, state).err();
        let exchange = Exchange::begin(&request, sent, state, Rc::clone(dates), scheme);
        let refusal = preflight_or_refuse(request.head(), &exchange, state)
            .or_else(|| outside.map(|problem| exchange.explain(problem, state)));
        if let Some(response) = refusal {
            let response = exchange.finish(response, OperationId::NONE, Source::Made, state);
            return Responding::Ready(Some(response));
        }
        exchange.normalize(&mut request);
        let moment = moments.moment(request.head(), *listener, state);
        let state = state.clone();
        let counted = CurrentRequest::counted(&request);
        match fast_path(request.head(), &moment, &exchange, counted, &state) {
            FastPath::Cached(response, operation) => {
                let response = exchange.finish(response, operation, Source::Cache, &state);
                Responding::Ready(Some(response))
            }
            FastPath::Refused(response) => {
                let response = exchange.finish(response, OperationId::NONE, Source::Made, &state);
                Responding::Ready(Some(response))
            }
            FastPath::Unencoded(unencoded, permit) => Responding::Making(Box::pin(async move {
                let _in_flight = state.observer.enter();
                let operation = unencoded.cached.operation;
                let encoded = unencoded.encode(&state).await;
                drop(permit);
                let response = encoded.unwrap_or_else(|problem| exchange.explain(problem, &state));
                exchange.finish(response, operation, Source::Cache, &state)
            })),
            FastPath::Miss(permit) => {
                let content = CurrentRequest::take_content(&request);
                let application = Rc::clone(&self.application);
                Responding::Making(Box::pin(async move {
                    let _in_flight = state.observer.enter();
                    let key = key(request.head(), &moment, &state);
                    let mark = key.map(|key| state.collapsing.mark(&key));
                    if let Some(mark) = mark
                        && state.collapsing.wait(mark).await
                        && let Some((made, operation)) =
                            retry(request.head(), &moment, &exchange, &state).await
                    {
                        drop(permit);
                        let response =
                            made.unwrap_or_else(|problem| exchange.explain(problem, &state));
                        return exchange.finish(response, operation, Source::Cache, &state);
                    }
                    request.extensions_mut().insert(RequestContent(content));
                    request.extensions_mut().insert(moment.clone());
                    let answering = call(application, request);
                    let making = async {
                        let response = match answering.await {
                            Ok(response) => response,
                            Err(problem) => return (OperationId::NONE, Err(problem)),
                        };
                        let (request, response) = response.into_parts();
                        let operation = operation(&request, &state);
                        let made =
                            make::make(&request, operation, response, &moment, &exchange, &state);
                        (operation, made.await)
                    };
                    let (operation, made) = announce(&state.collapsing, mark, making).await;
                    // Sending the response does not need the permit: its speed depends on the client.
                    drop(permit);
                    let response = made.unwrap_or_else(|problem| exchange.explain(problem, &state));
                    exchange.finish(response, operation, Source::Made, &state)
                }))
            }
        }
    }
}

/// Refuses a request that waits before sending its content (`Expect: 100-continue`), if the content would
/// be refused.
pub fn refuse_expectation(
    request: &Request,
    state: &State,
    dates: &Rc<Dates>,
    scheme: &'static str,
) -> Option<Response<BoxBody>> {
    let problem = request_body::refuse(request.head())?;
    let sent = request.uri().clone();
    let exchange = Exchange::begin(request, sent, state, Rc::clone(dates), scheme);
    let response = exchange.explain(problem, state);
    Some(exchange.finish(response, OperationId::NONE, Source::Made, state))
}

/// Returns the operation of a request.
fn operation(request: &HttpRequest, state: &State) -> OperationId {
    let pattern = request.match_pattern();
    pattern.map_or(OperationId::NONE, |pattern| state.observer.operations().find(&pattern))
}
