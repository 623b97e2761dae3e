//! The check of the host of requests to authors' servers.

use actix_web::dev::RequestHead;
use actix_web::http::header::{HOST, HeaderValue};

use crate::api::options::ApiOptions;
use crate::protocol::local::is_this_machine;
use crate::protocol::problem::{Problem, ProblemKind, shorten};
use crate::query::Audience;

/// Refuses a request for a host that is not this machine, if everyone may see drafts. A page of any site can
/// have its own name resolve to 127.0.0.1, and then reads the responses as those of its own origin (DNS
/// rebinding), so that CORS does not protect them.
pub fn refuse_other_host(request: &RequestHead, options: &ApiOptions) -> Option<Problem> {
    if options.everyone == Audience::Public {
        return None;
    }
    // The authority of an absolute target takes precedence (RFC 9112, section 3.2.2).
    let host = match request.uri.authority() {
        Some(authority) => authority.as_str().as_bytes(),
        // Browsers always send the field.
        None => request.headers.get(HOST).map(HeaderValue::as_bytes)?,
    };
    let host = String::from_utf8_lossy(host);
    if is_this_machine(&host) {
        return None;
    }
    let detail = format!(
        "`inkstone dev` shows drafts, so it responds only to `localhost` and loopback addresses, not to `{}`",
        shorten(&host)
    );
    Some(Problem::new(ProblemKind::MisdirectedRequest, detail))
}
