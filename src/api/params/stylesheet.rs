//! Parameters of `getHighlightStylesheet`.

use super::kinds::OneOf;
use super::query_params::QueryParams;
use super::reader::Reader;
use crate::api::view::stylesheet::Theme;

/// The query parameters of `getHighlightStylesheet`.
#[derive(Debug)]
pub struct StylesheetParams {
    /// The color scheme.
    pub theme: Theme,
}

impl QueryParams for StylesheetParams {
    fn declare(reader: &mut Reader) -> Self {
        reader.ignore_unknown();
        Self {
            theme: reader.param(
                "theme",
                OneOf { default: Theme::Auto },
                "The color scheme. `auto` follows the preference of the reader's device, unless the root element of \
                 the page has `data-theme=\"light\"` or `data-theme=\"dark\"`.",
            ),
        }
    }
}
