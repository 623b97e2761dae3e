//! Requests for a response that another request is making.
//!
//! When the content changes, nothing is cached, and the clients of a popular post all arrive at once. One of them has
//! it rendered; without this, the others would wait for the same work in the same queue, and be refused when it is full.

use std::future::poll_fn;
use std::pin::pin;

use actix_http::Response;
use actix_web::body::BoxBody;
use actix_web::dev::RequestHead;
use actix_web::web::Data;

use super::exchange::Exchange;
use super::fast_path::{Lookup, look_up};
use crate::api::answer::collapsing::{Collapsing, Mark};
use crate::api::answer::response_cache::Counted;
use crate::api::moment::Moment;
use crate::api::state::State;
use crate::ops::observe::OperationId;
use crate::protocol::problem::Problem;

/// Responds from the response cache after another request has made the response; `None` if it was not cached.
pub async fn retry(
    request: &RequestHead,
    moment: &Moment,
    exchange: &Exchange,
    state: &Data<State>,
) -> Option<(Result<Response<BoxBody>, Problem>, OperationId)> {
    match look_up(request, moment, exchange, Counted::Nothing, state) {
        Lookup::Hit(response, operation) => Some((Ok(response), operation)),
        Lookup::Unencoded(unencoded) => {
            let operation = unencoded.cached.operation;
            Some((unencoded.encode(state).await, operation))
        }
        Lookup::Miss => None,
    }
}

/// Makes a response. If that takes longer than a moment, it is announced, so that others can wait for it.
pub async fn announce<T>(
    collapsing: &Collapsing,
    mut mark: Option<Mark>,
    making: impl Future<Output = T>,
) -> T {
    let (mut making, mut announced) = (pin!(making), None);
    poll_fn(|context| {
        let polled = making.as_mut().poll(context);
        if polled.is_pending()
            && let Some(mark) = mark.take()
        {
            announced = collapsing.begin(mark);
        }
        polled
    })
    .await
}
