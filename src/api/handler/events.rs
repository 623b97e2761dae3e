//! The event stream.

use actix_web::http::header::HeaderMap;
use actix_web::web::Data;
use actix_web::{HttpRequest, get};

use crate::api::answer::{Answer, Negotiation};
use crate::api::events::{Listener, Since};
use crate::api::moment::Moment;
use crate::api::operation::{Facts, Index, Operation};
use crate::api::params::{QueryParams, StreamEventsParams};
use crate::api::state::State;
use crate::api::view::event::ContentEventView;
use crate::ops::cache_policy::CachePolicy;
use crate::protocol::negotiate::{Media, media_type};
use crate::protocol::problem::{Problem, ProblemKind};

impl Operation for stream_events {
    const ID: &str = "streamEvents";
    const FACTS: Facts = Facts {
        cache: CachePolicy::Endless,
        problems: &[
            ProblemKind::InvalidParameter,
            ProblemKind::Unauthorized,
            ProblemKind::RouteNotFound,
            ProblemKind::Overloaded,
        ],
        // Not a link: whoever follows the links of the index would wait forever.
        index: Index::Template("events", "{?since}"),
        ..Facts::LIST
    };
}

/// Stream events
///
/// Sends an event each time the published content changes: when posts are edited, added or removed, and when one is
/// published or expires at its time. For `EventSource` in browsers (HTML Standard, section 9.2) and other clients of
/// server-sent events. Events have no name, so that they arrive at `onmessage`.
///
/// The `id` of an event is its `token`, and its data is a `ContentEvent` as JSON. A client that reconnects sends the
/// last `id` as `Last-Event-ID`, as `EventSource` does, or as `since`, and first gets one event with everything that
/// it missed. If the server does not know the token, that event has a `previous` of null and no changes: reload the
/// content by `/manifest`. A client that reads too slowly gets fewer events, each with all that changed since the one
/// before.
///
/// A comment is sent after 20 seconds without an event. The stream ends when the server shuts down; `EventSource`
/// reconnects on its own. If too many clients are listening, the response is 503 with `Retry-After`; `EventSource`
/// does not retry that.
#[utoipa::path(
    tag = "Sync",
    operation_id = stream_events::ID,
    params(StreamEventsParams),
    responses((
        status = 200,
        description = "The events, as they happen. The schema is that of their data.",
        body = ContentEventView,
        content_type = "text/event-stream"
    ))
)]
#[get("/events")]
pub async fn stream_events(
    request: HttpRequest,
    state: Data<State>,
    moment: Moment,
) -> Result<Answer, Problem> {
    let StreamEventsParams { since } = StreamEventsParams::read(request.query_string())?;
    media_type(request.headers(), &[Media::EventStream])?;
    moment.audience()?;
    if state.options.limits.event_listeners == 0 {
        let detail = "events are disabled by the setting `event_listeners`";
        return Err(Problem::new(ProblemKind::RouteNotFound, detail));
    }
    let place = state.limits.listen()?;
    let since = begin(last_event_id(request.headers()).or(since.as_deref()));
    let listener = Listener::new(&state.events, since, place);
    Ok(Answer::events(listener).negotiated(Negotiation::None))
}

/// Returns the `id` of the last event that the client got on its connection before; `None` if it got none. It is later
/// than what the URL says, which stays the same when a client reconnects.
fn last_event_id(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get("last-event-id").filter(|value| !value.is_empty())?;
    // What is not even text is not a token.
    Some(value.to_str().unwrap_or_default())
}

/// Returns from where the events begin. A text that is no token may be one of a later version, or of another server at
/// the same address; with an error, `EventSource` would give up.
fn begin(token: Option<&str>) -> Since {
    token.map_or(Since::Now, |token| token.parse().map_or(Since::Unknown, Since::Token))
}
