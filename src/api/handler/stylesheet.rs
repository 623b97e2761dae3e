//! The stylesheet for code.

use actix_web::{HttpRequest, get};

use crate::api::answer::Answer;
use crate::api::operation::{Facts, Index, Operation};
use crate::api::params::{QueryParams, StylesheetParams};
use crate::protocol::negotiate::{Media, media_type};
use crate::protocol::problem::{Problem, ProblemKind};

impl Operation for get_highlight_stylesheet {
    const FACTS: Facts = Facts {
        problems: &[ProblemKind::InvalidParameter],
        index: Index::Link("highlightStylesheet"),
        ..Facts::DOCUMENT
    };
}

/// Gets the stylesheet for code.
///
/// It colours the `hl-` classes that the tokens of code have in `html`. The colours are custom
/// properties of `:root`, such as `--hl-comment`, so that a page can set its own.
#[utoipa::path(
    tag = "Service",
    operation_id = "getHighlightStylesheet",
    params(StylesheetParams),
    responses((status = 200, description = "The stylesheet.", body = String, content_type = "text/css"))
)]
#[get("/highlight.css")]
pub async fn get_highlight_stylesheet(request: HttpRequest) -> Result<Answer, Problem> {
    let StylesheetParams { theme } = StylesheetParams::read(request.query_string())?;
    media_type(request.headers(), &[Media::Css])?;
    Ok(Answer::bytes("text/css; charset=utf-8", theme.css().as_bytes().to_vec()))
}
