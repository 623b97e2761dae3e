//! The front: a service before the application, through which every request and every response goes.
//!
//! It names the request, answers it from what is kept where that is possible, and else asks the
//! application. What a handler says, an [`Answer`] or a [`Problem`], it makes a response of: it chooses
//! the coding, weighs the conditions, and writes the headers that are always there.

pub mod cors;
mod exchange;
mod explain;
mod make;
mod moment;
pub mod purge;
mod reply;
mod store;

use std::convert::Infallible;
use std::future::{Future, Ready};
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, ready};

use actix_http::{Request, Response};
use actix_service::{Service, Transform};
use actix_web::body::BoxBody;
use actix_web::dev::{RequestHead, ServiceResponse};
use actix_web::web::Data;
use actix_web::{Error, HttpRequest};

use super::answer::body_of;
use super::limits::{Limits, Permit};
use super::observe::{OperationId, Source};
use super::problem::{Problem, ProblemKind};
use super::state::State;
use super::{Listener, request_body};
use exchange::Exchange;
use moment::Moment;
use reply::{Parts, Plan};
use store::Kept;

pub use store::Store;

/// Bodies up to so many bytes are encoded at once, which takes a fraction of a millisecond; for longer
/// ones other requests of the worker do not wait.
const ENCODED_AT_ONCE: usize = 32 * 1024;

/// Puts a [`Front`] before the application.
#[derive(Debug, Clone)]
pub struct FrontLayer {
    state: Data<State>,
    listener: Listener,
}

impl FrontLayer {
    /// The front of a listener, which answers from this state.
    pub fn new(state: Data<State>, listener: Listener) -> Self {
        Self { state, listener }
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
        }))
    }
}

/// The service itself; one for each worker.
#[derive(Debug)]
pub struct Front<S> {
    application: Rc<S>,
    state: Data<State>,
    listener: Listener,
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
        let exchange = Exchange::begin(&mut request, &self.state);
        let early = answer_early(request.head(), &exchange, &self.state, self.listener);
        let (moment, permit) = match early {
            Early::Kept(response, operation) => {
                let response = exchange.seal(response, operation, Source::Cache, &self.state);
                return Responding::Ready(Some(response));
            }
            Early::Refused(response) => {
                let none = OperationId::NONE;
                let response = exchange.seal(response, none, Source::Made, &self.state);
                return Responding::Ready(Some(response));
            }
            Early::Unknown(moment, permit) => (moment, permit),
        };
        let answering = self.application.call(request);
        let state = self.state.clone();
        Responding::Making(Box::pin(async move {
            let _in_flight = state.observer.enter();
            let (operation, made) = match answering.await {
                Ok(response) => {
                    let (request, response) = response.into_parts();
                    let operation = operation(&request, &state);
                    let made =
                        make::make(&request, operation, response, &moment, &exchange, &state);
                    (operation, made.await)
                }
                Err(error) => {
                    tracing::error!("the application failed: {error}");
                    let problem =
                        Problem::new(ProblemKind::Internal, ProblemKind::Internal.meaning());
                    (OperationId::NONE, Err(problem))
                }
            };
            // Sending the answer takes no place: how fast that goes is up to the client.
            drop(permit);
            let response = made.unwrap_or_else(|problem| exchange.explain(problem, &state));
            exchange.seal(response, operation, Source::Made, &state)
        }))
    }
}

/// Which operation a request is for.
fn operation(request: &HttpRequest, state: &State) -> OperationId {
    let pattern = request.match_pattern();
    pattern.map_or(OperationId::NONE, |pattern| state.observer.operations().find(&pattern))
}

/// What is known of a request before the application is asked.
enum Early {
    /// Its whole answer, as it was made before, and whose it was.
    Kept(Response<BoxBody>, OperationId),
    /// An answer without an operation: a refusal, or one to a preflight request.
    Refused(Response<BoxBody>),
    /// Nothing; the moment in which it came, and its place among those that are worked on. Probes need
    /// none.
    Unknown(Moment, Option<Permit>),
}

/// Answers a request without the application: what is refused at once, preflight requests, and what
/// is kept.
fn answer_early(
    request: &RequestHead,
    exchange: &Exchange,
    state: &State,
    listener: Listener,
) -> Early {
    let refusal = exchange
        .over_limit()
        .or_else(|| state.limits.check_head(request).err())
        .or_else(|| request_body::refuse(request));
    if let Some(problem) = refusal {
        return Early::Refused(exchange.explain(problem, state));
    }
    if let Some(response) = state.options.cors.preflight(&request.method, &request.headers) {
        return Early::Refused(response);
    }
    let moment = Moment::now(state);
    let question = moment.question(request).filter(|_| listener == Listener::Main);
    let kept = question.and_then(|question| state.store.find(&question));
    let recalled = kept.and_then(|kept| {
        let response = recall(request, &kept, &moment, exchange, state)?;
        Some((response, kept.operation))
    });
    match recalled {
        Some((response, operation)) => Early::Kept(response, operation),
        None if Limits::exempts(request.uri.path()) => Early::Unknown(moment, None),
        None => match state.limits.enter() {
            Ok(permit) => Early::Unknown(moment, Some(permit)),
            Err(problem) => Early::Refused(exchange.explain(problem, state)),
        },
    }
}

/// Answers with what is kept; nothing where its body is needed and is not there any more, or must be
/// encoded first and is long.
fn recall(
    request: &RequestHead,
    kept: &Kept,
    moment: &Moment,
    exchange: &Exchange,
    state: &State,
) -> Option<Response<BoxBody>> {
    let parts = Parts::Unknown;
    let plan = match reply::plan(&request.headers, kept, kept.encoding, parts) {
        Ok(plan) => plan,
        Err(problem) => return Some(exchange.explain(problem, state)),
    };
    let body = match plan {
        Plan::NotModified(_) => BoxBody::new(()),
        Plan::Part(_) => return None,
        Plan::Whole(coding) => {
            let plain = || state.store.body(kept.revision, None);
            let body = match (state.store.body(kept.revision, coding), coding) {
                (Some(body), _) => body,
                (None, Some(coding)) if kept.bytes <= ENCODED_AT_ONCE as u64 => {
                    state.store.encoded(kept.revision, coding, &plain()?).ok()?
                }
                (None, _) => return None,
            };
            body_of(body)
        }
    };
    Some(reply::respond(state, kept, plan, parts, body, moment.now))
}
