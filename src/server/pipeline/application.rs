//! Asking the application, whatever comes of it.

use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::rc::Rc;
use std::task::Poll;

use actix_http::Request;
use actix_service::Service;
use actix_web::Error;
use actix_web::body::BoxBody;
use actix_web::dev::ServiceResponse;

use crate::protocol::problem::{Problem, ProblemKind};

/// What the application answers.
///
/// # Errors
/// `internal` where it fails or panics: whatever else is asked over the connection goes on.
pub async fn ask<S>(
    application: Rc<S>,
    request: Request,
) -> Result<ServiceResponse<BoxBody>, Problem>
where
    S: Service<Request, Response = ServiceResponse<BoxBody>, Error = Error>,
{
    let mut answering = pin!(async move { application.call(request).await });
    let answered = poll_fn(|context| {
        // What a panic leaves behind is dropped with the request; what requests share is behind locks
        // and atomics.
        catch_unwind(AssertUnwindSafe(|| answering.as_mut().poll(context)))
            .map_or_else(|_| Poll::Ready(Err(None)), |polled| polled.map_err(Some))
    });
    answered.await.map_err(|error| {
        match error {
            Some(error) => tracing::error!("the application failed: {error}"),
            None => tracing::error!("the application panicked; the message is on standard error"),
        }
        Problem::new(ProblemKind::Internal, ProblemKind::Internal.meaning())
    })
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use actix_http::Request;
    use actix_service::fn_service;
    use actix_web::body::BoxBody;
    use actix_web::dev::{Service, ServiceResponse};
    use actix_web::rt::System;
    use actix_web::{Error, error};

    use super::ask;
    use crate::protocol::problem::ProblemKind;

    fn kind_of<S>(application: S) -> Option<ProblemKind>
    where
        S: Service<Request, Response = ServiceResponse<BoxBody>, Error = Error>,
    {
        let answered = System::new().block_on(ask(Rc::new(application), Request::new()));
        answered.err().map(|problem| problem.kind)
    }

    #[test]
    fn a_panic_is_a_problem_wherever_it_happens() {
        let at_once = |_: Request| -> std::future::Ready<Result<ServiceResponse<BoxBody>, Error>> {
            panic!("at once")
        };
        assert_eq!(kind_of(fn_service(at_once)), Some(ProblemKind::Internal));
        let later = async |_: Request| -> Result<ServiceResponse<BoxBody>, Error> {
            actix_web::rt::task::yield_now().await;
            panic!("later")
        };
        assert_eq!(kind_of(fn_service(later)), Some(ProblemKind::Internal));
    }

    #[test]
    fn a_failure_is_a_problem() {
        let fails = async |_: Request| Err(error::ErrorBadRequest("no"));
        assert_eq!(kind_of(fn_service(fails)), Some(ProblemKind::Internal));
    }
}
