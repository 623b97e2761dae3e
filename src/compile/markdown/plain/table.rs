//! Tables.

use super::Reader;
use super::collector::Level;

/// Reads a table, given its first line and the offset of it. Every row must begin and end with a pipe and have the
/// same number of cells.
pub fn read(reader: &mut Reader<'_>, header: &str, start: usize) -> Option<()> {
    let delimiters = reader.line();
    let count = cells(header)?.count();
    let delimiters = cells(delimiters)?;
    if delimiters.clone().count() != count || !{ delimiters }.all(is_delimiter) {
        return None;
    }
    row(reader, header, start)?;
    while reader.at < reader.markdown.len() {
        let line = reader.line();
        if line.bytes().all(|byte| byte == b' ') {
            break;
        }
        if cells(line)?.count() != count {
            return None;
        }
        let start = reader.last;
        row(reader, line, start)?;
    }
    Some(())
}

/// Returns the cells of a row, with the spaces around their text.
fn cells(line: &str) -> Option<impl Iterator<Item = &str> + Clone> {
    let inner = line.trim_end_matches(' ').strip_prefix('|')?.strip_suffix('|')?;
    // A pipe may be escaped.
    (!inner.contains('\\')).then(|| inner.split('|'))
}

fn is_delimiter(cell: &str) -> bool {
    let cell = cell.trim_matches(' ');
    let hyphens = cell.strip_prefix(':').unwrap_or(cell);
    let hyphens = hyphens.strip_suffix(':').unwrap_or(hyphens);
    !hyphens.is_empty() && hyphens.bytes().all(|byte| byte == b'-')
}

fn row(reader: &mut Reader<'_>, line: &str, start: usize) -> Option<()> {
    for cell in cells(line)? {
        let text = cell.trim_matches(' ');
        let offset = start + text.as_ptr().addr() - line.as_ptr().addr();
        reader.collector.text(text, offset, Level::Cell)?;
    }
    Some(())
}
