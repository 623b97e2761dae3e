//! Calling the application and catching its panics.

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

/// Calls the application.
///
/// # Errors
/// Returns `internal` if it fails or panics. Other requests of the connection are not affected.
pub async fn call<S>(
    application: Rc<S>,
    request: Request,
) -> Result<ServiceResponse<BoxBody>, Problem>
where
    S: Service<Request, Response = ServiceResponse<BoxBody>, Error = Error>,
{
    let mut answering = pin!(async move { application.call(request).await });
    let answered = poll_fn(|context| {
        // A panic can break only the state of the request, which is dropped. Shared state is behind
        // locks and atomics.
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

    use super::call;
    use crate::protocol::problem::ProblemKind;

    fn kind_of<S>(application: S) -> Option<ProblemKind>
    where
        S: Service<Request, Response = ServiceResponse<BoxBody>, Error = Error>,
    {
        let answered = System::new().block_on(call(Rc::new(application), Request::new()));
        answered.err().map(|problem| problem.kind)
    }

    #[test]
    fn a_panic_becomes_a_problem() {
        let sync = |_: Request| -> std::future::Ready<Result<ServiceResponse<BoxBody>, Error>> {
            panic!("before the first await")
        };
        assert_eq!(kind_of(fn_service(sync)), Some(ProblemKind::Internal));
        let later = async |_: Request| -> Result<ServiceResponse<BoxBody>, Error> {
            actix_web::rt::task::yield_now().await;
            panic!("later")
        };
        assert_eq!(kind_of(fn_service(later)), Some(ProblemKind::Internal));
    }

    #[test]
    fn an_error_becomes_a_problem() {
        let fails = async |_: Request| Err(error::ErrorBadRequest("no"));
        assert_eq!(kind_of(fn_service(fails)), Some(ProblemKind::Internal));
    }
}
