//! Bodies of requests. Nobody reads them: the API is read-only.

use actix_http::RequestHead;
use actix_http::header::{CONTENT_LENGTH, TRANSFER_ENCODING};

use crate::protocol::problem::{Problem, ProblemKind};

/// The largest body that a request may announce, in bytes. Some clients send one with GET, and a wrong
/// method is told as such.
pub const LARGEST: u64 = 64 << 10;

/// Why a request is refused for its body; nothing where it is not. A body in chunks has no end that
/// can be known.
pub fn refuse(head: &RequestHead) -> Option<Problem> {
    let detail = if head.headers().contains_key(TRANSFER_ENCODING) {
        "no body is read, and this one comes in chunks, so that its length is unknown".to_owned()
    } else if announced(head) > LARGEST {
        format!("no body is read, and this one is longer than {LARGEST} bytes")
    } else {
        return None;
    };
    Some(Problem::new(ProblemKind::ContentTooLarge, detail))
}

/// The length of the body in bytes, which the parser has checked.
fn announced(head: &RequestHead) -> u64 {
    let length = head.headers().get(CONTENT_LENGTH);
    length.and_then(|length| length.to_str().ok()?.trim().parse().ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::refuse;

    #[test]
    fn what_a_head_says_of_its_body_decides() {
        for (header, refused) in [
            (("x", "y"), false),
            (("content-length", "0"), false),
            (("content-length", "1"), false),
            (("content-length", "65536"), false),
            (("content-length", "65537"), true),
            (("content-length", "10737418240"), true),
            (("transfer-encoding", "chunked"), true),
        ] {
            let request = TestRequest::get().insert_header(header).to_srv_request();
            assert_eq!(refuse(request.head()).is_some(), refused, "{header:?}");
        }
    }
}
