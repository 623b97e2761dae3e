//! Request bodies. They have no meaning, because the API is read-only, except at the endpoint of the Model Context
//! Protocol.

use actix_http::RequestHead;
use actix_http::header::CONTENT_LENGTH;

use crate::protocol::problem::{Problem, ProblemKind};

/// The largest body that a request may announce, in bytes, and the most that is read of one. Some clients send
/// one with GET, and an unsupported method should be reported as such.
pub const LARGEST: u64 = 64 << 10;

/// Returns why a request is rejected because of its body; `None` if it is not. A body of unknown length, which
/// proxies make of an empty one, is not: what is read of it is bounded too.
pub fn refuse(head: &RequestHead) -> Option<Problem> {
    if announced(head) <= LARGEST {
        return None;
    }
    let detail = format!("the content of this request is longer than {LARGEST} bytes");
    Some(Problem::new(ProblemKind::ContentTooLarge, detail))
}

/// Returns the value of `Content-Length`, or 0.
fn announced(head: &RequestHead) -> u64 {
    head.headers().get(CONTENT_LENGTH).map_or(0, |length| {
        let length = length.to_str().ok().and_then(|length| length.trim().parse().ok());
        length.expect("the parser rejects invalid lengths")
    })
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::refuse;

    #[test]
    fn the_head_determines_whether_a_body_is_rejected() {
        for (header, is_rejected) in [
            (("x", "y"), false),
            (("content-length", "0"), false),
            (("content-length", "1"), false),
            (("content-length", "65536"), false),
            (("content-length", "65537"), true),
            (("content-length", "10737418240"), true),
            (("transfer-encoding", "chunked"), false),
        ] {
            let request = TestRequest::get().insert_header(header).to_srv_request();
            assert_eq!(refuse(request.head()).is_some(), is_rejected, "{header:?}");
        }
    }
}
