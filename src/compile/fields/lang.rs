//! The language of a post.

use super::context::Context;
use super::keys::{self, Keys};
use super::text::scalar;
use crate::compile::matter::Entry;
use crate::compile::report::{Problem, first_line};
use crate::post::Code;
use crate::text::alphabet::Alphabet;
use crate::text::lang_code::{may_be_registered, meant};
use crate::text::{Lang, chinese, reading};

/// The characters of one letter that [`reading::measure`] counts as a word in Thai, which is written
/// without spaces.
const LETTERS_PER_THAI_WORD: u32 = 4;

/// Returns the language in the front matter. A code that is not registered is read as what it stands for;
/// if it stands for nothing, the result is `None`. Both are reported.
pub fn authored(keys: &mut Keys<'_, '_, '_>, context: &Context<'_>) -> Option<Lang> {
    let entry = keys.take(keys::LANG)?;
    let text = scalar(keys, entry, "zh")?;
    if let Some(lang) = meant(&text).and_then(|tag| Lang::parse(&tag).ok()) {
        keys.report(unregistered(entry, &text, Some(&lang)));
        return Some(lang);
    }
    let Ok(lang) = Lang::parse(&text) else {
        let message = format!("`{}` is not a language tag", first_line(&text));
        keys.report(
            Problem::new(Code::LangInvalid, entry.node.span, message)
                .expected("a BCP 47 tag, such as `zh`, `zh-Hant` or `en-GB`")
                .help(format!("write the tag of the language, or delete `{}`", entry.key)),
        );
        return None;
    };
    if !may_be_registered(lang.primary()) {
        keys.report(unregistered(entry, &text, None));
        return None;
    }
    // `tw` is Twi, which is not written in Han.
    let amount = &context.facts.amount;
    if lang.as_str() == "tw" && amount.han > amount.words {
        let lang = Lang::parse("zh-TW").expect("a valid tag");
        keys.report(unregistered(entry, &text, Some(&lang)));
        return Some(lang);
    }
    Some(lang)
}

/// Returns whether a code is registered for a language that is not meant: Kanuri or Twi.
fn is_of_another(lang: &Lang) -> bool {
    matches!(lang.primary(), "kr" | "tw")
}

/// Returns the warning for a code that is not registered, or not for the language that is meant.
fn unregistered(entry: &Entry<'_>, text: &str, meant: Option<&Lang>) -> Problem {
    let written = first_line(text);
    let (message, expected, help) = match meant {
        Some(lang) => (
            match Lang::parse(text) {
                Ok(other) if is_of_another(&other) => {
                    format!("`{written}` is the code of another language; it is read as `{lang}`")
                }
                _ => format!("`{written}` is not a registered language; it is read as `{lang}`"),
            },
            format!("the BCP 47 tag `{lang}`"),
            format!("write `{}: {lang}`", entry.key),
        ),
        None => (
            format!("`{written}` is not a registered language; the language is inferred"),
            "a BCP 47 tag, such as `zh`, `zh-Hant` or `en-GB`".to_owned(),
            format!("write the tag of the language, or delete `{}`", entry.key),
        ),
    };
    Problem::new(Code::LangUnregistered, entry.node.span, message).expected(expected).help(help)
}

/// Returns the language in the path, or else the one inferred from the script that carries most of title,
/// description and body.
pub fn inferred(context: &Context<'_>, title: &str, description: &str) -> Lang {
    if let Some(lang) = &context.name.lang {
        return lang.clone();
    }
    let default = &context.options.default_lang;
    let amount = context.facts.amount + reading::measure(&format!("{title}\n{description}"));
    let characters = u64::from(amount.han) + u64::from(amount.kana);
    let (alphabet, words) = most_words(&amount, Alphabet::of_lang(default));
    let words = u64::from(words);
    let hangul = u64::from(amount.hangul);
    let tag = if hangul > characters && hangul > words {
        "ko"
    } else if characters > words && characters >= hangul {
        let text = title.chars().chain(context.body.chars());
        if chinese::is_japanese(amount.han.into(), amount.kana.into(), text) { "ja" } else { "zh" }
    } else if Alphabet::of_lang(default) == Some(alphabet)
        || !has_letters(context, title, description)
    {
        return default.clone();
    } else {
        alphabet.main_lang()
    };
    Lang::parse(tag).expect("a valid tag")
}

/// Returns the alphabet in which most words are written, and their number. Of equal numbers, that of
/// `preferred` wins, then Latin.
fn most_words(amount: &reading::Amount, preferred: Option<Alphabet>) -> (Alphabet, u32) {
    let others = amount.alphabets.iter().fold(0_u32, |sum, &words| sum.saturating_add(words));
    let of = |alphabet: Alphabet| match alphabet {
        Alphabet::Latin => amount.words.saturating_sub(others),
        Alphabet::Thai => amount.alphabets[alphabet as usize].div_ceil(LETTERS_PER_THAI_WORD),
        _ => amount.alphabets[alphabet as usize],
    };
    let all = [
        Alphabet::Thai,
        Alphabet::Devanagari,
        Alphabet::Arabic,
        Alphabet::Hebrew,
        Alphabet::Greek,
        Alphabet::Cyrillic,
        Alphabet::Latin,
    ];
    let counts = all.into_iter().chain(preferred).map(|alphabet| (alphabet, of(alphabet)));
    counts.max_by_key(|&(_, words)| words).expect("there are alphabets")
}

/// Returns whether there is a letter in the text. Numbers are words without an alphabet.
fn has_letters(context: &Context<'_>, title: &str, description: &str) -> bool {
    let first = context.facts.opening.as_deref().unwrap_or("");
    [title, description, first].iter().any(|text| text.chars().any(char::is_alphabetic))
}
