//! The front: a service before the application, through which every request and every response goes.
//!
//! It names the request, answers it from what is kept where that is possible, and else asks the
//! application. What a handler says, an [`Answer`] or a [`Problem`], it makes a response of: it chooses
//! the coding, weighs the conditions, and writes the headers that are always there.

mod application;
mod early;
mod exchange;
mod explain;
mod make;
mod moment;
pub mod purge;
mod reply;
mod target;

use std::convert::Infallible;
use std::future::{Future, Ready};
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, ready};

use actix_http::{Request, Response};
use actix_service::{Service, Transform};
use actix_web::body::BoxBody;
use actix_web::dev::ServiceResponse;
use actix_web::web::Data;
use actix_web::{Error, HttpRequest};

use crate::api::state::State;
use crate::ops::limits::request_body;
use crate::ops::listener::Listener;
use crate::ops::observe::{OperationId, Source};
use application::ask;
use early::{Early, answer_early, refuse};
use exchange::Exchange;

/// Puts a [`Front`] before the application.
#[derive(Debug, Clone)]
pub struct FrontLayer {
    state: Data<State>,
    listener: Listener,
    scheme: &'static str,
}

impl FrontLayer {
    /// The front of a listener over `http` or `https`, which answers from this state.
    pub fn new(state: Data<State>, listener: Listener, scheme: &'static str) -> Self {
        Self { state, listener, scheme }
    }
}

impl<S> Transform<S, Request> for FrontLayer
where
    S: Service<Request, Response = ServiceResponse<BoxBody>, Error = Error> + 'static,
{
    type Response = Response<BoxBody>;
    type Error = Infallible;
    type Transform = Front<S>;
    type InitError = ();
    type Future = Ready<Result<Self::Transform, Self::InitError>>;

    fn new_transform(&self, application: S) -> Self::Future {
        std::future::ready(Ok(Front {
            application: Rc::new(application),
            state: self.state.clone(),
            listener: self.listener,
            scheme: self.scheme,
        }))
    }
}

/// The service itself; one for each worker.
#[derive(Debug)]
pub struct Front<S> {
    application: Rc<S>,
    state: Data<State>,
    listener: Listener,
    scheme: &'static str,
}

/// A response that is there already, or that is being made.
pub enum Responding {
    /// There.
    Ready(Option<Response<BoxBody>>),
    /// Being made.
    Making(Pin<Box<dyn Future<Output = Response<BoxBody>>>>),
}

impl Future for Responding {
    type Output = Result<Response<BoxBody>, Infallible>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        match &mut *self {
            // Polled again after its end it stays silent, as futures may.
            Self::Ready(response) => response.take().map_or(Poll::Pending, |r| Poll::Ready(Ok(r))),
            Self::Making(making) => Poll::Ready(Ok(ready!(making.as_mut().poll(context)))),
        }
    }
}

impl<S> Service<Request> for Front<S>
where
    S: Service<Request, Response = ServiceResponse<BoxBody>, Error = Error> + 'static,
{
    type Response = Response<BoxBody>;
    type Error = Infallible;
    type Future = Responding;

    fn poll_ready(&self, context: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        // An application that fails says so in its answers.
        self.application.poll_ready(context).map(|_| Ok(()))
    }

    fn call(&self, mut request: Request) -> Self::Future {
        let exchange = Exchange::begin(&request, &self.state, self.scheme);
        let state = self.state.clone();
        if let Some(response) = refuse(request.head(), &exchange, &state) {
            let response = exchange.seal(response, OperationId::NONE, Source::Made, &state);
            return Responding::Ready(Some(response));
        }
        exchange.prepare(&mut request);
        match answer_early(request.head(), &exchange, &state, self.listener) {
            Early::Kept(response, operation) => {
                let response = exchange.seal(response, operation, Source::Cache, &state);
                Responding::Ready(Some(response))
            }
            Early::Refused(response) => {
                let response = exchange.seal(response, OperationId::NONE, Source::Made, &state);
                Responding::Ready(Some(response))
            }
            Early::Unencoded(unencoded, permit) => Responding::Making(Box::pin(async move {
                let _in_flight = state.observer.enter();
                let operation = unencoded.kept.operation;
                let encoded = unencoded.encode(&state).await;
                drop(permit);
                let response = encoded.unwrap_or_else(|problem| exchange.explain(problem, &state));
                exchange.seal(response, operation, Source::Cache, &state)
            })),
            Early::Unknown(moment, permit) => {
                let answering = ask(Rc::clone(&self.application), request);
                Responding::Making(Box::pin(async move {
                    let _in_flight = state.observer.enter();
                    let (operation, made) = match answering.await {
                        Ok(response) => {
                            let (request, response) = response.into_parts();
                            let operation = operation(&request, &state);
                            let made = make::make(
                                &request, operation, response, &moment, &exchange, &state,
                            );
                            (operation, made.await)
                        }
                        Err(problem) => (OperationId::NONE, Err(problem)),
                    };
                    // Sending the answer takes no place: how fast that goes is up to the client.
                    drop(permit);
                    let response = made.unwrap_or_else(|problem| exchange.explain(problem, &state));
                    exchange.seal(response, operation, Source::Made, &state)
                }))
            }
        }
    }
}

/// Refuses a request that waits to be told to send its content (`Expect: 100-continue`), if the content
/// would be refused.
pub fn refuse_expectation(
    request: &Request,
    state: &State,
    scheme: &'static str,
) -> Option<Response<BoxBody>> {
    let problem = request_body::refuse(request.head())?;
    let exchange = Exchange::begin(request, state, scheme);
    let response = exchange.explain(problem, state);
    Some(exchange.seal(response, OperationId::NONE, Source::Made, state))
}

/// Which operation a request is for.
fn operation(request: &HttpRequest, state: &State) -> OperationId {
    let pattern = request.match_pattern();
    pattern.map_or(OperationId::NONE, |pattern| state.observer.operations().find(&pattern))
}
