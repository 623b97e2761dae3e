//! Problems as a JSON document.

use serde::Serialize;

use super::filter::Filter;
use super::totals::Totals;
use crate::post::Diagnostic;
use crate::source::{LeftOut, Reason};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Document<'a> {
    posts: usize,
    files: usize,
    errors: usize,
    warnings: usize,
    notes: usize,
    not_posts: NotPosts,
    diagnostics: Vec<Item<'a>>,
}

/// The number of files that are not posts, by reason.
#[derive(Serialize)]
struct NotPosts {
    underscore: usize,
    excluded: usize,
    readme: usize,
    hidden: usize,
    folders: usize,
}

impl From<LeftOut> for NotPosts {
    fn from(left_out: LeftOut) -> Self {
        Self {
            underscore: left_out.count(Reason::Underscore),
            excluded: left_out.count(Reason::Excluded),
            readme: left_out.count(Reason::Readme),
            hidden: left_out.count(Reason::Hidden),
            folders: left_out.count(Reason::Folder),
        }
    }
}

#[derive(Serialize)]
struct Item<'a> {
    severity: &'a str,
    code: &'a str,
    path: &'a str,
    line: Option<u32>,
    column: Option<u32>,
    length: Option<u32>,
    message: &'a str,
    expected: Option<&'a str>,
    help: Option<&'a str>,
    source: Option<&'a str>,
}

/// Writes the chosen problems in the order of paths, and the totals of all.
pub(in crate::cli) fn render(
    diagnostics: &[Diagnostic],
    totals: &Totals,
    filter: &Filter,
) -> String {
    let document = Document {
        posts: totals.posts,
        files: totals.files,
        errors: totals.errors,
        warnings: totals.warnings,
        notes: totals.notes,
        not_posts: totals.left_out.into(),
        diagnostics: filter.choose(diagnostics).into_iter().map(item).collect(),
    };
    let text = serde_json::to_string_pretty(&document);
    let mut text = text.expect("strings and numbers can be written as JSON");
    text.push('\n');
    text
}

fn item(found: &Diagnostic) -> Item<'_> {
    let place = found.place.as_ref();
    Item {
        severity: found.severity().as_str(),
        code: found.code.as_str(),
        path: found.path.as_str(),
        line: place.map(|place| place.line),
        column: place.map(|place| place.column),
        length: place.map(|place| place.length),
        message: &found.message,
        expected: found.expected.as_deref(),
        help: found.help.as_deref(),
        source: place.map(|place| place.excerpt.as_str()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::render;
    use crate::cli::report::filter::Filter;
    use crate::cli::report::samples::{at, whole};
    use crate::cli::report::totals::Totals;
    use crate::post::Code;

    #[test]
    fn every_key_is_always_present() {
        let found = [at("date: \"x\"", 7, 3), whole(Code::NoPosts), whole(Code::HiddenByKey)];
        let text = render(&found, &Totals::new(2, 3, &found), &Filter::new(None, Vec::new()));
        let document: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(
            document,
            json!({
                "posts": 2, "files": 3, "errors": 1, "warnings": 1, "notes": 1,
                "notPosts": {
                    "underscore": 0, "excluded": 0, "readme": 0, "hidden": 0, "folders": 0,
                },
                "diagnostics": [
                    {
                        "severity": "error", "code": "date_invalid", "path": "笔记/a.md",
                        "line": 3, "column": 7, "length": 3, "message": "there is no 39 March",
                        "expected": "a day such as 2024-03-09", "help": null,
                        "source": "date: \"x\"",
                    },
                    {
                        "severity": "warning", "code": "no_posts", "path": "笔记/a.md",
                        "line": null, "column": null, "length": null,
                        "message": "there is no 39 March",
                        "expected": "a day such as 2024-03-09", "help": null, "source": null,
                    },
                ],
            })
        );
    }
}
