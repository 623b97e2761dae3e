//! Problems as errors of the framework.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, ResponseError};

use crate::protocol::problem::Problem;

impl ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        self.kind.status()
    }

    /// Puts the problem into the extensions of an empty response. The pipeline, which knows the request,
    /// writes the body.
    fn error_response(&self) -> HttpResponse {
        let mut response = HttpResponse::build(self.status_code()).finish();
        response.extensions_mut().insert(self.clone());
        response
    }
}
