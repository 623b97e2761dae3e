//! Parameters of the stylesheet for code.

use utoipa::IntoParams;
use utoipa::openapi::path::{Parameter, ParameterIn};

use super::document::query_params;
use super::reader::Reader;
use super::spec::{Kind, Param};
use crate::api::view::stylesheet::Theme;

const STYLESHEET: &[&[Param]] = &[&[Param {
    name: "theme",
    kind: Kind::Choice { allowed: &["auto", "light", "dark"], default: "auto" },
    description: "For which background the colours are. `auto` follows the reader's device.",
}]];

/// The parameters of `getHighlightStylesheet`.
#[derive(Debug)]
pub struct StylesheetParams;

impl StylesheetParams {
    /// Reads the theme.
    pub fn read(raw: &str) -> (Theme, Reader) {
        let mut reader = Reader::new(raw, STYLESHEET);
        let name = reader.choice("theme");
        let theme = Theme::ALL.into_iter().find(|(known, _)| Some(*known) == name);
        (theme.map_or(Theme::Auto, |(_, theme)| theme), reader)
    }
}

impl IntoParams for StylesheetParams {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        query_params(STYLESHEET)
    }
}
