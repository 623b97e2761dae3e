//! The stylesheets for `html`.

use actix_web::{HttpRequest, get};

use crate::api::answer::Answer;
use crate::api::operation::{Facts, Index, Operation};
use crate::api::params::{QueryParams, StylesheetParams};
use crate::protocol::negotiate::{Media, media_type};
use crate::protocol::problem::{Problem, ProblemKind};

impl Operation for get_highlight_stylesheet {
    const ID: &str = "getHighlightStylesheet";
    const FACTS: Facts = Facts {
        problems: &[ProblemKind::InvalidParameter],
        index: Index::Link("highlightStylesheet"),
        ..Facts::DOCUMENT
    };
}

/// Get the stylesheet for highlighted code
///
/// Returns CSS for the `hl-` classes of highlighted code in `html`. Colors are custom properties of
/// `:root`, such as `--hl-comment`, so that a page can override them.
#[utoipa::path(
    tag = "Service",
    operation_id = get_highlight_stylesheet::ID,
    params(StylesheetParams),
    responses((status = 200, description = "The stylesheet.", body = String, content_type = "text/css"))
)]
#[get("/highlight.css")]
pub async fn get_highlight_stylesheet(request: HttpRequest) -> Result<Answer, Problem> {
    let StylesheetParams { theme } = StylesheetParams::read(request.query_string())?;
    stylesheet(&request, theme.code_css().as_bytes().to_vec())
}

impl Operation for get_prose_stylesheet {
    const ID: &str = "getProseStylesheet";
    const FACTS: Facts =
        Facts { index: Index::Link("proseStylesheet"), ..get_highlight_stylesheet::FACTS };
}

/// Get the stylesheet for posts
///
/// Returns CSS for everything in `html`: text, code, alerts, tables, task lists, footnotes, formulas,
/// pictures and players. It includes the stylesheet for highlighted code. Its rules apply to the content of
/// an element with the class `prose`. Colors are custom properties of `:root`, such as `--prose-link`.
#[utoipa::path(
    tag = "Service",
    operation_id = get_prose_stylesheet::ID,
    params(StylesheetParams),
    responses((status = 200, description = "The stylesheet.", body = String, content_type = "text/css"))
)]
#[get("/prose.css")]
pub async fn get_prose_stylesheet(request: HttpRequest) -> Result<Answer, Problem> {
    let StylesheetParams { theme } = StylesheetParams::read(request.query_string())?;
    let css = [theme.code_css(), theme.prose_css()].concat();
    stylesheet(&request, css.into_bytes())
}

fn stylesheet(request: &HttpRequest, css: Vec<u8>) -> Result<Answer, Problem> {
    media_type(request.headers(), &[Media::Css])?;
    Ok(Answer::bytes("text/css; charset=utf-8", css))
}
