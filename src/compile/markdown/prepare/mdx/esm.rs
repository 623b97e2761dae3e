//! `import` and `export` statements between the blocks of a post.

use super::script::{Goal, MAX_WASTE, Script};

/// Words with which an `export` goes on.
const EXPORTED: [&str; 9] =
    ["const", "let", "var", "function", "async", "class", "default", "type", "interface"];

/// Returns whether a line begins a statement. Prose may begin with the same words.
pub fn begins(line: &str) -> bool {
    if let Some(rest) = line.strip_prefix("import") {
        let rest = rest.trim_start();
        let is_word = line.len() - rest.len() > "import".len();
        let mut from = rest.split(" from").skip(1);
        return rest.starts_with(['{', '*', '"', '\''])
            || is_word && from.any(|source| source.trim_start().starts_with(['"', '\'']));
    }
    let Some(rest) = line.strip_prefix("export") else { return false };
    let trimmed = rest.trim_start();
    let word = trimmed.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
    trimmed.starts_with(['{', '*']) || trimmed.len() < rest.len() && EXPORTED.contains(&word)
}

/// Finds the ends of statements.
#[derive(Debug)]
pub struct Statements<'s> {
    source: &'s str,
    /// The number of bytes read in search of brackets that are never closed.
    wasted: usize,
}

impl<'s> Statements<'s> {
    /// Prepares a search through a source.
    pub fn new(source: &'s str) -> Self {
        Self { source, wasted: 0 }
    }

    /// Returns the end of the statements that begin at `start`: before the line ending of the last line
    /// before an empty line. A statement goes on after an empty line if brackets are open.
    pub fn end(&mut self, start: usize) -> usize {
        let source = self.source;
        let mut from = start;
        loop {
            let is_exhausted = self.wasted > MAX_WASTE * source.len();
            let mut script = Script::new(source.as_bytes(), Goal::Statement);
            let end = if is_exhausted { None } else { script.end(from) };
            let Some(end) = end else {
                // A bracket is never closed, so the statement ends with its paragraph.
                self.wasted += source.len() - from;
                return paragraph_end(source, from);
            };
            let rest = source.get(end + 1..).unwrap_or_default();
            let line = rest.lines().next().unwrap_or_default();
            if line.trim().is_empty() || is_markdown(line) {
                return end;
            }
            from = end + 1;
        }
    }
}

/// Returns whether a line after a statement is Markdown. MDX requires an empty line before it.
fn is_markdown(line: &str) -> bool {
    !line.is_ascii()
        && !line.starts_with(|c: char| c.is_ascii_alphabetic() || c.is_ascii_whitespace())
        || ["# ", "## ", "### ", "- ", "> ", "![", "```", "<"]
            .iter()
            .any(|mark| line.starts_with(mark))
}

/// Returns the end of the last line before an empty one.
fn paragraph_end(source: &str, start: usize) -> usize {
    let mut end = start;
    for line in source[start..].split_inclusive('\n') {
        if line.trim().is_empty() {
            break;
        }
        end += line.len();
    }
    start + source[start..end].trim_end_matches(['\n', '\r']).len()
}

#[cfg(test)]
mod tests {
    use super::{Statements, begins};

    #[test]
    fn prose_is_no_statement() {
        for line in [
            "import A from './a'",
            "import A, {b} from \"a\";",
            "import {",
            "import * as a from 'a'",
            "import './a.css'",
            "export const a = 1",
            "export default ({children}) => <div>{children}</div>",
            "export {a}",
            "export * from 'a'",
            "export function A() {",
        ] {
            assert!(begins(line), "{line}");
        }
        for line in
            ["important", "import data from the API", "exports", "export your data", "importing {"]
        {
            assert!(!begins(line), "{line}");
        }
    }

    #[test]
    fn statements_end_at_an_empty_line_outside_of_brackets() {
        for (statements, rest) in [
            ("import a from 'a'", "\n\ntext"),
            ("import a from 'a'\nimport {\n  b,\n} from 'b';", "\n\ntext"),
            ("export function A() {\n  const a = 1;\n\n  return <p>don't</p>;\n}", "\n\ntext"),
            ("export const a = {", "\n\ntext"),
            ("import a from 'a'", "\n# Title"),
            ("import a from 'a'", ""),
        ] {
            let source = format!("{statements}{rest}");
            assert_eq!(Statements::new(&source).end(0), statements.len(), "{statements}");
        }
    }
}
