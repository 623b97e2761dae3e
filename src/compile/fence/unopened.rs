//! Front matter of old Hexo files, without an opening fence.

use super::block::{Block, Language, Split};
use super::lines::{Line, is_json_entry, is_yaml_entry, lines};
use crate::compile::report::{Problem, Report, Span};
use crate::post::Code;

/// The keys with which such a file can begin.
const FIRST_KEYS: [&str; 6] = ["title", "date", "layout", "tags", "categories", "permalink"];

/// Splits at the closing fence. Returns `None` unless the first line has a well-known key and all
/// lines before the fence look like part of a map, because otherwise the file is Markdown.
pub fn split(text: &str, first: Line, report: &mut Report<'_>) -> Option<Split> {
    let language = language(first.trimmed(text))?;
    let close = lines(text, first.next).find_map(|line| {
        let trimmed = line.trimmed(text);
        if is_closing(trimmed, language) {
            return Some(Some(line));
        }
        (!can_be_in_map(trimmed, language)).then_some(None)
    })??;
    let span = Span::new(first.start, first.start + first.trimmed(text).len());
    let fence = if language == Language::Json { ";;;" } else { "---" };
    report.push(
        Problem::new(Code::FrontMatterUnopened, span, "the front matter has no opening fence")
            .expected(format!("a line `{fence}` before the first key"))
            .help(format!("add a line `{fence}` at the top of the file")),
    );
    let span = Span::new(first.start, close.start);
    Some(Split { block: Some(Block { language, span }), body: close.next })
}

/// Returns the language of a first line with a well-known key.
fn language(line: &str) -> Option<Language> {
    let (key, rest) = line.split_once(':')?;
    let key = key.trim_end();
    if let Some(key) = key.strip_prefix('"').and_then(|key| key.strip_suffix('"')) {
        return FIRST_KEYS.contains(&key).then_some(Language::Json);
    }
    (FIRST_KEYS.contains(&key) && (rest.is_empty() || rest.starts_with([' ', '\t'])))
        .then_some(Language::Yaml)
}

fn is_closing(line: &str, language: Language) -> bool {
    let fence = if language == Language::Json { b';' } else { b'-' };
    line.len() >= 3 && line.bytes().all(|byte| byte == fence)
}

/// Returns whether a line can be part of a map: an entry, an indented line, a list item or a
/// comment.
fn can_be_in_map(line: &str, language: Language) -> bool {
    match language {
        Language::Json => {
            is_json_entry(line) || line.is_empty() || line.starts_with([' ', '\t', ']', '}'])
        }
        _ => {
            line.is_empty()
                || line.starts_with([' ', '\t', '#'])
                || line == "-"
                || line.starts_with("- ")
                || is_yaml_entry(line)
        }
    }
}
