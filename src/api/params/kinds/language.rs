//! Languages.

use utoipa::openapi::schema::Type;
use utoipa::openapi::{ObjectBuilder, RefOr, Schema};

use crate::api::params::argument::Argument;
use crate::api::params::kind::Kind;
use crate::text::Lang;
use crate::text::lang_code::meant;
use crate::text::suggest::meanings;

/// Language, script and region of BCP 47.
const PATTERN: &str = "^[A-Za-z]{2,3}(-[A-Za-z]{4})?(-([A-Za-z]{2}|[0-9]{3}))?$";

/// A language tag (BCP 47).
#[derive(Debug, Clone, Copy)]
pub struct Language;

impl Kind for Language {
    type Value = Option<Lang>;

    fn parse(&self, argument: &mut Argument<'_>) -> Option<Lang> {
        let value = argument.single()?;
        let lang = Lang::parse(value).ok();
        if lang.is_none() {
            let message = "must be a BCP 47 language tag, such as zh or en-GB";
            let known =
                |text: &str| meant(text).or_else(|| Some(Lang::parse(text).ok()?.to_string()));
            let suggestion = meanings(value).find_map(|text| known(&text));
            argument.fail_near("invalid_language", Some(value), message, suggestion);
        }
        lang
    }

    fn schema(&self) -> RefOr<Schema> {
        ObjectBuilder::new().schema_type(Type::String).pattern(Some(PATTERN)).into()
    }
}
