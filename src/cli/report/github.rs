//! Problems as annotations for GitHub Actions.

use std::path::{Component, Path};

use super::ending;
use super::filter::Filter;
use super::palette::Palette;
use super::totals::Totals;
use crate::cli::visible::visible;
use crate::post::{CodeCounts, Diagnostic, Severity};

/// Writes a workflow command for each chosen problem, then counts by code and the summary. Paths are relative
/// to the folder `here`.
///
/// Errors are first, because GitHub shows 10 annotations of each kind and 50 in total. The log has all.
pub(in crate::cli) fn render(
    diagnostics: &[Diagnostic],
    totals: &Totals,
    filter: &Filter,
    content: &Path,
    here: Option<&Path>,
) -> String {
    let mut chosen = filter.choose(diagnostics);
    chosen.sort_by_key(|found| found.severity());
    let mut out = String::new();
    for found in &chosen {
        out.push_str(&annotation(found, &file(content, found.path.as_str(), here)));
        out.push('\n');
    }
    let counts = CodeCounts::of(chosen);
    ending::write(&mut out, &counts, totals, filter, &Palette::new(false))
        .expect("writing to a string cannot fail");
    out
}

fn annotation(found: &Diagnostic, file: &str) -> String {
    let command = match found.severity() {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "notice",
    };
    let place = found
        .place
        .as_ref()
        .map(|place| format!(",line={},col={}", place.line, place.column))
        .unwrap_or_default();
    let mut message = found.message.clone();
    for (label, note) in [("expected", &found.expected), ("help", &found.help)] {
        if let Some(note) = note {
            message.push_str(&format!("\n{label}: {note}"));
        }
    }
    let (file, title) = (property(file), property(found.code.as_str()));
    format!("::{command} file={file}{place},title={title}::{}", data(&message))
}

/// Returns the path of a file in the content folder, relative to `here` if it is below it.
fn file(content: &Path, path: &str, here: Option<&Path>) -> String {
    let whole = content.join(path);
    let whole = here.and_then(|here| whole.strip_prefix(here).ok()).unwrap_or(&whole);
    let mut parts = Vec::new();
    let mut root = "";
    for part in whole.components() {
        match part {
            Component::CurDir => {}
            Component::RootDir => root = "/",
            part => parts.push(part.as_os_str().to_string_lossy()),
        }
    }
    if parts.is_empty() && root.is_empty() {
        return ".".to_owned();
    }
    format!("{root}{}", parts.join("/"))
}

/// Escapes the message of a command. The log of a workflow is a terminal, so only line breaks are left of
/// the characters that act on one.
fn data(text: &str) -> String {
    let lines: Vec<String> = text.replace("\r\n", "\n").split('\n').map(visible).collect();
    lines.join("\n").replace('%', "%25").replace('\n', "%0A")
}

/// Escapes a property of a command.
fn property(text: &str) -> String {
    visible(text).replace('%', "%25").replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{file, render};
    use crate::cli::report::filter::Filter;
    use crate::cli::report::samples::{at, whole};
    use crate::cli::report::totals::Totals;
    use crate::post::{Code, ContentPath, Severity};

    fn all() -> Filter {
        Filter::new(Some(Severity::Note), Vec::new())
    }

    #[test]
    fn annotations_name_files_relative_to_the_working_folder() {
        let found = [whole(Code::TitleMissing), at("date: x", 7, 1), whole(Code::HiddenByKey)];
        let totals = Totals::new(1, 2, &found);
        let text = render(&found, &totals, &all(), Path::new("./posts"), None);
        let expected = "\
::error file=posts/笔记/a.md,line=3,col=7,title=date_invalid::there is no 39 March%0Aexpected: a day such as 2024-03-09
::warning file=posts/笔记/a.md,title=title_missing::there is no 39 March%0Aexpected: a day such as 2024-03-09
::notice file=posts/笔记/a.md,title=hidden_by_key::there is no 39 March%0Aexpected: a day such as 2024-03-09
1  note     hidden_by_key  A key with which another tool hides posts makes a post a draft.
1  warning  title_missing  A post has no title, neither in its front matter nor as a heading.
1  error    date_invalid   A date or time cannot be parsed or does not exist.

1 post, 1 error, 1 warning in 2 files
";
        assert_eq!(text, expected);
    }

    #[test]
    fn content_cannot_inject_commands() {
        let mut hostile = at("", 1, 1);
        hostile.path = ContentPath::new("a,b:c%\n\u{202e}::set-env.md");
        hostile.message = "100%\r\n::stop-commands::x\r\u{1b}[2J\u{9b}\u{2066}".to_owned();
        hostile.expected = None;
        let found = [hostile];
        let totals = Totals::new(0, 1, &found);
        let text = render(&found, &totals, &all(), Path::new("posts"), None);
        assert_eq!(
            text.lines().next().unwrap(),
            "::error file=posts/a%2Cb%3Ac%25␊<U+202E>%3A%3Aset-env.md,line=3,col=1,title=date_invalid\
             ::100%25%0A::stop-commands::x␍␛[2J<U+009B><U+2066>"
        );
        assert!(text.lines().skip(1).all(|line| !line.contains("::")), "{text}");
    }

    #[test]
    fn paths_are_relative_if_possible() {
        let here = Some(Path::new("/home/me/blog"));
        assert_eq!(file(Path::new("/home/me/blog/posts"), "a.md", here), "posts/a.md");
        assert_eq!(file(Path::new("/srv/posts"), "a.md", here), "/srv/posts/a.md");
        assert_eq!(file(Path::new("../posts"), "a.md", here), "../posts/a.md");
        assert_eq!(file(Path::new("posts/"), ".", here), "posts");
        assert_eq!(file(Path::new("."), ".", here), ".");
    }
}
