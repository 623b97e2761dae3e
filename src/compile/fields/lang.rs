//! The language of a post.

use super::context::Context;
use super::keys::{self, Keys};
use super::text::scalar;
use crate::compile::report::{Problem, first_line};
use crate::post::Code;
use crate::text::{Lang, reading};

/// Returns the language in the front matter.
pub fn authored(keys: &mut Keys<'_, '_, '_>) -> Option<Lang> {
    let entry = keys.take(keys::LANG)?;
    let text = scalar(keys, entry, "zh")?;
    let lang = Lang::parse(&text);
    if lang.is_err() {
        let message = format!("`{}` is not a language tag", first_line(&text));
        keys.report(
            Problem::new(Code::LangInvalid, entry.node.span, message)
                .expected("a BCP 47 tag, such as `zh`, `zh-Hant` or `en-GB`")
                .help(format!("write the tag of the language, or delete `{}`", entry.key)),
        );
    }
    lang.ok()
}

/// Returns the language in the path, or else the one inferred from the scripts in title,
/// description and body.
pub fn inferred(context: &Context<'_>, title: &str, description: &str) -> Lang {
    if let Some(lang) = &context.name.lang {
        return lang.clone();
    }
    let body = &context.facts.amount;
    let head = reading::measure(&format!("{title}\n{description}"));
    let sum = |part: fn(&reading::Amount) -> u32| u64::from(part(body)) + u64::from(part(&head));
    let (han, kana) = (sum(|a| a.han), sum(|a| a.kana));
    let (hangul, words) = (sum(|a| a.hangul), sum(|a| a.words));
    let tag = if hangul > han + kana && hangul > words {
        "ko"
    } else if han + kana > words && han + kana >= hangul {
        if kana * 5 >= han + kana { "ja" } else { "zh" }
    } else {
        return context.options.default_lang.clone();
    };
    Lang::parse(tag).expect("a valid tag")
}
